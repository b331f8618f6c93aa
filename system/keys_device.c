/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of what has a device: banks, BMSs, inverters, protectors. See keys.h. */
#include "system/keys_row.h"

static const char *const modes[] = {"A", "B", "C", NULL};
static const char *const hands[] = {"linked", "open", NULL};

/* Default cables: common for the current in a 12 V van (assumed); length, area. */
static const char *const battery_cable[] = {"0.5 m", "70 mm2"};
static const char *const inverter_cable[] = {"1.5 m", "70 mm2"};
static const char *const protector_cable[] = {"1 m", "16 mm2"};

#define MODEL(type)                                                                      \
	{                                                                                \
		.name = "model", .kind = LG_KEY_MODEL, .required = true,                 \
		AT(type, model), .what = "the product's name in the catalogue"           \
	}

const struct lg_key lg_battery_keys[] = {
	MODEL(lg_bank),
	{.name = "series",
	 .kind = LG_KEY_QUANTITY,
	 .unit = LG_UNIT_COUNT,
	 .least = 1,
	 .most = 16,
	 .fallback = "1",
	 AT(lg_bank, series),
	 .what = "cases in a string"},
	{.name = "parallel",
	 .kind = LG_KEY_QUANTITY,
	 .unit = LG_UNIT_COUNT,
	 .least = 1,
	 .most = LG_BATTERIES,
	 .fallback = "1",
	 AT(lg_bank, parallel),
	 .what = "strings"},
	{.name = "soc",
	 .kind = LG_KEY_QUANTITY,
	 .unit = LG_UNIT_fraction,
	 .least = 0,
	 .most = 1,
	 .fallback = "80 %",
	 AT(lg_bank, soc),
	 .what = "state of charge at the start"},
	{.name = "spread",
	 .kind = LG_KEY_QUANTITY,
	 .unit = LG_UNIT_fraction,
	 .least = 0,
	 .most = 0.2,
	 .fallback = "1 %",
	 AT(lg_bank, spread),
	 .what = "how much the cells differ in capacity (standard deviation)"},
	CABLE(lg_bank, battery_cable, "from each string to the busbar"),
	{0},
};

const struct lg_key lg_bms_keys[] = {
	MODEL(lg_bms),
	{.name = "watches",
	 .kind = LG_KEY_NAME,
	 .required = true,
	 NOWHERE,
	 .what = "the bank whose battery cables run to it"},
	{.name = "remote",
	 .kind = LG_KEY_WORD,
	 .words = hands,
	 .fallback = "linked",
	 NOWHERE,
	 .what = "its remote on/off terminals, by hand"},
	{0},
};

const struct lg_key lg_inverter_keys[] = {
	MODEL(lg_inverter),
	{.name = "on",
	 .kind = LG_KEY_NAME,
	 .required = true,
	 NOWHERE,
	 .what = "the bank it is connected to (or PROTECTOR.out, which its maker "
		 "forbids)"},
	{.name = "vebus",
	 .kind = LG_KEY_NAME,
	 NOWHERE,
	 .what = "the BMS that talks to it over VE.Bus"},
	{.name = "two_signal",
	 .kind = LG_KEY_NAME,
	 NOWHERE,
	 .what = "the BMS whose load and charge disconnect drive two of its inputs"},
	{.name = "remote_cable",
	 .kind = LG_KEY_NAME,
	 NOWHERE,
	 .what = "the BMS that drives its remote on/off through one cable"},
	{.name = "charge",
	 .kind = LG_KEY_QUANTITY,
	 .unit = LG_UNIT_A,
	 .least = 0,
	 .most = 1000,
	 .fallback = "0 A",
	 .catalog = "charge_A",
	 AT(lg_inverter, max_charge),
	 .what = "most its charger gives"},
	{.name = "absorption",
	 .kind = LG_KEY_QUANTITY,
	 .unit = LG_UNIT_V,
	 .least = 0,
	 .most = 70,
	 .fallback = "0 V",
	 .catalog = "absorption_V",
	 AT(lg_inverter, absorption),
	 .what = "voltage its charger holds until the bank is full"},
	{.name = "float",
	 .kind = LG_KEY_QUANTITY,
	 .unit = LG_UNIT_V,
	 .least = 0,
	 .most = 70,
	 .fallback = "0 V",
	 .catalog = "float_V",
	 AT(lg_inverter, float_),
	 .what = "voltage its charger holds afterwards"},
	CABLE(lg_inverter, inverter_cable, "from the busbar"),
	{0},
};

const struct lg_key lg_protector_keys[] = {
	MODEL(lg_protector),
	{.name = "on",
	 .kind = LG_KEY_NAME,
	 .required = true,
	 NOWHERE,
	 .what = "the bank it is connected to"},
	{.name = "mode",
	 .kind = LG_KEY_WORD,
	 .words = modes,
	 .setting = true,
	 NOWHERE,
	 .what = "A, B: cuts on its own voltage; C: obeys a BMS on its remote"},
	{.name = "remote",
	 .kind = LG_KEY_SIGNAL,
	 .words = hands,
	 NOWHERE,
	 .what = "the signal on its remote (H in mode C); linked in modes A and B, open "
		 "in C"},
	CABLE(lg_protector, protector_cable, "from the busbar"),
	{0},
};
