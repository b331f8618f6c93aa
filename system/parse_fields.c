/* SPDX-License-Identifier: Apache-2.0 */
/* A component's keys, whatever its section: values from the file, else the catalogue's,
 * else the default; then the settings of its model and the configuration of its device.
 * See keys.h. */
#include "system/load.h"

#include <stdlib.h>
#include <string.h>

static const struct lg_field absent;

const struct lg_field *lg_field_of(const struct lg_component *c, const char *key)
{
	for (int i = 0; c->section->keys[i].name; i++)
		if (strcmp(c->section->keys[i].name, key) == 0)
			return &c->fields[i];
	return &absent;
}

static void put(const struct lg_key *key, const struct lg_field *field, void *item)
{
	unsigned char *at;

	if (key->at == LG_NO_FIELD || !field->text)
		return;
	at = (unsigned char *)item + key->at;
	if (key->kind == LG_KEY_QUANTITY && key->unit == LG_UNIT_COUNT)
		memcpy(at, &(int){(int)field->number}, sizeof(int));
	else if (key->kind == LG_KEY_QUANTITY || key->kind == LG_KEY_CLOCK)
		memcpy(at, &field->number, sizeof field->number);
	else if (key->kind == LG_KEY_YES_NO)
		memcpy(at, &(bool){strcmp(field->text, "true") == 0}, sizeof(bool));
	else if (key->kind == LG_KEY_TEXT)
		snprintf((char *)at, key->room, "%s", field->text);
	else if (key->kind == LG_KEY_MODEL)
		memcpy(at, &(const struct lg_model *){lg_catalog_find(field->text)},
		       sizeof(const struct lg_model *));
}

/* A default is read like any other text, so it cannot be out of range either. */
static void fall_back(struct lg_loading *l, const struct lg_component *c,
		      const struct lg_key *key, const char *label, const char *text,
		      struct lg_field *field, void *item)
{
	struct lg_yaml_node node = {
		.kind = LG_YAML_TEXT, .place = c->node->key_place, .text = text};

	if (!lg_parse_value(l, key, &node, field))
		return;
	put(key, field, item);
	lg_say(l, c, label, text, LG_ORIGIN_DEFAULT);
}

static bool from_catalog(struct lg_loading *l, const struct lg_component *c,
			 const struct lg_key *key, struct lg_field *field)
{
	const struct lg_number *number =
		key->catalog && c->model ? lg_model_number(c->model, key->catalog) : NULL;
	char text[64];
	int said = l->system->n_said;

	if (!number || number->text)
		return false;
	lg_quantity_text(number->value, key->unit, text, sizeof text);
	field->number = number->value;
	field->text = "";
	put(key, field, c->item);
	lg_say(l, c, key->name, text, LG_ORIGIN_CATALOG);
	if (l->system->n_said > said)
		l->system->said[said].number = number;
	return true;
}

static void from_file(struct lg_loading *l, struct lg_component *c,
		      const struct lg_key *key, const char *label, struct lg_field *field,
		      void *item)
{
	int said = l->system->n_said;

	if (!lg_parse_value(l, key, field->node, field))
		return;
	put(key, field, item);
	lg_say(l, c, label, field->text, LG_ORIGIN_FILE);
	if (l->system->n_said > said)
		l->system->said[said].place = field->node->place;
	if (key->setting)
		lg_choose(l, c, key->name, field->text, field->node->place);
}

static void cable(struct lg_loading *l, struct lg_component *c, const struct lg_key *key,
		  const struct lg_yaml_node *node)
{
	static const char *const names[] = {"length", "area", NULL};
	static const char *const labels[] = {"cable.length", "cable.area"};
	struct lg_cable *cable = (void *)((unsigned char *)c->item + key->at);

	node = lg_yaml_mapping(node, "{ length: 1 m, area: 16 mm2 }", l->problems);
	if (node)
		lg_yaml_known(node, names, l->problems);
	for (int i = 0; names[i]; i++) {
		struct lg_field field = {.node = lg_yaml_get(node, names[i])};

		if (field.node)
			from_file(l, c, &lg_cable_keys[i], labels[i], &field, cable);
		else
			fall_back(l, c, &lg_cable_keys[i], labels[i], key->cable[i],
				  &field, cable);
		cable->given = cable->given || field.node;
	}
}

static void one_key(struct lg_loading *l, struct lg_component *c,
		    const struct lg_key *key, struct lg_field *field)
{
	field->node = lg_yaml_get(c->node, key->name);
	if (key->kind == LG_KEY_CABLE) {
		cable(l, c, key, field->node);
	} else if (field->node) {
		from_file(l, c, key, key->name, field, c->item);
	} else if (key->required) {
		lg_fault(l, c->node->key_place, key->what, "'%s' needs the key '%s'",
			 c->name, key->name);
	} else if (!from_catalog(l, c, key, field) && key->fallback) {
		fall_back(l, c, key, key->name, key->fallback, field, c->item);
	}
}

static bool section_key(const struct lg_section *section, const char *name)
{
	for (int i = 0; section->keys[i].name; i++)
		if (strcmp(section->keys[i].name, name) == 0)
			return true;
	return false;
}

/* Keys of the section, and the settings of the model. */
static int known_words(const struct lg_component *c, const char **words, int room)
{
	const struct lg_setting *setting = c->model ? lg_model_settings(c->model) : NULL;
	int n = 0;

	for (int i = 0; c->section->keys[i].name && n < room - 1; i++)
		words[n++] = c->section->keys[i].name;
	for (; setting && setting->key && n < room - 1; setting++)
		if (!section_key(c->section, setting->key) &&
		    strcmp(setting->key, "wiring") != 0)
			words[n++] = setting->key;
	words[n] = NULL;
	return n;
}

void lg_choose(struct lg_loading *l, struct lg_component *c, const char *key,
	       const char *text, struct lg_place place)
{
	if (c->n_choices == LG_CHOICES) {
		lg_fault(l, place, "", "more settings than a component may have (48)");
		return;
	}
	c->choices[c->n_choices++] = (struct lg_choice){key, text, place};
}

/* What is not a key of the section is a setting of the model, or unknown. */
static void other_keys(struct lg_loading *l, struct lg_component *c)
{
	const char *words[128];
	int n = known_words(c, words, 128);

	for (const struct lg_yaml_node *node = lg_yaml_first(c->node); node;
	     node = node->next) {
		int i = 0;

		if (section_key(c->section, node->key))
			continue;
		while (i < n && strcmp(words[i], node->key) != 0)
			i++;
		if (i == n) {
			if (!c->section->family || c->model ||
			    lg_nearest(node->key, words))
				lg_yaml_unknown(node, words, l->problems);
			continue;
		}
		if (lg_yaml_text(node, l->problems)) {
			int said = l->system->n_said;

			lg_choose(l, c, words[i], node->text, node->place);
			lg_say(l, c, words[i], node->text, LG_ORIGIN_FILE);
			if (l->system->n_said > said)
				l->system->said[said].place = node->place;
		}
	}
}

/* The model's family must be the section's, and be there. */
static const struct lg_model *model_of(struct lg_loading *l, const struct lg_component *c)
{
	const struct lg_yaml_node *node = lg_yaml_get(c->node, "model");
	const struct lg_model *model =
		node && node->text ? lg_catalog_find(node->text) : NULL;
	const struct lg_family *family = model ? lg_model_family(model) : NULL;

	if (!model)
		return NULL;
	if (strcmp(model->family, c->section->family) != 0) {
		lg_fault(l, node->place, "", "'%s' is of the family '%s'; %s needs '%s'",
			 model->name, model->family, c->section->one, c->section->family);
		return NULL;
	}
	if (!family) {
		lg_fault(l, node->place, "",
			 "'%s' is in the catalogue, but has no device yet", model->name);
		return NULL;
	}
	return model;
}

void lg_parse_fields(struct lg_loading *l, struct lg_component *c)
{
	if (c->section->family)
		c->model = model_of(l, c);
	for (int i = 0; c->section->keys[i].name; i++)
		one_key(l, c, &c->section->keys[i], &c->fields[i]);
	other_keys(l, c);
}

bool lg_configure_component(struct lg_loading *l, struct lg_component *c)
{
	struct lg_problems *found;
	size_t size;
	bool sound;

	if (!c->model)
		return false;
	size = (lg_model_family(c->model)->config_size + 15U) & ~(size_t)15;
	found = calloc(1, sizeof *found);
	if (!found || (size_t)(l->config_end - l->config_next) < size) {
		free(found);
		lg_fault(l, c->node->key_place, "", "out of memory");
		return false;
	}
	sound = lg_configure(c->model, c->choices, c->n_choices, false, l->config_next,
			     found);
	for (int i = 0; i < found->count; i++) {
		struct lg_place place = found->at[i].place;

		lg_fault(l, place.line > 0 ? place : c->node->key_place,
			 found->at[i].hint, "%s", found->at[i].text);
	}
	free(found);
	if (sound) {
		l->configs[c->id][c->index] = l->config_next;
		l->config_next += size;
	}
	return sound;
}
