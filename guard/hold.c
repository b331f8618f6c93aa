/* SPDX-License-Identifier: Apache-2.0 */
/* Time passing in the wiring: see hold.h. */
#include "guard/hold.h"

void lg_hold(void *memory, const struct lg_wiring *wiring,
	     const struct lg_sample *samples, int64_t dt_ms, struct lg_events *events)
{
	int64_t exact_ms = dt_ms < LG_HOLD_EXACT_ms ? dt_ms : LG_HOLD_EXACT_ms;
	int64_t rest_ms = dt_ms - exact_ms;

	while (exact_ms > 0) {
		uint32_t step_ms = lg_wiring_patience(memory, wiring);

		step_ms = step_ms == 0 ? 1 : step_ms;
		if (step_ms > exact_ms)
			step_ms = (uint32_t)exact_ms;
		lg_wiring_step(memory, wiring, samples, step_ms, events);
		exact_ms -= step_ms;
	}
	if (rest_ms > 0)
		lg_wiring_step(memory, wiring, samples,
			       rest_ms < UINT32_MAX ? (uint32_t)rest_ms : UINT32_MAX - 1,
			       events);
}
