/* SPDX-License-Identifier: Apache-2.0 */
/* What an inverter/charger may do. Facts sheet sections 4.2, 4.5, 4.6, 11.1; vectors 30,
 * 31, 33. */
#include "tests/unit/presets.h"

struct bench {
	struct lg_inverter_config config;
	struct lg_inverter_state state;
	struct lg_inverter_inputs in;
	struct lg_inverter_outputs out;
};

static void step(struct bench *bench, uint32_t dt_ms)
{
	bench->out = lg_inverter_step(&bench->state, &bench->config, &bench->in, dt_ms);
}

static struct bench powered_up(enum lg_inverter_wiring wiring, bool mains)
{
	struct bench bench = {.config = multiplus(wiring), .in = inverter_well(mains)};

	assert_null(lg_inverter_config_problem(&bench.config));
	step(&bench, 0);
	return bench;
}

#define assert_runs(bench, charger, inverter, pass)                                      \
	do {                                                                             \
		assert_int_equal((bench).out.run_charger, charger);                      \
		assert_int_equal((bench).out.run_inverter, inverter);                    \
		assert_int_equal((bench).out.pass_through, pass);                        \
	} while (0)

static void nothing_arrived_runs_nothing(void **unused)
{
	static const uint32_t dt_ms[] = {0, 1, 300000, LG_NEVER_ms};

	(void)unused;
	for (int wiring = LG_INVERTER_VEBUS; wiring <= LG_INVERTER_ALONE; wiring++) {
		struct bench bench = {.config =
					      multiplus((enum lg_inverter_wiring)wiring)};

		for (size_t i = 0; i < COUNT(dt_ms); i++) {
			step(&bench, dt_ms[i]);
			assert_runs(bench, false, false, false);
		}
	}
}

/* ATC and ATD, mains and no mains, on every wiring (facts 4.2, 4.6). */
static void permissions_act_apart(void **unused)
{
	(void)unused;
	for (int wiring = LG_INVERTER_VEBUS; wiring <= LG_INVERTER_ALONE; wiring++)
		for (int bits = 0; bits < 8; bits++) {
			bool atc = bits & 1, atd = bits & 2, mains = bits & 4;
			bool one_cable = wiring == LG_INVERTER_REMOTE_CABLE;
			bool alone = wiring == LG_INVERTER_ALONE;
			bool stopped = one_cable && !(atc && atd);
			struct bench bench =
				powered_up((enum lg_inverter_wiring)wiring, mains);

			bench.in.atc = given(atc);
			bench.in.atd = given(atd);
			step(&bench, 0);
			assert_runs(bench, mains && (atc || alone) && !stopped,
				    !mains && (atd || alone) && !stopped,
				    mains && !stopped);
			assert_int_equal(bench.out.alarm, LG_INVERTER_ALARM_NONE);
		}
}

static void vector_30_low_cell_off_grid(void **unused)
{
	struct bench bench = powered_up(LG_INVERTER_VEBUS, false);

	(void)unused;
	assert_runs(bench, false, true, false);
	bench.in.atd = given(0);
	step(&bench, 0);
	assert_runs(bench, false, false, false);
	bench.in.ac_in = given(1);
	step(&bench, 0);
	assert_runs(bench, true, false, true);
	bench.in.ac_in = given(0);
	step(&bench, 0);
	assert_runs(bench, false, false, false);
	bench.in.atd = given(1);
	step(&bench, 0);
	assert_runs(bench, false, true, false);
}

static void vector_31_no_permission_to_charge(void **unused)
{
	struct bench bench = powered_up(LG_INVERTER_VEBUS, true);

	(void)unused;
	assert_runs(bench, true, false, true);
	bench.in.atc = given(0);
	step(&bench, 0);
	assert_runs(bench, false, false, true); /* still passes through */
	bench.in.ac_in = given(0);
	step(&bench, 0);
	assert_runs(bench, false, true, false); /* still inverts */
}

static void vector_33_the_single_cable_dead_lock(void **unused)
{
	struct bench bench = powered_up(LG_INVERTER_REMOTE_CABLE, true);

	(void)unused;
	assert_runs(bench, true, false, true);
	bench.in.atd = given(0); /* low cell; shore power is there */
	step(&bench, 0);
	assert_runs(bench, false, false, false);
	step(&bench, LG_NEVER_ms);
	assert_runs(bench, false, false, false);
	assert_true(bench.out.faults & 1U << LG_INVERTER_REMOTE_CABLE_OFF);
	bench.in.atd = given(1); /* another source lifted the cells */
	step(&bench, 0);
	assert_runs(bench, true, false, true);
}

/* GX: alarm after about 4 min, everything off at 5 (vector 32's inverter half). */
static void vector_32_a_silent_bms_warns_then_ends_all(void **unused)
{
	struct bench bench = powered_up(LG_INVERTER_CAN, true);

	(void)unused;
	bench.in.bms = given(0);
	step(&bench, 0);
	assert_int_equal(lg_inverter_patience(&bench.state, &bench.config), 240000);
	step(&bench, 239999);
	assert_int_equal(bench.out.alarm, LG_INVERTER_ALARM_NONE);
	step(&bench, 1);
	assert_int_equal(bench.out.alarm, LG_INVERTER_ALARM_BMS_LOST);
	assert_int_equal(lg_inverter_patience(&bench.state, &bench.config), 60000);
	step(&bench, 59999);
	assert_runs(bench, true, false, true);
	step(&bench, 1);
	assert_runs(bench, false, false, false);
	assert_int_equal(bench.out.alarm, LG_INVERTER_ALARM_BMS_LOST);
	assert_int_equal(lg_inverter_patience(&bench.state, &bench.config), LG_NEVER_ms);
	bench.in.bms = given(1);
	step(&bench, 0);
	assert_runs(bench, true, false, true);
	assert_int_equal(bench.out.alarm, LG_INVERTER_ALARM_NONE);
	bench.in.bms = given(0); /* the count starts anew */
	step(&bench, 299999);
	assert_runs(bench, true, false, true);
}

/* VE.Bus: no BMS on the bus is ATC = ATD = 0; mains still pass through. */
static void a_silent_bms_may_leave_the_mains(void **unused)
{
	struct bench bench = powered_up(LG_INVERTER_VEBUS, true);

	(void)unused;
	bench.config.lost_ends_all = false;
	bench.in.bms = given(0);
	step(&bench, 300000);
	assert_runs(bench, false, false, true);
	assert_int_equal(bench.out.faults, 1U << LG_INVERTER_BMS_LOST |
						   1U << LG_INVERTER_BMS_MISSED |
						   1U << LG_INVERTER_ON_MAINS);
	bench.in.ac_in = given(0);
	step(&bench, 0);
	assert_runs(bench, false, false, false);
}

static void alone_it_misses_no_bms(void **unused)
{
	struct bench bench = powered_up(LG_INVERTER_ALONE, true);

	(void)unused;
	bench.in.atc = bench.in.atd = bench.in.bms = missing();
	step(&bench, LG_NEVER_ms);
	assert_runs(bench, true, false, true);
	assert_int_equal(bench.out.alarm, LG_INVERTER_ALARM_NONE);
	assert_int_equal(lg_inverter_patience(&bench.state, &bench.config), LG_NEVER_ms);
}

static void voltage_levels_and_times(void **unused)
{
	struct bench bench = powered_up(LG_INVERTER_VEBUS, false);

	(void)unused;
	bench.in.voltage_mV = given(10900);
	step(&bench, LG_NEVER_ms);
	assert_int_equal(bench.out.alarm, LG_INVERTER_ALARM_NONE);
	bench.in.voltage_mV = given(10899);
	step(&bench, LG_NEVER_ms);
	assert_int_equal(bench.out.alarm, LG_INVERTER_ALARM_LOW_BATTERY);
	assert_runs(bench, false, true, false);
	bench.in.voltage_mV = given(9499);
	step(&bench, 999);
	assert_runs(bench, false, true, false);
	step(&bench, 1);
	assert_runs(bench, false, false, false);
	bench.in.voltage_mV = given(10900);
	step(&bench, 1999);
	assert_runs(bench, false, false, false);
	step(&bench, 1);
	assert_runs(bench, false, true, false);
	assert_int_equal(bench.out.alarm, LG_INVERTER_ALARM_LOW_BATTERY);
	bench.in.voltage_mV = given(11200);
	step(&bench, 0);
	assert_int_equal(bench.out.alarm, LG_INVERTER_ALARM_NONE);
}

/* Low voltage stops the bridge from the battery, never the charger that would cure it. */
static void low_voltage_still_charges(void **unused)
{
	struct bench bench = powered_up(LG_INVERTER_VEBUS, true);

	(void)unused;
	bench.in.voltage_mV = given(9000);
	step(&bench, 1000);
	assert_runs(bench, true, false, true);
	assert_int_equal(bench.out.alarm, LG_INVERTER_ALARM_LOW_BATTERY);
}

static void a_lost_input_counts_as_its_worst(void **unused)
{
	static const struct {
		bool charger, inverter, pass;
	} with_mains[] =
		{
			{false, false, true}, /* atc */
			{true, false, true},  /* atd */
			{true, false, true},  /* bms: its own time runs */
			{false, true, false}, /* ac_in: as if the plug were pulled */
			{true, false, true},  /* voltage */
		},
	  without[] = {
		  {false, true, false}, {false, false, false}, {false, true, false},
		  {false, true, false}, {false, false, false},
	  };

	(void)unused;
	for (int mains = 0; mains < 2; mains++)
		for (size_t i = 0; i < 5; i++) {
			struct bench bench = powered_up(LG_INVERTER_VEBUS, mains);
			struct lg_sample *inputs[] = {&bench.in.atc, &bench.in.atd,
						      &bench.in.bms, &bench.in.ac_in,
						      &bench.in.voltage_mV};

			*inputs[i] = missing();
			step(&bench, 0);
			assert_int_equal(
				lg_inverter_patience(&bench.state, &bench.config), 5000);
			step(&bench, 4999);
			assert_runs(bench, mains, !mains, mains);
			step(&bench, 1);
			step(&bench, 1000); /* the delay of the low voltage */
			if (mains)
				assert_runs(bench, with_mains[i].charger,
					    with_mains[i].inverter, with_mains[i].pass);
			else
				assert_runs(bench, without[i].charger,
					    without[i].inverter, without[i].pass);
		}
}

/* Phoenix: no charger, no mains input; a signal there cannot stop it. */
static void an_inverter_alone_only_inverts(void **unused)
{
	struct bench bench = powered_up(LG_INVERTER_TWO_SIGNAL, false);

	(void)unused;
	bench.config.has_charger = false;
	step(&bench, 0);
	assert_runs(bench, false, true, false);
	bench.in.ac_in = given(1);
	step(&bench, 0);
	assert_runs(bench, false, true, false);
	bench.in.atd = given(0);
	step(&bench, 0);
	assert_runs(bench, false, false, false);
}

static struct lg_inverter_config changed;

#define REFUSES(change, words)                                                           \
	do {                                                                             \
		changed = multiplus(LG_INVERTER_VEBUS);                                  \
		change;                                                                  \
		assert_problem(lg_inverter_config_problem(&changed), words);             \
	} while (0)

static void problems(void **unused)
{
	(void)unused;
	REFUSES(changed.low_voltage.release = 9499, "low limit must release");
	REFUSES(changed.low_battery.release = 10899, "low limit must release");
	REFUSES((changed.low_voltage.side = LG_ABOVE, changed.low_voltage.release = 9500),
		"are low limits");
	REFUSES((changed.low_battery.side = LG_ABOVE,
		 changed.low_battery.release = 10900),
		"are low limits");
	REFUSES(changed.low_battery.trip = 9499, "low-battery alarm must come before");
	REFUSES(changed.wiring = (enum lg_inverter_wiring)(LG_INVERTER_ALONE + 1),
		"wiring must be");
	REFUSES(changed.max_age_ms = 0, "age up to which");
	REFUSES(changed.lost_alarm_ms = 300001, "lost BMS must come before");
	changed = multiplus(LG_INVERTER_ALONE);
	changed.lost_alarm_ms = changed.lost_stop_ms;
	changed.low_battery.trip = changed.low_voltage.trip;
	assert_null(lg_inverter_config_problem(&changed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_arrived_runs_nothing),
		cmocka_unit_test(permissions_act_apart),
		cmocka_unit_test(vector_30_low_cell_off_grid),
		cmocka_unit_test(vector_31_no_permission_to_charge),
		cmocka_unit_test(vector_32_a_silent_bms_warns_then_ends_all),
		cmocka_unit_test(vector_33_the_single_cable_dead_lock),
		cmocka_unit_test(a_silent_bms_may_leave_the_mains),
		cmocka_unit_test(alone_it_misses_no_bms),
		cmocka_unit_test(voltage_levels_and_times),
		cmocka_unit_test(low_voltage_still_charges),
		cmocka_unit_test(a_lost_input_counts_as_its_worst),
		cmocka_unit_test(an_inverter_alone_only_inverts),
		cmocka_unit_test(problems),
	};

	return RUN(tests);
}
