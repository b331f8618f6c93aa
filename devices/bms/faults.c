/* SPDX-License-Identifier: Apache-2.0 */
/* What a signalling BMS's faults are, what they block, who clears them and what the
 * person should do. */
#include "devices/bms/bms.h"

#define LOADS   (1U << LG_BMS_LOADS)
#define CHARGE  (1U << LG_BMS_CHARGE)
#define WARNING (1U << LG_BMS_WARNING)

const struct lg_fault_row lg_bms_faults[LG_BMS_FAULTS] = {
	[LG_BMS_REMOTE_OFF] =
		{"remote_off", LOADS | CHARGE | WARNING, LG_CLEARS_BY_PERSON,
		 "The BMS is switched off: close the link between remote L and H."},
	[LG_BMS_UNPROVEN] = {"unproven", LOADS | CHARGE, LG_CLEARS_BY_READING,
			     "No good signal from the batteries since power-up: check "
			     "the cable, or charge."},
	[LG_BMS_CHAIN_OPEN] =
		{"chain_open", CHARGE, LG_CLEARS_BY_INPUT,
		 "The battery cable loop is open: plug in every battery cable."},
	[LG_BMS_CHAIN_OPEN_CUT] =
		{"chain_open_cut", LOADS, LG_CLEARS_BY_INPUT,
		 "The battery cable loop stayed open: plug in every battery cable."},
	[LG_BMS_LOW_CELL] = {"low_cell", LOADS, LG_CLEARS_BY_READING,
			     "A cell is empty: charge now. Loads return when every cell "
			     "has recovered."},
	[LG_BMS_HIGH_CELL] =
		{"high_cell", CHARGE, LG_CLEARS_BY_READING,
		 "A cell is full: charging resumes by itself once it has come down."},
	[LG_BMS_LOW_TEMP] =
		{"low_temp", CHARGE, LG_CLEARS_BY_READING,
		 "Too cold to charge: warm the battery first. Cold alone stops no load."},
	[LG_BMS_HIGH_TEMP] =
		{"high_temp", CHARGE, LG_CLEARS_BY_READING,
		 "Too hot to charge: let air at the battery. Heat alone stops no load."},
	[LG_BMS_PRE_ALARM] =
		{"pre_alarm", 0, LG_CLEARS_BY_READING,
		 "Loads will soon be cut: switch off what you can, or charge."},
};
