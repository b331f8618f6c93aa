/* SPDX-License-Identifier: Apache-2.0 */
/* The family of signalling BMSs on the wires. */
#include "devices/bms/bms.h"
#include "wiring/family.h"

static const struct lg_port inputs[] = {
	{"pre_alarm", LG_PORT_ALARM, -1, false, 1, 0},
	{"low_cell", LG_PORT_ALARM, -1, false, 1, 0},
	{"high_cell", LG_PORT_ALARM, -1, false, 1, 0},
	{"low_temp", LG_PORT_ALARM, -1, false, 1, 0},
	{"high_temp", LG_PORT_ALARM, -1, false, 1, 0},
	{"chain", LG_PORT_CHAIN, -1, false, 1, 0},
	{"remote", LG_PORT_SWITCH, -1, true, 1, 0},
};

static const struct lg_port outputs[] = {
	{"load_disconnect", LG_PORT_LEVEL, LG_BMS_LOADS, false, 0, 0},
	{"charge_disconnect", LG_PORT_LEVEL, LG_BMS_CHARGE, false, 0, 0},
	{"pre_alarm_out", LG_PORT_LEVEL, -1, false, 0, 0},
	{"atc", LG_PORT_FLAG, LG_BMS_CHARGE, false, 0, 0},
	{"atd", LG_PORT_FLAG, LG_BMS_LOADS, false, 0, 0},
};

static uint32_t step(void *state, const void *config, const struct lg_sample *in,
		     int32_t *out, uint32_t dt_ms)
{
	struct lg_bms_inputs given = {
		.above_pre_alarm = in[0],
		.above_low_cell = in[1],
		.below_high_cell = in[2],
		.above_low_temp = in[3],
		.below_high_temp = in[4],
		.chain = in[5],
		.remote = in[6],
	};
	struct lg_bms_outputs said = lg_bms_step(state, config, &given, dt_ms);

	out[0] = said.load_disconnect_high;
	out[1] = said.charge_disconnect_high;
	out[2] = said.pre_alarm_high;
	out[3] = said.may_charge;
	out[4] = said.may_discharge;
	return said.faults;
}

static uint32_t patience(const void *state, const void *config)
{
	return lg_bms_patience(state, config);
}

static const char *problem(const void *config)
{
	return lg_bms_config_problem(config);
}

const struct lg_family lg_family_bms = {
	.name = "bms",
	.inputs = inputs,
	.outputs = outputs,
	.n_inputs = sizeof inputs / sizeof inputs[0],
	.n_outputs = sizeof outputs / sizeof outputs[0],
	.faults = lg_bms_faults,
	.n_faults = LG_BMS_FAULTS,
	.state_size = sizeof(struct lg_bms_state),
	.config_size = sizeof(struct lg_bms_config),
	.step = step,
	.patience = patience,
	.problem = problem,
};
