/* SPDX-License-Identifier: Apache-2.0 */
/* How big a bank: see sizing.h. */
#include "advise/sizing.h"

#include <math.h>

#include "advise/wires.h"

double lg_load_hours(const struct lg_load *load)
{
	double span = load->to - load->from; /* s */

	if (span <= 0)
		span += 86400; /* over midnight */
	return span / 3600 * load->duty;
}

static void line(struct lg_sizing *sizing, const char *text)
{
	if (sizing->n_lines < LG_SIZING_LINES)
		sizing->lines[sizing->n_lines++] = text;
}

/* --- a day ------------------------------------------------------------------------- */

static double direct(struct lg_words *words, const struct lg_system *system, int bank,
		     struct lg_sizing *sizing)
{
	double energy = 0;
	const char *said = "";

	for (int i = 0; i < system->n_loads; i++) {
		const struct lg_load *load = &system->loads[i];
		double hours = lg_load_hours(load);

		if (load->on == LG_ON_INVERTER || lg_load_bank(system, load) != bank)
			continue;
		energy += load->power * hours;
		said = lg_sentence(words, "%s%s%s %.0f W x %.3g h", said,
				   *said ? " + " : "", load->id, load->power, hours);
	}
	if (energy > 0)
		line(sizing,
		     lg_sentence(words, "DC loads: %s = %.0f Wh a day", said, energy));
	return energy;
}

static double through(struct lg_words *words, const struct lg_system *system, int which,
		      struct lg_sizing *sizing)
{
	const struct lg_inverter *inverter = &system->inverters[which];
	struct lg_figure efficiency = lg_inverter_efficiency(inverter->model);
	struct lg_figure idle = lg_inverter_idle(inverter->model);
	double energy = 0;
	const char *said = "";

	for (int i = 0; i < system->n_loads; i++) {
		const struct lg_load *load = &system->loads[i];
		double hours = lg_load_hours(load);

		if (load->on != LG_ON_INVERTER || load->on_index != which)
			continue;
		energy += load->power * hours;
		said = lg_sentence(words, "%s%s%s %.0f W x %.3g h", said,
				   *said ? " + " : "", load->id, load->power, hours);
	}
	if (energy > 0)
		line(sizing,
		     lg_sentence(words, "AC loads: (%s) / %.2f%s of '%s' = %.0f Wh a day",
				 said, efficiency.value, lg_figure_tag(efficiency),
				 inverter->id, energy / efficiency.value));
	if (idle.known)
		line(sizing,
		     lg_sentence(
			     words,
			     "'%s' itself, switched on: %.3g W%s x 24 h = %.0f Wh a day",
			     inverter->id, idle.value, lg_figure_tag(idle),
			     idle.value * 24));
	return energy / efficiency.value + idle.value * 24;
}

static double day(struct lg_words *words, const struct lg_system *system, int bank,
		  struct lg_sizing *sizing)
{
	double energy = direct(words, system, bank, sizing);

	for (int i = 0; i < system->n_inverters; i++)
		if (lg_inverter_bank(system, &system->inverters[i]) == bank)
			energy += through(words, system, i, sizing);
	return energy;
}

/* --- the bank ---------------------------------------------------------------------- */

/* Capacity left at a temperature, straight between the published points. */
static double left_at(const struct lg_model *model, double degrees)
{
	double at_0 =
		lg_battery_at_0degC(model).known ? lg_battery_at_0degC(model).value : 0.8;
	double at_20 = lg_battery_at_minus_20degC(model).known
			       ? lg_battery_at_minus_20degC(model).value
			       : 0.5;

	if (degrees >= 25)
		return 1;
	if (degrees >= 0)
		return at_0 + (1 - at_0) * degrees / 25;
	if (degrees >= -20)
		return at_20 + (at_0 - at_20) * (degrees + 20) / 20;
	return at_20;
}

static void limit(struct lg_words *words, struct lg_sizing *sizing,
		  const struct lg_bank *bank, double strings, const char *why)
{
	int whole = (int)fmax(1, ceil(strings - 1e-9)); /* strings in parallel */
	const char *text =
		lg_sentence(words, "%s: %d batter%s", why, whole * bank->series,
			    whole * bank->series == 1 ? "y" : "ies");

	sizing->limits[sizing->n_limits++] = text;
	if (whole * bank->series > sizing->batteries) {
		const char *first = sizing->limits[0];

		sizing->batteries = whole * bank->series;
		sizing->limits[0] = text; /* what rules stands first */
		sizing->limits[sizing->n_limits - 1] =
			sizing->n_limits > 1 ? first : text;
	}
}

static void needed(struct lg_words *words, const struct lg_system *system,
		   struct lg_sizing *sizing)
{
	const struct lg_bank *bank = &system->banks[sizing->bank];
	struct lg_currents currents = lg_bank_currents(words, system, sizing->bank);
	struct lg_figure give = lg_battery_recommended_discharge(bank->model);
	struct lg_figure take = lg_battery_recommended_charge(bank->model);
	double string = lg_battery_energy(bank) * bank->series; /* Wh of one */

	sizing->days = LG_SIZING_DAYS;
	sizing->bank_energy =
		sizing->energy_day * sizing->days / LG_SIZING_DOD / sizing->cold;
	line(sizing,
	     lg_sentence(words,
			 "Bank: %.0f Wh x %.0f days [assumed] / (%.2f used x %.2f at "
			 "%.0f degC) = "
			 "%.0f Wh",
			 sizing->energy_day, sizing->days, LG_SIZING_DOD, sizing->cold,
			 system->site.temperature, sizing->bank_energy));
	limit(words, sizing, bank, sizing->bank_energy / string,
	      lg_sentence(words, "energy, %.0f Wh / %.0f Wh each%s", sizing->bank_energy,
			  string / bank->series,
			  bank->series > 1 ? ", in whole strings" : ""));
	if (give.known && currents.discharge > 0)
		limit(words, sizing, bank, currents.discharge / give.value,
		      lg_sentence(words,
				  "discharge current, %.0f A / %.0f A%s recommended",
				  currents.discharge, give.value, lg_figure_tag(give)));
	if (take.known && currents.charge > 0)
		limit(words, sizing, bank, currents.charge / take.value,
		      lg_sentence(words, "charge current, %.0f A / %.0f A%s recommended",
				  currents.charge, take.value, lg_figure_tag(take)));
	sizing->bank_capacity = sizing->bank_energy / bank->voltage;
}

static void drawn(struct lg_words *words, const struct lg_system *system,
		  struct lg_sizing *sizing)
{
	const struct lg_bank *bank = &system->banks[sizing->bank];

	sizing->drawn_batteries = bank->series * bank->parallel;
	sizing->drawn_energy = lg_battery_energy(bank) * sizing->drawn_batteries;
	sizing->drawn_capacity = bank->capacity * bank->parallel;
	if (sizing->energy_day <= 0)
		return;
	sizing->drawn_days =
		sizing->drawn_energy * LG_SIZING_DOD * sizing->cold / sizing->energy_day;
	line(sizing,
	     lg_sentence(words,
			 "Yours: %d x %.0f Wh x %.2f x %.2f / %.0f Wh = %.1f days "
			 "without charging",
			 sizing->drawn_batteries, lg_battery_energy(bank), LG_SIZING_DOD,
			 sizing->cold, sizing->energy_day, sizing->drawn_days));
}

struct lg_sizing lg_size(struct lg_words *words, const struct lg_system *system)
{
	struct lg_sizing best = {.bank = -1};

	for (int i = 0; i < system->n_banks; i++) {
		struct lg_sizing sizing = {.bank = i};

		sizing.energy_day = day(words, system, i, &sizing);
		if (sizing.energy_day > 0)
			line(&sizing, lg_sentence(words, "Together: %.0f Wh a day",
						  sizing.energy_day));
		if (best.bank < 0 || sizing.energy_day > best.energy_day)
			best = sizing;
	}
	if (best.bank < 0)
		return best;
	best.cold = left_at(system->banks[best.bank].model, system->site.temperature);
	if (best.energy_day > 0)
		needed(words, system, &best);
	drawn(words, system, &best);
	return best;
}
