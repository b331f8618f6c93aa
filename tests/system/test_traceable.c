/* SPDX-License-Identifier: Apache-2.0 */
/* Every number of every configuration comes from the catalogue or from what a person set,
 * and from nothing else: move a number of the catalogue and see which bytes of the
 * configuration follow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

/* Moves one number of a copy of the model and marks the bytes of the configuration that
 * follow. */
static void mark_moved(const struct lg_model *model, int index, const union config *plain,
		       const struct lg_choice *choices, int n_choices, bool *moved)
{
	struct lg_number *numbers = malloc((size_t)model->n_numbers * sizeof *numbers);
	struct lg_model copy = *model;
	struct lg_problems problems;
	union config config;

	assert_non_null(numbers);
	memcpy(numbers, model->numbers, (size_t)model->n_numbers * sizeof *numbers);
	copy.numbers = numbers;
	if (!numbers[index].text) {
		numbers[index].value += numbers[index].unit == LG_UNIT_NONE ? 1 : 0.131;
		configure(&copy, choices, n_choices, true, &config, &problems);
		for (size_t i = 0; i < sizeof config; i++)
			moved[i] = moved[i] || config.bytes[i] != plain->bytes[i];
	} else if (strcmp(numbers[index].text, "yes") == 0 ||
		   strcmp(numbers[index].text, "no") == 0) {
		numbers[index].text = numbers[index].text[0] == 'y' ? "no" : "yes";
		configure(&copy, choices, n_choices, true, &config, &problems);
		for (size_t i = 0; i < sizeof config; i++)
			moved[i] = moved[i] || config.bytes[i] != plain->bytes[i];
	}
	free(numbers);
}

struct field {
	const char *name;
	size_t at, size;
};

#define FIELD(type, member)                                                              \
	{                                                                                \
#member, offsetof(struct type, member),                                  \
			sizeof(((struct type *)0)->member)                               \
	}
#define LIMIT(type, member)                                                              \
	FIELD(type, member.trip), FIELD(type, member.release),                           \
		FIELD(type, member.trip_ms), FIELD(type, member.release_ms)
#define LEVELS(member)                                                                   \
	FIELD(lg_load_config, member.shutdown_mV),                                       \
		FIELD(lg_load_config, member.restart_mV),                                \
		FIELD(lg_load_config, member.over_mV),                                   \
		FIELD(lg_load_config, member.recharged_mV)
#define POINT(i)                                                                         \
	FIELD(lg_load_config, derating_permille.at[i].x),                                \
		FIELD(lg_load_config, derating_permille.at[i].y)

static void all_fields_move(const char *name, const struct lg_choice *choices,
			    int n_choices, const struct field *fields, size_t n_fields)
{
	const struct lg_model *model = lg_catalog_find(name);
	bool moved[sizeof(union config)] = {false};
	struct lg_problems problems;
	union config plain;

	assert_non_null(model);
	assert_true(configure(model, choices, n_choices, true, &plain, &problems));
	for (int i = 0; i < model->n_numbers; i++)
		mark_moved(model, i, &plain, choices, n_choices, moved);
	for (size_t i = 0; i < n_fields; i++) {
		bool any = false;

		for (size_t k = 0; k < fields[i].size; k++)
			any = any || moved[fields[i].at + k];
		if (!any)
			fail_msg("%s: no number of the catalogue moves %s", name,
				 fields[i].name);
	}
}

static const struct field battery_fields[] = {
	FIELD(lg_battery_config, cells),     FIELD(lg_battery_config, temperatures),
	LIMIT(lg_battery_config, pre_alarm), LIMIT(lg_battery_config, low_cell),
	LIMIT(lg_battery_config, high_cell), LIMIT(lg_battery_config, low_temp),
	LIMIT(lg_battery_config, high_temp), FIELD(lg_battery_config, max_age_ms),
};

static const struct field bms_fields[] = {
	FIELD(lg_bms_config, lead_ms),
	FIELD(lg_bms_config, max_age_ms),
	FIELD(lg_bms_config, has_remote),
};

static const struct field load_fields[] = {
	LEVELS(at[0]),
	LEVELS(at[1]),
	LEVELS(at[2]),
	POINT(0),
	POINT(1),
	FIELD(lg_load_config, warn_ms),
	FIELD(lg_load_config, off_ms),
	FIELD(lg_load_config, on_ms),
	FIELD(lg_load_config, remote_on_ms),
	FIELD(lg_load_config, dead_ms),
	FIELD(lg_load_config, lockout_cycles),
	FIELD(lg_load_config, recharged_ms),
	FIELD(lg_load_config, retry_ms),
	FIELD(lg_load_config, retries),
	FIELD(lg_load_config, continuous_mA),
	FIELD(lg_load_config, peak_mA),
	FIELD(lg_load_config, overload_ms),
	FIELD(lg_load_config, warm_mdegC),
	FIELD(lg_load_config, hot_mdegC),
	FIELD(lg_load_config, cooled_mdegC),
	FIELD(lg_load_config, max_age_ms),
};

static const struct field inverter_fields[] = {
	LIMIT(lg_inverter_config, low_voltage),   LIMIT(lg_inverter_config, low_battery),
	FIELD(lg_inverter_config, lost_alarm_ms), FIELD(lg_inverter_config, lost_stop_ms),
	FIELD(lg_inverter_config, lost_ends_all), FIELD(lg_inverter_config, has_charger),
	FIELD(lg_inverter_config, max_age_ms),
};

static void every_field_comes_from_the_catalogue(void **state)
{
	static const char *const wirings[] = {"vebus", "two-signal", "remote-cable",
					      "can"};

	(void)state;
	all_fields_move("victron/smart-12.8-200", NULL, 0, battery_fields,
			sizeof battery_fields / sizeof battery_fields[0]);
	all_fields_move("victron/ng-51.2-100", NULL, 0, battery_fields,
			sizeof battery_fields / sizeof battery_fields[0]);
	all_fields_move("generic/lfp-12.8-100", NULL, 0, battery_fields,
			sizeof battery_fields / sizeof battery_fields[0]);
	all_fields_move("victron/vebus-bms-v1", NULL, 0, bms_fields,
			sizeof bms_fields / sizeof bms_fields[0]);
	all_fields_move("victron/smallbms", NULL, 0, bms_fields,
			sizeof bms_fields / sizeof bms_fields[0]);
	for (int program = 0; program <= 9; program++) {
		char text[4];
		struct lg_choice choice = {.key = "program", .text = text};

		snprintf(text, sizeof text, "%d", program);
		all_fields_move("victron/smart-batteryprotect-65", &choice, 1,
				load_fields, sizeof load_fields / sizeof load_fields[0]);
	}
	for (size_t i = 0; i < sizeof wirings / sizeof wirings[0]; i++) {
		struct lg_choice choice = {.key = "wiring", .text = wirings[i]};

		all_fields_move("victron/multiplus-24-3000-70", &choice, 1,
				inverter_fields,
				sizeof inverter_fields / sizeof inverter_fields[0]);
	}
}

/* A model that lacks a number is refused, never completed. */
static void missing_numbers_are_problems(void **state)
{
	static const char *const names[] = {"victron/smart-12.8-200", "victron/smallbms",
					    "victron/smart-batteryprotect-65",
					    "victron/multiplus-12-3000-120"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct lg_model bare = *lg_catalog_find(names[i]);
		struct lg_problems problems;
		union config config;

		bare.n_numbers = 0;
		assert_false(configure(&bare, NULL, 0, false, &config, &problems));
		assert_true(problems.total_count > 2);
		assert_non_null(strstr(problems.at[0].text, "lacks the"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_comes_from_the_catalogue),
		cmocka_unit_test(missing_numbers_are_problems),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
