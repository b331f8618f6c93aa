/* SPDX-License-Identifier: Apache-2.0 */
/* A fault never widens a permission: twins on the same stimuli, but to one of them one
 * input stops arriving. What the clean twin may not do, the faulty one may not do at the
 * same time.
 *
 * A loss cannot be told from a value that stays: until max_age_ms the lost value is
 * believed. So the world holds the lost input still for that long, the twins agree to the
 * last output, and from then on the world is free.
 *
 * The rules that break it are documented ones; they stand in `excuses`, each with its
 * reason, and each must be met.
 */
#include "tests/unit/subjects.h"

struct excuse {
	const struct lg_family *family;
	const char *lost;   /* the input lost; NULL: any */
	const char *output; /* permitted to the faulty twin; NULL: any */
	uint32_t withheld;  /* by these faults of the clean twin: bits */
	bool returned;      /* only once the input has come back */
	const char *why;
	uint32_t met;
	bool rare; /* a run may miss it; it has a test of its own below */
};

#define TRIPS  (1U << LG_LOAD_SHORT_CIRCUIT | 1U << LG_LOAD_SHORT_HELD)
#define ORDERS (1U << LG_LOAD_BMS_STOP | 1U << LG_LOAD_LOCKOUT)

static struct excuse excuses[] = {
	{&lg_family_inverter, "ac_in", "inverter", 1U << LG_INVERTER_ON_MAINS, false,
	 "without mains the inverter feeds the loads: that is what it is for", 0, false},
	{&lg_family_battery, NULL, NULL, ~0U, true,
	 "a limit that tripped for the loss and recovered counts its trip time anew", 0,
	 false},
	{&lg_family_inverter, "V", "inverter", 1U << LG_INVERTER_LOW_VOLTAGE, true,
	 "a limit that tripped for the loss and recovered counts its trip time anew", 0,
	 true},
	{&lg_family_bms, "remote", NULL,
	 1U << LG_BMS_LOW_CELL | 1U << LG_BMS_CHAIN_OPEN_CUT, true,
	 "while the remote was lost the warning was silent, so its lead runs anew", 0,
	 false},
	{&lg_family_load, NULL, "out", TRIPS, true,
	 "it opened for the loss: its overload time drained, its retries began earlier, "
	 "or a lost "
	 "remote or H let go of a held trip, as a person does",
	 0, false},
	{&lg_family_load, "H", "out", ORDERS, true,
	 "the lost H began a dead time that ends earlier, and a stop inside it is not "
	 "counted",
	 0, false},
	{&lg_family_load, "V", "out", ORDERS, true,
	 "not recharged, it locked; H that floats while it is locked begins no new dead "
	 "time",
	 0, true},
};

struct twins {
	struct subject subject;
	struct dice dice;
	struct lg_sample in[LG_WIRING_INPUTS], faulty_in[LG_WIRING_INPUTS];
	struct memory clean, faulty;
	int victim;
	bool returned;
	uint32_t lost_ms, max_age_ms;
	uint32_t steps, apart; /* twin steps; of them with different outputs */
};

static int device_of(const struct twins *t, int slot, bool input)
{
	int i = t->subject.wiring.n_devices - 1;

	while (slot < (input ? t->subject.devices[i].first_input
			     : t->subject.devices[i].first_output))
		i--;
	return i;
}

/* The faults that block an output. */
static uint32_t withholding(const struct lg_family *family, const struct lg_port *port,
			    uint32_t faults)
{
	uint32_t mask = 0;

	for (int i = 0; i < family->n_faults; i++)
		if (family->faults[i].blocks & (1U << port->permission))
			mask |= 1U << i;
	return faults & mask;
}

static bool excused(const struct twins *t, int output)
{
	int device = device_of(t, output, false);
	const struct lg_family *family = t->subject.devices[device].family;
	const struct lg_port *port = port_of(&t->subject, output, false);
	const char *lost = port_of(&t->subject, t->victim, true)->name;
	uint32_t faults = lg_wiring_faults(t->clean.bytes, &t->subject.wiring)[device];

	for (size_t i = 0; i < COUNT(excuses); i++) {
		struct excuse *e = &excuses[i];

		if (e->family != family ||
		    (e->output && strcmp(e->output, port->name) != 0) ||
		    (e->lost && strcmp(e->lost, lost) != 0) ||
		    (e->returned && !t->returned))
			continue;
		if (withholding(family, port, faults) & ~e->withheld)
			continue; /* something else withholds it, too */
		e->met++;
		return true;
	}
	return false;
}

static void check(struct twins *t)
{
	const int32_t *clean = lg_wiring_outputs(t->clean.bytes);
	const int32_t *faulty = lg_wiring_outputs(t->faulty.bytes);
	size_t size = t->subject.wiring.n_outputs * sizeof(int32_t);

	t->steps++;
	t->apart += memcmp(clean, faulty, size) != 0;
	if (t->lost_ms < t->max_age_ms && !t->returned)
		assert_memory_equal(clean, faulty, size);
	for (int i = 0; i < t->subject.wiring.n_outputs; i++) {
		const struct lg_port *port = port_of(&t->subject, i, false);

		if (port->permission < 0 || !faulty[i] || clean[i] || excused(t, i))
			continue;
		fail_msg("%s%s lost%s: %s is permitted to the faulty twin alone; faults "
			 "of "
			 "the clean one %x, of the faulty one %x",
			 port_of(&t->subject, t->victim, true)->name,
			 t->subject.wiring.n_devices > 1 ? " in a build" : "",
			 t->returned ? " and back" : "", port->name,
			 (unsigned)lg_wiring_faults(
				 t->clean.bytes,
				 &t->subject.wiring)[device_of(t, i, false)],
			 (unsigned)lg_wiring_faults(
				 t->faulty.bytes,
				 &t->subject.wiring)[device_of(t, i, false)]);
	}
}

static void step(struct twins *t, uint32_t dt_ms)
{
	memcpy(t->faulty_in, t->in, sizeof t->in);
	t->faulty_in[t->victim].arrived = t->returned;
	lg_wiring_step(t->clean.bytes, &t->subject.wiring, t->in, dt_ms, NULL);
	lg_wiring_step(t->faulty.bytes, &t->subject.wiring, t->faulty_in, dt_ms, NULL);
	check(t);
}

/* An edge, and then time, as far as nothing crosses inside it. */
static void twin_step(struct twins *t)
{
	const struct lg_sample lost = t->in[t->victim];
	uint32_t dt_ms = 1 + roll(&t->dice, one_in(&t->dice, 4) ? 200000 : 40);

	stimulate(&t->dice, &t->subject, t->in);
	if (t->lost_ms < t->max_age_ms && !t->returned)
		t->in[t->victim] = lost;
	t->in[t->victim].arrived = true;
	step(t, 0);
	dt_ms = lg_ms_least(dt_ms,
			    lg_wiring_patience(t->clean.bytes, &t->subject.wiring));
	dt_ms = lg_ms_least(dt_ms,
			    lg_wiring_patience(t->faulty.bytes, &t->subject.wiring));
	if (t->lost_ms < t->max_age_ms && !t->returned)
		dt_ms = lg_ms_least(dt_ms, t->max_age_ms - t->lost_ms);
	t->lost_ms = lg_ms_add(t->lost_ms, dt_ms);
	step(t, dt_ms);
}

static uint32_t max_age_of(const struct subject *s, const struct lg_family *family)
{
	return family == &lg_family_battery ? s->battery.max_age_ms
	       : family == &lg_family_bms   ? s->bms.max_age_ms
	       : family == &lg_family_load  ? s->load.max_age_ms
					    : s->inverter.max_age_ms;
}

static bool is_fed(const struct subject *s, int slot)
{
	for (int i = 0; i < s->wiring.n_feeds; i++)
		if (s->wiring.feeds[i].input == slot)
			return true;
	return false;
}

/* A common past; then the victim is lost, and in some stories it comes back. Not in a
 * build: there the excuse of one device is the input of the next. */
static void story(struct twins *t, bool comes_back)
{
	uint32_t past = roll(&t->dice, 12), lost = 8 + roll(&t->dice, 20);

	memset(&t->clean, 0, sizeof t->clean);
	all_resting(&t->subject, t->in);
	do {
		t->victim = random_slot(&t->dice, &t->subject);
	} while (is_fed(&t->subject, t->victim));
	for (uint32_t i = 0; i < past; i++) {
		stimulate(&t->dice, &t->subject, t->in);
		lg_wiring_step(t->clean.bytes, &t->subject.wiring, t->in, 0, NULL);
		lg_wiring_step(t->clean.bytes, &t->subject.wiring, t->in,
			       roll(&t->dice, 40), NULL);
	}
	t->in[t->victim].arrived = true;
	lg_wiring_step(t->clean.bytes, &t->subject.wiring, t->in, 0, NULL);
	t->faulty = t->clean;
	t->lost_ms = 0;
	t->returned = false;
	t->max_age_ms = max_age_of(
		&t->subject, t->subject.devices[device_of(t, t->victim, true)].family);
	for (uint32_t i = 0; i < lost; i++)
		twin_step(t);
	t->returned = comes_back;
	for (uint32_t i = 0; i < 3 * lost && comes_back; i++)
		twin_step(t);
}

static void check_kind(enum subject_kind kind, uint32_t steps)
{
	static struct twins t;

	t = (struct twins){.dice = dice_for(200 + kind)};
	for (uint32_t stories = 0; t.steps < steps; stories++) {
		if (stories % 20 == 0)
			build_subject(&t.subject, kind, &t.dice, stories % 160 == 0);
		story(&t, kind != BUILD && one_in(&t.dice, 2));
	}
	printf("  kind %d: %u twin steps, apart in %u\n", (int)kind, (unsigned)t.steps,
	       (unsigned)t.apart);
	assert_true(t.apart > t.steps / 20);
}

#define MONOTONE(name, kind, steps)                                                      \
	static void name(void **unused)                                                  \
	{                                                                                \
		(void)unused;                                                            \
		check_kind(kind, steps);                                                 \
	}

MONOTONE(a_battery_never_widens, BATTERY, 400000)
MONOTONE(a_bms_never_widens, BMS, 400000)
MONOTONE(a_load_in_mode_a_never_widens, LOAD_A, 400000)
MONOTONE(a_load_in_mode_c_never_widens, LOAD_C, 1200000)
MONOTONE(an_inverter_never_widens, INVERTER, 400000)
MONOTONE(a_build_never_widens, BUILD, 200000)

static void every_excuse_is_met(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < COUNT(excuses); i++) {
		printf("  %u x %s lost: %s: %s\n", (unsigned)excuses[i].met,
		       excuses[i].lost ? excuses[i].lost : "any input",
		       excuses[i].output ? excuses[i].output : "any", excuses[i].why);
		assert_true(excuses[i].met > 0 || excuses[i].rare);
	}
}

/* Time for both, the voltage for the clean one always, for the faulty one when it
 * arrives. */
static void a_recovered_inverter_counts_anew(void **unused)
{
	static const struct {
		int32_t voltage_mV;
		bool arrives;
		uint32_t dt_ms;
		bool clean, faulty;
	} tale[] = {
		{13200, true, 0, true, true},     {9400, true, 900, true, true},
		{10000, true, 0, true, true},     {10000, false, 5000, true, true},
		{10000, false, 100, true, false}, {10900, true, 2000, true, true},
		{9400, true, 599, true, true},    {9400, true, 1, false, true},
		{9400, true, 400, false, false},
	};
	const struct lg_inverter_config config = multiplus(LG_INVERTER_VEBUS);
	struct lg_inverter_state clean = {0}, faulty = {0};

	(void)unused;
	for (size_t i = 0; i < COUNT(tale); i++) {
		struct lg_inverter_inputs in = inverter_well(false);

		in.voltage_mV = given(tale[i].voltage_mV);
		assert_int_equal(lg_inverter_step(&clean, &config, &in, tale[i].dt_ms)
					 .run_inverter,
				 tale[i].clean);
		in.voltage_mV.arrived = tale[i].arrives;
		assert_int_equal(lg_inverter_step(&faulty, &config, &in, tale[i].dt_ms)
					 .run_inverter,
				 tale[i].faulty);
	}
}

static void a_locked_load_does_not_see_the_next_stop(void **unused)
{
	static const struct {
		bool high, arrives;
		uint32_t dt_ms;
		bool clean, faulty;
	} tale[] = {
		{true, true, 1000, true, true},    {true, false, 5000, true, false},
		{false, false, 0, false, false},   {true, false, 20000, false, false},
		{true, true, 10000, true, false},  {true, true, 9000, true, false},
		{false, true, 1000, false, false}, {true, true, 9999, false, false},
		{true, true, 1, false, true},      {true, true, 19000, true, true},
	};
	struct lg_load_config config = batteryprotect(LG_LOAD_MODE_C);
	struct lg_load_state clean = {0}, faulty = {0};

	(void)unused;
	config.lockout_cycles = 1;
	for (size_t i = 0; i < COUNT(tale); i++) {
		struct lg_load_inputs in = load_well(13200);

		in.bms_high = given(tale[i].high);
		lg_load_step(&clean, &config, &in, 0);
		assert_int_equal(
			lg_load_step(&clean, &config, &in, tale[i].dt_ms).close_switch,
			tale[i].clean);
		in.voltage_mV.arrived = tale[i].arrives;
		lg_load_step(&faulty, &config, &in, 0);
		assert_int_equal(
			lg_load_step(&faulty, &config, &in, tale[i].dt_ms).close_switch,
			tale[i].faulty);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_battery_never_widens),
		cmocka_unit_test(a_bms_never_widens),
		cmocka_unit_test(a_load_in_mode_a_never_widens),
		cmocka_unit_test(a_load_in_mode_c_never_widens),
		cmocka_unit_test(an_inverter_never_widens),
		cmocka_unit_test(a_build_never_widens),
		cmocka_unit_test(every_excuse_is_met),
		cmocka_unit_test(a_recovered_inverter_counts_anew),
		cmocka_unit_test(a_locked_load_does_not_see_the_next_stop),
	};

	read_seed();
	return RUN(tests);
}
