/* SPDX-License-Identifier: Apache-2.0 */
/* What the keys of links and outputs mean together: the live side, which loading only
 * describes. See load.h. */
#include "system/load.h"

#include <math.h>
#include <string.h>

/* A link is named after the case it reads. */
void lg_finish_link(struct lg_loading *l, struct lg_component *c)
{
	struct lg_link *link = c->item;
	const struct lg_field *protocol = lg_field_of(c, "protocol");
	const char *cases[LG_BATTERIES + 1];
	char hint[200];
	int n = l->system->n_batteries;

	link->index = -1;
	for (int i = 0; i < n; i++) {
		cases[i] = l->system->batteries[i].id;
		if (strcmp(cases[i], c->name) == 0)
			link->index = i;
	}
	cases[n] = NULL;
	if (link->index < 0)
		lg_fault(l, c->node->key_place,
			 lg_hint_for(c->name, cases, hint, sizeof hint),
			 "'%.40s' is not the name of a battery", c->name);
	if (protocol->text)
		snprintf(link->protocol, sizeof link->protocol, "%s", protocol->text);
}

static bool number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits >= 1 && digits <= 4 && text[digits] == 0;
}

/* gpio:/dev/gpiochip0/17[,active-low] */
static bool gpio(const char *text)
{
	char line[160];
	char *slash, *comma;

	snprintf(line, sizeof line, "%s", text);
	comma = strchr(line, ',');
	if (comma) {
		if (strcmp(comma, ",active-low") != 0)
			return false;
		*comma = 0;
	}
	slash = strrchr(line, '/');
	return line[0] == '/' && slash && slash != line && number(slash + 1);
}

static bool target(const char *text)
{
	if (strncmp(text, "file:", 5) == 0)
		return text[5] != 0;
	return strncmp(text, "gpio:", 5) == 0 && gpio(text + 5);
}

void lg_finish_output(struct lg_loading *l, struct lg_component *c)
{
	struct lg_driven *output = c->item;
	const struct lg_field *to = lg_field_of(c, "to"),
			      *expires = lg_field_of(c, "expires");

	lg_signal_wanted(l, c, "signal", &output->signal);
	if (expires->text)
		output->expires_ms = (uint32_t)lround(expires->number * 1e3);
	if (to->text && !target(to->text))
		lg_fault(l, to->node->place,
			 "file:PATH or gpio:/dev/gpiochip0/17[,active-low]",
			 "to: '%.60s' is nothing that can be driven", to->text);
}
