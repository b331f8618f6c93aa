/* SPDX-License-Identifier: Apache-2.0 */
/* The judge. It shares no code with core/ and devices/, includes neither, and reads plant
 * truth only: what cells were, what loads got, whether a warning could be perceived. Its
 * envelope is the cell's own and wider than any product's numbers.
 *
 *   cell-limits       no cell beyond its absolute limits for longer than a declared time
 *   cold-charge       no cell charged below its minimum temperature
 *   load-cut-warned   no load cut by a protection without its warning, unless a cell was
 * critical
 */
#ifndef LG_BENCH_ORACLE_H
#define LG_BENCH_ORACLE_H

#include <stdbool.h>
#include <stdint.h>

#define LG_ORACLE_CELLS 256
#define LG_ORACLE_LOADS 48

struct lg_truth_cell {
	double volts, degC, amperes; /* into the cell */
};

struct lg_truth { /* of one moment */
	int64_t time_ms;
	int n_cells, n_loads;
	struct lg_truth_cell cell[LG_ORACLE_CELLS];
	bool load_asks[LG_ORACLE_LOADS];
	bool load_gets[LG_ORACLE_LOADS];
	bool warned;
};

enum lg_law {
	LG_LAW_CELL_HIGH, /* the rows of cell-limits */
	LG_LAW_CELL_LOW,
	LG_LAW_CELL_DEEP,
	LG_LAW_COLD_CHARGE,
	LG_LAW_LOAD_CUT,
	LG_LAWS
};

struct lg_law_row {
	const char *law; /* as reported */
	const char *what;
	double limit;    /* V, degC or s */
	int64_t for_ms;  /* how long it may last */
	const char *why; /* source and evidence of the figure */
};

extern const struct lg_law_row lg_laws[LG_LAWS];

struct lg_verdict { /* of one law */
	bool broken;
	int64_t time_ms; /* first */
	int index;       /* cell or load */
	double value;
};

struct lg_oracle { /* zeroed: nothing seen */
	struct lg_verdict verdict[LG_LAWS];
	int64_t cell_ms[LG_LAW_LOAD_CUT][LG_ORACLE_CELLS]; /* beyond for so long */
	bool served[LG_ORACLE_LOADS]; /* at the last look, while it asked */
	bool warned;                  /* at the last look */
	int64_t warned_ms;            /* the warning has been on for */
	int64_t last_ms;
	bool critical; /* a cell was beyond its critical level since the warning began */
};

/* Look at the world once more; moments in order of time. */
void lg_oracle_look(struct lg_oracle *oracle, const struct lg_truth *truth);

bool lg_oracle_safe(const struct lg_oracle *oracle);

#endif
