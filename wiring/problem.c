/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a table of wires sound: see wiring.h. Checked once, so that the step need
 * not. */
#include "wiring/wiring.h"

static const char *size_problem(const struct lg_wiring *wiring)
{
	if (wiring->n_devices == 0)
		return "a wiring needs at least one device";
	if (wiring->n_devices > LG_WIRING_DEVICES)
		return "more devices than a wiring holds (64)";
	if (wiring->n_feeds > LG_WIRING_FEEDS)
		return "more wires than a wiring holds (256)";
	if (wiring->n_inputs > LG_WIRING_INPUTS || wiring->n_outputs > LG_WIRING_OUTPUTS)
		return "more signals than a wiring holds";
	return 0;
}

static const char *feed_problem(const struct lg_wiring *wiring,
				const struct lg_wiring_device *device)
{
	uint16_t last = 0;

	if (device->first_feed + device->n_feeds > wiring->n_feeds)
		return "a device names wires that are not there";
	for (int i = 0; i < device->n_feeds; i++) {
		const struct lg_feed *feed = &wiring->feeds[device->first_feed + i];

		if (feed->input < device->first_input ||
		    feed->input >= device->first_input + device->family->n_inputs)
			return "a wire ends outside its device";
		if (feed->input < last)
			return "the wires of a device must be ordered by input";
		if (feed->output >= device->first_output)
			return "a wire must come from an earlier device: signals run in "
			       "a circle";
		last = feed->input;
	}
	return 0;
}

/* Slots and memory as lg_wiring_place lays them: one device after the other. */
static const char *place_problem(const struct lg_wiring *wiring)
{
	uint32_t inputs = 0, outputs = 0, free_at = 0;

	for (int i = 0; i < wiring->n_devices; i++) {
		const struct lg_wiring_device *device = &wiring->devices[i];

		if (device->first_input != inputs || device->first_output != outputs)
			return "the slots of the devices must follow each other";
		if (device->state_at % 8U != 0 || device->state_at < free_at)
			return "the states of the devices overlap or are not aligned";
		inputs += device->family->n_inputs;
		outputs += device->family->n_outputs;
		free_at = device->state_at + device->family->state_size;
	}
	if (inputs != wiring->n_inputs || outputs != wiring->n_outputs)
		return "the totals of the slots are not those of the devices";
	if (free_at > wiring->memory_size)
		return "the memory is smaller than the states of the devices";
	return 0;
}

const char *lg_wiring_problem(const struct lg_wiring *wiring)
{
	const char *problem = size_problem(wiring);

	if (!problem)
		problem = place_problem(wiring);
	for (int i = 0; i < wiring->n_devices && !problem; i++) {
		problem = feed_problem(wiring, &wiring->devices[i]);
		if (!problem)
			problem = wiring->devices[i].family->problem(
				wiring->devices[i].config);
	}
	return problem;
}
