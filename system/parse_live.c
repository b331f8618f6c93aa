/* SPDX-License-Identifier: Apache-2.0 */
/* What the keys of links and outputs mean together: the live side, which loading only
 * describes. See load.h. */
#include "system/load.h"

#include <math.h>
#include <string.h>

/* --- two that want the same ----------------------------------------------------------
 */

/* A path as two people may write it differently: without "./" and repeated slashes. What
 * only the machine knows (links, "..") is found when it is opened. */
static void plain_path(const char *path, char *plain, size_t room)
{
	size_t used = 0;
	bool begins = true; /* of a name */

	for (; *path && used + 1 < room; path++) {
		if (begins && path[0] == '.' && path[1] == '/') {
			while (path[1] == '/')
				path++;
			continue;
		}
		if (*path == '/' && begins && used > 0)
			continue;
		plain[used++] = *path;
		begins = *path == '/';
	}
	plain[used] = 0;
}

/* "file:" and "gpio:" as they are, the path plain; active-low is the same line. */
static void plain_target(const char *to, char *plain, size_t room)
{
	char *comma;

	snprintf(plain, room, "%.5s", to);
	plain_path(to + 5, plain + 5, room - 5);
	comma = strchr(plain, ',');
	if (strncmp(plain, "gpio:", 5) == 0 && comma)
		*comma = 0;
}

static bool same_path(const char *a, const char *b)
{
	char plain_a[sizeof((struct lg_link *)0)->port],
		plain_b[sizeof((struct lg_link *)0)->port];

	plain_path(a, plain_a, sizeof plain_a);
	plain_path(b, plain_b, sizeof plain_b);
	return strcmp(plain_a, plain_b) == 0;
}

static void lone_port(struct lg_loading *l, const struct lg_component *c,
		      const struct lg_field *port)
{
	for (int i = 0; i < c->index; i++) {
		const struct lg_link *other = &l->system->links[i];

		if (same_path(port->text, other->port))
			lg_fault(l, port->node->place, "one port for each battery",
				 "'%s' and '%s' are both read from %.60s", other->battery,
				 c->name, other->port);
	}
}

/* Two who drive one thing: the last one wins, and what the other refused stays on. */
static void lone_target(struct lg_loading *l, const struct lg_component *c,
			const struct lg_field *to)
{
	char mine[sizeof((struct lg_driven *)0)->to],
		others[sizeof((struct lg_driven *)0)->to];

	plain_target(to->text, mine, sizeof mine);
	for (int i = 0; i < c->index; i++) {
		const struct lg_driven *other = &l->system->outputs[i];

		plain_target(other->to, others, sizeof others);
		if (strcmp(mine, others) == 0)
			lg_fault(l, to->node->place, "one target for each output",
				 "'%s' and '%s' both drive %.80s", other->id, c->name,
				 mine);
	}
	for (int i = 0; i < l->system->n_links; i++) {
		const struct lg_link *link = &l->system->links[i];

		if (strncmp(mine, "file:", 5) == 0 && same_path(mine + 5, link->port))
			lg_fault(l, to->node->place, "another file",
				 "'%s' would drive the port '%s' is read from", c->name,
				 link->battery);
	}
}

/* --- links and outputs ---------------------------------------------------------------
 */

/* A link is named after the case it reads. */
void lg_finish_link(struct lg_loading *l, struct lg_component *c)
{
	struct lg_link *link = c->item;
	const struct lg_field *protocol = lg_field_of(c, "protocol"),
			      *port = lg_field_of(c, "port");
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
	if (port->text)
		lone_port(l, c, port);
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
	if (!to->text)
		return;
	if (target(to->text))
		lone_target(l, c, to);
	else
		lg_fault(l, to->node->place,
			 "file:PATH or gpio:/dev/gpiochip0/17[,active-low]",
			 "to: '%.60s' is nothing that can be driven", to->text);
}
