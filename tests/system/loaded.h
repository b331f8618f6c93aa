/* SPDX-License-Identifier: Apache-2.0 */
/* What test_load.c and test_netlist.c share: a build that must load, and its slots by
 * name. */
#ifndef LG_TESTS_SYSTEM_LOADED_H
#define LG_TESTS_SYSTEM_LOADED_H

#include "system/explain.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define EXAMPLES LG_SOURCE_DIR "/examples/"

static struct lg_problems problems;

static inline struct lg_system *sound(struct lg_system *system)
{
	lg_problems_print(&problems, "build", stderr);
	assert_non_null(system);
	assert_int_equal(problems.total_count, 0);
	return system;
}

static inline struct lg_system *load(const char *name)
{
	char path[300];

	memset(&problems, 0, sizeof problems);
	snprintf(path, sizeof path, EXAMPLES "%s/build.yaml", name);
	return sound(lg_system_load(path, &problems));
}

#define HEAD "version: 1\nbatteries:\n  house: { model: victron/smart-12.8-200 }\n"

static inline struct lg_system *parse(const char *text)
{
	memset(&problems, 0, sizeof problems);
	return sound(lg_system_parse("test", text, strlen(text), &problems));
}

static inline void close_to(double a, double b)
{
	if (!(fabs(a - b) <= 1e-9 * (1 + fabs(b))))
		fail_msg("%.12g is not %.12g", a, b);
}

static inline int device(const struct lg_system *s, const char *id)
{
	for (int i = 0; i < s->wiring.n_devices; i++)
		if (strcmp(s->device_ids[i], id) == 0)
			return i;
	fail_msg("no device %s", id);
	return -1;
}

static inline int input(const struct lg_system *s, const char *id, const char *port)
{
	const struct lg_wiring_device *d = &s->devices[device(s, id)];

	for (int i = 0; i < d->family->n_inputs; i++)
		if (strcmp(d->family->inputs[i].name, port) == 0)
			return d->first_input + i;
	fail_msg("no input %s.%s", id, port);
	return -1;
}

static inline int output(const struct lg_system *s, const char *signal)
{
	int slot = lg_system_output(s, signal);

	if (slot < 0)
		fail_msg("no output %s", signal);
	return slot;
}

static inline int feeds_from(const struct lg_system *s, int from, int to)
{
	int n = 0;

	for (int i = 0; i < s->wiring.n_feeds; i++)
		n += s->feeds[i].input == to && s->feeds[i].output == from;
	return n;
}

static inline void senses(const struct lg_system *s, const char *id, const char *port,
			  enum lg_sense_what what, int index, int sub)
{
	const struct lg_sense *sense = &s->senses[input(s, id, port)];

	if (sense->what != what || sense->index != index || sense->sub != sub)
		fail_msg("%s.%s: %d %d %d", id, port, sense->what, sense->index,
			 sense->sub);
}

static inline void holds(const struct lg_system *s, const char *id, const char *port,
			 int32_t constant)
{
	const struct lg_sense *sense = &s->senses[input(s, id, port)];

	if (sense->what != LG_SENSE_CONSTANT || sense->constant != constant)
		fail_msg("%s.%s: %d %d", id, port, sense->what, sense->constant);
}

#endif
