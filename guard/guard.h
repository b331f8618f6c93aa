/* SPDX-License-Identifier: Apache-2.0 */
/* THE LIVE PROCESS: reads the batteries, steps the very wiring that was simulated, drives
 * the outputs.
 *
 *   tick:  time passes in the wiring on what was believed -> links are served -> what
 * arrived is stepped -> outputs are said
 *
 * A reading arrives only in the tick in which a complete verified scan came; from then on
 * the devices age it. Nothing is permitted before the first scan, because nothing has
 * arrived: absent is bad. A pause of the process (SIGSTOP, suspend: hazards F-27) makes
 * all data stale: outputs are off from the first tick after it until every battery has
 * been scanned anew.
 */
#ifndef LG_GUARD_H
#define LG_GUARD_H

#include "guard/drive.h"
#include "guard/message.h"
#include "guard/senses.h"

#define LG_GUARD_TICK_ms  100
#define LG_GUARD_PAUSE_ms 2000 /* longer between two ticks is a pause; hazards F-27 */

struct lg_guard { /* zeroed, then lg_guard_open */
	const struct lg_system *system;
	struct lg_senses senses;
	struct lg_battery_link_config link_configs[LG_BATTERIES]; /* by battery */
	struct lg_battery_link links[LG_BATTERIES];
	bool linked[LG_BATTERIES];
	/* what the others reported when this battery's newest bytes were new */
	int32_t others_mA[LG_BATTERIES][LG_BATTERIES];
	bool renewed[LG_BATTERIES]; /* scanned since the last pause */
	enum lg_link_state link_states[LG_BATTERIES];
	struct lg_drives *drives;
	bool drive_ok[LG_COMPONENTS];
	void *memory; /* of the wiring */
	bool trusted, ticked;
	bool lost_said;
	bool complete; /* every battery that has a link was scanned since the start */
	bool waited_for[LG_BATTERIES]; /* it was said that this one keeps us waiting */
	int64_t started_ms, last_ms;   /* boot clock */
	int64_t started_s;             /* wall clock, for people */
	uint32_t sequence, events;
	struct lg_guard_event last[LG_GUARD_EVENTS];
	bool changed; /* since the last message */
};

/* LG_OK, or negative: problem (room bytes) is a sentence. dir: where relative ports and
 * files are. Everything that is ever allocated is allocated here; batteries need not be
 * there yet. */
int lg_guard_open(struct lg_guard *guard, const struct lg_system *system, const char *dir,
		  int64_t now_ms, int64_t now_s, char *problem, size_t room);
void lg_guard_tick(struct lg_guard *guard, int64_t now_ms);
void lg_guard_note(struct lg_guard *guard, struct lg_guard_event event, int64_t now_ms);
void lg_guard_tell(struct lg_guard *guard, struct lg_guard_message *message,
		   int64_t now_ms);
/* Outputs off, lines closed, memory freed. */
void lg_guard_close(struct lg_guard *guard);

#endif
