/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A client application: connects through its kernel and records what it was told.
 */
#ifndef HF_DIALER_H
#define HF_DIALER_H

/* The puppet's main: takes CONNECT, orders on connections, and those of a listener. */
int hf_dialer_main(int control);

#endif
