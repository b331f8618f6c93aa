/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a scenario of a small motorhome: refused with a place in the text, or a
 * story within its ranges whose events name what the build has, in order of time; the
 * engine lives through its first seconds. */
#include "bench/engine.h"
#include "system/load.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char build[] =
	"version: 1\n"
	"batteries: { house: { model: victron/smart-12.8-200, parallel: 2 } }\n"
	"bms: { bms: { model: victron/vebus-bms-v2, watches: house } }\n"
	"inverters: { multi: { model: victron/multiplus-12-3000-120, on: house, "
	"vebus: bms } }\n"
	"protectors: { lights: { model: victron/smart-batteryprotect-100, on: house, "
	"mode: C, remote: bms.load_disconnect } }\n"
	"loads:\n"
	"  fridge: { power: 60 W, on: lights.out, duty: 40 % }\n"
	"  kettle: { power: 1500 W, on: multi.ac }\n"
	"solar: { roof: { power: 400 W, on: house, remote: bms.charge_disconnect } }\n"
	"shore: { hookup: { into: multi } }\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_event(const struct lg_system *system,
			const struct lg_scenario_event *event)
{
	const int none = -1; /* all of them */

	require(event->at >= 0.0 && event->at <= 3.2e9);
	switch (event->what) {
	case LG_SCENARIO_TEMPERATURE:
		require(event->value >= -60.0 && event->value <= 100.0);
		return;
	case LG_SCENARIO_SHORE:
		require(event->index >= none && event->index < system->n_shores);
		require(isnan(event->value) || event->value == 0.0 ||
			event->value == 1.0);
		return;
	case LG_SCENARIO_LOAD:
		require(event->index >= 0 && event->index < system->n_loads);
		require(isnan(event->value) ||
			(event->value >= 0.0 && event->value <= 1e5));
		return;
	case LG_SCENARIO_READS:
		require(event->value >= 0.0 && event->value <= 6.0);
		break;
	case LG_SCENARIO_LOST:
	case LG_SCENARIO_FROZEN:
	case LG_SCENARIO_TRUE:
		break;
	}
	require(event->index >= 0 && event->index < system->n_batteries);
	require(event->sub >= none && event->sub < 4);
}

static void check(const struct lg_system *system, const struct lg_scenario *story)
{
	require(story->start >= 0.0 && story->start < 86400.0);
	require(story->span >= 1.0 && story->span <= 3.2e9);
	require(isnan(story->soc) || (story->soc >= 0.0 && story->soc <= 1.0));
	require(isnan(story->temperature) ||
		(story->temperature >= -60.0 && story->temperature <= 100.0));
	require(story->n_events >= 0 && story->n_events <= LG_SCENARIO_EVENTS);
	for (int i = 0; i < story->n_events; i++) {
		check_event(system, &story->events[i]);
		require(i == 0 || story->events[i].at >= story->events[i - 1].at);
	}
}

/* Weather that is no file. A plant that does not solve says so; it must not crash. */
static void live(const struct lg_system *system, const struct lg_scenario *story)
{
	const struct lg_engine_options options = {
		.dt_ms = 1000, .span_ms = 3000, .seed = 1};
	static struct lg_engine_result result;
	struct lg_problems problems = {0};
	struct lg_engine_watcher watcher = {0};

	if (*story->weather && strcmp(story->weather, "still") != 0 &&
	    strcmp(story->weather, "synthetic") != 0)
		return;
	memset(&result, 0, sizeof result);
	if (lg_engine_run(system, story, &options, &watcher, &result, &problems))
		require(isfinite(result.totals.residual) && result.cell_min_V[0] > 0.0);
	else
		require(result.failed || problems.total_count > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lg_system *system;
	static struct lg_scenario story;
	struct lg_problems problems = {0};
	char path[64];
	int file = memfd_create("scenario", 0);

	if (!system)
		system = lg_system_parse("fuzz", build, sizeof build - 1, &problems);
	require(system && problems.total_count == 0 && file >= 0);
	require(write(file, data, size) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	if (lg_scenario_load(path, system, &story, &problems)) {
		require(problems.total_count == 0);
		check(system, &story);
		live(system, &story);
	} else {
		require(problems.count > 0);
	}
	close(file);
	return 0;
}
