/* SPDX-License-Identifier: Apache-2.0 */
/* THE NETWORK PROCESS: takes the guard's messages, shows them over HTTP on this machine.
 * It reads and shows; there is no request that changes anything.
 *
 *   GET /            the live page
 *   GET /state.json  the state; 503 with the last one when the guard is silent
 *   GET /status.txt  the same for a terminal
 *   GET /events      the state again at each change, at least each second (server-sent
 * events)
 */
#ifndef LG_GATEWAY_H
#define LG_GATEWAY_H

#include "gateway/address.h"
#include "system/system.h"

#define LG_GATEWAY_CONNECTIONS 32
#define LG_GATEWAY_STREAMS                                                               \
	16 /* of these may be event streams: some are left for a plain look */

struct lg_gateway_options {
	struct lg_address address;
	const char *page,
		*page_end; /* web/live.html; @NONCE@ in it is replaced each time */
};

/* The whole life of the process, on its end of the guard's socket; the exit status. port:
 * 0, or the one to take again. context: struct lg_gateway_options. Gives up privileges
 * and all other files first. */
int lg_gateway_main(int socket, uint32_t port, const struct lg_system *system,
		    void *context);

#endif
