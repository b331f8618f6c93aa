/* SPDX-License-Identifier: Apache-2.0 */
/* The ports on real ptys and real files: bytes across, peers that go and return, outputs
 * that expire. The happy path of a GPIO line needs a chip (gpio-sim would do) and is
 * skipped here where there is none; its error paths are tested against what is no chip.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ports/linux/clock.h"
#include "ports/linux/pty.h"
#include "ports/linux/serial.h"
#include "ports/output.h"

static char folder[64], path[128];

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/lifeguard-ports-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/it", folder);
	return 0;
}

static int remove_folder(void **state)
{
	char aside[140];

	(void)state;
	snprintf(aside, sizeof aside, "%s.new", path);
	assert_int_equal(access(aside, F_OK), -1); /* nothing is left lying about */
	unlink(path);
	return rmdir(folder);
}

static void wait_readable(int fd)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};

	assert_int_equal(poll(&wait, 1, 2000), 1);
}

/* Every byte value, unchanged: no echo, no line editing, no 8th bit lost. */
static void bytes_cross_both_ways(void **state)
{
	struct lg_pty pty;
	struct lg_serial serial;
	uint8_t sent[256], got[512];

	(void)state;
	for (int i = 0; i < 256; i++)
		sent[i] = (uint8_t)i;
	assert_int_equal(lg_pty_open(&pty, path), LG_OK);
	assert_int_equal(lg_serial_open(&serial, path, 19200), LG_OK);
	assert_true(lg_pty_peer(&pty));
	assert_int_equal(lg_serial_read(&serial, got, sizeof got), LG_ERROR_AGAIN);
	assert_int_equal(lg_pty_read(&pty, got, sizeof got), LG_ERROR_AGAIN);
	for (int way = 0; way < 2; way++) {
		int count = 0;

		assert_int_equal(way ? lg_serial_write(&serial, sent, 256)
				     : lg_pty_write(&pty, sent, 256),
				 256);
		while (count < 256) {
			wait_readable(way ? pty.fd : serial.fd);
			int more = way ? lg_pty_read(&pty, got + count, 256)
				       : lg_serial_read(&serial, got + count, 256);

			assert_true(more > 0);
			count += more;
		}
		assert_int_equal(count, 256);
		assert_memory_equal(got, sent, 256);
	}
	assert_int_equal(lg_pty_read(&pty, got, sizeof got),
			 LG_ERROR_AGAIN); /* no echo */
	lg_serial_close(&serial);
	lg_pty_close(&pty);
	assert_int_equal(access(path, F_OK), -1);
}

static void the_peer_goes_and_returns(void **state)
{
	struct lg_pty pty;
	struct lg_serial serial;
	uint8_t got[16];

	(void)state;
	assert_int_equal(lg_pty_open(&pty, path), LG_OK);
	for (int round = 0; round < 3; round++) {
		assert_false(lg_pty_peer(&pty));
		assert_int_equal(lg_pty_read(&pty, got, sizeof got), LG_ERROR_AGAIN);
		assert_int_equal(lg_pty_write(&pty, (const uint8_t *)"old", 3), 3);
		/* By a program that does not flush what waits for it, as ours does. */
		int plain = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);

		assert_true(plain >= 0);
		assert_int_equal(read(plain, got, sizeof got), -1);
		assert_int_equal(errno, EAGAIN);
		close(plain);
		assert_int_equal(lg_pty_write(&pty, (const uint8_t *)"old", 3), 3);
		assert_int_equal(lg_serial_open(&serial, path, 9600), LG_OK);
		assert_true(lg_pty_peer(&pty));
		/* What was sent with nobody there is lost, as on a wire. */
		assert_int_equal(lg_serial_read(&serial, got, sizeof got),
				 LG_ERROR_AGAIN);
		assert_int_equal(lg_pty_write(&pty, (const uint8_t *)"new", 3), 3);
		wait_readable(serial.fd);
		assert_int_equal(lg_serial_read(&serial, got, sizeof got), 3);
		assert_memory_equal(got, "new", 3);
		lg_serial_close(&serial);
	}
	lg_pty_close(&pty);
}

static void the_line_vanishes(void **state)
{
	struct lg_pty pty;
	struct lg_serial serial;
	uint8_t got[16] = {0};

	(void)state;
	assert_int_equal(lg_pty_open(&pty, path), LG_OK);
	assert_int_equal(lg_serial_open(&serial, path, 9600), LG_OK);
	lg_pty_close(&pty); /* the plug is pulled */
	assert_int_equal(lg_serial_read(&serial, got, sizeof got), LG_ERROR_GONE);
	assert_int_equal(lg_serial_write(&serial, got, 1), LG_ERROR_GONE);
	lg_serial_close(&serial);
	assert_int_equal(lg_serial_read(&serial, got, sizeof got), LG_ERROR_GONE);
	assert_int_equal(lg_serial_open(&serial, path, 9600), LG_ERROR_GONE);
	assert_int_equal(lg_pty_open(&pty, path), LG_OK);
	assert_int_equal(lg_serial_open(&serial, path, 9600), LG_OK);
	lg_serial_close(&serial);
	lg_pty_close(&pty);
}

static void lines_that_cannot_be_had(void **state)
{
	struct lg_pty pty;
	struct lg_serial serial, second;
	FILE *file = fopen(path, "w");

	(void)state;
	fclose(file);
	assert_int_equal(lg_serial_open(&serial, path, 9600), LG_ERROR_FORMAT);
	assert_int_equal(lg_pty_open(&pty, path), LG_ERROR_REFUSED); /* somebody's file */
	unlink(path);
	assert_int_equal(lg_serial_open(&serial, path, 9600), LG_ERROR_GONE);
	assert_int_equal(lg_pty_open(&pty, "/nowhere/at/all"), LG_ERROR_GONE);
	assert_int_equal(lg_pty_open(&pty, ""), LG_ERROR_LENGTH);
	assert_int_equal(symlink("/dev/null", path), 0); /* an older link is replaced */
	assert_int_equal(lg_pty_open(&pty, path), LG_OK);
	assert_int_equal(lg_serial_open(&serial, path, 12345), LG_ERROR_RANGE);
	assert_int_equal(lg_serial_open(&serial, path, 9600), LG_OK);
	/* Two programs on one line would each get half of the bytes. */
	assert_int_equal(lg_serial_open(&second, path, 9600), LG_ERROR_SYSTEM);
	assert_int_equal(errno, EWOULDBLOCK);
	assert_false(second.open);
	lg_serial_close(&serial);
	lg_pty_close(&pty);
}

static void a_peer_that_does_not_read(void **state)
{
	static uint8_t much[4096];
	struct lg_pty pty;
	struct lg_serial serial;
	int result = 0;

	(void)state;
	assert_int_equal(lg_pty_open(&pty, path), LG_OK);
	assert_int_equal(lg_serial_open(&serial, path, 9600), LG_OK);
	for (int i = 0; i < 1000 && result >= 0; i++)
		result = lg_pty_write(&pty, much, sizeof much);
	assert_int_equal(result, LG_ERROR_AGAIN); /* and did not wait */
	lg_serial_close(&serial);
	lg_pty_close(&pty);
}

static void the_clock_runs(void **state)
{
	int64_t before_ms = lg_clock_boot_ms();
	struct timespec nap = {.tv_nsec = 20000000};

	(void)state;
	assert_true(before_ms > 0);
	nanosleep(&nap, NULL);
	assert_in_range(lg_clock_boot_ms() - before_ms, 19, 10000);
}

/* --- outputs
 * ------------------------------------------------------------------------------ */

static void a_file_output_expires(void **state)
{
	struct lg_output output;
	char spec[160], problem[160];
	int64_t now_ms = 1000000;

	(void)state;
	snprintf(spec, sizeof spec, "file:%s", path);
	assert_false(lg_output_file_read(path, now_ms)); /* no file is off */
	assert_int_equal(lg_output_open(&output, spec, problem, sizeof problem), LG_OK);
	assert_false(lg_output_file_read(path, now_ms));
	assert_int_equal(lg_output_set(&output, true, now_ms, 2000), LG_OK);
	assert_true(lg_output_file_read(path, now_ms));
	assert_true(lg_output_file_read(path, now_ms + 1999));
	assert_false(lg_output_file_read(path, now_ms + 2000));
	/* A clock that is behind by more than any promise: from before a restart. */
	assert_false(lg_output_file_read(path, now_ms + 2000 - LG_OUTPUT_LONGEST_ms - 1));
	assert_int_equal(lg_output_set(&output, true, now_ms + 1500, 2000), LG_OK);
	assert_true(lg_output_file_read(path, now_ms + 3000));
	assert_int_equal(lg_output_poll(&output, now_ms + 3499), LG_OK);
	assert_true(output.on);
	assert_int_equal(lg_output_poll(&output, now_ms + 3500), LG_OK);
	assert_false(output.on);
	assert_false(lg_output_file_read(path, now_ms + 3000));
	assert_int_equal(lg_output_set(&output, true, now_ms, 2000), LG_OK);
	assert_int_equal(lg_output_set(&output, false, now_ms, 0), LG_OK);
	assert_false(lg_output_file_read(path, now_ms));
	assert_int_equal(lg_output_set(&output, true, now_ms, 2000), LG_OK);
	lg_output_close(&output);
	assert_false(lg_output_file_read(path, now_ms));
	assert_int_equal(access(path, F_OK), 0); /* it says 0 */
	assert_int_equal(lg_output_set(&output, true, now_ms, 2000), LG_ERROR_GONE);
}

static void promises_are_short(void **state)
{
	struct lg_output output;
	char spec[160], problem[160];

	(void)state;
	snprintf(spec, sizeof spec, "file:%s", path);
	assert_int_equal(lg_output_open(&output, spec, problem, sizeof problem), LG_OK);
	assert_int_equal(lg_output_set(&output, true, 5, LG_OUTPUT_LONGEST_ms + 1),
			 LG_ERROR_RANGE);
	assert_int_equal(lg_output_set(&output, true, 5, 0), LG_ERROR_RANGE);
	assert_int_equal(lg_output_set(&output, true, -1, 10), LG_ERROR_RANGE);
	assert_int_equal(lg_output_set(&output, true, INT64_MAX, 10), LG_ERROR_RANGE);
	assert_false(lg_output_file_read(path, 5));
	assert_int_equal(lg_output_set(&output, true, 5, LG_OUTPUT_LONGEST_ms), LG_OK);
	assert_true(lg_output_file_read(path, 5));
	lg_output_close(&output);
}

static void only_a_whole_line_is_believed(void **state)
{
	static const struct {
		const char *text;
		bool on;
	} rows[] = {
		{"1 2000\n", true},
		{"1 20000", false},
		{"1 2000", false},
		{"1 200", false},
		{"1 ", false},
		{"1", false},
		{"", false},
		{"0 2000\n", false},
		{"2 2000\n", false},
		{"1  2000\n", false},
		{"1 2000\n\n", false},
		{"1 2000 \n", false},
		{"1 -2000\n", false},
		{"1 2e3\n", false},
		{" 1 2000\n", false},
		{"11 2000\n", false},
		{"1 \n", false},
		{"1 1000\n", false},
		{"1 1001\n", true},
		{"1 61000\n", true},
		{"1 61001\n", false},
		{"1\t2000\n", false},
		{"1 9223372036854775807\n", false},
		{"1 18446744073709553616\n", false}, /* 2^64 + 2000 */
		{"1 000000000000000000000000002000\n", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		FILE *file = fopen(path, "w");

		fputs(rows[i].text, file);
		fclose(file);
		if (lg_output_file_read(path, 1000) != rows[i].on)
			fail_msg("'%s'", rows[i].text);
	}
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(lg_output_file_read(path, 1000));
	assert_int_equal(rmdir(path), 0);
}

/* The folder is gone: set fails, says so, and the output counts as off. */
static void a_failed_write_is_off(void **state)
{
	struct lg_output output;
	char spec[160], problem[160];

	(void)state;
	snprintf(spec, sizeof spec, "file:%s", path);
	assert_int_equal(lg_output_open(&output, spec, problem, sizeof problem), LG_OK);
	assert_int_equal(lg_output_set(&output, true, 4, 1000), LG_OK);
	assert_true(output.on);
	unlink(path);
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(lg_output_set(&output, true, 5, 1000), LG_ERROR_GONE);
	assert_false(output.on);
	lg_output_close(&output);
	assert_int_equal(mkdir(folder, 0700), 0);
}

static void specs_that_are_refused(void **state)
{
	static const struct {
		const char *spec;
		int error;
		const char *words;
	} rows[] = {
		{"", LG_ERROR_FORMAT, "file:PATH"},
		{"relay1", LG_ERROR_FORMAT, "gpio:/dev/gpiochip0/17"},
		{"file:", LG_ERROR_FORMAT, "file:PATH"},
		{"file:/nowhere/at/all", LG_ERROR_GONE, "nothing at that path"},
		{"gpio:", LG_ERROR_FORMAT, "gpio:CHIP/LINE"},
		{"gpio:/dev/gpiochip0", LG_ERROR_FORMAT, "gpio:CHIP/LINE"},
		{"gpio:/dev/gpiochip0/", LG_ERROR_FORMAT, "gpio:CHIP/LINE"},
		{"gpio:/dev/gpiochip0/-1", LG_ERROR_FORMAT, "gpio:CHIP/LINE"},
		{"gpio:/dev/gpiochip0/17x", LG_ERROR_FORMAT, "gpio:CHIP/LINE"},
		{"gpio:/dev/gpiochip0/17,low", LG_ERROR_FORMAT, "gpio:CHIP/LINE"},
		{"gpio:/dev/gpiochip0/17,active-low,", LG_ERROR_FORMAT, "gpio:CHIP/LINE"},
		{"gpio:/dev/gpiochip9999/1", LG_ERROR_GONE, "nothing at that path"},
		{"gpio:/dev/gpiochip9999/1,active-low", LG_ERROR_GONE, "line 1 of /dev"},
		{"gpio:/dev/null/1", LG_ERROR_FORMAT, "no GPIO chip"},
		{"gpio:/etc/passwd/1", LG_ERROR_FORMAT, "no GPIO chip"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct lg_output output;
		char problem[200];
		int error =
			lg_output_open(&output, rows[i].spec, problem, sizeof problem);

		if (error != rows[i].error || !strstr(problem, rows[i].words))
			fail_msg("'%s': %d, %s", rows[i].spec, error, problem);
		assert_int_equal(output.kind, LG_OUTPUT_NONE);
		assert_int_equal(lg_output_set(&output, true, 5, 5), LG_ERROR_GONE);
		lg_output_close(&output);
	}
}

/* Only on a simulated chip (gpio-sim): a real one may have something wired to it. */
static void a_gpio_line_switches(void **state)
{
	const char *spec = getenv("LG_TEST_GPIO");
	struct lg_output output, second;
	char problem[200];

	(void)state;
	if (!spec) {
		printf("skipped: no LG_TEST_GPIO=gpio:/dev/gpiochipN/LINE of a "
		       "gpio-sim\n");
		skip();
	}
	assert_int_equal(lg_output_open(&output, spec, problem, sizeof problem), LG_OK);
	assert_int_equal(lg_output_open(&second, spec, problem, sizeof problem),
			 LG_ERROR_SYSTEM);
	assert_int_equal(lg_output_set(&output, true, 1000, 500), LG_OK);
	assert_int_equal(lg_output_poll(&output, 1500), LG_OK);
	assert_false(output.on);
	lg_output_close(&output);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(bytes_cross_both_ways),
		IN_FOLDER(the_peer_goes_and_returns),
		IN_FOLDER(the_line_vanishes),
		IN_FOLDER(lines_that_cannot_be_had),
		IN_FOLDER(a_peer_that_does_not_read),
		cmocka_unit_test(the_clock_runs),
		IN_FOLDER(a_file_output_expires),
		IN_FOLDER(promises_are_short),
		IN_FOLDER(only_a_whole_line_is_believed),
		IN_FOLDER(a_failed_write_is_off),
		cmocka_unit_test(specs_that_are_refused),
		cmocka_unit_test(a_gpio_line_switches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
