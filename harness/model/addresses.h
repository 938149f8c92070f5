/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses of the two hosts of a case, from the ranges set aside for documentation and benchmarks
 * (RFC 5737, RFC 3849, RFC 2544). Constants only.
 */
#ifndef HF_ADDRESSES_H
#define HF_ADDRESSES_H

#define HF_SERVER_V4 "192.0.2.1"
#define HF_CLIENT_V4 "192.0.2.2"
#define HF_PREFIX_V4 24

#define HF_SERVER_V6 "2001:db8::1"
#define HF_CLIENT_V6 "2001:db8::2"
#define HF_PREFIX_V6 64

/* Addresses behind the client that nobody owns: the server has a route to them by the client. */
#define HF_STRANGERS_V4	       "198.18.0.0"
#define HF_STRANGERS_PREFIX_V4 15
#define HF_FIRST_STRANGER_V4   "198.18.0.1"

#define HF_STRANGERS_V6	       "2001:db8:1::"
#define HF_STRANGERS_PREFIX_V6 48
#define HF_FIRST_STRANGER_V6   "2001:db8:1::1"

#endif
