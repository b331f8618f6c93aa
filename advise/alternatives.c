/* SPDX-License-Identifier: Apache-2.0 */
/* What else would do, and what speaks for and against it. */
#include "advise/advice.h"
#include "advise/wires.h"

static void add(struct lg_advice *advice, struct lg_alternative alternative)
{
	if (advice->n_alternatives < LG_ALTERNATIVES)
		advice->alternatives[advice->n_alternatives++] = alternative;
}

static struct lg_need one(const char *role, const char *model, const char *where,
			  const char *why, const char *source)
{
	return (struct lg_need){
		.role = role,
		.id = role,
		.model = model,
		.quantity = 1,
		.where = where,
		.why = why,
		.arithmetic = "",
		.source = source,
		.evidence = LG_EVIDENCE_MANUAL,
	};
}

static void lynx(struct lg_advice *advice, int bank)
{
	bool ng = lg_battery_line(advice->system->banks[bank].model) == LG_LINE_NG;
	struct lg_currents currents =
		lg_bank_currents(&advice->words, advice->system, bank);
	struct lg_need need =
		one("bms",
		    ng ? "victron/lynx-smart-bms-ng-500" : "victron/lynx-smart-bms-500",
		    "in the main positive cable, and the battery cables end at it",
		    "a BMS with a contactor of its own",
		    "Lynx Smart BMS manual, ch. 7 to 9; Victron BMS overview");

	need.arithmetic =
		lg_sentence(&advice->words, "%.0f A at full power, it carries 500 A",
			    currents.discharge);
	if (currents.discharge > 500)
		return;
	add(advice, (struct lg_alternative){
			    .summary = lg_sentence(
				    &advice->words, "%s instead of the %s",
				    lg_title_of(need.model),
				    lg_title_of(lg_bms_for_bank(advice->system, bank))),
			    .for_it = "It can open the whole bank by itself if a charger "
				      "or load does not obey, and "
				      "with a GX it sends charge voltage and current "
				      "limits to every Victron "
				      "charger. The buyer's guide does not name it.",
			    .against = "Larger and dearer; the limits need a GX device; "
				       "after a low cell it goes "
				       "to sleep within 5 minutes to 2 hours, depending "
				       "on its firmware.",
			    .needs = {need},
			    .n_needs = 1,
		    });
}

static void smart_bms(struct lg_advice *advice, int bank)
{
	const struct lg_bank *at = &advice->system->banks[bank];
	struct lg_currents currents =
		lg_bank_currents(&advice->words, advice->system, bank);
	struct lg_need need =
		one("bms", "victron/smart-bms-12-200",
		    "between the bank, the loads (System+) and the alternator",
		    "BMS, load switch and alternator limiter in one",
		    "Smart BMS 12-200 manual, ch. 2 and 3");

	if (lg_battery_line(at->model) != LG_LINE_SMART || at->voltage > 20 ||
	    currents.discharge > 200)
		return;
	need.arithmetic =
		lg_sentence(&advice->words, "%.0f A at full power, System+ carries 200 A",
			    currents.discharge);
	add(advice, (struct lg_alternative){
			    .summary = "Smart BMS 12-200 as the only BMS",
			    .for_it = "It switches by itself: loads and alternator need "
				      "no other protector, and "
				      "the alternator's current is limited by its fuse.",
			    .against = "Every load and the inverter must hang on its "
				       "System+ (200 A); 12 V and "
				       "Smart batteries only; no VE.Bus, so a MultiPlus "
				       "is stopped by the switch.",
			    .needs = {need},
			    .n_needs = 1,
		    });
}

static void dc_dc(struct lg_advice *advice, int bank)
{
	const struct lg_system *system = advice->system;
	const struct lg_bank *at = &system->banks[bank];
	int bms = lg_bms_of_bank(system, bank);

	if (at->voltage > 20)
		return; /* the ones in the catalogue are 12/12 V */
	add(advice,
	    (struct lg_alternative){
		    .summary = "A DC-DC charger, to charge from the alternator as well",
		    .for_it = "Limits the current by its own size, charges to the right "
			      "voltage whatever "
			      "a modern alternator does, and keeps the starter battery "
			      "on the alternator.",
		    .against = "It gives no more than its own size, 50 A here, and takes "
			       "a place in the cable run.",
		    .needs = {one("dc_dc", "victron/orion-xs-50",
				  lg_sentence(&advice->words,
					      "between starter battery and '%s'%s%s%s",
					      at->id, bms >= 0 ? ", its remote on " : "",
					      bms >= 0 ? system->bms[bms].id : "",
					      bms >= 0 ? ".charge_disconnect" : ""),
				  "charges from the alternator without cooking it",
				  "Orion-Tr Smart manual, ch. 5; 50 A from the product's "
				  "name")},
		    .n_needs = 1,
	    });
}

void lg_advise_alternatives(struct lg_advice *advice)
{
	int bank = advice->sizing.bank;

	if (bank < 0)
		return;
	dc_dc(advice, bank);
	if (!lg_bank_wants_bms(&advice->system->banks[bank]))
		return;
	lynx(advice, bank);
	smart_bms(advice, bank);
}
