/* SPDX-License-Identifier: GPL-2.0-or-later */
/* halfopen-init, the first process of a guest. */
#include <stdio.h>

#include "init.h"

int main(void)
{
	if (hf_init_is_wanted())
		hf_init_main();
	fprintf(stderr,
		"halfopen-init is the first process of a guest that `halfopen run --kernel` "
		"boots; it does nothing elsewhere\n");
	return 2;
}
