/* SPDX-License-Identifier: Apache-2.0 */
/* Events in words: the same for the log, the page and the terminal. */
#ifndef LG_GUARD_SAY_H
#define LG_GUARD_SAY_H

#include "guard/message.h"

struct lg_guard_words {
	char subject[96]; /* "house-1.low_temp", "link house-1", "output charge" */
	char value[48];   /* "1", "high", "stale" */
	char reason[96];  /* "low_temp", "low_temp cleared", "no answer"; may be empty */
	char reading[80]; /* "house-2 cell 3: 2.790 V"; may be empty */
	const char *advice; /* what the person should do; NULL: nothing */
};

void lg_guard_say(const struct lg_system *system, const struct lg_guard_event *event,
		  struct lg_guard_words *said);

/* "ok", "waiting", "stale", "gone", "none" */
const char *lg_link_state_text(enum lg_link_state state);

/* One event as a line of JSON, with its line end; characters written. unix_ms: wall
 * clock. No allocation. */
int lg_guard_say_json(const struct lg_system *system, const struct lg_guard_event *event,
		      int64_t unix_ms, char *line, size_t room);

#endif
