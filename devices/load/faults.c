/* SPDX-License-Identifier: Apache-2.0 */
/* What a load protector's faults are, what they block, who clears them and what the
 * person should do. */
#include "devices/load/load.h"

#define OUT (1U << LG_LOAD_OUT)

const struct lg_fault_row lg_load_faults[LG_LOAD_FAULTS] = {
	/* Over-voltage, over-temperature and over-current act at once, and what is not
	 * believed is beyond each of them; this row comes first so that the reason says
	 * so. */
	[LG_LOAD_NO_READING] = {"no_reading", OUT, LG_CLEARS_BY_READING,
				"A measurement is missing: the protector does not trust "
				"what it cannot see."},
	[LG_LOAD_LOCKOUT] = {"lockout", OUT, LG_CLEARS_BY_READING,
			     "The BMS stopped the loads three times without a recharge "
			     "(E7): charge for half a minute."},
	[LG_LOAD_SHORT_HELD] = {"short_held", OUT, LG_CLEARS_BY_PERSON,
				"Short circuit or overload (E1): mend it, then switch "
				"the remote off and on."},
	[LG_LOAD_SHORT_CIRCUIT] =
		{"short_circuit", OUT, LG_CLEARS_BY_TIME,
		 "Short circuit or overload: it is tried again every few seconds."},
	[LG_LOAD_HOT] =
		{"hot", OUT, LG_CLEARS_BY_READING,
		 "The protector is too hot (E2): let it cool, check the cable joints."},
	[LG_LOAD_REVERSE_CURRENT] =
		{"reverse_current", OUT, LG_CLEARS_BY_INPUT,
		 "Current flows backwards (E8): no charger may be wired to OUT."},
	[LG_LOAD_HIGH_VOLTAGE] =
		{"high_voltage", OUT, LG_CLEARS_BY_READING,
		 "The voltage is too high (E4): look for the charger that makes it."},
	[LG_LOAD_LOW_VOLTAGE] = {"low_voltage", OUT, LG_CLEARS_BY_READING,
				 "The battery is low (E3): charge it, the load returns "
				 "at the restart voltage."},
	[LG_LOAD_REMOTE_OFF] = {"remote_off", OUT, LG_CLEARS_BY_INPUT,
				"Switched off at the remote input."},
	[LG_LOAD_BMS_STOP] =
		{"bms_stop", OUT, LG_CLEARS_BY_INPUT,
		 "The BMS does not permit loads, or did not until half a minute ago."},
	[LG_LOAD_WARM] = {"warm", 0, LG_CLEARS_BY_READING,
			  "The protector is getting hot (P2): check the cable joints."},
	[LG_LOAD_LOW_WARNING] =
		{"low_warning", 0, LG_CLEARS_BY_READING,
		 "The battery is low and the load will be cut (P3): charge it."},
};
