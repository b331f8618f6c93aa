/* SPDX-License-Identifier: Apache-2.0 */
/* A table of wires that is not sound is refused, with the reason. */
#include "tests/unit/subjects.h"

static struct subject *sound_build(void)
{
	static struct subject build;
	struct dice dice = dice_for(303);

	build_subject(&build, BUILD, &dice, true);
	return &build;
}

/* n times the same device, placed. */
static struct lg_wiring many(const struct lg_family *family, const void *config,
			     uint16_t n)
{
	static struct lg_wiring_device devices[LG_WIRING_DEVICES + 1];
	struct lg_wiring wiring = {.devices = devices, .n_devices = n};

	for (int i = 0; i < n; i++)
		devices[i] =
			(struct lg_wiring_device){.family = family, .config = config};
	lg_wiring_place(&wiring, devices);
	return wiring;
}

static void problems_of_size(void **unused)
{
	const struct lg_battery_config battery = smart_battery();
	const struct lg_bms_config bms = small_bms();
	struct lg_wiring wiring = many(&lg_family_bms, &bms, 0);

	(void)unused;
	assert_problem(lg_wiring_problem(&wiring), "at least one device");
	wiring = many(&lg_family_bms, &bms, LG_WIRING_DEVICES + 1);
	assert_problem(lg_wiring_problem(&wiring), "more devices");
	wiring = many(&lg_family_bms, &bms, 51); /* 255 outputs, 357 inputs */
	assert_null(lg_wiring_problem(&wiring));
	wiring = many(&lg_family_bms, &bms, 52); /* 260 outputs */
	assert_problem(lg_wiring_problem(&wiring), "more signals");
	wiring = many(&lg_family_battery, &battery, 25); /* 500 inputs */
	assert_null(lg_wiring_problem(&wiring));
	wiring = many(&lg_family_battery, &battery, 26); /* 520 inputs */
	assert_problem(lg_wiring_problem(&wiring), "more signals");
	wiring.n_feeds = LG_WIRING_FEEDS + 1;
	assert_problem(lg_wiring_problem(&wiring), "more wires");
}

static void problems_of_wires(void **unused)
{
	struct subject *b = sound_build();
	struct lg_feed feeds[COUNT(build_feeds)];
	static const struct {
		int feed;
		struct lg_feed wrong;
		const char *words;
	} rows[] = {
		{0, {39, 0}, "ends outside"},     {9, {47, 9}, "ends outside"},
		{1, {44, 5}, "ordered by input"}, {0, {40, 10}, "earlier device"},
		{10, {51, 15}, "earlier device"}, {10, {51, 21}, "earlier device"},
	};

	(void)unused;
	b->wiring.feeds = feeds;
	for (size_t i = 0; i < COUNT(rows); i++) {
		memcpy(feeds, build_feeds, sizeof feeds);
		assert_null(lg_wiring_problem(&b->wiring));
		feeds[rows[i].feed] = rows[i].wrong;
		assert_problem(lg_wiring_problem(&b->wiring), rows[i].words);
	}
	memcpy(feeds, build_feeds, sizeof feeds);
	b->wiring.n_feeds--;
	assert_problem(lg_wiring_problem(&b->wiring), "wires that are not there");
}

static void problems_of_places(void **unused)
{
	static const struct {
		int device, first_input, first_output, state;
		const char *words;
	} rows[] = {
		{1, 1, 0, 0, "follow each other"},    {2, 0, 1, 0, "follow each other"},
		{1, 0, 0, 4, "not aligned"},          {1, 0, 0, -8, "overlap"},
		{4, 0, 0, 4096, "memory is smaller"},
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct subject *b = sound_build();
		struct lg_wiring_device *d = &b->devices[rows[i].device];

		d->first_input = (uint16_t)(d->first_input + rows[i].first_input);
		d->first_output = (uint16_t)(d->first_output + rows[i].first_output);
		d->state_at += (uint32_t)rows[i].state;
		assert_problem(lg_wiring_problem(&b->wiring), rows[i].words);
	}
	for (int outputs = 0; outputs < 2; outputs++) {
		struct subject *b = sound_build();

		b->wiring.n_inputs = (uint16_t)(b->wiring.n_inputs + !outputs);
		b->wiring.n_outputs = (uint16_t)(b->wiring.n_outputs + outputs);
		assert_problem(lg_wiring_problem(&b->wiring), "totals of the slots");
	}
}

static void a_device_speaks_for_itself(void **unused)
{
	struct subject *b = sound_build();

	(void)unused;
	b->bms.lead_ms = 0;
	assert_problem(lg_wiring_problem(&b->wiring), "without a warning");
	b->battery.cells = 0;
	b->wiring.n_devices = 1; /* the first, too */
	lg_wiring_place(&b->wiring, b->devices);
	assert_problem(lg_wiring_problem(&b->wiring), "1 to 16 cells");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(problems_of_size),
		cmocka_unit_test(problems_of_wires),
		cmocka_unit_test(problems_of_places),
		cmocka_unit_test(a_device_speaks_for_itself),
	};

	return RUN(tests);
}
