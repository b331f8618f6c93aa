/* SPDX-License-Identifier: Apache-2.0 */
/* Randomness for properties: a counter through a mixing function (the finaliser of
 * splitmix64, public domain), so that any case replays from one number. The seed comes
 * from LG_SEED and is printed on the first line. */
#ifndef LG_TESTS_RANDOM_H
#define LG_TESTS_RANDOM_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct dice {
	uint64_t seed;
	uint64_t count;
};

static uint64_t lg_test_seed = 20240229;

static inline void read_seed(void)
{
	const char *text = getenv("LG_SEED");

	if (text)
		lg_test_seed = strtoull(text, NULL, 0);
	printf("seed %" PRIu64 " (LG_SEED=%" PRIu64 " repeats this run)\n", lg_test_seed,
	       lg_test_seed);
	fflush(stdout);
}

static inline uint64_t mixed(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* One stream a purpose: streams of different purposes do not meet. */
static inline struct dice dice_for(uint64_t purpose)
{
	return (struct dice){mixed(lg_test_seed ^ mixed(purpose)), 0};
}

/* 0 .. sides - 1 */
static inline uint32_t roll(struct dice *dice, uint32_t sides)
{
	return (uint32_t)((mixed(dice->seed + dice->count++) >> 32) * sides >> 32);
}

static inline bool one_in(struct dice *dice, uint32_t sides)
{
	return roll(dice, sides) == 0;
}

static inline int32_t any_int32(struct dice *dice)
{
	return (int32_t)(int64_t)(mixed(dice->seed + dice->count++) >> 32);
}

#endif
