/* SPDX-License-Identifier: Apache-2.0 */
/* YAML in: a thin, strict layer over libfyaml. A tree of nodes that all know their line
 * and column, or problems.
 *
 *   struct lg_yaml *yaml = lg_yaml_parse(text, length, problems);      NULL: problems say
 * why const struct lg_yaml_node *root = lg_yaml_mapping(lg_yaml_root(yaml), "a build",
 * problems); for (const struct lg_yaml_node *node = lg_yaml_first(root); node; node =
 * node->next)
 *           ... node->key, node->key_place, lg_yaml_text(node, problems) ...
 *   lg_yaml_free(yaml);                                                after the last use
 * of any text
 *
 * Refused, each with its place: more than LG_YAML_BYTES, nested deeper than
 * LG_YAML_DEPTH, more than LG_YAML_NODES nodes, NUL, control characters, invalid UTF-8, a
 * key twice in one mapping, a key that is not plain text, an empty document, more than
 * one document, and anchors, aliases and tags altogether: a build file needs none, and an
 * alias can grow without bound. The library itself prints nothing; what it finds becomes
 * a problem.
 *
 * All verbs take NULL for a node and answer NULL or false then, so lookups can be
 * chained.
 */
#ifndef LG_SYSTEM_YAML_H
#define LG_SYSTEM_YAML_H

#include "system/problem.h"

#include <stdbool.h>
#include <stddef.h>

#define LG_YAML_BYTES (1024 * 1024)
#define LG_YAML_DEPTH 16
#define LG_YAML_NODES 16384

enum lg_yaml_kind {
	LG_YAML_EMPTY, /* nothing after the colon: "key:" or "key: ~" */
	LG_YAML_TEXT,
	LG_YAML_LIST,
	LG_YAML_MAPPING,
};

struct lg_yaml_node {
	enum lg_yaml_kind kind;
	bool quoted; /* text in quotes: never a number, never empty */
	struct lg_place
		place;   /* first character of the value; of an empty one, its key's */
	const char *key; /* in a mapping; else NULL */
	struct lg_place key_place;
	const char *text;           /* LG_YAML_TEXT: UTF-8, without NUL; else NULL */
	int count;                  /* children */
	struct lg_yaml_node *child; /* first of them */
	struct lg_yaml_node *next;  /* after this one */
};

struct lg_yaml;

/* Whole file into memory, ends with NUL; the caller frees it. NULL: not there, not a
 * file, more than LG_YAML_BYTES. */
char *lg_yaml_read(const char *path, size_t *length, struct lg_problems *problems);

/* UTF-8 without control characters, at most LG_YAML_BYTES; else one problem with its
 * place. lg_yaml_parse asks it first. */
bool lg_yaml_clean(const char *text, size_t length, struct lg_problems *problems);

/* The tree, or NULL and at least one problem. `text` is not needed after the call. */
struct lg_yaml *lg_yaml_parse(const char *text, size_t length,
			      struct lg_problems *problems);
const struct lg_yaml_node *lg_yaml_root(const struct lg_yaml *yaml);
void lg_yaml_free(struct lg_yaml *yaml);

/* First child of a mapping or list; node->next goes on. */
const struct lg_yaml_node *lg_yaml_first(const struct lg_yaml_node *node);

/* The value of a key, or NULL. */
const struct lg_yaml_node *lg_yaml_get(const struct lg_yaml_node *mapping,
				       const char *key);

/* The node itself when it is of the kind, else NULL and a problem: "expected a mapping
 * (what), found text". A node that is NULL is not a problem here. */
const struct lg_yaml_node *lg_yaml_mapping(const struct lg_yaml_node *node,
					   const char *what,
					   struct lg_problems *problems);
const struct lg_yaml_node *lg_yaml_list(const struct lg_yaml_node *node, const char *what,
					struct lg_problems *problems);

/* The text of a scalar, else NULL and a problem. */
const char *lg_yaml_text(const struct lg_yaml_node *node, struct lg_problems *problems);

/* A problem with a hint for each key that is not among `keys` (ends with NULL); whether
 * there was none. */
bool lg_yaml_known(const struct lg_yaml_node *mapping, const char *const *keys,
		   struct lg_problems *problems);

/* The same for one key found unknown by other means. */
void lg_yaml_unknown(const struct lg_yaml_node *node, const char *const *keys,
		     struct lg_problems *problems);

/* A problem for each of `keys` that is missing, at the mapping's own place; whether there
 * was none. */
bool lg_yaml_required(const struct lg_yaml_node *mapping, const char *const *keys,
		      struct lg_problems *problems);

#endif
