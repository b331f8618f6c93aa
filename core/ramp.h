/* SPDX-License-Identifier: Apache-2.0 */
/* A value that may move only so fast. Falling and rising have their own slopes: a current
 * limit is lowered at once and raised slowly. Exact: one long step lands where many short
 * ones do. */
#ifndef LG_CORE_RAMP_H
#define LG_CORE_RAMP_H

#include <stdint.h>

struct lg_ramp_config { /* in the value's unit per second; 0: at once */
	uint32_t rise_per_s, fall_per_s;
};

struct lg_ramp { /* zeroed: stands at 0 */
	int32_t value;
	uint32_t rest_thousandths; /* part of the next unit already travelled, 0..999 */
	int32_t target;            /* at the last step */
};

int32_t lg_ramp_step(struct lg_ramp *ramp, const struct lg_ramp_config *config,
		     int32_t target, uint32_t dt_ms);

/* Until the whole-number value moves next. */
uint32_t lg_ramp_patience(const struct lg_ramp *ramp,
			  const struct lg_ramp_config *config);

#endif
