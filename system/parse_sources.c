/* SPDX-License-Identifier: Apache-2.0 */
/* What the keys of banks, BMSs, inverters and protectors mean together. See load.h. */
#include "system/load.h"

#include "devices/load/load.h"

#include <string.h>

#define MOST_CELLS                                                                       \
	16 /* in series in a bank: 51.2 V; what the devices and the inverters end at */

/* Cases are named after their bank, in the order of the strings. */
static void add_cases(struct lg_loading *l, struct lg_component *c)
{
	struct lg_system *s = l->system;
	struct lg_bank *bank = c->item;

	bank->first_battery = s->n_batteries;
	bank->n_batteries = bank->series * bank->parallel;
	if (bank->n_batteries > LG_BATTERIES - s->n_batteries) {
		lg_fault(l, c->node->key_place, "", "more than %d batteries in all banks",
			 LG_BATTERIES);
		bank->n_batteries = 0;
		return;
	}
	for (int i = 0; i < bank->n_batteries; i++) {
		struct lg_battery *battery = &s->batteries[s->n_batteries];

		battery->bank = c->index;
		if (bank->n_batteries == 1)
			snprintf(battery->id, sizeof battery->id, "%s", bank->id);
		else
			snprintf(battery->id, sizeof battery->id, "%s-%u", bank->id,
				 (unsigned)(i + 1) % 100U);
		lg_name_add(l, battery->id, c->id, c->index, s->n_batteries,
			    c->node->key_place);
		s->n_batteries++;
	}
}

void lg_finish_bank(struct lg_loading *l, struct lg_component *c)
{
	struct lg_bank *bank = c->item;
	const struct lg_field *series = lg_field_of(c, "series");

	bank->first_battery = l->system->n_batteries;
	if (!lg_configure_component(l, c) || bank->series < 1 || bank->parallel < 1)
		return;
	bank->cells = (int)lg_model_value(c->model, "cells", 0);
	bank->capacity = lg_model_value(c->model, "capacity_Ah", 0);
	bank->voltage = lg_model_value(c->model, "nominal_V", 0) * bank->series;
	if (bank->cells < 1 || !(bank->capacity > 0) || !(bank->voltage > 0))
		lg_fault(l, c->node->key_place,
			 "its catalogue entry lacks cells, capacity or voltage",
			 "'%s' cannot be used as a battery", c->model->name);
	else if (bank->series * bank->cells > MOST_CELLS)
		lg_fault(l, series->node ? series->node->place : c->node->key_place,
			 "at most 16", "%d cells in series", bank->series * bank->cells);
	else
		add_cases(l, c);
}

void lg_finish_bms(struct lg_loading *l, struct lg_component *c)
{
	struct lg_bms *bms = c->item;
	const struct lg_field *remote = lg_field_of(c, "remote");

	bms->watches =
		lg_component_named(l, lg_field_of(c, "watches"), LG_SECTION_BATTERIES);
	l->by_hand_open[c->id][c->index] =
		remote->text && strcmp(remote->text, "open") == 0;
	lg_configure_component(l, c);
}

/* "vebus: bms" and its like: at most one. */
static void told_by(struct lg_loading *l, struct lg_component *c)
{
	static const char *const keys[] = {"vebus", "two_signal", "remote_cable"};
	static const char *const wirings[] = {"vebus", "two-signal", "remote-cable"};
	struct lg_inverter *inverter = c->item;
	const struct lg_yaml_node *wiring = lg_yaml_get(c->node, "wiring");
	bool told = false;

	inverter->bms = -1;
	inverter->wiring = "alone";
	for (int i = 0; i < 3; i++) {
		const struct lg_field *field = lg_field_of(c, keys[i]);

		if (!field->node)
			continue;
		if (told)
			lg_fault(l, field->node->key_place,
				 "only one of vebus, two_signal and remote_cable",
				 "'%s' is told by two BMSs", c->name);
		told = true;
		inverter->bms = lg_component_named(l, field, LG_SECTION_BMS);
		inverter->wiring = wirings[i];
	}
	lg_choose(l, c, "wiring", inverter->wiring, c->node->key_place);
	if (!wiring)
		lg_say(l, c, "wiring", inverter->wiring, LG_ORIGIN_COMPUTED);
}

void lg_finish_inverter(struct lg_loading *l, struct lg_component *c)
{
	struct lg_inverter *inverter = c->item;
	const struct lg_field *on = lg_field_of(c, "on"),
			      *charge = lg_field_of(c, "charge");
	double rated = c->model ? lg_model_value(c->model, "charge_A", 0) : 0;
	char hint[80];
	bool out;

	inverter->on = -1;
	inverter->on_protector =
		lg_terminal_named(l, on, "out", LG_SECTION_PROTECTORS, &out);
	if (!out)
		inverter->on = lg_component_named(l, on, LG_SECTION_BATTERIES);
	if (c->model && charge->node && charge->text && inverter->max_charge > rated) {
		snprintf(hint, sizeof hint, "at most %g A", rated);
		lg_fault(l, charge->node->place, hint,
			 "the charger of '%s' does not give '%s'", c->model->name,
			 charge->text);
	}
	told_by(l, c);
	lg_configure_component(l, c);
}

void lg_finish_protector(struct lg_loading *l, struct lg_component *c)
{
	struct lg_protector *protector = c->item;
	const struct lg_field *remote = lg_field_of(c, "remote");
	bool hand = remote->text && (strcmp(remote->text, "linked") == 0 ||
				     strcmp(remote->text, "open") == 0);
	char mode[2] = "A";

	protector->on = lg_component_named(l, lg_field_of(c, "on"), LG_SECTION_BATTERIES);
	if (lg_configure_component(l, c)) {
		const struct lg_load_config *config = l->configs[c->id][c->index];

		mode[0] = "ABC"[config->mode];
	}
	protector->mode = mode[0];
	protector->remote = -1;
	if (!hand)
		lg_signal_wanted(l, c, "remote", &protector->remote);
	/* The link a BatteryProtect is sold with stands in modes A and B; in mode C its H
	 * floats until somebody wires it. */
	l->by_hand_open[c->id][c->index] =
		hand ? strcmp(remote->text, "open") == 0 : protector->mode == 'C';
	if (!remote->node)
		lg_say(l, c, "remote", protector->mode == 'C' ? "open" : "linked",
		       LG_ORIGIN_DEFAULT);
}
