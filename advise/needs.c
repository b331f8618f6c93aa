/* SPDX-License-Identifier: Apache-2.0 */
/* What a build needs, each with its model, place and arithmetic: BMS, load protectors,
 * batteries, cables and fuses. */
#include <math.h>

#include "advise/advice.h"
#include "advise/wires.h"

/* --- BMS --------------------------------------------------------------------------- */

static void bms(struct lg_advice *advice, int index)
{
	const struct lg_system *system = advice->system;
	const struct lg_bank *bank = &system->banks[index];
	struct lg_words *words = &advice->words;
	int at = lg_bms_of_bank(system, index);
	const char *right = lg_bms_for_bank(system, index);
	bool ng = lg_battery_line(bank->model) == LG_LINE_NG;
	bool vebus = lg_bank_has_vebus_charger(system, index);
	struct lg_figure most = lg_battery_most_batteries(bank->model);

	if (!right)
		return;
	bool fits = at >= 0 && lg_bms_is_ng(system->bms[at].model) == ng;
	const char *why = lg_sentence(
		words,
		"%s batteries measure their cells but switch nothing, and the BMS must "
		"be of the "
		"%s family. %s",
		ng ? "NG" : "Smart", ng ? "NG" : "Smart",
		vebus ? "With a MultiPlus or Quattro it is the VE.Bus BMS, which tells "
			"the unit "
			"over its own bus"
		      : "Without a Victron inverter/charger the smallBMS is enough");

	lg_need_add(
		advice,
		(struct lg_need){
			.role = "bms",
			.id = at >= 0 ? system->bms[at].id : "bms",
			.model = fits ? system->bms[at].model->name : right,
			.quantity = 1,
			.where = lg_sentence(words,
					     "at the end of the battery cables of '%s'",
					     bank->id),
			.why = why,
			.arithmetic = lg_sentence(words,
						  "%d in series x %d in parallel = %d on "
						  "it; up to %.0f%s may be",
						  bank->series, bank->parallel,
						  bank->n_batteries, most.value,
						  lg_figure_tag(most)),
			.source = ng ? "Lithium NG technical data and operation, ch. 5; "
				       "VE.Bus BMS NG manual"
				     : "Lithium Battery Smart manual, ch. 3; smallBMS "
				       "manual, ch. 2; VE.Bus BMS "
				       "V2 manual",
			.evidence = LG_EVIDENCE_MANUAL,
			.in_build = fits,
		});
}

/* --- load protector ---------------------------------------------------------------- */

static const char *protector_for(double current, double voltage)
{
	if (voltage > 36)
		return "victron/smart-batteryprotect-48-100";
	if (current <= 65)
		return "victron/smart-batteryprotect-65";
	return current <= 100 ? "victron/smart-batteryprotect-100"
			      : "victron/smart-batteryprotect-220";
}

static const char *mode_text(struct lg_words *words, const struct lg_system *system,
			     int bank)
{
	int at = lg_bms_of_bank(system, bank);

	if (!lg_bank_wants_bms(&system->banks[bank]) && at < 0)
		return "mode A, program 8: the battery's own BMS has no output to "
		       "command it";
	return lg_sentence(words, "mode C, its terminal H on %s.load_disconnect",
			   at >= 0 ? system->bms[at].id : "bms");
}

static void drawn_protectors(struct lg_advice *advice, int bank)
{
	const struct lg_system *system = advice->system;

	for (int i = 0; i < system->n_protectors; i++) {
		const struct lg_protector *protector = &system->protectors[i];
		double voltage = lg_bank_low_voltage(&system->banks[protector->on]);
		double current = lg_protector_current(system, protector);
		struct lg_figure rating = lg_protector_continuous(protector->model);

		if (protector->on != bank)
			continue;
		lg_need_add(
			advice,
			(struct lg_need){
				.role = "load_protector",
				.id = protector->id,
				.model = current <= rating.value
						 ? protector->model->name
						 : protector_for(current, voltage),
				.quantity = 1,
				.where =
					lg_sentence(&advice->words,
						    "between '%s' and its DC loads, "
						    "within 50 cm of the "
						    "battery and not above it; its minus "
						    "lead 1.5 mm2 with a fuse of 0.3 A",
						    system->banks[bank].id),
				.why = lg_sentence(
					&advice->words,
					"it is the switch that cuts the DC loads: %s. "
					"Never in the "
					"battery cable of an inverter",
					mode_text(&advice->words, system, bank)),
				.arithmetic = lg_sentence(
					&advice->words,
					"its loads at once %.0f W / %.1f V = %.1f A; it "
					"carries %.0f A%s",
					current * voltage, voltage, current, rating.value,
					lg_figure_tag(rating)),
				.source = "Smart BatteryProtect manual, 3.1 to 3.3 and "
					  "4.1 (rev 03, 05/2023)",
				.evidence = LG_EVIDENCE_MANUAL,
				.in_build = current <= rating.value,
			});
	}
}

/* One more for the DC loads that nothing can stop. */
static void missing_protector(struct lg_advice *advice, int bank)
{
	const struct lg_system *system = advice->system;
	struct lg_words *words = &advice->words;
	double voltage = lg_bank_low_voltage(&system->banks[bank]), power = 0;
	const char *names[LG_COMPONENTS];
	int count = 0;

	for (int i = 0; i < system->n_loads; i++) {
		const struct lg_load *load = &system->loads[i];

		if (load->on != LG_ON_BANK || load->on_index != bank || load->essential ||
		    lg_load_obeys(system, load))
			continue;
		power += load->power;
		names[count++] = load->id;
	}
	if (count == 0)
		return;
	lg_need_add(advice,
		    (struct lg_need){
			    .role = "load_protector",
			    .id = "loads",
			    .model = protector_for(power / voltage, voltage),
			    .quantity = (int)fmax(1, ceil(power / voltage / 220)),
			    .where = lg_sentence(
				    words, "between '%s' and %s", system->banks[bank].id,
				    lg_sentence_list(words, names, count, " and ")),
			    .why = lg_sentence(words, "nothing stops these loads; %s",
					       mode_text(words, system, bank)),
			    .arithmetic = lg_sentence(words, "%.0f W / %.1f V = %.1f A",
						      power, voltage, power / voltage),
			    .source = "Smart BatteryProtect manual, 3.1 to 3.3 and 4.1 "
				      "(rev 03, 05/2023)",
			    .evidence = LG_EVIDENCE_MANUAL,
		    });
}

/* --- batteries --------------------------------------------------------------------- */

static void batteries(struct lg_advice *advice)
{
	const struct lg_sizing *sizing = &advice->sizing;

	if (sizing->bank < 0)
		return;
	const struct lg_bank *bank = lg_advice_bank(advice);
	int count = sizing->batteries > 0 ? sizing->batteries : sizing->drawn_batteries;

	lg_need_add(
		advice,
		(struct lg_need){
			.role = "battery",
			.id = bank->id,
			.model = bank->model->name,
			.quantity = count,
			.where =
				lg_sentence(&advice->words,
					    "%d in series x %d in parallel; each charged "
					    "full alone before they are joined",
					    bank->series, count / bank->series),
			.why = sizing->n_limits > 0 ? sizing->limits[0]
						    : "as drawn; the file names no loads",
			.arithmetic =
				sizing->n_limits > 0
					? lg_sentence(&advice->words,
						      "%.0f Wh a day x %.0f days "
						      "[assumed] / (%.2f x %.2f)"
						      " = %.0f Wh",
						      sizing->energy_day, sizing->days,
						      LG_SIZING_DOD, sizing->cold,
						      sizing->bank_energy)
					: "",
			.source = "Lithium Battery Smart manual, technical data (2500 "
				  "cycles at 80 %); loads "
				  "from the file",
			.evidence = LG_EVIDENCE_INFERRED,
			.in_build = sizing->drawn_batteries >= count,
		});
}

/* --- cables and fuses -------------------------------------------------------------- */

static const struct {
	double current, area; /* A, mm2; free air, up to 30 degC, one run */
} copper[] = {
	{10, 1.5}, {20, 2.5}, {30, 6},   {50, 10},  {70, 16},
	{100, 25}, {150, 35}, {200, 50}, {300, 70},
};

static const char *const copper_source =
	"a dealer's cable guide (free air, up to 30 degC); copper 0.0175 ohm mm2/m";

static double area_for(double current)
{
	for (size_t i = 0; i < sizeof copper / sizeof copper[0]; i++)
		if (current <= copper[i].current)
			return copper[i].area;
	return 0;
}

static void cable(struct lg_advice *advice, const char *id, const struct lg_cable *drawn,
		  double current, double voltage, const char *where)
{
	static const double fuses[] = {5,  10,  15,  20,  30,  40,  50,  60,  70,
				       80, 100, 125, 150, 200, 250, 300, 400, 500};
	struct lg_words *words = &advice->words;
	double area = area_for(current), fuse = 0;
	double drop = 2 * drawn->length * current * 0.0175 / drawn->area;

	for (size_t i = 0; i < sizeof fuses / sizeof fuses[0] && fuse <= 0; i++)
		if (fuses[i] >= 1.25 * current)
			fuse = fuses[i];
	if (current <= 0 || area <= 0 || fuse <= 0)
		return;
	lg_need_add(advice,
		    (struct lg_need){
			    .role = "cable",
			    .id = id,
			    .model = lg_sentence(words, "%g mm2 copper or more",
						 fmax(area, area_for(fuse))),
			    .quantity = 2,
			    .where = where,
			    .why = lg_sentence(
				    words, "carries %.0f A and the %.0f A fuse before it",
				    current, fuse),
			    .arithmetic = lg_sentence(
				    words,
				    "%g mm2%s x %g m%s drops 2 x %g x %.0f x 0.0175 / %g "
				    "= %.2f V, "
				    "%.1f %% of %.1f V (aim: 3 %% or less)",
				    drawn->area, drawn->given ? "" : " [assumed]",
				    drawn->length, drawn->given ? "" : " [assumed]",
				    drawn->length, current, drawn->area, drop,
				    100 * drop / voltage, voltage),
			    .source = copper_source,
			    .evidence = LG_EVIDENCE_FORUM,
			    .in_build = drawn->given &&
					drawn->area >= fmax(area, area_for(fuse)),
		    });
	lg_need_add(
		advice,
		(struct lg_need){
			.role = "fuse",
			.id = id,
			.model = lg_sentence(words, "%.0f A", fuse),
			.quantity = 1,
			.where = lg_sentence(words, "%s, close to the battery", where),
			.why = "protects the cable: above the current, not above the "
			       "cable's rating",
			.arithmetic = lg_sentence(
				words, "1.25 x %.0f A = %.0f A, next size %.0f A",
				current, 1.25 * current, fuse),
			.source = copper_source,
			.evidence = LG_EVIDENCE_FORUM,
		});
}

static void cables(struct lg_advice *advice)
{
	const struct lg_system *system = advice->system;
	struct lg_words *words = &advice->words;

	for (int i = 0; i < system->n_inverters; i++) {
		const struct lg_inverter *inverter = &system->inverters[i];
		const struct lg_bank *bank =
			&system->banks[lg_inverter_bank(system, inverter)];

		cable(advice, inverter->id, &inverter->cable,
		      fmax(lg_inverter_current(system, inverter), inverter->max_charge),
		      bank->voltage,
		      lg_sentence(words, "between '%s' and '%s'", bank->id,
				  inverter->id));
	}
	for (int i = 0; i < system->n_protectors; i++) {
		const struct lg_protector *protector = &system->protectors[i];

		cable(advice, protector->id, &protector->cable,
		      lg_protector_current(system, protector),
		      system->banks[protector->on].voltage,
		      lg_sentence(words, "between '%s' and '%s'",
				  system->banks[protector->on].id, protector->id));
	}
	for (int i = 0; i < system->n_solar; i++) {
		const struct lg_solar *solar = &system->solar[i];

		cable(advice, solar->id, &solar->cable, solar->max_charge,
		      system->banks[solar->on].voltage,
		      lg_sentence(words, "between '%s' and '%s'", solar->id,
				  system->banks[solar->on].id));
	}
}

void lg_advise_needs(struct lg_advice *advice)
{
	for (int i = 0; i < advice->system->n_banks; i++) {
		bms(advice, i);
		drawn_protectors(advice, i);
		missing_protector(advice, i);
	}
	batteries(advice);
	cables(advice);
}
