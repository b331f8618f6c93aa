/* SPDX-License-Identifier: Apache-2.0 */
/* A family of devices as the wires see it: named inputs and outputs in slots, one step.
 * Behind each row stands a pure device of devices/; the row only moves slots into its
 * inputs struct and its outputs struct into slots.
 *
 * Signals are whole numbers. On a wire 0 is "stop" and a signal that feeds an input
 * together with others is their least, so the worst wins and a missing wire stops. What
 * people read as an alarm (1 = bad) is therefore stored as "all is well".
 */
#ifndef LG_WIRING_FAMILY_H
#define LG_WIRING_FAMILY_H

#include "core/permission.h"
#include "core/reading.h"

#include <stddef.h>

/* what a slot holds, and how it is written for people */
enum lg_port_kind {
	LG_PORT_ALARM,  /* 1 all is well, shown as 0; 0 alarm, shown as 1 */
	LG_PORT_FLAG,   /* 0, 1 */
	LG_PORT_LEVEL,  /* 0 float, 1 high */
	LG_PORT_SWITCH, /* 0 off, 1 on */
	LG_PORT_CHAIN,  /* 0 open, 1 ok */
	LG_PORT_LINK,   /* 0 lost, 1 ok */
	LG_PORT_CHOICE, /* index into texts */
	LG_PORT_mV,     /* shown in V */
	LG_PORT_mA,     /* shown in A */
	LG_PORT_mdegC,  /* shown in degC */
};

struct lg_port {
	const char *name; /* as in the machine interface: "cell1", "load_disconnect" */
	enum lg_port_kind kind;
	int16_t permission;      /* outputs: bit number that faults block; -1: none */
	bool measured_by_device; /* inputs: the product senses it itself; who guards from
				    outside may not see it */
	int32_t resting;         /* inputs: the healthy value, for what nobody measures or
				    connects on the bench */
	const char *const *texts; /* LG_PORT_CHOICE, ends with NULL */
};

struct lg_family {
	const char *name; /* "battery", "bms", "load", "inverter" */
	const struct lg_port *inputs, *outputs;
	uint8_t n_inputs, n_outputs;
	const struct lg_fault_row *faults;
	uint8_t n_faults;
	uint32_t state_size, config_size;
	/* Writes every output slot, returns the faults. */
	uint32_t (*step)(void *state, const void *config, const struct lg_sample *in,
			 int32_t *out, uint32_t dt_ms);
	uint32_t (*patience)(const void *state, const void *config);
	const char *(*problem)(const void *config);
};

#define LG_FAMILY_INPUTS  24 /* most input slots a family has */
#define LG_FAMILY_OUTPUTS 12

extern const struct lg_family lg_family_battery;
extern const struct lg_family lg_family_bms;
extern const struct lg_family lg_family_load;
extern const struct lg_family lg_family_inverter;

/* All of them; ends with NULL. */
extern const struct lg_family *const lg_families[];

#endif
