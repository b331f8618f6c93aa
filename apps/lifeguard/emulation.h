/* SPDX-License-Identifier: Apache-2.0 */
/* The emulated boat of `lifeguard emulate`: the plant of a build, stepped; its batteries
 * as JBD boards; and what comes back, the guard's output files and the boards' FET bits.
 */
#ifndef LG_APPS_LIFEGUARD_EMULATION_H
#define LG_APPS_LIFEGUARD_EMULATION_H

#include "apps/lifeguard/jbd_board.h"
#include "bench/world.h"

struct lg_emulation { /* zeroed, then the first four and memory filled */
	struct lg_system *system;
	struct lg_scenario scenario;
	struct lg_world *world;
	const char *dir; /* of ptys, output files and mischief */
	void *memory;    /* of the products' own wiring */
	struct lg_jbd_board boards[LG_BATTERIES];
	struct lg_sample samples[LG_WIRING_INPUTS];
	int64_t stood_ms; /* boot clock up to which the plant has moved */
};

/* Makes the pty of a battery and prints its line. False: it has said why. */
bool lg_emulation_open_board(struct lg_emulation *e, int battery, bool json);
/* dt_ms of the boat's life, on what others say now. False: the plant did not solve. */
bool lg_emulation_advance(struct lg_emulation *e, int64_t dt_ms);

#endif
