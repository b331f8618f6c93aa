/* SPDX-License-Identifier: Apache-2.0 */
/* The guard's state for programs (JSON) and for a terminal (text). What the fields mean:
 * docs/manual/run.md. */
#ifndef LG_GATEWAY_STATE_H
#define LG_GATEWAY_STATE_H

#include <stdio.h>

#include "gateway/verdict.h"

struct lg_gateway_state {
	const struct lg_system *system;
	const struct lg_guard_message *message; /* NULL: none yet */
	int64_t silent_ms;                      /* since it came */
	struct lg_verdict verdict;
};

/* Whether a fault of a device rests on something that is measured. That there is no mains
 * is not, when only the product sees it. */
bool lg_state_fault_known(const struct lg_system *system, int device, int fault);

/* compact: one line, for the event stream. */
void lg_state_json(const struct lg_gateway_state *state, bool compact, FILE *out);
void lg_state_text(const struct lg_gateway_state *state, FILE *out);

#endif
