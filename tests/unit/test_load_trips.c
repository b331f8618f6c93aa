/* SPDX-License-Identifier: Apache-2.0 */
/* A load protector's short circuit, overload, heat and reverse current, its display, and
 * what settings it refuses. Vectors 12 and 13 of the facts sheet. */
#include "tests/unit/load_bench.h"

static void set_T(struct bench *bench, int32_t ambient_mdegC)
{
	bench->in.ambient_mdegC = given(ambient_mdegC);
	step(bench, 0);
}

static void vector_12_short_circuit(void **unused)
{
	(void)unused;
	for (int mode = LG_LOAD_MODE_A; mode <= LG_LOAD_MODE_C; mode++) {
		struct bench bench = running((enum lg_load_mode)mode, 12600);

		bench.in.unshorted = given(0);
		step(&bench, 0);
		assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
		assert_true(bench.out.faults & 1U << LG_LOAD_SHORT_CIRCUIT);
		pass(&bench, 9999);
		assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
		pass(&bench, 1); /* two failed retries, 5 s apart */
		assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E1);
		bench.in.unshorted = given(1);
		pass(&bench, 24 * 3600000);
		assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E1);
		bench.in.remote = given(0); /* the person */
		step(&bench, 0);
		assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
		bench.in.remote = given(1);
		pass(&bench, 1000);
		assert_true(bench.out.close_switch);
	}
}

static void a_mended_short_closes_at_a_retry(void **unused)
{
	static const uint32_t mended_ms[] = {1, 4999, 5001, 9999};

	(void)unused;
	for (size_t i = 0; i < COUNT(mended_ms); i++) {
		struct bench bench = running(LG_LOAD_MODE_A, 12600);
		uint32_t retry_ms = mended_ms[i] < 5000 ? 5000 : 10000;

		bench.in.unshorted = given(0);
		pass(&bench, mended_ms[i]);
		bench.in.unshorted = given(1);
		pass(&bench, retry_ms - mended_ms[i] - 1);
		assert_false(bench.out.close_switch);
		pass(&bench, 1);
		assert_true(bench.out.close_switch);
		bench.in.unshorted = given(0); /* the attempts are whole again */
		pass(&bench, 9999);
		assert_int_equal(bench.out.code, LG_LOAD_CODE_NONE);
		pass(&bench, 1);
		assert_int_equal(bench.out.code, LG_LOAD_CODE_E1);
	}
}

/* A load at its rating, at the derated one, at the peak: at the limit it stays, a
 * milliampere more it trips. */
static void vector_13_overload(void **unused)
{
	static const struct {
		int32_t ambient_mdegC, current_mA;
		uint32_t trips_ms; /* 0: at once */
	} rows[] = {
		{25000, 65000, LG_NEVER_ms}, {25000, 65001, 30000},
		{40000, 70000, 30000},       {40000, 65000, LG_NEVER_ms},
		{45000, 52000, LG_NEVER_ms}, {45000, 52001, 30000},
		{50000, 39000, LG_NEVER_ms}, {50000, 39001, 30000},
		{50000, 40000, 30000},       {25000, 250000, 30000},
		{25000, 250001, 0},          {50000, 250001, 0},
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bench bench = running(LG_LOAD_MODE_A, 12600);

		set_T(&bench, rows[i].ambient_mdegC);
		set_mA(&bench, rows[i].current_mA);
		if (rows[i].trips_ms > 0) {
			pass(&bench, rows[i].trips_ms == LG_NEVER_ms
					     ? 3600000
					     : rows[i].trips_ms - 1);
			assert_true(bench.out.close_switch);
		}
		if (rows[i].trips_ms == LG_NEVER_ms)
			continue;
		pass(&bench, rows[i].trips_ms > 0);
		assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
		pass(&bench, 10000); /* still asked: both retries fail */
		assert_int_equal(bench.out.code, LG_LOAD_CODE_E1);
	}
}

static void an_overload_returns_once_less_is_asked(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	set_mA(&bench, 70000);
	pass(&bench, 30000);
	assert_false(bench.out.close_switch);
	set_mA(&bench, 65001);
	pass(&bench, 5000);
	assert_false(bench.out.close_switch);
	set_mA(&bench, 65000);
	pass(&bench, 4999);
	assert_false(bench.out.close_switch);
	pass(&bench, 1);
	assert_true(bench.out.close_switch);
}

/* A load that swings above and below its rating heats as long as it is above: the count
 * drains slowly. */
static void a_swinging_overload_trips_too(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);
	uint32_t now_ms = 0;

	(void)unused;
	while (bench.out.close_switch && now_ms < 3600000) {
		set_mA(&bench, now_ms / 1000 % 2 ? 0 : 70000);
		pass(&bench, 1000);
		now_ms += 1000;
	}
	/* 39 periods of 750 ms net make 29.25 s; 0.75 s into the 40th it trips */
	assert_int_equal(now_ms, 39 * 2000 + 1000);
}

/* What an open switch does not carry cannot overload it. */
static void an_open_switch_carries_nothing(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	set_mV(&bench, 10000);
	pass(&bench, 90000);
	set_mA(&bench, 70000);
	pass(&bench, 3600000);
	set_mV(&bench, 12600);
	pass(&bench, 30000);
	assert_true(bench.out.close_switch);
	pass(&bench, 29999);
	assert_true(bench.out.close_switch);
	pass(&bench, 1);
	assert_false(bench.out.close_switch);
}

static void a_lost_current_trips(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	bench.in.current_mA = missing();
	pass(&bench, 4999);
	assert_true(bench.out.close_switch);
	pass(&bench, 1);
	assert_false(bench.out.close_switch);
	set_mA(&bench, 0);
	pass(&bench, 4999);
	assert_false(bench.out.close_switch);
	pass(&bench, 1);
	assert_true(bench.out.close_switch);
}

static void heat_warns_cuts_and_cools(void **unused)
{
	static const struct {
		int32_t ambient_mdegC;
		bool closed;
		enum lg_load_code code;
	} story[] = {
		{60000, true, LG_LOAD_CODE_NONE}, {60001, true, LG_LOAD_CODE_P2},
		{70000, true, LG_LOAD_CODE_P2},   {70001, false, LG_LOAD_CODE_E2},
		{60000, false, LG_LOAD_CODE_E2},  {55001, false, LG_LOAD_CODE_E2},
		{55000, true, LG_LOAD_CODE_NONE}, {60001, true, LG_LOAD_CODE_P2},
		{55001, true, LG_LOAD_CODE_P2},   {55000, true, LG_LOAD_CODE_NONE},
	};
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	for (size_t i = 0; i < COUNT(story); i++) {
		set_T(&bench, story[i].ambient_mdegC);
		assert_load(bench, story[i].closed, LG_LOAD_ALARM_OFF, story[i].code);
	}
	bench.in.ambient_mdegC = missing();
	pass(&bench, 4999);
	assert_true(bench.out.close_switch);
	pass(&bench, 1);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E2);
}

static void reverse_current_cuts_while_it_lasts(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	bench.in.forward = given(0);
	step(&bench, 0);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E8);
	bench.in.forward = given(1);
	step(&bench, 0);
	assert_load(bench, true, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_NONE);
	bench.in.forward = missing();
	pass(&bench, 5000);
	assert_load(bench, false, LG_LOAD_ALARM_OFF, LG_LOAD_CODE_E8);
}

/* The display shows the first of E7 E1 E2 E8 E4 E3 P2 P3; take the causes away in that
 * order. */
static void the_display_shows_the_first(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_A, 12600);

	(void)unused;
	set_mV(&bench, 10400);
	pass(&bench, 90000);
	bench.in.unshorted = given(0);
	pass(&bench, 10000);
	set_mV(&bench, 17000);
	bench.in.forward = given(0);
	set_T(&bench, 71000);
	assert_load(bench, false, LG_LOAD_ALARM_INTERMITTENT, LG_LOAD_CODE_E1);
	bench.in.remote = given(0);
	step(&bench, 0);
	assert_int_equal(bench.out.code, LG_LOAD_CODE_E2);
	set_T(&bench, 55000);
	assert_int_equal(bench.out.code, LG_LOAD_CODE_E8);
	bench.in.forward = given(1);
	step(&bench, 0);
	assert_int_equal(bench.out.code, LG_LOAD_CODE_E4);
	set_mV(&bench, 11000);
	assert_int_equal(bench.out.code, LG_LOAD_CODE_E3);
	set_T(&bench, 60001);
	assert_int_equal(bench.out.code, LG_LOAD_CODE_E3);
	set_mV(&bench, 12000);
	pass(&bench, 30000);
	assert_int_equal(bench.out.code, LG_LOAD_CODE_P2);
	bench.in.remote = bench.in.unshorted = given(1);
	pass(&bench, 1000);
	set_mV(&bench, 10000);
	pass(&bench, 12000);
	assert_load(bench, true, LG_LOAD_ALARM_ON, LG_LOAD_CODE_P2);
	set_T(&bench, 55000);
	assert_load(bench, true, LG_LOAD_ALARM_ON, LG_LOAD_CODE_P3);
}

static void lock_out_is_shown_before_heat(void **unused)
{
	struct bench bench = running(LG_LOAD_MODE_C, 12500);

	(void)unused;
	bench.config.lockout_cycles = 1;
	set_T(&bench, 71000);
	bench.in.bms_high = given(0);
	step(&bench, 0);
	assert_int_equal(bench.out.code, LG_LOAD_CODE_E7);
	assert_int_equal(bench.out.faults, 1U << LG_LOAD_LOCKOUT | 1U << LG_LOAD_HOT |
						   1U << LG_LOAD_BMS_STOP |
						   1U << LG_LOAD_WARM);
}

static struct lg_load_config changed;

#define REFUSES(change, words)                                                           \
	do {                                                                             \
		changed = batteryprotect(LG_LOAD_MODE_A);                                \
		change;                                                                  \
		assert_problem(lg_load_config_problem(&changed), words);                 \
	} while (0)

static void problems(void **unused)
{
	(void)unused;
	REFUSES(changed.max_age_ms = 0, "age up to which");
	REFUSES(changed.warn_ms = changed.off_ms, "alarm must come before");
	REFUSES(changed.on_ms = 0, "hold for a time");
	REFUSES(changed.recharged_ms = 0, "hold for a time");
	REFUSES(changed.retry_ms = 0, "time between attempts");
	REFUSES(changed.overload_ms = 0, "time between attempts");
	REFUSES(changed.lockout_cycles = 0, "count of at least 1");
	REFUSES(changed.retries = 0, "count of at least 1");
	REFUSES(changed.mode = (enum lg_load_mode)(LG_LOAD_MODE_C + 1), "A, B or C");
	REFUSES(changed.system = LG_LOAD_SYSTEMS, "12, 24, 48 V or auto");
	REFUSES(changed.system = (enum lg_load_system)(LG_LOAD_AUTO + 1),
		"12, 24, 48 V or auto");
	for (int i = 0; i < LG_LOAD_SYSTEMS; i++) {
		REFUSES(changed.at[i].shutdown_mV = 0,
			"shutdown voltage must be above 0");
		REFUSES(changed.at[i].restart_mV = changed.at[i].shutdown_mV,
			"above the shutdown voltage");
		REFUSES(changed.at[i].over_mV = changed.at[i].restart_mV,
			"above the restart voltage");
		REFUSES(changed.at[i].recharged_mV = 0, "voltage that ends it");
	}
	REFUSES(changed.continuous_mA = 0, "peak rating");
	REFUSES(changed.peak_mA = 64999, "peak rating");
	REFUSES(changed.cooled_mdegC = 60001, "temperatures must rise");
	REFUSES(changed.hot_mdegC = 59999, "temperatures must rise");
	REFUSES(changed.derating_permille.at[1].x = 40000, "rise strictly");
	REFUSES(changed.derating_permille.at[0].y = -1, "derating factor");
	changed = batteryprotect(LG_LOAD_MODE_C);
	changed.cooled_mdegC = changed.warm_mdegC = changed.hot_mdegC;
	changed.peak_mA = changed.continuous_mA;
	assert_null(lg_load_config_problem(&changed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vector_12_short_circuit),
		cmocka_unit_test(a_mended_short_closes_at_a_retry),
		cmocka_unit_test(vector_13_overload),
		cmocka_unit_test(an_overload_returns_once_less_is_asked),
		cmocka_unit_test(a_swinging_overload_trips_too),
		cmocka_unit_test(an_open_switch_carries_nothing),
		cmocka_unit_test(a_lost_current_trips),
		cmocka_unit_test(heat_warns_cuts_and_cools),
		cmocka_unit_test(reverse_current_cuts_while_it_lasts),
		cmocka_unit_test(the_display_shows_the_first),
		cmocka_unit_test(lock_out_is_shown_before_heat),
		cmocka_unit_test(problems),
	};

	return RUN(tests);
}
