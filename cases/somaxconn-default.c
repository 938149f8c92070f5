/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/*
 * What net.core.somaxconn is when nobody has set it: SOMAXCONN of the kernel's headers, 128 until
 * 19f92a030ca6 made it 4096 in 5.4. Every new network namespace begins with it, whatever has been
 * written in the first one, so it is read in one more namespace. An nginx in another such has a
 * limit of what its 511 is worth there. Nothing of this goes over the wire.
 */
HF_CASE(somaxconn_default) = {
	.name = "somaxconn-default",
	.claims = CLAIMS("D2.6"),
	.claim = "The default of net.core.somaxconn is 128.",
	.group = "acceptq",
	.steps = STEPS(MEASURE,
		       RUN(.name = "read", .at = SERVER, .package = "util-linux", .wait = true,
			   .argv = ARGV("sh", "-c",
					"unshare -n sed 's/^/somaxconn is /;s/$/./' "
					"/proc/sys/net/core/somaxconn")),
		       RUN(.name = "nginx", .at = SERVER, .wait = true, .package = "nginx-light",
			   .argv = ARGV("sh", "-c",
					"unshare -n sh -c 'nginx -e {run}/error.log -c {conf} && "
					"ss -Hltn sport = :8888' | "
					"sed 's/^LISTEN *0 *\\([0-9]*\\) .*/the limit is \\1./'"),
			   .conf = "user root;\n"
				"pid {run}/nginx.pid;\n"
				"error_log stderr;\n"
				"events { }\n"
				"http {\n"
				"	access_log off;\n"
				"	server_tokens off;\n"
				"	client_body_temp_path {run}/body;\n"
				"	proxy_temp_path {run}/proxy;\n"
				"	fastcgi_temp_path {run}/fastcgi;\n"
				"	uwsgi_temp_path {run}/uwsgi;\n"
				"	scgi_temp_path {run}/scgi;\n"
				"	server {\n"
				"		listen 8888;\n"
				"		listen [::]:8888;\n"
				"		location / { return 200 ok; }\n"
				"	}\n"
				"}\n")),
	.expect = EXPECT(CALL(.who = "read", .call = "exit"),
			 CALL(.who = "nginx", .call = "exit"),
			 WIRE_COUNT(FROM_CLIENT, "S", 0),
			 WIRE_COUNT(FROM_SERVER, "S.", 0)),
	.eras = ERAS({.until = SOMAXCONN_4096,
		      .claim_is = TRUE_AS_TOLD,
		      .expect = EXPECT(OUTPUT("read", "somaxconn is 128."),
				       OUTPUT("nginx", "the limit is 128."))},
		     {.since = SOMAXCONN_4096,
		      .claim_is = NO_LONGER_TRUE,
		      .because = "since 5.4 it is 4096",
		      .expect = EXPECT(OUTPUT("read", "somaxconn is 4096."),
				       OUTPUT("nginx", "the limit is 511."))}),
	.budget_s = 30,
};
