/* SPDX-License-Identifier: Apache-2.0 */
/* Inverter/charger: catalogue numbers and settings to its configuration. */
#include <string.h>

#include "devices/inverter/inverter.h"
#include "system/settings_fill.h"

/* In the order of enum lg_inverter_wiring; the second row is how keys of the catalogue
 * spell them. */
static const char *const wirings[] = {"vebus", "two-signal", "remote-cable",
				      "can",   "alone",      NULL};
static const char *const wiring_keys[] = {"vebus", "two_signal", "remote_cable", "can",
					  "alone"};

static const struct lg_settings_row rows[] = {
	{.setting = {.key = "wiring", .words = wirings, .what = "How it hears the BMS."}},
	{.setting = {.key = "low_shutdown_V",
		     .unit = LG_UNIT_V,
		     .what = "Below it the inverter stops."}},
	{.setting = {.key = "low_restart_V",
		     .unit = LG_UNIT_V,
		     .what = "At it the inverter may run again."}},
	{.setting = {.key = "low_alarm_V",
		     .unit = LG_UNIT_V,
		     .what = "Below it: low-battery alarm."}},
	{.setting = {.key = "max_age_s",
		     .unit = LG_UNIT_s,
		     .what = "A signal that stops arriving is believed so long."}},
};

static void fill_lost(struct lg_filling *f, struct lg_inverter_config *c)
{
	const char *wiring = wiring_keys[c->wiring];
	char key[64];

	snprintf(key, sizeof key, "lost_alarm_%s_s", wiring);
	c->lost_alarm_ms = lg_fill_ms(f, key);
	snprintf(key, sizeof key, "lost_stop_%s_s", wiring);
	c->lost_stop_ms = lg_fill_ms(f, key);
	snprintf(key, sizeof key, "lost_ends_all_%s", wiring);
	c->lost_ends_all = lg_fill_yes(f, key);
}

static void fill(struct lg_filling *f, void *config)
{
	struct lg_inverter_config *c = config;
	int32_t alarm_mV = lg_fill_milli(f, "low_alarm_V");

	c->wiring = (enum lg_inverter_wiring)lg_fill_word(f, "wiring", wirings);
	c->low_voltage = (struct lg_limit_config){
		.side = LG_BELOW,
		.trip = lg_fill_milli(f, "low_shutdown_V"),
		.release = lg_fill_milli(f, "low_restart_V"),
		.trip_ms = lg_fill_ms(f, "low_delay_s"),
		.release_ms = lg_fill_ms(f, "restart_delay_s"),
	};
	c->low_battery = (struct lg_limit_config){
		.side = LG_BELOW,
		.trip = alarm_mV,
		.release = alarm_mV + lg_fill_milli(f, "low_alarm_hysteresis_V"),
		.trip_ms = lg_fill_ms(f, "alarm_delay_s"),
		.release_ms = lg_fill_ms(f, "alarm_clear_delay_s"),
	};
	fill_lost(f, c);
	c->has_charger = lg_fill_yes(f, "charger");
	c->max_age_ms = lg_fill_ms(f, "max_age_s");
}

static bool has_input(const struct lg_model *model, const char *input)
{
	(void)model;
	(void)input;
	return true;
}

static int times_12V(const struct lg_model *model, const void *config)
{
	(void)config;
	return (int)(lg_model_value(model, "nominal_V", 12) / 12);
}

const struct lg_settings_family lg_settings_inverter = {
	.family = &lg_family_inverter,
	.rows = rows,
	.n_rows = sizeof rows / sizeof rows[0],
	.fill = fill,
	.has_input = has_input,
	.times_12V = times_12V,
};
