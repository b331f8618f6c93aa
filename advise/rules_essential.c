/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about loads that must not stop: where they may hang, and what they cost an empty
 * battery. */
#include "advise/rule.h"
#include "advise/wires.h"

static void shed_bus(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_loads; i++) {
		const struct lg_load *load = &system->loads[i];
		const char *bank;

		if (!load->essential || (load->on == LG_ON_BANK && load->remote < 0))
			continue;
		bank = system->banks[lg_load_bank(system, load)].id;
		const char *by = load->on == LG_ON_PROTECTOR
					 ? system->protectors[load->on_index].id
				 : load->on == LG_ON_INVERTER
					 ? system->inverters[load->on_index].id
					 : lg_signal_name(words, system, load->remote);

		lg_found(findings, load->place, load->id,
			 lg_sentence(words,
				     "'%s' is essential, but '%s' cuts it when the "
				     "battery is low.",
				     load->id, by),
			 lg_sentence(words,
				     "Wire it to the bank with a fuse of its own: on: "
				     "%s%s. Or take "
				     "essential: true away.",
				     bank, load->remote >= 0 ? " and no remote:" : ""));
	}
}

/* 1 Ah in 100 Ah is left after a low-cell stop: how long a load that goes on has until
 * the cells are damaged. */
static void standing_drain(struct lg_findings *findings, const struct lg_system *system)
{
	struct lg_words *words = &findings->words;

	for (int i = 0; i < system->n_loads; i++) {
		const struct lg_load *load = &system->loads[i];

		if (!load->essential || load->on != LG_ON_BANK || load->remote >= 0 ||
		    load->duty <= 0 || load->power <= 0)
			continue;
		const struct lg_bank *bank = &system->banks[load->on_index];
		double left = 0.01 * bank->capacity * bank->parallel;
		double mean = load->power * load->duty / bank->voltage;

		lg_found(findings, load->place, load->id,
			 lg_sentence(words,
				     "'%s' stays on after the BMS has cut the other "
				     "loads, as you asked. "
				     "About 1 %% is left then: %.1f Ah / (%.0f W x %.3g "
				     "%% / %.1f V = %.3g A) "
				     "= %.0f h (%.1f days) until the cells are damaged.",
				     load->id, left, load->power, 100 * load->duty,
				     bank->voltage, mean, left / mean, left / mean / 24),
			 "Charge within that time, or give it a switch of its own.");
	}
}

const struct lg_rule lg_rules_essential[] = {
	{
		.name = "essential-load-on-shed-bus",
		.severity = LG_SEVERITY_WARNING,
		.sentence = "A load that must not stop hangs where it is the first to be "
			    "cut.",
		.fix = "Wire it to the bank with its own fuse, or do not call it "
		       "essential.",
		.source = "follows from the wires of the build",
		.evidence = LG_EVIDENCE_INFERRED,
		.look = shed_bus,
	},
	{
		.name = "standing-drain",
		.severity = LG_SEVERITY_NOTE,
		.sentence = "A load stays on after the BMS has cut the others, and "
			    "drains what is left.",
		.fix = "Know the hours there are; charge in time.",
		.source = "Lithium Battery Smart manual, 7.3 (about 1 Ah per 100 Ah is "
			  "left)",
		.evidence = LG_EVIDENCE_MANUAL,
		.look = standing_drain,
	},
	{0},
};
