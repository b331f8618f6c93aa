/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue: the products promised are there, every number has its evidence, a
 * person's own files are added whole or refused with their place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "system/catalog.h"
#include "system/settings.h"

static const char *const promised[] = {
	"victron/smart-12.8-50",
	"victron/smart-12.8-60",
	"victron/smart-12.8-100",
	"victron/smart-12.8-160",
	"victron/smart-12.8-180",
	"victron/smart-12.8-200",
	"victron/smart-12.8-300",
	"victron/smart-12.8-330",
	"victron/smart-25.6-100",
	"victron/smart-25.6-200",
	"victron/ng-12.8-100",
	"victron/ng-12.8-150",
	"victron/ng-12.8-200",
	"victron/ng-12.8-300",
	"victron/ng-25.6-100",
	"victron/ng-25.6-200",
	"victron/ng-25.6-300",
	"victron/ng-51.2-100",
	"victron/superpack-12.8-20",
	"victron/superpack-12.8-60",
	"victron/superpack-12.8-100",
	"victron/superpack-12.8-200",
	"victron/superpack-12.8-100-hc",
	"victron/superpack-25.6-50",
	"victron/smallbms",
	"victron/smallbms-ng",
	"victron/vebus-bms-v1",
	"victron/vebus-bms-v2",
	"victron/vebus-bms-ng",
	"victron/smart-bms-cl-12-100",
	"victron/smart-bms-12-200",
	"victron/lynx-smart-bms-500",
	"victron/lynx-smart-bms-ng-500",
	"victron/lynx-smart-bms-ng-1000",
	"victron/batteryprotect-65",
	"victron/batteryprotect-100",
	"victron/batteryprotect-220",
	"victron/batteryprotect-48-100",
	"victron/smart-batteryprotect-65",
	"victron/smart-batteryprotect-100",
	"victron/smart-batteryprotect-220",
	"victron/smart-batteryprotect-48-100",
	"victron/cyrix-ct-120",
	"victron/cyrix-ct-230",
	"victron/cyrix-li-ct-120",
	"victron/cyrix-li-ct-230",
	"victron/cyrix-li-charge-120",
	"victron/cyrix-li-load-120",
	"victron/multiplus-12-3000-120",
	"victron/quattro-12-5000-220",
	"victron/phoenix-12-800",
	"victron/orion-tr-smart-12-12-30",
	"victron/orion-xs-50",
	"generic/lead-acid-12-95",
	"generic/lfp-12.8-100",
	"cell/a123-26650",
	"cell/prismatic-280",
};

static void promised_models_are_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof promised / sizeof promised[0]; i++)
		if (!lg_catalog_find(promised[i]))
			fail_msg("%s is missing", promised[i]);
	assert_null(lg_catalog_find("victron/multiplus-12-3001-120"));
	assert_null(lg_catalog_find("smart")); /* a base is no product */
}

static void every_number_can_be_traced(void **state)
{
	(void)state;
	assert_true(lg_catalog_count() > 60);
	for (int i = 0; i < lg_catalog_count(); i++) {
		const struct lg_model *model = lg_catalog_at(i);

		assert_non_null(model->title);
		assert_true(i == 0 ||
			    strcmp(lg_catalog_at(i - 1)->name, model->name) < 0);
		assert_ptr_equal(lg_catalog_find(model->name), model);
		for (int k = 0; k < model->n_numbers; k++) {
			const struct lg_number *number = &model->numbers[k];
			bool ours = strstr(number->source, "recalled") ||
				    strstr(number->source, "lifeguard");

			assert_true(strlen(number->source) > 8);
			assert_true(number->text || isfinite(number->value));
			assert_ptr_equal(lg_model_number(model, number->key), number);
			/* what nobody documents must not pass as the maker's */
			if (ours && number->evidence != LG_EVIDENCE_ASSUMED)
				fail_msg("%s %s: %s", model->name, number->key,
					 number->source);
			if (strncmp(model->name, "victron/superpack", 17) == 0)
				assert_true(number->evidence >= LG_EVIDENCE_FORUM);
		}
	}
	assert_null(lg_catalog_at(-1));
	assert_null(lg_catalog_at(lg_catalog_count()));
}

static const struct {
	const char *model, *key;
	double value;
	enum lg_evidence evidence;
} figure_rows[] = {
	{"victron/smart-12.8-50", "capacity_Ah", 50, LG_EVIDENCE_MANUAL},
	{"victron/smart-12.8-330", "energy_Wh", 4220, LG_EVIDENCE_MANUAL},
	{"victron/smart-12.8-330", "max_discharge_A", 400, LG_EVIDENCE_MANUAL},
	{"victron/smart-12.8-330", "recommended_charge_A", 150, LG_EVIDENCE_MANUAL},
	{"victron/smart-12.8-300", "max_charge_A", 600, LG_EVIDENCE_MANUAL},
	{"victron/smart-25.6-200", "cells", 8, LG_EVIDENCE_MANUAL},
	{"victron/smart-25.6-200", "charge_V", 28.4, LG_EVIDENCE_MANUAL},
	{"victron/smart-12.8-200", "low_cell_clear_V", 3.2, LG_EVIDENCE_INFERRED},
	{"victron/smart-12.8-200", "high_cell_V", 3.75, LG_EVIDENCE_MANUAL},
	{"victron/smart-12.8-200", "round_trip", 0.92, LG_EVIDENCE_MANUAL},
	{"victron/ng-12.8-150", "pulse_charge_A", 225, LG_EVIDENCE_MANUAL},
	{"victron/ng-12.8-100", "low_cell_V", 2.8, LG_EVIDENCE_INFERRED},
	{"victron/ng-25.6-300", "capacity_Ah", 300, LG_EVIDENCE_INFERRED},
	{"victron/ng-25.6-100", "capacity_Ah", 100, LG_EVIDENCE_ASSUMED},
	{"victron/ng-51.2-100", "cells", 16, LG_EVIDENCE_INFERRED},
	{"victron/ng-51.2-100", "resistance_ohm", 0.008, LG_EVIDENCE_MANUAL},
	{"victron/smallbms", "charge_disconnect_A", 0.01, LG_EVIDENCE_MANUAL},
	{"victron/smallbms", "draw_on_A", 0.0022, LG_EVIDENCE_ASSUMED},
	{"victron/vebus-bms-ng", "most_batteries", 50, LG_EVIDENCE_MANUAL},
	{"victron/vebus-bms-v2", "lead_s", 30, LG_EVIDENCE_MANUAL},
	{"victron/smart-batteryprotect-65", "peak_A", 250, LG_EVIDENCE_ASSUMED},
	{"victron/smart-batteryprotect-100", "peak_A", 600, LG_EVIDENCE_DATASHEET},
	{"victron/smart-batteryprotect-100", "over_12_V", 16.3, LG_EVIDENCE_MANUAL},
	{"victron/batteryprotect-100", "over_24_V", 32, LG_EVIDENCE_MANUAL},
	{"victron/batteryprotect-48-100", "over_48_V", 64, LG_EVIDENCE_MANUAL},
	{"victron/smart-batteryprotect-100", "program_3_restart_48_V", 53,
	 LG_EVIDENCE_INFERRED},
	{"victron/multiplus-12-500-20", "efficiency", 0.9, LG_EVIDENCE_MANUAL},
	{"victron/multiplus-12-3000-120", "charge_A", 120, LG_EVIDENCE_MANUAL},
	{"victron/multiplus-48-8000-110", "charge_A", 110, LG_EVIDENCE_ASSUMED},
	{"victron/multiplus-12-3000-120", "low_shutdown_V", 9.3, LG_EVIDENCE_ASSUMED},
	{"victron/phoenix-48-800", "low_restart_V", 43.6, LG_EVIDENCE_INFERRED},
	{"victron/phoenix-24-800", "low_shutdown_V", 18.6, LG_EVIDENCE_MANUAL},
	{"victron/multiplus-12-3000-120", "lost_stop_can_s", 300, LG_EVIDENCE_CODE},
	{"victron/multiplus-12-3000-120", "lost_stop_vebus_s", 0, LG_EVIDENCE_ASSUMED},
};

static void figures(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof figure_rows / sizeof figure_rows[0]; i++) {
		const struct lg_number *number = lg_model_number(
			lg_catalog_find(figure_rows[i].model), figure_rows[i].key);

		if (!number || fabs(number->value - figure_rows[i].value) > 1e-9 ||
		    number->evidence != figure_rows[i].evidence)
			fail_msg("%s %s", figure_rows[i].model, figure_rows[i].key);
	}
	assert_string_equal(
		lg_model_text(lg_catalog_find("victron/smallbms"), "batteries", ""),
		"smart");
	assert_true(lg_model_value(lg_catalog_find("victron/smallbms"), "batteries", -1) <
		    0);
	assert_null(lg_model_number(NULL, "x"));
	assert_string_equal(lg_evidence_name(LG_EVIDENCE_FORUM), "forum");
}

static void nearest_names(void **state)
{
	static const char *const rows[][2] = {
		{"victron/smart-12.8-2000", "victron/smart-12.8-200"},
		{"victron/smalbms", "victron/smallbms"},
		{"smallbms", "victron/smallbms"},
		{"victron/multiplus-12-3000", "victron/multiplus-12-3000-120"},
		{"victron/batteryprotect-66", "victron/batteryprotect-65"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *near = lg_catalog_nearest(rows[i][0]);

		if (!near || strcmp(near, rows[i][1]) != 0)
			fail_msg("%s: %s", rows[i][0], near ? near : "none");
	}
	assert_null(lg_catalog_nearest("zzzzzzzzzzzzzzzzzz"));
}

/* --- a person's own folder --------------------------------------------------------- */

static char folder[] = "/tmp/lg-catalog-XXXXXX";

static void write_file(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int add(struct lg_problems *problems)
{
	*problems = (struct lg_problems){0};
	return lg_catalog_add_folder(folder, problems);
}

static void own_models(void **state)
{
	struct lg_problems problems;
	int before = lg_catalog_count();

	(void)state;
	assert_non_null(mkdtemp(folder));
	write_file("own.yaml", "sources: { label: the label on the case }\n"
			       "models:\n"
			       "  me/like-smart:\n"
			       "    title: Mine\n"
			       "    like: victron/smart-12.8-100\n"
			       "    capacity_Ah: [105 Ah, datasheet, label]\n"
			       "    step_#_V: [[1 V, 2 V], manual, label]\n");
	assert_int_equal(add(&problems), 1);
	assert_int_equal(problems.total_count, 0);
	assert_int_equal(lg_catalog_count(), before + 1);
	const struct lg_model *mine = lg_catalog_find("me/like-smart");

	assert_true(fabs(lg_model_value(mine, "capacity_Ah", 0) - 105) < 1e-9);
	assert_true(fabs(lg_model_value(mine, "step_1_V", 0) - 2) < 1e-9);
	assert_null(lg_model_number(mine, "step_2_V"));
	assert_string_equal(lg_model_number(mine, "capacity_Ah")->source,
			    "the label on the case");
	assert_ptr_equal(lg_model_family(mine), &lg_family_battery);
	/* the one it is like keeps its own */
	assert_true(fabs(lg_model_value(lg_catalog_find("victron/smart-12.8-100"),
					"capacity_Ah", 0) -
			 100) < 1e-9);
	assert_int_equal(add(&problems), 0); /* a second time: the name is taken */
	assert_non_null(strstr(problems.at[0].text, "in the catalogue already"));
}

static void bad_files(void **state)
{
#define HEAD                                                                             \
	"sources: { s: a document }\nmodels:\n  me/bad:\n    title: B\n    family: "     \
	"battery\n"
	static const struct {
		const char *text, *says;
	} rows[] = {
		{HEAD "    a_V: [1 V, manual]\n", "6:10: a_V: a number is three things"},
		{HEAD "    a_V: [1, manual, s]\n", "6:11: a_V: '1' needs a unit"},
		{HEAD "    a_V: [1 A, manual, s]\n", "has the wrong unit"},
		{HEAD "    a_V: [1 V, sure, s]\n", "'sure' is no kind of evidence"},
		{HEAD "    a_V: [1 V, manual, t]\n", "unknown source 't'"},
		{HEAD "    a_V: 1 V\n", "expected a list"},
		{HEAD "    a_#_V: [1 V, manual, s]\n", "expected a list"},
		{"models:\n  me/bad:\n    title: B\n    like: me/none\n",
		 "there is no 'me/none'"},
		{"models:\n  bad:\n    title: B\n    family: x\n",
		 "2:3: 'bad': a model is maker/name"},
		{"models:\n  me/bad:\n    title: B\n", "needs a title and a family"},
		{"modles: {}\n", "modles"},
		{"models: [\n", ":"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct lg_problems problems;
		int before = lg_catalog_count();
		bool said = false;

		write_file("own.yaml", rows[i].text);
		assert_int_equal(add(&problems), 0);
		assert_int_equal(lg_catalog_count(), before);
		for (int k = 0; k < problems.count; k++)
			said = said || (strstr(problems.at[k].text, rows[i].says) &&
					strstr(problems.at[k].text, "own.yaml:"));
		if (!said)
			fail_msg("%s: %s", rows[i].says,
				 problems.count ? problems.at[0].text : "silent");
	}
	assert_null(lg_catalog_find("me/bad"));
}

static int clean_up(void **state)
{
	char path[128];
	struct lg_problems problems = {0};

	(void)state;
	snprintf(path, sizeof path, "%s/own.yaml", folder);
	unlink(path);
	rmdir(folder);
	return lg_catalog_add_folder(folder, &problems) == 0 && problems.total_count == 1
		       ? 0
		       : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(promised_models_are_there),
		cmocka_unit_test(every_number_can_be_traced),
		cmocka_unit_test(figures),
		cmocka_unit_test(nearest_names),
		cmocka_unit_test(own_models),
		cmocka_unit_test(bad_files),
	};

	return cmocka_run_group_tests(tests, NULL, clean_up);
}
