/* SPDX-License-Identifier: Apache-2.0 */
/* Build files that must be refused: each problem at its exact line and column, with the
 * words that matter, and no other. A file of malformed/ says itself what is expected, in
 * its first lines: "# expect LINE:COLUMN words". What cannot be written in such a file
 * (bytes, sizes, many components) stands below. */
#include "system/system.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FOLDER LG_SOURCE_DIR "/tests/system/malformed"

static struct lg_problems problems;

static void show(const char *name)
{
	print_error("%s gives\n", name);
	lg_problems_print(&problems, name, stderr);
}

/* Nothing is loaded, and every problem has a place. */
static void refused(const char *name, const char *text, size_t length)
{
	struct lg_system *system;

	memset(&problems, 0, sizeof problems);
	system = lg_system_parse(name, text, length, &problems);
	if (system || problems.count == 0) {
		print_error("%s was accepted\n", name);
		lg_system_free(system);
		fail();
	}
	for (int i = 0; i < problems.count; i++) {
		assert_true(problems.at[i].place.line >= 1);
		assert_true(problems.at[i].place.column >= 1);
		if (i > 0 && problems.at[i].place.line == problems.at[i - 1].place.line)
			assert_true(problems.at[i].place.column >=
				    problems.at[i - 1].place.column);
		else if (i > 0)
			assert_true(problems.at[i].place.line >
				    problems.at[i - 1].place.line);
	}
}

static bool is(int index, int line, int column, const char *words)
{
	const struct lg_problem *problem = &problems.at[index];

	return index < problems.count && problem->place.line == line &&
	       problem->place.column == column && strstr(problem->text, words);
}

static char *read_whole(const char *name, size_t *length)
{
	char path[512];
	FILE *file;
	char *text = malloc(1 << 16);

	snprintf(path, sizeof path, FOLDER "/%s", name);
	file = fopen(path, "rb");
	assert_non_null(file);
	assert_non_null(text);
	*length = fread(text, 1, (1 << 16) - 1, file);
	text[*length] = 0;
	fclose(file);
	return text;
}

/* Expectations stand in the order of the places; returns whether the file met them. */
static bool one_file(const char *name)
{
	size_t length;
	char *text = read_whole(name, &length);
	const char *at = text;
	int expected = 0;
	bool met = true;

	refused(name, text, length);
	while (strncmp(at, "# expect ", 9) == 0) {
		char words[120];
		int line, column;

		assert_int_equal(
			sscanf(at, "# expect %d:%d %119[^\n]", &line, &column, words), 3);
		if (!is(expected, line, column, words)) {
			print_error("%s: expected %d:%d %s\n", name, line, column, words);
			met = false;
		}
		expected++;
		at = strchr(at, '\n') + 1;
	}
	assert_true(expected > 0);
	if (problems.total_count != expected)
		met = false;
	if (!met)
		show(name);
	free(text);
	return met;
}

static void files_are_refused_where_they_are_wrong(void **state)
{
	DIR *folder = opendir(FOLDER);
	int files = 0, failed = 0;

	(void)state;
	assert_non_null(folder);
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		if (!strstr(entry->d_name, ".yaml"))
			continue;
		files++;
		failed += !one_file(entry->d_name);
	}
	closedir(folder);
	assert_int_equal(failed, 0);
	assert_true(files >= 60);
}

/* The judge above is not blind: a place or a word that is off by one is noticed. */
static void the_comparison_can_fail(void **state)
{
	static const char text[] = "version: 2\n";

	(void)state;
	refused("judge", text, sizeof text - 1);
	assert_true(is(1, 1, 10, "version '2'"));
	assert_false(is(1, 1, 9, "version '2'"));
	assert_false(is(1, 2, 10, "version '2'"));
	assert_false(is(1, 1, 10, "version '3'"));
	assert_false(is(2, 1, 10, "version '2'"));
}

struct bytes {
	const char *name, *text;
	size_t length;
	int line, column;
	const char *words;
};

#define BYTES(text) text, sizeof(text) - 1

static const struct bytes rows[] = {
	{"empty", BYTES(""), 1, 1, "empty"},
	{"only a comment", BYTES("# nothing\n"), 1, 1, "empty"},
	{"only blanks", BYTES("  \n\n   \n"), 1, 1, "empty"},
	{"only a document mark", BYTES("---\n"), 1, 1, "empty"},
	{"only null", BYTES("~\n"), 1, 1, "empty"},
	{"NUL", BYTES("version: 1\nname: a\0b\n"), 2, 8, "0x00"},
	{"NUL first", BYTES("\0version: 1\n"), 1, 1, "0x00"},
	{"ELF", BYTES("\177ELF\2\1\1\0\0\0"), 1, 1, "0x7f"},
	{"gzip", BYTES("\037\213\010\0\0\0\0\0"), 1, 1, "0x1f"},
	{"escape", BYTES("version: 1\nname: \033[31m\n"), 2, 7, "0x1b"},
	{"latin-1", BYTES("version: 1\nname: caf\351\n"), 2, 10, "0xe9"},
	{"stray continuation", BYTES("name: \200\n"), 1, 7, "0x80"},
	{"overlong", BYTES("name: \300\257\n"), 1, 7, "0xc0"},
	{"overlong three", BYTES("name: \340\200\257\n"), 1, 7, "0xe0"},
	{"surrogate", BYTES("name: \355\240\200\n"), 1, 7, "0xed"},
	{"beyond Unicode", BYTES("name: \364\220\200\200\n"), 1, 7, "0xf4"},
	{"cut character", BYTES("name: \342\202"), 1, 7, "0xe2"},
	{"C1 control", BYTES("name: \302\205\n"), 1, 7, "0x85"},
	{"after two-byte letters", BYTES("name: \303\251\303\251 \377\n"), 1, 10, "0xff"},
	{"UTF-16", BYTES("\377\376v\0e\0r\0"), 1, 1, "0xff"},
};

static void bytes_are_refused_where_they_are_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		refused(rows[i].name, rows[i].text, rows[i].length);
		if (!is(0, rows[i].line, rows[i].column, rows[i].words) ||
		    problems.total_count != 1) {
			show(rows[i].name);
			fail();
		}
	}
}

static char *repeat(const char *head, const char *part, int times, size_t *length)
{
	char *text = malloc(strlen(head) + (strlen(part) + 16) * (size_t)times + 1),
	     *at = text;

	assert_non_null(text);
	at += sprintf(at, "%s", head);
	for (int i = 0; i < times; i++) {
		for (const char *c = part; *c; c++)
			at += *c == '#' ? sprintf(at, "%d", i + 1)
					: sprintf(at, "%c", *c);
	}
	*length = (size_t)(at - text);
	*at = 0;
	return text;
}

static void too_much(const char *name, const char *head, const char *part, int times,
		     int line, int column, const char *words)
{
	size_t length;
	char *text = repeat(head, part, times, &length);

	refused(name, text, length);
	free(text);
	if (!is(0, line, column, words)) {
		show(name);
		fail();
	}
}

#define BANK "version: 1\nbatteries:\n  house: { model: victron/smart-12.8-200 }\n"

static void what_does_not_fit_is_refused(void **state)
{
	(void)state;
	too_much("loads", BANK "loads:\n", "  l#: { power: 1 W, on: house }\n", 49, 53, 3,
		 "more than 48 loads");
	too_much("banks", "version: 1\nbatteries:\n",
		 "  b#: { model: victron/smart-12.8-200 }\n", 9, 11, 3,
		 "more than 8 batteries");
	too_much("cases", "version: 1\nbatteries:\n",
		 "  b#: { model: victron/smart-12.8-200, parallel: 40 }\n", 2, 4, 3,
		 "more than 64 batteries");
	too_much("inputs", "version: 1\nbatteries:\n",
		 "  b#: { model: victron/smart-12.8-200, parallel: 60 }\n", 1, 3, 3,
		 "inputs");
	too_much("devices",
		 "version: 1\nbatteries:\n  b: { model: victron/smart-12.8-200, "
		 "parallel: 60 }\n"
		 "bms:\n",
		 "  x#: { model: victron/smallbms, watches: b }\n", 5, 3, 3,
		 "65 devices");
	too_much("nodes", "version: 1\n", "k#: 1\n", 20000, 16384, 9, "more entries");
	too_much("depth", "a: ", "[", 100000, 1, 19, "nested deeper");
	too_much("bytes", "", "# a comment that says nothing\n", 40000, 1, 1, "1 MiB");
	too_much("a name", BANK "name: ", "long ", 40, 4, 7, "longer than 95");
	too_much("problems", BANK "loads:\n", "  l#: { power: 1 V, on: house }\n", 40, 5,
		 16, "wrong unit");
	assert_int_equal(problems.count, LG_PROBLEMS);
	assert_int_equal(problems.total_count, 40);
}

/* What comes from a file is shown on a terminal: it must not steer it. */
static void messages_carry_no_control_characters(void **state)
{
	static const char text[] = "version: \"\\e[2J\\u0007\"\n";

	(void)state;
	refused("steer", text, sizeof text - 1);
	for (int i = 0; i < problems.count; i++)
		for (const char *c = problems.at[i].text; *c; c++)
			assert_true((unsigned char)*c >= 0x20 && *c != 0x7f);
}

static void a_file_that_is_not_there(void **state)
{
	(void)state;
	memset(&problems, 0, sizeof problems);
	assert_null(lg_system_load(FOLDER "/not-there.yaml", &problems));
	assert_int_equal(problems.count, 1);
	assert_non_null(strstr(problems.at[0].text, "cannot be read"));
	memset(&problems, 0, sizeof problems);
	assert_null(lg_system_load(FOLDER, &problems));
	assert_non_null(strstr(problems.at[0].text, "not a file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_comparison_can_fail),
		cmocka_unit_test(files_are_refused_where_they_are_wrong),
		cmocka_unit_test(bytes_are_refused_where_they_are_wrong),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(messages_carry_no_control_characters),
		cmocka_unit_test(a_file_that_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
