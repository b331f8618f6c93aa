/* SPDX-License-Identifier: Apache-2.0 */
/* YAML in, before and after the library: the bytes of a file, and the questions asked of
 * a tree. See yaml.h. */
#include "system/yaml.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char *lg_yaml_read(const char *path, size_t *length, struct lg_problems *problems)
{
	const struct lg_place whole = {0, 0};
	FILE *file = fopen(path, "rb");
	struct stat about;
	char *text;

	if (!file || fstat(fileno(file), &about) != 0 || S_ISDIR(about.st_mode)) {
		lg_problem_add(problems, whole, "", "cannot be read: %s",
			       file ? "not a file" : strerror(errno));
		if (file)
			fclose(file);
		return NULL;
	}
	text = malloc(LG_YAML_BYTES + 2);
	*length = text ? fread(text, 1, LG_YAML_BYTES + 1, file) : 0;
	if (!text || ferror(file)) {
		lg_problem_add(problems, whole, "", "cannot be read");
		free(text);
		text = NULL;
	} else if (*length > LG_YAML_BYTES) {
		lg_problem_add(problems, (struct lg_place){1, 1}, "a build is a few kB",
			       "the file is larger than 1 MiB");
		free(text);
		text = NULL;
	} else {
		text[*length] = 0;
	}
	fclose(file);
	return text;
}

/* Length of the UTF-8 character at `at`, or 0 when it is none (RFC 3629: shortest form,
 * no surrogates). */
static size_t character(const unsigned char *at, size_t left)
{
	size_t size = at[0] < 0x80   ? 1
		      : at[0] < 0xc2 ? 0
		      : at[0] < 0xe0 ? 2
		      : at[0] < 0xf0 ? 3
		      : at[0] < 0xf5 ? 4
				     : 0;

	if (size == 0 || size > left)
		return 0;
	for (size_t i = 1; i < size; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
	    (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
		return 0;
	return size;
}

static bool printable(const unsigned char *at, size_t size)
{
	if (size == 1)
		return (at[0] >= 0x20 && at[0] != 0x7f) || at[0] == '\t' ||
		       at[0] == '\n' || at[0] == '\r';
	return !(size == 2 && at[0] == 0xc2 && at[1] < 0xa0); /* C1 controls */
}

/* A tab before the first letter of a line: it looks like an indentation, and is none in
 * YAML. */
static bool indents(const char *text, size_t length, size_t at)
{
	size_t first = at, end = at;

	while (first > 0 && (text[first - 1] == ' ' || text[first - 1] == '\t'))
		first--;
	while (end < length &&
	       (text[end] == ' ' || text[end] == '\t' || text[end] == '\r'))
		end++;
	return (first == 0 || text[first - 1] == '\n') && end < length &&
	       text[end] != '\n' && text[end] != '#';
}

bool lg_yaml_clean(const char *text, size_t length, struct lg_problems *problems)
{
	const unsigned char *at = (const unsigned char *)text;
	struct lg_place place = {1, 1};

	if (length > LG_YAML_BYTES) {
		lg_problem_add(problems, place, "a build is a few kB",
			       "the file is larger than 1 MiB");
		return false;
	}
	for (size_t i = 0, size; i < length; i += size) {
		size = character(at + i, length - i);
		if (size == 0) {
			lg_problem_add(problems, place, "save the file as UTF-8",
				       "the byte 0x%02x is not UTF-8", at[i]);
			return false;
		}
		if (!printable(at + i, size)) {
			lg_problem_add(problems, place, "is this a text file?",
				       "the control character 0x%02x", at[i + size - 1]);
			return false;
		}
		if (text[i] == '\t' && indents(text, length, i)) {
			lg_problem_add(problems, place, "indent with spaces",
				       "a tab at the beginning of a line");
			return false;
		}
		place.column++;
		if (at[i] == '\n' ||
		    (at[i] == '\r' && (i + 1 == length || at[i + 1] != '\n')))
			place = (struct lg_place){place.line + 1, 1};
	}
	return true;
}

const struct lg_yaml_node *lg_yaml_first(const struct lg_yaml_node *node)
{
	return node ? node->child : NULL;
}

const struct lg_yaml_node *lg_yaml_get(const struct lg_yaml_node *mapping,
				       const char *key)
{
	if (!mapping || mapping->kind != LG_YAML_MAPPING)
		return NULL;
	for (const struct lg_yaml_node *node = mapping->child; node; node = node->next)
		if (strcmp(node->key, key) == 0)
			return node;
	return NULL;
}

static const char *const kind_names[] = {
	[LG_YAML_EMPTY] = "nothing",
	[LG_YAML_TEXT] = "text",
	[LG_YAML_LIST] = "a list",
	[LG_YAML_MAPPING] = "a mapping",
};

static const struct lg_yaml_node *expect(const struct lg_yaml_node *node,
					 enum lg_yaml_kind kind, const char *what,
					 const char *hint, struct lg_problems *problems)
{
	if (!node || node->kind == kind)
		return node;
	lg_problem_add(problems, node->place, hint, "expected %s%s%s, found %s",
		       kind_names[kind], what ? ": " : "", what ? what : "",
		       kind_names[node->kind]);
	return NULL;
}

const struct lg_yaml_node *lg_yaml_mapping(const struct lg_yaml_node *node,
					   const char *what, struct lg_problems *problems)
{
	return expect(node, LG_YAML_MAPPING, what, "key: value", problems);
}

const struct lg_yaml_node *lg_yaml_list(const struct lg_yaml_node *node, const char *what,
					struct lg_problems *problems)
{
	return expect(node, LG_YAML_LIST, what, "[a, b]", problems);
}

const char *lg_yaml_text(const struct lg_yaml_node *node, struct lg_problems *problems)
{
	char hint[96] = "";

	if (node && node->key && node->kind == LG_YAML_EMPTY)
		snprintf(hint, sizeof hint, "write a value after '%.40s:'", node->key);
	node = expect(node, LG_YAML_TEXT, NULL, hint, problems);
	return node ? node->text : NULL;
}

void lg_yaml_unknown(const struct lg_yaml_node *node, const char *const *keys,
		     struct lg_problems *problems)
{
	char hint[200];

	lg_problem_add(problems, node->key_place,
		       lg_hint_for(node->key, keys, hint, sizeof hint),
		       "unknown key '%s'", node->key);
}

bool lg_yaml_known(const struct lg_yaml_node *mapping, const char *const *keys,
		   struct lg_problems *problems)
{
	bool known = true;

	for (const struct lg_yaml_node *node = lg_yaml_first(mapping); node;
	     node = node->next) {
		int i = 0;

		while (keys[i] && strcmp(keys[i], node->key) != 0)
			i++;
		if (keys[i])
			continue;
		lg_yaml_unknown(node, keys, problems);
		known = false;
	}
	return known;
}

bool lg_yaml_required(const struct lg_yaml_node *mapping, const char *const *keys,
		      struct lg_problems *problems)
{
	bool complete = true;

	for (int i = 0; mapping && keys[i]; i++) {
		if (lg_yaml_get(mapping, keys[i]))
			continue;
		lg_problem_add(problems, mapping->place, "", "the key '%s' is missing",
			       keys[i]);
		complete = false;
	}
	return complete;
}
