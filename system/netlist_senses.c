/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on every input of the wiring: a wire, something the world has, a constant,
 * or nothing; and which outputs move something in the world. See netlist.h and system.h.
 */
#include "system/netlist.h"

#include <stdlib.h>
#include <string.h>

static int output_of(const struct lg_system *s, int device, const char *name)
{
	const struct lg_family *family = s->devices[device].family;

	return s->devices[device].first_output +
	       lg_port_index(family->outputs, family->n_outputs, name);
}

static void feed(struct lg_system *s, struct lg_wiring_device *device, int input,
		 int output)
{
	s->feeds[s->wiring.n_feeds++] = (struct lg_feed){
		(uint16_t)(device->first_input + input), (uint16_t)output};
	device->n_feeds++;
}

/* The five signals of every case of its bank, each on the input of the same name. */
static void feed_bms(struct lg_system *s, const struct lg_bms *bms,
		     struct lg_wiring_device *device)
{
	const struct lg_bank *bank = &s->banks[bms->watches];

	for (int i = 0; i < lg_family_battery.n_outputs; i++) {
		const char *name = lg_family_battery.outputs[i].name;
		int input = lg_port_index(device->family->inputs,
					  device->family->n_inputs, name);

		for (int k = 0; k < bank->n_batteries; k++)
			feed(s, device, input,
			     output_of(s, s->batteries[bank->first_battery + k].device,
				       name));
	}
}

static void feed_inverter(struct lg_system *s, const struct lg_inverter *inverter,
			  struct lg_wiring_device *device)
{
	const struct lg_family *family = device->family;
	bool data = strcmp(inverter->wiring, "vebus") == 0;
	int bms;

	if (inverter->bms < 0)
		return;
	bms = s->bms[inverter->bms].device;
	feed(s, device, lg_port_index(family->inputs, family->n_inputs, "atc"),
	     output_of(s, bms, data ? "atc" : "charge_disconnect"));
	feed(s, device, lg_port_index(family->inputs, family->n_inputs, "atd"),
	     output_of(s, bms, data ? "atd" : "load_disconnect"));
}

static void feed_protector(struct lg_system *s, const struct lg_protector *protector,
			   struct lg_wiring_device *device)
{
	const struct lg_family *family = device->family;

	if (protector->remote >= 0)
		feed(s, device,
		     lg_port_index(family->inputs, family->n_inputs,
				   protector->mode == 'C' ? "H" : "remote"),
		     protector->remote);
}

static int by_input(const void *a, const void *b)
{
	const struct lg_feed *one = a, *other = b;

	return one->input != other->input ? (int)one->input - other->input
					  : (int)one->output - other->output;
}

void lg_feeds_make(struct lg_net *net)
{
	struct lg_system *s = net->l->system;

	for (int i = 0; i < net->n; i++) {
		const struct lg_raw *raw = &net->raws[net->order[i]];
		struct lg_wiring_device *device = &s->devices[i];

		device->first_feed = s->wiring.n_feeds;
		if (raw->section == LG_SECTION_BMS)
			feed_bms(s, &s->bms[raw->index], device);
		else if (raw->section == LG_SECTION_INVERTERS)
			feed_inverter(s, &s->inverters[raw->index], device);
		else if (raw->section == LG_SECTION_PROTECTORS)
			feed_protector(s, &s->protectors[raw->index], device);
		qsort(&s->feeds[device->first_feed], device->n_feeds, sizeof s->feeds[0],
		      by_input);
	}
}

static struct lg_sense constant(int32_t value)
{
	return (struct lg_sense){.what = LG_SENSE_CONSTANT, .constant = value};
}

static struct lg_sense battery_sense(const struct lg_raw *raw, int input)
{
	const char *name = lg_family_battery.inputs[input].name;
	bool cell = strncmp(name, "cell", 4) == 0;

	if (!lg_model_has_input(raw->model, input))
		return (struct lg_sense){.what = LG_SENSE_NOTHING};
	return (struct lg_sense){.what = cell ? LG_SENSE_CELL : LG_SENSE_TEMPERATURE,
				 .index = raw->case_,
				 .sub = atoi(name + (cell ? 4 : 1)) - 1};
}

static struct lg_sense protector_sense(const struct lg_net *net, const struct lg_raw *raw,
				       const struct lg_port *port)
{
	const struct lg_protector *protector = &net->l->system->protectors[raw->index];
	bool in_use = strcmp(port->name, protector->mode == 'C' ? "H" : "remote") == 0;

	if (strcmp(port->name, "V") == 0)
		return (struct lg_sense){.what = LG_SENSE_PROTECTOR_V,
					 .index = raw->index};
	if (strcmp(port->name, "I") == 0)
		return (struct lg_sense){.what = LG_SENSE_PROTECTOR_A,
					 .index = raw->index};
	if (strcmp(port->name, "T") == 0)
		return (struct lg_sense){.what = LG_SENSE_AMBIENT};
	/* lg_finish_protector: in mode C an H that nobody wired is open. */
	if (in_use && net->l->by_hand_open[raw->section][raw->index])
		return constant(0);
	return constant(port->resting);
}

static struct lg_sense inverter_sense(const struct lg_raw *raw,
				      const struct lg_port *port)
{
	if (strcmp(port->name, "V") == 0)
		return (struct lg_sense){.what = LG_SENSE_INVERTER_V,
					 .index = raw->index};
	if (strcmp(port->name, "ac_in") == 0)
		return (struct lg_sense){.what = LG_SENSE_INVERTER_AC,
					 .index = raw->index};
	return constant(port->resting);
}

static struct lg_sense bms_sense(const struct lg_net *net, const struct lg_raw *raw,
				 const struct lg_port *port)
{
	if (port->kind == LG_PORT_ALARM)
		return (struct lg_sense){.what = LG_SENSE_NOTHING};
	if (strcmp(port->name, "remote") == 0 &&
	    net->l->by_hand_open[raw->section][raw->index])
		return constant(0);
	return constant(port->resting);
}

static struct lg_sense sense_of(const struct lg_net *net, const struct lg_raw *raw,
				int input)
{
	const struct lg_port *port = &lg_model_family(raw->model)->inputs[input];
	struct lg_sense sense;

	if (raw->section == LG_SECTION_BATTERIES)
		sense = battery_sense(raw, input);
	else if (raw->section == LG_SECTION_BMS)
		sense = bms_sense(net, raw, port);
	else if (raw->section == LG_SECTION_PROTECTORS)
		sense = protector_sense(net, raw, port);
	else
		sense = inverter_sense(raw, port);
	sense.by_product = port->measured_by_device;
	return sense;
}

void lg_senses_make(struct lg_net *net)
{
	struct lg_system *s = net->l->system;

	for (int i = 0; i < net->n; i++)
		for (int k = 0; k < s->devices[i].family->n_inputs; k++)
			s->senses[s->devices[i].first_input + k] =
				sense_of(net, &net->raws[net->order[i]], k);
	for (int i = 0; i < s->wiring.n_feeds; i++)
		s->senses[s->feeds[i].input].what = LG_SENSE_WIRE;
}

static void act(struct lg_system *s, enum lg_act_what what, int index, int output)
{
	s->acts[s->n_acts++] = (struct lg_act){what, index, output};
}

/* What a person can perceive before a load goes: the pre-alarm of a BMS, the alarm of a
 * protector or an inverter. */
static void warnings_make(struct lg_system *s)
{
	static const char *const heard[] = {"pre_alarm_out", "alarm"};

	for (int i = 0; i < s->wiring.n_devices; i++) {
		const struct lg_family *family = s->devices[i].family;

		for (size_t k = 0; k < sizeof heard / sizeof heard[0]; k++)
			if (lg_port_index(family->outputs, family->n_outputs, heard[k]) >=
			    0)
				act(s, LG_ACT_WARNING, i, output_of(s, i, heard[k]));
	}
}

void lg_acts_make(struct lg_net *net)
{
	struct lg_system *s = net->l->system;

	for (int i = 0; i < s->n_protectors; i++)
		act(s, LG_ACT_PROTECTOR, i, output_of(s, s->protectors[i].device, "out"));
	for (int i = 0; i < s->n_inverters; i++) {
		int device = s->inverters[i].device;

		act(s, LG_ACT_CHARGER, i, output_of(s, device, "charger"));
		act(s, LG_ACT_INVERTER, i, output_of(s, device, "inverter"));
		act(s, LG_ACT_PASS_THROUGH, i, output_of(s, device, "pass_through"));
	}
	for (int i = 0; i < s->n_solar; i++)
		if (s->solar[i].remote >= 0)
			act(s, LG_ACT_SOLAR, i, s->solar[i].remote);
	for (int i = 0; i < s->n_loads; i++)
		if (s->loads[i].remote >= 0)
			act(s, LG_ACT_LOAD, i, s->loads[i].remote);
	warnings_make(s);
}

int lg_system_output(const struct lg_system *s, const char *signal)
{
	const char *dot = strchr(signal, '.');
	size_t length = dot ? (size_t)(dot - signal) : 0;

	for (int i = 0; dot && i < s->wiring.n_devices; i++) {
		const struct lg_family *family = s->devices[i].family;
		int port;

		if (strlen(s->device_ids[i]) != length ||
		    strncmp(s->device_ids[i], signal, length) != 0)
			continue;
		port = lg_port_index(family->outputs, family->n_outputs, dot + 1);
		return port < 0 ? -1 : s->devices[i].first_output + port;
	}
	return -1;
}

const struct lg_port *lg_system_output_port(const struct lg_system *s, int slot,
					    int *device)
{
	for (int i = 0; i < s->wiring.n_devices; i++) {
		int port = slot - s->devices[i].first_output;

		if (port < 0 || port >= s->devices[i].family->n_outputs)
			continue;
		if (device)
			*device = i;
		return &s->devices[i].family->outputs[port];
	}
	return NULL;
}
