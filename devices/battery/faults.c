/* SPDX-License-Identifier: Apache-2.0 */
/* What a battery's faults are, what they block, who clears them and what the person
 * should do. */
#include "devices/battery/battery.h"

#define PRE_ALARM (1U << LG_BATTERY_ABOVE_PRE_ALARM)
#define LOW_CELL  (1U << LG_BATTERY_ABOVE_LOW_CELL)
#define HIGH_CELL (1U << LG_BATTERY_BELOW_HIGH_CELL)
#define LOW_TEMP  (1U << LG_BATTERY_ABOVE_LOW_TEMP)
#define HIGH_TEMP (1U << LG_BATTERY_BELOW_HIGH_TEMP)

const struct lg_fault_row lg_battery_faults[LG_BATTERY_FAULTS] = {
	/* What is not believed is beyond every limit on it; these rows come first so that
	 * the reason says so, and not that a cell is high and low at once. */
	[LG_BATTERY_NO_CELL] =
		{"no_reading", PRE_ALARM | LOW_CELL | HIGH_CELL, LG_CLEARS_BY_READING,
		 "A cell voltage does not arrive: check the battery's data "
		 "cable."},
	[LG_BATTERY_NO_TEMPERATURE] =
		{"no_temperature", LOW_TEMP | HIGH_TEMP, LG_CLEARS_BY_READING,
		 "A temperature does not arrive: check the battery's "
		 "data cable and its sensor."},
	[LG_BATTERY_LOW_CELL] = {"low_cell", LOW_CELL, LG_CLEARS_BY_READING,
				 "Charge now, with any source. Loads return when every "
				 "cell has recovered."},
	[LG_BATTERY_PRE_ALARM] =
		{"pre_alarm", PRE_ALARM, LG_CLEARS_BY_READING,
		 "Loads will soon be cut: switch off what you can, or charge."},
	[LG_BATTERY_HIGH_CELL] = {"high_cell", HIGH_CELL, LG_CLEARS_BY_READING,
				  "One cell is full before the others: give the balancer "
				  "hours at 14.2 V (per 12 V)."},
	[LG_BATTERY_LOW_TEMP] =
		{"low_temp", LOW_TEMP, LG_CLEARS_BY_READING,
		 "Too cold to charge: warm the battery first. Cold alone stops no load."},
	[LG_BATTERY_HIGH_TEMP] =
		{"high_temp", HIGH_TEMP, LG_CLEARS_BY_READING,
		 "Too hot to charge: let air at the battery. Heat alone stops no load."},
};
