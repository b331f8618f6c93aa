/* SPDX-License-Identifier: Apache-2.0 */
/* guard/senses: a bank's voltage comes from a whole string, and from nothing less. */
#include "guard/senses.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const char build[] =
	"version: 1\n"
	"batteries:\n"
	"  house: { model: victron/smart-12.8-200, series: 2, parallel: 2 }\n"
	"protectors:\n"
	"  lights: { model: victron/smart-batteryprotect-100, on: house }\n";

static const struct lg_scan scan = {
	.cells = 4, .temperatures = 1, .cell_mV = {3300, 3301, 3302, 3303}};
enum { CASE_mV = 13206 };

/* Slots that want the bank's voltage and have it; all of them must agree. */
static int arrived(const struct lg_senses *senses, const struct lg_system *system,
		   int32_t wanted_mV)
{
	int count = 0;

	for (int slot = 0; slot < system->wiring.n_inputs; slot++) {
		const struct lg_sense *sense = &system->senses[slot];

		if ((sense->what != LG_SENSE_BANK_V &&
		     sense->what != LG_SENSE_PROTECTOR_V) ||
		    lg_sense_by_product(sense) || !senses->samples[slot].arrived)
			continue;
		assert_int_equal(senses->samples[slot].value, wanted_mV);
		count++;
	}
	return count;
}

static void an_incomplete_string_has_no_voltage(void **state)
{
	struct lg_problems problems = {.count = 0};
	struct lg_system *system =
		lg_system_parse("build.yaml", build, sizeof build - 1, &problems);
	struct lg_senses senses;

	(void)state;
	assert_non_null(system);
	assert_int_equal(system->n_batteries, 4);
	lg_senses_start(&senses, system);
	lg_senses_scan(&senses, system, 0, &scan); /* half of the first string */
	lg_senses_scan(&senses, system, 3, &scan); /* half of the second */
	assert_int_equal(arrived(&senses, system, 0), 0);
	lg_senses_scan(&senses, system, 0, &scan); /* the same half again */
	assert_int_equal(arrived(&senses, system, 0), 0);
	lg_senses_scan(&senses, system, 1, &scan);
	assert_true(arrived(&senses, system, 2 * CASE_mV) > 0);
	lg_senses_rest(&senses, system);
	lg_senses_scan(&senses, system, 1, &scan); /* its other half is an old one now */
	assert_int_equal(arrived(&senses, system, 0), 0);
	lg_senses_scan(&senses, system, 2, &scan);
	assert_true(arrived(&senses, system, 2 * CASE_mV) > 0);
	lg_system_free(system);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_incomplete_string_has_no_voltage)};

	return cmocka_run_group_tests_name("guard/senses", tests, NULL, NULL);
}
