/* SPDX-License-Identifier: Apache-2.0 */
/* Load protector (BatteryProtect, Smart BatteryProtect): keeps a DC load off a battery
 * that cannot carry it.
 *
 *   voltage, current, temperature ──> readings ──> limits ──┐
 *   remote, BMS signal, short, reverse ─────────────────────┴─> faults ──> switch, alarm,
 * code
 *
 * Modes A (buzzer) and B (relay) cut on the voltage at IN; mode C obeys a BMS on the
 * remote's H terminal and leaves the voltage to it. Over-voltage, over-temperature,
 * over-current, short circuit and reverse current cut in every mode. Closes again by
 * itself, except after a short circuit that stayed: that holds until a person switches
 * off and on.
 *
 * Pure: the answer depends on the four arguments alone; only *state is written.
 */
#ifndef LG_DEVICES_LOAD_H
#define LG_DEVICES_LOAD_H

#include "core/limit.h"
#include "core/permission.h"
#include "core/table.h"

enum lg_load_mode { LG_LOAD_MODE_A, LG_LOAD_MODE_B, LG_LOAD_MODE_C };

enum lg_load_alarm { LG_LOAD_ALARM_OFF, LG_LOAD_ALARM_ON, LG_LOAD_ALARM_INTERMITTENT };

/* as on the display; the first that applies is shown */
enum lg_load_code {
	LG_LOAD_CODE_NONE,
	LG_LOAD_CODE_E7, /* BMS lock-out */
	LG_LOAD_CODE_E1, /* short circuit or overload */
	LG_LOAD_CODE_E2, /* too hot */
	LG_LOAD_CODE_E8, /* reverse current */
	LG_LOAD_CODE_E4, /* over-voltage */
	LG_LOAD_CODE_E3, /* under-voltage, cut */
	LG_LOAD_CODE_P2, /* warm */
	LG_LOAD_CODE_P3, /* under-voltage, will cut */
};

/* bit numbers, in the order a reason is named */
enum lg_load_fault {
	LG_LOAD_NO_READING, /* set by a voltage, current or temperature not believed,
			       cleared by them */
	LG_LOAD_LOCKOUT, /* set by the third BMS stop without recharge, cleared by 30 s of
			    recharge */
	LG_LOAD_SHORT_HELD, /* set by a short circuit that outlasts the retries, cleared
			       by the person */
	LG_LOAD_SHORT_CIRCUIT, /* set by short, peak or overload, cleared by a retry that
				  holds */
	LG_LOAD_HOT,           /* set by ambient temperature, cleared by it */
	LG_LOAD_REVERSE_CURRENT, /* set and cleared by the reverse input */
	LG_LOAD_HIGH_VOLTAGE,    /* set and cleared by the voltage at IN, at once */
	LG_LOAD_LOW_VOLTAGE, /* set after off_ms below shutdown, cleared after on_ms at
				restart */
	LG_LOAD_REMOTE_OFF,  /* set and cleared by the remote input (1 s to come on) */
	LG_LOAD_BMS_STOP,    /* mode C: H floats, or the dead time after it did */
	LG_LOAD_WARM,        /* set and cleared by ambient temperature; warns */
	LG_LOAD_LOW_WARNING, /* set after warn_ms below shutdown; warns */
	LG_LOAD_FAULTS
};

enum lg_load_permission {
	LG_LOAD_OUT,
	LG_LOAD_PERMISSIONS
}; /* bit numbers of lg_fault_row.blocks */

enum lg_load_system {
	LG_LOAD_12V,
	LG_LOAD_24V,
	LG_LOAD_48V,
	LG_LOAD_SYSTEMS,
	LG_LOAD_AUTO
};

struct lg_load_levels { /* mV at IN, for one system voltage */
	int32_t shutdown_mV, restart_mV;
	int32_t over_mV;      /* above it: off at once */
	int32_t recharged_mV; /* above it for recharged_ms: the lock-out ends, BMS stops
				 are forgotten */
};

struct lg_load_config {
	enum lg_load_mode mode;
	enum lg_load_system system; /* LG_LOAD_AUTO: from the first voltage, once */
	struct lg_load_levels at[LG_LOAD_SYSTEMS];
	uint32_t warn_ms;       /* below shutdown until the alarm, 12 000 */
	uint32_t off_ms;        /* below shutdown until the load is cut, 90 000 */
	uint32_t on_ms;         /* at or above restart until it is back, 30 000 */
	uint32_t remote_on_ms;  /* remote closed until on, 1 000 */
	uint32_t dead_ms;       /* after a BMS stop: H is ignored, 30 000 */
	uint8_t lockout_cycles; /* BMS stops without recharge that lock, 3 */
	uint32_t recharged_ms;  /* 30 000 */
	uint32_t retry_ms;      /* between attempts after a short, 5 000 */
	uint8_t retries;        /* failed ones until it holds (E1), 2 */
	int32_t continuous_mA;  /* rating at full derating factor */
	int32_t peak_mA;        /* above it: at once */
	uint32_t overload_ms;   /* above the derated rating until it trips, 30 000 */
	struct lg_table derating_permille; /* of continuous_mA, over ambient mdegC */
	int32_t warm_mdegC;                /* above it: P2 */
	int32_t hot_mdegC;                 /* above it: E2, off */
	int32_t cooled_mdegC;              /* at or below it: back from either */
	uint32_t max_age_ms;               /* older readings are not believed; > 0 */
};

/* mode C: where the BMS signal stands */
enum lg_load_bms {
	LG_LOAD_BMS_WAITING, /* for H high */
	LG_LOAD_BMS_ENGAGED,
	LG_LOAD_BMS_DEAD, /* H floated; whatever it says now is ignored */
	LG_LOAD_BMS_LOCKED,
};

enum lg_load_short { LG_LOAD_SHORT_NONE, LG_LOAD_SHORT_RETRYING, LG_LOAD_SHORT_HOLDS };

struct lg_load_state { /* zeroed: open, nothing known */
	struct lg_reading voltage_mV, current_mA, ambient_mdegC;
	struct lg_reading remote, bms_high, unshorted, forward;
	enum lg_load_system system; /* detected; meaningful once `detected` */
	bool detected;
	struct lg_limit warning, undervoltage, overvoltage, warm, hot, overload,
		recharged;
	uint32_t remote_ms; /* remote has been closed for */
	enum lg_load_bms bms;
	uint32_t dead_ms;
	uint8_t stop_count; /* BMS stops since the last recharge */
	enum lg_load_short trip;
	uint32_t retry_ms;
	uint8_t retry_count; /* failed */
	bool closed;
};

struct lg_load_inputs { /* zeroed: nothing arrived. Switches: 0 off, else on */
	struct lg_sample voltage_mV; /* at IN */
	struct lg_sample current_mA; /* what the load asks, >= 0 */
	struct lg_sample ambient_mdegC;
	struct lg_sample remote;    /* L-H linked */
	struct lg_sample bms_high;  /* mode C: H is high */
	struct lg_sample unshorted; /* 0: the short-circuit comparator has fired */
	struct lg_sample forward;   /* 0: OUT is higher than IN */
};

struct lg_load_outputs {
	bool close_switch;
	enum lg_load_alarm alarm;
	enum lg_load_code code;
	uint32_t faults; /* bit (1 << enum lg_load_fault) */
};

extern const struct lg_fault_row lg_load_faults[LG_LOAD_FAULTS];

/* First thing wrong with a configuration, in words; NULL when it is sound. */
const char *lg_load_config_problem(const struct lg_load_config *config);

struct lg_load_outputs lg_load_step(struct lg_load_state *state,
				    const struct lg_load_config *config,
				    const struct lg_load_inputs *in, uint32_t dt_ms);

/* Until the answer could change if the inputs stay as they are. */
uint32_t lg_load_patience(const struct lg_load_state *state,
			  const struct lg_load_config *config);

#endif
