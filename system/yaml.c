/* SPDX-License-Identifier: Apache-2.0 */
/* YAML in: see yaml.h. The tree is built from the library's events, so that limits hold
 * while it reads, not after. */
#include "system/yaml.h"

#include <libfyaml.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK (64 * 1024)

struct chunk {
	struct chunk *next;
	size_t used;
	_Alignas(16) char bytes[CHUNK];
};

struct lg_yaml {
	struct chunk *chunks;
	struct lg_yaml_node *root;
};

struct building { /* one parse */
	struct lg_yaml *yaml;
	struct lg_problems *problems;
	struct lg_yaml_node *open[LG_YAML_DEPTH]; /* mappings and lists not yet ended */
	struct lg_yaml_node *last[LG_YAML_DEPTH]; /* their last child */
	int depth;
	const char *key; /* read, its value is still to come */
	struct lg_place key_place;
	int nodes;
	int documents;
	struct lg_place at; /* of the last event */
};

static void *take(struct lg_yaml *yaml, size_t size)
{
	struct chunk *chunk = yaml->chunks;
	size_t room = (size + 15U) & ~(size_t)15;
	void *bytes;

	if (!chunk || CHUNK - chunk->used < room) {
		size_t whole = sizeof *chunk + (room > CHUNK ? room - CHUNK : 0);

		chunk = malloc(whole);
		if (!chunk)
			return NULL;
		chunk->next = yaml->chunks;
		chunk->used = 0;
		yaml->chunks = chunk;
	}
	bytes = chunk->bytes + chunk->used;
	chunk->used = room > CHUNK ? CHUNK : chunk->used + room;
	return memset(bytes, 0, size);
}

static bool refuse(struct building *b, struct lg_place place, const char *text,
		   const char *hint)
{
	lg_problem_add(b->problems, place, hint, "%s", text);
	return false;
}

static struct lg_place place_of(const struct fy_mark *mark)
{
	if (!mark)
		return (struct lg_place){0, 0};
	return (struct lg_place){mark->line + 1, mark->column + 1};
}

/* The library's mark of an anchor, an alias and a quoted text is behind the character
 * that begins it. */
static struct lg_place one_back(struct lg_place place)
{
	if (place.column > 1)
		place.column--;
	return place;
}

/* Anchors and tags: refused wherever they stand. */
static bool plain(struct building *b, struct fy_event *event)
{
	struct fy_token *anchor = fy_event_get_anchor_token(event);
	struct fy_token *tag = fy_event_get_tag_token(event);

	if (anchor)
		return refuse(b, one_back(place_of(fy_token_start_mark(anchor))),
			      "anchors (&name) are not accepted", "write the value out");
	if (tag)
		return refuse(b, place_of(fy_token_start_mark(tag)),
			      "tags (!name) are not accepted", "write the plain value");
	return true;
}

static bool seen_before(const struct lg_yaml_node *mapping, const char *key,
			struct lg_place *place)
{
	const struct lg_yaml_node *node = lg_yaml_get(mapping, key);

	if (node)
		*place = node->key_place;
	return node != NULL;
}

static bool take_key(struct building *b, const char *text, struct lg_place place)
{
	struct lg_place first;
	char hint[64];

	if (seen_before(b->open[b->depth - 1], text, &first)) {
		snprintf(hint, sizeof hint, "it stands at line %d already", first.line);
		lg_problem_add(b->problems, place, hint, "the key '%s' is there twice",
			       text);
		return false;
	}
	b->key = text;
	b->key_place = place;
	return true;
}

/* A new node under the innermost open one. */
static struct lg_yaml_node *attach(struct building *b, enum lg_yaml_kind kind,
				   struct lg_place place)
{
	struct lg_yaml_node *node = take(b->yaml, sizeof *node);

	if (!node || ++b->nodes > LG_YAML_NODES) {
		refuse(b, place, "more entries than a file may hold (16384)", "");
		return NULL;
	}
	node->kind = kind;
	node->place = place.line > 0 ? place : b->key_place;
	if (b->depth == 0) {
		b->yaml->root = node;
		return node;
	}
	node->key = b->key;
	node->key_place = b->key_place;
	if (b->last[b->depth - 1])
		b->last[b->depth - 1]->next = node;
	else
		b->open[b->depth - 1]->child = node;
	b->last[b->depth - 1] = node;
	b->open[b->depth - 1]->count++;
	b->key = NULL;
	return node;
}

static bool wants_key(const struct building *b)
{
	return b->depth > 0 && b->open[b->depth - 1]->kind == LG_YAML_MAPPING && !b->key;
}

static bool on_scalar(struct building *b, struct fy_event *event, struct lg_place place)
{
	struct fy_token *token = event->scalar.value;
	size_t length = 0;
	const char *text = token ? fy_token_get_text(token, &length) : "";
	enum fy_scalar_style style = token ? fy_token_scalar_style(token) : FYSS_PLAIN;
	bool quoted = style != FYSS_PLAIN;
	bool empty = !quoted && (length == 0 || (length == 1 && text[0] == '~'));
	struct lg_yaml_node *node;
	char *copy;

	if (style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED)
		place = one_back(place);
	if (!text || memchr(text, 0, length))
		return refuse(b, place, "a text must not contain NUL", "");
	copy = take(b->yaml, length + 1);
	if (!copy)
		return refuse(b, place, "out of memory", "");
	memcpy(copy, text, length);
	if (wants_key(b)) {
		if (empty)
			return refuse(b, place.line > 0 ? place : b->at,
				      "a key is missing", "");
		return take_key(b, copy, place);
	}
	node = attach(b, empty ? LG_YAML_EMPTY : LG_YAML_TEXT, place);
	if (node && !empty)
		node->text = copy;
	if (node)
		node->quoted = quoted;
	return node != NULL;
}

static bool on_start(struct building *b, enum lg_yaml_kind kind, struct lg_place place)
{
	struct lg_yaml_node *node;

	if (wants_key(b))
		return refuse(b, place, "a key must be plain text", "name: value");
	if (b->depth == LG_YAML_DEPTH)
		return refuse(b, place, "nested deeper than 16 levels", "");
	node = attach(b, kind, place);
	if (!node)
		return false;
	b->open[b->depth] = node;
	b->last[b->depth] = NULL;
	b->depth++;
	return true;
}

static bool on_event(struct building *b, struct fy_event *event)
{
	struct lg_place place = place_of(fy_event_start_mark(event));

	if (place.line > 0)
		b->at = place;
	if (event->type == FYET_ALIAS)
		return refuse(b, one_back(place), "aliases (*name) are not accepted",
			      "write the value out");
	if (event->type == FYET_DOCUMENT_START && ++b->documents > 1)
		return refuse(b, b->at, "more than one document in the file",
			      "one build a file, without a second ---");
	if (event->type == FYET_SCALAR)
		return plain(b, event) && on_scalar(b, event, place);
	if (event->type == FYET_MAPPING_START)
		return plain(b, event) && on_start(b, LG_YAML_MAPPING, place);
	if (event->type == FYET_SEQUENCE_START)
		return plain(b, event) && on_start(b, LG_YAML_LIST, place);
	if (event->type == FYET_MAPPING_END || event->type == FYET_SEQUENCE_END)
		b->depth--;
	return true;
}

/* What the library had to say; or that it said nothing. */
static void report(struct building *b, struct fy_diag *diag)
{
	void *iterator = NULL;
	struct fy_diag_error *error;
	bool said = false;

	while ((error = fy_diag_errors_iterate(diag, &iterator)) != NULL) {
		struct lg_place place = {error->line, error->column};

		if (place.line < 1 || place.column < 1)
			place = b->at;
		lg_problem_add(b->problems, place, "", "not valid YAML: %s", error->msg);
		said = true;
	}
	if (!said)
		refuse(b, b->at, "not valid YAML", "");
}

static void build(struct building *b, struct fy_parser *parser, struct fy_diag *diag)
{
	for (;;) {
		struct fy_event *event = fy_parser_parse(parser);
		bool end = event && event->type == FYET_STREAM_END;
		bool good = event && on_event(b, event);

		fy_parser_event_free(parser, event);
		if (!event || (end && fy_parser_get_stream_error(parser)))
			report(b, diag);
		if (!good || end)
			return;
	}
}

static void read_events(struct building *b, const char *text, size_t length)
{
	struct fy_diag_cfg said = {.fp = NULL, .level = FYET_ERROR, .module_mask = ~0U};
	struct fy_diag *diag = fy_diag_create(&said);
	struct fy_parse_cfg config = {
		.flags = FYPCF_QUIET | FYPCF_DISABLE_MMAP_OPT | FYPCF_DEFAULT_VERSION_1_2,
		.diag = diag,
	};
	struct fy_parser *parser;

	if (!diag) {
		refuse(b, b->at, "out of memory", "");
		return;
	}
	fy_diag_set_collect_errors(diag, true);
	parser = fy_parser_create(&config);
	if (parser && fy_parser_set_string(parser, text, length) == 0)
		build(b, parser, diag);
	else
		refuse(b, b->at, "the YAML reader cannot start", "");
	if (parser)
		fy_parser_destroy(parser);
	fy_diag_destroy(diag);
}

struct lg_yaml *lg_yaml_parse(const char *text, size_t length,
			      struct lg_problems *problems)
{
	struct building b = {.problems = problems, .at = {1, 1}};
	int before = problems->total_count;

	if (!lg_yaml_clean(text, length, problems))
		return NULL;
	b.yaml = calloc(1, sizeof *b.yaml);
	if (!b.yaml)
		return NULL;
	read_events(&b, text, length);
	if (problems->total_count == before &&
	    (!b.yaml->root || b.yaml->root->kind == LG_YAML_EMPTY))
		refuse(&b, (struct lg_place){1, 1}, "the file is empty", "version: 1");
	if (problems->total_count != before) {
		lg_yaml_free(b.yaml);
		return NULL;
	}
	return b.yaml;
}

const struct lg_yaml_node *lg_yaml_root(const struct lg_yaml *yaml)
{
	return yaml ? yaml->root : NULL;
}

void lg_yaml_free(struct lg_yaml *yaml)
{
	if (!yaml)
		return;
	for (struct chunk *chunk = yaml->chunks, *next; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	free(yaml);
}
