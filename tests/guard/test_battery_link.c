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
	assert_false(poll_link(f)); /* given up; not asked again at once */
	assert_int_equal(f->link.rejected, 1);
	assert_int_equal(f->link.trouble, LG_TROUBLE_SILENT);
	f->now_ms += LG_LINK_TIMEOUT_ms - 1;
	assert_false(poll_link(f));
	assert_int_equal(f->link.phase, LG_LINK_HUSH);
	f->now_ms += 1;
	assert_false(poll_link(f));
	assert_int_equal(f->link.phase, LG_LINK_ASKED_INFO);
	assert_true(wait_readable(f->board.pty.fd, 200));
	assert_int_equal(lg_pty_read(&f->board.pty, bytes, sizeof bytes), 7);
}

/* Cycles until a scan arrives, over the longest wait for a quiet line. */
static bool comes_back(struct fixture *f)
{
	for (int i = 0; i < 2 * LG_LINK_MUTE_ms / LG_LINK_PERIOD_ms; i++)
		if (cycle(f))
			return true;
	return false;
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
		assert_true(comes_back(f));
		scans = f->link.scans;
		rejected = f->link.rejected;
		f->board.manner = cases[i].manner;
		for (int n = 0; n < 30; n++)
			assert_false(cycle(f));
		assert_int_equal(f->link.scans, scans);
		assert_true(f->link.rejected >= rejected + 3);
		assert_int_equal(f->link.trouble, cases[i].trouble);
	}
	f->board.manner = GOOD;
	assert_true(comes_back(f));
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

/* How long equal scans at a current are believed, watched for a while: ms. */
static int64_t believed_ms(struct fixture *f, int32_t current_mA, int64_t watched_ms)
{
	int64_t start_ms, last_ms = 0;

	f->board.info.current_mA = current_mA;
	assert_true(cycle(f));
	start_ms = f->link.same_since_ms;
	while (f->now_ms < start_ms + watched_ms)
		if (cycle(f))
			last_ms = f->link.scanned_ms - start_ms;
	return last_ms;
}

static void frozen_streams(void **state)
{
	static const struct {
		int32_t current_mA;
		int64_t limit_ms;
	} regimes[] = {{-50, 1080000}, {500, 108000},   {1800, 30000}, {-5000, 10800},
		       {24000, 2500},  {-300000, 2500}, {20000, 2700}};
	enum { SCANS_APART_ms = 650 };
	struct fixture *f = *state;

	assert_true(believed_ms(f, 0, 60000) > 59000); /* at rest healthy boards repeat */
	for (size_t i = 0; i < sizeof regimes / sizeof regimes[0]; i++) {
		int64_t limit_ms = regimes[i].limit_ms;
		int64_t got_ms = believed_ms(f, regimes[i].current_mA, limit_ms + 30000);

		print_message("%7.2f A: equal bytes believed for %lld ms (limit %lld)\n",
			      regimes[i].current_mA / 1e3, (long long)got_ms,
			      (long long)limit_ms);
		assert_in_range(got_ms, limit_ms - SCANS_APART_ms - 100, limit_ms);
		assert_int_equal(f->link.trouble, LG_TROUBLE_FROZEN);
		assert_false(cycle(f));
	}
	f->board.info.remaining_mAh -= 10; /* one step of its counter: alive */
	assert_true(cycle(f));
	assert_int_equal(f->link.trouble, LG_TROUBLE_NONE);
	assert_true(f->link.rejected > 20);
}

/* A healthy board whose counter steps when its charge says so, and nothing else moves. */
static void steady_currents_never_blind(void **state)
{
	static const int32_t currents_mA[] = {-50, 500, 1500, -5000, 24000, -100000};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof currents_mA / sizeof currents_mA[0]; i++) {
		int64_t start_ms = f->now_ms, charge_uAs = 0;
		int32_t start_mAh = f->board.info.remaining_mAh;

		f->board.info.current_mA = currents_mA[i];
		assert_true(cycle(f));
		while (f->now_ms < start_ms + 1500000) {
			charge_uAs = currents_mA[i] * (f->now_ms - start_ms);
			f->board.info.remaining_mAh =
				start_mAh +
				(int32_t)(charge_uAs / (INT64_C(36) * 1000 * 1000)) * 10;
			assert_true(cycle(f));
		}
		f->board.info.remaining_mAh = 100000;
	}
	assert_int_equal(f->link.rejected, 0);
}

/* A board that answers every question, all of them late. What it says is true when asked
 * and old when heard. */
struct late_board {
	struct lg_jbd_frame answers[512];
	int64_t due_ms[512];
	int asked, answered;
};

static void late_step(struct fixture *f, struct late_board *late, int64_t late_ms)
{
	struct lg_jbd_frame asked;
	uint8_t bytes[LG_JBD_FRAME];
	int got, length;

	while (wait_readable(f->board.pty.fd, 0) &&
	       (got = lg_pty_read(&f->board.pty, bytes, sizeof bytes)) > 0)
		lg_jbd_stream_push(&f->board.stream, bytes, (size_t)got);
	while (lg_jbd_stream_next(&f->board.stream, &asked)) {
		assert_true(late->asked < 512);
		late->due_ms[late->asked] = f->now_ms + late_ms;
		if (asked.reg == LG_JBD_INFO)
			assert_int_equal(lg_jbd_info_write(&f->board.info,
							   &late->answers[late->asked++]),
					 LG_OK);
		else
			assert_int_equal(
				lg_jbd_cells_write(&f->board.cells,
						   &late->answers[late->asked++]),
				LG_OK);
	}
	while (late->answered < late->asked &&
	       f->now_ms >= late->due_ms[late->answered]) {
		length = lg_jbd_frame_write(&late->answers[late->answered++], bytes,
					    sizeof bytes);
		assert_int_equal(lg_pty_write(&f->board.pty, bytes, (size_t)length),
				 length);
		assert_true(wait_readable(f->link.serial.fd, 1000));
	}
}

/* From a healthy board to a late one, 10 min each, all latenesses in steps of a tick and
 * then some: not one scan is believed, whatever window an old answer falls into. */
static void late_answers_are_no_scans(void **state)
{
	enum { TICK_ms = 50 };
	struct fixture *f = *state;
	int tried = 0, questions = 0;

	lg_pty_close(&f->board.pty);

	for (int64_t late_ms = 550; late_ms <= 14000;
	     late_ms += late_ms < 3000 ? 50 : 350, tried++) {
		struct late_board *late = calloc(1, sizeof *late);
		uint32_t scans;

		assert_non_null(late);
		lg_battery_link_close(&f->link);
		f->link = (struct lg_battery_link){.scans = 0};
		board_open(&f->board, f->config.path);
		assert_true(cycle(f));
		scans = f->link.scans;
		for (int64_t end_ms = f->now_ms + 600000; f->now_ms < end_ms;
		     f->now_ms += TICK_ms) {
			if (poll_link(f))
				print_error("%lld ms late\n", (long long)late_ms);
			late_step(f, late, late_ms);
		}
		assert_int_equal(f->link.scans, scans);
		questions += late->asked;
		free(late);
		lg_pty_close(&f->board.pty);
	}
	print_message("%d latenesses, %d questions, no scan\n", tried, questions);
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
	assert_int_equal(f->link.phase, LG_LINK_HUSH);      /* another may be under way */
	assert_false(wait_readable(f->link.serial.fd, 50)); /* and is gone */
	f->now_ms += LG_LINK_TIMEOUT_ms;
	assert_false(poll_link(f));
	assert_int_equal(f->link.phase, LG_LINK_ASKED_INFO);
	f->board.stream = (struct lg_jbd_stream){0};
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
	assert_true(f->link.rejected > 10); /* and it is not even asked in the noise */
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
		cmocka_unit_test_setup_teardown(steady_currents_never_blind, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(late_answers_are_no_scans, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_line_that_goes_and_comes, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(old_bytes_are_not_believed, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(noise_never_scans, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("guard/battery_link", tests, NULL, NULL);
}
