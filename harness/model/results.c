/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "results.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "registry.h"

static int compare_numbers(int a, int b)
{
	return a < b ? -1 : a > b;
}

static int by_release(const void *a, const void *b)
{
	const struct hf_result_kernel *one = a, *other = b;
	int order = compare_numbers(one->release.major, other->release.major);

	if (!order)
		order = compare_numbers(one->release.minor, other->release.minor);
	if (!order)
		order = compare_numbers(one->release.patch, other->release.patch);
	if (!order)
		order = compare_numbers(one->release.el7, other->release.el7);
	return order ? order : strcmp(one->uname, other->uname);
}

static size_t kernel_of(const struct hf_results *results, const char *uname)
{
	size_t k;

	for (k = 0; k < results->kernel_count; k++) {
		if (!strcmp(results->kernels[k].uname, uname))
			break;
	}
	return k;
}

static size_t case_index(const struct hf_case *c)
{
	size_t count, i;
	const struct hf_case *const *cases = hf_registry_all(&count);

	for (i = 0; i < count && cases[i] != c; i++)
		;
	return i;
}

static int add_kernel(struct hf_results *results, const struct hf_result *seen)
{
	struct hf_result_kernel kernel = {.release = seen->release};

	hf_release_text(&seen->release, kernel.text, sizeof(kernel.text));
	memcpy(kernel.uname, seen->uname, sizeof(kernel.uname));
	return hf_record_append(&results->kernels, &results->kernel_count, sizeof(kernel), &kernel);
}

int hf_results_make(const struct hf_result *seen, size_t count, struct hf_results *ret)
{
	size_t cases;
	int err = 0;

	*ret = (struct hf_results){0};
	hf_registry_all(&cases);
	for (size_t i = 0; i < count && !err; i++) {
		if (kernel_of(ret, seen[i].uname) == ret->kernel_count)
			err = add_kernel(ret, &seen[i]);
	}
	if (!err) {
		ret->shown = calloc(cases * ret->kernel_count + 1, sizeof(*ret->shown));
		err = ret->shown ? 0 : -ENOMEM;
	}
	if (err) {
		hf_results_done(ret);
		return err;
	}
	if (ret->kernel_count)
		qsort(ret->kernels, ret->kernel_count, sizeof(*ret->kernels), by_release);
	for (size_t i = 0; i < count; i++)
		ret->shown[case_index(seen[i].c) * ret->kernel_count +
			   kernel_of(ret, seen[i].uname)]++;
	return 0;
}

void hf_results_done(struct hf_results *results)
{
	free(results->kernels);
	free(results->shown);
	*results = (struct hf_results){0};
}

size_t hf_results_shown(const struct hf_results *results, const struct hf_case *c, size_t k)
{
	return results->shown[case_index(c) * results->kernel_count + k];
}
