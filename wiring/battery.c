/* SPDX-License-Identifier: Apache-2.0 */
/* The battery family on the wires: 16 cell slots, 4 temperature slots, five signals. */
#include "devices/battery/battery.h"
#include "wiring/family.h"

/* 3.30 V and 25 degC: a cell at rest. */
#define CELL(name)                                                                       \
	{                                                                                \
		name, LG_PORT_mV, -1, false, 3300, 0                                     \
	}
#define TEMP(name)                                                                       \
	{                                                                                \
		name, LG_PORT_mdegC, -1, false, 25000, 0                                 \
	}

static const struct lg_port inputs[] = {
	CELL("cell1"),  CELL("cell2"),  CELL("cell3"),  CELL("cell4"),  CELL("cell5"),
	CELL("cell6"),  CELL("cell7"),  CELL("cell8"),  CELL("cell9"),  CELL("cell10"),
	CELL("cell11"), CELL("cell12"), CELL("cell13"), CELL("cell14"), CELL("cell15"),
	CELL("cell16"), TEMP("T1"),     TEMP("T2"),     TEMP("T3"),     TEMP("T4"),
};

static const struct lg_port outputs[] = {
	{"pre_alarm", LG_PORT_ALARM, LG_BATTERY_ABOVE_PRE_ALARM, false, 0, 0},
	{"low_cell", LG_PORT_ALARM, LG_BATTERY_ABOVE_LOW_CELL, false, 0, 0},
	{"high_cell", LG_PORT_ALARM, LG_BATTERY_BELOW_HIGH_CELL, false, 0, 0},
	{"low_temp", LG_PORT_ALARM, LG_BATTERY_ABOVE_LOW_TEMP, false, 0, 0},
	{"high_temp", LG_PORT_ALARM, LG_BATTERY_BELOW_HIGH_TEMP, false, 0, 0},
};

static uint32_t step(void *state, const void *config, const struct lg_sample *in,
		     int32_t *out, uint32_t dt_ms)
{
	struct lg_battery_inputs given;
	struct lg_battery_outputs said;

	for (int i = 0; i < LG_BATTERY_CELLS; i++)
		given.cell_mV[i] = in[i];
	for (int i = 0; i < LG_BATTERY_TEMPERATURES; i++)
		given.temperature_mdegC[i] = in[LG_BATTERY_CELLS + i];
	said = lg_battery_step(state, config, &given, dt_ms);
	out[0] = said.above_pre_alarm;
	out[1] = said.above_low_cell;
	out[2] = said.below_high_cell;
	out[3] = said.above_low_temp;
	out[4] = said.below_high_temp;
	return said.faults;
}

static uint32_t patience(const void *state, const void *config)
{
	return lg_battery_patience(state, config);
}

static const char *problem(const void *config)
{
	return lg_battery_config_problem(config);
}

const struct lg_family lg_family_battery = {
	.name = "battery",
	.inputs = inputs,
	.outputs = outputs,
	.n_inputs = sizeof inputs / sizeof inputs[0],
	.n_outputs = sizeof outputs / sizeof outputs[0],
	.faults = lg_battery_faults,
	.n_faults = LG_BATTERY_FAULTS,
	.state_size = sizeof(struct lg_battery_state),
	.config_size = sizeof(struct lg_battery_config),
	.step = step,
	.patience = patience,
	.problem = problem,
};
