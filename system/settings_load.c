/* SPDX-License-Identifier: Apache-2.0 */
/* Load protector: catalogue numbers and settings to its configuration. */
#include <string.h>

#include "devices/load/load.h"
#include "system/settings_fill.h"

static const char *const modes[] = {"A", "B", "C", NULL}; /* enum lg_load_mode */
static const char *const systems[] = {"12", "24", "48", "auto", NULL};

static const struct lg_settings_row rows[] = {
	{.setting = {.key = "mode",
		     .words = modes,
		     .what = "A buzzer, B relay: own voltage levels. C: a BMS commands "
			     "on remote H."}},
	{.setting =
		 {.key = "program",
		  .unit = LG_UNIT_COUNT,
		  .what = "Row of the programming table: shutdown and restart voltage."}},
	{.setting = {.key = "system_voltage",
		     .unit = LG_UNIT_V,
		     .words = systems,
		     .what = "auto: from the first voltage, once (under 18 V, under 36 "
			     "V, else)."}},
	{.setting = {.key = "shutdown_V",
		     .unit = LG_UNIT_V,
		     .what = "Instead of the program's; the range is x2 and x4 at 24 and "
			     "48 V."},
	 .least_key = "user_least_12_V",
	 .most_key = "user_most_48_V",
	 .default_text = "by program",
	 .default_key = "program_0_shutdown_12_V"},
	{.setting = {.key = "restart_V",
		     .unit = LG_UNIT_V,
		     .what = "Instead of the program's; above the shutdown voltage."},
	 .least_key = "user_least_12_V",
	 .most_key = "user_most_48_V",
	 .default_text = "by program",
	 .default_key = "program_0_restart_12_V"},
	{.setting = {.key = "off_delay_s",
		     .unit = LG_UNIT_s,
		     .what = "Below shutdown until the load is off, from the crossing."}},
	{.setting =
		 {.key = "lockout_cycles",
		  .unit = LG_UNIT_COUNT,
		  .what = "BMS stops without a recharge until it locks (E7), mode C."}},
	{.setting = {.key = "max_age_s",
		     .unit = LG_UNIT_s,
		     .what = "A reading that stops arriving is believed so long."}},
};

/* The number of one system voltage: "over" for 24 V is over_24_V. */
static int32_t at_system_mV(struct lg_filling *f, const char *what, int system)
{
	char key[80];

	snprintf(key, sizeof key, "%.60s_%s_V", what, systems[system]);
	return lg_fill_milli(f, key);
}

/* The levels a person set, where they make sense for this system voltage; whether they
 * do. What does not fit (12.1 V on a 24 V system that was detected) leaves the program in
 * force: a level that can never act would protect nothing. */
static bool override_levels(struct lg_filling *f, struct lg_load_levels *at, int system)
{
	int32_t least_mV = at_system_mV(f, "user_least", system);
	int32_t most_mV = at_system_mV(f, "user_most", system);
	struct lg_load_levels wanted = *at;
	double value;

	if (lg_fill_chosen(f, "shutdown_V", &value))
		wanted.shutdown_mV = lg_fill_milli(f, "shutdown_V");
	if (lg_fill_chosen(f, "restart_V", &value))
		wanted.restart_mV = lg_fill_milli(f, "restart_V");
	if (wanted.shutdown_mV < least_mV || wanted.restart_mV > most_mV ||
	    wanted.restart_mV <= wanted.shutdown_mV ||
	    wanted.restart_mV >= wanted.over_mV)
		return false;
	*at = wanted;
	return true;
}

static void levels_problem(struct lg_filling *f, enum lg_load_system system)
{
	int shown = system == LG_LOAD_AUTO ? LG_LOAD_12V : (int)system;
	const struct lg_number *least, *most;
	char key[32], hint[200];
	double value;

	snprintf(key, sizeof key, "user_least_%s_V", systems[shown]);
	least = lg_model_number(f->model, key);
	snprintf(key, sizeof key, "user_most_%s_V", systems[shown]);
	most = lg_model_number(f->model, key);
	if (!least || !most)
		return;
	snprintf(hint, sizeof hint, "%g V to %g V on a %s V system (%s: %s)",
		 least->value, most->value, systems[shown],
		 lg_evidence_name(least->evidence), least->source);
	lg_fill_problem(
		f, lg_fill_chosen(f, "shutdown_V", &value) ? "shutdown_V" : "restart_V",
		hint,
		"shutdown_V must lie below restart_V, both in the range of the system");
}

static void fill_levels(struct lg_filling *f, struct lg_load_config *c)
{
	int program = lg_fill_count(f, "program");
	double value;
	bool own = lg_fill_chosen(f, "shutdown_V", &value) ||
		   lg_fill_chosen(f, "restart_V", &value);
	bool fits = false;
	char start[64];

	for (int i = 0; i < LG_LOAD_SYSTEMS; i++) {
		struct lg_load_levels *at = &c->at[i];
		bool taken;

		snprintf(start, sizeof start, "program_%d_shutdown", program);
		at->shutdown_mV = at_system_mV(f, start, i);
		snprintf(start, sizeof start, "program_%d_restart", program);
		at->restart_mV = at_system_mV(f, start, i);
		at->over_mV = at_system_mV(f, "over", i);
		at->recharged_mV = at_system_mV(f, "recharged", i);
		taken = own && override_levels(f, at, i);
		fits = fits ||
		       (taken && (c->system == LG_LOAD_AUTO || (int)c->system == i));
	}
	if (own && !fits)
		levels_problem(f, c->system);
}

static void fill_derating(struct lg_filling *f, struct lg_table *table)
{
	char key[40];

	for (int i = 0; i < LG_TABLE_POINTS; i++) {
		snprintf(key, sizeof key, "derating_%d_T", i);
		if (i > 0 && !lg_model_number(f->model, key))
			return;
		table->at[i].x = lg_fill_milli(f, key);
		snprintf(key, sizeof key, "derating_%d_fraction", i);
		table->at[i].y =
			lg_fill_milli(f, key); /* a thousandth of 1 is a permille */
		table->count = (uint8_t)(i + 1);
	}
}

static void fill(struct lg_filling *f, void *config)
{
	struct lg_load_config *c = config;

	c->mode = (enum lg_load_mode)lg_fill_word(f, "mode", modes);
	switch (lg_fill_word(f, "system_voltage", systems)) {
	case 0:
		c->system = LG_LOAD_12V;
		break;
	case 1:
		c->system = LG_LOAD_24V;
		break;
	case 2:
		c->system = LG_LOAD_48V;
		break;
	default:
		c->system = LG_LOAD_AUTO;
	}
	fill_levels(f, c);
	c->warn_ms = lg_fill_ms(f, "warn_delay_s");
	c->off_ms = lg_fill_ms(f, "off_delay_s");
	c->on_ms = lg_fill_ms(f, "on_delay_s");
	c->remote_on_ms = lg_fill_ms(f, "remote_on_delay_s");
	c->dead_ms = lg_fill_ms(f, "dead_time_s");
	c->lockout_cycles = lg_fill_count(f, "lockout_cycles");
	c->recharged_ms = lg_fill_ms(f, "recharged_delay_s");
	c->retry_ms = lg_fill_ms(f, "retry_s");
	c->retries = lg_fill_count(f, "retries");
	c->continuous_mA = lg_fill_milli(f, "continuous_A");
	c->peak_mA = lg_fill_milli(f, "peak_A");
	c->overload_ms = lg_fill_ms(f, "overload_s");
	fill_derating(f, &c->derating_permille);
	c->warm_mdegC = lg_fill_milli(f, "warm_T");
	c->hot_mdegC = lg_fill_milli(f, "hot_T");
	c->cooled_mdegC = lg_fill_milli(f, "cooled_T");
	c->max_age_ms = lg_fill_ms(f, "max_age_s");
}

static bool has_input(const struct lg_model *model, const char *input)
{
	(void)model;
	(void)input;
	return true;
}

/* With auto detection nothing is known before the first voltage: 12 V. */
static int times_12V(const struct lg_model *model, const void *config)
{
	const struct lg_load_config *c = config;

	(void)model;
	return c->system == LG_LOAD_24V ? 2 : c->system == LG_LOAD_48V ? 4 : 1;
}

const struct lg_settings_family lg_settings_load = {
	.family = &lg_family_load,
	.rows = rows,
	.n_rows = sizeof rows / sizeof rows[0],
	.fill = fill,
	.has_input = has_input,
	.times_12V = times_12V,
};
