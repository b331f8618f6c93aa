/* SPDX-License-Identifier: Apache-2.0 */
/* A signalling BMS: five alarms, chain and remote in; permissions out. Facts sheet
 * sections 0, 3, 4; vectors 15-19. */
#include "tests/unit/presets.h"
#include "tests/unit/random.h"

struct bench {
	struct lg_bms_config config;
	struct lg_bms_state state;
	struct lg_bms_inputs in;
	struct lg_bms_outputs out;
};

static void step(struct bench *bench, uint32_t dt_ms)
{
	bench->out = lg_bms_step(&bench->state, &bench->config, &bench->in, dt_ms);
	assert_int_equal(bench->out.may_charge, bench->out.charge_disconnect_high);
	assert_int_equal(bench->out.may_discharge, bench->out.load_disconnect_high);
}

static struct bench powered_up(void)
{
	struct bench bench = {.config = small_bms(), .in = bms_well()};

	assert_null(lg_bms_config_problem(&bench.config));
	step(&bench, 0);
	assert_int_equal(bench.out.faults, 0);
	return bench;
}

#define assert_says(bench, loads, charge, warns)                                         \
	do {                                                                             \
		assert_int_equal((bench).out.load_disconnect_high, loads);               \
		assert_int_equal((bench).out.charge_disconnect_high, charge);            \
		assert_int_equal((bench).out.pre_alarm_high, warns);                     \
	} while (0)

static void nothing_arrived_permits_nothing(void **unused)
{
	static const uint32_t dt_ms[] = {0, 1, 30000, LG_NEVER_ms};
	struct bench bench = {.config = small_bms()};

	(void)unused;
	for (size_t i = 0; i < COUNT(dt_ms); i++) {
		step(&bench, dt_ms[i]);
		assert_says(bench, false, false,
			    false); /* remote off silences the warning too */
	}
	bench.in.remote = given(1);
	step(&bench, 0);
	assert_says(bench, false, false, true);
}

static void all_well_permits_all(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	assert_says(bench, true, true, false);
	step(&bench, LG_NEVER_ms);
	assert_says(bench, true, true, false);
	assert_int_equal(lg_bms_patience(&bench.state, &bench.config), LG_NEVER_ms);
}

/* Powered up with a low cell: loads are not given 30 s that nobody was warned in. */
static void a_low_cell_at_power_up_never_had_permission(void **unused)
{
	struct bench bench = {.config = small_bms(), .in = bms_well()};

	(void)unused;
	bench.in.above_low_cell = given(0);
	step(&bench, 0);
	assert_says(bench, false, false, true);
	assert_true(bench.out.faults & 1U << LG_BMS_UNPROVEN);
	bench.in.above_low_cell = given(1);
	bench.in.chain = given(0);
	step(&bench, 0);
	assert_true(bench.out.faults & 1U << LG_BMS_UNPROVEN);
	bench.in.chain = given(1);
	step(&bench, 0);
	assert_says(bench, true, true, false);
}

static void charge_alarms_act_at_once_and_alone(void **unused)
{
	(void)unused;
	for (int i = 0; i < 3; i++) {
		struct bench bench = powered_up();
		struct lg_sample *signal = i == 0   ? &bench.in.below_high_cell
					   : i == 1 ? &bench.in.above_low_temp
						    : &bench.in.below_high_temp;

		*signal = given(0);
		step(&bench, 0);
		assert_says(bench, true, false, false);
		assert_int_equal(bench.out.faults, 1U << (LG_BMS_HIGH_CELL + i));
		step(&bench, 3600000);
		assert_says(bench, true, false, false);
		*signal = given(1);
		step(&bench, 0);
		assert_says(bench, true, true, false);
	}
}

static void vector_15_loads_get_their_lead(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.in.above_pre_alarm = given(0);
	step(&bench, 0);
	assert_says(bench, true, true, true);
	assert_int_equal(lg_bms_patience(&bench.state, &bench.config), 30000);
	step(&bench, 5000);
	bench.in.above_low_cell = given(0);
	step(&bench, 24999);
	assert_says(bench, true, true, true);
	assert_int_equal(lg_bms_patience(&bench.state, &bench.config), 1);
	step(&bench, 1);
	assert_says(bench, false, true, true);
}

/* Warned long ago: a low cell then cuts at once. */
static void a_lead_that_is_over_is_not_given_again(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.in.above_pre_alarm = given(0);
	step(&bench, 40000);
	assert_says(bench, true, true, true);
	assert_int_equal(lg_bms_patience(&bench.state, &bench.config), LG_NEVER_ms);
	bench.in.above_low_cell = given(0);
	step(&bench, 0);
	assert_says(bench, false, true, true);
}

/* Old battery firmware may never raise the pre-alarm: low cell warns in its place. */
static void low_cell_without_pre_alarm_has_the_lead_too(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.in.above_low_cell = given(0);
	step(&bench, 0);
	assert_says(bench, true, true, true);
	step(&bench, 29999);
	assert_says(bench, true, true, true);
	step(&bench, 1);
	assert_says(bench, false, true, true);
}

static void vector_16_loads_return_with_the_signal(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.in.above_pre_alarm = bench.in.above_low_cell = given(0);
	step(&bench, 30000);
	assert_says(bench, false, true, true);
	bench.in.above_pre_alarm =
		given(1); /* 3.19 V: the low-cell signal still stands */
	step(&bench, 60000);
	assert_says(bench, false, true, true);
	bench.in.above_low_cell = given(1);
	step(&bench, 0);
	assert_says(bench, true, true, false);
	bench.in.above_low_cell = given(0); /* and the next lead is a whole one */
	step(&bench, 29999);
	assert_says(bench, true, true, true);
}

static void vector_17_and_18_charge_follows_the_signal(void **unused)
{
	charge_alarms_act_at_once_and_alone(unused);
}

/* An open chain is five alarms: charge at once, loads after the lead. */
static void vector_19_chain_opened(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.in.chain = given(0);
	step(&bench, 0);
	assert_says(bench, true, false, true);
	step(&bench, 29999);
	assert_says(bench, true, false, true);
	step(&bench, 1);
	assert_says(bench, false, false, true);
	assert_true(bench.out.faults & 1U << LG_BMS_CHAIN_OPEN_CUT);
	bench.in.chain = given(1);
	step(&bench, 0);
	assert_says(bench, true, true, false);
}

/* Each reason is told, however many there are. */
static void all_reasons_are_told(void **unused)
{
	const uint32_t all = (1U << LG_BMS_FAULTS) - 1U, off = 1U << LG_BMS_REMOTE_OFF,
		       after_lead = 1U << LG_BMS_LOW_CELL | 1U << LG_BMS_CHAIN_OPEN_CUT;
	struct bench bench = powered_up();

	(void)unused;
	bench.in = (struct lg_bms_inputs){given(0), given(0), given(0), given(0),
					  given(0), given(0), given(0)};
	step(&bench, 30000);
	assert_int_equal(bench.out.faults, all & ~after_lead);
	bench.in.remote = given(1);
	step(&bench, 0);
	step(&bench, 29999);
	assert_int_equal(bench.out.faults, all & ~after_lead & ~off);
	step(&bench, 1);
	assert_int_equal(bench.out.faults, all & ~off);
}

/* Nobody was warned while the remote was off: switched on again, the warning leads anew,
 * and what is switched on into a low cell permits no load at all. */
static void the_lead_runs_only_while_it_warns(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.in.above_pre_alarm = given(0);
	step(&bench, 0);
	step(&bench, 100000);
	bench.in.remote = given(0);
	step(&bench, 0);
	step(&bench, 100000);
	bench.in.remote = given(1);
	step(&bench, 0);
	assert_says(bench, true, true, true);
	bench.in.above_low_cell = given(0);
	step(&bench, 0);
	step(&bench, 29999);
	assert_says(bench, true, true, true);
	step(&bench, 1);
	assert_says(bench, false, true, true);
	bench.in.remote = given(0);
	step(&bench, 1000);
	bench.in.remote = given(1);
	step(&bench, 0);
	assert_says(bench, false, false, true);
	bench.in.above_low_cell = given(1);
	step(&bench, 0);
	assert_says(bench, true, true, true);
}

static void remote_off_floats_all_three(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.in.above_pre_alarm = given(0);
	bench.in.remote = given(0);
	step(&bench, 0);
	assert_says(bench, false, false, false);
	bench.in.remote = given(1);
	step(&bench, 0);
	assert_says(bench, true, true, true);
}

/* VE.Bus BMS v1 has no remote input: nothing on it, and nothing missing. */
static void without_a_remote_it_is_always_on(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.config.has_remote = false;
	bench.in.remote = missing();
	step(&bench, 60000);
	assert_says(bench, true, true, false);
	bench.in.remote = given(0);
	step(&bench, 0);
	assert_says(bench, true, true, false);
}

/* Each signal that stops arriving is its alarm after max_age_ms, and the lead runs from
 * there. */
static void a_lost_signal_is_its_alarm(void **unused)
{
	static const struct {
		bool loads_at_once, loads_in_the_end, charge, warns;
	} rows[] = {
		{true, true, true, true},     /* pre-alarm: warns, cuts nothing */
		{true, false, true, true},    /* low cell */
		{true, true, false, false},   /* high cell */
		{true, true, false, false},   /* low temperature */
		{true, true, false, false},   /* high temperature */
		{true, false, false, true},   /* chain */
		{false, false, false, false}, /* remote */
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bench bench = powered_up();
		struct lg_sample *signals[] = {
			&bench.in.above_pre_alarm, &bench.in.above_low_cell,
			&bench.in.below_high_cell, &bench.in.above_low_temp,
			&bench.in.below_high_temp, &bench.in.chain,
			&bench.in.remote,
		};

		*signals[i] = missing();
		step(&bench, 0);
		assert_int_equal(lg_bms_patience(&bench.state, &bench.config), 5000);
		step(&bench, 4999);
		assert_says(bench, true, true, false);
		step(&bench, 1);
		assert_says(bench, rows[i].loads_at_once, rows[i].charge, rows[i].warns);
		step(&bench, 29999);
		assert_int_equal(bench.out.load_disconnect_high, rows[i].loads_at_once);
		step(&bench, 1);
		assert_int_equal(bench.out.load_disconnect_high,
				 rows[i].loads_in_the_end);
		*signals[i] = given(1);
		step(&bench, 0);
		assert_says(bench, true, true, false);
	}
}

/* Whatever the signals do, loads are never cut by a cell or the chain sooner than the
 * lead after the warning rose. */
static void no_load_is_cut_without_its_lead(void **unused)
{
	struct dice dice = dice_for(7);
	struct bench bench = powered_up();
	uint32_t warned_ms = 0, cuts = 0;

	(void)unused;
	for (int i = 0; i < 200000; i++) {
		bool loads = bench.out.load_disconnect_high;
		struct lg_sample *signal = one_in(&dice, 2)   ? &bench.in.above_low_cell
					   : one_in(&dice, 2) ? &bench.in.chain
							      : &bench.in.above_pre_alarm;
		uint32_t dt_ms = roll(&dice, 20000);

		*signal = given(!one_in(&dice, 3));
		step(&bench, 0);
		if (!bench.out.pre_alarm_high)
			warned_ms = 0;
		if (loads && !bench.out.load_disconnect_high)
			assert_true(warned_ms >= 30000);
		loads = bench.out.load_disconnect_high;
		step(&bench, dt_ms);
		warned_ms = bench.out.pre_alarm_high ? warned_ms + dt_ms : 0;
		if (loads && !bench.out.load_disconnect_high) {
			assert_true(warned_ms >= 30000);
			cuts++;
		}
	}
	assert_true(cuts > 1000);
}

static void problems(void **unused)
{
	struct lg_bms_config config = small_bms();

	(void)unused;
	config.max_age_ms = 0;
	assert_problem(lg_bms_config_problem(&config), "age up to which");
	config = small_bms();
	config.lead_ms = 0;
	assert_problem(lg_bms_config_problem(&config), "without a warning");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_arrived_permits_nothing),
		cmocka_unit_test(all_well_permits_all),
		cmocka_unit_test(a_low_cell_at_power_up_never_had_permission),
		cmocka_unit_test(charge_alarms_act_at_once_and_alone),
		cmocka_unit_test(vector_15_loads_get_their_lead),
		cmocka_unit_test(a_lead_that_is_over_is_not_given_again),
		cmocka_unit_test(low_cell_without_pre_alarm_has_the_lead_too),
		cmocka_unit_test(vector_16_loads_return_with_the_signal),
		cmocka_unit_test(vector_17_and_18_charge_follows_the_signal),
		cmocka_unit_test(vector_19_chain_opened),
		cmocka_unit_test(all_reasons_are_told),
		cmocka_unit_test(the_lead_runs_only_while_it_warns),
		cmocka_unit_test(remote_off_floats_all_three),
		cmocka_unit_test(without_a_remote_it_is_always_on),
		cmocka_unit_test(a_lost_signal_is_its_alarm),
		cmocka_unit_test(no_load_is_cut_without_its_lead),
		cmocka_unit_test(problems),
	};

	read_seed();
	return RUN(tests);
}
