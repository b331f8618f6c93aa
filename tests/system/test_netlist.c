/* SPDX-License-Identifier: Apache-2.0 */
/* The netlist of a build: who feeds whom, who measures what, what is moved, in which
 * order. */
#include "tests/system/loaded.h"

/* Ten battery signals, the protector's H, the inverter's two permissions: these wires and
 * no others. */
static void typical_feeds(void **state)
{
	static const char *const signals[] = {"pre_alarm", "low_cell", "high_cell",
					      "low_temp", "high_temp"};
	struct lg_system *s = load("rv-typical");

	(void)state;
	assert_int_equal(s->wiring.n_devices, 5);
	assert_int_equal(s->wiring.n_feeds, 13);
	for (int i = 0; i < 5; i++)
		for (int k = 1; k <= 2; k++) {
			char signal[40];

			snprintf(signal, sizeof signal, "house-%d.%s", k, signals[i]);
			assert_int_equal(feeds_from(s, output(s, signal),
						    input(s, "bms", signals[i])),
					 1);
		}
	assert_int_equal(
		feeds_from(s, output(s, "bms.load_disconnect"), input(s, "lights", "H")),
		1);
	assert_int_equal(feeds_from(s, output(s, "bms.atc"), input(s, "multi", "atc")),
			 1);
	assert_int_equal(feeds_from(s, output(s, "bms.atd"), input(s, "multi", "atd")),
			 1);
	assert_null(lg_wiring_problem(&s->wiring));
	lg_system_free(s);
}

static void typical_senses(void **state)
{
	struct lg_system *s = load("rv-typical");

	(void)state;
	senses(s, "house-1", "cell1", LG_SENSE_CELL, 0, 0);
	senses(s, "house-2", "cell4", LG_SENSE_CELL, 1, 3);
	senses(s, "house-2", "cell5", LG_SENSE_NOTHING, 0, 0);
	senses(s, "house-1", "cell16", LG_SENSE_NOTHING, 0, 0);
	senses(s, "house-2", "T1", LG_SENSE_TEMPERATURE, 1, 0);
	senses(s, "house-2", "T2", LG_SENSE_NOTHING, 0, 0);
	senses(s, "bms", "low_cell", LG_SENSE_WIRE, 0, 0);
	holds(s, "bms", "chain", 1);
	holds(s, "bms", "remote", 1);
	senses(s, "lights", "V", LG_SENSE_PROTECTOR_V, 0, 0);
	senses(s, "lights", "I", LG_SENSE_PROTECTOR_A, 0, 0);
	senses(s, "lights", "T", LG_SENSE_AMBIENT, 0, 0);
	senses(s, "lights", "H", LG_SENSE_WIRE, 0, 0);
	holds(s, "lights", "remote", 1);
	holds(s, "lights", "short", 1);
	holds(s, "lights", "reverse", 1);
	senses(s, "multi", "atc", LG_SENSE_WIRE, 0, 0);
	holds(s, "multi", "bms", 1);
	senses(s, "multi", "ac_in", LG_SENSE_INVERTER_AC, 0, 0);
	senses(s, "multi", "V", LG_SENSE_INVERTER_V, 0, 0);
	assert_true(s->senses[input(s, "lights", "I")].by_product);
	assert_false(s->senses[input(s, "lights", "V")].by_product);
	lg_system_free(s);
}

static void typical_acts(void **state)
{
	static const struct {
		enum lg_act_what what;
		int index;
		const char *signal;
	} rows[] = {
		{LG_ACT_PROTECTOR, 0, "lights.out"},
		{LG_ACT_CHARGER, 0, "multi.charger"},
		{LG_ACT_INVERTER, 0, "multi.inverter"},
		{LG_ACT_PASS_THROUGH, 0, "multi.pass_through"},
		{LG_ACT_SOLAR, 0, "bms.charge_disconnect"},
		{LG_ACT_LOAD, 4, "bms.load_disconnect"},
		{LG_ACT_WARNING, 2, "bms.pre_alarm_out"},
		{LG_ACT_WARNING, 3, "lights.alarm"},
		{LG_ACT_WARNING, 4, "multi.alarm"},
	};
	struct lg_system *s = load("rv-typical");

	(void)state;
	assert_int_equal(s->n_acts, 9);
	for (int i = 0; i < 9; i++) {
		assert_int_equal(s->acts[i].what, rows[i].what);
		assert_int_equal(s->acts[i].index, rows[i].index);
		assert_int_equal(s->acts[i].output, output(s, rows[i].signal));
	}
	lg_system_free(s);
}

/* A protector may wait for a later one: the wires have the order, not the file. */
static void devices_stand_in_the_order_of_the_signals(void **state)
{
	struct lg_system *s = parse(
		"protectors:\n"
		"  a: { model: victron/smart-batteryprotect-65, on: house, mode: B, "
		"remote: c.out }\n"
		"  b: { model: victron/smart-batteryprotect-65, on: house, remote: "
		"multi.inverter }\n"
		"  c: { model: victron/smart-batteryprotect-65, on: house, mode: C, "
		"remote: b.out }\n"
		"inverters:\n"
		"  multi: { model: victron/multiplus-12-3000-120, on: house, vebus: bms "
		"}\n"
		"bms: { bms: { model: victron/vebus-bms-v2, watches: house } }\n" HEAD);

	(void)state;
	assert_true(device(s, "house") < device(s, "bms"));
	assert_true(device(s, "bms") < device(s, "multi"));
	assert_true(device(s, "multi") < device(s, "b"));
	assert_true(device(s, "b") < device(s, "c"));
	assert_true(device(s, "c") < device(s, "a"));
	assert_int_equal(s->protectors[0].device, device(s, "a"));
	assert_int_equal(feeds_from(s, output(s, "c.out"), input(s, "a", "remote")), 1);
	assert_int_equal(
		feeds_from(s, output(s, "multi.inverter"), input(s, "b", "remote")), 1);
	assert_int_equal(feeds_from(s, output(s, "b.out"), input(s, "c", "H")), 1);
	holds(s, "c", "remote", 1);
	holds(s, "a", "H", 1);
	assert_null(lg_wiring_problem(&s->wiring));
	lg_system_free(s);
}

static void wires_that_are_missing_or_open(void **state)
{
	struct lg_system *s = parse(
		HEAD
		"bms: { bms: { model: victron/smallbms, watches: house, remote: open } "
		"}\n"
		"protectors:\n"
		"  c: { model: victron/smart-batteryprotect-65, on: house, mode: C }\n"
		"  d: { model: victron/smart-batteryprotect-65, on: house, mode: C, "
		"remote: linked }\n"
		"  a: { model: victron/smart-batteryprotect-65, on: house, remote: open "
		"}\n"
		"inverters:\n"
		"  two: { model: victron/multiplus-12-3000-120, on: house, two_signal: "
		"bms }\n"
		"  one: { model: victron/multiplus-12-3000-120, on: house, remote_cable: "
		"bms }\n"
		"  alone: { model: victron/multiplus-12-3000-120, on: house }\n");

	(void)state;
	holds(s, "bms", "remote", 0);
	holds(s, "c", "H", 0); /* nobody wired it: it floats */
	holds(s, "d", "H", 1);
	holds(s, "a", "remote", 0);
	assert_int_equal(s->protectors[2].mode, 'A');
	assert_int_equal(
		feeds_from(s, output(s, "bms.charge_disconnect"), input(s, "two", "atc")),
		1);
	assert_int_equal(
		feeds_from(s, output(s, "bms.load_disconnect"), input(s, "two", "atd")),
		1);
	assert_int_equal(
		feeds_from(s, output(s, "bms.load_disconnect"), input(s, "one", "atd")),
		1);
	assert_string_equal(s->inverters[1].wiring, "remote-cable");
	assert_string_equal(s->inverters[2].wiring, "alone");
	assert_int_equal(s->inverters[2].bms, -1);
	holds(s, "alone", "atc", 1);
	lg_system_free(s);
}

static void outputs_by_name_and_back(void **state)
{
	struct lg_system *s = load("rv-typical");
	int found = -1;

	(void)state;
	for (int slot = 0; slot < s->wiring.n_outputs; slot++) {
		const struct lg_port *port = lg_system_output_port(s, slot, &found);
		char name[80];

		assert_non_null(port);
		snprintf(name, sizeof name, "%s.%s", s->device_ids[found], port->name);
		assert_int_equal(lg_system_output(s, name), slot);
	}
	assert_null(lg_system_output_port(s, s->wiring.n_outputs, &found));
	assert_null(lg_system_output_port(s, -1, NULL));
	assert_int_equal(lg_system_output(s, "bms"), -1);
	assert_int_equal(lg_system_output(s, "bms."), -1);
	assert_int_equal(lg_system_output(s, "bm.atc"), -1);
	assert_int_equal(lg_system_output(s, ""), -1);
	lg_system_free(s);
}

/* What a resting build measures; the cell in question at cell_mV. */
static void sample_all(const struct lg_system *s, struct lg_sample *in, int cell_slot,
		       int32_t cell_mV)
{
	static const int32_t values[] = {
		[LG_SENSE_CELL] = 3300,        [LG_SENSE_TEMPERATURE] = 20000,
		[LG_SENSE_BANK_V] = 13200,     [LG_SENSE_PROTECTOR_V] = 13200,
		[LG_SENSE_PROTECTOR_A] = 5000, [LG_SENSE_INVERTER_V] = 13200,
		[LG_SENSE_INVERTER_AC] = 1,    [LG_SENSE_AMBIENT] = 20000,
		[LG_SENSE_WIRE] = 0,
	};

	for (int i = 0; i < s->wiring.n_inputs; i++) {
		const struct lg_sense *sense = &s->senses[i];

		in[i].arrived =
			sense->what != LG_SENSE_NOTHING && sense->what != LG_SENSE_WIRE;
		in[i].value = sense->what == LG_SENSE_CONSTANT ? sense->constant
							       : values[sense->what];
	}
	in[cell_slot].value = cell_mV;
}

static int32_t after(const struct lg_system *s, void *memory, int cell_slot,
		     int32_t cell_mV, int seconds, const char *signal)
{
	struct lg_sample in[LG_WIRING_INPUTS];

	for (int i = 0; i < seconds; i++) {
		sample_all(s, in, cell_slot, cell_mV);
		lg_wiring_step(memory, &s->wiring, in, 1000, NULL);
	}
	return lg_wiring_outputs(memory)[output(s, signal)];
}

/* One low cell of one battery goes down all the wires, and back. */
static void the_wires_work(void **state)
{
	struct lg_system *s = load("rv-typical");
	int cell = input(s, "house-2", "cell3");
	void *memory = calloc(1, s->wiring.memory_size);

	(void)state;
	assert_non_null(memory);
	assert_int_equal(after(s, memory, cell, 3300, 120, "lights.out"), 1);
	assert_int_equal(after(s, memory, cell, 3300, 1, "multi.charger"), 1);
	assert_int_equal(after(s, memory, cell, 3300, 1, "bms.pre_alarm_out"), 0);
	assert_int_equal(after(s, memory, cell, 2700, 10, "bms.pre_alarm_out"), 1);
	assert_int_equal(after(s, memory, cell, 2700, 1, "lights.out"), 1);
	assert_int_equal(after(s, memory, cell, 2700, 60, "lights.out"), 0);
	assert_int_equal(after(s, memory, cell, 2700, 1, "multi.charger"), 1);
	assert_int_equal(after(s, memory, cell, 3800, 200, "bms.charge_disconnect"), 0);
	assert_int_equal(after(s, memory, cell, 3800, 1, "multi.charger"), 0);
	assert_int_equal(after(s, memory, cell, 3800, 1, "lights.out"), 1);
	free(memory);
	lg_system_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typical_feeds),
		cmocka_unit_test(typical_senses),
		cmocka_unit_test(typical_acts),
		cmocka_unit_test(devices_stand_in_the_order_of_the_signals),
		cmocka_unit_test(wires_that_are_missing_or_open),
		cmocka_unit_test(outputs_by_name_and_back),
		cmocka_unit_test(the_wires_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
