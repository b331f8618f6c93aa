/* SPDX-License-Identifier: Apache-2.0 */
/* Why a limit's trip count drains and does not vanish (docs/decisions/0002-chatter.md):
 * square waves of bad and well, beside the timer everybody writes first, which starts
 * anew whenever the signal is well. */
#include "core/limit.h"

#include "tests/unit/random.h"
#include "tests/unit/unit.h"

#define FOREVER_ms (24U * 3600U * 1000U)

static const struct lg_limit_config slow = {LG_BELOW, 10500, 12000, 90000, 30000, false};
static const struct lg_reading bad = {.value = 10000, .fresh = true};
static const struct lg_reading well = {.value = 12500, .fresh = true};
static const struct lg_reading between = {.value = 11000, .fresh = true};

static struct lg_limit started_well(const struct lg_limit_config *config)
{
	struct lg_limit limit = {0};

	lg_limit_step(&limit, config, well, 0);
	return limit;
}

/* When a wave of bad_ms and then other_ms trips, to the millisecond; FOREVER_ms when not
 * in a day. */
static uint32_t trips_at_ms(const struct lg_limit_config *config, uint32_t bad_ms,
			    uint32_t other_ms, struct lg_reading other)
{
	struct lg_limit limit = started_well(config);
	uint32_t now_ms = 0;

	while (now_ms < FOREVER_ms) {
		uint32_t left_ms;

		lg_limit_step(&limit, config, bad, 0);
		left_ms = lg_limit_patience(&limit, config);
		if (left_ms <= bad_ms)
			return now_ms + left_ms;
		lg_limit_step(&limit, config, bad, bad_ms);
		lg_limit_step(&limit, config, other, other_ms);
		now_ms += bad_ms + other_ms;
	}
	return FOREVER_ms;
}

/* The timer everybody writes first. */
static uint32_t resetting_timer_trips_at_ms(uint32_t bad_ms, uint32_t well_ms)
{
	uint32_t held_ms = 0;

	for (uint32_t now_ms = 0; now_ms < FOREVER_ms; now_ms++) {
		held_ms = now_ms % (bad_ms + well_ms) < bad_ms ? held_ms + 1 : 0;
		if (held_ms >= slow.trip_ms)
			return now_ms + 1;
	}
	return FOREVER_ms;
}

/* Each period brings bad - well/4; the last one ends inside its bad part. For well a
 * multiple of 4 ms. */
static uint32_t predicted_ms(uint32_t bad_ms, uint32_t well_ms)
{
	uint32_t net_ms = bad_ms - well_ms / 4;
	uint32_t periods = (slow.trip_ms - bad_ms + net_ms - 1) / net_ms;

	return periods * (bad_ms + well_ms) + slow.trip_ms - periods * net_ms;
}

static void half_bad_trips_when_predicted(void **unused)
{
	(void)unused;
	/* 1 s bad, 1 s well against 90 s: 119 periods of 750 ms and 750 ms more. */
	assert_int_equal(trips_at_ms(&slow, 1000, 1000, well), 119 * 2000 + 750);
	assert_int_equal(predicted_ms(1000, 1000), 119 * 2000 + 750);
	assert_int_equal(resetting_timer_trips_at_ms(1000, 1000), FOREVER_ms);
}

static void every_wave_trips_when_predicted(void **unused)
{
	static const uint32_t halves_ms[] = {4, 8, 100, 1000, 20000, 60000, 89996};

	(void)unused;
	for (size_t i = 0; i < COUNT(halves_ms); i++)
		assert_int_equal(trips_at_ms(&slow, halves_ms[i], halves_ms[i], well),
				 predicted_ms(halves_ms[i], halves_ms[i]));
	assert_int_equal(trips_at_ms(&slow, 3000, 4000, well), predicted_ms(3000, 4000));
	assert_int_equal(trips_at_ms(&slow, 1000, 3600, well), predicted_ms(1000, 3600));
}

/* Bad for a fifth of the time: in and out are equal, to the millisecond. A millisecond
 * less well, and it trips. */
static void one_fifth_is_the_exact_edge(void **unused)
{
	static const uint32_t bad_ms[] = {1, 7, 100, 1000, 30000, 89999};

	(void)unused;
	for (size_t i = 0; i < COUNT(bad_ms); i++) {
		assert_int_equal(trips_at_ms(&slow, bad_ms[i], 4 * bad_ms[i], well),
				 FOREVER_ms);
		assert_int_equal(trips_at_ms(&slow, bad_ms[i], 4 * bad_ms[i] + 1, well),
				 FOREVER_ms);
	}
	assert_in_range(trips_at_ms(&slow, 1, 3, well), 90000, FOREVER_ms - 1);
	assert_in_range(trips_at_ms(&slow, 7, 27, well), 90000, FOREVER_ms - 1);
}

/* A part of a quarter is kept, so that many short well times drain as much as one long
 * one. */
static void parts_of_a_quarter_add_up(void **unused)
{
	struct lg_limit limit = started_well(&slow);

	(void)unused;
	for (int i = 0; i < 1000; i++) {
		lg_limit_step(&limit, &slow, bad, 1);
		lg_limit_step(&limit, &slow, well, 1);
	}
	assert_int_equal(limit.held_ms, 1000 - 250);
}

/* Between trip and release nothing drains: any share of bad trips once it adds up. */
static void between_only_postpones(void **unused)
{
	(void)unused;
	assert_int_equal(trips_at_ms(&slow, 1000, 9000, between), 89 * 10000 + 1000);
}

/* Where the maker documents that recovery cancels, chatter through the reconnect level
 * does win: his rule. */
static void cancelling_is_the_documented_exception(void **unused)
{
	struct lg_limit_config maker = slow;

	(void)unused;
	maker.recovery_cancels = true;
	assert_int_equal(trips_at_ms(&maker, 1000, 1000, well), FOREVER_ms);
	assert_int_equal(trips_at_ms(&maker, 89999, 1, well), FOREVER_ms);
	assert_int_equal(trips_at_ms(&maker, 90000, 1, well), 90000);
	assert_int_equal(trips_at_ms(&maker, 1000, 9000, between), 89 * 10000 + 1000);
}

static void chattering_recovery_is_never_released(void **unused)
{
	struct lg_limit limit = {0};

	(void)unused;
	lg_limit_step(&limit, &slow, bad, 0);
	for (uint32_t now_ms = 0; now_ms < FOREVER_ms; now_ms += 30000) {
		assert_false(lg_limit_step(&limit, &slow, well, 29999));
		assert_false(
			lg_limit_step(&limit, &slow, now_ms % 60000 ? bad : between, 1));
	}
	assert_true(lg_limit_step(&limit, &slow, well, 30000));
}

/* Draining never trips earlier than a plain sum of the bad time, never later than without
 * any well time. */
static void never_sooner_than_the_bad_time(void **unused)
{
	struct dice dice = dice_for(6);

	(void)unused;
	for (int i = 0; i < 200; i++) {
		uint32_t bad_ms = 1 + roll(&dice, 5000),
			 well_ms = roll(&dice, 3 * bad_ms);
		uint32_t periods = (slow.trip_ms - 1) / bad_ms;

		assert_true(trips_at_ms(&slow, bad_ms, well_ms, well) >=
			    slow.trip_ms + periods * well_ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_bad_trips_when_predicted),
		cmocka_unit_test(every_wave_trips_when_predicted),
		cmocka_unit_test(one_fifth_is_the_exact_edge),
		cmocka_unit_test(parts_of_a_quarter_add_up),
		cmocka_unit_test(between_only_postpones),
		cmocka_unit_test(cancelling_is_the_documented_exception),
		cmocka_unit_test(chattering_recovery_is_never_released),
		cmocka_unit_test(never_sooner_than_the_bad_time),
	};

	read_seed();
	return RUN(tests);
}
