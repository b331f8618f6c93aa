/* SPDX-License-Identifier: Apache-2.0 */
/* One catalogue file to models: see catalog_read.h. What it makes lives as long as the
 * process. */
#include "system/catalog_read.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "system/yaml.h"

#define KEY 64 /* longest key of a number */

struct reader {
	const struct lg_yaml_node *sources, *bases, *models;
	const struct lg_model *(*known)(const char *name);
	struct lg_model **made; /* bases and models, in the file's order */
	int n_made, n_bases;
	const char **source_texts; /* kept copies, in the order of `sources` */
	struct lg_problems *problems;
};

/* The program can do nothing useful without the memory for its own tables. */
static void *must(void *memory)
{
	if (!memory) {
		fputs("lifeguard: out of memory\n", stderr);
		exit(3);
	}
	return memory;
}

/* Memory for the life of the process, on a list so that nothing is lost sight of. */
static void *lasting(size_t size)
{
	static struct block {
		struct block *next;
		max_align_t memory[];
	} * blocks;
	struct block *block = must(calloc(1, sizeof *block + size));

	block->next = blocks;
	blocks = block;
	return block->memory;
}

static const char *keep(const char *text)
{
	return strcpy(lasting(strlen(text) + 1), text);
}

/* --- a number ---------------------------------------------------------------------- */

static bool unit_of_key(const char *key, enum lg_unit *unit)
{
	static const struct {
		const char *end;
		enum lg_unit unit;
	} ends[] = {
		{"V", LG_UNIT_V},     {"A", LG_UNIT_A},
		{"W", LG_UNIT_W},     {"VA", LG_UNIT_W},
		{"Ah", LG_UNIT_Ah},   {"Wh", LG_UNIT_Wh},
		{"s", LG_UNIT_s},     {"T", LG_UNIT_degC},
		{"m", LG_UNIT_m},     {"ohm", LG_UNIT_ohm},
		{"mm2", LG_UNIT_mm2}, {"fraction", LG_UNIT_fraction},
	};
	const char *last = strrchr(key, '_');

	for (size_t i = 0; last && i < sizeof ends / sizeof ends[0]; i++)
		if (strcmp(last + 1, ends[i].end) == 0) {
			*unit = ends[i].unit;
			return true;
		}
	return false;
}

/* The value of a number: by the unit of its key; else a percentage, a plain number or a
 * word. */
static bool take_value(struct reader *reader, const struct lg_yaml_node *node,
		       struct lg_number *number)
{
	const char *text = lg_yaml_text(node, reader->problems);
	char why[160];

	if (!text)
		return false;
	if (unit_of_key(number->key, &number->unit)) {
		if (lg_quantity_parse(text, number->unit, false, &number->value, why,
				      sizeof why))
			return true;
		lg_problem_add(reader->problems, node->place, NULL, "%s: %s", number->key,
			       why);
		return false;
	}
	number->unit = strchr(text, '%') ? LG_UNIT_fraction : LG_UNIT_NONE;
	if (!node->quoted &&
	    lg_quantity_parse(text, number->unit, false, &number->value, why, sizeof why))
		return true;
	number->unit = LG_UNIT_NONE;
	number->text = keep(text);
	return true;
}

static bool take_evidence(struct reader *reader, const struct lg_yaml_node *node,
			  struct lg_number *number)
{
	const char *names[LG_EVIDENCE_ASSUMED + 2] = {0};
	const char *text = lg_yaml_text(node, reader->problems);
	char hint[160];

	for (int i = 0; i <= LG_EVIDENCE_ASSUMED; i++) {
		names[i] = lg_evidence_name((enum lg_evidence)i);
		if (text && strcmp(text, names[i]) == 0) {
			number->evidence = (enum lg_evidence)i;
			return true;
		}
	}
	if (text)
		lg_problem_add(reader->problems, node->place,
			       lg_hint_for(text, names, hint, sizeof hint),
			       "'%.40s' is no kind of evidence", text);
	return false;
}

static bool take_source(struct reader *reader, const struct lg_yaml_node *node,
			struct lg_number *number)
{
	const char *text = lg_yaml_text(node, reader->problems);
	int i = 0;

	for (const struct lg_yaml_node *at = lg_yaml_first(reader->sources); text && at;
	     at = at->next, i++)
		if (strcmp(at->key, text) == 0) {
			number->source = reader->source_texts[i];
			return number->source != NULL;
		}
	if (text)
		lg_problem_add(reader->problems, node->place,
			       "name it under 'sources' first", "unknown source '%.40s'",
			       text);
	return false;
}

/* Inherited numbers are replaced, new ones follow. */
static void put(struct lg_model *model, const struct lg_number *number)
{
	struct lg_number *numbers = (struct lg_number *)model->numbers;

	for (int i = 0; i < model->n_numbers; i++)
		if (strcmp(numbers[i].key, number->key) == 0) {
			numbers[i] = *number;
			return;
		}
	numbers =
		must(realloc(numbers, ((size_t)model->n_numbers + 1) * sizeof *numbers));
	numbers[model->n_numbers++] = *number;
	model->numbers = numbers;
}

/* key: [value, evidence, source]; with # in the key the value is a list. */
static void take_number(struct reader *reader, struct lg_model *model,
			const struct lg_yaml_node *node)
{
	const char *hash = strchr(node->key, '#');
	const struct lg_yaml_node *value = lg_yaml_first(
		lg_yaml_list(node, "value, evidence, source", reader->problems));
	struct lg_number number = {0};
	char key[KEY];
	int index = 0;

	if (!value)
		return;
	if (node->count != 3 || strlen(node->key) + 4 > KEY) {
		lg_problem_add(reader->problems, node->place,
			       "write [2.80 V, manual, key of a source]",
			       "%.40s: a number is three things: value, evidence, source",
			       node->key);
		return;
	}
	if (!take_evidence(reader, value->next, &number) ||
	    !take_source(reader, value->next->next, &number))
		return;
	if (hash)
		value = lg_yaml_first(
			lg_yaml_list(value, "one value an item", reader->problems));
	for (; value; value = hash ? value->next : NULL, index++) {
		number.text = NULL;
		if (hash)
			snprintf(key, sizeof key, "%.*s%d%s", (int)(hash - node->key),
				 node->key, index % 1000, hash + 1);
		else
			snprintf(key, sizeof key, "%s", node->key);
		number.key = keep(key);
		if (take_value(reader, value, &number))
			put(model, &number);
	}
}

/* --- a model ----------------------------------------------------------------------- */

static const struct lg_model *find_like(const struct reader *reader, const char *name)
{
	for (int i = 0; i < reader->n_made; i++)
		if (strcmp(reader->made[i]->name, name) == 0)
			return reader->made[i];
	return reader->known(name);
}

static void inherit(struct reader *reader, struct lg_model *model,
		    const struct lg_yaml_node *node)
{
	const char *name = lg_yaml_text(node, reader->problems);
	const struct lg_model *other = name ? find_like(reader, name) : NULL;
	struct lg_number *numbers;

	if (name && !other)
		lg_problem_add(
			reader->problems, node->place,
			"a base or model that stands above it, or in the catalogue",
			"like: there is no '%.60s'", name);
	if (!other)
		return;
	model->family = other->family;
	numbers = must(malloc(((size_t)other->n_numbers + 1) * sizeof *numbers));
	for (int i = 0; i < other->n_numbers; i++)
		numbers[i] = other->numbers[i];
	model->numbers = numbers;
	model->n_numbers = other->n_numbers;
}

static void take_word(struct reader *reader, const struct lg_yaml_node *node,
		      const char **word)
{
	const char *text = lg_yaml_text(node, reader->problems);

	if (text)
		*word = keep(text);
}

static void take_model(struct reader *reader, const struct lg_yaml_node *node,
		       bool product)
{
	struct lg_model *model = lasting(sizeof *model);

	model->name = keep(node->key);
	reader->made = must(realloc(reader->made, ((size_t)reader->n_made + 1) *
							  sizeof(struct lg_model *)));
	if (lg_yaml_get(node, "like"))
		inherit(reader, model, lg_yaml_get(node, "like"));
	reader->made[reader->n_made++] = model;
	for (const struct lg_yaml_node *at = lg_yaml_first(node); at; at = at->next) {
		if (strcmp(at->key, "title") == 0)
			take_word(reader, at, &model->title);
		else if (strcmp(at->key, "family") == 0)
			take_word(reader, at, &model->family);
		else if (strcmp(at->key, "like") != 0)
			take_number(reader, model, at);
	}
	if (!product)
		return;
	if (!strchr(node->key, '/'))
		lg_problem_add(reader->problems, node->key_place,
			       "as in victron/smart-12.8-200",
			       "'%.60s': a model is maker/name", node->key);
	if (!model->title || !model->family)
		lg_problem_add(reader->problems, node->key_place, NULL,
			       "%.60s needs a title and a family", node->key);
}

static void read_root(struct reader *reader, const struct lg_yaml_node *root)
{
	static const char *const keys[] = {"sources", "bases", "models", NULL};
	int i = 0;

	lg_yaml_known(root, keys, reader->problems);
	reader->sources = lg_yaml_mapping(lg_yaml_get(root, "sources"), "documents",
					  reader->problems);
	reader->source_texts =
		must(calloc((size_t)(reader->sources ? reader->sources->count : 0) + 1,
			    sizeof(char *)));
	for (const struct lg_yaml_node *at = lg_yaml_first(reader->sources); at;
	     at = at->next)
		take_word(reader, at, &reader->source_texts[i++]);
	reader->bases = lg_yaml_mapping(lg_yaml_get(root, "bases"), "shared rows",
					reader->problems);
	for (const struct lg_yaml_node *at = lg_yaml_first(reader->bases); at;
	     at = at->next)
		if (lg_yaml_mapping(at, "a base", reader->problems))
			take_model(reader, at, false);
	reader->n_bases = reader->n_made;
	reader->models = lg_yaml_mapping(lg_yaml_get(root, "models"), "products",
					 reader->problems);
	for (const struct lg_yaml_node *at = lg_yaml_first(reader->models); at;
	     at = at->next)
		if (lg_yaml_mapping(at, "a model", reader->problems))
			take_model(reader, at, true);
}

int lg_catalog_read(const char *text, size_t length,
		    const struct lg_model *(*known)(const char *name),
		    struct lg_model ***models, struct lg_problems *problems)
{
	struct reader reader = {.known = known, .problems = problems};
	struct lg_yaml *yaml = lg_yaml_parse(text, length, problems);
	const struct lg_yaml_node *root =
		lg_yaml_mapping(lg_yaml_root(yaml), "a catalogue", problems);
	int count;

	*models = NULL;
	if (root)
		read_root(&reader, root);
	lg_yaml_free(yaml);
	free(reader.source_texts);
	for (int i = 0; i < reader.n_bases; i++)
		free((void *)reader.made[i]->numbers);
	count = reader.n_made - reader.n_bases;
	if (count > 0) {
		memmove(reader.made, reader.made + reader.n_bases,
			(size_t)count * sizeof reader.made[0]);
		*models = reader.made;
	} else {
		free(reader.made);
	}
	return count;
}
