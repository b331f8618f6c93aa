/* SPDX-License-Identifier: Apache-2.0 */
/* Quantities as people write them, and what is no quantity; the nearest word. */
#include "system/problem.h"
#include "system/quantity.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct row {
	const char *text;
	enum lg_unit unit;
	double value;
	const char *shown; /* as lg_quantity_text writes it */
};

static const struct row rows[] = {
	{"14.2 V", LG_UNIT_V, 14.2, "14.2 V"},
	{"14.2V", LG_UNIT_V, 14.2, "14.2 V"},
	{"3750 mV", LG_UNIT_V, 3.75, "3.75 V"},
	{"0.048 kV", LG_UNIT_V, 48, "48 V"},
	{"100 A", LG_UNIT_A, 100, "100 A"},
	{"-2.5e2 mA", LG_UNIT_A, -0.25, "-0.25 A"},
	{"1.5 kW", LG_UNIT_W, 1500, "1500 W"},
	{"3000 VA", LG_UNIT_W, 3000, "3000 W"},
	{"3 kVA", LG_UNIT_W, 3000, "3000 W"},
	{"230 Ah", LG_UNIT_Ah, 230, "230 Ah"},
	{"2600 mAh", LG_UNIT_Ah, 2.6, "2.6 Ah"},
	{"1.2 kWh", LG_UNIT_Wh, 1200, "1200 Wh"},
	{"90 s", LG_UNIT_s, 90, "90 s"},
	{"250 ms", LG_UNIT_s, 0.25, "0.25 s"},
	{"25 min", LG_UNIT_s, 1500, "25 min"},
	{"36 h", LG_UNIT_s, 129600, "36 h"},
	{"7 d", LG_UNIT_s, 604800, "7 d"},
	{"0 s", LG_UNIT_s, 0, "0 s"},
	{"-5 degC", LG_UNIT_degC, -5, "-5 degC"},
	{"+5 °C", LG_UNIT_degC, 5, "5 degC"},
	{"40 %", LG_UNIT_fraction, 0.4, "40 %"},
	{"0.5%", LG_UNIT_fraction, 0.005, "0.5 %"},
	{"1.5 m", LG_UNIT_m, 1.5, "1.5 m"},
	{"50 cm", LG_UNIT_m, 0.5, "0.5 m"},
	{"300 mm", LG_UNIT_m, 0.3, "0.3 m"},
	{"16 mm2", LG_UNIT_mm2, 16, "16 mm2"},
	{"70 mm²", LG_UNIT_mm2, 70, "70 mm2"},
	{"2 mohm", LG_UNIT_ohm, 0.002, "2 mohm"},
	{"1.5 ohm", LG_UNIT_ohm, 1.5, "1.5 ohm"},
	{"45 deg", LG_UNIT_deg, 45, "45 deg"},
	{"-33.9°", LG_UNIT_deg, -33.9, "-33.9 deg"},
	{"2", LG_UNIT_COUNT, 2, "2"},
	{"1e3", LG_UNIT_COUNT, 1000, "1000"},
	{".5", LG_UNIT_NONE, 0.5, "0.5"},
	{"-7.", LG_UNIT_NONE, -7, "-7"},
};

static void close_to(double a, double b)
{
	assert_true(fabs(a - b) <= 1e-12 * (fabs(a) + fabs(b)));
}

static void quantities_are_read_and_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		double value = NAN, again = NAN;
		char why[160] = "", shown[40];

		if (!lg_quantity_parse(rows[i].text, rows[i].unit, false, &value, why,
				       sizeof why))
			fail_msg("%s: %s", rows[i].text, why);
		close_to(value, rows[i].value);
		lg_quantity_text(value, rows[i].unit, shown, sizeof shown);
		assert_string_equal(shown, rows[i].shown);
		assert_true(lg_quantity_parse(shown, rows[i].unit, false, &again, why,
					      sizeof why));
		close_to(again, value);
	}
}

struct wrong {
	const char *text;
	enum lg_unit unit;
	bool bare;
	const char *words;
};

static const struct wrong wrongs[] = {
	{"14.2", LG_UNIT_V, false, "needs a unit"},
	{"14.2 A", LG_UNIT_V, false, "wrong unit"},
	{"14.2 v", LG_UNIT_V, false, "wrong unit"},
	{"14.2 V x", LG_UNIT_V, false, "wrong unit"},
	{"14.2 VV", LG_UNIT_V, true, "wrong unit"},
	{"14,2 V", LG_UNIT_V, false, "wrong unit"},
	{"14.2.1 V", LG_UNIT_V, false, "wrong unit"},
	{"14.2 ", LG_UNIT_V, true, "wrong unit"},
	{" 14.2 V", LG_UNIT_V, false, "not a quantity"},
	{"", LG_UNIT_V, false, "not a quantity"},
	{"V", LG_UNIT_V, false, "not a quantity"},
	{".", LG_UNIT_V, true, "not a quantity"},
	{"-", LG_UNIT_V, true, "not a quantity"},
	{"--5 V", LG_UNIT_V, false, "not a quantity"},
	{"nan", LG_UNIT_V, true, "not a quantity"},
	{"nan V", LG_UNIT_V, false, "not a quantity"},
	{"inf V", LG_UNIT_V, false, "not a quantity"},
	{"-infinity V", LG_UNIT_V, false, "not a quantity"},
	{"0x10 V", LG_UNIT_V, false, "wrong unit"},
	{"1e999 V", LG_UNIT_V, false, "too large"},
	{"1e308 kV", LG_UNIT_V, false, "too large"},
	{"1e V", LG_UNIT_V, false, "wrong unit"},
	{"1.5", LG_UNIT_COUNT, false, "not a whole number"},
	{"-1", LG_UNIT_COUNT, false, "not a whole number"},
	{"1e10", LG_UNIT_COUNT, false, "not a whole number"},
	{"2 V", LG_UNIT_COUNT, false, "takes no unit"},
	{"two", LG_UNIT_COUNT, false, "not a number"},
	{"11111111111111111111111111111111111111111111111111111111111111111 V", LG_UNIT_V,
	 false, "too large"},
};

static void what_is_no_quantity_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
		double value = 7;
		char why[160] = "";

		if (lg_quantity_parse(wrongs[i].text, wrongs[i].unit, wrongs[i].bare,
				      &value, why, sizeof why))
			fail_msg("'%s' was accepted", wrongs[i].text);
		if (!strstr(why, wrongs[i].words))
			fail_msg("'%s': %s", wrongs[i].text, why);
		close_to(value, 7); /* untouched */
	}
}

static void a_bare_number_is_in_the_base(void **state)
{
	double value = 0;
	char why[160];

	(void)state;
	assert_true(lg_quantity_parse("40", LG_UNIT_s, true, &value, why, sizeof why));
	close_to(value, 40);
	assert_true(lg_quantity_parse("0.4", LG_UNIT_fraction, true, &value, why,
				      sizeof why));
	close_to(value, 0.4);
}

/* A comma as decimal sign of the machine changes nothing. */
static void the_locale_does_not_matter(void **state)
{
	double value = 0;
	char why[160];

	(void)state;
	if (!setlocale(LC_ALL, "de_DE.UTF-8"))
		skip(); /* the locale is not installed */
	assert_true(
		lg_quantity_parse("14.2 V", LG_UNIT_V, false, &value, why, sizeof why));
	setlocale(LC_ALL, "C");
	close_to(value, 14.2);
}

static void the_nearest_word(void **state)
{
	static const char *const words[] = {"model", "mode",       "remote",
					    "cable", "shutdown_V", NULL};
	char hint[64];

	(void)state;
	assert_string_equal(lg_nearest("modle", words), "model");
	assert_string_equal(lg_nearest("remtoe", words), "remote");
	assert_string_equal(lg_nearest("shutdown", words), "shutdown_V");
	assert_string_equal(lg_nearest("cabel", words), "cable");
	assert_null(lg_nearest("temperature", words));
	assert_null(lg_nearest("zz", words));
	assert_string_equal(lg_hint_for("modle", words, hint, sizeof hint),
			    "did you mean 'model'?");
	assert_string_equal(lg_hint_for("zzz", words, hint, sizeof hint),
			    "known: model, mode, remote, cable, shutdown_V");
	assert_true(strlen(lg_hint_for("zzz", words, hint, 24)) < 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantities_are_read_and_written),
		cmocka_unit_test(what_is_no_quantity_is_refused),
		cmocka_unit_test(a_bare_number_is_in_the_base),
		cmocka_unit_test(the_locale_does_not_matter),
		cmocka_unit_test(the_nearest_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
