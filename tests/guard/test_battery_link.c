/* SPDX-License-Identifier: Apache-2.0 */
/* guard/battery_link on a real pty with a scripted board; the clock is the test's. */
#include "tests/guard/board.h"

#include "guard/battery_link.h"

struct fixture {
	char folder[64];
	struct board board;
	struct lg_battery_link link;
	struct lg_battery_link_config config;
	int64_t now_ms;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	strcpy(f->folder, "/tmp/lg-link-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	snprintf(f->config.path, sizeof f->config.path, "%s/house.jbd", f->folder);
	f->config.cells = 4;
	f->config.temperatures = 1;
	f->now_ms = 1000000;
	board_open(&f->board, f->config.path);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	lg_battery_link_close(&f->link);
	lg_pty_close(&f->board.pty);
	rmdir(f->folder);
	free(f);
	return 0;
}

static bool poll_link(struct fixture *f)
{
	return lg_battery_link_poll(&f->link, &f->config, f->now_ms);
}

/* One cycle that starts now: asked, answered, asked, answered. Advances the clock by the
 * period. */
static bool cycle(struct fixture *f)
{
	bool arrived = poll_link(f);

	for (int i = 0; i < 2 && board_answer(&f->board, f->link.serial.fd) >= 0 &&
			f->board.manner != SILENT;
	     i++) {
		f->now_ms += 50;
		arrived |= poll_link(f);
	}
	f->now_ms += LG_LINK_PERIOD_ms + 50; /* over the timeout, too */
	return arrived;
}

static void whole_scan_arrives_once(void **state)
{
	struct fixture *f = *state;

	f->board.info.current_mA = -12340;
	assert_false(poll_link(f));
	assert_int_equal(board_answer(&f->board, f->link.serial.fd), LG_JBD_INFO);
	assert_false(poll_link(f)); /* info alone is no scan */
	assert_int_equal(board_answer(&f->board, f->link.serial.fd),
			 LG_JBD_CELL_VOLTAGES);
	assert_true(poll_link(f));
	assert_false(poll_link(f)); /* and it has arrived once */
	assert_int_equal(f->link.scans, 1);
	assert_int_equal(f->link.scan.cell_mV[1], 3301);
	assert_int_equal(f->link.scan.temperature_mdegC[0], 20000);
	assert_int_equal(f->link.scan.current_mA, -12340);
	assert_int_equal(f->link.scan.soc_permille, 500);
	assert_int_equal(f->link.rejected, 0);
}

static void one_request_at_a_time(void **state)
{
	struct fixture *f = *state;
	uint8_t bytes[64];

	assert_false(poll_link(f));
	f->now_ms += LG_LINK_TIMEOUT_ms - 1;
	assert_false(poll_link(f));
	assert_true(wait_readable(f->board.pty.fd, 200));
	assert_int_equal(lg_pty_read(&f->board.pty, bytes, sizeof bytes), 7);
	f->now_ms += 1;
	assert_false(poll_link(f)); /* given up, asked again */
	assert_int_equal(f->link.rejected, 1);
	assert_int_equal(f->link.trouble, LG_TROUBLE_SILENT);
	assert_true(wait_readable(f->board.pty.fd, 200));
	assert_int_equal(lg_pty_read(&f->board.pty, bytes, sizeof bytes), 7);
}

static void bad_manners(void **state)
{
	static const struct {
		enum board_manner manner;
		enum lg_link_trouble trouble;
	} cases[] = {{SILENT, LG_TROUBLE_SILENT},
		     {HALF, LG_TROUBLE_DAMAGED},
		     {CHECKSUM, LG_TROUBLE_DAMAGED},
		     {REFUSING, LG_TROUBLE_REFUSED}};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint32_t scans, rejected;

		f->board.manner = GOOD;
		f->board.stream = (struct lg_jbd_stream){0};
		assert_true(cycle(f) || cycle(f));
		scans = f->link.scans;
		rejected = f->link.rejected;
		f->board.manner = cases[i].manner;
		for (int n = 0; n < 4; n++)
			assert_false(cycle(f));
		assert_int_equal(f->link.scans, scans);
		assert_true(f->link.rejected >= rejected + 3);
		assert_int_equal(f->link.trouble, cases[i].trouble);
	}
	f->board.manner = GOOD;
	assert_true(cycle(f) || cycle(f)); /* after noise, one good cycle; one may be
					      spoilt by its tail */
	assert_int_equal(f->link.trouble, LG_TROUBLE_NONE);
}

static void implausible_scans(void **state)
{
	struct fixture *f = *state;
	struct board good = f->board;

	assert_true(cycle(f));
	f->board.info.pack_mV = 13200 + 265; /* over 2 % from the sum */
	assert_false(cycle(f));
	assert_int_equal(f->link.trouble, LG_TROUBLE_NONSENSE);
	f->board.info.pack_mV = 13200 + 260;
	assert_true(cycle(f));
	f->board.info.pack_mV = 13200 - 270;
	assert_false(cycle(f));
	f->board.info = good.info;
	f->board.cells.cell_mV[2] = 0xFFFF;
	assert_false(cycle(f));
	assert_int_equal(f->link.trouble, LG_TROUBLE_NONSENSE);
	f->board.cells = good.cells;
	f->board.cells.cells = 3;
	assert_false(cycle(f));
	assert_int_equal(f->link.trouble, LG_TROUBLE_UNLIKE);
	f->board.cells = good.cells;
	f->board.info.temperatures = 0;
	assert_false(cycle(f));
	assert_int_equal(f->link.trouble, LG_TROUBLE_UNLIKE);
	f->board.info = good.info;
	f->board.info.temperature_good = 0; /* an open sensor */
	assert_false(cycle(f));
	assert_int_equal(f->link.trouble, LG_TROUBLE_NONSENSE);
	f->board.info = good.info;
	assert_true(cycle(f));
	assert_int_equal(f->link.scans, 3);
	assert_int_equal(f->link.rejected, 6);
}

/* Arrivals and the time of the last one in 30 s of equal scans at a current. */
static int equal_scans(struct fixture *f, int32_t current_mA, int64_t *last_ms)
{
	int64_t start_ms;
	int arrived = 0;

	f->board.info.current_mA = current_mA;
	assert_true(cycle(f));
	start_ms = f->link.scanned_ms;
	*last_ms = 0;
	while (f->now_ms < start_ms + 30000) {
		if (!cycle(f))
			continue;
		arrived++;
		*last_ms = f->link.scanned_ms - start_ms;
	}
	return arrived;
}

static void frozen_streams(void **state)
{
	struct fixture *f = *state;
	int64_t last_ms;

	equal_scans(f, 0, &last_ms);
	assert_true(last_ms > 29000); /* at rest a healthy board repeats itself */
	equal_scans(f, 20000, &last_ms);
	assert_in_range(last_ms, 1500, 2520);
	assert_int_equal(f->link.trouble, LG_TROUBLE_FROZEN);
	equal_scans(f, -5000, &last_ms);
	assert_in_range(last_ms, 9000, 10080);
	equal_scans(f, -300000, &last_ms);
	assert_in_range(last_ms, 0, 168);
	f->board.info.remaining_mAh -= 10; /* one step of its counter: alive */
	assert_true(cycle(f));
	assert_int_equal(f->link.trouble, LG_TROUBLE_NONE);
	assert_true(f->link.rejected > 20);
}

static void a_line_that_goes_and_comes(void **state)
{
	struct fixture *f = *state;

	assert_true(cycle(f));
	lg_pty_close(&f->board.pty);
	assert_false(poll_link(f));
	assert_false(f->link.serial.open);
	assert_int_equal(f->link.trouble, LG_TROUBLE_PORT);
	f->now_ms += LG_LINK_REOPEN_ms - 1;
	assert_false(poll_link(f));
	board_open(&f->board, f->config.path);
	assert_false(f->link.serial.open); /* not tried before its time */
	f->now_ms += 1;
	assert_true(cycle(f));
	assert_int_equal(f->link.scans, 2);
}

static void old_bytes_are_not_believed(void **state)
{
	struct fixture *f = *state;

	assert_true(cycle(f));
	assert_false(poll_link(f));
	assert_int_equal(board_answer(&f->board, f->link.serial.fd), LG_JBD_INFO);
	lg_battery_link_restart(&f->link); /* the answer waits in the line */
	f->now_ms += 60000;
	assert_false(poll_link(f));
	assert_int_equal(f->link.phase, LG_LINK_ASKED_INFO);
	assert_false(wait_readable(f->link.serial.fd, 50)); /* and is gone */
	assert_int_equal(board_answer(&f->board, f->link.serial.fd), LG_JBD_INFO);
	assert_false(poll_link(f));
	assert_int_equal(f->link.phase, LG_LINK_ASKED_CELLS);
}

static void noise_never_scans(void **state)
{
	struct fixture *f = *state;
	uint32_t random = 1;

	assert_true(cycle(f));
	for (int i = 0; i < 2000; i++) {
		uint8_t bytes[64];

		for (size_t k = 0; k < sizeof bytes; k++) {
			random = random * 1664525U + 1013904223U;
			bytes[k] = k % 9 == 0 ? 0xDD : (uint8_t)(random >> 24);
		}
		lg_pty_write(&f->board.pty, bytes, sizeof bytes);
		f->now_ms += 100;
		assert_false(poll_link(f));
	}
	assert_int_equal(f->link.scans, 1);
	assert_true(f->link.rejected > 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whole_scan_arrives_once, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(one_request_at_a_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bad_manners, set_up, tear_down),
		cmocka_unit_test_setup_teardown(implausible_scans, set_up, tear_down),
		cmocka_unit_test_setup_teardown(frozen_streams, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_line_that_goes_and_comes, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(old_bytes_are_not_believed, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(noise_never_scans, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("guard/battery_link", tests, NULL, NULL);
}
