/* SPDX-License-Identifier: Apache-2.0 */
/* Scans into samples: see senses.h. */
#include "guard/senses.h"

#include <string.h>

static const struct lg_port *port_of(const struct lg_system *system, int slot)
{
	for (int i = 0; i < system->wiring.n_devices; i++) {
		const struct lg_wiring_device *device = &system->wiring.devices[i];
		int port = slot - device->first_input;

		if (port >= 0 && port < device->family->n_inputs)
			return &device->family->inputs[port];
	}
	return NULL;
}

bool lg_sense_by_product(const struct lg_sense *sense)
{
	return sense->by_product && sense->what != LG_SENSE_WIRE &&
	       sense->what != LG_SENSE_CONSTANT;
}

void lg_senses_start(struct lg_senses *senses, const struct lg_system *system)
{
	*senses = (struct lg_senses){.scanned = {false}};
	for (int slot = 0; slot < system->wiring.n_inputs; slot++) {
		const struct lg_sense *sense = &system->senses[slot];
		const struct lg_port *port = port_of(system, slot);

		if (sense->what == LG_SENSE_CONSTANT)
			senses->samples[slot] = (struct lg_sample){sense->constant, true};
		else if (lg_sense_by_product(sense) && port)
			senses->samples[slot] = (struct lg_sample){port->resting, true};
	}
}

/* The bank whose voltage a slot wants, or -1. */
static int bank_of(const struct lg_system *system, const struct lg_sense *sense)
{
	const struct lg_inverter *inverter;

	if (sense->what == LG_SENSE_BANK_V)
		return sense->index;
	if (sense->what == LG_SENSE_PROTECTOR_V)
		return system->protectors[sense->index].on;
	if (sense->what != LG_SENSE_INVERTER_V)
		return -1;
	inverter = &system->inverters[sense->index];
	if (inverter->on < 0 && inverter->on_protector >= 0)
		return system->protectors[inverter->on_protector].on;
	return inverter->on;
}

/* The voltage of a bank, when the string of this battery is complete. */
static void string_scanned(struct lg_senses *senses, const struct lg_system *system,
			   int battery)
{
	int index = system->batteries[battery].bank;
	const struct lg_bank *bank = &system->banks[index];
	int series = bank->series > 0 ? bank->series : 1;
	int first = battery - (battery - bank->first_battery) % series;
	int32_t sum_mV = 0;

	for (int i = first; i < first + series; i++) {
		if (!senses->scanned[i])
			return;
		sum_mV += senses->battery_mV[i];
	}
	memset(&senses->scanned[first], 0, (size_t)series * sizeof senses->scanned[0]);
	for (int slot = 0; slot < system->wiring.n_inputs; slot++) {
		const struct lg_sense *sense = &system->senses[slot];

		if (!lg_sense_by_product(sense) && bank_of(system, sense) == index)
			senses->samples[slot] = (struct lg_sample){sum_mV, true};
	}
}

void lg_senses_scan(struct lg_senses *senses, const struct lg_system *system, int battery,
		    const struct lg_scan *scan)
{
	for (int slot = 0; slot < system->wiring.n_inputs; slot++) {
		const struct lg_sense *sense = &system->senses[slot];

		if (sense->index != battery)
			continue;
		if (sense->what == LG_SENSE_CELL && sense->sub < scan->cells)
			senses->samples[slot] =
				(struct lg_sample){scan->cell_mV[sense->sub], true};
		if (sense->what == LG_SENSE_TEMPERATURE &&
		    sense->sub < scan->temperatures)
			senses->samples[slot] = (struct lg_sample){
				scan->temperature_mdegC[sense->sub], true};
	}
	senses->battery_mV[battery] = 0;
	for (int i = 0; i < scan->cells; i++)
		senses->battery_mV[battery] += scan->cell_mV[i];
	senses->scanned[battery] = true;
	string_scanned(senses, system, battery);
}

void lg_senses_rest(struct lg_senses *senses, const struct lg_system *system)
{
	for (int slot = 0; slot < system->wiring.n_inputs; slot++) {
		const struct lg_sense *sense = &system->senses[slot];

		if (sense->what != LG_SENSE_CONSTANT && !lg_sense_by_product(sense))
			senses->samples[slot].arrived = false;
	}
}

int lg_senses_count(const struct lg_system *system, int battery, enum lg_sense_what what)
{
	int count = 0;

	for (int slot = 0; slot < system->wiring.n_inputs; slot++)
		if (system->senses[slot].what == what &&
		    system->senses[slot].index == battery)
			count++;
	return count;
}
