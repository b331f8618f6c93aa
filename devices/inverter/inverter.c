/* SPDX-License-Identifier: Apache-2.0 */
/* What an inverter/charger is told and may do: see inverter.h. */
#include "devices/inverter/inverter.h"

#include "core/ms.h"

#define READINGS 5

static void readings_of(struct lg_inverter_state *state,
			struct lg_reading *list[READINGS])
{
	list[0] = &state->atc;
	list[1] = &state->atd;
	list[2] = &state->bms;
	list[3] = &state->ac_in;
	list[4] = &state->voltage_mV;
}

static bool obeys_bms(const struct lg_inverter_config *config)
{
	return config->wiring != LG_INVERTER_ALONE;
}

static void settle(struct lg_inverter_state *state,
		   const struct lg_inverter_config *config, uint32_t dt_ms)
{
	bool heard = lg_reading_on(&state->bms);

	state->lost_ms = heard ? 0 : lg_ms_add(state->lost_ms, dt_ms);
	lg_limit_step(&state->low_voltage, &config->low_voltage, state->voltage_mV,
		      dt_ms);
	lg_limit_step(&state->low_battery, &config->low_battery, state->voltage_mV,
		      dt_ms);
}

static uint32_t lost_faults(const struct lg_inverter_state *state,
			    const struct lg_inverter_config *config)
{
	uint32_t faults = 0;

	if (lg_reading_on(&state->bms))
		return 0;
	if (state->lost_ms >= config->lost_alarm_ms)
		faults |= 1U << LG_INVERTER_BMS_MISSED;
	if (state->lost_ms >= config->lost_stop_ms)
		faults |= 1U << (config->lost_ends_all ? LG_INVERTER_SHUT_DOWN
						       : LG_INVERTER_BMS_LOST);
	return faults;
}

static uint32_t bms_faults(const struct lg_inverter_state *state,
			   const struct lg_inverter_config *config)
{
	bool atc = lg_reading_on(&state->atc), atd = lg_reading_on(&state->atd);
	uint32_t faults = lost_faults(state, config);

	if (config->wiring == LG_INVERTER_REMOTE_CABLE && !(atc && atd))
		faults |= 1U << LG_INVERTER_REMOTE_CABLE_OFF;
	if (!atc)
		faults |= 1U << LG_INVERTER_CHARGE_STOPPED;
	if (!atd)
		faults |= 1U << LG_INVERTER_DISCHARGE_STOPPED;
	return faults;
}

static uint32_t faults_of(const struct lg_inverter_state *state,
			  const struct lg_inverter_config *config)
{
	uint32_t faults = obeys_bms(config) ? bms_faults(state, config) : 0;
	/* A Phoenix cannot pass mains through: a signal there must not stop its bridge.
	 */
	bool mains = config->has_charger && lg_reading_on(&state->ac_in);

	if (!state->low_voltage.good)
		faults |= 1U << LG_INVERTER_LOW_VOLTAGE;
	if (!state->low_battery.good)
		faults |= 1U << LG_INVERTER_LOW_BATTERY;
	faults |= 1U << (mains ? LG_INVERTER_ON_MAINS : LG_INVERTER_NO_MAINS);
	return faults;
}

static enum lg_inverter_alarm alarm_of(uint32_t faults)
{
	const uint32_t lost = 1U << LG_INVERTER_BMS_MISSED | 1U << LG_INVERTER_BMS_LOST |
			      1U << LG_INVERTER_SHUT_DOWN;
	const uint32_t low =
		1U << LG_INVERTER_LOW_VOLTAGE | 1U << LG_INVERTER_LOW_BATTERY;

	if (faults & lost)
		return LG_INVERTER_ALARM_BMS_LOST;
	if (faults & low)
		return LG_INVERTER_ALARM_LOW_BATTERY;
	return LG_INVERTER_ALARM_NONE;
}

struct lg_inverter_outputs lg_inverter_step(struct lg_inverter_state *state,
					    const struct lg_inverter_config *config,
					    const struct lg_inverter_inputs *in,
					    uint32_t dt_ms)
{
	struct lg_inverter_outputs out = {0};
	struct lg_reading *readings[READINGS];
	uint32_t blocked;
	bool lost = false;

	lg_reading_take(&state->atc, in->atc);
	lg_reading_take(&state->atd, in->atd);
	lg_reading_take(&state->bms, in->bms);
	lg_reading_take(&state->ac_in, in->ac_in);
	lg_reading_take(&state->voltage_mV, in->voltage_mV);
	settle(state, config, dt_ms);
	readings_of(state, readings);
	for (int i = 0; i < READINGS; i++)
		lost |= lg_reading_age(readings[i], config->max_age_ms, dt_ms);
	if (lost)
		settle(state, config, 0);
	out.faults = faults_of(state, config);
	blocked =
		lg_permission_blocked(out.faults, lg_inverter_faults, LG_INVERTER_FAULTS);
	out.run_charger = config->has_charger && !(blocked & (1U << LG_INVERTER_CHARGER));
	out.run_inverter = !(blocked & (1U << LG_INVERTER_INVERTER));
	out.pass_through =
		config->has_charger && !(blocked & (1U << LG_INVERTER_PASS_THROUGH));
	out.alarm = alarm_of(out.faults);
	return out;
}

uint32_t lg_inverter_patience(const struct lg_inverter_state *state,
			      const struct lg_inverter_config *config)
{
	struct lg_inverter_state copy = *state;
	struct lg_reading *readings[READINGS];
	uint32_t least_ms = lg_limit_patience(&state->low_voltage, &config->low_voltage);

	least_ms = lg_ms_least(
		least_ms, lg_limit_patience(&state->low_battery, &config->low_battery));
	readings_of(&copy, readings);
	for (int i = 0; i < READINGS; i++)
		least_ms = lg_ms_least(
			least_ms, lg_reading_patience(readings[i], config->max_age_ms));
	if (!obeys_bms(config) || lg_reading_on(&state->bms))
		return least_ms;
	if (state->lost_ms < config->lost_alarm_ms)
		least_ms = lg_ms_least(least_ms, config->lost_alarm_ms - state->lost_ms);
	if (state->lost_ms < config->lost_stop_ms)
		least_ms = lg_ms_least(least_ms, config->lost_stop_ms - state->lost_ms);
	return least_ms;
}

const char *lg_inverter_config_problem(const struct lg_inverter_config *config)
{
	const char *problem = lg_limit_config_problem(&config->low_voltage);

	if (!problem)
		problem = lg_limit_config_problem(&config->low_battery);
	if (problem)
		return problem;
	if (config->low_voltage.side != LG_BELOW || config->low_battery.side != LG_BELOW)
		return "the voltages of an inverter are low limits";
	if (config->low_battery.trip < config->low_voltage.trip)
		return "the low-battery alarm must come before the shutdown";
	if (config->wiring > LG_INVERTER_ALONE)
		return "the wiring must be vebus, two-signal, remote-cable, can or alone";
	if (config->max_age_ms == 0)
		return "readings need an age up to which they are believed";
	if (config->lost_alarm_ms > config->lost_stop_ms)
		return "the alarm for a lost BMS must come before the stop";
	return 0;
}
