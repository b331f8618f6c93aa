/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the closed loop share: a build, a story from text, a run that
 * remembers its decisions. */
#ifndef LG_TESTS_LOOP_H
#define LG_TESTS_LOOP_H

#include "bench/engine.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define DECISIONS 4096

struct decisions {
	struct lg_engine_event at[DECISIONS];
	int count;
};

static inline void remember(void *context, const struct lg_engine_event *event)
{
	struct decisions *decisions = context;

	assert_true(decisions->count < DECISIONS);
	decisions->at[decisions->count++] = *event;
}

static inline struct lg_system *load(const char *text_or_path)
{
	struct lg_problems problems = {0};
	struct lg_system *system =
		strchr(text_or_path, '\n')
			? lg_system_parse("test.yaml", text_or_path, strlen(text_or_path),
					  &problems)
			: lg_system_load(text_or_path, &problems);

	if (!system)
		lg_problems_print(&problems, "test.yaml", stderr);
	assert_non_null(system);
	return system;
}

static inline struct lg_scenario story(const struct lg_system *system, const char *text)
{
	char path[] = "/tmp/lifeguard-story-XXXXXX";
	struct lg_problems problems = {0};
	struct lg_scenario scenario;
	int file = mkstemp(path);

	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
	if (!lg_scenario_load(path, system, &scenario, &problems))
		lg_problems_print(&problems, path, stderr);
	unlink(path);
	assert_int_equal(problems.total_count, 0);
	return scenario;
}

static inline struct lg_engine_result *run(const struct lg_system *system,
					   const struct lg_scenario *scenario,
					   struct lg_engine_options options,
					   struct decisions *decisions)
{
	struct lg_engine_result *result = calloc(1, sizeof *result);
	struct lg_engine_watcher watcher = {.context = decisions, .event = remember};
	struct lg_problems problems = {0};

	assert_non_null(result);
	options.span_ms = (int64_t)(scenario->span * 1000.0);
	if (decisions)
		decisions->count = 0;
	if (!lg_engine_run(system, scenario, &options, decisions ? &watcher : NULL,
			   result, &problems))
		lg_problems_print(&problems, "run", stderr);
	assert_false(result->failed);
	assert_int_equal(problems.total_count, 0);
	return result;
}

#endif
