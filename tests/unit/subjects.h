/* SPDX-License-Identifier: Apache-2.0 */
/* The subjects of the properties: each device alone, and a small build (two batteries, a
 * BMS, a load protector in mode C, an inverter), all as wirings, so that one property
 * holds for everything; and random stimuli that dwell on the limits.
 *
 * Times come in two scales: as documented, and of a few milliseconds, where random steps
 * meet every pair of timers.
 */
#ifndef LG_TESTS_SUBJECTS_H
#define LG_TESTS_SUBJECTS_H

#include "tests/unit/presets.h"
#include "tests/unit/random.h"
#include "wiring/wiring.h"

enum subject_kind { BATTERY, BMS, LOAD_A, LOAD_C, INVERTER, BUILD, SUBJECTS };

#define SUBJECT_BYTES 4096

struct subject {
	struct lg_battery_config battery;
	struct lg_bms_config bms;
	struct lg_load_config load;
	struct lg_inverter_config inverter;
	struct lg_wiring_device devices[5];
	struct lg_wiring wiring;
};

struct memory {
	_Alignas(8) unsigned char bytes[SUBJECT_BYTES];
};

/* Build slots: battery inputs 0-19 and 20-39, outputs 0-4 and 5-9; bms in 40-46, out
 * 10-14; load in 47-53, out 15-17; inverter in 54-58. Two wires to one input: the least
 * of them. */
static const struct lg_feed build_feeds[] = {
	{40, 0}, {40, 5}, {41, 1}, {41, 6},  {42, 2},  {42, 7},  {43, 3},
	{43, 8}, {44, 4}, {44, 9}, {51, 10}, {54, 13}, {55, 14},
};

static inline void few_ms(struct dice *dice, struct subject *s)
{
	struct lg_limit_config *limits[] = {
		&s->battery.pre_alarm,   &s->battery.low_cell,  &s->battery.high_cell,
		&s->battery.low_temp,    &s->battery.high_temp, &s->inverter.low_voltage,
		&s->inverter.low_battery};

	for (size_t i = 0; i < COUNT(limits); i++) {
		limits[i]->trip_ms = roll(dice, 30) * roll(dice, 2);
		limits[i]->release_ms = roll(dice, 30) * roll(dice, 2);
		limits[i]->recovery_cancels = one_in(dice, 4);
	}
	s->battery.max_age_ms = 1 + roll(dice, 20);
	s->bms.max_age_ms = 1 + roll(dice, 20);
	s->load.max_age_ms = 1 + roll(dice, 20);
	s->inverter.max_age_ms = 1 + roll(dice, 20);
	s->bms.lead_ms = 1 + roll(dice, 50);
	s->load.warn_ms = roll(dice, 15);
	s->load.off_ms = s->load.warn_ms + 1 + roll(dice, 40);
	s->load.on_ms = 1 + roll(dice, 30);
	s->load.remote_on_ms = roll(dice, 10);
	s->load.dead_ms = roll(dice, 30);
	s->load.recharged_ms = 1 + roll(dice, 30);
	s->load.retry_ms = 1 + roll(dice, 12);
	s->load.overload_ms = 1 + roll(dice, 30);
	s->inverter.lost_alarm_ms = roll(dice, 40);
	s->inverter.lost_stop_ms = s->inverter.lost_alarm_ms + roll(dice, 20);
}

static inline void build_subject(struct subject *s, enum subject_kind kind,
				 struct dice *dice, bool documented_times)
{
	const struct lg_wiring_device battery = {.family = &lg_family_battery,
						 .config = &s->battery};
	const struct lg_wiring_device bms = {.family = &lg_family_bms, .config = &s->bms};
	const struct lg_wiring_device load = {.family = &lg_family_load,
					      .config = &s->load};
	const struct lg_wiring_device inverter = {.family = &lg_family_inverter,
						  .config = &s->inverter};

	*s = (struct subject){
		.battery = smart_battery(),
		.bms = small_bms(),
		.load = batteryprotect(kind == LOAD_A ? LG_LOAD_MODE_A : LG_LOAD_MODE_C),
		.inverter = multiplus((enum lg_inverter_wiring)roll(dice, 5))};
	s->inverter.lost_ends_all = one_in(dice, 2);
	s->bms.has_remote = !one_in(dice, 4);
	s->battery.temperatures = 2;
	if (!documented_times)
		few_ms(dice, s);
	s->wiring = (struct lg_wiring){.devices = s->devices, .n_devices = 1};
	s->devices[0] = kind == BMS ? bms : kind == INVERTER ? inverter : battery;
	if (kind == LOAD_A || kind == LOAD_C)
		s->devices[0] = load;
	if (kind == BUILD) {
		s->devices[0] = s->devices[1] = battery;
		s->devices[2] = bms;
		s->devices[3] = load;
		s->devices[4] = inverter;
		s->devices[2].n_feeds = 10;
		s->devices[3].first_feed = 10;
		s->devices[3].n_feeds = 1;
		s->devices[4].first_feed = 11;
		s->devices[4].n_feeds = 2;
		s->wiring.n_devices = 5;
		s->wiring.feeds = build_feeds;
		s->wiring.n_feeds = COUNT(build_feeds);
	}
	lg_wiring_place(&s->wiring, s->devices);
	assert_null(lg_wiring_problem(&s->wiring));
	assert_true(s->wiring.memory_size <= SUBJECT_BYTES);
}

/* The device and the port behind an input slot, or an output slot. */
static inline const struct lg_port *port_of(const struct subject *s, int slot, bool input)
{
	int i = s->wiring.n_devices - 1;

	while (slot < (input ? s->devices[i].first_input : s->devices[i].first_output))
		i--;
	return input ? &s->devices[i].family->inputs[slot - s->devices[i].first_input]
		     : &s->devices[i].family->outputs[slot - s->devices[i].first_output];
}

/* Values beside the levels; half the time a healthy one, so that timers of recovery run
 * out too. */
static inline int32_t stimulus(struct dice *dice, const struct lg_port *port)
{
	static const int32_t cells[] = {2799, 2800, 3099, 3100, 3150, 3199,
					3200, 3600, 3601, 3750, 3751},
			     voltages[] = {9499,  9500,  10499, 10500, 10899,
					   10900, 11200, 11999, 12000, 13000,
					   13001, 16300, 16301},
			     low_voltages[] = {9499, 9499, 9500, 10899, 10900, 11200},
			     currents[] = {0, 39000, 39001, 65000, 65001, 250000, 250001},
			     degrees[] = {4999,  5000,  8000,  45000, 47000, 50000,
					  50001, 55000, 60001, 70000, 70001};

	if (one_in(dice, 2))
		return port->resting;
	switch (port->kind) {
	case LG_PORT_mV:
		if (port == &lg_family_inverter.inputs[lg_family_inverter.n_inputs - 1])
			return low_voltages[roll(dice, COUNT(low_voltages))];
		return port->resting == 3300 ? cells[roll(dice, COUNT(cells))]
					     : voltages[roll(dice, COUNT(voltages))];
	case LG_PORT_mA:
		return currents[roll(dice, COUNT(currents))];
	case LG_PORT_mdegC:
		return degrees[roll(dice, COUNT(degrees))];
	case LG_PORT_ALARM:
	case LG_PORT_FLAG:
	case LG_PORT_LEVEL:
	case LG_PORT_SWITCH:
	case LG_PORT_CHAIN:
	case LG_PORT_LINK:
	case LG_PORT_CHOICE:
		break;
	}
	return (int32_t)roll(dice, 2);
}

static inline void all_resting(const struct subject *s, struct lg_sample *in)
{
	for (int i = 0; i < s->wiring.n_inputs; i++)
		in[i] = given(port_of(s, i, true)->resting);
}

/* The slots a stimulus is worth trying on: a battery's own cells and sensors. */
static inline int random_slot(struct dice *dice, const struct subject *s)
{
	for (;;) {
		int slot = (int)roll(dice, s->wiring.n_inputs);
		int i = s->wiring.n_devices - 1;

		while (slot < s->devices[i].first_input)
			i--;
		slot -= s->devices[i].first_input;
		if (s->devices[i].family != &lg_family_battery ||
		    slot < s->battery.cells ||
		    (slot >= LG_BATTERY_CELLS &&
		     slot < LG_BATTERY_CELLS + s->battery.temperatures))
			return s->devices[i].first_input + slot;
	}
}

/* One to three inputs move; some stop arriving. */
static inline void stimulate(struct dice *dice, const struct subject *s,
			     struct lg_sample *in)
{
	for (uint32_t n = 1 + roll(dice, 3); n > 0; n--) {
		int slot = random_slot(dice, s);

		in[slot].value = stimulus(dice, port_of(s, slot, true));
		in[slot].arrived = !one_in(dice, 6);
	}
}

#endif
