/* SPDX-License-Identifier: Apache-2.0 */
/* THE WIRES, executed: see wiring.h.
 *
 * memory:  outputs | next outputs | faults | state of device 0 | state of device 1 | ...
 * each part aligned to 8 bytes
 */
#include "wiring/wiring.h"

#include "core/ms.h"

static uint32_t aligned(uint32_t bytes)
{
	return (bytes + 7U) & ~7U;
}

static uint32_t outputs_size(const struct lg_wiring *wiring)
{
	return aligned((uint32_t)(wiring->n_outputs * sizeof(int32_t)));
}

static int32_t *next_outputs(void *memory, const struct lg_wiring *wiring)
{
	return (int32_t *)(void *)((unsigned char *)memory + outputs_size(wiring));
}

static uint32_t *faults_in(void *memory, const struct lg_wiring *wiring)
{
	return (uint32_t *)(void *)((unsigned char *)memory + 2U * outputs_size(wiring));
}

static uint32_t states_at(const struct lg_wiring *wiring)
{
	return 2U * outputs_size(wiring) +
	       aligned((uint32_t)(wiring->n_devices * sizeof(uint32_t)));
}

const int32_t *lg_wiring_outputs(const void *memory)
{
	return memory;
}

const uint32_t *lg_wiring_faults(const void *memory, const struct lg_wiring *wiring)
{
	const unsigned char *bytes = memory;

	return (const uint32_t *)(const void *)(bytes + 2U * outputs_size(wiring));
}

void lg_wiring_place(struct lg_wiring *wiring, struct lg_wiring_device *devices)
{
	uint16_t inputs = 0, outputs = 0;
	uint32_t at;

	for (int i = 0; i < wiring->n_devices; i++) {
		devices[i].first_input = inputs;
		devices[i].first_output = outputs;
		inputs = (uint16_t)(inputs + devices[i].family->n_inputs);
		outputs = (uint16_t)(outputs + devices[i].family->n_outputs);
	}
	wiring->n_inputs = inputs;
	wiring->n_outputs = outputs;
	at = states_at(wiring);
	for (int i = 0; i < wiring->n_devices; i++) {
		devices[i].state_at = at;
		at += aligned(devices[i].family->state_size);
	}
	wiring->memory_size = at;
}

/* What a device sees: its own samples, and over them what the wires bring. */
static void gather(const struct lg_wiring *wiring, const struct lg_wiring_device *device,
		   const struct lg_sample *in, const int32_t *outputs,
		   struct lg_sample slots[LG_FAMILY_INPUTS])
{
	uint16_t filled = UINT16_MAX;

	for (int i = 0; i < device->family->n_inputs; i++)
		slots[i] = in[device->first_input + i];
	for (int i = 0; i < device->n_feeds; i++) {
		const struct lg_feed *feed = &wiring->feeds[device->first_feed + i];
		struct lg_sample *slot = &slots[feed->input - device->first_input];
		int32_t value = outputs[feed->output];

		if (feed->input == filled && slot->value < value)
			continue;
		*slot = (struct lg_sample){value, true};
		filled = feed->input;
	}
}

static int lowest_bit(uint32_t mask)
{
	int bit = 0;

	while (!(mask & 1U)) {
		mask >>= 1;
		bit++;
	}
	return bit;
}

/* Why an output moved. One that faults can block: what blocks it now, else what no longer
 * does. Any other: what came, else what went. Without either an input did it. */
static struct lg_event explain(const struct lg_family *family, const struct lg_port *port,
			       uint32_t before, uint32_t now)
{
	uint32_t came = now & ~before, went = before & ~now;
	struct lg_event event = {.why = LG_WHY_INPUT};
	int cause = -1, cleared = -1;

	if (port->permission >= 0) {
		cause = lg_permission_reason(now, family->faults, family->n_faults,
					     port->permission);
		cleared = lg_permission_reason(went, family->faults, family->n_faults,
					       port->permission);
	} else {
		cause = came ? lowest_bit(came) : -1;
		cleared = went ? lowest_bit(went) : -1;
	}
	if (cause >= 0) {
		event.why = LG_WHY_FAULT;
		event.fault = (uint8_t)cause;
	} else if (cleared >= 0) {
		event.why = LG_WHY_CLEARED;
		event.fault = (uint8_t)cleared;
	}
	return event;
}

/* Take over a device's new outputs; whether any differs. */
static bool publish(void *memory, const struct lg_wiring *wiring, int index,
		    uint32_t faults, struct lg_events *events)
{
	const struct lg_wiring_device *device = &wiring->devices[index];
	int32_t *outputs = (int32_t *)memory + device->first_output;
	const int32_t *next = next_outputs(memory, wiring) + device->first_output;
	uint32_t *known = &faults_in(memory, wiring)[index];
	bool changed = false;

	for (int i = 0; i < device->family->n_outputs; i++) {
		if (outputs[i] == next[i])
			continue;
		changed = true;
		outputs[i] = next[i];
		if (events) {
			struct lg_event event =
				explain(device->family, &device->family->outputs[i],
					*known, faults);

			event.device = (uint16_t)index;
			event.output = (uint16_t)i;
			event.value = next[i];
			lg_events_push(events, event);
		}
	}
	*known = faults;
	return changed;
}

static uint32_t step_device(void *memory, const struct lg_wiring *wiring, int index,
			    const struct lg_sample *in, uint32_t dt_ms)
{
	const struct lg_wiring_device *device = &wiring->devices[index];
	struct lg_sample slots[LG_FAMILY_INPUTS];

	gather(wiring, device, in, memory, slots);
	return device->family->step(
		(unsigned char *)memory + device->state_at, device->config, slots,
		next_outputs(memory, wiring) + device->first_output, dt_ms);
}

/* Whether any wire to the device comes from one of the changed devices. */
static bool concerned(const struct lg_wiring *wiring, int index, uint64_t changed)
{
	const struct lg_wiring_device *device = &wiring->devices[index];

	for (int from = 0; from < index; from++) {
		const struct lg_wiring_device *source = &wiring->devices[from];

		if (!(changed & (UINT64_C(1) << from)))
			continue;
		for (int i = 0; i < device->n_feeds; i++) {
			int slot = wiring->feeds[device->first_feed + i].output -
				   source->first_output;

			if (slot >= 0 && slot < source->family->n_outputs)
				return true;
		}
	}
	return false;
}

void lg_wiring_edge(void *memory, const struct lg_wiring *wiring,
		    const struct lg_sample *in, uint64_t devices,
		    struct lg_events *events)
{
	uint64_t changed = 0;

	for (int i = 0; i < wiring->n_devices; i++) {
		uint64_t own = UINT64_C(1) << i;

		if (!(devices & own) && !concerned(wiring, i, changed))
			continue;
		if (publish(memory, wiring, i, step_device(memory, wiring, i, in, 0),
			    events))
			changed |= own;
	}
}

/* Devices that hear one that changed. */
static uint64_t listeners(const struct lg_wiring *wiring, uint64_t changed)
{
	uint64_t devices = 0;

	for (int i = 0; i < wiring->n_devices; i++)
		if (concerned(wiring, i, changed))
			devices |= UINT64_C(1) << i;
	return devices;
}

void lg_wiring_step(void *memory, const struct lg_wiring *wiring,
		    const struct lg_sample *in, uint32_t dt_ms, struct lg_events *events)
{
	uint32_t faults[LG_WIRING_DEVICES];
	uint64_t changed = 0;

	if (dt_ms == 0) {
		lg_wiring_edge(memory, wiring, in, LG_WIRING_ALL, events);
		return;
	}
	for (int i = 0; i < wiring->n_devices; i++)
		faults[i] = step_device(memory, wiring, i, in, dt_ms);
	for (int i = 0; i < wiring->n_devices; i++)
		if (publish(memory, wiring, i, faults[i], events))
			changed |= UINT64_C(1) << i;
	if (changed != 0)
		lg_wiring_edge(memory, wiring, in, listeners(wiring, changed), events);
}

uint32_t lg_wiring_device_patience(const void *memory, const struct lg_wiring *wiring,
				   int device)
{
	const struct lg_wiring_device *asked = &wiring->devices[device];

	return asked->family->patience((const unsigned char *)memory + asked->state_at,
				       asked->config);
}

uint32_t lg_wiring_patience(const void *memory, const struct lg_wiring *wiring)
{
	uint32_t least_ms = LG_NEVER_ms;

	for (int i = 0; i < wiring->n_devices; i++)
		least_ms = lg_ms_least(least_ms,
				       lg_wiring_device_patience(memory, wiring, i));
	return least_ms;
}
