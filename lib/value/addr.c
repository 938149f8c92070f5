/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "addr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "own.h"

size_t hf_addr_size(int family)
{
	return family == AF_INET ? 4 : 16;
}

const char *hf_addr_text(const struct hf_addr *addr, char *text)
{
	if (!inet_ntop(addr->family, addr->bytes, text, INET6_ADDRSTRLEN))
		strcpy(text, "unset");
	return text;
}

int hf_addr_parse(const char *text, struct hf_addr *ret_addr)
{
	static const int families[] = {AF_INET, AF_INET6};

	for (size_t i = 0; i < HF_ARRAY_LEN(families); i++) {
		struct hf_addr addr = {.family = families[i]};

		if (inet_pton(addr.family, text, addr.bytes) == 1) {
			*ret_addr = addr;
			return 0;
		}
	}
	return -EINVAL;
}

struct hf_addr hf_addr_plus(struct hf_addr addr, uint32_t n)
{
	uint8_t *last = addr.bytes + hf_addr_size(addr.family) - 4;
	uint32_t bits;

	memcpy(&bits, last, sizeof(bits));
	bits = htonl(ntohl(bits) + n);
	memcpy(last, &bits, sizeof(bits));
	return addr;
}

bool hf_addr_equal(const struct hf_addr *a, const struct hf_addr *b)
{
	return a->family == b->family && !memcmp(a->bytes, b->bytes, hf_addr_size(a->family));
}

unsigned hf_addr_sockaddr(const struct hf_addr *addr, uint16_t port,
			  struct sockaddr_storage *ret)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)ret;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)ret;

	memset(ret, 0, sizeof(*ret));
	if (addr->family == AF_INET) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		memcpy(&v4->sin_addr, addr->bytes, 4);
		return sizeof(*v4);
	}
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(port);
	memcpy(&v6->sin6_addr, addr->bytes, 16);
	return sizeof(*v6);
}
