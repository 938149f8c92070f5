/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the configuration of an nginx begins that runs in a host: in the foreground, as one process that
 * keeps all its files in {run}. A case's own lines follow, within http, and the brace that ends it.
 */
#ifndef HF_NGINX_H
#define HF_NGINX_H

#define HF_NGINX_MAIN(error_log, first)                                                            \
	"daemon off;\n"                                                                            \
	"master_process off;\n"                                                                    \
	"user root;\n"                                                                             \
	"pid {run}/nginx.pid;\n"                                                                   \
	"error_log " error_log ";\n"                                                               \
	"events { }\n"                                                                             \
	"http {\n" first                                                                           \
	"	server_tokens off;\n"                                                              \
	"	client_body_temp_path {run}/body;\n"                                               \
	"	proxy_temp_path {run}/proxy;\n"                                                    \
	"	fastcgi_temp_path {run}/fastcgi;\n"                                                \
	"	uwsgi_temp_path {run}/uwsgi;\n"                                                    \
	"	scgi_temp_path {run}/scgi;\n"

/* Nothing is logged; errors go to the program's output. */
#define NGINX_HTTP HF_NGINX_MAIN("stderr", "	access_log off;\n")

/* Errors go to a file; what access log there is, the case says. */
#define NGINX_HTTP_LOGGED HF_NGINX_MAIN("{run}/nginx-error.log", "")

#endif
