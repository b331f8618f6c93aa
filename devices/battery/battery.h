/* SPDX-License-Identifier: Apache-2.0 */
/* What sits inside a lithium battery: cell sensing, and five alarm states handed down the
 * cable.
 *
 *   cells, temperatures --> readings --> five limits --> five signals to the BMS
 *
 * A Smart or NG battery has no switch of its own: it only says. Each signal is true while
 * all is well, so a dead electronics or an unplugged cable is five alarms. The lowest and
 * the highest cell decide, never their sum.
 *
 * Pure: the answer depends on the four arguments alone; only *state is written.
 */
#ifndef LG_DEVICES_BATTERY_H
#define LG_DEVICES_BATTERY_H

#include "core/limit.h"
#include "core/permission.h"

#define LG_BATTERY_CELLS        16
#define LG_BATTERY_TEMPERATURES 4

/* bit numbers, in the order a reason is named */
enum lg_battery_fault {
	LG_BATTERY_NO_CELL,        /* set by a cell not believed, cleared by all cells */
	LG_BATTERY_NO_TEMPERATURE, /* the same for a temperature */
	LG_BATTERY_LOW_CELL,       /* set and cleared by the lowest cell */
	LG_BATTERY_PRE_ALARM,      /* set and cleared by the lowest cell */
	LG_BATTERY_HIGH_CELL,      /* set and cleared by the highest cell */
	LG_BATTERY_LOW_TEMP,       /* set and cleared by the coldest sensor */
	LG_BATTERY_HIGH_TEMP,      /* set and cleared by the hottest sensor */
	LG_BATTERY_FAULTS
};

/* bit numbers of lg_fault_row.blocks: the five signals */
enum lg_battery_permission {
	LG_BATTERY_ABOVE_PRE_ALARM,
	LG_BATTERY_ABOVE_LOW_CELL,
	LG_BATTERY_BELOW_HIGH_CELL,
	LG_BATTERY_ABOVE_LOW_TEMP,
	LG_BATTERY_BELOW_HIGH_TEMP,
	LG_BATTERY_PERMISSIONS
};

struct lg_battery_config {
	uint8_t cells;                    /* in series, 1..LG_BATTERY_CELLS */
	uint8_t temperatures;             /* sensors, 1..LG_BATTERY_TEMPERATURES */
	struct lg_limit_config pre_alarm; /* mV, below, on the lowest cell */
	struct lg_limit_config low_cell;  /* mV, below, on the lowest cell */
	struct lg_limit_config high_cell; /* mV, above, on the highest cell */
	struct lg_limit_config low_temp;  /* mdegC, below, on the coldest sensor */
	struct lg_limit_config high_temp; /* mdegC, above, on the hottest sensor */
	uint32_t max_age_ms;              /* older readings are not believed; > 0 */
};

struct lg_battery_state { /* zeroed: five alarms */
	struct lg_reading cell_mV[LG_BATTERY_CELLS];
	struct lg_reading temperature_mdegC[LG_BATTERY_TEMPERATURES];
	struct lg_limit pre_alarm, low_cell, high_cell, low_temp, high_temp;
};

struct lg_battery_inputs { /* zeroed: nothing arrived */
	struct lg_sample cell_mV[LG_BATTERY_CELLS];
	struct lg_sample temperature_mdegC[LG_BATTERY_TEMPERATURES];
};

struct lg_battery_outputs { /* the five signals: true while all is well */
	bool above_pre_alarm;
	bool above_low_cell;
	bool below_high_cell;
	bool above_low_temp;
	bool below_high_temp;
	uint32_t faults; /* bit (1 << enum lg_battery_fault) */
};

extern const struct lg_fault_row lg_battery_faults[LG_BATTERY_FAULTS];

/* First thing wrong with a configuration, in words; NULL when it is sound. */
const char *lg_battery_config_problem(const struct lg_battery_config *config);

struct lg_battery_outputs lg_battery_step(struct lg_battery_state *state,
					  const struct lg_battery_config *config,
					  const struct lg_battery_inputs *in,
					  uint32_t dt_ms);

/* Until the answer could change if the inputs stay as they are. */
uint32_t lg_battery_patience(const struct lg_battery_state *state,
			     const struct lg_battery_config *config);

#endif
