/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decompression of kernels and modules: whatever libarchive knows (gzip, xz, zstd, lz4, bzip2, ...).
 */
#ifndef HF_INFLATE_H
#define HF_INFLATE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Decompresses `size` bytes into a new array, freed by the caller; bytes that are not compressed are
 * copied. -EBADMSG when the stream is broken or something else follows it, -ENOMEM.
 */
int hf_inflate(const void *data, size_t size, uint8_t **ret_data, size_t *ret_size);

/*
 * The same where the size is known: into `to`, which it must fill. -EBADMSG when it does not, when
 * more follows, or the stream is broken; `to` then holds whatever came.
 */
int hf_inflate_into(const void *data, size_t size, void *to, size_t room);

#endif
