/* SPDX-License-Identifier: Apache-2.0 */
/* A short list of what changed: see event.h. */
#include "core/event.h"

void lg_events_push(struct lg_events *events, struct lg_event event)
{
	if (events->count < LG_EVENTS)
		events->at[events->count++] = event;
	else if (events->lost_count < UINT16_MAX)
		events->lost_count++;
}
