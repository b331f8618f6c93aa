/* SPDX-License-Identifier: Apache-2.0 */
/* A build in words: see explain.h. */
#include "system/explain.h"
#include "system/keys.h"
#include "system/settings.h"

#include <string.h>

static void origin(const struct lg_said *said, char *text, size_t size)
{
	switch (said->origin) {
	case LG_ORIGIN_FILE:
		snprintf(text, size, "line %d", said->place.line);
		break;
	case LG_ORIGIN_CATALOG:
		snprintf(text, size, "catalogue, %s: %s",
			 lg_evidence_name(said->number->evidence), said->number->source);
		break;
	case LG_ORIGIN_DEFAULT:
		snprintf(text, size, "default, assumed");
		break;
	case LG_ORIGIN_COMPUTED:
		snprintf(text, size, "follows from the build");
		break;
	}
}

/* 24 columns of text, counted in characters. */
static void padded(FILE *out, const char *text, int columns)
{
	fputs(text, out);
	for (const char *c = text; *c; c++)
		columns -= ((unsigned char)*c & 0xc0) != 0x80;
	for (; columns > 0; columns--)
		fputc(' ', out);
}

static void row(FILE *out, const char *key, const char *value, const char *from)
{
	fputs("    ", out);
	padded(out, key, 20);
	fputc(' ', out);
	padded(out, value, 24);
	fprintf(out, " # %s\n", from);
}

static bool chosen(const struct lg_system *s, const char *section, const char *id,
		   const char *key)
{
	for (int i = 0; i < s->n_said; i++)
		if (strcmp(s->said[i].section, section) == 0 &&
		    strcmp(s->said[i].id, id) == 0 && strcmp(s->said[i].key, key) == 0)
			return true;
	return false;
}

/* The model's settings that the file leaves alone. */
static void settings(const struct lg_system *s, const struct lg_section *section,
		     const char *id, const struct lg_model *model, FILE *out)
{
	for (const struct lg_setting *setting = lg_model_settings(model);
	     setting && setting->key; setting++) {
		enum lg_evidence evidence;
		const char *source = "";
		char value[80], from[200];

		if (chosen(s, section->name, id, setting->key) ||
		    !lg_setting_default(model, setting->key, value, sizeof value,
					&evidence, &source))
			continue;
		snprintf(from, sizeof from, "catalogue, %s: %s",
			 lg_evidence_name(evidence), source ? source : "");
		row(out, setting->key, value, from);
	}
}

static const struct lg_model *model_of(const struct lg_system *s, const char *id)
{
	for (int i = 0; i < s->n_banks; i++)
		if (strcmp(s->banks[i].id, id) == 0)
			return s->banks[i].model;
	for (int i = 0; i < s->wiring.n_devices; i++)
		if (strcmp(s->device_ids[i], id) == 0)
			return s->device_models[i];
	return NULL;
}

static void values(const struct lg_system *s, const struct lg_section *section, FILE *out)
{
	const char *id = NULL;
	char from[240];

	for (int i = 0; i < s->n_said; i++) {
		const struct lg_said *said = &s->said[i];
		bool last;

		if (strcmp(said->section, section->name) != 0)
			continue;
		if (!id)
			fprintf(out, "\n%s:\n", section->name);
		if (!id || strcmp(id, said->id) != 0) {
			id = said->id;
			if (id[0])
				fprintf(out, "  %s:\n", id);
		}
		origin(said, from, sizeof from);
		row(out, said->key, said->text, from);
		last = i + 1 == s->n_said || strcmp(s->said[i + 1].id, id) != 0 ||
		       strcmp(s->said[i + 1].section, section->name) != 0;
		if (last && section->family && model_of(s, id))
			settings(s, section, id, model_of(s, id), out);
	}
}

static const char *signal_name(const struct lg_system *s, int slot, char *text,
			       size_t size)
{
	int device = 0;
	const struct lg_port *port = lg_system_output_port(s, slot, &device);

	snprintf(text, size, "%s.%s", port ? s->device_ids[device] : "?",
		 port ? port->name : "?");
	return text;
}

static void wires_of(const struct lg_system *s, int slot, char *text, size_t size)
{
	char name[64];
	size_t used = 0;

	text[0] = 0;
	for (int i = 0; i < s->wiring.n_feeds && used < size; i++)
		if (s->feeds[i].input == slot)
			used += (size_t)snprintf(
				text + used, size - used, "%s%s", used ? ", " : "",
				signal_name(s, s->feeds[i].output, name, sizeof name));
}

void lg_explain_input(const struct lg_system *s, int slot, char *text, size_t size)
{
	const struct lg_sense *sense = &s->senses[slot];

	switch (sense->what) {
	case LG_SENSE_NOTHING:
		snprintf(text, size, "nobody");
		break;
	case LG_SENSE_CONSTANT:
		snprintf(text, size,
			 sense->constant ? "always well" : "nothing: it floats");
		break;
	case LG_SENSE_CELL:
		snprintf(text, size, "cell %d of %s", sense->sub + 1,
			 s->batteries[sense->index].id);
		break;
	case LG_SENSE_TEMPERATURE:
		snprintf(text, size, "sensor %d of %s", sense->sub + 1,
			 s->batteries[sense->index].id);
		break;
	case LG_SENSE_BANK_V:
		snprintf(text, size, "voltage of %s at the busbar",
			 s->banks[sense->index].id);
		break;
	case LG_SENSE_PROTECTOR_V:
		snprintf(text, size, "voltage at the input of %s",
			 s->protectors[sense->index].id);
		break;
	case LG_SENSE_PROTECTOR_A:
		snprintf(text, size, "what the loads of %s ask",
			 s->protectors[sense->index].id);
		break;
	case LG_SENSE_INVERTER_V:
		snprintf(text, size, "voltage at the terminals of %s",
			 s->inverters[sense->index].id);
		break;
	case LG_SENSE_INVERTER_AC:
		snprintf(text, size, "mains at %s", s->inverters[sense->index].id);
		break;
	case LG_SENSE_AMBIENT:
		snprintf(text, size, "the air around it");
		break;
	case LG_SENSE_WIRE:
		wires_of(s, slot, text, size);
		break;
	}
}

/* Whether the product has this input at all. */
static bool is_there(const struct lg_system *s, int device, int input)
{
	return lg_model_has_input(s->device_models[device], input);
}

static void netlist(const struct lg_system *s, FILE *out)
{
	fprintf(out, "\nsignals (several on one input: the worst of them):\n");
	for (int i = 0; i < s->wiring.n_devices; i++) {
		const struct lg_wiring_device *device = &s->devices[i];

		for (int k = 0; k < device->family->n_inputs; k++) {
			int slot = device->first_input + k;
			char name[64], from[400];

			if (!is_there(s, i, k) ||
			    s->senses[slot].what == LG_SENSE_NOTHING)
				continue;
			lg_explain_input(s, slot, from, sizeof from);
			snprintf(name, sizeof name, "%s.%s", s->device_ids[i],
				 device->family->inputs[k].name);
			fputs("  ", out);
			padded(out, name, 28);
			fprintf(out, " <- %s%s\n", from,
				s->senses[slot].by_product
					? " (seen by the product itself)"
					: "");
		}
	}
}

static void permitted(const struct lg_system *s, const char *id, int slot, FILE *out)
{
	char name[64];

	if (slot < 0)
		fprintf(out, "  %s runs when it likes: no signal stops it\n", id);
	else
		fprintf(out, "  %s runs while %s is high\n", id,
			signal_name(s, slot, name, sizeof name));
}

static void moves(const struct lg_system *s, FILE *out)
{
	fprintf(out, "\nwhat is moved:\n");
	for (int i = 0; i < s->n_protectors; i++)
		fprintf(out, "  %s.out switches its loads\n", s->protectors[i].id);
	for (int i = 0; i < s->n_inverters; i++)
		fprintf(out, "  %s: its charger, bridge and mains switch (%s)\n",
			s->inverters[i].id,
			s->inverters[i].bms < 0 ? "no BMS tells it to stop"
						: s->bms[s->inverters[i].bms].id);
	for (int i = 0; i < s->n_solar; i++)
		permitted(s, s->solar[i].id, s->solar[i].remote, out);
	for (int i = 0; i < s->n_loads; i++)
		if (s->loads[i].on == LG_ON_BANK)
			permitted(s, s->loads[i].id, s->loads[i].remote, out);
}

static void unmeasured(const struct lg_system *s, FILE *out)
{
	int found = 0;

	fprintf(out, "\nwhat nobody measures:\n");
	for (int i = 0; i < s->wiring.n_devices; i++)
		for (int k = 0; k < s->devices[i].family->n_inputs; k++) {
			if (!is_there(s, i, k) ||
			    s->senses[s->devices[i].first_input + k].what !=
				    LG_SENSE_NOTHING)
				continue;
			fprintf(out, "  %s.%s\n", s->device_ids[i],
				s->devices[i].family->inputs[k].name);
			found++;
		}
	for (int i = 0; i < s->n_batteries; i++) {
		bool read = false;

		for (int k = 0; k < s->n_links; k++)
			read = read || s->links[k].index == i;
		if (read || s->n_links == 0)
			continue;
		fprintf(out, "  %s, when live: no link reads it\n", s->batteries[i].id);
		found++;
	}
	if (found == 0)
		fprintf(out, "  nothing: every input of every device has a source\n");
}

/* A guard beside a product does not see what only the product sees. */
static void taken_as_healthy(const struct lg_system *s, FILE *out)
{
	bool first = true;

	for (int i = 0; i < s->wiring.n_devices; i++)
		for (int k = 0; k < s->devices[i].family->n_inputs; k++) {
			if (!is_there(s, i, k) ||
			    !s->senses[s->devices[i].first_input + k].by_product)
				continue;
			fprintf(out,
				first ? "\ntaken as healthy when live, for only the "
					"product "
					"sees it:\n  %s.%s"
				      : ", %s.%s",
				s->device_ids[i], s->devices[i].family->inputs[k].name);
			first = false;
		}
	if (!first)
		fputc('\n', out);
}

void lg_explain_system(const struct lg_system *s, FILE *out)
{
	fprintf(out, "%s (%s): %d devices, %d wires\n", s->name, s->file,
		s->wiring.n_devices, s->wiring.n_feeds);
	for (int i = 0; i < LG_SECTIONS; i++)
		values(s, &lg_sections[i], out);
	netlist(s, out);
	moves(s, out);
	unmeasured(s, out);
	taken_as_healthy(s, out);
}
