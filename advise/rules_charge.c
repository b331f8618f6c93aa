/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about what charges: every source must hear the BMS, and bring the current and
 * voltage the bank wants. */
#include <math.h>
#include <string.h>

#include "advise/rule.h"
#include "advise/wires.h"

static void unwired_inverters(struct lg_findings *findings,
			      const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_inverters; i++) {
		const struct lg_inverter *inverter = &system->inverters[i];
		int bms = lg_bms_of_bank(system, lg_inverter_bank(system, inverter));

		if (bms < 0 || lg_inverter_obeys(system, inverter) ||
		    !lg_inverter_charge(inverter->model).known)
			continue;
		bool vebus = lg_bms_has_vebus(system->bms[bms].model) &&
			     lg_inverter_is_vebus_charger(inverter->model);

		lg_found(findings, inverter->place, inverter->id,
			 lg_sentence(words,
				     "'%s' charges with up to %.0f A and nothing tells "
				     "it to stop when a "
				     "cell is full, or colder than +5 degC.",
				     inverter->id, inverter->max_charge),
			 lg_sentence(words, "Add %s: %s", vebus ? "vebus" : "two_signal",
				     system->bms[bms].id));
	}
}

static void unwired_source(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	unwired_inverters(findings, system);
	for (int i = 0; i < system->n_solar; i++) {
		const struct lg_solar *solar = &system->solar[i];
		int bms = lg_bms_of_bank(system, solar->on);

		if (bms < 0 ||
		    lg_signal_stops(system, solar->remote, LG_STOP_CHARGE, solar->on))
			continue;
		const char *hears = solar->remote < 0
					    ? "nothing tells it to stop"
					    : lg_sentence(words,
							  "it listens to %s, which does "
							  "not tell it to stop",
							  lg_signal_name(words, system,
									 solar->remote));

		lg_found(findings, solar->place, solar->id,
			 lg_sentence(words,
				     "'%s' (%.0f W, up to %.0f A) charges '%s' and %s "
				     "when a cell is full, or "
				     "colder than +5 degC.",
				     solar->id, solar->power, solar->max_charge,
				     system->banks[solar->on].id, hears),
			 lg_sentence(
				 words,
				 "Wire the controller's remote input to the BMS: remote: "
				 "%s.charge_disconnect (smaller controllers need the "
				 "non-inverting "
				 "VE.Direct cable).",
				 system->bms[bms].id));
	}
}

static void deadlock(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_inverters; i++) {
		const struct lg_inverter *inverter = &system->inverters[i];
		int bank = lg_inverter_bank(system, inverter), others = 0;

		if (strcmp(inverter->wiring, "remote-cable") != 0 ||
		    !lg_inverter_charge(inverter->model).known)
			continue;
		for (int k = 0; k < system->n_solar; k++)
			others += system->solar[k].on == bank;
		for (int k = 0; k < system->n_inverters; k++)
			others +=
				k != i &&
				lg_inverter_bank(system, &system->inverters[k]) == bank &&
				lg_inverter_charge(system->inverters[k].model).known &&
				strcmp(system->inverters[k].wiring, "remote-cable") != 0;
		lg_found(findings, inverter->place, inverter->id,
			 lg_sentence(
				 words,
				 "'%s' hears the BMS over the single remote cable, so a "
				 "stop of the loads "
				 "switches its charger off too: after a low cell it does "
				 "not charge, shore "
				 "power or not, until something else has lifted every "
				 "cell above 3.20 V.%s",
				 inverter->id,
				 others ? ""
					: " This build has nothing else that charges."),
			 lg_sentence(words,
				     "Use two_signal: %s instead of remote_cable:, or %s "
				     "with vebus:. Else keep "
				     "another charger (solar, alternator) on the bank.",
				     inverter->bms >= 0 ? system->bms[inverter->bms].id
							: "bms",
				     lg_battery_line(system->banks[bank].model) ==
						     LG_LINE_NG
					     ? "the VE.Bus BMS NG"
					     : "the VE.Bus BMS V2"));
	}
}

/* --- current ----------------------------------------------------------------------- */

static void charge_current(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_banks; i++) {
		const struct lg_bank *bank = &system->banks[i];
		struct lg_figure most = lg_battery_max_charge(bank->model);
		struct lg_figure well = lg_battery_recommended_charge(bank->model);
		struct lg_currents currents = lg_bank_currents(words, system, i);
		bool over = most.known && currents.charge > most.value * bank->parallel;

		if (!over &&
		    !(well.known && currents.charge > well.value * bank->parallel))
			continue;
		struct lg_figure limit = over ? most : well;
		const char *message = lg_sentence(
			words,
			"The chargers of '%s' can bring %s together; the batteries take "
			"at most "
			"%.0f A%s x %d in parallel = %.0f A%s.",
			bank->id, currents.arithmetic_charge, limit.value,
			lg_figure_tag(limit), bank->parallel,
			limit.value * bank->parallel,
			over ? "" : " if they are to last (recommended current)");
		const char *fix = lg_sentence(words,
					      "Set a lower 'charge:' so that all sources "
					      "together stay at %.0f A, or add "
					      "batteries in parallel.",
					      limit.value * bank->parallel);

		lg_found_milder(findings, over ? LG_SEVERITY_ERROR : LG_SEVERITY_WARNING,
				bank->place, bank->id, message, fix);
	}
}

/* --- voltage ----------------------------------------------------------------------- */

static void voltage_of(struct lg_findings *findings, const struct lg_bank *bank,
		       struct lg_place place, const char *id, const char *key,
		       double voltage)
{
	struct lg_words *words = &findings->words;
	struct lg_figure least = lg_battery_charge_least(bank->model);
	struct lg_figure most = lg_battery_charge_most(bank->model);
	double low = least.value * bank->series, high = most.value * bank->series;
	double well = (bank->voltage / 12.8) * 14.2;

	/* 5 mV: people type hundredths. */
	if (!least.known || !most.known || voltage <= 0 ||
	    (voltage >= low - 0.005 && voltage <= high + 0.005))
		return;
	const char *then =
		voltage > high ? "One cell will be full long before the others and the "
				 "BMS will stop the charger again and again."
			       : "The bank never becomes quite full and its cells are "
				 "never balanced.";

	lg_found(findings, place, id,
		 lg_sentence(words,
			     "'%s' charges '%s' to %.2f V; its batteries want %.1f V%s "
			     "to %.1f V%s. %s",
			     id, bank->id, voltage, low, lg_figure_tag(least), high,
			     lg_figure_tag(most), then),
		 lg_sentence(words, "Set %s: %.1f V", key, fmin(well, high)));
}

static void voltage(struct lg_findings *findings, const struct lg_system *system)
{
	for (int i = 0; i < system->n_inverters; i++) {
		const struct lg_inverter *inverter = &system->inverters[i];
		int bank = lg_inverter_bank(system, inverter);

		if (lg_inverter_charge(inverter->model).known)
			voltage_of(findings, &system->banks[bank], inverter->place,
				   inverter->id, "absorption", inverter->absorption);
	}
	for (int i = 0; i < system->n_solar; i++)
		voltage_of(findings, &system->banks[system->solar[i].on],
			   system->solar[i].place, system->solar[i].id, "voltage",
			   system->solar[i].voltage);
}

const struct lg_rule lg_rules_charge[] = {
	{
		.name = "unwired-charge-source",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "Something charges the bank and the BMS cannot stop it.",
		.fix = "Wire the BMS's charge disconnect to its remote input, or VE.Bus "
		       "or two signals "
		       "for an inverter/charger.",
		.source = "Victron BMS overview (connection); smallBMS manual, ch. 3; "
			  "Lithium Battery "
			  "Smart manual, 4.4 (+5 degC)",
		.evidence = LG_EVIDENCE_MANUAL,
		.conflict = "The Cyrix-Li text names 0 degC as the cold limit of "
			    "charging, battery and "
			    "smallBMS +5 degC. We follow the battery.",
		.guide = "The guide says that a BMS stops the charging. smallBMS and "
			 "VE.Bus BMS only "
			 "signal, and the guide does not name the cold limit.",
		.look = unwired_source,
	},
	{
		.name = "remote-cable-deadlock",
		.severity = LG_SEVERITY_WARNING,
		.sentence = "An inverter/charger on the single remote cable does not "
			    "charge after the "
			    "loads were stopped.",
		.fix = "Two signals or VE.Bus; else another charger that lifts the cells "
		       "first.",
		.source = "remote on/off cable ASS070200100, sheet",
		.evidence = LG_EVIDENCE_MANUAL,
		.guide = "The guide keeps the smallBMS for builds without a Victron "
			 "inverter/charger; "
			 "the maker sells this cable for the pair.",
		.look = deadlock,
	},
	{
		.name = "charge-current-too-high",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "All chargers together bring more than the batteries take (a "
			    "warning where "
			    "it is only more than recommended).",
		.fix = "Limit the chargers or add batteries in parallel.",
		.source = "Lithium Battery Smart and Lithium NG manuals, technical data",
		.evidence = LG_EVIDENCE_MANUAL,
		.look = charge_current,
	},
	{
		.name = "charger-voltage",
		.severity = LG_SEVERITY_WARNING,
		.sentence = "A charger's voltage is outside what the batteries want.",
		.fix = "14.2 V for each 12.8 V of bank, float 13.5 V.",
		.source = "Lithium Battery Smart and Lithium NG manuals, technical data",
		.evidence = LG_EVIDENCE_MANUAL,
		.look = voltage,
	},
	{0},
};
