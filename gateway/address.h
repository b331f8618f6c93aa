/* SPDX-License-Identifier: Apache-2.0 */
/* Where the gateway may be reached: this machine only. */
#ifndef LG_GATEWAY_ADDRESS_H
#define LG_GATEWAY_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lg_address {
	bool v6;       /* ::1, else 127.x.x.x */
	uint8_t ip[4]; /* of 127.x.x.x */
	uint16_t port; /* 0: any free one */
};

/* "127.0.0.1:8087", "localhost:8087", "[::1]:8087". False: problem says what was meant,
 * for another machine's too. */
bool lg_address_parse(const char *text, struct lg_address *address, char *problem,
		      size_t room);
/* "127.0.0.1:8087", "[::1]:8087" */
void lg_address_text(const struct lg_address *address, char *text, size_t room);
/* Listening, not blocking; -1: errno. *port becomes the one it has. */
int lg_address_listen(const struct lg_address *address, uint16_t *port);
/* Connected within timeout_ms; -1: errno. */
int lg_address_connect(const struct lg_address *address, int timeout_ms);

/* Whether a Host header names this machine: "localhost", "127.x.x.x" or "[::1]", with any
 * port or none. A page of another site whose name was made to point here (DNS rebinding)
 * says its own name. */
bool lg_address_host_allowed(const char *host);

#endif
