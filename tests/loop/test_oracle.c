/* SPDX-License-Identifier: Apache-2.0 */
/* The judge: each law at its edge, and each law broken at least once by a deliberately
 * crippled device in a run that is safe with the real one. A law nothing can break proves
 * nothing. */
#include "tests/loop/loop.h"

#include <math.h>

static struct lg_truth calm(int64_t time_ms)
{
	struct lg_truth truth = {.time_ms = time_ms, .n_cells = 2, .n_loads = 1};

	truth.cell[0] = truth.cell[1] = (struct lg_truth_cell){3.3, 20.0, -5.0};
	truth.load_asks[0] = truth.load_gets[0] = true;
	return truth;
}

struct edge {
	double volts, degC, amperes;
	int64_t for_ms;
	int broken; /* law, or -1 */
};

static void cells_at_their_edges(void **state)
{
	static const struct edge edges[] = {
		{3.80, 20, -5, 600000, -1},
		{3.801, 20, -5, 2000, -1},
		{3.801, 20, -5, 2001, LG_LAW_CELL_HIGH},
		{2.50, 20, -5, 600000, -1},
		{2.499, 20, -5, 60000, -1},
		{2.499, 20, -5, 60001, LG_LAW_CELL_LOW},
		{1.99, 20, -5, 1000, -1},
		{1.99, 20, -5, 1001, LG_LAW_CELL_DEEP},
		{3.3, 0.0, 20, 600000, -1},
		{3.3, -0.1, 20, 5000, -1},
		{3.3, -0.1, 20, 5001, LG_LAW_COLD_CHARGE},
		{3.3, -0.1, 1.0, 600000, -1},
		{3.3, -20, -50, 600000, -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
		struct lg_oracle *oracle = calloc(1, sizeof *oracle);
		struct lg_truth truth = calm(0);

		assert_non_null(oracle);
		lg_oracle_look(oracle, &truth);
		truth.time_ms = edges[i].for_ms;
		truth.cell[1] = (struct lg_truth_cell){edges[i].volts, edges[i].degC,
						       edges[i].amperes};
		lg_oracle_look(oracle, &truth);
		for (int law = 0; law < LG_LAWS; law++)
			assert_int_equal(oracle->verdict[law].broken,
					 law == edges[i].broken);
		if (edges[i].broken >= 0)
			assert_int_equal(oracle->verdict[edges[i].broken].index, 1);
		assert_int_equal(lg_oracle_safe(oracle), edges[i].broken < 0);
		free(oracle);
	}
}

/* warned for `warned_ms`, then cut. */
static bool cut_is_lawful(int64_t warned_ms, double volts, bool warning_goes_out)
{
	struct lg_oracle *oracle = calloc(1, sizeof *oracle);
	struct lg_truth truth = calm(1000);
	bool safe;

	assert_non_null(oracle);
	lg_oracle_look(oracle, &truth);
	truth.warned = warned_ms >= 0;
	truth.time_ms = 2000;
	truth.cell[0].volts = volts;
	lg_oracle_look(oracle, &truth);
	truth.time_ms += warned_ms > 0 ? warned_ms : 0;
	truth.load_gets[0] = false;
	truth.warned = truth.warned && !warning_goes_out;
	lg_oracle_look(oracle, &truth);
	safe = lg_oracle_safe(oracle);
	free(oracle);
	return safe;
}

static void a_load_is_cut_only_after_its_warning(void **state)
{
	(void)state;
	assert_false(cut_is_lawful(-1, 3.0, false));
	assert_false(cut_is_lawful(29999, 3.0, false));
	assert_true(cut_is_lawful(30000, 3.0, false));
	assert_true(cut_is_lawful(30000, 3.0, true));
	assert_true(cut_is_lawful(0, 2.49, false));
}

static const char bank[] =
	"version: 1\n"
	"name: Oracle's bank\n"
	"batteries:\n"
	"  house: { model: victron/smart-12.8-100, soc: 50 %, spread: 0 % }\n"
	"bms:\n"
	"  bms: { model: victron/vebus-bms-v2, watches: house }\n"
	"inverters:\n"
	"  multi: { model: victron/multiplus-12-3000-120, on: house, vebus: bms, "
	"absorption: 15.6 V }\n"
	"protectors:\n"
	"  lights: { model: victron/smart-batteryprotect-100, on: house, mode: C, "
	"remote: bms.load_disconnect }\n"
	"loads:\n"
	"  lamp: { power: 100 W, on: lights.out }\n"
	"  oven: { power: 900 W, on: multi.ac }\n"
	"shore:\n"
	"  hookup: { into: multi, power: 3000 W, from: \"00:00\", to: \"00:01\" }\n";

struct cripple {
	int slot[4];
	int32_t value[4];
	int count;
	int64_t calls, from_call;
};

static void force(void *context, int32_t *outputs)
{
	struct cripple *cripple = context;

	if (cripple->calls++ < cripple->from_call)
		return;
	for (int i = 0; i < cripple->count; i++)
		outputs[cripple->slot[i]] = cripple->value[i];
}

/* One story, judged with the devices as they are and with some outputs forced. */
static void breaks_only_when_crippled(const char *text, const char *const *outputs,
				      int32_t value, int64_t from_call, enum lg_law law)
{
	struct lg_system *system = load(bank);
	struct lg_scenario scenario = story(system, text);
	struct cripple cripple = {.from_call = from_call};
	struct lg_engine_options options = {.dt_ms = 1000, .seed = 1};
	struct lg_engine_result *result = run(system, &scenario, options, NULL);

	for (int i = 0; i < LG_LAWS; i++)
		assert_false(result->oracle.verdict[i].broken);
	free(result);
	for (; outputs[cripple.count]; cripple.count++) {
		cripple.slot[cripple.count] =
			lg_system_output(system, outputs[cripple.count]);
		cripple.value[cripple.count] = value;
		assert_true(cripple.slot[cripple.count] >= 0);
	}
	options.cripple = force;
	options.cripple_context = &cripple;
	result = run(system, &scenario, options, NULL);
	assert_true(result->oracle.verdict[law].broken);
	free(result);
	lg_system_free(system);
}

static void a_bms_that_never_stops_charging_breaks_cell_limits(void **state)
{
	static const char *const outputs[] = {"multi.charger", NULL};

	(void)state;
	breaks_only_when_crippled(
		"version: 1\nfor: 3 h\nsoc: 97 %\ntemperature: 20 degC\nweather: still\n"
		"events:\n  - { at: 1 s, shore: on }\n"
		"  - { at: 1 s, load: oven, power: 0 W }\n",
		outputs, 1, 0, LG_LAW_CELL_HIGH);
}

static void a_charger_that_ignores_the_cold_breaks_cold_charge(void **state)
{
	static const char *const outputs[] = {"multi.charger", NULL};

	(void)state;
	breaks_only_when_crippled("version: 1\nfor: 10 min\nsoc: 50 %\ntemperature: -4 "
				  "degC\nweather: still\n"
				  "events:\n  - { at: 10 s, shore: on }\n",
				  outputs, 1, 0, LG_LAW_COLD_CHARGE);
}

static void loads_that_are_never_cut_break_cell_limits(void **state)
{
	static const char *const outputs[] = {"lights.out", "multi.inverter", NULL};

	(void)state;
	breaks_only_when_crippled(
		"version: 1\nfor: 2 h\nsoc: 12 %\ntemperature: 20 degC\nweather: still\n",
		outputs, 1, 0, LG_LAW_CELL_LOW);
}

static void a_protector_that_opens_by_itself_breaks_the_warning(void **state)
{
	static const char *const outputs[] = {"lights.out", NULL};

	(void)state;
	/* Off when the shore comes at 120 s (decisions: power-up, remote, shore off): a
	 * cut nobody was warned of. */
	breaks_only_when_crippled("version: 1\nfor: 10 min\nsoc: 60 %\ntemperature: 20 "
				  "degC\nweather: still\n"
				  "events:\n  - { at: 120 s, shore: on }\n",
				  outputs, 0, 3, LG_LAW_LOAD_CUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_at_their_edges),
		cmocka_unit_test(a_load_is_cut_only_after_its_warning),
		cmocka_unit_test(a_bms_that_never_stops_charging_breaks_cell_limits),
		cmocka_unit_test(a_charger_that_ignores_the_cold_breaks_cold_charge),
		cmocka_unit_test(loads_that_are_never_cut_break_cell_limits),
		cmocka_unit_test(a_protector_that_opens_by_itself_breaks_the_warning),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
