/* SPDX-License-Identifier: Apache-2.0 */
/* A curve of whole numbers: see table.h. */
#include "core/table.h"

#include "core/units.h"

#include <stdbool.h>

static bool within(int32_t number)
{
	return number >= -LG_TABLE_EXTENT && number <= LG_TABLE_EXTENT;
}

const char *lg_table_problem(const struct lg_table *table)
{
	if (table->count > LG_TABLE_POINTS)
		return "a table has more points than fit";
	for (int i = 0; i < table->count; i++)
		if (!within(table->at[i].x) || !within(table->at[i].y))
			return "a point of a table lies beyond +-1 000 000 000";
	for (int i = 1; i < table->count; i++)
		if (table->at[i].x <= table->at[i - 1].x)
			return "the points of a table must rise strictly in x";
	return 0;
}

/* Between two points, rounded half away from zero. With |x| and |y| <= LG_TABLE_EXTENT no
 * product passes 2^63. */
static int32_t between(struct lg_point a, struct lg_point b, int32_t x)
{
	int64_t run = (int64_t)b.x - a.x;
	int64_t product = ((int64_t)b.y - a.y) * ((int64_t)x - a.x);

	product += product >= 0 ? run / 2 : -(run / 2);
	return lg_saturate(a.y + product / run);
}

int32_t lg_table_at(const struct lg_table *table, int32_t x)
{
	int i = 1;

	if (table->count == 0)
		return 0;
	if (x <= table->at[0].x)
		return table->at[0].y;
	while (i < table->count && x > table->at[i].x)
		i++;
	if (i == table->count)
		return table->at[i - 1].y;
	return between(table->at[i - 1], table->at[i], x);
}
