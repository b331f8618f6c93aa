/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about loads and load protectors: what may hang behind one, whether it acts, and
 * whether the BMS reaches it. */
#include "advise/rule.h"
#include "advise/wires.h"
#include "devices/load/load.h"

static void inverter_behind(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_inverters; i++) {
		const struct lg_inverter *inverter = &system->inverters[i];

		if (inverter->on_protector < 0)
			continue;
		const struct lg_protector *protector =
			&system->protectors[inverter->on_protector];
		const char *bank = system->banks[protector->on].id;
		struct lg_figure rating = lg_protector_continuous(protector->model);
		struct lg_figure power = lg_inverter_power(inverter->model);
		const char *both = lg_inverter_charge(inverter->model).value > 0
					   ? " It also charges, and the protector "
					     "carries current one "
					     "way only."
					   : "";

		lg_found(findings, inverter->place, inverter->id,
			 lg_sentence(
				 words,
				 "'%s' (%s) takes its battery current through '%s' (%s). "
				 "Its input "
				 "capacitors look like a short circuit when it closes, "
				 "and %.0f W%s "
				 "draws %.0f A; the protector is rated for %.0f A%s.%s",
				 inverter->id, inverter->model->title, protector->id,
				 protector->model->title, power.value,
				 lg_figure_tag(power),
				 lg_inverter_current(system, inverter), rating.value,
				 lg_figure_tag(rating), both),
			 lg_sentence(words,
				     "Wire it to the bank through its own fuse: 'on: %s' "
				     "instead of 'on: "
				     "%s.out'. The BMS stops it by itself: %s",
				     bank, protector->id,
				     lg_inverter_obeys(system, inverter)
					     ? "that link is there already."
					     : "vebus: with a VE.Bus BMS, two_signal: "
					       "with another."));
	}
}

/* --- does it act? ------------------------------------------------------------------ */

/* The level in force, mV; 0 when the table has none for this bank. */
static int32_t shutdown_mV(const struct lg_system *system,
			   const struct lg_protector *protector)
{
	const struct lg_load_config *config = system->devices[protector->device].config;
	double voltage = system->banks[protector->on].voltage;
	enum lg_load_system kind = config->system;

	if (kind == LG_LOAD_AUTO)
		kind = voltage < 18 ? LG_LOAD_12V
				    : (voltage < 36 ? LG_LOAD_24V : LG_LOAD_48V);
	return config->at[kind].shutdown_mV;
}

static void never_acts(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_protectors; i++) {
		const struct lg_protector *protector = &system->protectors[i];
		const struct lg_bank *bank = &system->banks[protector->on];
		struct lg_figure low = lg_battery_low_cell(bank->model);
		int cells = bank->cells * bank->series;
		double shutdown = shutdown_mV(system, protector) / 1000.0;
		double cut = low.value * cells;

		/* 5 mV: the levels are typed in hundredths. */
		if (protector->mode == 'C' || !low.known || shutdown <= 0 ||
		    shutdown > cut + 0.005 || lg_protector_obeys(system, protector))
			continue;
		const char *mend =
			lg_bank_wants_bms(bank)
				? lg_sentence(
					  words,
					  "Let the BMS switch it: mode: C, remote: "
					  "%s.load_disconnect. "
					  "Alone it needs program: 8 (%.1f V) or higher.",
					  lg_bms_of_bank(system, protector->on) >= 0
						  ? system->bms[lg_bms_of_bank(
									system,
									protector->on)]
							    .id
						  : "bms",
					  12.0 * bank->voltage / 12.8)
				: lg_sentence(words,
					      "Set program: 8 (%.1f V), or shutdown_V: "
					      "and restart_V: of your "
					      "own above %.1f V.",
					      12.0 * bank->voltage / 12.8, cut);

		lg_found(findings, protector->place, protector->id,
			 lg_sentence(words,
				     "'%s' cuts its loads at %.2f V. That is %.2f V / %d "
				     "cells = %.2f V a "
				     "cell, and the battery's own limit of %.2f V%s a "
				     "cell (%.1f V) comes "
				     "first: the protector never acts.",
				     protector->id, shutdown, shutdown, cells,
				     shutdown / cells, low.value, lg_figure_tag(low),
				     cut),
			 mend);
	}
}

static void mode_c_alone(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_protectors; i++) {
		const struct lg_protector *protector = &system->protectors[i];
		int bms = lg_bms_of_bank(system, protector->on);

		if (protector->mode != 'C' || protector->remote >= 0)
			continue;
		lg_found(findings, protector->place, protector->id,
			 lg_sentence(
				 words,
				 "'%s' is in mode C, in which its own voltage levels are "
				 "off and only a "
				 "BMS on terminal H can stop it. No BMS is wired to it.",
				 protector->id),
			 bms >= 0 ? lg_sentence(words, "Add remote: %s.load_disconnect",
						system->bms[bms].id)
				  : "Wire it to the load disconnect of a BMS, or set "
				    "mode: A with "
				    "program: 8.");
	}
}

static void overcurrent(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_protectors; i++) {
		const struct lg_protector *protector = &system->protectors[i];
		const struct lg_bank *bank = &system->banks[protector->on];
		struct lg_figure rating = lg_protector_continuous(protector->model);
		double current = lg_protector_current(system, protector);
		double voltage = lg_bank_low_voltage(bank);

		if (!rating.known || current <= rating.value)
			continue;
		lg_found(findings, protector->place, protector->id,
			 lg_sentence(words,
				     "The loads behind '%s' together ask %.0f W / %.1f V "
				     "= %.0f A; the %s "
				     "carries %.0f A%s up to 40 degC.",
				     protector->id, current * voltage, voltage, current,
				     protector->model->title, rating.value,
				     lg_figure_tag(rating)),
			 lg_sentence(words, "Share the loads between two protectors, or "
					    "take a larger one (65, 100 "
					    "and 220 A exist at 12 and 24 V)."));
	}
}

/* --- does the BMS reach it? -------------------------------------------------------- */

/* What the person wired instead, if anything. */
static const char *heard(struct lg_words *words, const struct lg_system *system, int slot)
{
	if (slot < 0)
		return "";
	return lg_sentence(words, " It listens to %s, which does not tell it to stop.",
			   lg_signal_name(words, system, slot));
}

static void unwired_protectors(struct lg_findings *findings,
			       const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_protectors; i++) {
		const struct lg_protector *protector = &system->protectors[i];
		int bms = lg_bms_of_bank(system, protector->on);

		if (bms < 0 || lg_protector_obeys(system, protector) ||
		    (protector->mode == 'C' && protector->remote < 0))
			continue; /* the last is mode-c-without-bms-signal */
		lg_found(findings, protector->place, protector->id,
			 lg_sentence(words,
				     "'%s' is not stopped by '%s': the lowest cell can "
				     "be empty while the "
				     "voltage at the terminals still looks well.%s",
				     protector->id, system->bms[bms].id,
				     heard(words, system, protector->remote)),
			 lg_sentence(words, "Set mode: C, remote: %s.load_disconnect",
				     system->bms[bms].id));
	}
}

static void unwired_inverters(struct lg_findings *findings,
			      const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_inverters; i++) {
		const struct lg_inverter *inverter = &system->inverters[i];
		int bms = lg_bms_of_bank(system, lg_inverter_bank(system, inverter));

		if (bms < 0 || lg_inverter_obeys(system, inverter))
			continue;
		bool vebus = lg_bms_has_vebus(system->bms[bms].model) &&
			     lg_inverter_is_vebus_charger(inverter->model);

		lg_found(findings, inverter->place, inverter->id,
			 lg_sentence(
				 words,
				 "Nothing tells '%s' (%s) to stop when a cell is empty; "
				 "its own low "
				 "voltage cut lies far below what a lithium cell stands.",
				 inverter->id, inverter->model->title),
			 lg_sentence(words, "Add %s: %s", vebus ? "vebus" : "two_signal",
				     system->bms[bms].id));
	}
}

static void unwired_load(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	unwired_protectors(findings, system);
	unwired_inverters(findings, system);
	for (int i = 0; i < system->n_loads; i++) {
		const struct lg_load *load = &system->loads[i];
		int bms = lg_bms_of_bank(system, lg_load_bank(system, load));

		if (bms < 0 || load->on != LG_ON_BANK || load->essential ||
		    lg_load_obeys(system, load))
			continue;
		lg_found(findings, load->place, load->id,
			 lg_sentence(words,
				     "'%s' (%.0f W) hangs on the bank and '%s' cannot "
				     "stop it: it goes on "
				     "after a cell is empty, and an empty cell is ruined "
				     "in days.%s",
				     load->id, load->power, system->bms[bms].id,
				     heard(words, system, load->remote)),
			 lg_sentence(words,
				     "Put it behind a load protector (on: NAME.out), or "
				     "if it has a remote "
				     "input add remote: %s.load_disconnect. If it must "
				     "never stop, say "
				     "essential: true.",
				     system->bms[bms].id));
	}
}

const struct lg_rule lg_rules_load[] = {
	{
		.name = "inverter-behind-load-protector",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "An inverter or inverter/charger is fed through a load "
			    "protector.",
		.fix = "Wire its battery side straight to the bank; the BMS stops it by "
		       "VE.Bus or its "
		       "remote input.",
		.source = "BatteryProtect 12/24 V manual, 3.2; Smart BatteryProtect "
			  "manual, 3.2",
		.revision = "Smart BatteryProtect manual: rev 03, 05/2023",
		.evidence = LG_EVIDENCE_MANUAL,
		.conflict = "An older VE.Bus BMS manual said that a BatteryProtect can "
			    "start loads with "
			    "large capacitors such as an inverter; the BatteryProtect "
			    "manuals forbid it. "
			    "We follow the latter.",
		.guide = "The guide's motorhome puts the BatteryProtect on the load side "
			 "of a MultiPlus "
			 "system without saying that the MultiPlus itself must not hang "
			 "behind it.",
		.look = inverter_behind,
	},
	{
		.name = "load-protector-never-acts",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "The protector's voltage level lies below the point where "
			    "the battery's own "
			    "limit stops everything.",
		.fix = "With a BMS: mode C on its load disconnect. Alone: program 8 or a "
		       "level of your own.",
		.source = "Smart BatteryProtect manual, 4.2.3 (table); smallBMS manual, "
			  "ch. 2 (2.80 V)",
		.revision = "Smart BatteryProtect manual: rev 03, 05/2023",
		.evidence = LG_EVIDENCE_INFERRED,
		.guide = "The guide says that a BatteryProtect guards against deep "
			 "discharge. With its "
			 "default of 10.5 V it cannot: that is 2.63 V a cell.",
		.look = never_acts,
	},
	{
		.name = "mode-c-without-bms-signal",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "A protector in mode C has no BMS on terminal H, so nothing "
			    "can stop it.",
		.fix = "Wire the BMS's load disconnect to H, or use mode A or B.",
		.source = "Smart BatteryProtect manual, 4.1 and 4.2",
		.revision = "Smart BatteryProtect manual: rev 03, 05/2023",
		.evidence = LG_EVIDENCE_MANUAL,
		.look = mode_c_alone,
	},
	{
		.name = "load-protector-overcurrent",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "The loads behind a protector ask more than its continuous "
			    "rating.",
		.fix = "Share them between protectors or take a larger one.",
		.source = "Smart BatteryProtect datasheet (continuous rating up to 40 "
			  "degC, 60 % at 50 "
			  "degC)",
		.evidence = LG_EVIDENCE_DATASHEET,
		.look = overcurrent,
	},
	{
		.name = "unwired-load",
		.severity = LG_SEVERITY_ERROR,
		.sentence = "A load, protector or inverter is not reached by the BMS's "
			    "load disconnect.",
		.fix = "Wire it: a protector in mode C, a remote input, VE.Bus or two "
		       "signals.",
		.source = "Victron BMS overview (connection); smallBMS manual, ch. 3; "
			  "VE.Bus BMS V2 "
			  "manual, ch. 3",
		.evidence = LG_EVIDENCE_MANUAL,
		.guide = "The guide says that a BMS disconnects the loads. smallBMS and "
			 "VE.Bus BMS only "
			 "signal: whether anything stops depends on the wires.",
		.look = unwired_load,
	},
	{0},
};
