/* SPDX-License-Identifier: Apache-2.0 */
/* The family of inverter/chargers on the wires. */
#include "devices/inverter/inverter.h"
#include "wiring/family.h"

static const char *const alarm_texts[] = {"none", "low-battery", "bms-lost", 0};

static const struct lg_port inputs[] = {
	{"atc", LG_PORT_FLAG, -1, false, 1, 0}, {"atd", LG_PORT_FLAG, -1, false, 1, 0},
	{"bms", LG_PORT_LINK, -1, true, 1, 0},  {"ac_in", LG_PORT_SWITCH, -1, true, 0, 0},
	{"V", LG_PORT_mV, -1, false, 13200, 0},
};

static const struct lg_port outputs[] = {
	{"charger", LG_PORT_SWITCH, LG_INVERTER_CHARGER, false, 0, 0},
	{"inverter", LG_PORT_SWITCH, LG_INVERTER_INVERTER, false, 0, 0},
	{"pass_through", LG_PORT_SWITCH, LG_INVERTER_PASS_THROUGH, false, 0, 0},
	{"alarm", LG_PORT_CHOICE, -1, false, 0, alarm_texts},
};

static uint32_t step(void *state, const void *config, const struct lg_sample *in,
		     int32_t *out, uint32_t dt_ms)
{
	struct lg_inverter_inputs given = {
		.atc = in[0],
		.atd = in[1],
		.bms = in[2],
		.ac_in = in[3],
		.voltage_mV = in[4],
	};
	struct lg_inverter_outputs said = lg_inverter_step(state, config, &given, dt_ms);

	out[0] = said.run_charger;
	out[1] = said.run_inverter;
	out[2] = said.pass_through;
	out[3] = (int32_t)said.alarm;
	return said.faults;
}

static uint32_t patience(const void *state, const void *config)
{
	return lg_inverter_patience(state, config);
}

static const char *problem(const void *config)
{
	return lg_inverter_config_problem(config);
}

const struct lg_family lg_family_inverter = {
	.name = "inverter",
	.inputs = inputs,
	.outputs = outputs,
	.n_inputs = sizeof inputs / sizeof inputs[0],
	.n_outputs = sizeof outputs / sizeof outputs[0],
	.faults = lg_inverter_faults,
	.n_faults = LG_INVERTER_FAULTS,
	.state_size = sizeof(struct lg_inverter_state),
	.config_size = sizeof(struct lg_inverter_config),
	.step = step,
	.patience = patience,
	.problem = problem,
};
