/* SPDX-License-Identifier: Apache-2.0 */
/* What every unit test needs: cmocka and the headers it wants before itself, samples in
 * one word, and a check that a refused configuration is refused for the reason meant. */
#ifndef LG_TESTS_UNIT_H
#define LG_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/ms.h"
#include "core/reading.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static inline struct lg_sample given(int32_t value)
{
	return (struct lg_sample){value, true};
}

static inline struct lg_sample missing(void)
{
	return (struct lg_sample){0, false};
}

/* A reading as a device holds it once a sample has come. */
static inline struct lg_reading fresh(int32_t value)
{
	return (struct lg_reading){.value = value, .fresh = true, .arriving = true};
}

/* problem is a sentence that has these words in it. */
#define assert_problem(problem, words)                                                   \
	do {                                                                             \
		const char *said = (problem);                                            \
		assert_non_null(said);                                                   \
		if (!strstr(said, words))                                                \
			fail_msg("said \"%s\", expected \"%s\"", said, words);           \
	} while (0)

#define RUN(tests) cmocka_run_group_tests(tests, NULL, NULL)

#endif
