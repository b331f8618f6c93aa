/* SPDX-License-Identifier: Apache-2.0 */
/* The wires of a build: devices in an order in which every signal comes from an earlier
 * one. Signals that run in a circle are refused with the place of the wire that closes
 * it. See netlist.h. */
#include "system/netlist.h"

#include <stdlib.h>
#include <string.h>

int lg_port_index(const struct lg_port *ports, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(ports[i].name, name) == 0)
			return i;
	return -1;
}

static void add(struct lg_net *net, struct lg_raw raw)
{
	if (net->n < LG_WIRING_DEVICES)
		net->raws[net->n] = raw;
	net->n++;
}

static const struct lg_pending *pending_of(const struct lg_loading *l,
					   enum lg_section_id section, int index)
{
	for (int i = 0; i < l->n_pending; i++)
		if (l->pending[i].section == section && l->pending[i].index == index)
			return &l->pending[i];
	return NULL;
}

static void collect(struct lg_net *net)
{
	struct lg_loading *l = net->l;
	struct lg_system *s = l->system;

	for (int i = 0; i < s->n_batteries; i++) {
		int bank = s->batteries[i].bank;

		add(net, (struct lg_raw){s->batteries[i].id, s->banks[bank].model,
					 l->configs[LG_SECTION_BATTERIES][bank],
					 LG_SECTION_BATTERIES, bank, i,
					 &s->batteries[i].device, NULL, -1});
	}
	for (int i = 0; i < s->n_bms; i++)
		add(net, (struct lg_raw){s->bms[i].id, s->bms[i].model,
					 l->configs[LG_SECTION_BMS][i], LG_SECTION_BMS, i,
					 -1, &s->bms[i].device, NULL, -1});
	for (int i = 0; i < s->n_protectors; i++)
		add(net, (struct lg_raw){s->protectors[i].id, s->protectors[i].model,
					 l->configs[LG_SECTION_PROTECTORS][i],
					 LG_SECTION_PROTECTORS, i, -1,
					 &s->protectors[i].device,
					 pending_of(l, LG_SECTION_PROTECTORS, i), -1});
	for (int i = 0; i < s->n_inverters; i++)
		add(net, (struct lg_raw){s->inverters[i].id, s->inverters[i].model,
					 l->configs[LG_SECTION_INVERTERS][i],
					 LG_SECTION_INVERTERS, i, -1,
					 &s->inverters[i].device, NULL, -1});
}

/* Tables of the wiring have fixed sizes: say which one a build outgrows. */
static bool fits(struct lg_net *net)
{
	struct lg_loading *l = net->l;
	const struct lg_place place = l->system->banks[0].place;
	int inputs = 0, outputs = 0, feeds = 0;

	if (net->n > LG_WIRING_DEVICES) {
		lg_fault(l, place, "batteries, BMSs, protectors and inverters together",
			 "%d devices; a build holds %d", net->n, LG_WIRING_DEVICES);
		return false;
	}
	for (int i = 0; i < net->n; i++) {
		const struct lg_family *family = lg_model_family(net->raws[i].model);

		inputs += family->n_inputs;
		outputs += family->n_outputs;
		feeds += net->raws[i].section == LG_SECTION_BMS
				 ? 5 * l->system->banks[l->system->bms[net->raws[i].index]
								.watches]
						   .n_batteries
				 : 2;
	}
	if (inputs <= LG_WIRING_INPUTS && outputs <= LG_WIRING_OUTPUTS &&
	    feeds <= LG_WIRING_FEEDS)
		return true;
	lg_fault(l, place, "fewer batteries or BMSs",
		 "%d inputs, %d outputs and %d wires; a build holds %d, %d and %d",
		 inputs, outputs, feeds, LG_WIRING_INPUTS, LG_WIRING_OUTPUTS,
		 LG_WIRING_FEEDS);
	return false;
}

/* What a wire can carry to a terminal: something that is high or low. Data and alarms are
 * no wires. */
static bool carries(const struct lg_port *port, enum lg_section_id to)
{
	return port->kind == LG_PORT_LEVEL || port->kind == LG_PORT_SWITCH ||
	       (port->kind == LG_PORT_FLAG && to == LG_SECTION_OUTPUTS);
}

static void wrong_output(struct lg_loading *l, const struct lg_yaml_node *node,
			 const struct lg_raw *raw, const char *port)
{
	const struct lg_family *family = lg_model_family(raw->model);
	const char *names[LG_FAMILY_OUTPUTS + 1];
	char hint[200];
	int n = 0;

	for (int i = 0; i < family->n_outputs; i++)
		if (carries(&family->outputs[i], LG_SECTION_LOADS))
			names[n++] = family->outputs[i].name;
	names[n] = NULL;
	lg_fault(l, node->place, lg_hint_for(port, names, hint, sizeof hint),
		 "'%s' has no signal '%.40s'", raw->id, port);
}

/* "bms.load_disconnect": which raw device, which output. */
static int signal_from(struct lg_net *net, const struct lg_pending *wanted, int *output)
{
	struct lg_loading *l = net->l;
	const struct lg_yaml_node *node = wanted->node;
	const char *dot = strchr(node->text, '.');
	size_t length = dot ? (size_t)(dot - node->text) : strlen(node->text);
	const char *ids[LG_WIRING_DEVICES + 1];
	char hint[200], asked[LG_ID + 8];

	for (int i = 0; i < net->n; i++) {
		const struct lg_raw *raw = &net->raws[i];
		const struct lg_family *family = lg_model_family(raw->model);

		ids[i] = raw->id;
		if (strlen(raw->id) != length ||
		    strncmp(raw->id, node->text, length) != 0)
			continue;
		*output = lg_port_index(family->outputs, family->n_outputs,
					dot ? dot + 1 : "");
		if (*output < 0) {
			wrong_output(l, node, raw, dot ? dot + 1 : "");
			return -1;
		}
		if (carries(&family->outputs[*output], wanted->section))
			return i;
		lg_fault(l, node->place,
			 "a wire carries high or low: bms.load_disconnect",
			 "'%.60s' is not a signal that a wire carries to %s", node->text,
			 lg_sections[wanted->section].one);
		return -1;
	}
	ids[net->n] = NULL;
	snprintf(asked, sizeof asked, "%.*s", (int)(length < LG_ID ? length : LG_ID),
		 node->text);
	lg_fault(l, node->place, lg_hint_for(asked, ids, hint, sizeof hint),
		 "no device is called '%s'; a signal is DEVICE.SIGNAL", asked);
	return -1;
}

/* Who must step before raw device `to`. */
static bool hears(const struct lg_net *net, int to, int from)
{
	const struct lg_system *s = net->l->system;
	const struct lg_raw *listener = &net->raws[to], *speaker = &net->raws[from];

	if (listener->section == LG_SECTION_BMS)
		return speaker->section == LG_SECTION_BATTERIES &&
		       speaker->index == s->bms[listener->index].watches;
	if (listener->section == LG_SECTION_INVERTERS)
		return speaker->section == LG_SECTION_BMS &&
		       speaker->index == s->inverters[listener->index].bms;
	return listener->remote && listener->remote_from == from;
}

enum mark { NEW, OPEN, DONE };

struct walk { /* depth first over who hears whom */
	enum mark marks[LG_WIRING_DEVICES];
	int path[LG_WIRING_DEVICES], depth, ordered;
};

static void refuse_circle(struct lg_net *net, const struct walk *walk, int from)
{
	char text[160] = "";
	size_t used = 0;
	int at = 0;

	while (walk->path[at] != from)
		at++;
	/* Only protectors take signals of each other, so the last of the path has the
	 * wire. */
	for (int i = at; i <= walk->depth && used < sizeof text - 1; i++) {
		int raw = i < walk->depth ? walk->path[i] : from;
		int wrote = snprintf(text + used, sizeof text - used, "%s%s",
				     i > at ? " <- " : "", net->raws[raw].id);

		used += (size_t)wrote;
	}
	lg_fault(net->l, net->raws[walk->path[walk->depth - 1]].remote->node->place,
		 "a protector's remote must come from elsewhere",
		 "signals run in a circle: %s", text);
}

static void visit(struct lg_net *net, struct walk *walk, int raw)
{
	walk->marks[raw] = OPEN;
	walk->path[walk->depth++] = raw;
	for (int from = 0; from < net->n; from++) {
		if (!hears(net, raw, from))
			continue;
		if (walk->marks[from] == OPEN)
			refuse_circle(net, walk, from);
		else if (walk->marks[from] == NEW)
			visit(net, walk, from);
	}
	walk->depth--;
	walk->marks[raw] = DONE;
	net->order[walk->ordered++] = raw;
}

static void place_devices(struct lg_net *net)
{
	struct lg_system *s = net->l->system;

	for (int i = 0; i < net->n; i++) {
		const struct lg_raw *raw = &net->raws[net->order[i]];

		*raw->device = i;
		s->devices[i].family = lg_model_family(raw->model);
		s->devices[i].config = raw->config;
		s->device_models[i] = raw->model;
		snprintf(s->device_ids[i], sizeof s->device_ids[i], "%s", raw->id);
	}
	s->wiring.devices = s->devices;
	s->wiring.feeds = s->feeds;
	s->wiring.n_devices = (uint16_t)net->n;
	lg_wiring_place(&s->wiring, s->devices);
}

/* Every signal the file names: its raw device now, its slot when devices are placed. */
static bool resolve(struct lg_net *net, int from[LG_PENDING], int output[LG_PENDING])
{
	bool good = true;

	for (int i = 0; i < net->l->n_pending; i++) {
		from[i] = signal_from(net, &net->l->pending[i], &output[i]);
		good = good && from[i] >= 0;
		for (int raw = 0; raw < net->n; raw++)
			if (net->raws[raw].remote == &net->l->pending[i])
				net->raws[raw].remote_from = from[i];
	}
	return good;
}

void lg_netlist_make(struct lg_loading *l)
{
	struct lg_net *net = calloc(1, sizeof *net);
	int from[LG_PENDING], output[LG_PENDING], before = l->problems->total_count;
	struct walk walk = {.depth = 0};
	const char *problem;

	if (!net) {
		lg_fault(l, (struct lg_place){1, 1}, "", "out of memory");
		return;
	}
	net->l = l;
	collect(net);
	if (fits(net) && resolve(net, from, output)) {
		for (int i = 0; i < net->n; i++)
			if (walk.marks[i] == NEW)
				visit(net, &walk, i);
	}
	if (l->problems->total_count == before) {
		place_devices(net);
		for (int i = 0; i < l->n_pending; i++)
			*l->pending[i].slot =
				l->system->devices[*net->raws[from[i]].device]
					.first_output +
				output[i];
		lg_feeds_make(net);
		lg_senses_make(net);
		lg_acts_make(net);
		problem = lg_wiring_problem(&l->system->wiring);
		if (problem)
			lg_fault(l, (struct lg_place){1, 1}, "", "the wires: %s",
				 problem);
	}
	free(net);
}
