/* SPDX-License-Identifier: Apache-2.0 */
/* The typed result of a build file, value by value, and what explain and the schema say
 * of it. */
#include "tests/system/loaded.h"

static void typical_components(void **state)
{
	struct lg_system *s = load("rv-typical");

	(void)state;
	assert_string_equal(s->name, "Typical 12 V motorhome");
	close_to(s->site.latitude, 45);
	close_to(s->site.day, 75);
	close_to(s->site.temperature, 9);
	close_to(s->site.swing, 6);
	close_to(s->site.cloud, 0.4);
	assert_int_equal(s->n_banks, 1);
	assert_string_equal(s->banks[0].model->name, "victron/smart-12.8-200");
	assert_int_equal(s->banks[0].series, 1);
	assert_int_equal(s->banks[0].parallel, 2);
	assert_int_equal(s->banks[0].n_batteries, 2);
	assert_int_equal(s->banks[0].cells, 4);
	close_to(s->banks[0].capacity, 200);
	close_to(s->banks[0].voltage, 12.8);
	close_to(s->banks[0].soc, 0.8);
	close_to(s->banks[0].spread, 0.01);
	close_to(s->banks[0].cable.length, 0.5);
	close_to(s->banks[0].cable.area, 70);
	assert_true(s->banks[0].cable.given);
	assert_int_equal(s->n_batteries, 2);
	assert_string_equal(s->batteries[0].id, "house-1");
	assert_string_equal(s->batteries[1].id, "house-2");
	assert_int_equal(s->batteries[1].bank, 0);
	assert_int_equal(s->n_bms, 1);
	assert_int_equal(s->bms[0].watches, 0);
	assert_int_equal(s->n_inverters, 1);
	assert_int_equal(s->inverters[0].on, 0);
	assert_int_equal(s->inverters[0].on_protector, -1);
	assert_int_equal(s->inverters[0].bms, 0);
	assert_string_equal(s->inverters[0].wiring, "vebus");
	close_to(s->inverters[0].max_charge, 100);
	close_to(s->inverters[0].absorption, 14.2);
	close_to(s->inverters[0].float_, 13.5);
	assert_int_equal(s->n_protectors, 1);
	assert_int_equal(s->protectors[0].mode, 'C');
	assert_int_equal(s->protectors[0].on, 0);
	assert_int_equal(s->protectors[0].remote, output(s, "bms.load_disconnect"));
	lg_system_free(s);
}

static void typical_loads_and_sources(void **state)
{
	struct lg_system *s = load("rv-typical");
	const struct lg_load *fridge = &s->loads[0], *heater = &s->loads[4],
			     *bilge = &s->loads[5], *kettle = &s->loads[6];

	(void)state;
	assert_int_equal(s->n_loads, 8);
	assert_string_equal(fridge->id, "fridge");
	close_to(fridge->power, 50);
	close_to(fridge->duty, 0.3);
	close_to(fridge->period, 1200);
	close_to(fridge->from, 0);
	close_to(fridge->to, 86400);
	assert_int_equal(fridge->on, LG_ON_PROTECTOR);
	assert_int_equal(fridge->on_index, 0);
	assert_int_equal(fridge->remote, -1);
	assert_false(fridge->essential);
	assert_false(fridge->cable.given);
	assert_true(fridge->cable.area > 0);
	assert_int_equal(heater->on, LG_ON_BANK);
	assert_int_equal(heater->remote, output(s, "bms.load_disconnect"));
	close_to(heater->from, 64800);
	close_to(heater->to, 28800);
	assert_true(bilge->essential);
	assert_int_equal(kettle->on, LG_ON_INVERTER);
	close_to(kettle->from, 27000);
	close_to(kettle->to, 27240);
	close_to(kettle->duty, 1);
	assert_int_equal(s->n_solar, 1);
	close_to(s->solar[0].power, 400);
	close_to(s->solar[0].max_charge, 35);
	close_to(s->solar[0].voltage, 14.2);
	assert_int_equal(s->solar[0].remote, output(s, "bms.charge_disconnect"));
	assert_int_equal(s->n_shores, 1);
	assert_int_equal(s->shores[0].into, 0);
	assert_int_equal(s->shores[0].every_days, 3);
	close_to(s->shores[0].power, 2300);
	assert_int_equal(s->n_links, 2);
	assert_int_equal(s->links[1].index, 1);
	assert_string_equal(s->links[1].protocol, "jbd");
	assert_string_equal(s->links[1].port, "house-2.jbd");
	assert_int_equal(s->n_outputs, 2);
	assert_string_equal(s->outputs[0].to, "file:charge.out");
	assert_int_equal(s->outputs[0].expires_ms, 3000);
	assert_int_equal(s->outputs[1].signal, output(s, "lights.out"));
	lg_system_free(s);
}

/* As the guide wires it: unwise, not wrong. */
static void the_guide_loads(void **state)
{
	struct lg_system *s = load("rv-as-in-the-guide");

	(void)state;
	assert_int_equal(s->n_bms, 2);
	assert_int_equal(s->inverters[0].on, -1);
	assert_int_equal(s->inverters[0].on_protector, 0);
	close_to(s->inverters[0].max_charge, 120);
	assert_int_equal(s->protectors[0].mode, 'A');
	assert_int_equal(s->protectors[0].remote, -1);
	assert_int_equal(s->solar[0].remote, -1);
	close_to(s->solar[0].max_charge, 25); /* 300 W / 12.8 V, up to the next 5 A */
	close_to(s->solar[0].voltage, 14.2);
	assert_int_equal(s->n_combiners, 1);
	assert_string_equal(s->combiners[0].model, "victron/cyrix-ct-120");
	assert_int_equal(s->combiners[0].on, 0);
	/* Both BMSs hear both batteries. */
	assert_int_equal(s->wiring.n_feeds, 2 * 2 * 5 + 2);
	assert_int_equal(feeds_from(s, output(s, "house-2.low_cell"),
				    input(s, "second", "low_cell")),
			 1);
	holds(s, "guard", "remote", 1);
	lg_system_free(s);
}

static void a_small_van(void **state)
{
	struct lg_system *s = load("van-small");

	(void)state;
	assert_int_equal(s->n_batteries, 1);
	assert_string_equal(s->batteries[0].id, "house");
	assert_int_equal(s->n_inverters, 0);
	assert_int_equal(s->n_links, 0);
	close_to(s->solar[0].max_charge, 10);
	close_to(s->site.latitude, 45);
	assert_int_equal(
		feeds_from(s, output(s, "bms.load_disconnect"), input(s, "dc", "H")), 1);
	lg_system_free(s);
}

static char *printed(const struct lg_system *s)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	if (s)
		lg_explain_system(s, out);
	else
		lg_schema_print(out);
	fclose(out);
	return text;
}

static const char *line_with(const char *text, const char *words)
{
	static char line[400];
	const char *at = strstr(text, words);
	size_t length;

	if (!at)
		fail_msg("nowhere: %s", words);
	while (at > text && at[-1] != '\n')
		at--;
	length = strcspn(at, "\n");
	snprintf(line, sizeof line, "%.*s", (int)length, at);
	return line;
}

static void explain_says_where_values_come_from(void **state)
{
	struct lg_system *s = parse(
		HEAD "bms: { bms: { model: victron/smallbms, watches: house } }\n"
		     "protectors:\n"
		     "  dc: { model: victron/smart-batteryprotect-65, on: house, "
		     "program: 8 }\n"
		     "inverters:\n"
		     "  multi: { model: victron/multiplus-12-3000-120, on: house }\n");
	char *text = printed(s);

	(void)state;
	assert_non_null(strstr(line_with(text, " program "), "8 "));
	assert_non_null(strstr(line_with(text, " program "), "# line 6"));
	assert_non_null(strstr(line_with(text, " soc "), "80 %"));
	assert_non_null(strstr(line_with(text, " soc "), "# default, assumed"));
	assert_non_null(strstr(line_with(text, " absorption "), "14.2 V"));
	assert_non_null(strstr(line_with(text, " absorption "), "# catalogue, manual: "));
	assert_non_null(strstr(line_with(text, " mode "), "# catalogue, manual: "));
	assert_non_null(strstr(line_with(text, " wiring "), "alone"));
	assert_non_null(strstr(line_with(text, "bms.low_cell "), "<- house.low_cell"));
	assert_non_null(strstr(line_with(text, "house.cell4 "), "<- cell 4 of house"));
	assert_null(strstr(text, "house.cell5"));
	assert_non_null(strstr(text, "what nobody measures"));
	free(text);
	lg_system_free(s);
}

/* The schema names every key that a build can carry, and is closed where the reader is.
 */
static void the_schema_knows_the_keys_of_the_examples(void **state)
{
	static const char *const names[] = {"rv-typical", "rv-as-in-the-guide",
					    "van-small"};
	char *schema = printed(NULL);

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct lg_system *s = load(names[i]);

		assert_true(s->n_said > 30);
		for (int k = 0; k < s->n_said; k++) {
			char key[80];
			const char *dot = strchr(s->said[k].key, '.');

			if (strcmp(s->said[k].key, "wiring") == 0 ||
			    strcmp(s->said[k].key, "program") == 0)
				continue; /* settings of models */
			snprintf(key, sizeof key, "\"%s\": {",
				 dot ? dot + 1 : s->said[k].key);
			if (!strstr(schema, key))
				fail_msg("the schema lacks %s", key);
		}
		lg_system_free(s);
	}
	assert_non_null(strstr(schema, "\"additionalProperties\": false"));
	assert_non_null(strstr(schema, "\"victron/smart-12.8-200\""));
	free(schema);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_components),
		cmocka_unit_test(typical_loads_and_sources),
		cmocka_unit_test(the_guide_loads),
		cmocka_unit_test(a_small_van),
		cmocka_unit_test(explain_says_where_values_come_from),
		cmocka_unit_test(the_schema_knows_the_keys_of_the_examples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
