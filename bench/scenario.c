/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario, read: see scenario.h. */
#include "bench/scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "system/yaml.h"

static const char *const top_keys[] = {"version",     "name",    "start",  "for", "soc",
				       "temperature", "weather", "events", 0};
static const char *const event_keys[] = {
	"at", "temperature", "shore", "load", "power", "battery", "cell", "reading", 0};

void lg_scenario_default(struct lg_scenario *scenario, double span_s)
{
	memset(scenario, 0, sizeof *scenario);
	scenario->span = span_s;
	scenario->soc = NAN;
	scenario->temperature = NAN;
}

static bool quantity(const struct lg_yaml_node *node, enum lg_unit unit, double least,
		     double most, double *value, struct lg_problems *problems)
{
	const char *text = lg_yaml_text(node, problems);
	char why[160], low[32], high[32];

	if (!text)
		return false;
	if (!lg_quantity_parse(text, unit, false, value, why, sizeof why)) {
		lg_problem_add(problems, node->place, why, "'%s' is no value for '%s'",
			       text, node->key);
		return false;
	}
	if (*value >= least && *value <= most)
		return true;
	lg_quantity_text(least, unit, low, sizeof low);
	lg_quantity_text(most, unit, high, sizeof high);
	lg_problem_add(problems, node->place, "", "'%s' must lie between %s and %s",
		       node->key, low, high);
	return false;
}

/* "06:00" to seconds of the day. */
static bool time_of_day(const struct lg_yaml_node *node, double *seconds,
			struct lg_problems *problems)
{
	const char *text = lg_yaml_text(node, problems);
	int hours, minutes;
	char rest;

	if (!text)
		return false;
	if (strlen(text) != 5 ||
	    sscanf(text, "%2d:%2d%c", &hours, &minutes, &rest) != 2 || hours < 0 ||
	    hours > 23 || minutes < 0 || minutes > 59) {
		lg_problem_add(problems, node->place, "write it as \"06:30\", in quotes",
			       "'%s' is no time of day", text);
		return false;
	}
	*seconds = hours * 3600.0 + minutes * 60.0;
	return true;
}

static int load_index(const struct lg_system *system, const char *id)
{
	for (int i = 0; i < system->n_loads; i++)
		if (!strcmp(system->loads[i].id, id))
			return i;
	return -1;
}

static int battery_index(const struct lg_system *system, const char *id)
{
	for (int i = 0; i < system->n_batteries; i++)
		if (!strcmp(system->batteries[i].id, id))
			return i;
	return -1;
}

static void dangling(const struct lg_yaml_node *node, const char *what,
		     struct lg_problems *problems)
{
	lg_problem_add(problems, node->place, "name one of the build file",
		       "the build has no %s '%s'", what, node->text);
}

/* shore: on | off | as-built, or hookup=on */
static bool shore_event(const struct lg_yaml_node *node, const struct lg_system *system,
			struct lg_scenario_event *event, struct lg_problems *problems)
{
	const char *text = lg_yaml_text(node, problems), *word = text;
	const char *equals = text ? strchr(text, '=') : NULL;

	if (!text)
		return false;
	event->what = LG_SCENARIO_SHORE;
	event->index = -1;
	for (int i = 0; equals && i < system->n_shores; i++)
		if (strlen(system->shores[i].id) == (size_t)(equals - text) &&
		    !strncmp(system->shores[i].id, text, (size_t)(equals - text)))
			event->index = i;
	if (equals && event->index < 0) {
		dangling(node, "shore", problems);
		return false;
	}
	word = equals ? equals + 1 : text;
	event->value = !strcmp(word, "on") ? 1.0 : !strcmp(word, "off") ? 0.0 : NAN;
	if (!isnan(event->value) || !strcmp(word, "as-built"))
		return true;
	lg_problem_add(problems, node->place, "on, off, as-built, or name=on",
		       "'%s' is nothing a shore connection can be", text);
	return false;
}

static bool load_event(const struct lg_yaml_node *map, const struct lg_yaml_node *node,
		       const struct lg_system *system, struct lg_scenario_event *event,
		       struct lg_problems *problems)
{
	const struct lg_yaml_node *power = lg_yaml_get(map, "power");

	event->what = LG_SCENARIO_LOAD;
	if (!lg_yaml_text(node, problems))
		return false;
	event->index = load_index(system, node->text);
	event->value = NAN;
	if (event->index < 0) {
		dangling(node, "load", problems);
		return false;
	}
	if (!power) {
		lg_problem_add(problems, map->place, "power: 900 W, or power: as-built",
			       "a load event needs its power");
		return false;
	}
	if (power->text && !strcmp(power->text, "as-built"))
		return true;
	return quantity(power, LG_UNIT_W, 0.0, 1e5, &event->value, problems);
}

static bool reading_event(const struct lg_yaml_node *map, const struct lg_system *system,
			  struct lg_scenario_event *event, struct lg_problems *problems)
{
	const struct lg_yaml_node *battery = lg_yaml_get(map, "battery");
	const struct lg_yaml_node *reading = lg_yaml_get(map, "reading");
	const struct lg_yaml_node *cell = lg_yaml_get(map, "cell");
	double number = 0.0;

	if (!reading || !lg_yaml_text(reading, problems) ||
	    !lg_yaml_text(battery, problems)) {
		lg_problem_add(problems, map->place,
			       "battery: house-1, cell: 3, reading: lost",
			       "mischief needs a battery and a reading");
		return false;
	}
	event->index = battery_index(system, battery->text);
	event->sub = -1;
	if (event->index < 0) {
		dangling(battery, "battery", problems);
		return false;
	}
	if (cell) {
		int cells = system->banks[system->batteries[event->index].bank].cells;

		if (!quantity(cell, LG_UNIT_COUNT, 1.0, cells, &number, problems))
			return false;
		event->sub = (int)number - 1;
	}
	event->what = !strcmp(reading->text, "lost")     ? LG_SCENARIO_LOST
		      : !strcmp(reading->text, "frozen") ? LG_SCENARIO_FROZEN
		      : !strcmp(reading->text, "true")   ? LG_SCENARIO_TRUE
							 : LG_SCENARIO_READS;
	return event->what != LG_SCENARIO_READS ||
	       quantity(reading, LG_UNIT_V, 0.0, 6.0, &event->value, problems);
}

static bool one_event(const struct lg_yaml_node *map, const struct lg_system *system,
		      struct lg_scenario_event *event, struct lg_problems *problems)
{
	const struct lg_yaml_node *at = lg_yaml_get(map, "at");
	const struct lg_yaml_node *temperature = lg_yaml_get(map, "temperature");
	const struct lg_yaml_node *shore = lg_yaml_get(map, "shore");
	const struct lg_yaml_node *load = lg_yaml_get(map, "load");

	if (!lg_yaml_known(map, event_keys, problems))
		return false;
	if (!at) {
		lg_problem_add(problems, map->place, "at: 60 s",
			       "an event needs its time");
		return false;
	}
	if (!quantity(at, LG_UNIT_s, 0.0, 3.2e9, &event->at, problems))
		return false;
	if (temperature) {
		event->what = LG_SCENARIO_TEMPERATURE;
		return quantity(temperature, LG_UNIT_degC, -60.0, 100.0, &event->value,
				problems);
	}
	if (shore)
		return shore_event(shore, system, event, problems);
	if (load)
		return load_event(map, load, system, event, problems);
	if (lg_yaml_get(map, "battery"))
		return reading_event(map, system, event, problems);
	lg_problem_add(problems, map->place, "temperature, shore, load or battery",
		       "an event must say what happens");
	return false;
}

static int by_time(const void *a, const void *b)
{
	const struct lg_scenario_event *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static void read_events(const struct lg_yaml_node *list, const struct lg_system *system,
			struct lg_scenario *scenario, struct lg_problems *problems)
{
	list = lg_yaml_list(list, "events", problems);
	for (const struct lg_yaml_node *node = lg_yaml_first(list); node;
	     node = node->next) {
		struct lg_scenario_event event = {0};

		if (scenario->n_events == LG_SCENARIO_EVENTS) {
			lg_problem_add(problems, node->place, "", "more than %d events",
				       LG_SCENARIO_EVENTS);
			return;
		}
		if (lg_yaml_mapping(node, "an event", problems) &&
		    one_event(node, system, &event, problems))
			scenario->events[scenario->n_events++] = event;
	}
	/* glibc's qsort is a merge sort: events of one moment stay in the order of the
	 * file. */
	qsort(scenario->events, (size_t)scenario->n_events, sizeof scenario->events[0],
	      by_time);
}

/* A weather file is named relative to the scenario. */
static void read_weather(const struct lg_yaml_node *node, const char *path,
			 struct lg_scenario *scenario, struct lg_problems *problems)
{
	const char *text = lg_yaml_text(node, problems), *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash - path) + 1 : 0;

	if (!text)
		return;
	if (!strcmp(text, "synthetic") || !strcmp(text, "still") || *text == '/')
		folder = 0;
	if (snprintf(scenario->weather, sizeof scenario->weather, "%.*s%s", folder, path,
		     text) >= (int)sizeof scenario->weather)
		lg_problem_add(problems, node->place, "",
			       "the path of the weather file is too long");
}

static void read_scenario(const struct lg_yaml_node *root, const char *path,
			  const struct lg_system *system, struct lg_scenario *scenario,
			  struct lg_problems *problems)
{
	const struct lg_yaml_node *node = lg_yaml_get(root, "version");

	lg_yaml_known(root, top_keys, problems);
	if (!node || !node->text || strcmp(node->text, "1") != 0)
		lg_problem_add(problems, node ? node->place : root->place, "version: 1",
			       "a scenario begins with its version");
	node = lg_yaml_get(root, "name");
	if (node && lg_yaml_text(node, problems))
		snprintf(scenario->name, sizeof scenario->name, "%s", node->text);
	if ((node = lg_yaml_get(root, "start")))
		time_of_day(node, &scenario->start, problems);
	if ((node = lg_yaml_get(root, "for")))
		quantity(node, LG_UNIT_s, 1.0, 3.2e9, &scenario->span, problems);
	if ((node = lg_yaml_get(root, "soc")))
		quantity(node, LG_UNIT_fraction, 0.0, 1.0, &scenario->soc, problems);
	if ((node = lg_yaml_get(root, "temperature")))
		quantity(node, LG_UNIT_degC, -60.0, 100.0, &scenario->temperature,
			 problems);
	if ((node = lg_yaml_get(root, "weather")))
		read_weather(node, path, scenario, problems);
	if ((node = lg_yaml_get(root, "events")))
		read_events(node, system, scenario, problems);
}

bool lg_scenario_load(const char *path, const struct lg_system *system,
		      struct lg_scenario *scenario, struct lg_problems *problems)
{
	size_t length;
	char *text = lg_yaml_read(path, &length, problems);
	struct lg_yaml *yaml = text ? lg_yaml_parse(text, length, problems) : NULL;
	const struct lg_yaml_node *root =
		lg_yaml_mapping(lg_yaml_root(yaml), "a scenario", problems);

	lg_scenario_default(scenario, 86400.0);
	if (root)
		read_scenario(root, path, system, scenario, problems);
	lg_yaml_free(yaml);
	free(text);
	return problems->total_count == 0;
}
