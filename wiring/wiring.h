/* SPDX-License-Identifier: Apache-2.0 */
/* THE WIRES: the devices of a build and the signals between them, executed. Itself a
 * device: config, state, inputs, outputs, step, patience. What bench, guard and firmware
 * all call, and the only place that orders the steps.
 *
 *   external samples ──┐
 *                      ├─> device 0 ──feeds──> device 1 ──feeds──> device 2 ... outputs,
 * faults, events (cells, voltages)  ┘
 *
 * A step first lets dt pass in every device on the signals as they stood, then carries
 * what changed down the wires with dt 0: a signal that moved at the end of a step has not
 * held during it. Exact to the millisecond as long as dt is no longer than the patience;
 * a longer step is late, never early.
 */
#ifndef LG_WIRING_H
#define LG_WIRING_H

#include "core/event.h"
#include "wiring/family.h"

#define LG_WIRING_DEVICES 64
#define LG_WIRING_INPUTS  512
#define LG_WIRING_OUTPUTS 256
#define LG_WIRING_FEEDS   256

struct lg_feed {                /* one wire; several to one input: the least of them */
	uint16_t input, output; /* slots of the whole wiring */
};

struct lg_wiring_device {
	const struct lg_family *family;
	const void *config;                 /* the family's */
	uint16_t first_input, first_output; /* slots */
	uint16_t first_feed, n_feeds;       /* into feeds, ordered by input */
	uint32_t state_at;                  /* byte in the memory, a multiple of 8 */
};

struct lg_wiring { /* constant; in an order in which every feed comes from an earlier
		      device */
	const struct lg_wiring_device *devices;
	const struct lg_feed *feeds;
	uint16_t n_devices, n_feeds, n_inputs, n_outputs;
	uint32_t memory_size; /* bytes the caller gives: outputs, faults and the states of
				 all devices */
};

/* Fill first_input, first_output and state_at of each device, and the totals. What
 * system/ and the firmware's table maker call; the tables must have family, config and
 * feeds. */
void lg_wiring_place(struct lg_wiring *wiring, struct lg_wiring_device *devices);

/* First thing wrong with the table, in words; NULL when sound. Checks order, slots, sizes
 * and each device's config. */
const char *lg_wiring_problem(const struct lg_wiring *wiring);

/* memory: memory_size bytes aligned to 8, zeroed before the first step; a snapshot is a
 * copy of it. in: one sample an input slot; those that are fed by a wire are ignored.
 * events: may be NULL. */
void lg_wiring_step(void *memory, const struct lg_wiring *wiring,
		    const struct lg_sample *in, uint32_t dt_ms, struct lg_events *events);

/* A step of dt 0 in which only the samples of some devices (bit by index) have changed
 * since the last step: the others are left alone unless a wire brings them something.
 * LG_WIRING_ALL is the step with dt 0. */
#define LG_WIRING_ALL UINT64_MAX
void lg_wiring_edge(void *memory, const struct lg_wiring *wiring,
		    const struct lg_sample *in, uint64_t devices,
		    struct lg_events *events);

uint32_t lg_wiring_patience(const void *memory, const struct lg_wiring *wiring);

/* Of one device; the wiring's is the least of them. */
uint32_t lg_wiring_device_patience(const void *memory, const struct lg_wiring *wiring,
				   int device);

/* As of the last step: n_outputs slots, and a fault mask a device. */
const int32_t *lg_wiring_outputs(const void *memory);
const uint32_t *lg_wiring_faults(const void *memory, const struct lg_wiring *wiring);

#endif
