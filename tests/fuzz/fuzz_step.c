/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a device: a family, its settings, samples, times. Settings are shaped,
 * shaped and then damaged, or raw; what the family accepts must step soundly:
 *
 *   - outputs within their kinds, faults within the family's table, and no output is on
 *     that an active fault blocks;
 *   - patience is never 0; until it is over nothing moves, and one step of it is as many
 *     of a millisecond;
 *   - nothing is permitted in a zeroed state without samples, nor, from any state, once
 *     samples have not come for as long as it takes.
 *
 * State, settings and outputs lie in blocks of their exact size, so that AddressSanitizer
 * sees a step beyond them. */
#include "core/ms.h"
#include "devices/battery/battery.h"
#include "devices/bms/bms.h"
#include "devices/inverter/inverter.h"
#include "devices/load/load.h"
#include "wiring/family.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS   100 /* most a case takes */
#define MANY_ms 40  /* most single milliseconds in a row */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void failed(int line, const char *what)
{
	fprintf(stderr, "fuzz_step.c:%d: does not hold: %s\n", line, what);
	abort();
}

#define require(holds) ((holds) ? (void)0 : failed(__LINE__, #holds))

/* --- bytes into numbers ------------------------------------------------------------ */

struct source {
	const uint8_t *at;
	size_t left;
};

static uint32_t take(struct source *from, int bytes)
{
	uint32_t value = 0;

	for (; bytes > 0; bytes--) {
		value = value << 8 | (from->left ? *from->at : 0);
		from->at += from->left > 0;
		from->left -= from->left > 0;
	}
	return value;
}

static int32_t between(struct source *from, int32_t least, int32_t most)
{
	return least + (int32_t)(take(from, 3) % (uint32_t)(most - least + 1));
}

static bool maybe(struct source *from)
{
	return take(from, 1) & 1;
}

/* 0, some ms, some s, or anything. */
static uint32_t time_ms(struct source *from)
{
	static const int width[] = {0, 1, 2, 4};

	return take(from, width[take(from, 1) & 3]);
}

static uint32_t some_ms(struct source *from)
{
	uint32_t ms = time_ms(from);

	return ms ? ms : 1;
}

/* --- settings ---------------------------------------------------------------------- */

static struct lg_limit_config limit(struct source *from, enum lg_side side, int32_t least,
				    int32_t most, int32_t gap)
{
	struct lg_limit_config made = {.side = side};

	made.trip = between(from, least, most);
	made.release = made.trip + (side == LG_BELOW ? 1 : -1) * between(from, 0, gap);
	made.trip_ms = time_ms(from);
	made.release_ms = time_ms(from);
	made.recovery_cancels = maybe(from);
	return made;
}

static void shape_battery(struct source *from, struct lg_battery_config *c)
{
	c->cells = (uint8_t)between(from, 1, LG_BATTERY_CELLS);
	c->temperatures = (uint8_t)between(from, 1, LG_BATTERY_TEMPERATURES);
	c->low_cell = limit(from, LG_BELOW, 2000, 2900, 400);
	c->pre_alarm = limit(from, LG_BELOW, 2900, 3200, 300);
	c->high_cell = limit(from, LG_ABOVE, 3500, 4000, 400);
	c->low_temp = limit(from, LG_BELOW, -20000, 10000, 5000);
	c->high_temp = limit(from, LG_ABOVE, 40000, 70000, 5000);
	c->max_age_ms = some_ms(from);
}

static void shape_bms(struct source *from, struct lg_bms_config *c)
{
	c->lead_ms = some_ms(from);
	c->max_age_ms = some_ms(from);
	c->has_remote = maybe(from);
}

static void shape_load(struct source *from, struct lg_load_config *c)
{
	static const enum lg_load_system systems[] = {LG_LOAD_12V, LG_LOAD_24V,
						      LG_LOAD_48V, LG_LOAD_AUTO};

	c->mode = (enum lg_load_mode)between(from, 0, LG_LOAD_MODE_C);
	c->system = systems[take(from, 1) & 3];
	for (int i = 0; i < LG_LOAD_SYSTEMS; i++) {
		struct lg_load_levels *at = &c->at[i];

		at->shutdown_mV = between(from, 9000, 11000) << i;
		at->restart_mV = at->shutdown_mV + between(from, 1, 2000);
		at->over_mV = at->restart_mV + between(from, 1, 4000);
		at->recharged_mV = at->shutdown_mV + between(from, 0, 3000);
	}
	c->warn_ms = time_ms(from) >> 1;
	c->off_ms = c->warn_ms + 1 + (time_ms(from) >> 1);
	c->on_ms = some_ms(from);
	c->remote_on_ms = time_ms(from);
	c->dead_ms = time_ms(from);
	c->lockout_cycles = (uint8_t)between(from, 1, 4);
	c->recharged_ms = some_ms(from);
	c->retry_ms = some_ms(from);
	c->retries = (uint8_t)between(from, 1, 4);
	c->continuous_mA = between(from, 1, 250000);
	c->peak_mA = c->continuous_mA + between(from, 0, 500000);
	c->overload_ms = some_ms(from);
	c->derating_permille = (struct lg_table){{{40000, 1000}, {50000, 600}}, 2};
	c->cooled_mdegC = between(from, 30000, 60000);
	c->warm_mdegC = c->cooled_mdegC + between(from, 0, 10000);
	c->hot_mdegC = c->warm_mdegC + between(from, 0, 10000);
	c->max_age_ms = some_ms(from);
}

static void shape_inverter(struct source *from, struct lg_inverter_config *c)
{
	c->wiring = (enum lg_inverter_wiring)between(from, 0, LG_INVERTER_ALONE);
	c->low_voltage = limit(from, LG_BELOW, 9000, 10500, 2000);
	c->low_battery = limit(from, LG_BELOW, 10500, 11500, 2000);
	c->lost_alarm_ms = time_ms(from) >> 1;
	c->lost_stop_ms = c->lost_alarm_ms + (time_ms(from) >> 1);
	c->lost_ends_all = maybe(from);
	c->has_charger = maybe(from);
	c->max_age_ms = some_ms(from);
}

static void shape(struct source *from, const struct lg_family *family, void *config)
{
	if (family == &lg_family_battery)
		shape_battery(from, config);
	else if (family == &lg_family_bms)
		shape_bms(from, config);
	else if (family == &lg_family_load)
		shape_load(from, config);
	else if (family == &lg_family_inverter)
		shape_inverter(from, config);
	else
		abort(); /* a new family: give it a shape */
}

#define BATTERY_LIMIT(name)                                                              \
	offsetof(struct lg_battery_config, name) +                                       \
		offsetof(struct lg_limit_config, recovery_cancels)
#define INVERTER_LIMIT(name)                                                             \
	offsetof(struct lg_inverter_config, name) +                                      \
		offsetof(struct lg_limit_config, recovery_cancels)

/* A bool of another byte than 0 or 1 is no C, so no setting either. */
static void straighten(const struct lg_family *family, uint8_t *config)
{
	static const struct {
		const struct lg_family *family;
		size_t at;
	} flags[] = {
		{&lg_family_battery, BATTERY_LIMIT(pre_alarm)},
		{&lg_family_battery, BATTERY_LIMIT(low_cell)},
		{&lg_family_battery, BATTERY_LIMIT(high_cell)},
		{&lg_family_battery, BATTERY_LIMIT(low_temp)},
		{&lg_family_battery, BATTERY_LIMIT(high_temp)},
		{&lg_family_bms, offsetof(struct lg_bms_config, has_remote)},
		{&lg_family_inverter, INVERTER_LIMIT(low_voltage)},
		{&lg_family_inverter, INVERTER_LIMIT(low_battery)},
		{&lg_family_inverter, offsetof(struct lg_inverter_config, lost_ends_all)},
		{&lg_family_inverter, offsetof(struct lg_inverter_config, has_charger)},
	};

	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
		if (flags[i].family == family)
			config[flags[i].at] &= 1;
}

/* False: the family refuses it, in words. */
static bool configure(struct source *from, const struct lg_family *family,
		      uint8_t *config)
{
	uint32_t way = take(from, 1) & 3; /* 0, 1: shaped; 2: damaged; 3: raw */
	const char *problem;

	memset(config, 0, family->config_size);
	if (way == 3)
		for (uint32_t i = 0; i < family->config_size; i++)
			config[i] = (uint8_t)take(from, 1);
	else
		shape(from, family, config);
	for (uint32_t n = way == 2 ? 1 + (take(from, 1) & 7) : 0; n > 0; n--)
		config[take(from, 2) % family->config_size] = (uint8_t)take(from, 1);
	straighten(family, config);
	problem = family->problem(config);
	require(!problem || *problem);
	require(!problem || way >= 2); /* what is shaped is sound */
	return !problem;
}

/* --- a device and what must hold for it -------------------------------------------- */

struct device {
	const struct lg_family *family;
	uint8_t *config, *state, *copy;
	int32_t *outputs; /* as of the last step */
	uint32_t faults;
	struct lg_sample in[LG_FAMILY_INPUTS];
};

static void *block(size_t size)
{
	void *made = calloc(1, size);

	require(made != NULL);
	return made;
}

static void check_output(const struct device *d, int index, int32_t value)
{
	const struct lg_port *port = &d->family->outputs[index];
	int32_t end = 2;

	if (port->kind == LG_PORT_CHOICE)
		for (end = 0; port->texts[end];)
			end++;
	if (port->kind < LG_PORT_mV)
		require(value >= 0 && value < end);
	if (port->permission >= 0 && value != 0)
		require(lg_permission_stands(d->faults, d->family->faults,
					     d->family->n_faults, port->permission));
}

/* Steps `state` and leaves its answer in *d. */
static void step(struct device *d, uint8_t *state, uint32_t dt_ms)
{
	memset(d->outputs, 0x7f, d->family->n_outputs * sizeof(int32_t));
	d->faults = d->family->step(state, d->config, d->in, d->outputs, dt_ms);
	require(d->family->n_faults >= 32 || d->faults >> d->family->n_faults == 0);
	for (int i = 0; i < d->family->n_outputs; i++)
		check_output(d, i, d->outputs[i]);
	require(d->family->patience(state, d->config) > 0);
}

static uint32_t patience_of(const struct device *d, const uint8_t *state)
{
	return d->family->patience(state, d->config);
}

/* Works on copies. d->outputs holds what the state answered to an edge of these inputs.
 */
static void check_patience(struct device *d)
{
	uint32_t patience_ms = patience_of(d, d->state), after_ms;
	uint32_t dt_ms = patience_ms < MANY_ms ? patience_ms : MANY_ms;
	int32_t before[LG_FAMILY_OUTPUTS], once[LG_FAMILY_OUTPUTS];
	size_t bytes = d->family->n_outputs * sizeof(int32_t);
	uint32_t faults;

	memcpy(before, d->outputs, bytes);
	memcpy(d->copy, d->state, d->family->state_size);
	step(d, d->copy, dt_ms);
	memcpy(once, d->outputs, bytes);
	faults = d->faults;
	after_ms = patience_of(d, d->copy);
	if (dt_ms < patience_ms) {
		require(memcmp(once, before, bytes) == 0);
		/* Patience saturates at 49.7 days; what waits longer is not less yet. */
		require(patience_ms >= LG_NEVER_ms - 1 ? after_ms >= patience_ms - dt_ms
						       : after_ms == patience_ms - dt_ms);
	}
	memcpy(d->copy, d->state, d->family->state_size);
	for (uint32_t i = 1; i <= dt_ms; i++) {
		step(d, d->copy, 1);
		if (i < dt_ms)
			require(memcmp(d->outputs, before, bytes) == 0);
	}
	require(memcmp(d->outputs, once, bytes) == 0);
	require(d->faults == faults && patience_of(d, d->copy) == after_ms);
}

static void check_nothing_permitted(const struct device *d)
{
	for (int i = 0; i < d->family->n_outputs; i++)
		require(d->family->outputs[i].permission < 0 || d->outputs[i] == 0);
}

/* Nothing arrives any more. Ages run out within the first step, the documented times of
 * the limits within the second; steps longer than the patience are late, never early. */
static void check_silence(struct device *d)
{
	struct lg_sample heard[LG_FAMILY_INPUTS];

	memcpy(heard, d->in, sizeof heard);
	memset(d->in, 0, sizeof d->in);
	memcpy(d->copy, d->state, d->family->state_size);
	for (int i = 0; i < 3; i++)
		step(d, d->copy, UINT32_MAX);
	check_nothing_permitted(d);
	memcpy(d->in, heard, sizeof heard);
}

/* Zero is safe: whatever time passes. */
static void check_zero(struct device *d, uint32_t dt_ms)
{
	memset(d->in, 0, sizeof d->in);
	memset(d->copy, 0, d->family->state_size);
	step(d, d->copy, dt_ms);
	check_nothing_permitted(d);
	step(d, d->copy, dt_ms);
	check_nothing_permitted(d);
}

/* --- a case ------------------------------------------------------------------------ */

static void stimulate(struct source *from, struct device *d)
{
	const uint32_t what = take(from, 1);
	const uint32_t slot = (what >> 3) % d->family->n_inputs;
	const struct lg_port *port = &d->family->inputs[slot];
	struct lg_sample *sample = &d->in[slot];

	sample->arrived = (what & 7) != 0;
	if ((what & 7) <= 1)
		return; /* stops arriving, or arrives as it was */
	if ((what & 7) == 2)
		sample->value = (int32_t)take(from, 4);
	else if (port->kind < LG_PORT_mV)
		sample->value = (int32_t)(take(from, 1) & 1);
	else
		sample->value = port->resting + (int16_t)take(from, 2) * 4;
}

static uint32_t next_dt(struct source *from, uint32_t patience_ms)
{
	switch (take(from, 1) & 3) {
	case 0:
		return patience_ms;
	case 1:
		return patience_ms - 1;
	case 2:
		return take(from, 1);
	}
	return take(from, 4);
}

static void live(struct source *from, struct device *d)
{
	check_zero(d, time_ms(from));
	for (int i = 0; i < d->family->n_inputs; i++)
		d->in[i] = (struct lg_sample){d->family->inputs[i].resting, true};
	for (int i = 0; i < STEPS && from->left > 0; i++) {
		for (uint32_t n = take(from, 1) & 3; n > 0; n--)
			stimulate(from, d);
		step(d, d->state, 0);
		check_patience(d);
		if ((i & 7) == 0)
			check_silence(d);
		step(d, d->state, next_dt(from, patience_of(d, d->state)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source from = {data, size};
	struct device d = {0};
	uint32_t families = 0;

	while (lg_families[families])
		families++;
	d.family = lg_families[take(&from, 1) % families];
	d.config = block(d.family->config_size);
	d.state = block(d.family->state_size);
	d.copy = block(d.family->state_size);
	d.outputs = block(d.family->n_outputs * sizeof(int32_t));
	if (configure(&from, d.family, d.config))
		live(&from, &d);
	free(d.config);
	free(d.state);
	free(d.copy);
	free(d.outputs);
	return 0;
}
