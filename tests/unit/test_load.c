/* SPDX-License-Identifier: Apache-2.0 */
/* A load protector in modes A and B: voltage, alarm, remote, code; vectors 1-7 and 14 of
 * the facts sheet. Mode C is in test_load_bms.c, overload, short circuit and heat in
 * test_load_trips.c. */
#include "tests/unit/load_bench.h"

static void nothing_arrived_closes_nothing(void **unused)
{
	static const uint32_t dt_ms[] = {0, 1, 90000, LG_NEVER_ms};

	(void)unused;
	for (int mode = LG_LOAD_MODE_A; mode <= LG_LOAD_MODE_C; mode++) {
		struct bench bench = {.config = batteryprotect((enum lg_load_mode)mode)};

		for (size_t i = 0; i < COUNT(dt_ms); i++) {
			step(&bench, dt_ms[i]);
			assert_false(bench.out.close_switch);
		}
		assert_true(bench.out.faults & 1U << LG_LOAD_NO_READING);
	}
}

static void vector_1_a_dip_of_11_s_is_nothing(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	set_mV(&bench, 10400);
	pass(&bench, 11000);
	assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
	set_mV(&bench, 12600);
	pass(&bench, 3600000);
	assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
}

static void vector_2_alarm_at_12_s_off_at_90_s(void **unused)
{
	(void)unused;
	for (int mode = LG_LOAD_MODE_A; mode <= LG_LOAD_MODE_B; mode++) {
		struct bench bench = running((enum lg_load_mode)mode, 12600);

		set_mV(&bench, 10400);
		pass(&bench, 11999);
		assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
		pass(&bench, 1);
		assert_load(bench, true, LG_LOAD_ALARM_ON, LG_LOAD_CODE_P3);
		pass(&bench, 77999);
		assert_load(bench, true, LG_LOAD_ALARM_ON, LG_LOAD_CODE_P3);
		pass(&bench, 1);
		assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E3);
	}
}

/* Plain BatteryProtect: 90 s after the alarm. */
static void vector_2_102_s_is_a_setting(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	bench.config.off_ms = 102000;
	set_mV(&bench, 10400);
	pass(&bench, 101999);
	assert_load(bench, true, LG_LOAD_ALARM_ON, LG_LOAD_CODE_P3);
	pass(&bench, 1);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E3);
}

static void vector_3_thirty_seconds_after_the_last_crossing(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	set_mV(&bench, 10400);
	pass(&bench, 90000);
	set_mV(&bench, 12100);
	pass(&bench, 29000);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E3);
	set_mV(&bench, 11900);
	set_mV(&bench, 12100);
	pass(&bench, 29999);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E3);
	pass(&bench, 1);
	assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
}

static void vector_4_cranking_is_nothing(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	set_mV(&bench, 8000);
	pass(&bench, 5000);
	assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
	set_mV(&bench, 12600);
	pass(&bench, 3600000);
	assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
}

static void vector_5_over_voltage_at_once_both_ways(void **unused)
{
	(void)unused;
	for (int mode = LG_LOAD_MODE_A; mode <= LG_LOAD_MODE_C; mode++) {
		struct bench bench = running((enum lg_load_mode)mode, 12600);
		enum lg_load_alarm alarm = mode == LG_LOAD_MODE_A
						   ? LG_LOAD_ALARM_INTERMITTENT
						   : LG_LOAD_ALARM_OFF;

		set_mV(&bench, 16300);
		assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
		set_mV(&bench, 16301);
		assert_load(bench, false, alarm, LG_LOAD_CODE_E4);
		set_mV(&bench, 16400);
		pass(&bench, 60000);
		assert_load(bench, false, alarm, LG_LOAD_CODE_E4);
		set_mV(&bench, 16200);
		assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
	}
}

/* Over-voltage returns to the state it interrupted: what was off for low voltage stays
 * off its 30 s. */
static void over_voltage_does_not_end_low_voltage(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	set_mV(&bench, 10400);
	pass(&bench, 90000);
	set_mV(&bench, 16400);
	assert_load(bench, false, LG_LOAD_ALARM_INTERMITTENT, LG_LOAD_CODE_E4);
	pass(&bench, 10000);
	set_mV(&bench, 14000);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E3);
	pass(&bench, 20000);
	assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
}

static void vector_6_program_8_at_24_V(void **unused)
{
	struct bench bench = {.config = batteryprotect(LG_LOAD_MODE_A),
			      .in = load_well(25500)};

	(void)unused;
	bench.config.at[LG_LOAD_24V].shutdown_mV = 24000;
	bench.config.at[LG_LOAD_24V].restart_mV = 26000;
	bench.config.at[LG_LOAD_24V].recharged_mV = 26000;
	assert_null(lg_load_config_problem(&bench.config));
	pass(&bench, 1000);
	assert_true(bench.out.close_switch);
	set_mV(&bench, 23900);
	pass(&bench, 12000);
	assert_load(bench, true, LG_LOAD_ALARM_ON, LG_LOAD_CODE_P3);
	pass(&bench, 78000);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E3);
	set_mV(&bench, 26000);
	pass(&bench, 29999);
	assert_false(bench.out.close_switch);
	pass(&bench, 1);
	assert_true(bench.out.close_switch);
}

static void vector_7_remote(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	bench.in.remote = given(0);
	step(&bench, 0);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
	bench.in.remote = given(1);
	pass(&bench, 999);
	assert_false(bench.out.close_switch);
	pass(&bench, 1);
	assert_true(bench.out.close_switch);
}

static void vector_14_powered_up_flat(void **unused)
{
	struct bench bench = {.config = batteryprotect(LG_LOAD_MODE_A),
			      .in = load_well(10000)};

	(void)unused;
	pass(&bench, 3600000);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E3);
	set_mV(&bench, 12000);
	pass(&bench, 30000);
	assert_true(bench.out.close_switch);
}

static void powered_up_between_it_may_close(void **unused)
{
	struct bench bench = {.config = batteryprotect(LG_LOAD_MODE_A),
			      .in = load_well(10500)};

	(void)unused;
	pass(&bench, 999);
	assert_false(bench.out.close_switch);
	pass(&bench, 1);
	assert_true(bench.out.close_switch);
}

/* Between shutdown and restart the count pauses and the alarm stands; at restart both are
 * cancelled (datasheet). */
static void only_the_restart_level_cancels(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	set_mV(&bench, 10400);
	pass(&bench, 60000);
	set_mV(&bench, 11999);
	pass(&bench, 3600000);
	assert_load(bench, true, LG_LOAD_ALARM_ON, LG_LOAD_CODE_P3);
	set_mV(&bench, 10499);
	pass(&bench, 29999);
	assert_true(bench.out.close_switch);
	set_mV(&bench, 12000);
	assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
	set_mV(&bench, 10499);
	pass(&bench, 89999);
	assert_true(bench.out.close_switch);
	pass(&bench, 1);
	assert_false(bench.out.close_switch);
}

/* The system voltage is found once, at the first voltage, and its levels hold from then
 * on. */
static void system_voltage_is_found_once(void **unused)
{
	static const struct {
		enum lg_load_system set;
		int32_t first_mV;
		enum lg_load_system found;
	} rows[] = {
		{LG_LOAD_AUTO, 0, LG_LOAD_12V},     {LG_LOAD_AUTO, 17999, LG_LOAD_12V},
		{LG_LOAD_AUTO, 18000, LG_LOAD_24V}, {LG_LOAD_AUTO, 35999, LG_LOAD_24V},
		{LG_LOAD_AUTO, 36000, LG_LOAD_48V}, {LG_LOAD_AUTO, 60000, LG_LOAD_48V},
		{LG_LOAD_12V, 50000, LG_LOAD_12V},  {LG_LOAD_24V, 12000, LG_LOAD_24V},
		{LG_LOAD_48V, 12000, LG_LOAD_48V},
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bench bench = {.config = batteryprotect(LG_LOAD_MODE_A)};

		bench.config.system = rows[i].set;
		step(&bench, 0);
		assert_false(bench.state.detected);
		set_mV(&bench, rows[i].first_mV);
		assert_int_equal(bench.state.system, rows[i].found);
		set_mV(&bench, 12600);
		set_mV(&bench, 26000);
		set_mV(&bench, 50000);
		assert_int_equal(bench.state.system, rows[i].found);
	}
}

/* A lost voltage is low and high: over-voltage cuts at once, low voltage by its own time.
 */
static void a_lost_voltage_cuts(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	bench.in.voltage_mV = missing();
	pass(&bench, 4999);
	assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
	pass(&bench, 1);
	assert_load(bench, false, LG_LOAD_ALARM_INTERMITTENT, LG_LOAD_CODE_E4);
	assert_true(bench.out.faults & 1U << LG_LOAD_NO_READING);
	assert_false(bench.out.faults & 1U << LG_LOAD_LOW_VOLTAGE);
	pass(&bench, 89999);
	assert_false(bench.out.faults & 1U << LG_LOAD_LOW_VOLTAGE);
	pass(&bench, 1);
	assert_true(bench.out.faults & 1U << LG_LOAD_LOW_VOLTAGE);
	set_mV(&bench, 12600); /* back by the ordinary release rule */
	pass(&bench, 29999);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E3);
	pass(&bench, 1);
	assert_true(bench.out.close_switch);
}

static void a_lost_remote_is_off(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	bench.in.remote = missing();
	pass(&bench, 4999);
	assert_true(bench.out.close_switch);
	pass(&bench, 1);
	assert_false(bench.out.close_switch);
	bench.in.remote = given(1);
	pass(&bench, 1000);
	assert_true(bench.out.close_switch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_arrived_closes_nothing),
		cmocka_unit_test(vector_1_a_dip_of_11_s_is_nothing),
		cmocka_unit_test(vector_2_alarm_at_12_s_off_at_90_s),
		cmocka_unit_test(vector_2_102_s_is_a_setting),
		cmocka_unit_test(vector_3_thirty_seconds_after_the_last_crossing),
		cmocka_unit_test(vector_4_cranking_is_nothing),
		cmocka_unit_test(vector_5_over_voltage_at_once_both_ways),
		cmocka_unit_test(over_voltage_does_not_end_low_voltage),
		cmocka_unit_test(vector_6_program_8_at_24_V),
		cmocka_unit_test(vector_7_remote),
		cmocka_unit_test(vector_14_powered_up_flat),
		cmocka_unit_test(powered_up_between_it_may_close),
		cmocka_unit_test(only_the_restart_level_cancels),
		cmocka_unit_test(system_voltage_is_found_once),
		cmocka_unit_test(a_lost_voltage_cuts),
		cmocka_unit_test(a_lost_remote_is_off),
	};

	return RUN(tests);
}
