/* SPDX-License-Identifier: Apache-2.0 */
/* What stops an inverter/charger, which part of it, who clears it and what the person
 * should do. */
#include "devices/inverter/inverter.h"

#define CHARGER  (1U << LG_INVERTER_CHARGER)
#define INVERTER (1U << LG_INVERTER_INVERTER)
#define PASS     (1U << LG_INVERTER_PASS_THROUGH)

const struct lg_fault_row lg_inverter_faults[LG_INVERTER_FAULTS] = {
	[LG_INVERTER_REMOTE_CABLE_OFF] =
		{"remote_cable_off", CHARGER | INVERTER | PASS, LG_CLEARS_BY_INPUT,
		 "One BMS signal is off and the single cable stops the whole unit: lift "
		 "the cells with another charger."},
	[LG_INVERTER_SHUT_DOWN] = {"shut_down", CHARGER | INVERTER | PASS,
				   LG_CLEARS_BY_INPUT,
				   "The BMS has been silent too long: mend the link."},
	[LG_INVERTER_BMS_LOST] = {"bms_lost", CHARGER | INVERTER, LG_CLEARS_BY_INPUT,
				  "The BMS is not heard: check its cable and supply."},
	[LG_INVERTER_CHARGE_STOPPED] =
		{"charge_stopped", CHARGER, LG_CLEARS_BY_INPUT,
		 "The BMS does not allow charging; see its own reason."},
	[LG_INVERTER_DISCHARGE_STOPPED] =
		{"discharge_stopped", INVERTER, LG_CLEARS_BY_INPUT,
		 "The BMS does not allow discharging; connect mains or charge."},
	[LG_INVERTER_LOW_VOLTAGE] = {"low_voltage", INVERTER, LG_CLEARS_BY_READING,
				     "The voltage at the terminals is too low: charge, "
				     "or mend a thin or loose cable."},
	[LG_INVERTER_NO_MAINS] = {"no_mains", CHARGER | PASS, LG_CLEARS_BY_INPUT,
				  "There is no mains to charge from or pass through."},
	[LG_INVERTER_ON_MAINS] = {"on_mains", INVERTER, LG_CLEARS_BY_INPUT,
				  "Mains feeds the loads; the inverter rests."},
	[LG_INVERTER_BMS_MISSED] =
		{"bms_missed", 0, LG_CLEARS_BY_INPUT,
		 "The BMS is not heard and everything will stop: check its cable."},
	[LG_INVERTER_LOW_BATTERY] =
		{"low_battery", 0, LG_CLEARS_BY_READING,
		 "The voltage at the terminals is low: charge, or switch loads off."},
};
