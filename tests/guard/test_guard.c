/* SPDX-License-Identifier: Apache-2.0 */
/* One tick after the other of the live guard: real ptys, real output files, the test's
 * own clock, so that each figure is exact to the tick. The same misfortunes on the real
 * processes: test_run.py. */
#include "tests/guard/board.h"

#include <sys/stat.h>

#include "guard/guard.h"
#include "ports/linux/output_file.h"

static const char build[] =
	"version: 1\n"
	"name: Two batteries\n"
	"batteries:\n"
	"  house: { model: victron/smart-12.8-200, series: 1, parallel: 2 }\n"
	"bms:\n"
	"  bms: { model: victron/vebus-bms-v2, watches: house }\n"
	"protectors:\n"
	"  lights: { model: victron/smart-batteryprotect-100, on: house, mode: C,"
	" remote: bms.load_disconnect }\n"
	"links:\n"
	"  house-1: { protocol: jbd, port: house-1.jbd }\n"
	"  house-2: { protocol: jbd, port: house-2.jbd }\n"
	"outputs:\n"
	"  charge: { signal: bms.charge_disconnect, to: \"file:charge.out\", expires: 3 "
	"s }\n"
	"  loads: { signal: lights.out, to: \"file:loads.out\", expires: 3 s "
	"}\n";

enum { CHARGE, LOADS, BOARDS = 2, DECLARED_AGE_ms = 5000, SCAN_ms = 100 };

struct fixture {
	char folder[64], out[2][128], ports[2][128];
	struct lg_system *system;
	struct lg_guard guard;
	struct board boards[BOARDS];
	int64_t now_ms;
	int64_t answered_ms[BOARDS];
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct lg_problems problems = {.count = 0};
	char problem[400];

	strcpy(f->folder, "/tmp/lg-guard-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	f->system = lg_system_parse("build.yaml", build, sizeof build - 1, &problems);
	if (!f->system)
		lg_problems_print(&problems, "build.yaml", stderr);
	assert_non_null(f->system);
	f->now_ms = 7000000;
	for (int i = 0; i < BOARDS; i++) {
		snprintf(f->ports[i], sizeof f->ports[i], "%s/house-%d.jbd", f->folder,
			 i + 1);
		board_open(&f->boards[i], f->ports[i]);
	}
	snprintf(f->out[CHARGE], sizeof f->out[0], "%s/charge.out", f->folder);
	snprintf(f->out[LOADS], sizeof f->out[0], "%s/loads.out", f->folder);
	assert_int_equal(lg_guard_open(&f->guard, f->system, f->folder, f->now_ms, 0,
				       problem, sizeof problem),
			 LG_OK);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	lg_guard_close(&f->guard);
	for (int i = 0; i < BOARDS; i++)
		lg_pty_close(&f->boards[i].pty);
	remove(f->out[CHARGE]);
	remove(f->out[LOADS]);
	assert_int_equal(rmdir(f->folder), 0); /* nothing else is left behind */
	lg_system_free(f->system);
	free(f);
	return 0;
}

static bool on(const struct fixture *f, int output)
{
	return lg_output_file_read(f->out[output], f->now_ms);
}

/* One tick, and the boards' answers to what it asked. */
static void tick(struct fixture *f)
{
	lg_guard_tick(&f->guard, f->now_ms);
	for (int i = 0; i < BOARDS; i++) {
		struct lg_battery_link *link = &f->guard.links[i];

		if (link->serial.open && link->phase != LG_LINK_IDLE &&
		    link->asked_ms != f->answered_ms[i]) {
			f->answered_ms[i] = link->asked_ms;
			if (f->boards[i].pty.open)
				(void)board_answer(&f->boards[i], link->serial.fd);
		}
	}
	f->now_ms += LG_GUARD_TICK_ms;
}

/* Ticks until an output is as wanted: ms, or -1 when it is not within most_ms. */
static int64_t until(struct fixture *f, int output, bool wanted, int64_t most_ms)
{
	int64_t start_ms = f->now_ms;

	while (f->now_ms - start_ms <= most_ms) {
		if (on(f, output) == wanted)
			return f->now_ms - start_ms;
		tick(f);
	}
	return -1;
}

static void both_permitted(struct fixture *f)
{
	assert_true(until(f, CHARGE, true, 60000) >= 0);
	assert_true(until(f, LOADS, true, 60000) >= 0);
	for (int i = 0; i < 20; i++)
		tick(f);
	assert_true(on(f, CHARGE));
}

static void refused_until_every_battery_is_scanned(void **state)
{
	struct fixture *f = *state;
	int64_t waited_ms;

	f->boards[1].manner = SILENT;
	for (int i = 0; i < 300; i++) {
		tick(f);
		assert_false(on(f, CHARGE));
	}
	assert_true(f->guard.links[0].scans > 10);
	f->boards[1].manner = GOOD;
	f->boards[1].stream = (struct lg_jbd_stream){0};
	waited_ms = until(f, CHARGE, true, 60000);
	assert_true(waited_ms >= 0);
	assert_true(f->guard.links[1].scans >= 1);
	print_message("charge permitted %lld ms after the missing battery answers\n",
		      (long long)waited_ms);
}

/* The clock runs from the last scan with anything new in it. */
static void falls(struct fixture *f, const char *what, int64_t allowed_ms)
{
	int64_t start_ms = f->guard.links[1].scanned_ms, fell_ms, back_ms;
	uint32_t scans;

	assert_true(until(f, CHARGE, false, allowed_ms + 10000) >= 0);
	fell_ms = f->now_ms - LG_GUARD_TICK_ms - start_ms;
	assert_in_range(fell_ms, 0, allowed_ms + SCAN_ms + LG_GUARD_TICK_ms);
	for (int i = 0; i < 100; i++) {
		tick(f);
		assert_false(on(f, CHARGE)); /* and stays */
	}
	scans = f->guard.links[1].scans;
	f->boards[1].manner = GOOD;
	f->boards[1].info.current_mA = -500;
	back_ms = until(f, CHARGE, true, 60000);
	assert_true(back_ms >= 0);
	assert_true(f->guard.links[1].scans > scans); /* only after fresh complete data */
	print_message("%-9s charge refused %lld ms after the last new scan, back after "
		      "%lld ms\n",
		      what, (long long)fell_ms, (long long)back_ms);
	both_permitted(f);
}

static void bad_data_is_no_data(void **state)
{
	struct fixture *f = *state;

	both_permitted(f);
	f->boards[1].manner = SILENT;
	falls(f, "silent", DECLARED_AGE_ms);
	f->boards[1].manner = HALF;
	falls(f, "half", DECLARED_AGE_ms);
	f->boards[1].manner = CHECKSUM;
	falls(f, "checksum", DECLARED_AGE_ms);
	f->boards[1].info.current_mA = -20000; /* and from here on the same bytes */
	while (f->guard.links[1].scan.current_mA != -20000)
		tick(f);
	falls(f, "frozen", DECLARED_AGE_ms + 2700); /* 15 mAh at 20 A */
}

static void a_line_pulled_out(void **state)
{
	struct fixture *f = *state;

	both_permitted(f);
	lg_pty_close(&f->boards[1].pty);
	assert_true(until(f, CHARGE, false, 10000) >= 0);
	assert_in_range(f->now_ms - LG_GUARD_TICK_ms - f->guard.links[1].scanned_ms, 0,
			DECLARED_AGE_ms + SCAN_ms + LG_GUARD_TICK_ms);
	assert_int_equal(f->guard.link_states[1], LG_LINK_GONE);
	board_open(&f->boards[1], f->ports[1]);
	both_permitted(f);
}

/* The other battery measures the same busbar, and the BMS gives its warning first. */
static void one_silent_battery_warns_before_it_cuts(void **state)
{
	struct fixture *f = *state;
	int64_t silent_ms, cut_ms;

	both_permitted(f);
	f->boards[1].manner = SILENT;
	silent_ms = f->guard.links[1].scanned_ms;
	assert_true(until(f, CHARGE, false, 10000) >= 0);
	while (f->now_ms < silent_ms + 25000) {
		tick(f);
		assert_true(on(f, LOADS));
	}
	assert_true(until(f, LOADS, false, 120000) >= 0);
	cut_ms = f->now_ms - silent_ms;
	print_message("loads cut %lld ms after the last scan of one battery\n",
		      (long long)cut_ms);
	f->boards[1].manner = GOOD;
	both_permitted(f);
}

static void cold_is_refused_and_warm_is_not(void **state)
{
	struct fixture *f = *state;

	both_permitted(f);
	f->boards[0].info.temperature_mdegC[0] = 2000;
	assert_true(until(f, CHARGE, false, 60000) >= 0);
	assert_true(on(f, LOADS)); /* cold cells may still feed loads */
	f->boards[0].info.temperature_mdegC[0] = 20000;
	both_permitted(f);
}

static void a_pause_makes_all_data_stale(void **state)
{
	struct fixture *f = *state;
	uint32_t scans[BOARDS];

	both_permitted(f);
	f->now_ms += 4000;
	assert_false(on(f, CHARGE)); /* the far side has let go by itself */
	for (int i = 0; i < BOARDS; i++)
		scans[i] = f->guard.links[i].scans;
	f->boards[1].manner = SILENT;
	for (int i = 0; i < 30; i++) {
		tick(f);
		assert_false(on(f, CHARGE));
		assert_false(on(f, LOADS));
	}
	assert_true(f->guard.links[0].scans > scans[0]);
	assert_false(f->guard.trusted);
	f->boards[1].manner = GOOD;
	both_permitted(f);
	assert_true(f->guard.links[1].scans > scans[1]);
	assert_true(f->guard.trusted);
}

/* An answer that waited in the line during the pause is as old as the pause. */
static void a_pause_forgets_what_was_under_way(void **state)
{
	struct fixture *f = *state;
	struct lg_battery_link *link = &f->guard.links[1];
	uint32_t scans, rejected;

	both_permitted(f);
	while (link->phase != LG_LINK_ASKED_CELLS) /* its answer waits in the line now */
		tick(f);
	assert_true(wait_readable(link->serial.fd, 1000));
	scans = link->scans;
	rejected = link->rejected;
	f->now_ms += 4000;
	f->boards[1].manner = SILENT;
	tick(f);
	assert_int_equal(link->rejected, rejected); /* flushed, not even looked at */
	assert_int_equal(link->scans, scans);
	assert_int_equal(link->phase, LG_LINK_HUSH);
	for (int i = 0; i < 20; i++)
		tick(f);
	assert_int_equal(link->scans, scans);
	assert_false(f->guard.renewed[1]);
}

/* 0.3 A proves nothing for minutes; the string beside it that takes 9 A more does. */
static void others_contradict_a_frozen_battery(void **state)
{
	struct fixture *f = *state;
	int64_t moved_ms;

	both_permitted(f);
	f->boards[1].info.current_mA = 300;
	f->boards[0].info.current_mA = 300;
	for (int i = 0; i < 600; i++) {
		tick(f);
		f->boards[0].cells.cell_mV[0] = 3300 + i % 2;
		assert_true(on(f, CHARGE)); /* a steady small current is healthy */
	}
	f->boards[0].info.current_mA = 9300;
	moved_ms = f->now_ms;
	for (int i = 0; i < 200 && on(f, CHARGE); i++) {
		f->boards[0].cells.cell_mV[0] = 3300 + i % 2;
		tick(f);
	}
	assert_false(on(f, CHARGE));
	assert_int_equal(f->guard.links[1].trouble, LG_TROUBLE_FROZEN);
	assert_in_range(f->now_ms - moved_ms, 5000,
			LG_LINK_CONTRADICTED_ms + DECLARED_AGE_ms + 1000);
	print_message("frozen at 0.3 A: charge refused %lld ms after the other moved\n",
		      (long long)(f->now_ms - moved_ms));
}

static void one_driver_for_each_output(void **state)
{
	struct fixture *f = *state;
	struct lg_guard *second = calloc(1, sizeof *second);
	char problem[400];

	both_permitted(f);
	assert_true(lg_guard_open(second, f->system, f->folder, f->now_ms, 0, problem,
				  sizeof problem) != LG_OK);
	assert_non_null(strstr(problem, "another output or another guard drives it"));
	lg_guard_close(second);
	free(second);
	assert_true(on(f, CHARGE)); /* the first one does not notice */
	both_permitted(f);
}

static void outputs_expire_when_nobody_speaks(void **state)
{
	struct fixture *f = *state;

	both_permitted(f);
	f->now_ms += 1900;
	assert_true(on(f, CHARGE));
	f->now_ms += 1200; /* over 3 s since it was last said, whenever that was */
	assert_false(on(f, CHARGE));
}

static void an_output_that_cannot_be_written(void **state)
{
	struct fixture *f = *state;
	struct lg_guard_message message;
	char aside[160];

	both_permitted(f);
	snprintf(aside, sizeof aside, "%s.new", f->out[CHARGE]);
	assert_int_equal(mkdir(aside, 0700), 0); /* root, too, cannot write a folder */
	for (int i = 0; i < 40; i++)
		tick(f);
	assert_false(on(f, CHARGE));
	assert_true(on(f, LOADS)); /* one does not take the other along */
	lg_guard_tell(&f->guard, &message, f->now_ms);
	assert_false(message.outputs[CHARGE].ok);
	assert_false(message.outputs[CHARGE].on);
	assert_true(message.outputs[LOADS].ok);
	rmdir(aside);
	both_permitted(f);
	lg_guard_tell(&f->guard, &message, f->now_ms);
	assert_true(message.outputs[CHARGE].ok);
}

static void closing_leaves_zero(void **state)
{
	struct fixture *f = *state;
	char line[32] = "";
	FILE *file;

	both_permitted(f);
	lg_guard_close(&f->guard);
	file = fopen(f->out[CHARGE], "r");
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof line, file));
	fclose(file);
	assert_int_equal(line[0], '0');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(refused_until_every_battery_is_scanned,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(bad_data_is_no_data, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_line_pulled_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_silent_battery_warns_before_it_cuts,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(cold_is_refused_and_warm_is_not, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_pause_makes_all_data_stale, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_pause_forgets_what_was_under_way,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(others_contradict_a_frozen_battery,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_driver_for_each_output, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(outputs_expire_when_nobody_speaks, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(an_output_that_cannot_be_written, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(closing_leaves_zero, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("guard/guard", tests, NULL, NULL);
}
