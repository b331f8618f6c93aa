/* SPDX-License-Identifier: Apache-2.0 */
/* Chance, counter-based: a pure function of (seed, key), so any case replays alone from
 * one integer, in any order and on any number of machines. Philox 2x64-10 from Random123.
 */
#ifndef LG_BENCH_RANDOM_H
#define LG_BENCH_RANDOM_H

#include <stdint.h>

/* the upper half of a key: what the number is for; never reordered */
enum lg_stream {
	LG_STREAM_WEATHER = 1, /* and the next one */
	LG_STREAM_CAPACITY = 3,
	LG_STREAM_RESISTANCE = 4,
	LG_STREAM_SOC = 5,
	LG_STREAM_LOADS = 16, /* + index of the load */
};

/* 0 <= u < 1. */
double lg_random_uniform(uint64_t seed, uint64_t key);

/* Normal, mean 0, sigma 1, cut at +-3. */
double lg_random_normal(uint64_t seed, enum lg_stream stream, uint32_t index);

#endif
