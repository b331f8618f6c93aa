/* SPDX-License-Identifier: Apache-2.0 */
/* The family of load protectors on the wires. */
#include "devices/load/load.h"
#include "wiring/family.h"

static const char *const alarm_texts[] = {"off", "on", "intermittent", 0};
static const char *const code_texts[] = {"none", "E7", "E1", "E2", "E8",
					 "E4",   "E3", "P2", "P3", 0};

static const struct lg_port inputs[] = {
	{"V", LG_PORT_mV, -1, false, 13200, 0},
	{"I", LG_PORT_mA, -1, true, 0, 0},
	{"T", LG_PORT_mdegC, -1, true, 25000, 0},
	{"remote", LG_PORT_SWITCH, -1, true, 1, 0},
	{"H", LG_PORT_LEVEL, -1, false, 1, 0},
	{"short", LG_PORT_ALARM, -1, true, 1, 0},
	{"reverse", LG_PORT_ALARM, -1, true, 1, 0},
};

static const struct lg_port outputs[] = {
	{"out", LG_PORT_SWITCH, LG_LOAD_OUT, false, 0, 0},
	{"alarm", LG_PORT_CHOICE, -1, false, 0, alarm_texts},
	{"code", LG_PORT_CHOICE, -1, false, 0, code_texts},
};

static uint32_t step(void *state, const void *config, const struct lg_sample *in,
		     int32_t *out, uint32_t dt_ms)
{
	struct lg_load_inputs given = {
		.voltage_mV = in[0],
		.current_mA = in[1],
		.ambient_mdegC = in[2],
		.remote = in[3],
		.bms_high = in[4],
		.unshorted = in[5],
		.forward = in[6],
	};
	struct lg_load_outputs said = lg_load_step(state, config, &given, dt_ms);

	out[0] = said.close_switch;
	out[1] = (int32_t)said.alarm;
	out[2] = (int32_t)said.code;
	return said.faults;
}

static uint32_t patience(const void *state, const void *config)
{
	return lg_load_patience(state, config);
}

static const char *problem(const void *config)
{
	return lg_load_config_problem(config);
}

const struct lg_family lg_family_load = {
	.name = "load",
	.inputs = inputs,
	.outputs = outputs,
	.n_inputs = sizeof inputs / sizeof inputs[0],
	.n_outputs = sizeof outputs / sizeof outputs[0],
	.faults = lg_load_faults,
	.n_faults = LG_LOAD_FAULTS,
	.state_size = sizeof(struct lg_load_state),
	.config_size = sizeof(struct lg_load_config),
	.step = step,
	.patience = patience,
	.problem = problem,
};
