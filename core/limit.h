/* SPDX-License-Identifier: Apache-2.0 */
/* A limit: one side, two levels, two times. Good or not good; limits run in parallel and
 * the worst wins.
 *
 *             BELOW                              ABOVE
 *   release ───────────── well past: good   trip ───────────── strictly beyond: count up
 *             between: hold the count                between: hold the count
 *   trip    ───────────── beyond: count up  release ────────── at or past: good
 *
 * Beyond the trip level the count runs; after trip_ms the limit is not good. At or past
 * the release level a limit that is not good earns its way back in release_ms without
 * interruption: any step back starts that time anew.
 *
 * Chatter (decision 0002): while the reading is well again, the trip count does not
 * vanish, it drains at a quarter of the speed it filled, so a signal that is bad for more
 * than a fifth of the time trips in the end. Where a maker documents that recovery
 * cancels the countdown, `recovery_cancels` says so.
 *
 * A reading that is not fresh is beyond every limit, low and high. The first fresh
 * reading decides at the trip level: a limit that never tripped has nothing to recover
 * from.
 */
#ifndef LG_CORE_LIMIT_H
#define LG_CORE_LIMIT_H

#include "core/reading.h"

enum lg_side { LG_BELOW, LG_ABOVE };

struct lg_limit_config {
	enum lg_side side;
	int32_t trip;     /* strictly beyond it is bad */
	int32_t release;  /* at or past it is well; on the good side of trip, or equal */
	uint32_t trip_ms; /* 0: at once */
	uint32_t release_ms;   /* 0: at once */
	bool recovery_cancels; /* well readings empty the trip count at once, not slowly
				*/
};

enum lg_limit_zone { LG_LIMIT_BETWEEN, LG_LIMIT_BAD, LG_LIMIT_WELL };

struct lg_limit { /* zeroed: not good, unproven */
	bool good;
	bool proven;             /* a fresh reading has been seen */
	enum lg_limit_zone zone; /* at the last step */
	uint32_t held_ms;    /* good: towards the trip; not good: towards the release */
	uint32_t drained_ms; /* good and well: not yet a whole quarter, 0..3 */
};

/* Wrong order of levels or a side that is none, in words; NULL when sound. */
const char *lg_limit_config_problem(const struct lg_limit_config *config);

/* The reading has held for dt_ms, up to now. Returns whether the limit is good. */
bool lg_limit_step(struct lg_limit *limit, const struct lg_limit_config *config,
		   struct lg_reading reading, uint32_t dt_ms);

/* Until good could change, or a count has drained, while the reading stays. LG_NEVER_ms:
 * the limit is at rest, letting time pass changes nothing. Does not count the age of the
 * reading: the device takes the least of both. */
uint32_t lg_limit_patience(const struct lg_limit *limit,
			   const struct lg_limit_config *config);

#endif
