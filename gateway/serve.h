/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP: the four answers of gateway.h, their headers and limits. */
#ifndef LG_GATEWAY_SERVE_H
#define LG_GATEWAY_SERVE_H

#include "gateway/gateway.h"
#include "gateway/state.h"

struct lg_stream;

struct lg_server { /* zeroed, then the first three filled */
	const struct lg_system *system;
	const struct lg_gateway_options *options;
	struct lg_gateway_state state; /* what is shown now */
	uint32_t turn;                 /* counts what was shown: streams send each once */
	struct MHD_Daemon *daemon;
	struct lg_stream *streams; /* open ones, a list */
	int n_streams;
};

/* listening: a socket that listens; -1 when it cannot be served. */
int lg_server_start(struct lg_server *server, int listening);
/* For poll(): readable when lg_server_run has work. */
int lg_server_fd(const struct lg_server *server);
/* Until lg_server_run must be called again; ms. */
int lg_server_patience_ms(const struct lg_server *server);
void lg_server_run(struct lg_server *server);
/* server->state is new: tell the streams. */
void lg_server_show(struct lg_server *server);
void lg_server_stop(struct lg_server *server);

#endif
