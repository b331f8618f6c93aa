/* SPDX-License-Identifier: Apache-2.0 */
/* plant: the stages of a charger. */
#include "plant/charger.h"

#include <math.h>
#include <stddef.h>

static const double grain = 1e-6; /* s: timers due within it are due */

const char *lg_charger_config_problem(const struct lg_charger_config *config)
{
	if (!(config->absorption > 0 && config->absorption < 1000) ||
	    !(config->floating > 0 && config->floating <= config->absorption))
		return "a charger needs 0 < float <= absorption voltage";
	if (!(config->rebulk < config->floating && config->rebulk >= 0))
		return "a charger's rebulk voltage must be below float";
	if (!(config->absorption_time >= 0 && config->absorption_time < 1e9) ||
	    !(config->rebulk_time >= 0 && config->rebulk_time < 1e9))
		return "a charger's times must be 0 or more";
	return NULL;
}

const char *lg_charger_stage_name(enum lg_charger_stage stage)
{
	static const char *const name[] = {
		[LG_CHARGER_OFF] = "off",
		[LG_CHARGER_BULK] = "bulk",
		[LG_CHARGER_ABSORPTION] = "absorption",
		[LG_CHARGER_FLOAT] = "float",
	};

	return stage <= LG_CHARGER_FLOAT ? name[stage] : "unknown";
}

static void enter(struct lg_charger_state *state, enum lg_charger_stage stage)
{
	*state = (struct lg_charger_state){.stage = stage};
}

void lg_charger_run(struct lg_charger_state *state, bool on)
{
	if (!on)
		enter(state, LG_CHARGER_OFF);
	else if (state->stage == LG_CHARGER_OFF)
		enter(state, LG_CHARGER_BULK);
}

double lg_charger_voltage(const struct lg_charger_state *state,
			  const struct lg_charger_config *config,
			  const struct lg_charger_limits *limits)
{
	double set = 0;

	switch (state->stage) {
	case LG_CHARGER_OFF:
		return 0;
	case LG_CHARGER_BULK:
	case LG_CHARGER_ABSORPTION:
		set = config->absorption;
		break;
	case LG_CHARGER_FLOAT:
		set = config->floating;
		break;
	}
	return limits->given ? fmin(set, limits->voltage) : set;
}

void lg_charger_step(struct lg_charger_state *state,
		     const struct lg_charger_config *config, double voltage, bool reached,
		     double dt)
{
	state->in_stage += dt;
	state->low_for = voltage < config->rebulk ? state->low_for + dt : 0;
	switch (state->stage) {
	case LG_CHARGER_OFF:
		break;
	case LG_CHARGER_BULK:
		if (reached)
			enter(state, LG_CHARGER_ABSORPTION);
		break;
	case LG_CHARGER_ABSORPTION:
		if (state->in_stage >= config->absorption_time - grain)
			enter(state, LG_CHARGER_FLOAT);
		break;
	case LG_CHARGER_FLOAT:
		if (voltage < config->rebulk &&
		    state->low_for >= config->rebulk_time - grain)
			enter(state, LG_CHARGER_BULK);
		break;
	}
}

double lg_charger_patience(const struct lg_charger_state *state,
			   const struct lg_charger_config *config)
{
	if (state->stage == LG_CHARGER_ABSORPTION)
		return fmax(config->absorption_time - state->in_stage, grain);
	if (state->stage == LG_CHARGER_FLOAT && state->low_for > 0)
		return fmax(config->rebulk_time - state->low_for, grain);
	return INFINITY;
}
