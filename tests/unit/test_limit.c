/* SPDX-License-Identifier: Apache-2.0 */
/* A limit: dense at its levels and times, on both sides. Chatter has its own file. */
#include "core/limit.h"

#include "tests/unit/random.h"
#include "tests/unit/unit.h"

/* One table for both sides: ABOVE is BELOW with every value negated. */
static const struct lg_limit_config low = {LG_BELOW, 10500, 12000, 90000, 30000, false};
static const struct lg_limit_config high = {LG_ABOVE, -10500, -12000,
					    90000,    30000,  false};
static const struct {
	const struct lg_limit_config *config;
	int32_t sign;
} sides[] = {{&low, 1}, {&high, -1}};

static struct lg_limit proven_at(const struct lg_limit_config *config, int32_t value)
{
	struct lg_limit limit = {0};

	lg_limit_step(&limit, config, fresh(value), 0);
	return limit;
}

static void zeroed_is_not_good(void **unused)
{
	const struct lg_reading stale = {.value = 13000};
	struct lg_limit limit = {0};

	(void)unused;
	assert_int_equal(lg_limit_patience(&limit, &low), LG_NEVER_ms);
	assert_false(lg_limit_step(&limit, &low, stale, 0));
	assert_false(lg_limit_step(&limit, &low, stale, LG_NEVER_ms));
	assert_int_equal(lg_limit_patience(&limit, &low), LG_NEVER_ms);
}

/* The first reading decides at the trip level, without any wait. */
static void first_reading_decides(void **unused)
{
	static const struct {
		int32_t value;
		bool good;
	} rows[] = {{0, false},    {10499, false}, {10500, true}, {10501, true},
		    {11999, true}, {12000, true},  {20000, true}};

	(void)unused;
	for (size_t s = 0; s < COUNT(sides); s++)
		for (size_t i = 0; i < COUNT(rows); i++)
			assert_int_equal(
				proven_at(sides[s].config, sides[s].sign * rows[i].value)
					.good,
				rows[i].good);
}

static void trips_strictly_beyond_after_trip_ms(void **unused)
{
	(void)unused;
	for (size_t s = 0; s < COUNT(sides); s++) {
		struct lg_limit limit = proven_at(sides[s].config, sides[s].sign * 13000);
		const struct lg_reading at = fresh(sides[s].sign * 10500),
					beyond = fresh(sides[s].sign * 10499);

		assert_true(lg_limit_step(&limit, sides[s].config, at, LG_NEVER_ms));
		assert_int_equal(lg_limit_patience(&limit, sides[s].config), LG_NEVER_ms);
		assert_true(lg_limit_step(&limit, sides[s].config, beyond, 0));
		assert_int_equal(lg_limit_patience(&limit, sides[s].config), 90000);
		assert_true(lg_limit_step(&limit, sides[s].config, beyond, 89999));
		assert_int_equal(lg_limit_patience(&limit, sides[s].config), 1);
		assert_false(lg_limit_step(&limit, sides[s].config, beyond, 1));
		assert_int_equal(lg_limit_patience(&limit, sides[s].config), LG_NEVER_ms);
	}
}

static void releases_at_release_after_release_ms(void **unused)
{
	(void)unused;
	for (size_t s = 0; s < COUNT(sides); s++) {
		struct lg_limit limit = proven_at(sides[s].config, sides[s].sign * 10000);
		const struct lg_reading below = fresh(sides[s].sign * 11999),
					at = fresh(sides[s].sign * 12000);

		assert_false(lg_limit_step(&limit, sides[s].config, below, LG_NEVER_ms));
		assert_int_equal(lg_limit_patience(&limit, sides[s].config), LG_NEVER_ms);
		assert_false(lg_limit_step(&limit, sides[s].config, at, 0));
		assert_int_equal(lg_limit_patience(&limit, sides[s].config), 30000);
		assert_false(lg_limit_step(&limit, sides[s].config, at, 29999));
		assert_true(lg_limit_step(&limit, sides[s].config, at, 1));
		assert_int_equal(lg_limit_patience(&limit, sides[s].config), LG_NEVER_ms);
	}
}

static void no_times_means_at_once(void **unused)
{
	const struct lg_limit_config quick = {LG_ABOVE, 3750, 3600, 0, 0, false};
	struct lg_limit limit = proven_at(&quick, 3300);

	(void)unused;
	assert_true(lg_limit_step(&limit, &quick, fresh(3750), 0));
	assert_false(lg_limit_step(&limit, &quick, fresh(3751), 0));
	assert_false(lg_limit_step(&limit, &quick, fresh(3601), 0));
	assert_true(lg_limit_step(&limit, &quick, fresh(3600), 0));
}

/* Trip and release at one level: nothing lies between. */
static void one_level_has_no_between(void **unused)
{
	const struct lg_limit_config sharp = {LG_ABOVE, 16300, 16300, 0, 0, false};
	struct lg_limit limit = proven_at(&sharp, 16300);

	(void)unused;
	assert_true(limit.good);
	assert_false(lg_limit_step(&limit, &sharp, fresh(16301), 0));
	assert_true(lg_limit_step(&limit, &sharp, fresh(16300), 0));
	assert_null(lg_limit_config_problem(&sharp));
}

/* What is not believed is beyond every limit, low and high, whatever its last value. */
static void absent_is_bad_on_both_sides(void **unused)
{
	(void)unused;
	for (size_t s = 0; s < COUNT(sides); s++) {
		struct lg_limit limit = proven_at(sides[s].config, sides[s].sign * 13000);
		struct lg_reading stale = {.value = sides[s].sign * 13000};

		assert_true(lg_limit_step(&limit, sides[s].config, stale, 89999));
		assert_false(lg_limit_step(&limit, sides[s].config, stale, 1));
		assert_false(lg_limit_step(&limit, sides[s].config, stale, LG_NEVER_ms));
	}
}

static void between_holds_the_count(void **unused)
{
	struct lg_limit limit = proven_at(&low, 13000);

	(void)unused;
	lg_limit_step(&limit, &low, fresh(10499), 60000);
	assert_true(lg_limit_step(&limit, &low, fresh(10500), LG_NEVER_ms));
	assert_true(lg_limit_step(&limit, &low, fresh(11999), LG_NEVER_ms));
	assert_int_equal(limit.held_ms, 60000);
	assert_true(lg_limit_step(&limit, &low, fresh(10499), 29999));
	assert_false(lg_limit_step(&limit, &low, fresh(10499), 1));
}

static void well_drains_a_quarter(void **unused)
{
	struct lg_limit limit = proven_at(&low, 13000);

	(void)unused;
	lg_limit_step(&limit, &low, fresh(10499), 60000);
	lg_limit_step(&limit, &low, fresh(12000), 3);
	assert_int_equal(limit.held_ms, 60000);
	lg_limit_step(&limit, &low, fresh(12000), 1);
	assert_int_equal(limit.held_ms, 59999);
	lg_limit_step(&limit, &low, fresh(12000), 4 * 59999 - 1);
	assert_int_equal(limit.held_ms, 1);
	lg_limit_step(&limit, &low, fresh(12000), 1);
	assert_int_equal(limit.held_ms, 0);
	assert_int_equal(limit.drained_ms, 0);
	assert_true(lg_limit_step(&limit, &low, fresh(12000), LG_NEVER_ms));
	assert_int_equal(limit.drained_ms, 0);
}

/* BatteryProtect: the count is cancelled at the reconnect level, held below it. */
static void recovery_cancels_where_documented(void **unused)
{
	struct lg_limit_config maker = low;
	struct lg_limit limit;

	(void)unused;
	maker.recovery_cancels = true;
	limit = proven_at(&maker, 13000);
	lg_limit_step(&limit, &maker, fresh(10499), 89999);
	lg_limit_step(&limit, &maker, fresh(11999), 1000);
	assert_int_equal(limit.held_ms, 89999);
	lg_limit_step(&limit, &maker, fresh(12000), 0);
	assert_int_equal(limit.held_ms, 0);
	lg_limit_step(&limit, &maker, fresh(10499), 0);
	assert_int_equal(lg_limit_patience(&limit, &maker), 90000);
}

static void release_starts_anew(void **unused)
{
	static const int32_t steps_back[] = {11999, 10500, 10499};

	(void)unused;
	for (size_t i = 0; i < COUNT(steps_back); i++) {
		struct lg_limit limit = proven_at(&low, 10000);

		assert_false(lg_limit_step(&limit, &low, fresh(12100), 29999));
		assert_false(lg_limit_step(&limit, &low, fresh(steps_back[i]), 0));
		assert_false(lg_limit_step(&limit, &low, fresh(12100), 29999));
		assert_true(lg_limit_step(&limit, &low, fresh(12100), 1));
	}
}

static void problems(void **unused)
{
	struct lg_limit_config config = low;

	(void)unused;
	assert_null(lg_limit_config_problem(&low));
	assert_null(lg_limit_config_problem(&high));
	config.side = (enum lg_side)2;
	assert_problem(lg_limit_config_problem(&config), "below or above");
	config = low;
	config.release = config.trip;
	assert_null(lg_limit_config_problem(&config));
	config.release = config.trip - 1;
	assert_problem(lg_limit_config_problem(&config), "low limit must release");
	config = high;
	config.release = config.trip + 1;
	assert_problem(lg_limit_config_problem(&config), "high limit must release");
}

/* One step of the patience is that many of a millisecond, and before it nothing changes.
 */
static void patience_is_exact(void **unused)
{
	static const int32_t values[] = {99, 100, 101, 149, 150, 151};
	struct dice dice = dice_for(5);
	struct lg_limit limit = {0};

	(void)unused;
	for (uint32_t i = 0; i < 20000; i++) {
		const struct lg_limit_config config = {LG_BELOW,
						       100,
						       150,
						       roll(&dice, 60) * (i % 3),
						       roll(&dice, 60),
						       one_in(&dice, 2)};
		struct lg_reading reading = fresh(values[roll(&dice, COUNT(values))]);
		uint32_t patience_ms, steps;
		struct lg_limit often;

		reading.fresh = !one_in(&dice, 8);
		if (one_in(&dice, 4))
			limit = (struct lg_limit){0};
		lg_limit_step(&limit, &config, reading, 0);
		patience_ms = lg_limit_patience(&limit, &config);
		assert_true(patience_ms > 0);
		steps = patience_ms == LG_NEVER_ms ? 70 : patience_ms;
		often = limit;
		for (uint32_t t = 1; t < steps; t++)
			assert_int_equal(lg_limit_step(&often, &config, reading, 1),
					 limit.good);
		lg_limit_step(&often, &config, reading, 1);
		assert_int_equal(often.good == limit.good, patience_ms == LG_NEVER_ms);
		lg_limit_step(&limit, &config, reading, steps);
		assert_memory_equal(&limit, &often, sizeof limit);
	}
}

/* At rest means that time changes nothing: a count that drains is not at rest. */
static void a_draining_count_is_not_at_rest(void **unused)
{
	const struct lg_limit_config slow = {LG_BELOW, 100, 200, LG_NEVER_ms, 0, false};
	struct lg_limit limit = {0};

	(void)unused;
	lg_limit_step(&limit, &slow, fresh(200), 0);
	lg_limit_step(&limit, &slow, fresh(99), 1000);
	lg_limit_step(&limit, &slow, fresh(150), 7000);
	assert_int_equal(lg_limit_patience(&limit, &slow), LG_NEVER_ms);
	lg_limit_step(&limit, &slow, fresh(200), 3);
	assert_int_equal(lg_limit_patience(&limit, &slow), 3997);
	lg_limit_step(&limit, &slow, fresh(200), 3997);
	assert_int_equal(limit.held_ms, 0);
	assert_int_equal(lg_limit_patience(&limit, &slow), LG_NEVER_ms);
	lg_limit_step(&limit, &slow, fresh(99), LG_NEVER_ms / 2);
	lg_limit_step(&limit, &slow, fresh(200), 0);
	assert_int_equal(lg_limit_patience(&limit, &slow), LG_NEVER_ms - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zeroed_is_not_good),
		cmocka_unit_test(first_reading_decides),
		cmocka_unit_test(trips_strictly_beyond_after_trip_ms),
		cmocka_unit_test(releases_at_release_after_release_ms),
		cmocka_unit_test(no_times_means_at_once),
		cmocka_unit_test(one_level_has_no_between),
		cmocka_unit_test(absent_is_bad_on_both_sides),
		cmocka_unit_test(between_holds_the_count),
		cmocka_unit_test(well_drains_a_quarter),
		cmocka_unit_test(recovery_cancels_where_documented),
		cmocka_unit_test(release_starts_anew),
		cmocka_unit_test(problems),
		cmocka_unit_test(a_draining_count_is_not_at_rest),
		cmocka_unit_test(patience_is_exact),
	};

	read_seed();
	return RUN(tests);
}
