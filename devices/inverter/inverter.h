/* SPDX-License-Identifier: Apache-2.0 */
/* What an inverter/charger (MultiPlus, Quattro, Phoenix) is told and may do.
 *
 *   ATC, ATD, BMS present, mains, voltage --> faults --> charger, inverter, pass-through
 *
 * On VE.Bus, CAN or two signals, the two permissions act apart: without ATC it still
 * inverts, without ATD it still charges and passes mains through. On the single remote
 * cable both must stand or the unit is off altogether: after a low cell it does not even
 * charge from shore (a dead-lock that `check` warns of).
 *
 * Pure: the answer depends on the four arguments alone; only *state is written.
 */
#ifndef LG_DEVICES_INVERTER_H
#define LG_DEVICES_INVERTER_H

#include "core/limit.h"
#include "core/permission.h"

enum lg_inverter_wiring {
	LG_INVERTER_VEBUS,        /* VE.Bus BMS and its assistant */
	LG_INVERTER_TWO_SIGNAL,   /* load and charge disconnect on two inputs */
	LG_INVERTER_REMOTE_CABLE, /* both on the remote on/off: one answer for everything
				   */
	LG_INVERTER_CAN,          /* limits by a GX */
	LG_INVERTER_ALONE,        /* nothing tells it to stop */
};

enum lg_inverter_alarm {
	LG_INVERTER_ALARM_NONE,
	LG_INVERTER_ALARM_LOW_BATTERY,
	LG_INVERTER_ALARM_BMS_LOST,
};

/* bit numbers, in the order a reason is named */
enum lg_inverter_fault {
	LG_INVERTER_REMOTE_CABLE_OFF, /* set by ATC or ATD missing on the single cable,
					 cleared by both */
	LG_INVERTER_SHUT_DOWN, /* set by a BMS lost for lost_stop_ms where that ends
				  everything */
	LG_INVERTER_BMS_LOST, /* set by a BMS lost for lost_stop_ms: no permission is left
			       */
	LG_INVERTER_CHARGE_STOPPED,    /* set and cleared by ATC */
	LG_INVERTER_DISCHARGE_STOPPED, /* set and cleared by ATD */
	LG_INVERTER_LOW_VOLTAGE, /* set and cleared by the voltage at the terminals */
	LG_INVERTER_NO_MAINS,    /* set and cleared by the AC input */
	LG_INVERTER_ON_MAINS,    /* set and cleared by the AC input */
	LG_INVERTER_BMS_MISSED,  /* set by a BMS lost for lost_alarm_ms; warns */
	LG_INVERTER_LOW_BATTERY, /* set and cleared by the voltage; warns */
	LG_INVERTER_FAULTS
};

/* bit numbers of lg_fault_row.blocks */
enum lg_inverter_permission {
	LG_INVERTER_CHARGER,
	LG_INVERTER_INVERTER,
	LG_INVERTER_PASS_THROUGH,
	LG_INVERTER_PERMISSIONS
};

struct lg_inverter_config {
	enum lg_inverter_wiring wiring;
	struct lg_limit_config low_voltage; /* mV, below: the bridge stops */
	struct lg_limit_config low_battery; /* mV, below: the alarm */
	uint32_t lost_alarm_ms;             /* BMS silent until the alarm */
	uint32_t lost_stop_ms;              /* BMS silent until no permission is left */
	bool lost_ends_all;                 /* then even pass-through ends */
	bool has_charger;                   /* false: Phoenix */
	uint32_t max_age_ms;                /* older readings are not believed; > 0 */
};

struct lg_inverter_state { /* zeroed: everything off */
	struct lg_reading atc, atd, bms, ac_in, voltage_mV;
	struct lg_limit low_voltage, low_battery;
	uint32_t lost_ms; /* the BMS has been silent for */
};

struct lg_inverter_inputs { /* zeroed: nothing arrived. Switches: 0 off, else on */
	struct lg_sample atc, atd;
	struct lg_sample bms;        /* the BMS can be heard */
	struct lg_sample ac_in;      /* mains or generator present */
	struct lg_sample voltage_mV; /* at the DC terminals */
};

struct lg_inverter_outputs {
	bool run_charger;
	bool run_inverter; /* the bridge feeds the AC output; off while passing mains
			      through */
	bool pass_through;
	enum lg_inverter_alarm alarm;
	uint32_t faults; /* bit (1 << enum lg_inverter_fault) */
};

extern const struct lg_fault_row lg_inverter_faults[LG_INVERTER_FAULTS];

/* First thing wrong with a configuration, in words; NULL when it is sound. */
const char *lg_inverter_config_problem(const struct lg_inverter_config *config);

struct lg_inverter_outputs lg_inverter_step(struct lg_inverter_state *state,
					    const struct lg_inverter_config *config,
					    const struct lg_inverter_inputs *in,
					    uint32_t dt_ms);

/* Until the answer could change if the inputs stay as they are. */
uint32_t lg_inverter_patience(const struct lg_inverter_state *state,
			      const struct lg_inverter_config *config);

#endif
