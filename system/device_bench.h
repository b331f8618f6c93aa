/* SPDX-License-Identifier: Apache-2.0 */
/* One device alone on the test bench: a table of inputs over time in, its changes out.
 * Knows the wires, no product.
 *
 *   t,V,remote            header: t and any of the inputs; a column not there stands at
 * its healthy value 0,12.6,on             a row holds until the next 10,10.4, an empty
 * cell is unchanged 200,-,                the input stops arriving
 *
 * The run ends at the last t. The stimulus is read and checked as a whole before anything
 * runs. Time goes by the device's patience, so every change is found to the millisecond.
 */
#ifndef LG_SYSTEM_DEVICE_BENCH_H
#define LG_SYSTEM_DEVICE_BENCH_H

#include "system/settings.h"

#include <stdint.h>

#define LG_DEVICE_BENCH_REASON 48
#define LG_DEVICE_BENCH_BYTES  (256UL * 1024 * 1024) /* a longer stimulus is refused */

struct lg_device_bench_row {
	uint64_t t_ms;
	int output; /* of the family */
	int32_t value;
	char reason[LG_DEVICE_BENCH_REASON]; /* "low_voltage", "low_voltage cleared",
						"input", "power-up" */
};

struct lg_device_bench_rows { /* zeroed: none */
	struct lg_device_bench_row *at;
	size_t count, room;
};

enum lg_device_bench_end {
	LG_DEVICE_BENCH_GOOD,
	LG_DEVICE_BENCH_REFUSED, /* problems say why */
	LG_DEVICE_BENCH_FAILED,  /* reading or memory */
};

/* The range of an input of a kind, in the unit of its slot (mV, mA, mdegC). False: it has
 * words, not a range. */
bool lg_device_bench_range(const struct lg_port *port, int32_t *least, int32_t *most);

/* config: as lg_configure filled it. The rows are the caller's to free. */
enum lg_device_bench_end lg_device_bench(const struct lg_model *model, const void *config,
					 FILE *stimulus,
					 struct lg_device_bench_rows *rows,
					 struct lg_problems *problems);
void lg_device_bench_free(struct lg_device_bench_rows *rows);

/* t,output,value,reason; or the same as an array of objects. */
void lg_device_bench_csv(const struct lg_family *family,
			 const struct lg_device_bench_rows *rows, FILE *out);
void lg_device_bench_json(const struct lg_family *family,
			  const struct lg_device_bench_rows *rows, FILE *out);

#endif
