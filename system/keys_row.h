/* SPDX-License-Identifier: Apache-2.0 */
/* How the rows of keys.c, keys_device.c and keys_world.c are written. Only they include
 * this. */
#ifndef LG_SYSTEM_KEYS_ROW_H
#define LG_SYSTEM_KEYS_ROW_H

#include "system/keys.h"

#define AT(type, field) .at = offsetof(struct type, field)
#define NOWHERE         .at = LG_NO_FIELD
#define CABLE(type, standard, text)                                                      \
	{                                                                                \
		.name = "cable", .kind = LG_KEY_CABLE, AT(type, cable),                  \
		.cable = standard, .what = text                                          \
	}

extern const struct lg_key lg_site_keys[], lg_battery_keys[], lg_bms_keys[],
	lg_inverter_keys[], lg_protector_keys[], lg_load_keys[], lg_solar_keys[],
	lg_shore_keys[], lg_combiner_keys[], lg_link_keys[], lg_output_keys[];

#endif
