/* SPDX-License-Identifier: Apache-2.0 */
/* What changed, and why. Devices return events; they never log, send or switch. The time
 * is the caller's to add. */
#ifndef LG_CORE_EVENT_H
#define LG_CORE_EVENT_H

#include <stdint.h>

#define LG_EVENTS 64

enum lg_event_why {
	LG_WHY_INPUT,   /* an input changed; no fault speaks for it */
	LG_WHY_FAULT,   /* `fault` became active or blocks it */
	LG_WHY_CLEARED, /* `fault` went away */
};

struct lg_event {
	uint16_t device; /* index in the wiring; 0 for a device alone */
	uint16_t output; /* index of the output in its family */
	int32_t value;   /* the new one */
	uint8_t why;     /* enum lg_event_why */
	uint8_t fault;   /* row of the family's fault table */
};

struct lg_events { /* zeroed: empty */
	struct lg_event at[LG_EVENTS];
	uint16_t count;
	uint16_t lost_count; /* did not fit; the newest are lost, never an older one
				overwritten */
};

void lg_events_push(struct lg_events *events, struct lg_event event);

#endif
