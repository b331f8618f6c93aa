/* SPDX-License-Identifier: Apache-2.0 */
/* Ids of a build file: unique over all sections, and found again with a hint when
 * misspelt. See load.h. */
#include "system/load.h"

#include <string.h>

bool lg_id_sound(struct lg_loading *l, const struct lg_yaml_node *node)
{
	const char *id = node->key;
	size_t length = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	if (id[length] || !(id[0] >= 'a' && id[0] <= 'z')) {
		lg_fault(l, node->key_place, "a to z first, then also 0 to 9, _ and -",
			 "'%.40s' is not a name", id);
		return false;
	}
	if (length >= LG_ID) {
		lg_fault(l, node->key_place, "",
			 "the name '%.40s…' is longer than 31 letters", id);
		return false;
	}
	return true;
}

const struct lg_name *lg_name_find(const struct lg_loading *l, const char *id,
				   size_t length)
{
	for (int i = 0; i < l->n_names; i++)
		if (strlen(l->names[i].id) == length &&
		    strncmp(l->names[i].id, id, length) == 0)
			return &l->names[i];
	return NULL;
}

bool lg_name_add(struct lg_loading *l, const char *id, enum lg_section_id section,
		 int index, int case_, struct lg_place place)
{
	const struct lg_name *other = lg_name_find(l, id, strlen(id));
	struct lg_name *name;

	/* A bank of one case shares its name with it. */
	if (other &&
	    !(case_ >= 0 && other->section == section && other->index == index)) {
		lg_fault(l, place, "names are unique over all sections",
			 "'%s' is the name of %s at line %d already", id,
			 lg_sections[other->section].one, other->place.line);
		return false;
	}
	if (l->n_names == LG_NAMES)
		return false;
	name = &l->names[l->n_names++];
	*name = (struct lg_name){
		.section = section, .index = index, .case_ = case_, .place = place};
	snprintf(name->id, sizeof name->id, "%s", id);
	return true;
}

/* The section's names, for a hint. */
static const char *hint_of(const struct lg_loading *l, const char *text,
			   enum lg_section_id section, char *hint, size_t size)
{
	const char *names[LG_NAMES + 1];
	int n = 0;

	for (int i = 0; i < l->n_names; i++)
		if (l->names[i].section == section && l->names[i].case_ < 0)
			names[n++] = l->names[i].id;
	names[n] = NULL;
	return lg_hint_for(text, names, hint, size);
}

static int find(struct lg_loading *l, const struct lg_field *field, const char *id,
		size_t length, enum lg_section_id section)
{
	const struct lg_name *name = lg_name_find(l, id, length);
	char hint[200], asked[LG_ID + 8];

	if (name && name->section == section && name->case_ < 0)
		return name->index;
	snprintf(asked, sizeof asked, "%.*s", (int)(length < LG_ID ? length : LG_ID), id);
	hint_of(l, asked, section, hint, sizeof hint);
	if (name && name->case_ < 0)
		lg_fault(l, field->node->place, hint, "'%s' is %s, not %s", asked,
			 lg_sections[name->section].one, lg_sections[section].one);
	else
		lg_fault(l, field->node->place, hint, "'%s' is not the name of %s", asked,
			 lg_sections[section].one);
	return -1;
}

int lg_component_named(struct lg_loading *l, const struct lg_field *field,
		       enum lg_section_id section)
{
	if (!field->text)
		return -1;
	return find(l, field, field->text, strlen(field->text), section);
}

int lg_terminal_named(struct lg_loading *l, const struct lg_field *field,
		      const char *terminal, enum lg_section_id section, bool *matched)
{
	const char *dot = field->text ? strchr(field->text, '.') : NULL;

	*matched = dot && strcmp(dot + 1, terminal) == 0;
	if (!*matched)
		return -1;
	return find(l, field, field->text, (size_t)(dot - field->text), section);
}

void lg_signal_wanted(struct lg_loading *l, const struct lg_component *c, const char *key,
		      int *slot)
{
	const struct lg_field *field = lg_field_of(c, key);

	*slot = -1;
	if (field->node && field->text && l->n_pending < LG_PENDING)
		l->pending[l->n_pending++] =
			(struct lg_pending){field->node, slot, c->id, c->index};
}
