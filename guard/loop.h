/* SPDX-License-Identifier: Apache-2.0 */
/* The guard as a process: its ticks on the boot clock, its signals, its log, and the
 * gateway as a child that it never waits for. */
#ifndef LG_GUARD_LOOP_H
#define LG_GUARD_LOOP_H

#include "guard/guard.h"

#define LG_GATEWAY_WORDS 240

struct lg_gateway_hello { /* the child's first and only message */
	int32_t error;    /* 0: it listens */
	uint32_t port;    /* on which */
	char words[LG_GATEWAY_WORDS];
};

struct lg_loop_options {
	int64_t span_ms; /* 0: until a signal */
	bool json;       /* the log as one JSON object a line */
	/* What the child does with its end of the socket; NULL: no gateway. port: 0 at
	 * first, then the one it had. */
	int (*gateway)(int socket, uint32_t port, const struct lg_system *system,
		       void *context);
	void *context;
};

struct lg_loop {           /* zeroed */
	int socket, child; /* child 0: none */
	uint32_t port;
	int64_t restart_ms, restart_wait_ms, spawned_ms;
	uint32_t said;       /* events logged */
	int log_fd;          /* never waits */
	uint32_t lost_lines; /* of the log, because nobody read it */
	int64_t told_ms;
};

/* Starts the gateway and waits up to 3 s for its hello: the one wait, before anything is
 * guarded. False: words say why. */
bool lg_loop_start(struct lg_loop *loop, const struct lg_loop_options *options,
		   const struct lg_system *system, char *words, size_t room);

/* Until SIGTERM, SIGINT, SIGHUP or the span's end. Then outputs are off and the child is
 * gone. */
void lg_loop_run(struct lg_loop *loop, const struct lg_loop_options *options,
		 struct lg_guard *guard);

#endif
