/* SPDX-License-Identifier: Apache-2.0 */
/* The alternator: which BMS or charger takes its current, and what the fuse makes of it.
 * A build file names no alternator yet, so these answers give the rule and its figures.
 */
#include <math.h>

#include "advise/advice.h"
#include "advise/wires.h"

/* What a Smart BMS lets through for a fuse, A: its fuse is the shunt it regulates on.
 * Published: 100 A gives 90 A, 125 A gives 100 A (Smart BMS CL manual, 2.2); between them
 * inferred. */
static double limit_of(double fuse)
{
	return fmin(0.9 * fuse, 100);
}

/* The published points last, the reckoned ones before them under one tag. */
static const char *fuse_table(struct lg_words *words)
{
	static const double fuses[] = {30, 40, 50, 60, 80};
	const char *items[5];

	for (int i = 0; i < 5; i++)
		items[i] = lg_sentence(words, "%.0f A gives %.0f A", fuses[i],
				       limit_of(fuses[i]));
	return lg_sentence(words,
			   "a fuse of %s [inferred]; published are only 100 A gives %.0f "
			   "A and 125 A "
			   "gives %.0f A",
			   lg_sentence_list(words, items, 5, ", "), limit_of(100),
			   limit_of(125));
}

static const char *right_bms(struct lg_advice *advice, int bank)
{
	const struct lg_system *system = advice->system;
	const struct lg_bank *at = &system->banks[bank];
	struct lg_words *words = &advice->words;
	int bms = lg_bms_of_bank(system, bank);
	const char *id = bms >= 0 ? system->bms[bms].id : "bms";

	if (!lg_bank_wants_bms(at))
		return "None: your batteries carry their own. Take a DC-DC charger "
		       "(Orion-Tr Smart 12/12-30 "
		       "or Orion XS), so that the alternator keeps its starter battery "
		       "when they cut.";
	if (lg_battery_line(at->model) == LG_LINE_NG || at->voltage > 20)
		return lg_sentence(words,
				   "No Smart BMS: the CL 12-100 and the 12-200 are for "
				   "12 V and Smart batteries, "
				   "yours is %.1f V of %s. Keep the %s and charge "
				   "through a DC-DC charger that "
				   "%s.charge_disconnect switches.",
				   at->voltage, at->model->title,
				   lg_title_of(lg_bms_for_bank(system, bank)), id);
	if (lg_bank_has_vebus_charger(system, bank))
		return lg_sentence(words,
				   "With your MultiPlus or Quattro keep the %s as the "
				   "only BMS and put a DC-DC "
				   "charger (victron/orion-xs-50, 50 A, or "
				   "victron/orion-tr-smart-12-12-30, 30 A) "
				   "between starter battery and '%s', its remote on "
				   "%s.charge_disconnect. Do not "
				   "add a Smart BMS: two BMSs cannot share one chain.",
				   lg_title_of(lg_bms_for_bank(system, bank)), at->id,
				   id);
	return "The Smart BMS CL 12-100 instead of the smallBMS if only the alternator "
	       "is to be cut, or the "
	       "Smart BMS 12-200 if it shall carry the loads too (200 A, on its "
	       "System+). Never beside "
	       "another BMS.";
}

static const char *survives(struct lg_advice *advice, int bank)
{
	const struct lg_bank *at = &advice->system->banks[bank];
	struct lg_figure take = lg_battery_recommended_charge(at->model);
	struct lg_words *words = &advice->words;
	const char *bank_takes =
		take.known ? lg_sentence(words,
					 " The bank itself is best charged with no more "
					 "than %.0f A%s x %d = "
					 "%.0f A.",
					 take.value, lg_figure_tag(take), at->parallel,
					 take.value * at->parallel)
			   : "";

	return lg_sentence(words,
			   "Your file names no alternator, so here is the rule. With a "
			   "Smart BMS the fuse sets the "
			   "current: the least of 0.9 x fuse and 100 A (%s). Let it be "
			   "no more than about half the "
			   "alternator's rating [forum]: for an alternator of 120 A that "
			   "is 60 A, so a fuse of 60 A, "
			   "which lets 54 A through. A DC-DC charger sets it by its own "
			   "size: 50 A wants an alternator of 100 A "
			   "or more. A Cyrix relay limits nothing.%s",
			   fuse_table(words), bank_takes);
}

void lg_advise_alternator_bms(struct lg_advice *advice)
{
	int bank = advice->sizing.bank < 0 ? 0 : advice->sizing.bank;

	lg_answer_add(advice, "Which BMS do I need to charge lithium from my alternator?",
		      right_bms(advice, bank),
		      "A BMS that only signals needs something in the alternator's cable "
		      "that obeys "
		      "it and limits the current; a Smart BMS has both in its alternator "
		      "port. The "
		      "guide puts a Smart BMS 12-200 next to a VE.Bus BMS: the battery "
		      "cables make one "
		      "chain, and both its ends go into one BMS.",
		      "Smart BMS CL 12-100 and 12-200 manuals, ch. 2 and 3; Victron BMS "
		      "overview; "
		      "Orion-Tr Smart manual, ch. 5");
}

void lg_advise_alternator_fuse(struct lg_advice *advice)
{
	int bank = advice->sizing.bank < 0 ? 0 : advice->sizing.bank;

	lg_answer_add(
		advice, "Will my alternator survive? What fuse sets the limit?",
		survives(advice, bank),
		"Lithium takes full current until it is nearly full, and most 12 V "
		"alternators "
		"fail after more than 5 minutes at full output. The Smart BMS limits "
		"current; it "
		"measures neither the alternator's temperature nor its speed, and a hot "
		"alternator at idle can give as little as a third of its rating. "
		"Charging a lithium bank "
		"through "
		"a bare switch risks a voltage spike when it opens; keep the starter "
		"battery on "
		"the alternator.",
		"Smart BMS CL 12-100 manual, 2.2 (fuse, 5 minutes); Balmar and Wakespeed "
		"practice "
		"(half the rating) [forum]");
}
