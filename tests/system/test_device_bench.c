/* SPDX-License-Identifier: Apache-2.0 */
/* The test bench: the vectors of tests/system/vectors, stimuli that must be refused with
 * their place, and that rows which change nothing change nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "system/device_bench.h"

#define VECTORS LG_SOURCE_DIR "/tests/system/vectors/"
#define CHOICES 4

/* Runs a stimulus; the CSV, to be freed, or NULL and problems. */
static char *run(const char *name, const struct lg_choice *choices, int n_choices,
		 const char *text, size_t length, struct lg_problems *problems)
{
	const struct lg_model *model = lg_catalog_find(name);
	struct lg_device_bench_rows rows = {0};
	enum lg_device_bench_end end;
	unsigned char *config;
	FILE *in, *out;
	char *csv = NULL;
	size_t size;

	assert_non_null(model);
	config = calloc(1, lg_model_family(model)->config_size);
	*problems = (struct lg_problems){0};
	if (!lg_configure(model, choices, n_choices, true, config, problems))
		fail_msg("%s: %s", name, problems->at[0].text);
	in = length ? fmemopen((void *)text, length, "r") : tmpfile();
	assert_non_null(in);
	end = lg_device_bench(model, config, in, &rows, problems);
	fclose(in);
	free(config);
	assert_int_not_equal(end, LG_DEVICE_BENCH_FAILED);
	assert_int_equal(end == LG_DEVICE_BENCH_REFUSED, problems->total_count > 0);
	if (end == LG_DEVICE_BENCH_GOOD) {
		out = open_memstream(&csv, &size);
		assert_non_null(out);
		lg_device_bench_csv(lg_model_family(model), &rows, out);
		fclose(out);
	} else {
		assert_int_equal(rows.count, 0);
	}
	lg_device_bench_free(&rows);
	return csv;
}

static char *read_file(const char *name, const char *end, size_t *length)
{
	char path[300], *text = calloc(1, 65536);
	FILE *file;

	snprintf(path, sizeof path, VECTORS "%s%s", name, end);
	file = fopen(path, "r");
	if (!file)
		fail_msg("%s is missing", path);
	*length = fread(text, 1, 65535, file);
	fclose(file);
	return text;
}

/* "NAME MODEL --set A=B --set C=D" */
static int split(char *line, char **name, char **model, struct lg_choice *choices)
{
	int n = 0;

	*name = strtok(line, " \n");
	*model = strtok(NULL, " \n");
	for (char *word = strtok(NULL, " \n"); word; word = strtok(NULL, " \n")) {
		char *equals = strchr(word, '=');

		if (strcmp(word, "--set") == 0)
			continue;
		assert_non_null(equals);
		assert_true(n < CHOICES);
		*equals = 0;
		choices[n++] = (struct lg_choice){.key = word, .text = equals + 1};
	}
	return n;
}

static void vectors(void **state)
{
	char line[300], *name, *model;
	FILE *list = fopen(VECTORS "vectors.txt", "r");
	int count = 0;

	(void)state;
	assert_non_null(list);
	while (fgets(line, sizeof line, list)) {
		struct lg_choice choices[CHOICES];
		struct lg_problems problems;
		char *stimulus, *expected, *csv;
		size_t length, unused;
		int n;

		if (line[0] == '#')
			continue;
		n = split(line, &name, &model, choices);
		stimulus = read_file(name, ".in.csv", &length);
		expected = read_file(name, ".out.csv", &unused);
		csv = run(model, choices, n, stimulus, length, &problems);
		if (!csv || strcmp(csv, expected) != 0)
			fail_msg("%s:\n%s", name, csv ? csv : problems.at[0].text);
		free(stimulus);
		free(expected);
		free(csv);
		count++;
	}
	fclose(list);
	assert_true(count >= 30);
}

static const struct {
	const char *model, *text;
	int line, column;
	const char *says;
} refused_rows[] = {
	{"victron/smart-batteryprotect-65", "", 1, 1, "begins with a header"},
	{"victron/smart-batteryprotect-65", "\n", 1, 1, "begins with a header"},
	{"victron/smart-batteryprotect-65", "t,V\n", 1, 1, "no rows"},
	{"victron/smart-batteryprotect-65", "V\n1\n", 1, 1, "no column 't'"},
	{"victron/smart-batteryprotect-65", "0,12.6\n1,12\n", 1, 1, "no input '0'"},
	{"victron/smart-batteryprotect-65", "t,V,v\n0,12,1\n", 1, 5, "no input 'v'"},
	{"victron/smart-batteryprotect-65", "t,V,V\n0,12,1\n", 1, 5, "there twice"},
	{"victron/smart-batteryprotect-65", "t,V,\n0,12,\n", 1, 5, "no input ''"},
	{"victron/smart-batteryprotect-65", "t,V\n0,12\n1,12,13\n", 3, 6, "more cells"},
	{"victron/smart-batteryprotect-65", "t,V\n0,12\n5,12\n4,13\n", 4, 1,
	 "before the row above"},
	{"victron/smart-batteryprotect-65", "t,V\n-1,12\n", 2, 1, "out of range"},
	{"victron/smart-batteryprotect-65", "t,V\n1e10,12\n", 2, 1, "out of range"},
	{"victron/smart-batteryprotect-65", "t,V\nnan,12\n", 2, 1, "is no time"},
	{"victron/smart-batteryprotect-65", "t,V\n,12\n", 2, 1, "is no time"},
	{"victron/smart-batteryprotect-65", "t,V\n5 s,12\n", 2, 1, "is no time"},
	{"victron/smart-batteryprotect-65", "V,t\n12\n", 2, 1, "before its time"},
	{"victron/smart-batteryprotect-65", "t,V\n0,nan\n", 2, 3, "not a value"},
	{"victron/smart-batteryprotect-65", "t,V\n0,inf\n", 2, 3, "not a value"},
	{"victron/smart-batteryprotect-65", "t,V\n0,1e308\n", 2, 3, "not a value"},
	{"victron/smart-batteryprotect-65", "t,V\n0,1001\n", 2, 3, "not a value"},
	{"victron/smart-batteryprotect-65", "t,V\n0,12.6V\n", 2, 3, "not a value"},
	{"victron/smart-batteryprotect-65", "t,V\n0,--\n", 2, 3, "not a value"},
	{"victron/smart-batteryprotect-65", "t,I\n0,-1\n", 2, 3, "not a value"},
	{"victron/smart-batteryprotect-65", "t,T\n0,400\n", 2, 3, "not a value"},
	{"victron/smart-batteryprotect-65", "t,remote\n0,1\n", 2, 3, "not a value"},
	{"victron/smart-batteryprotect-65", "t,H\n0,HIGH\n", 2, 3, "not a value"},
	{"victron/smart-batteryprotect-65", "t,short\n0,2\n", 2, 3, "not a value"},
	{"victron/smart-batteryprotect-65", "t,V\n0,\x01\n", 2, 3, "not a value"},
	{"victron/smart-batteryprotect-65", "t;V\n0;12\n", 1, 1, "no input 't;V'"},
	{"victron/smart-12.8-100", "t,cell5\n0,3.3\n", 1, 3, "no input 'cell5'"},
	{"victron/smart-12.8-100", "t,T2\n0,3.3\n", 1, 3, "no input 'T2'"},
	{"victron/vebus-bms-v1", "t,remote\n0,on\n", 1, 3, "no input 'remote'"},
	{"victron/smallbms", "t,chain\n0,closed\n", 2, 3, "not a value"},
};

static void refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused_rows / sizeof refused_rows[0]; i++) {
		struct lg_problems problems;
		char *csv = run(refused_rows[i].model, NULL, 0, refused_rows[i].text,
				strlen(refused_rows[i].text), &problems);

		if (csv)
			fail_msg("accepted: %s", refused_rows[i].text);
		if (problems.at[0].place.line != refused_rows[i].line ||
		    problems.at[0].place.column != refused_rows[i].column ||
		    !strstr(problems.at[0].text, refused_rows[i].says))
			fail_msg("%s: %d:%d: %s", refused_rows[i].text,
				 problems.at[0].place.line, problems.at[0].place.column,
				 problems.at[0].text);
	}
}

/* Every mistake of a file is told in one run. */
static void all_mistakes_at_once(void **state)
{
	static const char text[] = "t,V,remote\n0,x,on\n1,12,maybe\n0.5,12,on,7\n";
	struct lg_problems problems;

	(void)state;
	assert_null(
		run("victron/batteryprotect-65", NULL, 0, text, strlen(text), &problems));
	assert_int_equal(problems.total_count, 4);
}

/* What editors and spreadsheets add is taken as meant; a short row leaves the rest
 * unchanged. */
static void tolerated(void **state)
{
	static const char plain[] = "t,V\n0,12.6\n10,10.4\n120,\n";
	static const char *const same[] = {
		"t,V\r\n0,12.6\r\n10,10.4\r\n120,\r\n",
		"\xef\xbb\xbft,V\n0,12.6\n10,10.4\n120,",
		"t, V\n0 , 12.6\n10,10.4 \n\n120\n\n",
		"V,t\n12.6,0\n10.4,10\n,120\n",
		"t,V\n0.000,+12.60\n1e1,1.04e1\n120,10.4\n",
	};
	struct lg_problems problems;
	char *expected = run("victron/batteryprotect-65", NULL, 0, plain, strlen(plain),
			     &problems);

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		char *csv = run("victron/batteryprotect-65", NULL, 0, same[i],
				strlen(same[i]), &problems);

		if (!csv)
			fail_msg("%s: %s", same[i], problems.at[0].text);
		assert_string_equal(csv, expected);
		free(csv);
	}
	free(expected);
}

static void check_run(const char *model, const char *text, const char *expected)
{
	struct lg_problems problems;
	char *csv = run(model, NULL, 0, text, strlen(text), &problems);

	if (!csv)
		fail_msg("%s: %s", text, problems.at[0].text);
	if (!strstr(csv, expected))
		fail_msg("%s gives\n%s", text, csv);
	free(csv);
}

static void edges(void **state)
{
	(void)state;
	/* a change at exactly the last t is there, one a millisecond later is not */
	check_run("victron/batteryprotect-65", "t,V\n0,12.6\n10,10.4\n100,\n",
		  "\n100,out,off,low_voltage\n");
	check_run("victron/batteryprotect-65", "t,V\n0,12.6\n10,10.4\n99.999,\n",
		  "22,code,P3,low_warning\n");
	/* rows at one instant apply in order */
	check_run("victron/smart-batteryprotect-65", "t,remote\n0,on\n5,off\n5,on\n9,\n",
		  "\n5,out,off,remote_off\n6,out,on,remote_off cleared\n");
	check_run("victron/smallbms", "t,high_cell\n0,0\n0,1\n",
		  "0,atd,1,power-up\n0,charge_disconnect,float,high_cell\n0,atc,0,high_"
		  "cell\n");
	/* the first row's inputs stand from 0 */
	check_run("victron/batteryprotect-65", "t,V\n5,10\n6,\n",
		  "0,out,off,low_voltage\n");
	/* a missing reading is believed for five seconds, and never when it never came */
	check_run("victron/smart-12.8-100", "t,cell1\n0,3.3\n10,-\n20,3.3\n",
		  "\n15,pre_alarm,1,no_reading\n15,low_cell,1,no_reading\n15,high_cell,1,"
		  "no_reading\n20,");
	check_run("victron/smart-12.8-100", "t,T1\n0,-\n",
		  "0,low_temp,1,no_temperature\n0,high_temp,1,no_temperature\n");
	/* thirty years are no trouble */
	check_run("victron/batteryprotect-65", "t,V\n0,12.6\n999999000,10.4\n1e9,\n",
		  "\n999999012,code,P3,low_warning\n999999090,out,off,low_voltage\n");
	/* a 24 V unit at rest is not at 13.2 V */
	check_run("victron/multiplus-24-3000-70", "t\n0\n", "0,inverter,on,power-up\n");
}

/* Rows that say nothing, at random instants, change nothing: the bench does not depend on
 * how time is cut. */
static void empty_rows_change_nothing(void **state)
{
	static const char *const values[] = {"12.6", "10.4", "11.9", "12.1",
					     "16.4", "-",    "8",    "13.9"};
	static const char *const levels[] = {"high", "float", "-", "high"};
	static const char *const modes[] = {"A", "B", "C"};

	(void)state;
	srand(42);
	for (int trial = 0; trial < 60; trial++) {
		struct lg_choice mode = {.key = "mode", .text = modes[trial % 3]};
		struct lg_problems problems;
		char sparse[4096] = "t,V,H,I\n0,12.6,high,10\n", dense[16384], row[80];
		char *first, *second;

		strcpy(dense, sparse);
		for (int i = 0, ms = 0; i < 25; i++) {
			int until = ms + rand() % 40000;

			for (; rand() % 4 && ms < until; ms += (until - ms) / 2 + 1) {
				snprintf(row, sizeof row, "%d.%03d,,,\n", ms / 1000,
					 ms % 1000);
				strcat(dense, row);
			}
			ms = until;
			snprintf(row, sizeof row, "%d.%03d,%s,%s,%d\n", ms / 1000,
				 ms % 1000, values[rand() % 8], levels[rand() % 4],
				 rand() % 80);
			strcat(sparse, row);
			strcat(dense, row);
		}
		first = run("victron/smart-batteryprotect-65", &mode, 1, sparse,
			    strlen(sparse), &problems);
		second = run("victron/smart-batteryprotect-65", &mode, 1, dense,
			     strlen(dense), &problems);
		assert_non_null(first);
		assert_non_null(second);
		assert_string_equal(first, second);
		free(first);
		free(second);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(refused),
		cmocka_unit_test(all_mistakes_at_once),
		cmocka_unit_test(tolerated),
		cmocka_unit_test(edges),
		cmocka_unit_test(empty_rows_change_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
