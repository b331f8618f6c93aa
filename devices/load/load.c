/* SPDX-License-Identifier: Apache-2.0 */
/* Load protector: see load.h. Limits and timers first let dt pass on what held, then the
 * switch follows. */
#include "devices/load/load.h"

#include "core/ms.h"
#include "core/units.h"

#define READINGS 7

static void readings_of(struct lg_load_state *state, struct lg_reading *list[READINGS])
{
	list[0] = &state->voltage_mV;
	list[1] = &state->current_mA;
	list[2] = &state->ambient_mdegC;
	list[3] = &state->remote;
	list[4] = &state->bms_high;
	list[5] = &state->unshorted;
	list[6] = &state->forward;
}

/* The limits of a load protector, as its settings and the detected system voltage make
 * them. */
struct limits {
	struct lg_limit_config warning, undervoltage, overvoltage, warm, hot, overload,
		recharged;
};

static int32_t rating_mA(const struct lg_load_state *state,
			 const struct lg_load_config *config)
{
	return lg_scale(
		config->continuous_mA,
		lg_table_at(&config->derating_permille, state->ambient_mdegC.value),
		1000);
}

static struct limits limits_of(const struct lg_load_state *state,
			       const struct lg_load_config *config)
{
	const struct lg_load_levels *at = &config->at[state->system];
	int32_t rated_mA = rating_mA(state, config);
	/* "above 13 V for 30 s": the first whole millivolt above it */
	int32_t recharged_mV = lg_saturate((int64_t)at->recharged_mV + 1);
	struct limits l = {
		.warning = {LG_BELOW, at->shutdown_mV, at->restart_mV, config->warn_ms, 0,
			    true},
		.undervoltage = {LG_BELOW, at->shutdown_mV, at->restart_mV,
				 config->off_ms, config->on_ms, true},
		.overvoltage = {LG_ABOVE, at->over_mV, at->over_mV, 0, 0, false},
		.warm = {LG_ABOVE, config->warm_mdegC, config->cooled_mdegC, 0, 0, false},
		.hot = {LG_ABOVE, config->hot_mdegC, config->cooled_mdegC, 0, 0, false},
		.overload = {LG_ABOVE, rated_mA, rated_mA, config->overload_ms, 0, false},
		.recharged = {LG_BELOW, recharged_mV, recharged_mV, 0,
			      config->recharged_ms, false},
	};
	return l;
}

static bool below_cut(const struct lg_load_config *config)
{
	return config->mode != LG_LOAD_MODE_C;
}

/* Only a closed switch carries what the load asks. */
static struct lg_reading carried_mA(const struct lg_load_state *state)
{
	struct lg_reading carried = state->current_mA;

	if (!state->closed) {
		carried.value = 0;
		carried.fresh = true;
	}
	return carried;
}

static void detect_system(struct lg_load_state *state,
			  const struct lg_load_config *config)
{
	if (state->detected || !state->voltage_mV.fresh)
		return;
	state->detected = true;
	state->system = config->system;
	if (config->system != LG_LOAD_AUTO)
		return;
	if (state->voltage_mV.value < 18000)
		state->system = LG_LOAD_12V;
	else if (state->voltage_mV.value < 36000)
		state->system = LG_LOAD_24V;
	else
		state->system = LG_LOAD_48V;
}

static void step_limits(struct lg_load_state *state, const struct lg_load_config *config,
			uint32_t dt_ms)
{
	struct limits l = limits_of(state, config);

	if (below_cut(config)) {
		lg_limit_step(&state->warning, &l.warning, state->voltage_mV, dt_ms);
		lg_limit_step(&state->undervoltage, &l.undervoltage, state->voltage_mV,
			      dt_ms);
	}
	lg_limit_step(&state->overvoltage, &l.overvoltage, state->voltage_mV, dt_ms);
	lg_limit_step(&state->recharged, &l.recharged, state->voltage_mV, dt_ms);
	lg_limit_step(&state->warm, &l.warm, state->ambient_mdegC, dt_ms);
	lg_limit_step(&state->hot, &l.hot, state->ambient_mdegC, dt_ms);
	lg_limit_step(&state->overload, &l.overload, carried_mA(state), dt_ms);
}

static bool switched_on(const struct lg_load_state *state,
			const struct lg_load_config *config)
{
	return lg_reading_on(&state->remote) && state->remote_ms >= config->remote_on_ms;
}

/* Mode C: follow the BMS signal, count its stops, lock after too many without a recharge.
 */
static void step_bms(struct lg_load_state *state, const struct lg_load_config *config,
		     uint32_t dt_ms)
{
	bool high = lg_reading_on(&state->bms_high);

	if (state->recharged.good)
		state->stop_count = 0;
	/* The dead time runs during a lock-out too: a recharge that was nearly over must
	 * not cut it short. */
	if (state->bms == LG_LOAD_BMS_DEAD || state->bms == LG_LOAD_BMS_LOCKED)
		state->dead_ms = lg_ms_add(state->dead_ms, dt_ms);
	if (state->bms == LG_LOAD_BMS_ENGAGED && !high) {
		state->dead_ms = 0;
		if (!state->recharged.good)
			state->stop_count++;
		state->bms = state->stop_count >= config->lockout_cycles
				     ? LG_LOAD_BMS_LOCKED
				     : LG_LOAD_BMS_DEAD;
	}
	if (state->bms == LG_LOAD_BMS_LOCKED && state->recharged.good)
		state->bms = LG_LOAD_BMS_DEAD;
	if (state->bms == LG_LOAD_BMS_DEAD && state->dead_ms >= config->dead_ms)
		state->bms = LG_LOAD_BMS_WAITING;
	if (state->bms == LG_LOAD_BMS_WAITING && high)
		state->bms = LG_LOAD_BMS_ENGAGED;
}

/* A load that would trip the switch if it were closed now. */
static bool trips_at_once(const struct lg_load_state *state,
			  const struct lg_load_config *config)
{
	return !lg_reading_on(&state->unshorted) || !state->current_mA.fresh ||
	       state->current_mA.value > config->peak_mA;
}

static void release_trip(struct lg_load_state *state)
{
	state->trip = LG_LOAD_SHORT_NONE;
	state->retry_ms = 0;
	state->retry_count = 0;
}

/* After an overload a retry succeeds only once the load asks no more than the rating. A
 * current nobody measures is no failed attempt: the count that ends in a held trip is for
 * shorts, a reading comes back by itself. */
static void retry(struct lg_load_state *state, const struct lg_load_config *config)
{
	bool fails = trips_at_once(state, config) ||
		     state->current_mA.value > rating_mA(state, config);

	state->retry_ms = 0;
	if (!fails) {
		release_trip(state);
	} else if (state->current_mA.fresh) {
		state->retry_count++;
		if (state->retry_count >= config->retries)
			state->trip = LG_LOAD_SHORT_HOLDS;
	}
}

/* wanted: remote and BMS ask for the load. Taking that away is how a person resets a held
 * trip. */
static void step_trip(struct lg_load_state *state, const struct lg_load_config *config,
		      bool wanted, uint32_t dt_ms)
{
	if (!wanted) {
		release_trip(state);
		return;
	}
	if (state->trip == LG_LOAD_SHORT_RETRYING) {
		state->retry_ms = lg_ms_add(state->retry_ms, dt_ms);
		if (state->retry_ms >= config->retry_ms)
			retry(state, config);
	}
	if (state->trip == LG_LOAD_SHORT_NONE &&
	    (trips_at_once(state, config) || (state->closed && !state->overload.good)))
		state->trip = LG_LOAD_SHORT_RETRYING;
}

static uint32_t measured_faults(const struct lg_load_state *state,
				const struct lg_load_config *config)
{
	uint32_t faults = 0;

	if (!state->voltage_mV.fresh || !state->current_mA.fresh ||
	    !state->ambient_mdegC.fresh)
		faults |= 1U << LG_LOAD_NO_READING;
	if (!state->hot.good)
		faults |= 1U << LG_LOAD_HOT;
	if (!state->warm.good)
		faults |= 1U << LG_LOAD_WARM;
	if (!lg_reading_on(&state->forward))
		faults |= 1U << LG_LOAD_REVERSE_CURRENT;
	if (!state->overvoltage.good)
		faults |= 1U << LG_LOAD_HIGH_VOLTAGE;
	if (below_cut(config) && !state->undervoltage.good)
		faults |= 1U << LG_LOAD_LOW_VOLTAGE;
	return faults;
}

static uint32_t faults_of(const struct lg_load_state *state,
			  const struct lg_load_config *config)
{
	uint32_t faults = measured_faults(state, config);

	if (!switched_on(state, config))
		faults |= 1U << LG_LOAD_REMOTE_OFF;
	if (config->mode == LG_LOAD_MODE_C && state->bms == LG_LOAD_BMS_LOCKED)
		faults |= 1U << LG_LOAD_LOCKOUT;
	if (config->mode == LG_LOAD_MODE_C && state->bms != LG_LOAD_BMS_ENGAGED)
		faults |= 1U << LG_LOAD_BMS_STOP;
	if (state->trip == LG_LOAD_SHORT_RETRYING)
		faults |= 1U << LG_LOAD_SHORT_CIRCUIT;
	if (state->trip == LG_LOAD_SHORT_HOLDS)
		faults |= 1U << LG_LOAD_SHORT_HELD;
	return faults;
}

/* Let dt pass, then move the switch. */
static uint32_t settle(struct lg_load_state *state, const struct lg_load_config *config,
		       uint32_t dt_ms)
{
	const uint32_t orders = 1U << LG_LOAD_REMOTE_OFF | 1U << LG_LOAD_BMS_STOP;
	struct lg_limit_config carries;
	uint32_t faults;

	detect_system(state, config);
	step_limits(state, config, dt_ms);
	state->remote_ms =
		lg_reading_on(&state->remote) ? lg_ms_add(state->remote_ms, dt_ms) : 0;
	if (config->mode == LG_LOAD_MODE_C)
		step_bms(state, config, dt_ms);
	step_trip(state, config, (faults_of(state, config) & orders) == 0, dt_ms);
	faults = faults_of(state, config);
	state->closed =
		lg_permission_stands(faults, lg_load_faults, LG_LOAD_FAULTS, LG_LOAD_OUT);
	/* What the switch carries from now on starts its count here. */
	carries = limits_of(state, config).overload;
	lg_limit_step(&state->overload, &carries, carried_mA(state), 0);
	if (state->closed && below_cut(config) && !state->warning.good)
		faults |= 1U << LG_LOAD_LOW_WARNING;
	return faults;
}

static enum lg_load_alarm alarm_of(const struct lg_load_config *config, uint32_t faults)
{
	if ((faults & (1U << LG_LOAD_HIGH_VOLTAGE)) && config->mode == LG_LOAD_MODE_A)
		return LG_LOAD_ALARM_INTERMITTENT;
	if (faults & (1U << LG_LOAD_LOW_WARNING))
		return LG_LOAD_ALARM_ON;
	return LG_LOAD_ALARM_OFF;
}

static enum lg_load_code code_of(uint32_t faults)
{
	static const struct {
		enum lg_load_fault fault;
		enum lg_load_code code;
	} shown[] = {
		{LG_LOAD_LOCKOUT, LG_LOAD_CODE_E7},
		{LG_LOAD_SHORT_HELD, LG_LOAD_CODE_E1},
		{LG_LOAD_HOT, LG_LOAD_CODE_E2},
		{LG_LOAD_REVERSE_CURRENT, LG_LOAD_CODE_E8},
		{LG_LOAD_HIGH_VOLTAGE, LG_LOAD_CODE_E4},
		{LG_LOAD_LOW_VOLTAGE, LG_LOAD_CODE_E3},
		{LG_LOAD_WARM, LG_LOAD_CODE_P2},
		{LG_LOAD_LOW_WARNING, LG_LOAD_CODE_P3},
	};

	for (unsigned i = 0; i < sizeof shown / sizeof shown[0]; i++)
		if (faults & (1U << shown[i].fault))
			return shown[i].code;
	return LG_LOAD_CODE_NONE;
}

struct lg_load_outputs lg_load_step(struct lg_load_state *state,
				    const struct lg_load_config *config,
				    const struct lg_load_inputs *in, uint32_t dt_ms)
{
	struct lg_reading *readings[READINGS];
	struct lg_load_outputs out = {0};
	bool lost = false;

	lg_reading_take(&state->voltage_mV, in->voltage_mV);
	lg_reading_take(&state->current_mA, in->current_mA);
	lg_reading_take(&state->ambient_mdegC, in->ambient_mdegC);
	lg_reading_take(&state->remote, in->remote);
	lg_reading_take(&state->bms_high, in->bms_high);
	lg_reading_take(&state->unshorted, in->unshorted);
	lg_reading_take(&state->forward, in->forward);
	out.faults = settle(state, config, dt_ms);
	readings_of(state, readings);
	for (int i = 0; i < READINGS; i++)
		lost |= lg_reading_age(readings[i], config->max_age_ms, dt_ms);
	if (lost)
		out.faults = settle(state, config, 0);
	out.close_switch = state->closed;
	out.alarm = alarm_of(config, out.faults);
	out.code = code_of(out.faults);
	return out;
}

static uint32_t limits_patience(const struct lg_load_state *state,
				const struct lg_load_config *config)
{
	struct limits l = limits_of(state, config);
	uint32_t least_ms = lg_limit_patience(&state->overvoltage, &l.overvoltage);

	if (below_cut(config)) {
		least_ms = lg_ms_least(least_ms,
				       lg_limit_patience(&state->warning, &l.warning));
		least_ms = lg_ms_least(least_ms, lg_limit_patience(&state->undervoltage,
								   &l.undervoltage));
	}
	least_ms =
		lg_ms_least(least_ms, lg_limit_patience(&state->recharged, &l.recharged));
	least_ms = lg_ms_least(least_ms, lg_limit_patience(&state->warm, &l.warm));
	least_ms = lg_ms_least(least_ms, lg_limit_patience(&state->hot, &l.hot));
	return lg_ms_least(least_ms, lg_limit_patience(&state->overload, &l.overload));
}

uint32_t lg_load_patience(const struct lg_load_state *state,
			  const struct lg_load_config *config)
{
	struct lg_load_state copy = *state;
	struct lg_reading *readings[READINGS];
	uint32_t least_ms = limits_patience(state, config);

	readings_of(&copy, readings);
	for (int i = 0; i < READINGS; i++)
		least_ms = lg_ms_least(
			least_ms, lg_reading_patience(readings[i], config->max_age_ms));
	if (lg_reading_on(&state->remote) && state->remote_ms < config->remote_on_ms)
		least_ms = lg_ms_least(least_ms, config->remote_on_ms - state->remote_ms);
	if (config->mode == LG_LOAD_MODE_C &&
	    (state->bms == LG_LOAD_BMS_DEAD || state->bms == LG_LOAD_BMS_LOCKED) &&
	    state->dead_ms < config->dead_ms)
		least_ms = lg_ms_least(least_ms, config->dead_ms - state->dead_ms);
	if (state->trip == LG_LOAD_SHORT_RETRYING)
		least_ms = lg_ms_least(least_ms,
				       lg_ms_left(config->retry_ms, state->retry_ms));
	return least_ms;
}
