/* SPDX-License-Identifier: Apache-2.0 */
/* What sits inside a lithium battery: see battery.h. */
#include "devices/battery/battery.h"

#include "core/ms.h"

/* The four readings the limits look at. One missing cell makes both ends unbelieved: a
 * broken sense wire must not drop out of the minimum. */
struct extremes {
	struct lg_reading lowest_mV, highest_mV, coldest_mdegC, hottest_mdegC;
};

static void find_extremes(const struct lg_reading *readings, int count,
			  struct lg_reading *least, struct lg_reading *most)
{
	*least = *most = readings[0];
	for (int i = 1; i < count; i++) {
		if (readings[i].value < least->value)
			least->value = readings[i].value;
		if (readings[i].value > most->value)
			most->value = readings[i].value;
		least->fresh = least->fresh && readings[i].fresh;
	}
	most->fresh = least->fresh;
}

static struct extremes extremes_of(const struct lg_battery_state *state,
				   const struct lg_battery_config *config)
{
	struct extremes found;

	find_extremes(state->cell_mV, config->cells, &found.lowest_mV, &found.highest_mV);
	find_extremes(state->temperature_mdegC, config->temperatures,
		      &found.coldest_mdegC, &found.hottest_mdegC);
	return found;
}

static void settle(struct lg_battery_state *state, const struct lg_battery_config *config,
		   uint32_t dt_ms)
{
	struct extremes now = extremes_of(state, config);

	lg_limit_step(&state->pre_alarm, &config->pre_alarm, now.lowest_mV, dt_ms);
	lg_limit_step(&state->low_cell, &config->low_cell, now.lowest_mV, dt_ms);
	lg_limit_step(&state->high_cell, &config->high_cell, now.highest_mV, dt_ms);
	lg_limit_step(&state->low_temp, &config->low_temp, now.coldest_mdegC, dt_ms);
	lg_limit_step(&state->high_temp, &config->high_temp, now.hottest_mdegC, dt_ms);
}

static void take(struct lg_battery_state *state, const struct lg_battery_config *config,
		 const struct lg_battery_inputs *in)
{
	for (int i = 0; i < config->cells; i++)
		lg_reading_take(&state->cell_mV[i], in->cell_mV[i]);
	for (int i = 0; i < config->temperatures; i++)
		lg_reading_take(&state->temperature_mdegC[i], in->temperature_mdegC[i]);
}

static bool age(struct lg_battery_state *state, const struct lg_battery_config *config,
		uint32_t dt_ms)
{
	bool lost = false;

	for (int i = 0; i < config->cells; i++)
		lost |= lg_reading_age(&state->cell_mV[i], config->max_age_ms, dt_ms);
	for (int i = 0; i < config->temperatures; i++)
		lost |= lg_reading_age(&state->temperature_mdegC[i], config->max_age_ms,
				       dt_ms);
	return lost;
}

static uint32_t faults_of(const struct lg_battery_state *state,
			  const struct lg_battery_config *config)
{
	struct extremes now = extremes_of(state, config);
	uint32_t faults = 0;

	/* Named once the limits have run out their own delays, so that it cuts none
	 * short. */
	if (!now.lowest_mV.fresh && !state->pre_alarm.good && !state->low_cell.good &&
	    !state->high_cell.good)
		faults |= 1U << LG_BATTERY_NO_CELL;
	if (!now.coldest_mdegC.fresh && !state->low_temp.good && !state->high_temp.good)
		faults |= 1U << LG_BATTERY_NO_TEMPERATURE;
	if (!state->low_cell.good)
		faults |= 1U << LG_BATTERY_LOW_CELL;
	if (!state->pre_alarm.good)
		faults |= 1U << LG_BATTERY_PRE_ALARM;
	if (!state->high_cell.good)
		faults |= 1U << LG_BATTERY_HIGH_CELL;
	if (!state->low_temp.good)
		faults |= 1U << LG_BATTERY_LOW_TEMP;
	if (!state->high_temp.good)
		faults |= 1U << LG_BATTERY_HIGH_TEMP;
	return faults;
}

struct lg_battery_outputs lg_battery_step(struct lg_battery_state *state,
					  const struct lg_battery_config *config,
					  const struct lg_battery_inputs *in,
					  uint32_t dt_ms)
{
	struct lg_battery_outputs out = {0};
	uint32_t blocked;

	take(state, config, in);
	settle(state, config, dt_ms);
	if (age(state, config, dt_ms))
		settle(state, config, 0);
	out.faults = faults_of(state, config);
	blocked = lg_permission_blocked(out.faults, lg_battery_faults, LG_BATTERY_FAULTS);
	out.above_pre_alarm = !(blocked & (1U << LG_BATTERY_ABOVE_PRE_ALARM));
	out.above_low_cell = !(blocked & (1U << LG_BATTERY_ABOVE_LOW_CELL));
	out.below_high_cell = !(blocked & (1U << LG_BATTERY_BELOW_HIGH_CELL));
	out.above_low_temp = !(blocked & (1U << LG_BATTERY_ABOVE_LOW_TEMP));
	out.below_high_temp = !(blocked & (1U << LG_BATTERY_BELOW_HIGH_TEMP));
	return out;
}

uint32_t lg_battery_patience(const struct lg_battery_state *state,
			     const struct lg_battery_config *config)
{
	uint32_t least_ms = lg_limit_patience(&state->pre_alarm, &config->pre_alarm);

	least_ms = lg_ms_least(least_ms,
			       lg_limit_patience(&state->low_cell, &config->low_cell));
	least_ms = lg_ms_least(least_ms,
			       lg_limit_patience(&state->high_cell, &config->high_cell));
	least_ms = lg_ms_least(least_ms,
			       lg_limit_patience(&state->low_temp, &config->low_temp));
	least_ms = lg_ms_least(least_ms,
			       lg_limit_patience(&state->high_temp, &config->high_temp));
	for (int i = 0; i < config->cells; i++)
		least_ms = lg_ms_least(least_ms, lg_reading_patience(&state->cell_mV[i],
								     config->max_age_ms));
	for (int i = 0; i < config->temperatures; i++)
		least_ms = lg_ms_least(least_ms,
				       lg_reading_patience(&state->temperature_mdegC[i],
							   config->max_age_ms));
	return least_ms;
}

static const char *side_problem(const struct lg_battery_config *config)
{
	if (config->pre_alarm.side != LG_BELOW || config->low_cell.side != LG_BELOW ||
	    config->low_temp.side != LG_BELOW)
		return "pre_alarm, low_cell and low_temp are low limits";
	if (config->high_cell.side != LG_ABOVE || config->high_temp.side != LG_ABOVE)
		return "high_cell and high_temp are high limits";
	return 0;
}

const char *lg_battery_config_problem(const struct lg_battery_config *config)
{
	const struct lg_limit_config *limits[] = {&config->pre_alarm, &config->low_cell,
						  &config->high_cell, &config->low_temp,
						  &config->high_temp};
	const char *problem;

	if (config->cells < 1 || config->cells > LG_BATTERY_CELLS)
		return "a battery has 1 to 16 cells in series";
	if (config->temperatures < 1 || config->temperatures > LG_BATTERY_TEMPERATURES)
		return "a battery has 1 to 4 temperature sensors";
	if (config->max_age_ms == 0)
		return "readings need an age up to which they are believed";
	problem = side_problem(config);
	for (unsigned i = 0; i < sizeof limits / sizeof limits[0] && !problem; i++)
		problem = lg_limit_config_problem(limits[i]);
	if (problem)
		return problem;
	if (config->pre_alarm.trip < config->low_cell.trip)
		return "the pre-alarm must come before the low-cell cut";
	if (config->high_cell.trip <= config->low_cell.release)
		return "the high-cell level must lie above the low-cell release";
	if (config->high_temp.trip <= config->low_temp.release)
		return "the high temperature must lie above the low one's release";
	return 0;
}
