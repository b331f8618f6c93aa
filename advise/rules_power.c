/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about power: currents a bank can give, voltages that must match, batteries in
 * series. */
#include <math.h>

#include "advise/rule.h"
#include "advise/wires.h"

static void discharge_current(struct lg_findings *findings,
			      const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_banks; i++) {
		const struct lg_bank *bank = &system->banks[i];
		struct lg_figure most = lg_battery_max_discharge(bank->model);
		struct lg_figure well = lg_battery_recommended_discharge(bank->model);
		struct lg_currents currents = lg_bank_currents(words, system, i);
		bool over =
			most.known && currents.discharge > most.value * bank->parallel;

		if (!over &&
		    !(well.known && currents.discharge > well.value * bank->parallel))
			continue;
		struct lg_figure limit = over ? most : well;
		const char *message = lg_sentence(
			words,
			"At full power '%s' is asked for %.0f A (%s); it gives %.0f A%s "
			"x %d in "
			"parallel = %.0f A%s.",
			bank->id, currents.discharge, currents.arithmetic_discharge,
			limit.value, lg_figure_tag(limit), bank->parallel,
			limit.value * bank->parallel,
			over ? "" : " if it is to last (recommended current)");
		const char *fix = lg_sentence(
			words,
			"parallel: %.0f, or a smaller inverter or higher bank voltage.",
			ceil(currents.discharge / limit.value));

		lg_found_milder(findings, over ? LG_SEVERITY_ERROR : LG_SEVERITY_WARNING,
				bank->place, bank->id, message, fix);
	}
}

static void too_big(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_inverters; i++) {
		const struct lg_inverter *inverter = &system->inverters[i];
		struct lg_figure volts = lg_inverter_voltage(inverter->model);
		struct lg_figure rating = lg_inverter_rating(inverter->model);
		double most = volts.value < 18 ? 3000 : 5000; /* VA */

		if (!volts.known || !rating.known || volts.value > 36 ||
		    rating.value <= most)
			continue;
		lg_found(findings, inverter->place, inverter->id,
			 lg_sentence(words,
				     "'%s' is %.0f VA%s at %.0f V: %.0f A at full power, "
				     "through every joint "
				     "and cable. Above %.0f VA the maker advises a "
				     "higher voltage.",
				     inverter->id, rating.value, lg_figure_tag(rating),
				     volts.value, lg_inverter_current(system, inverter),
				     most),
			 lg_sentence(words,
				     "Build the bank for %d V: a quarter of the loss in "
				     "the same "
				     "cables.",
				     volts.value < 18 ? 24 : 48));
	}
}

/* 12, 24 or 48 of a bank of 12.8, 25.6 or 51.2 V. */
static double trade_voltage(const struct lg_bank *bank)
{
	return 12 * round(bank->voltage / 12.8);
}

static void inverter_voltage(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_inverters; i++) {
		const struct lg_inverter *inverter = &system->inverters[i];
		const struct lg_bank *bank =
			&system->banks[lg_inverter_bank(system, inverter)];
		struct lg_figure volts = lg_inverter_voltage(inverter->model);

		if (!volts.known || fabs(volts.value - trade_voltage(bank)) < 1)
			continue;
		lg_found(findings, inverter->place, inverter->id,
			 lg_sentence(words,
				     "'%s' is a %.0f V unit and '%s' is a %.0f V bank "
				     "(%.1f V).",
				     inverter->id, volts.value, bank->id,
				     trade_voltage(bank), bank->voltage),
			 lg_sentence(words,
				     "Take the %.0f V model, or change series: of '%s'.",
				     trade_voltage(bank), bank->id));
	}
}

static void protector_voltage(struct lg_findings *findings,
			      const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_protectors; i++) {
		const struct lg_protector *protector = &system->protectors[i];
		const struct lg_bank *bank = &system->banks[protector->on];
		struct lg_figure most = lg_protector_most_voltage(protector->model);

		if (!most.known || bank->voltage <= most.value)
			continue;
		lg_found(findings, protector->place, protector->id,
			 lg_sentence(
				 words,
				 "'%s' (%s) stands up to %.0f V%s and '%s' has %.1f V.",
				 protector->id, protector->model->title, most.value,
				 lg_figure_tag(most), bank->id, bank->voltage),
			 "Take model: victron/smart-batteryprotect-48-100");
	}
}

static void series(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_banks; i++) {
		const struct lg_bank *bank = &system->banks[i];
		struct lg_figure most = lg_battery_most_in_series(bank->model);

		if (!most.known || bank->series <= most.value)
			continue;
		lg_found(findings, bank->place, bank->id,
			 lg_sentence(words,
				     "%d x %s in series make %.1f V; at most %.0f%s may "
				     "stand in series.",
				     bank->series, bank->model->title, bank->voltage,
				     most.value, lg_figure_tag(most)),
			 lg_sentence(words, "series: %.0f at most, and more in parallel.",
				     most.value));
	}
}

const struct lg_rule lg_rules_power[] = {
	{
		.name = "discharge-current-too-high",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "Loads and inverters together can ask more current than the "
			    "batteries give "
			    "(a warning where it is only more than recommended).",
		.fix = "More batteries in parallel, a smaller inverter, or a higher "
		       "voltage.",
		.source = "Lithium Battery Smart and Lithium NG manuals, technical data",
		.evidence = LG_EVIDENCE_MANUAL,
		.look = discharge_current,
	},
	{
		.name = "inverter-too-big-for-voltage",
		.severity = LG_SEVERITY_WARNING,
		.sentence = "An inverter above 3000 VA at 12 V or above 5000 VA at 24 V.",
		.fix = "Raise the bank voltage.",
		.source = "Victron Wiring Unlimited, ch. 4",
		.evidence = LG_EVIDENCE_MANUAL,
		.conflict =
			"The maker sells a 12/5000 all the same, so this is a warning.",
		.look = too_big,
	},
	{
		.name = "inverter-voltage",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "The inverter is made for another voltage than the bank has.",
		.fix = "Take the model of the bank's voltage.",
		.source = "MultiPlus manual, technical data (12 V units: 9.5 to 17 V)",
		.evidence = LG_EVIDENCE_MANUAL,
		.look = inverter_voltage,
	},
	{
		.name = "protector-voltage",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "The bank's voltage is above what the load protector stands.",
		.fix = "The 48 V model.",
		.source = "Smart BatteryProtect 12/24 V datasheet (6 to 35 V)",
		.evidence = LG_EVIDENCE_DATASHEET,
		.look = protector_voltage,
	},
	{
		.name = "series-limit",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "More batteries in series than the maker allows: 4 x 12.8 V "
			    "or 2 x 25.6 V.",
		.fix = "Fewer in series; batteries of a higher voltage.",
		.source = "Lithium Battery Smart manual, ch. 3 and technical data",
		.evidence = LG_EVIDENCE_MANUAL,
		.look = series,
	},
	{0},
};
