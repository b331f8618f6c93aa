/* SPDX-License-Identifier: Apache-2.0 */
/* The trace: a CSV, one column a quantity, `component.quantity_unit`, one row a step of
 * at least `every_ms` and one at each decision. Times are seconds from the start. */
#ifndef LG_BENCH_TRACE_H
#define LG_BENCH_TRACE_H

#include "bench/engine.h"

#include <stdio.h>

struct lg_trace {
	FILE *out;
	const struct lg_system *system;
	int64_t every_ms; /* 0: each step */
	int64_t next_ms;
	bool decided; /* an event since the last row */
};

void lg_trace_begin(struct lg_trace *trace);
void lg_trace_step(struct lg_trace *trace, const struct lg_world *world,
		   const int32_t *outputs);

#endif
