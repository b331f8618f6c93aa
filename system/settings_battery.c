/* SPDX-License-Identifier: Apache-2.0 */
/* Battery and BMS: catalogue numbers and settings to their configurations. */
#include <stdlib.h>
#include <string.h>

#include "devices/battery/battery.h"
#include "devices/bms/bms.h"
#include "system/settings_fill.h"

/* --- battery ----------------------------------------------------------------------- */

static const struct lg_settings_row battery_rows[] = {
	{.setting = {.key = "pre_alarm_V",
		     .unit = LG_UNIT_V,
		     .what = "Lowest cell below it: warn that loads will be cut."}},
	{.setting = {.key = "low_cell_V",
		     .unit = LG_UNIT_V,
		     .what = "Lowest cell below it: cut the loads."}},
	{.setting = {.key = "high_cell_V",
		     .unit = LG_UNIT_V,
		     .what = "Highest cell above it: stop charging."},
	 .where_ranged = true},
	{.setting = {.key = "min_charge_T",
		     .unit = LG_UNIT_degC,
		     .what = "Colder: stop charging."}},
	{.setting = {.key = "max_age_s",
		     .unit = LG_UNIT_s,
		     .what = "A reading that stops arriving is believed so long."}},
};

/* "All cells above 3.20 V" and "below 3.60 V" are strict, a release level is not: it is
 * the first millivolt past them. */
static struct lg_limit_config cell_limit(struct lg_filling *f, enum lg_side side,
					 const char *trip_key, const char *clear_key)
{
	int32_t past_mV = side == LG_BELOW ? 1 : -1;

	return (struct lg_limit_config){
		.side = side,
		.trip = lg_fill_milli(f, trip_key),
		.release = lg_fill_milli(f, clear_key) + past_mV,
		.trip_ms = lg_fill_ms(f, "alarm_delay_s"),
		.release_ms = lg_fill_ms(f, "clear_delay_s"),
	};
}

/* A limit that releases a hysteresis on the good side of its trip level. */
static struct lg_limit_config back_by(struct lg_filling *f, enum lg_side side,
				      const char *trip_key, const char *hysteresis_key)
{
	int32_t back = lg_fill_milli(f, hysteresis_key); /* in the unit of the level */
	int32_t trip = lg_fill_milli(f, trip_key);

	return (struct lg_limit_config){
		.side = side,
		.trip = trip,
		.release = side == LG_BELOW ? trip + back : trip - back,
		.trip_ms = lg_fill_ms(f, "alarm_delay_s"),
		.release_ms = lg_fill_ms(f, "clear_delay_s"),
	};
}

static void fill_battery(struct lg_filling *f, void *config)
{
	struct lg_battery_config *c = config;

	c->cells = lg_fill_count(f, "cells");
	c->temperatures = lg_fill_count(f, "temperature_sensors");
	c->pre_alarm = back_by(f, LG_BELOW, "pre_alarm_V", "pre_alarm_hysteresis_V");
	c->low_cell = cell_limit(f, LG_BELOW, "low_cell_V", "low_cell_clear_V");
	c->high_cell = cell_limit(f, LG_ABOVE, "high_cell_V", "high_cell_clear_V");
	c->low_temp = back_by(f, LG_BELOW, "min_charge_T", "charge_hysteresis_T");
	c->high_temp = back_by(f, LG_ABOVE, "max_charge_T", "charge_hysteresis_T");
	c->max_age_ms = lg_fill_ms(f, "max_age_s");
}

/* cell5 of a battery of four is not there. */
static bool battery_has_input(const struct lg_model *model, const char *input)
{
	if (strncmp(input, "cell", 4) == 0)
		return atoi(input + 4) <= lg_model_value(model, "cells", 0);
	return atoi(input + 1) <= lg_model_value(model, "temperature_sensors", 0);
}

static int once(const struct lg_model *model, const void *config)
{
	(void)model;
	(void)config;
	return 1;
}

const struct lg_settings_family lg_settings_battery = {
	.family = &lg_family_battery,
	.rows = battery_rows,
	.n_rows = sizeof battery_rows / sizeof battery_rows[0],
	.fill = fill_battery,
	.has_input = battery_has_input,
	.times_12V = once,
};

/* --- bms --------------------------------------------------------------------------- */

static const struct lg_settings_row bms_rows[] = {
	{.setting = {.key = "lead_s",
		     .unit = LG_UNIT_s,
		     .what = "From the warning until loads are cut."}},
	{.setting = {.key = "max_age_s",
		     .unit = LG_UNIT_s,
		     .what = "A signal that stops arriving is believed so long."}},
};

static void fill_bms(struct lg_filling *f, void *config)
{
	struct lg_bms_config *c = config;

	c->lead_ms = lg_fill_ms(f, "lead_s");
	c->max_age_ms = lg_fill_ms(f, "max_age_s");
	c->has_remote = lg_fill_yes(f, "remote");
}

static bool bms_has_input(const struct lg_model *model, const char *input)
{
	return strcmp(input, "remote") != 0 ||
	       strcmp(lg_model_text(model, "remote", "no"), "yes") == 0;
}

const struct lg_settings_family lg_settings_bms = {
	.family = &lg_family_bms,
	.rows = bms_rows,
	.n_rows = sizeof bms_rows / sizeof bms_rows[0],
	.fill = fill_bms,
	.has_input = bms_has_input,
	.times_12V = once,
};
