/* SPDX-License-Identifier: Apache-2.0 */
/* plant: phi(x) = (1 - exp(-x)) / x, the mean of a decay exp(-s) over 0 <= s <= x.
 *
 * Every closed form of the cell (charge, RC pairs, hysteresis, heat) is a product of
 * phi(x), so that nothing divides by a small number: phi(0) = 1.
 *
 * The series below 1/512 and 1/16 are cut where the first term left out, x^5/6! and
 * x^8/9!, is under 5e-17 and 7e-16: no worse than the rounding of expm1 itself.
 */
#ifndef LG_PLANT_PHI_H
#define LG_PLANT_PHI_H

#include <math.h>

static inline double lg_phi(double x) /* x >= 0 */
{
	if (x < 1.0 / 512)
		return 1 -
		       x * (1.0 / 2 - x * (1.0 / 6 - x * (1.0 / 24 - x * (1.0 / 120))));
	if (x < 1.0 / 16)
		return 1 -
		       x * (1.0 / 2 -
			    x * (1.0 / 6 -
				 x * (1.0 / 24 -
				      x * (1.0 / 120 -
					   x * (1.0 / 720 -
						x * (1.0 / 5040 - x * (1.0 / 40320)))))));
	return -expm1(-x) / x;
}

#endif
