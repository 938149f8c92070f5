/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPv4 and IPv6 addresses: text, order, equality. Pure.
 */
#ifndef HF_ADDR_H
#define HF_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockaddr_storage;

/* The bytes are in network order, as they stand in a packet. */
struct hf_addr {
	int family; /* AF_INET or AF_INET6; 0 is unset */
	uint8_t bytes[16];
};

/* Bytes of an address of the family: 4 or 16. */
size_t hf_addr_size(int family);

/* Text of the address as inet_ntop() writes it; `text` holds at least INET6_ADDRSTRLEN bytes. */
const char *hf_addr_text(const struct hf_addr *addr, char *text);

/* Parses IPv4 or IPv6 text. Returns 0 or -EINVAL. */
int hf_addr_parse(const char *text, struct hf_addr *ret_addr);

/* addr + n, counted in the last four bytes (a train of sources walks through a subnet). */
struct hf_addr hf_addr_plus(struct hf_addr addr, uint32_t n);

bool hf_addr_equal(const struct hf_addr *a, const struct hf_addr *b);

/* The address and a port (host byte order) as a sockaddr; returns its size. */
unsigned hf_addr_sockaddr(const struct hf_addr *addr, uint16_t port,
			  struct sockaddr_storage *ret);

#endif
