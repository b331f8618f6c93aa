/* SPDX-License-Identifier: Apache-2.0 */
/* A curve: straight between its points, flat outside, rounded to nearest, never out of
 * range. */
#include "core/table.h"

#include "tests/unit/random.h"
#include "tests/unit/unit.h"

/* BatteryProtect: 100 % up to 40 degC, 60 % at 50 degC. */
static const struct lg_table derating = {{{40000, 1000}, {50000, 600}}, 2};

static void derates_as_the_datasheet(void **unused)
{
	static const struct lg_point rows[] = {
		{INT32_MIN, 1000}, {39999, 1000},    {40000, 1000}, {40012, 1000},
		{40013, 999},      {45000, 800},     {49999, 600},  {50000, 600},
		{50001, 600},      {INT32_MAX, 600},
	};

	(void)unused;
	assert_null(lg_table_problem(&derating));
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(lg_table_at(&derating, rows[i].x), rows[i].y);
}

static void few_points(void **unused)
{
	const struct lg_table none = {0}, one = {{{5, 7}}, 1};

	(void)unused;
	assert_null(lg_table_problem(&none));
	assert_null(lg_table_problem(&one));
	assert_int_equal(lg_table_at(&none, 123), 0);
	assert_int_equal(lg_table_at(&one, 4), 7);
	assert_int_equal(lg_table_at(&one, 5), 7);
	assert_int_equal(lg_table_at(&one, 6), 7);
}

static void rounds_away_from_zero(void **unused)
{
	const struct lg_table up = {{{0, 0}, {2, 1}}, 2}, down = {{{0, 0}, {2, -1}}, 2};

	(void)unused;
	assert_int_equal(lg_table_at(&up, 1), 1);
	assert_int_equal(lg_table_at(&down, 1), -1);
}

static void widest_table_stays_in_range(void **unused)
{
	const struct lg_table widest = {{{-LG_TABLE_EXTENT, -LG_TABLE_EXTENT},
					 {LG_TABLE_EXTENT, LG_TABLE_EXTENT}},
					2};

	(void)unused;
	assert_null(lg_table_problem(&widest));
	assert_int_equal(lg_table_at(&widest, LG_TABLE_EXTENT - 1), LG_TABLE_EXTENT - 1);
	assert_int_equal(lg_table_at(&widest, 0), 0);
	assert_int_equal(lg_table_at(&widest, -1), -1);
	assert_int_equal(lg_table_at(&widest, INT32_MAX), LG_TABLE_EXTENT);
}

/* Between two points the value lies between theirs, and a rising curve rises. */
static void between_its_neighbours(void **unused)
{
	struct dice dice = dice_for(4);

	(void)unused;
	for (int i = 0; i < 2000; i++) {
		struct lg_table table = {.count = LG_TABLE_POINTS};
		int32_t x = any_int32(&dice) / 1000, y = any_int32(&dice) / 1000, last;

		for (int p = 0; p < LG_TABLE_POINTS; p++) {
			x += 1 + (int32_t)roll(&dice, 1000);
			y += (int32_t)roll(&dice, 1000);
			table.at[p] = (struct lg_point){x, y};
		}
		assert_null(lg_table_problem(&table));
		for (int p = 0; p < LG_TABLE_POINTS; p++)
			assert_int_equal(lg_table_at(&table, table.at[p].x),
					 table.at[p].y);
		last = table.at[0].y;
		for (int32_t at = table.at[0].x - 5; at <= x + 5; at += 13) {
			int32_t now = lg_table_at(&table, at);

			assert_true(now >= last && now <= y);
			last = now;
		}
	}
}

static void problems(void **unused)
{
	struct lg_table table = derating;

	(void)unused;
	table.count = LG_TABLE_POINTS + 1;
	assert_problem(lg_table_problem(&table), "more points than fit");
	table = (struct lg_table){{{1, 1}, {1, 2}}, 2};
	assert_problem(lg_table_problem(&table), "rise strictly");
	table.at[1].x = 0;
	assert_problem(lg_table_problem(&table), "rise strictly");
	for (int i = 0; i < 4; i++) {
		int32_t beyond = i % 2 ? LG_TABLE_EXTENT + 1 : -LG_TABLE_EXTENT - 1;

		table = (struct lg_table){{{1, 1}}, 1};
		*(i < 2 ? &table.at[0].x : &table.at[0].y) = beyond;
		assert_problem(lg_table_problem(&table), "1 000 000 000");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(derates_as_the_datasheet),
		cmocka_unit_test(few_points),
		cmocka_unit_test(rounds_away_from_zero),
		cmocka_unit_test(widest_table_stays_in_range),
		cmocka_unit_test(between_its_neighbours),
		cmocka_unit_test(problems),
	};

	read_seed();
	return RUN(tests);
}
