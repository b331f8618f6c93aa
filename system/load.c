/* SPDX-License-Identifier: Apache-2.0 */
/* Build file -> typed system: see system.h. First every name, then every component, then
 * the wires; problems are gathered on the way, and any of them means there is no system.
 */
#include "system/load.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void (*const finish[LG_SECTIONS])(struct lg_loading *l, struct lg_component *c) = {
	[LG_SECTION_BATTERIES] = lg_finish_bank,
	[LG_SECTION_BMS] = lg_finish_bms,
	[LG_SECTION_INVERTERS] = lg_finish_inverter,
	[LG_SECTION_PROTECTORS] = lg_finish_protector,
	[LG_SECTION_LOADS] = lg_finish_load,
	[LG_SECTION_SOLAR] = lg_finish_solar,
	[LG_SECTION_SHORE] = lg_finish_shore,
	[LG_SECTION_COMBINERS] = lg_finish_combiner,
	[LG_SECTION_LINKS] = lg_finish_link,
	[LG_SECTION_OUTPUTS] = lg_finish_output,
};

void lg_fault(struct lg_loading *l, struct lg_place place, const char *hint,
	      const char *format, ...)
{
	char text[240];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	lg_problem_add(l->problems, place, hint, "%s", text);
}

void lg_say(struct lg_loading *l, const struct lg_component *c, const char *key,
	    const char *text, enum lg_origin origin)
{
	struct lg_system *s = l->system;
	struct lg_said *said;

	if (s->n_said == l->said_room) {
		int room = l->said_room ? 2 * l->said_room : 64;

		said = realloc(s->said, (size_t)room * sizeof *said);
		if (!said)
			return;
		s->said = said;
		l->said_room = room;
	}
	said = &s->said[s->n_said++];
	*said = (struct lg_said){
		.section = c->section->name, .key = key, .origin = origin};
	snprintf(said->id, sizeof said->id, "%s", c->name);
	snprintf(said->text, sizeof said->text, "%s", text);
}

/* Ids of a section, and room for its components; too many are named at the first one
 * over. */
static void take_names(struct lg_loading *l, enum lg_section_id id,
		       const struct lg_yaml_node *node)
{
	const struct lg_section *section = &lg_sections[id];
	int index = 0;

	for (node = lg_yaml_first(node); node; node = node->next, index++) {
		if (index == section->most) {
			lg_fault(l, node->key_place, "", "more than %d %s", section->most,
				 section->name);
			return;
		}
		if (id == LG_SECTION_LINKS)
			continue;
		if (lg_id_sound(l, node))
			lg_name_add(l, node->key, id, index, -1, node->key_place);
	}
}

static void take_component(struct lg_loading *l, enum lg_section_id id, int index,
			   const struct lg_yaml_node *node)
{
	const struct lg_section *section = &lg_sections[id];
	struct lg_component *c = calloc(1, sizeof *c);

	if (!c)
		return;
	c->section = section;
	c->id = id;
	c->index = index;
	c->name = section->single ? "" : node->key;
	c->item = (unsigned char *)l->system + section->items_at +
		  (size_t)index * section->item_size;
	if (!section->single) {
		snprintf(c->item, section->id_size, "%s", node->key);
		memcpy((unsigned char *)c->item + section->place_at, &node->key_place,
		       sizeof node->key_place);
	}
	c->node = lg_yaml_mapping(node, section->one, l->problems);
	if (c->node)
		lg_parse_fields(l, c);
	if (c->node && finish[id])
		finish[id](l, c);
	free(c);
}

static void take_section(struct lg_loading *l, enum lg_section_id id,
			 const struct lg_yaml_node *node)
{
	const struct lg_section *section = &lg_sections[id];
	int *count = (void *)((unsigned char *)l->system + section->count_at);

	if (section->single) {
		take_component(l, id, 0, node);
		return;
	}
	*count = 0;
	for (node = lg_yaml_first(node); node && *count < section->most;
	     node = node->next) {
		++*count;
		take_component(l, id, *count - 1, node);
	}
}

/* Sections that are not there still have their defaults. */
static void take_defaults(struct lg_loading *l, enum lg_section_id id,
			  const struct lg_yaml_node *root)
{
	struct lg_yaml_node nothing = {
		.kind = LG_YAML_MAPPING, .place = root->place, .key_place = root->place};

	if (lg_sections[id].single)
		take_component(l, id, 0, &nothing);
}

static void take_head(struct lg_loading *l, const struct lg_yaml_node *root)
{
	const char *words[LG_SECTIONS + 3] = {"version", "name"};
	const struct lg_yaml_node *version = lg_yaml_get(root, "version");
	const struct lg_yaml_node *name = lg_yaml_get(root, "name");
	const char *text;

	for (int i = 0; i < LG_SECTIONS; i++)
		words[i + 2] = lg_sections[i].name;
	lg_yaml_known(root, words, l->problems);
	if (!version)
		lg_fault(l, root->place, "version: 1", "the key 'version' is missing");
	text = lg_yaml_text(version, l->problems);
	if (text && (version->quoted || strcmp(text, "1") != 0))
		lg_fault(l, version->place, "version: 1",
			 "the version '%.20s' is not known here", text);
	text = lg_yaml_text(name, l->problems);
	if (text && strlen(text) >= sizeof l->system->name)
		lg_fault(l, name->place, "", "the name is longer than 95 letters");
	else if (text && strpbrk(text, "\n"))
		lg_fault(l, name->place, "", "the name has more than one line");
	else
		snprintf(l->system->name, sizeof l->system->name, "%s",
			 text ? text : "unnamed");
}

static void take_all(struct lg_loading *l, const struct lg_yaml_node *root)
{
	const struct lg_yaml_node *nodes[LG_SECTIONS];
	int before = l->problems->total_count;

	take_head(l, root);
	for (int i = 0; i < LG_SECTIONS; i++) {
		const struct lg_yaml_node *node = lg_yaml_get(root, lg_sections[i].name);

		nodes[i] = lg_yaml_mapping(node, lg_sections[i].what, l->problems);
		if (lg_sections[i].required && (!node || (nodes[i] && !nodes[i]->child)))
			lg_fault(l, node ? node->place : root->place, lg_sections[i].what,
				 "'%s' needs at least one", lg_sections[i].name);
		if (!lg_sections[i].single)
			take_names(l, (enum lg_section_id)i, nodes[i]);
	}
	for (int i = 0; i < LG_SECTIONS; i++) {
		if (nodes[i])
			take_section(l, (enum lg_section_id)i, nodes[i]);
		else
			take_defaults(l, (enum lg_section_id)i, root);
	}
	if (l->problems->total_count == before)
		lg_netlist_make(l);
}

/* Room for the configuration of every component that can have one. */
static bool take_room(struct lg_loading *l)
{
	size_t largest = 0, room;

	for (int i = 0; lg_families[i]; i++)
		if (lg_families[i]->config_size > largest)
			largest = lg_families[i]->config_size;
	room = (largest + 16) * (LG_BANKS + 3 * LG_COMPONENTS);
	l->system->configs = calloc(1, room);
	l->config_next = l->system->configs;
	l->config_end = l->config_next ? l->config_next + room : NULL;
	return l->config_next != NULL;
}

struct lg_system *lg_system_parse(const char *path, const char *text, size_t length,
				  struct lg_problems *problems)
{
	int before = problems->total_count;
	struct lg_yaml *yaml = lg_yaml_parse(text, length, problems);
	const struct lg_yaml_node *root =
		lg_yaml_mapping(lg_yaml_root(yaml), "a build", problems);
	struct lg_loading *l = calloc(1, sizeof *l);
	struct lg_system *system = calloc(1, sizeof *system);

	if (l && system) {
		snprintf(system->file, sizeof system->file, "%s", path);
		l->system = system;
		l->problems = problems;
		if (root && take_room(l))
			take_all(l, root);
	}
	lg_yaml_free(yaml);
	free(l);
	if (!l || !root || problems->total_count != before) {
		lg_system_free(system);
		return NULL;
	}
	return system;
}

struct lg_system *lg_system_load(const char *path, struct lg_problems *problems)
{
	size_t length = 0;
	char *text = lg_yaml_read(path, &length, problems);
	struct lg_system *system =
		text ? lg_system_parse(path, text, length, problems) : NULL;

	free(text);
	return system;
}

void lg_system_free(struct lg_system *system)
{
	if (!system)
		return;
	free(system->configs);
	free(system->said);
	free(system);
}
