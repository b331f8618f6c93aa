/* SPDX-License-Identifier: Apache-2.0 */
/* A battery's five signals. Vectors: the numbered test vectors of the facts sheet (Smart
 * battery manual, Lynx pages). */
#include "tests/unit/presets.h"

enum {
	PRE_ALARM = 1,
	LOW_CELL = 2,
	HIGH_CELL = 4,
	LOW_TEMP = 8,
	HIGH_TEMP = 16,
	ALL = 31
};

struct bench {
	struct lg_battery_config config;
	struct lg_battery_state state;
	struct lg_battery_inputs in;
	struct lg_battery_outputs out;
};

static unsigned step(struct bench *bench, uint32_t dt_ms)
{
	bench->out = lg_battery_step(&bench->state, &bench->config, &bench->in, dt_ms);
	return (bench->out.above_pre_alarm ? 0U : PRE_ALARM) |
	       (bench->out.above_low_cell ? 0U : LOW_CELL) |
	       (bench->out.below_high_cell ? 0U : HIGH_CELL) |
	       (bench->out.above_low_temp ? 0U : LOW_TEMP) |
	       (bench->out.below_high_temp ? 0U : HIGH_TEMP);
}

static struct bench powered_up(void)
{
	struct bench bench = {.config = smart_battery(), .in = battery_well()};

	assert_null(lg_battery_config_problem(&bench.config));
	assert_int_equal(step(&bench, 0), 0);
	assert_int_equal(bench.out.faults, 0);
	return bench;
}

static void nothing_arrived_is_five_alarms(void **unused)
{
	static const uint32_t dt_ms[] = {0, 1, 5000, LG_NEVER_ms};
	struct bench bench = {.config = smart_battery()};

	(void)unused;
	for (size_t i = 0; i < COUNT(dt_ms); i++)
		assert_int_equal(step(&bench, dt_ms[i]), ALL);
	assert_int_equal(bench.out.faults, (1U << LG_BATTERY_FAULTS) - 1U);
	assert_int_equal(lg_battery_patience(&bench.state, &bench.config), LG_NEVER_ms);
}

/* Every level, on every cell: just before, at, just past. */
static void levels_on_every_cell(void **unused)
{
	static const struct {
		int32_t first_mV, then_mV;
		unsigned alarms;
	} rows[] = {
		{3300, 3100, 0},
		{3300, 3099, PRE_ALARM},
		{3099, 3149, PRE_ALARM},
		{3099, 3150, 0},
		{3300, 2800, PRE_ALARM},
		{3300, 2799, PRE_ALARM | LOW_CELL},
		{2799, 3149, PRE_ALARM | LOW_CELL},
		{2799, 3199, LOW_CELL},
		{2799, 3200, 0},
		{3300, 3750, 0},
		{3300, 3751, HIGH_CELL},
		{3751, 3601, HIGH_CELL},
		{3751, 3600, 0},
	};

	(void)unused;
	for (int cell = 0; cell < 4; cell++)
		for (size_t i = 0; i < COUNT(rows); i++) {
			struct bench bench = powered_up();

			bench.in.cell_mV[cell] = given(rows[i].first_mV);
			step(&bench, 0);
			bench.in.cell_mV[cell] = given(rows[i].then_mV);
			assert_int_equal(step(&bench, 0), rows[i].alarms);
		}
}

static void levels_of_every_sensor(void **unused)
{
	static const struct {
		int32_t first_mdegC, then_mdegC;
		unsigned alarms;
	} rows[] = {
		{25000, 5000, 0},          {25000, 4999, LOW_TEMP},
		{4999, 7999, LOW_TEMP},    {4999, 8000, 0},
		{25000, 50000, 0},         {25000, 50001, HIGH_TEMP},
		{50001, 47001, HIGH_TEMP}, {50001, 47000, 0},
		{25000, -40000, LOW_TEMP},
	};

	(void)unused;
	for (int sensor = 0; sensor < LG_BATTERY_TEMPERATURES; sensor++)
		for (size_t i = 0; i < COUNT(rows); i++) {
			struct bench bench = powered_up();

			bench.config.temperatures = LG_BATTERY_TEMPERATURES;
			bench.in.temperature_mdegC[sensor] = given(rows[i].first_mdegC);
			step(&bench, 0);
			bench.in.temperature_mdegC[sensor] = given(rows[i].then_mdegC);
			assert_int_equal(step(&bench, 0), rows[i].alarms);
		}
}

/* One cell low and another high: both are said, their mean hides nothing. */
static void lowest_and_highest_not_the_sum(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.in.cell_mV[1] = given(2500);
	bench.in.cell_mV[2] = given(4100);
	assert_int_equal(step(&bench, 0), PRE_ALARM | LOW_CELL | HIGH_CELL);
}

/* Slots past the configured count are not looked at. */
static void only_the_cells_there_are(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	for (int i = 4; i < LG_BATTERY_CELLS; i++)
		bench.in.cell_mV[i] = i % 2 ? given(0) : missing();
	for (int i = 1; i < LG_BATTERY_TEMPERATURES; i++)
		bench.in.temperature_mdegC[i] = i % 2 ? given(90000) : missing();
	assert_int_equal(step(&bench, 10000), 0);
	assert_int_equal(lg_battery_patience(&bench.state, &bench.config), LG_NEVER_ms);
}

/* As many as fit: the last cell and the last sensor count like the first. */
static void as_many_as_fit(void **unused)
{
	struct bench bench = {.config = smart_battery(), .in = battery_well()};

	(void)unused;
	bench.config.cells = LG_BATTERY_CELLS;
	bench.config.temperatures = LG_BATTERY_TEMPERATURES;
	assert_int_equal(step(&bench, 0), 0);
	bench.in.cell_mV[LG_BATTERY_CELLS - 1] = given(2799);
	bench.in.temperature_mdegC[LG_BATTERY_TEMPERATURES - 1] = missing();
	assert_int_equal(step(&bench, 0), PRE_ALARM | LOW_CELL);
	assert_int_equal(lg_battery_patience(&bench.state, &bench.config), 5000);
	assert_int_equal(step(&bench, 5000), PRE_ALARM | LOW_CELL | LOW_TEMP | HIGH_TEMP);
}

static void vector_15_pre_alarm_at_once(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.in.cell_mV[2] = given(3090);
	assert_int_equal(step(&bench, 0), PRE_ALARM);
	assert_int_equal(step(&bench, 5000), PRE_ALARM);
	bench.in.cell_mV[2] = given(2790);
	assert_int_equal(step(&bench, 0), PRE_ALARM | LOW_CELL);
}

static void vector_16_low_cell_releases_at_3200(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.in.cell_mV[0] = given(2790);
	assert_true(step(&bench, 0) & LOW_CELL);
	bench.in.cell_mV[0] = given(3190);
	assert_true(step(&bench, 0) & LOW_CELL);
	assert_true(step(&bench, LG_NEVER_ms) & LOW_CELL);
	bench.in.cell_mV[0] = given(3210);
	assert_int_equal(step(&bench, 0), 0);
}

static void vector_17_high_cell_releases_at_3600(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.in.cell_mV[3] = given(3760);
	assert_int_equal(step(&bench, 0), HIGH_CELL);
	bench.in.cell_mV[3] = given(3610);
	assert_int_equal(step(&bench, 0), HIGH_CELL);
	bench.in.cell_mV[3] = given(3590);
	assert_int_equal(step(&bench, 0), 0);
}

static void vector_18_temperature(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.in.temperature_mdegC[0] = given(4000);
	assert_int_equal(step(&bench, 0), LOW_TEMP);
	bench.in.temperature_mdegC[0] = given(51000);
	assert_int_equal(step(&bench, 0), HIGH_TEMP);
}

/* One broken sense wire: every limit on cells, and only those; back at once when it is
 * there again. */
static void a_lost_cell_is_low_and_high(void **unused)
{
	(void)unused;
	for (int cell = 0; cell < 4; cell++) {
		struct bench bench = powered_up();

		bench.in.cell_mV[cell] = missing();
		assert_int_equal(step(&bench, 0), 0);
		assert_int_equal(lg_battery_patience(&bench.state, &bench.config), 5000);
		assert_int_equal(step(&bench, 4999), 0);
		assert_int_equal(step(&bench, 1), PRE_ALARM | LOW_CELL | HIGH_CELL);
		assert_true(bench.out.faults & 1U << LG_BATTERY_NO_CELL);
		bench.in.cell_mV[cell] = given(3300);
		assert_int_equal(step(&bench, 0), 0);
		assert_int_equal(bench.out.faults, 0);
	}
}

static void a_lost_sensor_is_cold_and_hot(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.in.temperature_mdegC[0] = missing();
	assert_int_equal(step(&bench, 4999), 0);
	assert_int_equal(step(&bench, 1), LOW_TEMP | HIGH_TEMP);
	assert_true(bench.out.faults & 1U << LG_BATTERY_NO_TEMPERATURE);
}

/* Documented delays run on from the loss, they are not skipped. */
static void delays_run_after_the_loss(void **unused)
{
	struct bench bench = powered_up();

	(void)unused;
	bench.config.low_cell.trip_ms = 700;
	bench.in.cell_mV[0] = missing();
	assert_int_equal(step(&bench, 5000), PRE_ALARM | HIGH_CELL);
	assert_int_equal(lg_battery_patience(&bench.state, &bench.config), 700);
	assert_false(step(&bench, 699) & LOW_CELL);
	assert_true(step(&bench, 1) & LOW_CELL);
}

static struct lg_battery_config changed;

#define REFUSES(change, words)                                                           \
	do {                                                                             \
		changed = smart_battery();                                               \
		change;                                                                  \
		assert_problem(lg_battery_config_problem(&changed), words);              \
	} while (0)

static void problems(void **unused)
{
	(void)unused;
	REFUSES(changed.cells = 0, "1 to 16 cells");
	REFUSES(changed.cells = 17, "1 to 16 cells");
	REFUSES(changed.temperatures = 0, "1 to 4 temperature");
	REFUSES(changed.temperatures = 5, "1 to 4 temperature");
	REFUSES(changed.max_age_ms = 0, "age up to which");
	REFUSES(changed.pre_alarm.side = LG_ABOVE, "are low limits");
	REFUSES(changed.low_cell.side = LG_ABOVE, "are low limits");
	REFUSES(changed.low_temp.side = LG_ABOVE, "are low limits");
	REFUSES(changed.high_cell.side = LG_BELOW, "are high limits");
	REFUSES(changed.high_temp.side = LG_BELOW, "are high limits");
	REFUSES(changed.pre_alarm.release = 3099, "low limit must release");
	REFUSES(changed.low_cell.release = 2799, "low limit must release");
	REFUSES(changed.high_cell.release = 3751, "high limit must release");
	REFUSES(changed.low_temp.release = 4999, "low limit must release");
	REFUSES(changed.high_temp.release = 50001, "high limit must release");
	REFUSES(changed.pre_alarm.trip = 2799, "pre-alarm must come before");
	REFUSES((changed.high_cell.trip = 3200, changed.high_cell.release = 3200),
		"high-cell level must lie above");
	REFUSES((changed.high_temp.trip = 8000, changed.high_temp.release = 8000),
		"high temperature must lie above");
	changed = smart_battery();
	changed.cells = 1;
	assert_null(lg_battery_config_problem(&changed));
	changed.cells = LG_BATTERY_CELLS;
	changed.temperatures = LG_BATTERY_TEMPERATURES;
	changed.pre_alarm.trip = changed.low_cell.trip;
	assert_null(lg_battery_config_problem(&changed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_arrived_is_five_alarms),
		cmocka_unit_test(levels_on_every_cell),
		cmocka_unit_test(levels_of_every_sensor),
		cmocka_unit_test(lowest_and_highest_not_the_sum),
		cmocka_unit_test(only_the_cells_there_are),
		cmocka_unit_test(as_many_as_fit),
		cmocka_unit_test(vector_15_pre_alarm_at_once),
		cmocka_unit_test(vector_16_low_cell_releases_at_3200),
		cmocka_unit_test(vector_17_high_cell_releases_at_3600),
		cmocka_unit_test(vector_18_temperature),
		cmocka_unit_test(a_lost_cell_is_low_and_high),
		cmocka_unit_test(a_lost_sensor_is_cold_and_hot),
		cmocka_unit_test(delays_run_after_the_loss),
		cmocka_unit_test(problems),
	};

	return RUN(tests);
}
