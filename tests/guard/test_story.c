/* SPDX-License-Identifier: Apache-2.0 */
/* The log for people: the reading behind a decision, and cause before consequence, from
 * the very devices and wires of a build. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "guard/hold.h"
#include "guard/senses.h"
#include "guard/story.h"

static const char build[] =
	"version: 1\n"
	"name: Two batteries\n"
	"batteries:\n"
	"  house: { model: victron/smart-12.8-200, series: 1, parallel: 2 }\n"
	"bms:\n"
	"  bms: { model: victron/vebus-bms-v2, watches: house }\n"
	"inverters:\n"
	"  multi: { model: victron/multiplus-12-3000-120, on: house, vebus: bms }\n"
	"outputs:\n"
	"  charge: { signal: bms.charge_disconnect, to: \"file:charge.out\", expires: 3 "
	"s "
	"}\n";

struct fixture {
	struct lg_system *system;
	struct lg_senses senses;
	struct lg_scan scans[LG_BATTERIES];
	const struct lg_scan *at[LG_BATTERIES];
	void *memory;
	char text[4096];
};

static void keep(void *context, const char *line, int length)
{
	struct fixture *f = context;

	assert_true(strlen(f->text) + (size_t)length < sizeof f->text);
	assert_int_equal(line[length - 1], '\n');
	assert_true(length - 1 <= LG_STORY_COLUMNS);
	strncat(f->text, line, (size_t)length);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct lg_problems problems = {.count = 0};

	assert_non_null(f);
	setenv("TZ", "UTC", 1);
	tzset();
	f->system = lg_system_parse("build.yaml", build, sizeof build - 1, &problems);
	assert_non_null(f->system);
	f->memory = calloc(1, f->system->wiring.memory_size);
	lg_senses_start(&f->senses, f->system);
	for (int i = 0; i < LG_BATTERIES; i++) {
		f->at[i] = &f->scans[i];
		if (i < f->system->n_batteries)
			f->scans[i] = (struct lg_scan){
				.cells = 4,
				.temperatures = 1,
				.soc_permille = 500,
				.cell_mV = {3300, 3301, 3299, 3300},
				.temperature_mdegC = {20000},
			};
	}
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	lg_system_free(f->system);
	free(f->memory);
	free(f);
	return 0;
}

/* What the devices decide on these scans after `ms`, as the guard would note it. */
static int decide(struct fixture *f, int64_t ms, struct lg_guard_event *said)
{
	const struct lg_wiring *wiring = &f->system->wiring;
	struct lg_events events = {.count = 0};

	for (int64_t at = 0; at <= ms; at += 500) {
		for (int i = 0; i < f->system->n_batteries; i++)
			lg_senses_scan(&f->senses, f->system, i, &f->scans[i]);
		events.count = 0;
		lg_hold(f->memory, wiring, f->senses.samples, at > 0 ? 500 : 0, &events);
		lg_wiring_step(f->memory, wiring, f->senses.samples, 0, &events);
		if (events.count > 0)
			break;
	}
	for (int i = 0; i < events.count; i++) {
		const struct lg_event *event = &events.at[i];
		const struct lg_family *family = f->system->devices[event->device].family;

		said[i] = (struct lg_guard_event){
			.kind = LG_SAID_DEVICE,
			.uptime_ms = 15300,
			.subject = event->device,
			.output = event->output,
			.value = event->value,
			.why = event->why,
			.fault = event->fault,
			.witness = lg_witness_find(
				f->system, lg_wiring_faults(f->memory, wiring), f->at,
				event->device, family->faults[event->fault].name),
		};
	}
	return events.count;
}

static const char *tell(struct fixture *f, const struct lg_guard_event *said, int count)
{
	const struct lg_story story = {f->system, keep, f};

	f->text[0] = 0;
	lg_story_tell(&story, said, count, f->at, INT64_C(67231000)); /* 18:40:31 */
	return f->text;
}

static void cause_then_advice_then_consequences(void **state)
{
	struct fixture *f = *state;
	struct lg_guard_event said[LG_GUARD_EVENTS];
	const char *text;
	int count;

	(void)decide(f, 0, said);
	f->scans[1].temperature_mdegC[0] = -8000;
	count = decide(f, 60000, said);
	assert_true(count >= 3);
	said[count++] = (struct lg_guard_event){
		.kind = LG_SAID_OUTPUT, .uptime_ms = 15300, .subject = 0, .value = 0};
	text = tell(f, said, count);
	assert_ptr_equal(strstr(text, "18:40:31    +15.3 s  house-2 low_temp "
				      "(house-2: -8.0 degC)\n"),
			 text);
	assert_non_null(strstr(text, "Too cold to charge"));
	assert_non_null(strstr(text, "-> bms.charge_disconnect float, bms.atc 0"));
	assert_non_null(strstr(text, "output charge off\n"));
	assert_null(strstr(text + 1, "18:40:31")); /* one instant, one cause */
}

static void the_cell_is_named(void **state)
{
	struct fixture *f = *state;
	struct lg_guard_event said[LG_GUARD_EVENTS];

	(void)decide(f, 0, said);
	f->scans[1].cell_mV[2] = 2790;
	f->scans[0].cell_mV[0] = 2950;
	for (int i = 0; i < 200; i++) {
		int count = decide(f, 500, said);

		for (int k = 0; k < count; k++) {
			const struct lg_family *family =
				f->system->devices[said[k].subject].family;
			const char *id = f->system->device_ids[said[k].subject];

			if (said[k].why != LG_WHY_FAULT || strcmp(id, "multi") == 0)
				continue;
			assert_int_equal(said[k].witness.kind, LG_WITNESS_CELL);
			assert_non_null(strstr("low_cell pre_alarm",
					       family->faults[said[k].fault].name));
			/* the worst of what the device watches */
			assert_int_equal(said[k].witness.value,
					 strcmp(id, "house-1") == 0 ? 2950 : 2790);
		}
		if (count > 0 && strstr(tell(f, said, count), "bms.load_disconnect"))
			break;
	}
	assert_non_null(strstr(f->text, "bms.load_disconnect float: low_cell (house-2 "
					"cell 3: 2.790 V)\n"));
}

static void an_old_scan_is_no_reading(void **state)
{
	struct fixture *f = *state;
	struct lg_guard_event said[LG_GUARD_EVENTS];
	struct lg_witness witness;
	uint32_t faults[LG_WIRING_DEVICES] = {0};
	int battery = f->system->batteries[1].device, bms = f->system->bms[0].device;
	char text[80];

	(void)decide(f, 0, said);
	witness = lg_witness_find(f->system, faults, f->at, bms, "low_cell");
	lg_witness_text(f->system, &witness, text, sizeof text);
	assert_string_equal(text, "house-1 cell 3: 3.299 V");
	for (int i = 0; i < f->system->devices[battery].family->n_faults; i++)
		if (strcmp(f->system->devices[battery].family->faults[i].name,
			   "no_reading") == 0)
			faults[battery] |= 1U << i;
	assert_int_not_equal(faults[battery], 0);
	witness = lg_witness_find(f->system, faults, f->at, bms, "low_cell");
	lg_witness_text(f->system, &witness, text, sizeof text);
	assert_string_equal(text, "house-2: no reading");
	witness = lg_witness_find(f->system, faults, f->at, bms, "chain_open");
	assert_int_equal(witness.kind, LG_WITNESS_NONE);
}

static void before_the_first_scan_only_the_waiting_is_told(void **state)
{
	struct fixture *f = *state;
	struct lg_guard_event said[LG_GUARD_EVENTS + 1] = {{.kind = LG_SAID_WAITING}};
	int count = decide(f, 0, said + 1);

	assert_true(count > 0);
	for (int i = 1; i <= count; i++)
		said[i].power_up = true;
	assert_string_equal(tell(f, said, count + 1),
			    "18:40:31     +0.0 s  guard waiting for the first complete "
			    "scan; nothing is permitted\n");
}

static void what_is_refused_from_the_start_is_told(void **state)
{
	struct fixture *f = *state;
	struct lg_guard_event said[3] = {{.kind = LG_SAID_COMPLETE},
					 {.kind = LG_SAID_REFUSED, .why = LG_WHY_FAULT},
					 {.kind = LG_SAID_REFUSED, .why = LG_WHY_FAULT}};
	int device = f->system->bms[0].device;
	const struct lg_family *family = f->system->devices[device].family;
	const char *text;

	f->scans[0].temperature_mdegC[0] = -8000;
	for (int i = 0; i < family->n_faults; i++)
		if (strcmp(family->faults[i].name, "low_temp") == 0)
			said[1].fault = said[2].fault = (uint8_t)i;
	said[1].subject = said[2].subject = (uint16_t)device;
	said[1].output = 1;
	said[2].output = 3;
	said[1].witness =
		(struct lg_witness){.kind = LG_WITNESS_TEMPERATURE, .value = -8000};
	text = tell(f, said, 3);
	assert_non_null(
		strstr(text, "house-1: 50 %, cells 3.299 to 3.301 V, -8.0 degC\n"));
	assert_non_null(strstr(text, "REFUSED bms.charge_disconnect float: low_temp "
				     "(house-1: -8.0 degC)\n"));
	assert_non_null(strstr(text, "-> bms.atc 0\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(cause_then_advice_then_consequences,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_cell_is_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_old_scan_is_no_reading, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			before_the_first_scan_only_the_waiting_is_told, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(what_is_refused_from_the_start_is_told,
						set_up, tear_down),
	};

	return cmocka_run_group_tests_name("guard/story", tests, NULL, NULL);
}
