/* SPDX-License-Identifier: Apache-2.0 */
/* A value that may move only so fast: see ramp.h. */
#include "core/ramp.h"

#include "core/ms.h"

static uint32_t slope(const struct lg_ramp_config *config, int32_t value, int32_t target)
{
	return target > value ? config->rise_per_s : config->fall_per_s;
}

int32_t lg_ramp_step(struct lg_ramp *ramp, const struct lg_ramp_config *config,
		     int32_t target, uint32_t dt_ms)
{
	uint32_t per_s = slope(config, ramp->value, target);
	int64_t gap = (int64_t)target - ramp->value;
	uint64_t distance = (uint64_t)(gap < 0 ? -gap : gap);
	uint64_t travelled;

	if ((gap > 0) != (ramp->target > ramp->value))
		ramp->rest_thousandths = 0; /* turned round: the part step is void */
	ramp->target = target;
	travelled = (uint64_t)per_s * dt_ms + ramp->rest_thousandths;
	if (gap == 0 || per_s == 0 || travelled / 1000U >= distance) {
		ramp->value = target;
		ramp->rest_thousandths = 0;
		return ramp->value;
	}
	ramp->rest_thousandths = (uint32_t)(travelled % 1000U);
	travelled /= 1000U;
	ramp->value = (int32_t)(gap > 0 ? ramp->value + (int64_t)travelled
					: ramp->value - (int64_t)travelled);
	return ramp->value;
}

uint32_t lg_ramp_patience(const struct lg_ramp *ramp, const struct lg_ramp_config *config)
{
	uint32_t per_s = slope(config, ramp->value, ramp->target);

	if (ramp->value == ramp->target)
		return LG_NEVER_ms;
	return (uint32_t)((UINT64_C(999) - ramp->rest_thousandths + per_s) / per_s);
}
