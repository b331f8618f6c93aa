/* SPDX-License-Identifier: Apache-2.0 */
/* Let time pass in the wiring on samples as they stand, in steps no longer than its
 * patience: what happens inside a tick happens at its own millisecond. */
#ifndef LG_GUARD_HOLD_H
#define LG_GUARD_HOLD_H

#include "wiring/wiring.h"

#define LG_HOLD_EXACT_ms                                                                 \
	60000 /* of a longer pause the rest is one step: late, never early */

void lg_hold(void *memory, const struct lg_wiring *wiring,
	     const struct lg_sample *samples, int64_t dt_ms, struct lg_events *events);

#endif
