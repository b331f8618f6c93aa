/* SPDX-License-Identifier: Apache-2.0 */
/* A reading is what the device believes; a sample is what a driver handed in. The device
 * ages it: no driver decides freshness, and a reading that was never seen is not fresh
 * whatever its value says.
 *
 *   sample --take--> reading --> limit --> permission
 *                      └── age: after max_age_ms without a sample it is not believed
 *
 * In a step a device takes its samples, lets dt_ms pass on what it believed, then ages;
 * what goes stale at the end of a step counts from there, not from its start.
 */
#ifndef LG_CORE_READING_H
#define LG_CORE_READING_H

#include <stdbool.h>
#include <stdint.h>

struct lg_sample {     /* zeroed: nothing arrived */
	int32_t value; /* in the unit of whoever declares it */
	bool arrived;  /* it came, and held for the whole of this step */
};

struct lg_reading {      /* zeroed: never seen, not fresh */
	int32_t value;   /* the last one that arrived */
	uint32_t age_ms; /* since then; saturates */
	bool fresh;      /* arrived, and younger than the declared age */
	bool arriving;   /* at the last step; while it is, age stands still */
};

/* Believe what arrived; keep what did not. */
void lg_reading_take(struct lg_reading *reading, struct lg_sample sample);

/* Let dt_ms pass. At exactly max_age_ms without a sample the reading is no longer fresh;
 * returns true when that happened in this call. */
bool lg_reading_age(struct lg_reading *reading, uint32_t max_age_ms, uint32_t dt_ms);

/* Until freshness is lost if nothing changes; LG_NEVER_ms while it arrives or when it is
 * lost already. */
uint32_t lg_reading_patience(const struct lg_reading *reading, uint32_t max_age_ms);

/* A signal wire: on only when fresh and not zero. A broken wire is off. */
bool lg_reading_on(const struct lg_reading *reading);

#endif
