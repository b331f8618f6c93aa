/* SPDX-License-Identifier: Apache-2.0 */
/* Settings: defaults, ranges, what a person may set, and the configurations that come of
 * it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "devices/battery/battery.h"
#include "devices/bms/bms.h"
#include "devices/inverter/inverter.h"
#include "devices/load/load.h"
#include "system/settings.h"

union config {
	struct lg_battery_config battery;
	struct lg_bms_config bms;
	struct lg_load_config load;
	struct lg_inverter_config inverter;
	unsigned char bytes[1024];
};

static bool configure(const struct lg_model *model, const struct lg_choice *choices,
		      int n, bool bare, union config *config,
		      struct lg_problems *problems)
{
	*problems = (struct lg_problems){0};
	memset(config, 0, sizeof *config);
	return lg_configure(model, choices, n, bare, config, problems);
}

static void every_model_is_sound(void **state)
{
	int devices = 0;

	(void)state;
	for (int i = 0; i < lg_catalog_count(); i++) {
		const struct lg_model *model = lg_catalog_at(i);
		struct lg_problems problems;
		union config config;
		bool sound = configure(model, NULL, 0, false, &config, &problems);

		if (!lg_model_family(model)) {
			assert_false(sound);
			assert_non_null(strstr(problems.at[0].text,
					       "no device for this family yet"));
			assert_null(lg_model_settings(model)->key);
			continue;
		}
		if (!sound)
			fail_msg("%s: %s", model->name, problems.at[0].text);
		assert_int_equal(problems.total_count, 0);
		devices++;
	}
	assert_true(devices > 50);
}

/* Setting a default explicitly changes nothing, and each default lies in its own range.
 */
static void defaults_are_what_is_in_force(void **state)
{
	(void)state;
	for (int i = 0; i < lg_catalog_count(); i++) {
		const struct lg_model *model = lg_catalog_at(i);

		for (const struct lg_setting *s = lg_model_settings(model); s->key; s++) {
			struct lg_choice choice = {.key = s->key};
			struct lg_problems problems;
			union config plain, set;
			enum lg_evidence evidence;
			const char *source;
			char text[64];

			assert_true(s->words || s->least < s->most);
			assert_true(lg_setting_default(model, s->key, text, sizeof text,
						       &evidence, &source));
			assert_true(strlen(source) > 8);
			if (strcmp(text, "by program") == 0)
				continue;
			choice.text = text;
			configure(model, NULL, 0, false, &plain, &problems);
			if (!configure(model, &choice, 1, false, &set, &problems))
				fail_msg("%s %s=%s: %s", model->name, s->key, text,
					 problems.at[0].text);
			assert_memory_equal(&plain, &set, sizeof plain);
		}
	}
}

static void battery_levels(void **state)
{
	struct lg_problems problems;
	union config config;

	(void)state;
	assert_true(configure(lg_catalog_find("victron/smart-12.8-200"), NULL, 0, false,
			      &config, &problems));
	assert_int_equal(config.battery.cells, 4);
	assert_int_equal(config.battery.pre_alarm.trip, 3100);
	assert_int_equal(config.battery.low_cell.trip, 2800);
	assert_int_equal(config.battery.low_cell.release, 3201); /* above 3.20 V */
	assert_int_equal(config.battery.high_cell.trip, 3750);
	assert_int_equal(config.battery.high_cell.release, 3599); /* below 3.60 V */
	assert_int_equal(config.battery.low_temp.trip, 5000);
	assert_int_equal(config.battery.low_temp.release, 7000);
	assert_int_equal(config.battery.high_temp.trip, 50000);
	assert_int_equal(config.battery.max_age_ms, 5000);
}

/* Shutdown and restart at 12 V of programs 0 to 9; 24 V is twice, 48 V four times. */
static void programs(void **state)
{
	static const int table_mV[10][2] = {
		{10500, 12000}, {10000, 11500}, {9500, 11500},  {11250, 13250},
		{11500, 13800}, {10500, 12800}, {11500, 12800}, {11800, 12800},
		{12000, 13000}, {10000, 13200}};
	static const char *const names[] = {"victron/smart-batteryprotect-65",
					    "victron/smart-batteryprotect-48-100",
					    "victron/batteryprotect-220"};

	(void)state;
	for (size_t m = 0; m < sizeof names / sizeof names[0]; m++)
		for (int program = 0; program < 10; program++) {
			struct lg_choice choice = {.key = "program"};
			struct lg_problems problems;
			union config config;
			char text[4];

			snprintf(text, sizeof text, "%d", program);
			choice.text = text;
			assert_true(configure(lg_catalog_find(names[m]), &choice, 1,
					      false, &config, &problems));
			for (int i = 0; i < LG_LOAD_SYSTEMS; i++) {
				assert_int_equal(config.load.at[i].shutdown_mV,
						 table_mV[program][0] << i);
				assert_int_equal(config.load.at[i].restart_mV,
						 table_mV[program][1] << i);
			}
		}
}

static void protector_defaults(void **state)
{
	struct lg_problems problems;
	union config config;

	(void)state;
	assert_true(configure(lg_catalog_find("victron/smart-batteryprotect-65"), NULL, 0,
			      false, &config, &problems));
	assert_int_equal(config.load.mode, LG_LOAD_MODE_A);
	assert_int_equal(config.load.system, LG_LOAD_AUTO);
	assert_int_equal(config.load.at[0].over_mV, 16300);
	assert_int_equal(config.load.at[2].recharged_mV, 52000);
	assert_int_equal(config.load.warn_ms, 12000);
	assert_int_equal(config.load.off_ms, 90000);
	assert_int_equal(config.load.continuous_mA, 65000);
	assert_int_equal(lg_table_at(&config.load.derating_permille, 45000), 800);
	assert_true(configure(lg_catalog_find("victron/smart-batteryprotect-48-100"),
			      NULL, 0, false, &config, &problems));
	assert_int_equal(config.load.system, LG_LOAD_48V);
}

/* What a person set holds for the system voltages it makes sense for. */
static void own_levels(void **state)
{
	const struct lg_model *model = lg_catalog_find("victron/smart-batteryprotect-65");
	struct lg_choice choices[] = {{.key = "shutdown_V", .text = "12.1 V"},
				      {.key = "restart_V", .text = "13.1 V"},
				      {.key = "system_voltage", .text = "24 V"}};
	struct lg_problems problems;
	union config config;

	(void)state;
	assert_true(configure(model, choices, 2, false, &config, &problems));
	assert_int_equal(config.load.at[LG_LOAD_12V].shutdown_mV, 12100);
	assert_int_equal(config.load.at[LG_LOAD_12V].restart_mV, 13100);
	assert_int_equal(config.load.at[LG_LOAD_24V].shutdown_mV, 21000);
	assert_false(configure(model, choices, 3, false, &config, &problems));
	assert_non_null(strstr(problems.at[0].hint, "14 V to 28.4 V on a 24 V system"));
	choices[0].text = "24.2 V";
	choices[1].text = "26.2 V";
	assert_true(configure(model, choices, 3, false, &config, &problems));
	assert_int_equal(config.load.at[LG_LOAD_24V].shutdown_mV, 24200);
	assert_int_equal(config.load.at[LG_LOAD_12V].shutdown_mV, 10500);
	assert_int_equal(config.load.system, LG_LOAD_24V);
	choices[0].text = "27 V"; /* above its restart */
	assert_false(configure(model, choices, 3, false, &config, &problems));
	assert_false(configure(model, choices, 2, false, &config, &problems));
}

static const struct {
	const char *model, *key, *text;
	bool bare, good;
	const char *says;
} choice_rows[] = {
	{"victron/smart-12.8-200", "pre_alarm_V", "3.15 V", false, true, ""},
	{"victron/smart-12.8-200", "pre_alarm_V", "2.85 V", false, true, ""},
	{"victron/smart-12.8-200", "pre_alarm_V", "3.16 V", false, false,
	 "2.85 V to 3.15 V (manual"},
	{"victron/smart-12.8-200", "pre_alarm_V", "2.84", true, false, "out of range"},
	{"victron/smart-12.8-200", "pre_alarm_V", "3.0", true, true, ""},
	{"victron/smart-12.8-200", "pre_alarm_V", "3.0", false, false, "needs a unit"},
	{"victron/smart-12.8-200", "pre_alarm_V", "3.0 A", true, false, "wrong unit"},
	{"victron/smart-12.8-200", "pre_alarm_V", "nan", true, false, "not a quantity"},
	{"victron/smart-12.8-200", "pre_alarm_V", "", true, false, "not a quantity"},
	{"victron/smart-12.8-200", "low_cell_V", "2.81 V", false, false,
	 "2.6 V to 2.8 V"},
	{"victron/smart-12.8-200", "high_cell_V", "3.7 V", false, false,
	 "no setting 'high_cell_V'"},
	{"generic/lfp-12.8-100", "high_cell_V", "3.6 V", false, true, ""},
	{"victron/smart-12.8-200", "min_charge_T", "-20 degC", false, true, ""},
	{"victron/smart-12.8-200", "min_charge_T", "21 degC", false, false,
	 "-20 degC to 20 degC"},
	{"victron/smart-12.8-200", "pre_alarm_v", "3 V", false, false,
	 "did you mean 'pre_alarm_V'?"},
	{"victron/smallbms", "lead_s", "29 s", false, false, "30 s"},
	{"victron/smallbms", "lead_s", "45 s", false, true, ""},
	{"victron/smart-batteryprotect-65", "mode", "C", false, true, ""},
	{"victron/smart-batteryprotect-65", "mode", "D", false, false, "known: A, B, C"},
	{"victron/smart-batteryprotect-65", "program", "9", false, true, ""},
	{"victron/smart-batteryprotect-65", "program", "10", false, false, "0 to 9"},
	{"victron/smart-batteryprotect-65", "program", "1.5", true, false,
	 "whole number"},
	{"victron/smart-batteryprotect-65", "program", "-1", true, false, "whole number"},
	{"victron/smart-batteryprotect-65", "system_voltage", "24 V", false, true, ""},
	{"victron/smart-batteryprotect-65", "system_voltage", "24", true, true, ""},
	{"victron/smart-batteryprotect-65", "system_voltage", "36 V", true, false,
	 "not one of its words"},
	{"victron/smart-batteryprotect-65", "off_delay_s", "102 s", false, true, ""},
	{"victron/smart-batteryprotect-65", "off_delay_s", "12 s", false, false,
	 "13 s to 10 min"},
	{"victron/smart-batteryprotect-65", "max_age_s", "0", true, false,
	 "0.5 s to 5 min"},
	{"victron/multiplus-12-3000-120", "wiring", "remote-cable", false, true, ""},
	{"victron/multiplus-12-3000-120", "wiring", "wifi", false, false, "remote-cable"},
	{"victron/multiplus-12-3000-120", "low_shutdown_V", "11 V", false, false, ""},
};

static void choices(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof choice_rows / sizeof choice_rows[0]; i++) {
		struct lg_choice choice = {
			choice_rows[i].key, choice_rows[i].text, {7, 12}};
		struct lg_problems problems;
		union config config;
		char said[500] = "";
		bool good = configure(lg_catalog_find(choice_rows[i].model), &choice, 1,
				      choice_rows[i].bare, &config, &problems);

		if (problems.count > 0) {
			snprintf(said, sizeof said, "%s; %s", problems.at[0].text,
				 problems.at[0].hint);
			assert_int_equal(problems.at[0].place.line, 7);
			assert_int_equal(problems.at[0].place.column, 12);
		}
		if (good != choice_rows[i].good || !strstr(said, choice_rows[i].says))
			fail_msg("%s=%s: %s", choice_rows[i].key, choice_rows[i].text,
				 said);
	}
}

static void inverter_levels(void **state)
{
	struct lg_choice can = {.key = "wiring", .text = "can"};
	struct lg_problems problems;
	union config config;

	(void)state;
	assert_true(configure(lg_catalog_find("victron/multiplus-48-5000-70"), &can, 1,
			      false, &config, &problems));
	assert_int_equal(config.inverter.low_voltage.trip, 37200);
	assert_int_equal(config.inverter.low_voltage.release, 43600);
	assert_int_equal(config.inverter.lost_alarm_ms, 240000);
	assert_int_equal(config.inverter.lost_stop_ms, 300000);
	assert_true(config.inverter.lost_ends_all && config.inverter.has_charger);
	assert_true(configure(lg_catalog_find("victron/phoenix-24-500"), NULL, 0, false,
			      &config, &problems));
	assert_int_equal(config.inverter.low_voltage.trip, 18600);
	assert_int_equal(config.inverter.wiring, LG_INVERTER_TWO_SIGNAL);
	assert_false(config.inverter.has_charger);
}

static int input_named(const struct lg_family *family, const char *name)
{
	for (int i = 0; i < family->n_inputs; i++)
		if (strcmp(family->inputs[i].name, name) == 0)
			return i;
	return -1;
}

static void inputs_a_model_has(void **state)
{
	static const struct {
		const char *model, *input;
		bool has;
	} rows[] = {
		{"victron/smart-12.8-50", "cell4", true},
		{"victron/smart-12.8-50", "cell5", false},
		{"victron/smart-25.6-100", "cell8", true},
		{"victron/smart-25.6-100", "cell9", false},
		{"victron/ng-51.2-100", "cell16", true},
		{"victron/smart-12.8-50", "T1", true},
		{"victron/smart-12.8-50", "T2", false},
		{"victron/smallbms", "remote", true},
		{"victron/vebus-bms-v1", "remote", false},
		{"victron/vebus-bms-v1", "chain", true},
		{"victron/batteryprotect-65", "H", true},
		{"victron/phoenix-12-500", "ac_in", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct lg_model *model = lg_catalog_find(rows[i].model);
		int input = input_named(lg_model_family(model), rows[i].input);

		assert_int_equal(lg_model_has_input(model, input), rows[i].has);
	}
	assert_false(lg_model_has_input(lg_catalog_find("victron/smallbms"), 99));
	assert_false(lg_model_has_input(lg_catalog_find("victron/smallbms"), -1));
	assert_false(lg_model_has_input(lg_catalog_find("victron/cyrix-ct-120"), 0));
}

/* A healthy 24 V inverter does not stand at 13.2 V. */
static void resting_values(void **state)
{
	static const struct {
		const char *model, *input;
		int rests;
	} rows[] = {
		{"victron/multiplus-12-3000-120", "V", 13200},
		{"victron/multiplus-24-3000-70", "V", 26400},
		{"victron/multiplus-48-5000-70", "V", 52800},
		{"victron/smart-batteryprotect-65", "V", 13200},
		{"victron/smart-batteryprotect-48-100", "V", 52800},
		{"victron/ng-51.2-100", "cell9", 3300},
		{"victron/smart-12.8-50", "T1", 25000},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct lg_model *model = lg_catalog_find(rows[i].model);
		struct lg_problems problems;
		union config config;

		assert_true(configure(model, NULL, 0, false, &config, &problems));
		assert_int_equal(lg_model_resting(model, &config,
						  input_named(lg_model_family(model),
							      rows[i].input)),
				 rows[i].rests);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_model_is_sound),
		cmocka_unit_test(defaults_are_what_is_in_force),
		cmocka_unit_test(battery_levels),
		cmocka_unit_test(programs),
		cmocka_unit_test(protector_defaults),
		cmocka_unit_test(own_levels),
		cmocka_unit_test(choices),
		cmocka_unit_test(inverter_levels),
		cmocka_unit_test(inputs_a_model_has),
		cmocka_unit_test(resting_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
