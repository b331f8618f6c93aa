/* SPDX-License-Identifier: Apache-2.0 */
/* Whole numbers in milli-units: see units.h. */
#include "core/units.h"

int32_t lg_saturate(int64_t value)
{
	if (value > INT32_MAX)
		return INT32_MAX;
	if (value < INT32_MIN)
		return INT32_MIN;
	return (int32_t)value;
}

int32_t lg_scale(int32_t value, int32_t numerator, int32_t denominator)
{
	int64_t product = (int64_t)value * numerator;
	int64_t half = denominator / 2;

	return lg_saturate((product >= 0 ? product + half : product - half) /
			   denominator);
}
