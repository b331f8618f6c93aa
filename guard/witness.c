/* SPDX-License-Identifier: Apache-2.0 */
/* The reading behind a fault: see witness.h. */
#include "guard/witness.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *fault;
	enum lg_witness_kind kind;
	int side; /* -1: the least reading, 1: the greatest */
} kinds[] = {
	{"low_cell", LG_WITNESS_CELL, -1},
	{"pre_alarm", LG_WITNESS_CELL, -1},
	{"high_cell", LG_WITNESS_CELL, 1},
	{"low_temp", LG_WITNESS_TEMPERATURE, -1},
	{"high_temp", LG_WITNESS_TEMPERATURE, 1},
};

int lg_battery_of_device(const struct lg_system *system, int device)
{
	for (int i = 0; i < system->n_batteries; i++)
		if (system->batteries[i].device == device)
			return i;
	return -1;
}

bool lg_device_feeds(const struct lg_system *system, int from, int to)
{
	const struct lg_wiring_device *source = &system->devices[from];
	const struct lg_wiring_device *here = &system->devices[to];

	for (int i = 0; i < here->n_feeds; i++) {
		int slot = system->wiring.feeds[here->first_feed + i].output -
			   source->first_output;

		if (slot >= 0 && slot < source->family->n_outputs)
			return true;
	}
	return false;
}

static bool has(const struct lg_system *system, const uint32_t *faults, int device,
		const char *name)
{
	const struct lg_family *family = system->devices[device].family;

	for (int f = 0; f < family->n_faults; f++)
		if (faults[device] & 1U << f && strcmp(family->faults[f].name, name) == 0)
			return true;
	return false;
}

static void judge_scan(struct lg_witness *worst, const struct lg_scan *scan, int battery,
		       enum lg_witness_kind kind, int side)
{
	bool cells = kind == LG_WITNESS_CELL;
	const int32_t *values = cells ? scan->cell_mV : scan->temperature_mdegC;
	int count = cells ? scan->cells : scan->temperatures;

	for (int i = 0; i < count; i++)
		if (worst->kind == LG_WITNESS_NONE ||
		    (side < 0 ? values[i] < worst->value : values[i] > worst->value))
			*worst = (struct lg_witness){.kind = (uint8_t)kind,
						     .index = (uint8_t)i,
						     .battery = (uint16_t)battery,
						     .value = values[i]};
}

/* Over the batteries that bear on it. One that is not read any more is the witness: its
 * last scan is not what decides. */
static struct lg_witness worst_of(const struct lg_system *system, const uint32_t *faults,
				  const struct lg_scan *const scans[LG_BATTERIES],
				  int device, size_t kind)
{
	const char *lost =
		kinds[kind].kind == LG_WITNESS_CELL ? "no_reading" : "no_temperature";
	struct lg_witness worst = {.kind = LG_WITNESS_NONE};

	for (int i = 0; i < system->n_batteries; i++) {
		int here = system->batteries[i].device;

		if (here != device && !lg_device_feeds(system, here, device))
			continue;
		if (has(system, faults, here, lost) || scans[i]->cells == 0)
			return (struct lg_witness){.kind = LG_WITNESS_LOST,
						   .battery = (uint16_t)i};
		judge_scan(&worst, scans[i], i, kinds[kind].kind, kinds[kind].side);
	}
	return worst;
}

/* A BMS that was never good because of an empty cell says only that it was never good. */
static const char *behind_unproven(const struct lg_system *system, const uint32_t *faults,
				   int device)
{
	for (int i = 0; i < system->n_batteries; i++)
		if (lg_device_feeds(system, system->batteries[i].device, device) &&
		    has(system, faults, system->batteries[i].device, "low_cell"))
			return "low_cell";
	return "unproven";
}

struct lg_witness lg_witness_find(const struct lg_system *system, const uint32_t *faults,
				  const struct lg_scan *const scans[LG_BATTERIES],
				  int device, const char *fault)
{
	if (strcmp(fault, "unproven") == 0)
		fault = behind_unproven(system, faults, device);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kinds[i].fault, fault) == 0)
			return worst_of(system, faults, scans, device, i);
	return (struct lg_witness){.kind = LG_WITNESS_NONE};
}

static int sensors_of(const struct lg_system *system, int battery)
{
	int count = 0;

	for (int slot = 0; slot < system->wiring.n_inputs; slot++)
		if (system->senses[slot].what == LG_SENSE_TEMPERATURE &&
		    system->senses[slot].index == battery)
			count++;
	return count;
}

void lg_witness_text(const struct lg_system *system, const struct lg_witness *witness,
		     char *text, size_t room)
{
	const char *id = system->batteries[witness->battery % LG_BATTERIES].id;

	text[0] = 0;
	switch ((enum lg_witness_kind)witness->kind) {
	case LG_WITNESS_NONE:
		return;
	case LG_WITNESS_CELL:
		snprintf(text, room, "%s cell %d: %.3f V", id, witness->index + 1,
			 witness->value / 1e3);
		return;
	case LG_WITNESS_TEMPERATURE:
		if (sensors_of(system, witness->battery) > 1)
			snprintf(text, room, "%s T%d: %.1f degC", id, witness->index + 1,
				 witness->value / 1e3);
		else
			snprintf(text, room, "%s: %.1f degC", id, witness->value / 1e3);
		return;
	case LG_WITNESS_LOST:
		snprintf(text, room, "%s: no reading", id);
		return;
	}
}
