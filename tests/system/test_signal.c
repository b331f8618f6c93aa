/* SPDX-License-Identifier: Apache-2.0 */
/* Signals: each kind of each port of every family, to text and back, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "system/signal.h"

static void check_port(const struct lg_port *port)
{
	static const int32_t milli[] = {0, 1, -1, 3201, -40000, 2147483000, -2147483000};
	int32_t back = -99;
	char text[32];

	for (int32_t value = 0; value < 2; value++) {
		lg_signal_text(port, value, text, sizeof text);
		assert_true(lg_signal_parse(port, text, &back));
		assert_int_equal(back, value);
	}
	for (size_t i = 0; port->kind >= LG_PORT_mV && i < sizeof milli / sizeof milli[0];
	     i++) {
		lg_signal_text(port, milli[i], text, sizeof text);
		assert_true(lg_signal_parse(port, text, &back));
		assert_int_equal(back, milli[i]);
	}
	static const char *const garbage[] = {"",    " ",   "x",       "nan",
					      "inf", "1e9", "2147484", "0x10",
					      "--1", "1 V", "1,2",     "HIGH"};

	for (size_t i = 0; i < sizeof garbage / sizeof garbage[0]; i++)
		assert_false(lg_signal_parse(port, garbage[i], &back));
	assert_true(strlen(lg_signal_unit(port->kind)) > 0);
}

static void signals(void **state)
{
	const struct lg_port alarm = {.kind = LG_PORT_ALARM};
	int32_t value;

	(void)state;
	for (int i = 0; lg_families[i]; i++) {
		for (int k = 0; k < lg_families[i]->n_inputs; k++)
			check_port(&lg_families[i]->inputs[k]);
		for (int k = 0; k < lg_families[i]->n_outputs; k++)
			check_port(&lg_families[i]->outputs[k]);
	}
	assert_true(
		lg_signal_parse(&alarm, "1", &value)); /* an alarm is "not all is well" */
	assert_int_equal(value, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
