/* SPDX-License-Identifier: Apache-2.0 */
/* The YAML layer: every node knows its place, and nothing is read that a build file does
 * not need. What is refused, and where, is in test_malformed.c. */
#include "system/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct lg_problems problems;

static struct lg_yaml *parse(const char *text)
{
	memset(&problems, 0, sizeof problems);
	return lg_yaml_parse(text, strlen(text), &problems);
}

static void at(const struct lg_yaml_node *node, int key_line, int key_column, int line,
	       int column)
{
	assert_non_null(node);
	assert_int_equal(node->key_place.line, key_line);
	assert_int_equal(node->key_place.column, key_column);
	assert_int_equal(node->place.line, line);
	assert_int_equal(node->place.column, column);
}

static void every_node_knows_its_place(void **state)
{
	struct lg_yaml *yaml = parse("# a build\n"
				     "version: 1\n"
				     "names: [ \"a b\",  'c', d ]\n"
				     "flow: { é: x, y: \"z\" }\n"
				     "block:\n"
				     "    key: value of words # and a comment\n"
				     "    empty:\n"
				     "    tilde: ~\n");
	const struct lg_yaml_node *root = lg_yaml_root(yaml), *node;

	(void)state;
	assert_int_equal(problems.total_count, 0);
	assert_int_equal(root->kind, LG_YAML_MAPPING);
	assert_int_equal(root->count, 4);
	at(lg_yaml_get(root, "version"), 2, 1, 2, 10);
	node = lg_yaml_get(root, "names");
	assert_int_equal(node->kind, LG_YAML_LIST);
	assert_int_equal(node->count, 3);
	at(node, 3, 1, 3, 8);
	assert_int_equal(node->child->place.column, 10);
	assert_true(node->child->quoted);
	assert_string_equal(node->child->text, "a b");
	assert_int_equal(node->child->next->place.column, 18);
	assert_string_equal(node->child->next->next->text, "d");
	assert_false(node->child->next->next->quoted);
	assert_null(node->child->next->next->next);
	node = lg_yaml_get(root, "flow");
	at(lg_yaml_get(node, "é"), 4, 9, 4, 12);
	at(lg_yaml_get(node, "y"), 4, 15, 4, 18);
	node = lg_yaml_get(root, "block");
	at(node, 5, 1, 6, 5);
	at(lg_yaml_get(node, "key"), 6, 5, 6, 10);
	assert_string_equal(lg_yaml_get(node, "key")->text, "value of words");
	at(lg_yaml_get(node, "empty"), 7, 5, 7, 5);
	assert_int_equal(lg_yaml_get(node, "empty")->kind, LG_YAML_EMPTY);
	assert_int_equal(lg_yaml_get(node, "tilde")->kind, LG_YAML_EMPTY);
	assert_null(lg_yaml_get(node, "other"));
	lg_yaml_free(yaml);
}

static void texts_are_decoded(void **state)
{
	struct lg_yaml *yaml = parse("a: \"tab\\t, \\u00e9, \\\"\"\nb: 'it''s'\nc: \"\"\n"
				     "d: |\n  two\n  lines\ne: 07:30\nf: a#b\n");
	const struct lg_yaml_node *root = lg_yaml_root(yaml);

	(void)state;
	assert_string_equal(lg_yaml_get(root, "a")->text, "tab\t, é, \"");
	assert_string_equal(lg_yaml_get(root, "b")->text, "it's");
	assert_int_equal(lg_yaml_get(root, "c")->kind, LG_YAML_TEXT);
	assert_string_equal(lg_yaml_get(root, "c")->text, "");
	assert_string_equal(lg_yaml_get(root, "d")->text, "two\nlines\n");
	assert_string_equal(lg_yaml_get(root, "e")->text, "07:30");
	assert_string_equal(lg_yaml_get(root, "f")->text, "a#b");
	lg_yaml_free(yaml);
}

/* What other editors leave in files. */
static void harmless_variants_are_read(void **state)
{
	static const char *const texts[] = {
		"---\nversion: 1\n",
		"version: 1",
		"version: 1\r\n# end\r\n",
		"\xef\xbb\xbfversion: 1\n",
		"version: 1\n...\n",
		"{version: 1}\n",
		"%YAML 1.2\n---\nversion: 1\n",
		"version: 1\n\t\n",
		"version: 1\t# tab\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct lg_yaml *yaml = parse(texts[i]);

		if (!yaml) {
			lg_problems_print(&problems, texts[i], stderr);
			fail();
		}
		assert_string_equal(lg_yaml_get(lg_yaml_root(yaml), "version")->text,
				    "1");
		lg_yaml_free(yaml);
	}
}

static void questions_of_the_wrong_kind_are_problems(void **state)
{
	static const char *const keys[] = {"list", "text", "map", NULL};
	static const char *const required[] = {"text", "model", NULL};
	struct lg_yaml *yaml = parse("list: [a]\ntext: b\nmap: {c: d}\ntxet: e\n");
	const struct lg_yaml_node *root = lg_yaml_root(yaml);

	(void)state;
	assert_non_null(lg_yaml_list(lg_yaml_get(root, "list"), "names", &problems));
	assert_non_null(lg_yaml_mapping(lg_yaml_get(root, "map"), "names", &problems));
	assert_string_equal(lg_yaml_text(lg_yaml_get(root, "text"), &problems), "b");
	assert_null(lg_yaml_text(NULL, &problems));
	assert_null(lg_yaml_mapping(NULL, "x", &problems));
	assert_null(lg_yaml_get(NULL, "x"));
	assert_null(lg_yaml_first(NULL));
	assert_int_equal(problems.total_count, 0);
	assert_null(lg_yaml_mapping(lg_yaml_get(root, "list"), "names", &problems));
	assert_null(lg_yaml_text(lg_yaml_get(root, "map"), &problems));
	assert_null(lg_yaml_list(lg_yaml_get(root, "text"), "names", &problems));
	assert_false(lg_yaml_known(root, keys, &problems));
	assert_false(lg_yaml_required(root, required, &problems));
	assert_int_equal(problems.total_count, 5);
	assert_string_equal(problems.at[0].text, "the key 'model' is missing");
	assert_string_equal(problems.at[1].text,
			    "expected a mapping: names, found a list");
	assert_string_equal(problems.at[4].text, "unknown key 'txet'");
	assert_string_equal(problems.at[4].hint, "did you mean 'text'?");
	lg_yaml_free(yaml);
}

/* The library may not speak for itself. */
static void nothing_is_printed(void **state)
{
	static const char *const texts[] = {
		"a: [",        "a: \"x",  "%YAML 9.9\n---\na: 1\n",
		"a: b: c",     "\t- x",   "? ? ?\n",
		"a: *b\n",     "{}}",     "%TAG ! !\n",
		"- a\nb: c\n", "a: |9x\n"};
	char name[] = "/tmp/lifeguard-yaml-XXXXXX";
	int file = mkstemp(name), out = dup(1), err = dup(2);
	off_t said;
	int refused = 0;

	(void)state;
	assert_true(file >= 0);
	fflush(stdout);
	dup2(file, 1);
	dup2(file, 2);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct lg_yaml *yaml = parse(texts[i]);

		refused += yaml == NULL && problems.count > 0 &&
			   problems.at[0].place.line > 0;
		lg_yaml_free(yaml);
	}
	fflush(stdout);
	dup2(out, 1);
	dup2(err, 2);
	close(out);
	close(err);
	said = lseek(file, 0, SEEK_END);
	close(file);
	unlink(name);
	assert_int_equal(said, 0);
	assert_int_equal(refused, sizeof texts / sizeof texts[0]);
}

static void the_deepest_that_is_allowed(void **state)
{
	struct lg_yaml *yaml = parse("a: [[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]\n");

	(void)state;
	assert_non_null(yaml);
	lg_yaml_free(yaml);
	assert_null(parse("a: [[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_node_knows_its_place),
		cmocka_unit_test(texts_are_decoded),
		cmocka_unit_test(harmless_variants_are_read),
		cmocka_unit_test(questions_of_the_wrong_kind_are_problems),
		cmocka_unit_test(nothing_is_printed),
		cmocka_unit_test(the_deepest_that_is_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
