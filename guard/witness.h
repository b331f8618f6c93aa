/* SPDX-License-Identifier: Apache-2.0 */
/* The reading behind a fault: which cell or sensor of which battery, and what it said. */
#ifndef LG_GUARD_WITNESS_H
#define LG_GUARD_WITNESS_H

#include "guard/battery_link.h"
#include "system/system.h"

enum lg_witness_kind {
	LG_WITNESS_NONE,        /* the fault is about no cell and no temperature */
	LG_WITNESS_CELL,        /* value: mV */
	LG_WITNESS_TEMPERATURE, /* value: mdegC */
	LG_WITNESS_LOST,        /* it does not arrive */
};

struct lg_witness { /* zeroed: none */
	uint8_t kind;
	uint8_t index; /* cell or sensor, from 0 */
	uint16_t battery;
	int32_t value;
};

/* What a fault of a device, by its name, goes back to: the worst reading of the batteries
 * it watches, or of itself. faults: a mask a device, as of the same step. scans: the last
 * one of each battery. */
struct lg_witness lg_witness_find(const struct lg_system *system, const uint32_t *faults,
				  const struct lg_scan *const scans[LG_BATTERIES],
				  int device, const char *fault);

/* "house-2 cell 3: 2.790 V", "house-1: -8.0 degC", "house-2: no reading"; "" for none. */
void lg_witness_text(const struct lg_system *system, const struct lg_witness *witness,
		     char *text, size_t room);

/* The battery whose device this is, or -1. */
int lg_battery_of_device(const struct lg_system *system, int device);

/* Whether the wires lead from one device to another. */
bool lg_device_feeds(const struct lg_system *system, int from, int to);

#endif
