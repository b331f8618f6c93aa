/* SPDX-License-Identifier: Apache-2.0 */
/* The table of inputs over time that device_bench runs, read and checked. Used by
 * system/device_bench.c alone. */
#ifndef LG_SYSTEM_STIMULUS_H
#define LG_SYSTEM_STIMULUS_H

#include "system/settings.h"

#include <stdint.h>

struct lg_stimulus_cell {
	uint8_t input;
	bool arrives;
	int32_t value;
};

struct lg_stimulus_row {
	uint64_t t_ms;
	size_t first_cell, n_cells; /* only those that were filled in */
};

struct lg_stimulus { /* zeroed: empty */
	struct lg_stimulus_row *rows;
	size_t n_rows, rows_room;
	struct lg_stimulus_cell *cells;
	size_t n_cells, cells_room;
	bool failed; /* out of memory */
};

/* Problems when the text is no stimulus for the model; nothing must run then. */
void lg_stimulus_parse(const struct lg_model *model, const char *text, size_t length,
		       struct lg_stimulus *stimulus, struct lg_problems *problems);
void lg_stimulus_free(struct lg_stimulus *stimulus);

#endif
