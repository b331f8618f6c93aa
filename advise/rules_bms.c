/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about the BMS: one, the right one, linked, on the right kind and number of
 * batteries. */
#include <string.h>

#include "advise/rule.h"
#include "advise/wires.h"

/* The key a person would add, on one line. */
static const char *bms_line(struct lg_words *words, const struct lg_system *system,
			    int bank)
{
	return lg_sentence(words, "bms: { model: %s, watches: %s }",
			   lg_bms_for_bank(system, bank), system->banks[bank].id);
}

static void missing_bms(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_banks; i++) {
		const struct lg_bank *bank = &system->banks[i];

		if (!lg_bank_wants_bms(bank) || lg_bms_of_bank(system, i) >= 0)
			continue;
		struct lg_figure low = lg_battery_low_cell(bank->model);
		struct lg_figure high = lg_battery_high_cell(bank->model);
		const char *message =
			lg_sentence(words,
				    "Nothing protects the bank %s. These batteries "
				    "measure their cells but "
				    "cannot switch anything off, so nothing stops a "
				    "charger at %.2f V%s a cell "
				    "or the loads at %.2f V%s a cell.",
				    lg_bank_text(words, bank), high.value,
				    lg_figure_tag(high), low.value, lg_figure_tag(low));
		const char *fix =
			lg_sentence(words, "Buy one %s and put under 'bms:' the line  %s",
				    lg_title_of(lg_bms_for_bank(system, i)),
				    bms_line(words, system, i));

		lg_found(findings, bank->place, bank->id, message, fix);
	}
}

/* The one to keep: what an inverter talks to, else the first. */
static int keeper(const struct lg_system *system, int bank)
{
	for (int i = 0; i < system->n_inverters; i++)
		if (lg_inverter_bank(system, &system->inverters[i]) == bank &&
		    lg_inverter_obeys(system, &system->inverters[i]))
			return system->inverters[i].bms;
	return lg_bms_of_bank(system, bank);
}

static void two_bms(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_bms; i++) {
		const struct lg_bms *bms = &system->bms[i];
		const struct lg_bms *kept = &system->bms[keeper(system, bms->watches)];

		if (bms == kept ||
		    (lg_bms_is_lynx(bms->model) && lg_bms_is_lynx(kept->model)))
			continue;
		const struct lg_bank *bank = &system->banks[bms->watches];
		const char *or_this =
			lg_bms_is_smart_bms(bms->model)
				? lg_sentence(
					  words,
					  " Or keep only '%s' and put every load and the "
					  "inverter on its System+.",
					  bms->id)
				: "";

		lg_found(findings, bms->place, bms->id,
			 lg_sentence(words,
				     "'%s' (%s) and '%s' (%s) both watch the bank '%s'. "
				     "The battery "
				     "cables make one chain with two ends, and both ends "
				     "plug into one "
				     "BMS: the other hears nothing.",
				     kept->id, kept->model->title, bms->id,
				     bms->model->title, bank->id),
			 lg_sentence(words,
				     "Take out '%s'. To charge from the alternator "
				     "beside the %s, put a DC-DC "
				     "charger (victron/orion-xs-50 or "
				     "victron/orion-tr-smart-12-12-30) or a "
				     "Cyrix-Li-ct between starter battery and '%s', "
				     "stopped by "
				     "%s.charge_disconnect.%s",
				     bms->id, kept->model->title, bank->id, kept->id,
				     or_this));
	}
}

static void family(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_bms; i++) {
		const struct lg_bms *bms = &system->bms[i];
		const struct lg_bank *bank = &system->banks[bms->watches];
		bool ng = lg_battery_line(bank->model) == LG_LINE_NG;

		if (!lg_bank_wants_bms(bank) || lg_bms_is_ng(bms->model) == ng)
			continue;
		lg_found(findings, bms->place, bms->id,
			 lg_sentence(words,
				     "The %s is made for Lithium %s batteries and '%s' "
				     "is a bank of %s. "
				     "Smart and NG speak different languages on the "
				     "battery cable.",
				     bms->model->title, ng ? "Smart" : "NG", bank->id,
				     bank->model->title),
			 lg_sentence(words, "Use the %s: model: %s",
				     lg_title_of(lg_bms_for_bank(system, bms->watches)),
				     lg_bms_for_bank(system, bms->watches)));
	}
}

static void on_superpack(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_bms; i++) {
		const struct lg_bms *bms = &system->bms[i];
		const struct lg_bank *bank = &system->banks[bms->watches];

		if (lg_battery_line(bank->model) != LG_LINE_INTERNAL)
			continue;
		lg_found(findings, bms->place, bms->id,
			 lg_sentence(words,
				     "'%s' (%s) carries its own BMS and switch and has "
				     "no cable for "
				     "another; the %s would hear nothing.",
				     bank->id, bank->model->title, bms->model->title),
			 lg_sentence(words,
				     "Take out '%s', set load protectors to mode A or B, "
				     "and stop "
				     "chargers by their own voltage settings.",
				     bms->id));
	}
}

static void too_many(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_banks; i++) {
		const struct lg_bank *bank = &system->banks[i];
		struct lg_figure figure = lg_battery_most_batteries(bank->model);
		int most = (int)figure.value;

		if (!lg_bank_wants_bms(bank) || !figure.known ||
		    bank->n_batteries <= most)
			continue;
		lg_found(findings, bank->place, bank->id,
			 lg_sentence(words,
				     "%d in series x %d in parallel = %d batteries on "
				     "one BMS; it can "
				     "watch %d%s.",
				     bank->series, bank->parallel, bank->n_batteries,
				     most, lg_figure_tag(figure)),
			 lg_sentence(words,
				     "At most parallel: %d here; use larger batteries, "
				     "or a second bank "
				     "with a BMS of its own.",
				     most / bank->series));
	}
}

static void twelve_volt_only(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_bms; i++) {
		const struct lg_bms *bms = &system->bms[i];
		const struct lg_bank *bank = &system->banks[bms->watches];

		if (!lg_bms_is_smart_bms(bms->model) || bank->voltage < 20)
			continue;
		const char *right = lg_bms_for_bank(system, bms->watches);

		lg_found(findings, bms->place, bms->id,
			 lg_sentence(
				 words,
				 "The %s is for 12 V systems; '%s' is a bank of %.1f V.",
				 bms->model->title, bank->id, bank->voltage),
			 right ? lg_sentence(words, "Use the %s: model: %s",
					     lg_title_of(right), right)
			       : "Take it out: these batteries carry their own.");
	}
}

/* The remote input of a BMS: held at 0 by `remote: open`. */
static bool remote_is_open(const struct lg_system *system, const struct lg_bms *bms)
{
	const struct lg_wiring_device *device = &system->devices[bms->device];

	for (int i = 0; i < device->family->n_inputs; i++) {
		const struct lg_sense *sense = &system->senses[device->first_input + i];

		if (!strcmp(device->family->inputs[i].name, "remote"))
			return sense->what == LG_SENSE_CONSTANT && sense->constant == 0;
	}
	return false;
}

static void remote_link(struct lg_findings *findings, const struct lg_system *system)
{
	for (int i = 0; i < system->n_bms; i++) {
		const struct lg_bms *bms = &system->bms[i];

		if (bms->device < 0 || !remote_is_open(system, bms))
			continue;
		lg_found(findings, bms->place, bms->id,
			 lg_sentence(&findings->words,
				     "The remote terminals L and H of '%s' are not "
				     "linked, so the %s "
				     "stays off: no charging and no loads.",
				     bms->id, bms->model->title),
			 "Link L and H, or put the main switch between them: take out "
			 "'remote: "
			 "open'.");
	}
}

static void vebus_socket(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_inverters; i++) {
		const struct lg_inverter *inverter = &system->inverters[i];

		if (inverter->bms < 0 || strcmp(inverter->wiring, "vebus") != 0)
			continue;
		const struct lg_bms *bms = &system->bms[inverter->bms];

		if (lg_bms_has_vebus(bms->model))
			continue;
		const char *right = lg_bms_for_bank(system, bms->watches);

		lg_found(findings, inverter->place, inverter->id,
			 lg_sentence(words,
				     "'%s' is joined to '%s' over VE.Bus, but the %s has "
				     "no VE.Bus "
				     "socket.",
				     inverter->id, bms->id, bms->model->title),
			 lg_sentence(words,
				     "Use %s%s%s, or wire its two outputs to the unit's "
				     "auxiliary "
				     "inputs: two_signal: %s instead of vebus: %s",
				     right ? lg_title_of(right) : "another BMS",
				     right ? ", model: " : "", right ? right : "",
				     bms->id, bms->id));
	}
}

const struct lg_rule lg_rules_bms[] = {
	{
		.name = "missing-bms",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "A Smart or NG lithium bank has no BMS.",
		.fix = "Add the BMS of the battery's family and wire its signals to "
		       "every load and "
		       "charger.",
		.source = "Lithium Battery Smart manual, ch. 3; Lithium NG manual, ch. 5",
		.evidence = LG_EVIDENCE_MANUAL,
		.guide = "The guide says that NG batteries have their protection built "
			 "in. The maker "
			 "lists the BMS as a separate purchase: inside are sensing and "
			 "balancing only, "
			 "as in the Smart batteries.",
		.look = missing_bms,
	},
	{
		.name = "two-bms-one-chain",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "Two BMSs are to watch one bank.",
		.fix = "Keep one. For the alternator use a DC-DC charger, a Cyrix-Li-ct "
		       "or an external "
		       "regulator that obeys it.",
		.source = "Victron BMS overview (connection drawings); Smart BMS CL "
			  "12-100 manual, ch. "
			  "3; Lynx Smart BMS manual, ch. 8",
		.evidence = LG_EVIDENCE_INFERRED,
		.conflict = "The current Lynx Smart BMS manual allows several Lynx in "
			    "parallel, each "
			    "with a chain of its own; its older edition said one only. "
			    "We follow the "
			    "current one.",
		.guide = "The guide adds a Smart BMS 12-200 next to a VE.Bus BMS when "
			 "the alternator "
			 "charges too.",
		.look = two_bms,
	},
	{
		.name = "bms-family-mismatch",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "The BMS and the batteries are of different families (NG and "
			    "not NG).",
		.fix = "NG batteries take an NG BMS, Smart batteries one that is not.",
		.source = "Lithium NG technical data and operation, ch. 5; smallBMS "
			  "manual, ch. 2",
		.evidence = LG_EVIDENCE_MANUAL,
		.conflict = "A reseller's guide gives the Lynx Smart BMS for both "
			    "families; the maker "
			    "sells a Lynx Smart BMS NG of its own. We follow the maker.",
		.look = family,
	},
	{
		.name = "external-bms-on-superpack",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "A battery with its own BMS inside is given a second, "
			    "external one.",
		.fix = "Take the external BMS out.",
		.source = "Smart BatteryProtect manual, 4.1 (drop-in batteries); no "
			  "SuperPack manual "
			  "was read",
		.evidence = LG_EVIDENCE_INFERRED,
		.look = on_superpack,
	},
	{
		.name = "too-many-batteries",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "More batteries than one BMS can watch: 20 Smart, 50 NG, 25 "
			    "NG at 48 V.",
		.fix = "Fewer and larger batteries, or two banks with a BMS each.",
		.source = "smallBMS manual, ch. 2; Lithium Battery Smart manual, ch. 3; "
			  "Lithium NG "
			  "technical data",
		.evidence = LG_EVIDENCE_MANUAL,
		.conflict = "Older editions say 5 or 10 for the Smart family; the "
			    "current 20 is used.",
		.look = too_many,
	},
	{
		.name = "bms-system-voltage",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "A 12 V BMS (Smart BMS CL 12-100, Smart BMS 12-200) is on a "
			    "24 or 48 V bank.",
		.fix = "smallBMS, VE.Bus BMS and Lynx Smart BMS work at 12, 24 and 48 V.",
		.source = "Victron BMS overview; Smart BMS 12-200 manual, ch. 2",
		.evidence = LG_EVIDENCE_MANUAL,
		.look = twelve_volt_only,
	},
	{
		.name = "missing-remote-link",
		.severity = LG_SEVERITY_ERROR,
		.sentence =
			"The remote terminals of the BMS are open, so it never turns on.",
		.fix = "Link L and H, or wire the main switch between them.",
		.source = "VE.Bus BMS V2 manual, 3.4; smallBMS manual, ch. 3",
		.evidence = LG_EVIDENCE_MANUAL,
		.look = remote_link,
	},
	{
		.name = "vebus-needs-vebus-bms",
		.severity = LG_SEVERITY_ERROR,
		.sentence =
			"An inverter is joined over VE.Bus to a BMS that has no VE.Bus.",
		.fix = "A VE.Bus BMS, or the two-signal wiring.",
		.source = "smallBMS manual, ch. 2 and 3; Smart BMS manuals, ch. 3",
		.evidence = LG_EVIDENCE_MANUAL,
		.look = vebus_socket,
	},
	{0},
};
