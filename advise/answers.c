/* SPDX-License-Identifier: Apache-2.0 */
/* The questions people ask first, answered for this build, with the reason and who says
 * so. */
#include "advise/advice.h"
#include "advise/wires.h"

/* What stands in the file for a bank: "you have it: 'bms'". */
static const char *have_bms(struct lg_advice *advice, int bank)
{
	const struct lg_system *system = advice->system;
	int at = lg_bms_of_bank(system, bank);

	if (at < 0)
		return "it is missing in your file";
	if (!lg_bank_wants_bms(&system->banks[bank]))
		return lg_sentence(&advice->words,
				   "'%s' does it, over the battery's data link",
				   system->bms[at].id);
	if (lg_bms_is_ng(system->bms[at].model) !=
	    (lg_battery_line(system->banks[bank].model) == LG_LINE_NG))
		return lg_sentence(&advice->words,
				   "the one in your file, '%s', is of the wrong family",
				   system->bms[at].id);
	return lg_sentence(&advice->words, "you have it as '%s'", system->bms[at].id);
}

static const char *protector_part(struct lg_advice *advice, int bank)
{
	const struct lg_system *system = advice->system;
	struct lg_words *words = &advice->words;
	const char *named[LG_COMPONENTS];
	int count = 0, loose = 0, direct = 0;

	for (int i = 0; i < system->n_protectors; i++)
		if (system->protectors[i].on == bank)
			named[count++] =
				lg_sentence(words, "'%s'", system->protectors[i].id);
	for (int i = 0; i < system->n_loads; i++) {
		const struct lg_load *load = &system->loads[i];

		direct += load->on == LG_ON_BANK && load->on_index == bank;
		loose += load->on == LG_ON_BANK && load->on_index == bank &&
			 !load->essential && !lg_load_obeys(system, load);
	}
	if (loose > 0)
		return lg_sentence(words,
				   "BatteryProtect: yes, for the %d DC load%s that "
				   "nothing can stop%s%s.",
				   loose, loose == 1 ? "" : "s",
				   count ? ", besides " : "",
				   lg_sentence_list(words, named, count, " and "));
	if (count > 0)
		return lg_sentence(words,
				   "BatteryProtect: yes, for the DC loads, and you have "
				   "%s. Never in "
				   "the battery cable of an inverter.",
				   lg_sentence_list(words, named, count, " and "));
	return direct > 0 ? "BatteryProtect: no, every DC load is essential or has a "
			    "remote input that "
			    "obeys the BMS."
			  : "BatteryProtect: only once you add DC loads without a remote "
			    "input.";
}

static void both(struct lg_advice *advice, int bank)
{
	const struct lg_bank *at = &advice->system->banks[bank];
	struct lg_words *words = &advice->words;
	struct lg_figure low = lg_battery_low_cell(at->model);
	const char *right = lg_bms_for_bank(advice->system, bank);
	const char *first =
		right ? lg_sentence(words, "BMS: yes, and only one, the %s; %s.",
				    lg_title_of(right), have_bms(advice, bank))
		      : lg_sentence(words,
				    "BMS: there is one inside each battery of '%s'; %s.",
				    at->id,
				    lg_bms_of_bank(advice->system, bank) >= 0
					    ? have_bms(advice, bank)
					    : "no external one can be plugged in");
	const char *why = lg_sentence(words,
				      "They do different work. The BMS looks at every "
				      "cell and says when to stop, but the "
				      "smallBMS and the VE.Bus BMS switch nothing "
				      "themselves. A BatteryProtect is a switch "
				      "for DC loads: in mode C it does what the BMS "
				      "says. On its own, with the default of "
				      "10.5 V (10.5 / 4 = 2.63 V a cell), it would act "
				      "only after the battery's own limit of "
				      "%.2f V%s a cell.",
				      low.known ? low.value : 2.80,
				      low.known ? lg_figure_tag(low) : " [inferred]");

	lg_answer_add(advice, "Do I need a BMS and a BatteryProtect?",
		      lg_sentence(words, "%s %s", first, protector_part(advice, bank)),
		      why,
		      "Victron BMS overview; Smart BatteryProtect manual, 4.1 and 4.2.3 "
		      "(rev 03, "
		      "05/2023); smallBMS manual, ch. 2");
}

static void inside(struct lg_advice *advice, int bank)
{
	const struct lg_bank *at = &advice->system->banks[bank];
	struct lg_words *words = &advice->words;
	const char *yours = "";

	switch (lg_battery_line(at->model)) {
	case LG_LINE_SMART:
		yours = lg_sentence(
			words,
			"Yours are Smart batteries (%s): yes, one that is not NG; %s.",
			at->model->title, have_bms(advice, bank));
		break;
	case LG_LINE_NG:
		yours = lg_sentence(words,
				    "Yours are NG batteries (%s): yes, an NG one; the "
				    "sensing is built "
				    "in, the BMS is not; %s.",
				    at->model->title, have_bms(advice, bank));
		break;
	case LG_LINE_INTERNAL:
		yours = "Yours are SuperPacks: no, and none can be plugged in [assumed].";
		break;
	case LG_LINE_OTHER:
		yours = lg_sentence(
			words,
			"Yours (%s) have a BMS of their own inside: no Victron BMS is "
			"plugged in.",
			at->model->title);
		break;
	}
	lg_answer_add(advice,
		      "Does a SuperPack need an external BMS? Does an NG battery? A "
		      "Smart battery?",
		      lg_sentence(words,
				  "%s In general: SuperPack no [assumed: no SuperPack "
				  "manual was read], NG "
				  "yes (NG family), Smart yes (not the NG family). Never "
				  "mix the families.",
				  yours),
		      "Smart and NG batteries hold sensing and balancing only. A "
		      "SuperPack cuts by itself, "
		      "abruptly and without a warning. The guide says that NG batteries "
		      "have protection "
		      "built in; the maker's data list the BMS as a separate purchase.",
		      "Lithium Battery Smart manual, ch. 3; Lithium NG technical data "
		      "and operation, ch. 5");
}

static void which(struct lg_advice *advice, int bank)
{
	const struct lg_system *system = advice->system;
	const struct lg_bank *at = &system->banks[bank];
	struct lg_words *words = &advice->words;
	bool ng = lg_battery_line(at->model) == LG_LINE_NG;
	const char *yours;

	if (!lg_bank_wants_bms(at))
		yours = "Your batteries carry their own BMS, so the inverter/charger "
			"keeps to its voltage "
			"settings.";
	else if (lg_bank_has_vebus_charger(system, bank))
		yours = lg_sentence(words,
				    "You have a MultiPlus or Quattro: the %s; %s. Its "
				    "assistant must be "
				    "loaded in every unit.",
				    lg_title_of(lg_bms_for_bank(system, bank)),
				    have_bms(advice, bank));
	else
		yours = lg_sentence(words,
				    "You have no Victron inverter/charger: the %s; %s. "
				    "Were you to add "
				    "one, it would be the VE.Bus BMS %s.",
				    lg_title_of(lg_bms_for_bank(system, bank)),
				    have_bms(advice, bank), ng ? "NG" : "V2");
	lg_answer_add(
		advice,
		"I have a MultiPlus or Quattro: which BMS? And without a Victron "
		"inverter/charger?",
		lg_sentence(words,
			    "%s In general: MultiPlus or Quattro with Smart batteries "
			    "takes the "
			    "VE.Bus BMS V2, with NG the VE.Bus BMS NG; without one the "
			    "smallBMS or "
			    "smallBMS NG.",
			    yours),
		"Over VE.Bus the two permissions, to charge and to discharge, act apart: "
		"after "
		"a low cell the unit still charges from shore. A smallBMS can drive a "
		"MultiPlus too, over two signals; over the single remote cable it locks "
		"the "
		"charger out after a low cell.",
		"VE.Bus BMS manual, p. 3-7; VE.Bus BMS V2 manual; smallBMS manual, ch. 2 "
		"and 3; "
		"cable sheet ASS070200100");
}

static void size(struct lg_advice *advice)
{
	const struct lg_sizing *sizing = &advice->sizing;
	const struct lg_bank *at = lg_advice_bank(advice);
	struct lg_words *words = &advice->words;
	const char *answer;

	if (sizing->energy_day <= 0)
		answer = lg_sentence(
			words,
			"Your file names no loads, so only what is drawn can be said: "
			"%.0f Wh, of which "
			"%.0f Wh are for use. Name the loads with power, duty or hours.",
			sizing->drawn_energy,
			sizing->drawn_energy * LG_SIZING_DOD * sizing->cold);
	else
		answer = lg_sentence(words,
				     "You use %.0f Wh a day. For %.0f days without "
				     "charging [our aim, assumed] you "
				     "need %.0f Wh, %.0f Ah at %.1f V: %d x %s. Your "
				     "file has %d, which last %.1f "
				     "days.",
				     sizing->energy_day, sizing->days,
				     sizing->bank_energy, sizing->bank_capacity,
				     at->voltage, sizing->batteries, at->model->title,
				     sizing->drawn_batteries, sizing->drawn_days);
	lg_answer_add(
		advice, "How big a bank do I need?", answer,
		lg_sentence(words,
			    "80 %% of the bank is for use (2500 cycles), and at %.0f "
			    "degC %.0f %% "
			    "of that is there. %s%s",
			    advice->system->site.temperature, 100 * sizing->cold,
			    sizing->n_limits > 0 ? "What rules here: " : "",
			    sizing->n_limits > 0
				    ? lg_sentence(words, "%s.", sizing->limits[0])
				    : ""),
		"Lithium Battery Smart manual, technical data; arithmetic under sizing");
}

void lg_advise_answers(struct lg_advice *advice)
{
	int bank = advice->sizing.bank < 0 ? 0 : advice->sizing.bank;

	both(advice, bank);
	inside(advice, bank);
	lg_advise_alternator_bms(advice);
	which(advice, bank);
	lg_advise_alternator_fuse(advice);
	size(advice);
}
