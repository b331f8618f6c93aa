/* SPDX-License-Identifier: Apache-2.0 */
/* Configurations and healthy inputs for the unit tests. Numbers as documented where they
 * are (Smart battery, smallBMS, Smart BatteryProtect 65 A program 0); where the maker
 * publishes none (temperatures of P2 and E2, hysteresis of the pre-alarm and of the
 * temperatures, the inverter's voltages) any will do: the tests hold the rule, not the
 * number. */
#ifndef LG_TESTS_PRESETS_H
#define LG_TESTS_PRESETS_H

#include "devices/battery/battery.h"
#include "devices/bms/bms.h"
#include "devices/inverter/inverter.h"
#include "devices/load/load.h"
#include "tests/unit/unit.h"

static inline struct lg_battery_config smart_battery(void)
{
	return (struct lg_battery_config){
		.cells = 4,
		.temperatures = 1,
		.pre_alarm = {LG_BELOW, 3100, 3150, 0, 0, false},
		.low_cell = {LG_BELOW, 2800, 3200, 0, 0, false},
		.high_cell = {LG_ABOVE, 3750, 3600, 0, 0, false},
		.low_temp = {LG_BELOW, 5000, 8000, 0, 0, false},
		.high_temp = {LG_ABOVE, 50000, 47000, 0, 0, false},
		.max_age_ms = 5000,
	};
}

static inline struct lg_battery_inputs battery_well(void)
{
	struct lg_battery_inputs in = {0};

	for (int i = 0; i < LG_BATTERY_CELLS; i++)
		in.cell_mV[i] = given(3300);
	for (int i = 0; i < LG_BATTERY_TEMPERATURES; i++)
		in.temperature_mdegC[i] = given(25000);
	return in;
}

static inline struct lg_bms_config small_bms(void)
{
	return (struct lg_bms_config){
		.lead_ms = 30000, .max_age_ms = 5000, .has_remote = true};
}

static inline struct lg_bms_inputs bms_well(void)
{
	return (struct lg_bms_inputs){given(1), given(1), given(1), given(1),
				      given(1), given(1), given(1)};
}

static inline struct lg_load_config batteryprotect(enum lg_load_mode mode)
{
	return (struct lg_load_config){
		.mode = mode,
		.system = LG_LOAD_AUTO,
		.at = {{10500, 12000, 16300, 13000},
		       {21000, 24000, 32600, 26000},
		       {42000, 48000, 64000, 52000}},
		.warn_ms = 12000,
		.off_ms = 90000,
		.on_ms = 30000,
		.remote_on_ms = 1000,
		.dead_ms = 30000,
		.lockout_cycles = 3,
		.recharged_ms = 30000,
		.retry_ms = 5000,
		.retries = 2,
		.continuous_mA = 65000,
		.peak_mA = 250000,
		.overload_ms = 30000,
		.derating_permille = {{{40000, 1000}, {50000, 600}}, 2},
		.warm_mdegC = 60000,
		.hot_mdegC = 70000,
		.cooled_mdegC = 55000,
		.max_age_ms = 5000,
	};
}

static inline struct lg_load_inputs load_well(int32_t voltage_mV)
{
	return (struct lg_load_inputs){given(voltage_mV), given(0), given(25000),
				       given(1),          given(1), given(1),
				       given(1)};
}

static inline struct lg_inverter_config multiplus(enum lg_inverter_wiring wiring)
{
	return (struct lg_inverter_config){
		.wiring = wiring,
		.low_voltage = {LG_BELOW, 9500, 10900, 1000, 2000, false},
		.low_battery = {LG_BELOW, 10900, 11200, 0, 0, false},
		.lost_alarm_ms = 240000,
		.lost_stop_ms = 300000,
		.lost_ends_all = true,
		.has_charger = true,
		.max_age_ms = 5000,
	};
}

static inline struct lg_inverter_inputs inverter_well(bool mains)
{
	return (struct lg_inverter_inputs){given(1), given(1), given(1), given(mains),
					   given(13200)};
}

#endif
