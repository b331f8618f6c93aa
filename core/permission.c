/* SPDX-License-Identifier: Apache-2.0 */
/* Permissions and what blocks them: see permission.h. */
#include "core/permission.h"

uint32_t lg_permission_blocked(uint32_t faults, const struct lg_fault_row *rows,
			       int n_rows)
{
	uint32_t blocked = 0;

	for (int i = 0; i < n_rows; i++)
		if (faults & (1U << i))
			blocked |= rows[i].blocks;
	return blocked;
}

bool lg_permission_stands(uint32_t faults, const struct lg_fault_row *rows, int n_rows,
			  int permission)
{
	return (lg_permission_blocked(faults, rows, n_rows) & (1U << permission)) == 0;
}

int lg_permission_reason(uint32_t faults, const struct lg_fault_row *rows, int n_rows,
			 int permission)
{
	for (int i = 0; i < n_rows; i++)
		if ((faults & (1U << i)) && (rows[i].blocks & (1U << permission)))
			return i;
	return -1;
}
