/* SPDX-License-Identifier: Apache-2.0 */
/* A BMS that signals: smallBMS and VE.Bus BMS. Five alarms in, two permissions out; it
 * switches nothing itself.
 *
 *   five signals, chain, remote --> faults --> load disconnect, charge disconnect,
 * pre-alarm, ATC, ATD
 *
 * Outputs are high = permitted and floating = stop, never pulled low, so a broken wire
 * stops too. Loads are cut by a low cell no sooner than lead_ms after the warning rose
 * (pre-alarm or low cell, whichever came first), because a person must have had the
 * chance to act. An open chain is five alarms at once. While
 * the remote is off nothing is warned of, so no lead runs. Nothing is permitted before
 * the signals were good once.
 *
 * Pure: the answer depends on the four arguments alone; only *state is written.
 */
#ifndef LG_DEVICES_BMS_H
#define LG_DEVICES_BMS_H

#include "core/permission.h"
#include "core/reading.h"

/* bit numbers, in the order a reason is named */
enum lg_bms_fault {
	LG_BMS_REMOTE_OFF, /* set by the remote input, cleared by it */
	LG_BMS_UNPROVEN, /* set at power-up, cleared by a closed chain without low cell */
	LG_BMS_CHAIN_OPEN, /* set by the chain, cleared by the chain: stops charge at once
			    */
	LG_BMS_CHAIN_OPEN_CUT, /* the same after lead_ms: stops loads */
	LG_BMS_LOW_CELL,       /* set by low cell and lead_ms, cleared by low cell */
	LG_BMS_HIGH_CELL,      /* set and cleared by high cell */
	LG_BMS_LOW_TEMP,       /* set and cleared by low temperature */
	LG_BMS_HIGH_TEMP,      /* set and cleared by high temperature */
	LG_BMS_PRE_ALARM, /* set by pre-alarm, low cell or an open chain; warns, blocks
			     nothing */
	LG_BMS_FAULTS
};

/* bit numbers of lg_fault_row.blocks */
enum lg_bms_permission {
	LG_BMS_LOADS,
	LG_BMS_CHARGE,
	LG_BMS_WARNING, /* the pre-alarm output: remote off silences it */
	LG_BMS_PERMISSIONS
};

struct lg_bms_config {
	uint32_t lead_ms;    /* from warning to load cut; 30 000 for the whole family */
	uint32_t max_age_ms; /* a signal that stops arriving is believed so long; > 0 */
	bool has_remote; /* false (VE.Bus BMS v1): there is no remote input, it is always
			    on */
};

struct lg_bms_state { /* zeroed: nothing permitted */
	struct lg_reading above_pre_alarm, above_low_cell, below_high_cell,
		above_low_temp, below_high_temp, chain, remote;
	uint32_t warned_ms; /* since the warning rose */
	bool proven;        /* chain closed and no low cell, once */
};

struct lg_bms_inputs { /* zeroed: nothing arrived. Values: 0 alarm or off, else good or on
			*/
	struct lg_sample above_pre_alarm, above_low_cell, below_high_cell, above_low_temp,
		below_high_temp;
	struct lg_sample chain;  /* the battery cable loop is closed */
	struct lg_sample remote; /* L-H linked */
};

struct lg_bms_outputs {
	bool load_disconnect_high;   /* loads permitted */
	bool charge_disconnect_high; /* chargers permitted */
	bool pre_alarm_high;         /* the warning is on */
	bool may_charge;             /* ATC */
	bool may_discharge;          /* ATD */
	uint32_t faults;             /* bit (1 << enum lg_bms_fault) */
};

extern const struct lg_fault_row lg_bms_faults[LG_BMS_FAULTS];

/* First thing wrong with a configuration, in words; NULL when it is sound. */
const char *lg_bms_config_problem(const struct lg_bms_config *config);

struct lg_bms_outputs lg_bms_step(struct lg_bms_state *state,
				  const struct lg_bms_config *config,
				  const struct lg_bms_inputs *in, uint32_t dt_ms);

/* Until the answer could change if the inputs stay as they are. */
uint32_t lg_bms_patience(const struct lg_bms_state *state,
			 const struct lg_bms_config *config);

#endif
