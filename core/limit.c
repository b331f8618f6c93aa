/* SPDX-License-Identifier: Apache-2.0 */
/* A limit: see limit.h. */
#include "core/limit.h"

#include "core/ms.h"

/* Bad time drains at a quarter of the speed it fills. */
#define DRAIN 4U

const char *lg_limit_config_problem(const struct lg_limit_config *config)
{
	if (config->side != LG_BELOW && config->side != LG_ABOVE)
		return "a limit must be below or above";
	if (config->side == LG_BELOW && config->release < config->trip)
		return "a low limit must release at or above its trip level";
	if (config->side == LG_ABOVE && config->release > config->trip)
		return "a high limit must release at or below its trip level";
	return 0;
}

static enum lg_limit_zone zone_of(const struct lg_limit_config *config,
				  struct lg_reading reading)
{
	bool below = config->side == LG_BELOW;

	if (!reading.fresh)
		return LG_LIMIT_BAD;
	if (below ? reading.value < config->trip : reading.value > config->trip)
		return LG_LIMIT_BAD;
	if (below ? reading.value >= config->release : reading.value <= config->release)
		return LG_LIMIT_WELL;
	return LG_LIMIT_BETWEEN;
}

static void drain(struct lg_limit *limit, uint32_t dt_ms)
{
	uint32_t well_ms = lg_ms_add(limit->drained_ms, dt_ms);
	uint32_t out_ms = well_ms / DRAIN;

	limit->held_ms = lg_ms_left(limit->held_ms, out_ms);
	limit->drained_ms = limit->held_ms ? well_ms % DRAIN : 0;
}

static void step_good(struct lg_limit *limit, const struct lg_limit_config *config,
		      uint32_t dt_ms)
{
	if (limit->zone == LG_LIMIT_BAD) {
		limit->held_ms = lg_ms_add(limit->held_ms, dt_ms);
		if (limit->held_ms < config->trip_ms)
			return;
		limit->good = false;
		limit->held_ms = 0;
		limit->drained_ms = 0;
	} else if (limit->zone == LG_LIMIT_WELL) {
		if (config->recovery_cancels)
			limit->held_ms = 0;
		drain(limit, dt_ms);
	}
}

static void step_bad(struct lg_limit *limit, const struct lg_limit_config *config,
		     uint32_t dt_ms)
{
	if (limit->zone != LG_LIMIT_WELL) {
		limit->held_ms = 0;
		return;
	}
	limit->held_ms = lg_ms_add(limit->held_ms, dt_ms);
	if (limit->held_ms < config->release_ms)
		return;
	limit->good = true;
	limit->held_ms = 0;
}

bool lg_limit_step(struct lg_limit *limit, const struct lg_limit_config *config,
		   struct lg_reading reading, uint32_t dt_ms)
{
	limit->zone = zone_of(config, reading);
	if (!limit->proven && reading.fresh) {
		limit->proven = true;
		limit->good = limit->zone != LG_LIMIT_BAD;
		return limit->good;
	}
	if (limit->good)
		step_good(limit, config, dt_ms);
	else
		step_bad(limit, config, dt_ms);
	return limit->good;
}

static uint32_t time_to_drain(const struct lg_limit *limit)
{
	if (limit->held_ms > LG_NEVER_ms / DRAIN)
		return LG_NEVER_ms - 1U;
	return limit->held_ms * DRAIN - limit->drained_ms;
}

uint32_t lg_limit_patience(const struct lg_limit *limit,
			   const struct lg_limit_config *config)
{
	if (limit->good && limit->zone == LG_LIMIT_BAD)
		return lg_ms_left(config->trip_ms, limit->held_ms);
	if (!limit->good && limit->zone == LG_LIMIT_WELL)
		return lg_ms_left(config->release_ms, limit->held_ms);
	if (limit->good && limit->zone == LG_LIMIT_WELL && limit->held_ms > 0)
		return time_to_drain(limit);
	return LG_NEVER_ms;
}
