/* SPDX-License-Identifier: Apache-2.0 */
/* What the keys of loads, solar, shore and combiners mean together. See load.h. */
#include "system/load.h"

#include <math.h>
#include <string.h>

static void some_time(struct lg_loading *l, const struct lg_component *c)
{
	const struct lg_field *from = lg_field_of(c, "from"), *to = lg_field_of(c, "to");
	const struct lg_yaml_node *node = to->node ? to->node : from->node;

	if (node && from->text && to->text && fabs(from->number - to->number) < 1)
		lg_fault(l, node->place, "leave both out for the whole day",
			 "from and to are the same time");
}

void lg_finish_load(struct lg_loading *l, struct lg_component *c)
{
	struct lg_load *load = c->item;
	const struct lg_field *on = lg_field_of(c, "on");
	bool out, ac;

	load->on_index = lg_terminal_named(l, on, "out", LG_SECTION_PROTECTORS, &out);
	load->on = LG_ON_PROTECTOR;
	if (!out) {
		load->on_index =
			lg_terminal_named(l, on, "ac", LG_SECTION_INVERTERS, &ac);
		load->on = LG_ON_INVERTER;
	}
	if (!out && !ac) {
		const struct lg_name *name =
			on->text ? lg_name_find(l, on->text, strlen(on->text)) : NULL;

		load->on = LG_ON_BANK;
		if (name && (name->section == LG_SECTION_PROTECTORS ||
			     name->section == LG_SECTION_INVERTERS)) {
			char hint[80];

			snprintf(hint, sizeof hint, "did you mean '%s.%s'?", on->text,
				 name->section == LG_SECTION_PROTECTORS ? "out" : "ac");
			lg_fault(l, on->node->place, hint,
				 "'%s' is %s: say which side of it", on->text,
				 lg_sections[name->section].one);
		} else {
			load->on_index = lg_component_named(l, on, LG_SECTION_BATTERIES);
		}
	}
	some_time(l, c);
	lg_signal_wanted(l, c, "remote", &load->remote);
}

void lg_finish_solar(struct lg_loading *l, struct lg_component *c)
{
	struct lg_solar *solar = c->item;
	double nominal;
	char text[40];

	lg_signal_wanted(l, c, "remote", &solar->remote);
	solar->on = lg_component_named(l, lg_field_of(c, "on"), LG_SECTION_BATTERIES);
	if (solar->on < 0)
		return;
	nominal = l->system->banks[solar->on].voltage;
	if (!(nominal > 0))
		return;
	if (!lg_field_of(c, "charge")->node) {
		/* What the panels give at nominal voltage, rounded up to a controller one
		 * can buy (assumed). */
		solar->max_charge = ceil(solar->power / nominal / 5) * 5;
		lg_quantity_text(solar->max_charge, LG_UNIT_A, text, sizeof text);
		lg_say(l, c, "charge", text, LG_ORIGIN_COMPUTED);
	}
	if (!lg_field_of(c, "voltage")->node) {
		/* Absorption of a Smart battery: 14.2 V for 12.8 V (facts: battery
		 * manual, charge voltages). */
		solar->voltage = 14.2 * nominal / 12.8;
		lg_quantity_text(solar->voltage, LG_UNIT_V, text, sizeof text);
		lg_say(l, c, "voltage", text, LG_ORIGIN_COMPUTED);
	}
}

void lg_finish_shore(struct lg_loading *l, struct lg_component *c)
{
	struct lg_shore *shore = c->item;
	const struct lg_field *every = lg_field_of(c, "every");
	double days = every->number / 86400;

	shore->into = lg_component_named(l, lg_field_of(c, "into"), LG_SECTION_INVERTERS);
	some_time(l, c);
	if (!every->text)
		return;
	shore->every_days = (int)lround(days);
	if (fabs(days - shore->every_days) > 1e-9)
		lg_fault(l, every->node->place, "7 d", "every: '%.40s' is not whole days",
			 every->text);
}

void lg_finish_combiner(struct lg_loading *l, struct lg_component *c)
{
	struct lg_combiner *combiner = c->item;

	combiner->on = lg_component_named(l, lg_field_of(c, "on"), LG_SECTION_BATTERIES);
}
