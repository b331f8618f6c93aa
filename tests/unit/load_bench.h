/* SPDX-License-Identifier: Apache-2.0 */
/* A load protector on the test bench: its four arguments together, and time that passes
 * as the simulator lets it pass, from one possible change to the next. */
#ifndef LG_TESTS_LOAD_BENCH_H
#define LG_TESTS_LOAD_BENCH_H

#include "tests/unit/presets.h"

struct bench {
	struct lg_load_config config;
	struct lg_load_state state;
	struct lg_load_inputs in;
	struct lg_load_outputs out;
};

static inline void step(struct bench *bench, uint32_t dt_ms)
{
	bench->out = lg_load_step(&bench->state, &bench->config, &bench->in, dt_ms);
}

static inline void pass(struct bench *bench, uint32_t ms)
{
	step(bench, 0);
	while (ms > 0) {
		uint32_t dt_ms =
			lg_ms_least(ms, lg_load_patience(&bench->state, &bench->config));

		assert_true(dt_ms > 0);
		step(bench, dt_ms);
		ms -= dt_ms;
	}
}

static inline void set_mV(struct bench *bench, int32_t voltage_mV)
{
	bench->in.voltage_mV = given(voltage_mV);
	step(bench, 0);
}

static inline void set_mA(struct bench *bench, int32_t current_mA)
{
	bench->in.current_mA = given(current_mA);
	step(bench, 0);
}

/* Powered up and closed. */
static inline struct bench running(enum lg_load_mode mode, int32_t voltage_mV)
{
	struct bench bench = {.config = batteryprotect(mode),
			      .in = load_well(voltage_mV)};

	assert_null(lg_load_config_problem(&bench.config));
	pass(&bench, 1000);
	assert_true(bench.out.close_switch);
	return bench;
}

#define assert_load(bench, closed, alarm_is, code_is)                                    \
	do {                                                                             \
		assert_int_equal((bench).out.close_switch, closed);                      \
		assert_int_equal((bench).out.alarm, alarm_is);                           \
		assert_int_equal((bench).out.code, code_is);                             \
	} while (0)

#endif
