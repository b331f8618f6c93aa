/* SPDX-License-Identifier: Apache-2.0 */
/* Charge, counted exactly: see charge.h. */
#include "core/charge.h"

#include "core/units.h"

#define UAS_PER_MAH 3600000

void lg_charge_step(struct lg_charge *charge, int32_t current_mA, uint32_t dt_ms)
{
	int64_t moved_uAs = (int64_t)current_mA * (int64_t)dt_ms;

	charge->net_uAs += moved_uAs;
	if (moved_uAs >= 0)
		charge->in_uAs += moved_uAs;
	else
		charge->out_uAs -= moved_uAs;
}

int32_t lg_charge_mAh(int64_t charge_uAs)
{
	return lg_saturate(charge_uAs / UAS_PER_MAH);
}
