/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about combiners: relays that join the bank to another battery, usually the
 * starter's. */
#include <string.h>

#include "advise/rule.h"
#include "advise/wires.h"

static bool is_kind(const struct lg_combiner *combiner, const char *kind)
{
	return !strncmp(combiner->model, kind, strlen(kind));
}

static void plain_ct(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_combiners; i++) {
		const struct lg_combiner *combiner = &system->combiners[i];
		const struct lg_bank *bank = &system->banks[combiner->on];
		int bms = lg_bms_of_bank(system, combiner->on);
		double cells = bank->cells * bank->series;

		if (!is_kind(combiner, "victron/cyrix-ct"))
			continue;
		const char *message = lg_sentence(
			words,
			"'%s' (%s) is a relay for two lead batteries. It opens between "
			"%.1f and %.1f "
			"V, and '%s' rests at %.0f cells x 3.3 V = %.1f V: it stays "
			"closed after the "
			"engine stops, has no input for the BMS, and limits no current.",
			combiner->id, lg_title_of(combiner->model),
			11.0 * bank->voltage / 12.8, 12.8 * bank->voltage / 12.8,
			bank->id, cells, 3.3 * cells);
		const char *fix =
			lg_sentence(words,
				    "Use a DC-DC charger (victron/orion-xs-50 or "
				    "victron/orion-tr-smart-12-12-30), "
				    "which limits the current by itself; or model: "
				    "victron/cyrix-li-ct-120 with "
				    "its control input on %s.charge_disconnect, which "
				    "limits nothing either.",
				    bms >= 0 ? system->bms[bms].id : "bms");

		lg_found(findings, combiner->place, combiner->id, message, fix);
	}
}

static void limits_nothing(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_combiners; i++) {
		const struct lg_combiner *combiner = &system->combiners[i];
		const struct lg_bank *bank = &system->banks[combiner->on];

		if (!is_kind(combiner, "victron/cyrix-li-ct"))
			continue;
		lg_found(findings, combiner->place, combiner->id,
			 lg_sentence(words,
				     "'%s' (%s) is a relay: nothing but cable resistance "
				     "limits what "
				     "flows from the alternator into '%s' (%.0f Ah), and "
				     "a lithium bank "
				     "takes all there is until it is nearly full.",
				     combiner->id, lg_title_of(combiner->model), bank->id,
				     bank->capacity * bank->parallel),
			 "Use a DC-DC charger (victron/orion-xs-50) unless the "
			 "alternator or its "
			 "regulator is made for this, with a temperature sensor.");
	}
}

const struct lg_rule lg_rules_combiner[] = {
	{
		.name = "cyrix-ct-on-lithium",
		.severity = LG_SEVERITY_ERROR,
		.sentence =
			"A Cyrix-ct, made for two lead batteries, joins a lithium bank.",
		.fix = "A DC-DC charger, or a Cyrix-Li-ct on the BMS's charge "
		       "disconnect.",
		.source = "Cyrix-ct 12/24 and Cyrix-Li-ct 12/24 datasheets, as reprinted "
			  "by resellers",
		.evidence = LG_EVIDENCE_DATASHEET,
		.conflict = "A reseller advises the plain Cyrix-ct for lithium of other "
			    "makers, because "
			    "the Cyrix-Li-ct needs a Victron BMS. Its thresholds are for "
			    "lead all the "
			    "same, so it is refused here.",
		.guide = "The guide calls the Cyrix-ct a simple alternative for larger "
			 "combiner needs.",
		.look = plain_ct,
	},
	{
		.name = "combiner-no-current-limit",
		.severity = LG_SEVERITY_WARNING,
		.sentence = "A combiner relay limits no current: it does not protect the "
			    "alternator.",
		.fix = "A DC-DC charger, or a regulator that limits by temperature.",
		.source = "Cyrix-Li-ct 12/24 datasheet, as reprinted by resellers (a "
			  "relay; no limit is "
			  "named)",
		.evidence = LG_EVIDENCE_DATASHEET,
		.guide = "The guide offers a combiner for the alternator without saying "
			 "so.",
		.look = limits_nothing,
	},
	{0},
};
