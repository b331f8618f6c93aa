/* SPDX-License-Identifier: Apache-2.0 */
/* What reaches what in a build: see wires.h. */
#include "advise/wires.h"

#include <string.h>

int lg_bms_of_bank(const struct lg_system *system, int bank)
{
	for (int i = 0; i < system->n_bms; i++)
		if (system->bms[i].watches == bank)
			return i;
	return -1;
}

int lg_bms_count_of_bank(const struct lg_system *system, int bank)
{
	int count = 0;

	for (int i = 0; i < system->n_bms; i++)
		count += system->bms[i].watches == bank;
	return count;
}

bool lg_bank_wants_bms(const struct lg_bank *bank)
{
	enum lg_line line = lg_battery_line(bank->model);

	return line == LG_LINE_SMART || line == LG_LINE_NG;
}

int lg_inverter_bank(const struct lg_system *system, const struct lg_inverter *inverter)
{
	if (inverter->on_protector >= 0)
		return system->protectors[inverter->on_protector].on;
	return inverter->on;
}

int lg_load_bank(const struct lg_system *system, const struct lg_load *load)
{
	switch (load->on) {
	case LG_ON_BANK:
		return load->on_index;
	case LG_ON_PROTECTOR:
		return system->protectors[load->on_index].on;
	case LG_ON_INVERTER:
		return lg_inverter_bank(system, &system->inverters[load->on_index]);
	}
	return -1;
}

bool lg_bank_has_vebus_charger(const struct lg_system *system, int bank)
{
	for (int i = 0; i < system->n_inverters; i++)
		if (lg_inverter_bank(system, &system->inverters[i]) == bank &&
		    lg_inverter_is_vebus_charger(system->inverters[i].model))
			return true;
	return false;
}

/* --- stop signals ------------------------------------------------------------------ */

static int bms_of_device(const struct lg_system *system, int device)
{
	for (int i = 0; i < system->n_bms; i++)
		if (system->bms[i].device == device)
			return i;
	return -1;
}

bool lg_signal_stops(const struct lg_system *system, int slot, enum lg_stop stop,
		     int bank)
{
	int device = -1;
	const struct lg_port *port =
		slot < 0 ? NULL : lg_system_output_port(system, slot, &device);
	int bms = port ? bms_of_device(system, device) : -1;

	if (bms < 0 || system->bms[bms].watches != bank)
		return false;
	if (stop == LG_STOP_LOADS)
		return !strcmp(port->name, "load_disconnect") ||
		       !strcmp(port->name, "atd");
	return !strcmp(port->name, "charge_disconnect") || !strcmp(port->name, "atc");
}

const char *lg_signal_name(struct lg_words *words, const struct lg_system *system,
			   int slot)
{
	int device = -1;
	const struct lg_port *port =
		slot < 0 ? NULL : lg_system_output_port(system, slot, &device);

	if (!port || device < 0)
		return "nothing";
	return lg_sentence(words, "%s.%s", system->device_ids[device], port->name);
}

bool lg_protector_obeys(const struct lg_system *system,
			const struct lg_protector *protector)
{
	return lg_signal_stops(system, protector->remote, LG_STOP_LOADS, protector->on);
}

bool lg_inverter_obeys(const struct lg_system *system, const struct lg_inverter *inverter)
{
	return inverter->bms >= 0 &&
	       system->bms[inverter->bms].watches == lg_inverter_bank(system, inverter);
}

bool lg_load_obeys(const struct lg_system *system, const struct lg_load *load)
{
	if (lg_signal_stops(system, load->remote, LG_STOP_LOADS,
			    lg_load_bank(system, load)))
		return true;
	switch (load->on) {
	case LG_ON_BANK:
		return false;
	case LG_ON_PROTECTOR:
		return lg_protector_obeys(system, &system->protectors[load->on_index]);
	case LG_ON_INVERTER:
		return lg_inverter_obeys(system, &system->inverters[load->on_index]);
	}
	return false;
}

/* --- currents ---------------------------------------------------------------------- */

double lg_bank_low_voltage(const struct lg_bank *bank)
{
	return bank->voltage / 12.8 * 12.0;
}

double lg_inverter_current(const struct lg_system *system,
			   const struct lg_inverter *inverter)
{
	const struct lg_bank *bank = &system->banks[lg_inverter_bank(system, inverter)];

	return lg_inverter_power(inverter->model).value /
	       lg_inverter_efficiency(inverter->model).value / lg_bank_low_voltage(bank);
}

double lg_protector_current(const struct lg_system *system,
			    const struct lg_protector *protector)
{
	const struct lg_bank *bank = &system->banks[protector->on];
	int index = (int)(protector - system->protectors);
	double power = 0;

	for (int i = 0; i < system->n_loads; i++)
		if (system->loads[i].on == LG_ON_PROTECTOR &&
		    system->loads[i].on_index == index)
			power += system->loads[i].power;
	return power / lg_bank_low_voltage(bank);
}

/* What is said of a figure that is not a maker's. */
static const char *inverter_words(struct lg_words *words,
				  const struct lg_inverter *inverter, double voltage,
				  double current)
{
	struct lg_figure power = lg_inverter_power(inverter->model);
	struct lg_figure efficiency = lg_inverter_efficiency(inverter->model);

	return lg_sentence(words, "'%s' %.0f W%s / %.2f%s / %.1f V = %.0f A",
			   inverter->id, power.value, lg_figure_tag(power),
			   efficiency.value, lg_figure_tag(efficiency), voltage, current);
}

static void add_discharge(struct lg_words *words, const struct lg_system *system,
			  int bank, struct lg_currents *currents)
{
	double voltage = lg_bank_low_voltage(&system->banks[bank]), power = 0;
	const char *said = "";

	for (int i = 0; i < system->n_inverters; i++) {
		const struct lg_inverter *inverter = &system->inverters[i];

		if (lg_inverter_bank(system, inverter) != bank)
			continue;
		double current = lg_inverter_current(system, inverter);

		currents->inverters += current;
		said = lg_sentence(words, "%s%s%s", said, *said ? ", plus " : "",
				   inverter_words(words, inverter, voltage, current));
	}
	for (int i = 0; i < system->n_loads; i++)
		if (system->loads[i].on != LG_ON_INVERTER &&
		    lg_load_bank(system, &system->loads[i]) == bank)
			power += system->loads[i].power;
	currents->loads = power / voltage;
	currents->discharge = currents->inverters + currents->loads;
	if (power > 0)
		said = lg_sentence(words, "%s%sDC loads %.0f W / %.1f V = %.0f A", said,
				   *said ? ", plus " : "", power, voltage,
				   currents->loads);
	currents->arithmetic_discharge = said;
}

static void add_charge(struct lg_words *words, const struct lg_system *system, int bank,
		       struct lg_currents *currents)
{
	const char *said = "";

	for (int i = 0; i < system->n_inverters; i++) {
		const struct lg_inverter *inverter = &system->inverters[i];

		if (lg_inverter_bank(system, inverter) != bank ||
		    inverter->max_charge <= 0)
			continue;
		currents->chargers += inverter->max_charge;
		said = lg_sentence(words, "%s%s'%s' %.0f A", said, *said ? " + " : "",
				   inverter->id, inverter->max_charge);
	}
	for (int i = 0; i < system->n_solar; i++) {
		if (system->solar[i].on != bank)
			continue;
		currents->solar += system->solar[i].max_charge;
		said = lg_sentence(words, "%s%s'%s' %.0f A", said, *said ? " + " : "",
				   system->solar[i].id, system->solar[i].max_charge);
	}
	currents->charge = currents->chargers + currents->solar;
	currents->arithmetic_charge =
		*said ? lg_sentence(words, "%s = %.0f A", said, currents->charge) : said;
}

struct lg_currents lg_bank_currents(struct lg_words *words,
				    const struct lg_system *system, int bank)
{
	struct lg_currents currents = {0};

	add_discharge(words, system, bank, &currents);
	add_charge(words, system, bank, &currents);
	return currents;
}

/* --- which BMS --------------------------------------------------------------------- */

const char *lg_bms_for_bank(const struct lg_system *system, int bank)
{
	bool vebus = lg_bank_has_vebus_charger(system, bank);

	switch (lg_battery_line(system->banks[bank].model)) {
	case LG_LINE_SMART:
		return vebus ? "victron/vebus-bms-v2" : "victron/smallbms";
	case LG_LINE_NG:
		return vebus ? "victron/vebus-bms-ng" : "victron/smallbms-ng";
	case LG_LINE_INTERNAL:
	case LG_LINE_OTHER:
		break;
	}
	return NULL;
}

const char *lg_title_of(const char *model)
{
	const struct lg_model *known = lg_catalog_find(model);

	return known && known->title ? known->title : model;
}
