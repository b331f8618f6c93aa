/* SPDX-License-Identifier: Apache-2.0 */
/* A load protector in mode C: it follows a BMS on remote H. Vectors 8-11 of the facts
 * sheet, and the lock-out. */
#include "tests/unit/load_bench.h"
#include "tests/unit/random.h"

static void set_H(struct bench *bench, bool high)
{
	bench->in.bms_high = given(high);
	step(bench, 0);
}

static void vector_8_dead_time(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_C, 13200);

	(void)unused;
	set_H(&bench, false);
	assert_false(bench.out.close_switch);
	pass(&bench, 1000);
	set_H(&bench, true);
	assert_int_equal(lg_load_patience(&bench.state, &bench.config), 29000);
	pass(&bench, 28999);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
	assert_true(bench.out.faults & 1U << LG_LOAD_BMS_STOP);
	pass(&bench, 1);
	assert_true(bench.out.close_switch);
}

static void vector_9_dead_time_already_over(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_C, 13200);

	(void)unused;
	set_H(&bench, false);
	pass(&bench, 40000);
	assert_false(bench.out.close_switch);
	set_H(&bench, true);
	assert_true(bench.out.close_switch);
}

/* H floats, and comes back after its dead time. */
static void cycle(struct bench *bench)
{
	set_H(bench, false);
	assert_false(bench->out.close_switch);
	pass(bench, 30000);
	set_H(bench, true);
}

static void vector_10_lock_out_after_three(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_C, 12500);

	(void)unused;
	cycle(&bench);
	assert_true(bench.out.close_switch);
	cycle(&bench);
	assert_true(bench.out.close_switch);
	set_H(&bench, false);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E7);
	set_H(&bench, true);
	pass(&bench, 24 * 3600000);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E7);
	set_mV(&bench, 13000); /* above 13 V, not at it */
	pass(&bench, 60000);
	assert_false(bench.out.close_switch);
	set_mV(&bench, 13100);
	pass(&bench, 29000);
	assert_false(bench.out.close_switch);
	pass(&bench, 999);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E7);
	pass(&bench, 1);
	assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
}

/* Unlocked while H floats: it waits for H, without another dead time. */
static void lock_out_ends_into_waiting(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_C, 12500);

	(void)unused;
	cycle(&bench);
	cycle(&bench);
	set_H(&bench, false);
	set_mV(&bench, 13001);
	pass(&bench, 30000);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
	set_H(&bench, true);
	assert_true(bench.out.close_switch);
}

/* A recharge nearly over at the third stop ends the lock-out, not the dead time. */
static void lock_out_keeps_the_dead_time(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_C, 12500);

	(void)unused;
	cycle(&bench);
	cycle(&bench);
	set_mV(&bench, 13001);
	pass(&bench, 29000);
	set_H(&bench, false);
	assert_int_equal(bench.out.code, LG_LOAD_CODE_E7);
	set_H(&bench, true);
	pass(&bench, 1000);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
	pass(&bench, 28999);
	assert_false(bench.out.close_switch);
	pass(&bench, 1);
	assert_true(bench.out.close_switch);
}

static void a_recharge_forgets_the_stops(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_C, 12500);

	(void)unused;
	cycle(&bench);
	cycle(&bench);
	set_mV(&bench, 13100);
	pass(&bench, 30000);
	set_mV(&bench, 12500);
	cycle(&bench);
	cycle(&bench);
	assert_true(bench.out.close_switch);
	set_H(&bench, false);
	assert_int_equal(bench.out.code, LG_LOAD_CODE_E7);
}

static void stops_of_a_charged_battery_do_not_count(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_C, 13200);

	(void)unused;
	for (int i = 0; i < 300; i++) {
		cycle(&bench);
		assert_true(bench.out.close_switch);
	}
}

/* At 13.0 V exactly it is not recharged, whether the voltage rose to it or fell. */
static void thirteen_volts_is_no_recharge(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_C, 13001);

	(void)unused;
	set_mV(&bench, 13000);
	cycle(&bench);
	cycle(&bench);
	assert_true(bench.out.close_switch);
	set_H(&bench, false);
	assert_int_equal(bench.out.code, LG_LOAD_CODE_E7);
}

static void the_count_is_a_setting(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_C, 12500);

	(void)unused;
	bench.config.lockout_cycles = 1;
	set_H(&bench, false);
	assert_int_equal(bench.out.code, LG_LOAD_CODE_E7);
}

static void vector_11_voltage_is_left_to_the_bms(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_C, 12500);

	(void)unused;
	set_mV(&bench, 10000);
	pass(&bench, 24 * 3600000);
	assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
}

/* Power-up: H is followed without a dead time; only the remote's second counts. */
static void power_up_follows_H(void **unused)
{
	struct bench bench = {.config = batteryprotect(LG_LOAD_MODE_C),
			      .in = load_well(12500)};

	(void)unused;
	bench.in.bms_high = given(0);
	pass(&bench, 5000);
	assert_false(bench.out.close_switch);
	set_H(&bench, true);
	assert_true(bench.out.close_switch);
	bench.in.remote = given(0);
	step(&bench, 0);
	assert_false(bench.out.close_switch);
	bench.in.remote = given(1);
	pass(&bench, 1000);
	assert_true(bench.out.close_switch);
}

/* A wire that breaks is a BMS that says stop. */
static void a_lost_H_is_a_stop(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_C, 13200);

	(void)unused;
	bench.in.bms_high = missing();
	pass(&bench, 4999);
	assert_true(bench.out.close_switch);
	pass(&bench, 1);
	assert_false(bench.out.close_switch);
	set_H(&bench, true);
	pass(&bench, 29999);
	assert_false(bench.out.close_switch);
	pass(&bench, 1);
	assert_true(bench.out.close_switch);
}

/* Modes A and B do not look at H. */
static void H_is_nothing_to_modes_A_and_B(void **unused)
{
	(void)unused;
	for (int mode = LG_LOAD_MODE_A; mode <= LG_LOAD_MODE_B; mode++) {
		struct bench bench = running((enum lg_load_mode)mode, 12600);

		bench.in.bms_high = missing();
		pass(&bench, 60000);
		assert_true(bench.out.close_switch);
		set_H(&bench, false);
		assert_true(bench.out.close_switch);
	}
}

/* However the voltage (below over-voltage) and H chatter, the switch does not close
 * sooner than 30 s after it opened. */
static void it_never_toggles_faster_than_documented(void **unused)
{
	static const int32_t voltages_mV[] = {10499, 10500, 11999, 12000, 13001};
	struct dice dice = dice_for(8);

	(void)unused;
	for (int mode = LG_LOAD_MODE_A; mode <= LG_LOAD_MODE_C; mode++) {
		struct bench bench = running((enum lg_load_mode)mode, 12600);
		uint32_t open_ms = 0, returns = 0;

		for (int i = 0; i < 60000; i++) {
			bool closed = bench.out.close_switch;
			uint32_t dt_ms = lg_ms_least(
				lg_load_patience(&bench.state, &bench.config),
				1 + roll(&dice, one_in(&dice, 4) ? 200000 : 40000));

			step(&bench, dt_ms);
			open_ms = lg_ms_add(open_ms, dt_ms);
			set_mV(&bench, voltages_mV[roll(&dice, COUNT(voltages_mV))]);
			set_H(&bench, roll(&dice, 3));
			if (!closed && bench.out.close_switch) {
				assert_true(open_ms >= 30000);
				returns++;
			}
			if (bench.out.close_switch)
				open_ms = 0;
		}
		assert_true(returns > 100);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vector_8_dead_time),
		cmocka_unit_test(vector_9_dead_time_already_over),
		cmocka_unit_test(vector_10_lock_out_after_three),
		cmocka_unit_test(lock_out_ends_into_waiting),
		cmocka_unit_test(lock_out_keeps_the_dead_time),
		cmocka_unit_test(a_recharge_forgets_the_stops),
		cmocka_unit_test(stops_of_a_charged_battery_do_not_count),
		cmocka_unit_test(thirteen_volts_is_no_recharge),
		cmocka_unit_test(the_count_is_a_setting),
		cmocka_unit_test(vector_11_voltage_is_left_to_the_bms),
		cmocka_unit_test(power_up_follows_H),
		cmocka_unit_test(a_lost_H_is_a_stop),
		cmocka_unit_test(H_is_nothing_to_modes_A_and_B),
		cmocka_unit_test(it_never_toggles_faster_than_documented),
	};

	read_seed();
	return RUN(tests);
}
