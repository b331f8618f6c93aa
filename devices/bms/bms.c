/* SPDX-License-Identifier: Apache-2.0 */
/* A BMS that signals: see bms.h. */
#include "devices/bms/bms.h"

#include "core/ms.h"

#define READINGS 7

static void readings_of(struct lg_bms_state *state, struct lg_reading *list[READINGS])
{
	list[0] = &state->above_pre_alarm;
	list[1] = &state->above_low_cell;
	list[2] = &state->below_high_cell;
	list[3] = &state->above_low_temp;
	list[4] = &state->below_high_temp;
	list[5] = &state->chain;
	list[6] = &state->remote;
}

static void take(struct lg_bms_state *state, const struct lg_bms_inputs *in)
{
	lg_reading_take(&state->above_pre_alarm, in->above_pre_alarm);
	lg_reading_take(&state->above_low_cell, in->above_low_cell);
	lg_reading_take(&state->below_high_cell, in->below_high_cell);
	lg_reading_take(&state->above_low_temp, in->above_low_temp);
	lg_reading_take(&state->below_high_temp, in->below_high_temp);
	lg_reading_take(&state->chain, in->chain);
	lg_reading_take(&state->remote, in->remote);
}

static bool low_cell(const struct lg_bms_state *state)
{
	return !lg_reading_on(&state->above_low_cell);
}

static bool chain_open(const struct lg_bms_state *state)
{
	return !lg_reading_on(&state->chain);
}

/* Low cell warns too: old battery firmware may never raise the pre-alarm. */
static bool warning(const struct lg_bms_state *state)
{
	return !lg_reading_on(&state->above_pre_alarm) || low_cell(state) ||
	       chain_open(state);
}

static bool switched_off(const struct lg_bms_state *state,
			 const struct lg_bms_config *config)
{
	return config->has_remote && !lg_reading_on(&state->remote);
}

/* The lead counts only while the warning can be perceived: remote off silences it, and
 * what is switched on again begins as at power-up. */
static void settle(struct lg_bms_state *state, const struct lg_bms_config *config,
		   uint32_t dt_ms)
{
	if (switched_off(state, config)) {
		state->warned_ms = 0;
		state->proven = false;
		return;
	}
	state->warned_ms = warning(state) ? lg_ms_add(state->warned_ms, dt_ms) : 0;
	if (!low_cell(state) && !chain_open(state))
		state->proven = true;
}

static uint32_t charge_faults(const struct lg_bms_state *state)
{
	uint32_t faults = 0;

	if (chain_open(state))
		faults |= 1U << LG_BMS_CHAIN_OPEN;
	if (!lg_reading_on(&state->below_high_cell))
		faults |= 1U << LG_BMS_HIGH_CELL;
	if (!lg_reading_on(&state->above_low_temp))
		faults |= 1U << LG_BMS_LOW_TEMP;
	if (!lg_reading_on(&state->below_high_temp))
		faults |= 1U << LG_BMS_HIGH_TEMP;
	return faults;
}

static uint32_t faults_of(const struct lg_bms_state *state,
			  const struct lg_bms_config *config)
{
	bool led = state->warned_ms >= config->lead_ms;
	uint32_t faults = charge_faults(state);

	if (switched_off(state, config))
		faults |= 1U << LG_BMS_REMOTE_OFF;
	if (!state->proven)
		faults |= 1U << LG_BMS_UNPROVEN;
	if (led && chain_open(state))
		faults |= 1U << LG_BMS_CHAIN_OPEN_CUT;
	if (led && low_cell(state))
		faults |= 1U << LG_BMS_LOW_CELL;
	if (warning(state))
		faults |= 1U << LG_BMS_PRE_ALARM;
	return faults;
}

struct lg_bms_outputs lg_bms_step(struct lg_bms_state *state,
				  const struct lg_bms_config *config,
				  const struct lg_bms_inputs *in, uint32_t dt_ms)
{
	struct lg_bms_outputs out = {0};
	struct lg_reading *readings[READINGS];
	uint32_t blocked;
	bool lost = false;

	take(state, in);
	settle(state, config, dt_ms);
	readings_of(state, readings);
	for (int i = 0; i < READINGS; i++)
		lost |= lg_reading_age(readings[i], config->max_age_ms, dt_ms);
	if (lost)
		settle(state, config, 0);
	out.faults = faults_of(state, config);
	blocked = lg_permission_blocked(out.faults, lg_bms_faults, LG_BMS_FAULTS);
	out.load_disconnect_high = !(blocked & (1U << LG_BMS_LOADS));
	out.charge_disconnect_high = !(blocked & (1U << LG_BMS_CHARGE));
	out.pre_alarm_high = warning(state) && !(blocked & (1U << LG_BMS_WARNING));
	out.may_charge = out.charge_disconnect_high;
	out.may_discharge = out.load_disconnect_high;
	return out;
}

uint32_t lg_bms_patience(const struct lg_bms_state *state,
			 const struct lg_bms_config *config)
{
	struct lg_bms_state copy = *state;
	struct lg_reading *readings[READINGS];
	uint32_t least_ms = LG_NEVER_ms;

	readings_of(&copy, readings);
	for (int i = 0; i < READINGS; i++)
		least_ms = lg_ms_least(
			least_ms, lg_reading_patience(readings[i], config->max_age_ms));
	if (warning(state) && !switched_off(state, config) &&
	    state->warned_ms < config->lead_ms)
		least_ms = lg_ms_least(least_ms, config->lead_ms - state->warned_ms);
	return least_ms;
}

const char *lg_bms_config_problem(const struct lg_bms_config *config)
{
	if (config->max_age_ms == 0)
		return "signals need an age up to which they are believed";
	if (config->lead_ms == 0)
		return "loads must not be cut without a warning: the lead must be longer "
		       "than 0";
	return 0;
}
