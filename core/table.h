/* SPDX-License-Identifier: Apache-2.0 */
/* A curve of whole numbers: straight between its points, flat outside them. Derating over
 * temperature, limit over fuse. */
#ifndef LG_CORE_TABLE_H
#define LG_CORE_TABLE_H

#include <stdint.h>

#define LG_TABLE_POINTS 8
#define LG_TABLE_EXTENT                                                                  \
	1000000000 /* largest |x| or |y|: products stay inside 64 bits                   \
		    */

struct lg_point {
	int32_t x, y;
};

struct lg_table {                            /* zeroed: no points, 0 everywhere */
	struct lg_point at[LG_TABLE_POINTS]; /* x strictly rising */
	uint8_t count;
};

/* Points out of order or too many, in words; NULL when sound. */
const char *lg_table_problem(const struct lg_table *table);

/* Value at x, rounded to nearest. */
int32_t lg_table_at(const struct lg_table *table, int32_t x);

#endif
