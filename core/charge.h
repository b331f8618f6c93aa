/* SPDX-License-Identifier: Apache-2.0 */
/* Charge, counted exactly: 1 mA for 1 ms is 1 uAs, a whole number. 64 bits hold +-2.5
 * TAh: it does not drift, round or wrap in the life of a boat. Into the battery is
 * positive. */
#ifndef LG_CORE_CHARGE_H
#define LG_CORE_CHARGE_H

#include <stdint.h>

struct lg_charge { /* zeroed: nothing counted */
	int64_t net_uAs;
	int64_t in_uAs;  /* >= 0 */
	int64_t out_uAs; /* >= 0 */
};

void lg_charge_step(struct lg_charge *charge, int32_t current_mA, uint32_t dt_ms);

/* uAs in mAh, towards zero, saturated. */
int32_t lg_charge_mAh(int64_t charge_uAs);

#endif
