/* SPDX-License-Identifier: Apache-2.0 */
/* Every family there is. */
#include "wiring/family.h"

const struct lg_family *const lg_families[] = {
	&lg_family_battery, &lg_family_bms, &lg_family_load, &lg_family_inverter, 0,
};
