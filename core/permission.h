/* SPDX-License-Identifier: Apache-2.0 */
/* Permissions, and the faults that block them. A fault is one row: what it blocks, who
 * clears it, what the person should do. The arbiter, the dashboard, `why` and the manual
 * read the same row, so they cannot disagree.
 *
 *   allowed = everything, less what any active fault blocks     (the worst wins; there is
 * no other rule)
 */
#ifndef LG_CORE_PERMISSION_H
#define LG_CORE_PERMISSION_H

#include <stdbool.h>
#include <stdint.h>

/* who ends a fault */
enum lg_clears {
	LG_CLEARS_BY_READING, /* the reading comes back past its release level */
	LG_CLEARS_BY_INPUT,   /* the input that set it goes away */
	LG_CLEARS_BY_TIME,    /* a documented wait is over */
	LG_CLEARS_BY_PERSON,  /* a person switches off and on */
};

struct lg_fault_row {
	const char *name; /* as in traces and in `lifeguard explain`: lower_case */
	uint32_t blocks;  /* bits (1 << permission) of the family */
	enum lg_clears clears;
	const char *advice; /* what the person should do, a sentence */
};

/* Union of what the active faults block. faults: bit i set when rows[i] is active; n_rows
 * <= 32. */
uint32_t lg_permission_blocked(uint32_t faults, const struct lg_fault_row *rows,
			       int n_rows);

/* Whether one permission (a bit number) stands. */
bool lg_permission_stands(uint32_t faults, const struct lg_fault_row *rows, int n_rows,
			  int permission);

/* The lowest fault in `faults` that blocks a permission, or -1: the reason to name. */
int lg_permission_reason(uint32_t faults, const struct lg_fault_row *rows, int n_rows,
			 int permission);

#endif
