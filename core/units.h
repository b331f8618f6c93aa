/* SPDX-License-Identifier: Apache-2.0 */
/* Whole numbers in milli-units: mV, mA, mdegC, mW, mAh, ms, permille. int32_t holds +-2.1
 * million of them; a product goes through int64_t and comes back saturated, never
 * wrapped. An int cannot be NaN. Current into the battery is positive, everywhere. */
#ifndef LG_CORE_UNITS_H
#define LG_CORE_UNITS_H

#include <stdint.h>

/* The nearest int32_t. */
int32_t lg_saturate(int64_t value);

/* value * numerator / denominator, rounded to nearest (halves away from zero), saturated.
 * denominator > 0. "1000 mA at 900 permille" is lg_scale(1000, 900, 1000). */
int32_t lg_scale(int32_t value, int32_t numerator, int32_t denominator);

#endif
