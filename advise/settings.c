/* SPDX-License-Identifier: Apache-2.0 */
/* What to set in the products themselves: charge voltages, protector modes, the battery's
 * warning. */
#include <math.h>
#include <string.h>

#include "advise/advice.h"
#include "advise/wires.h"

static void setting(struct lg_advice *advice, const char *id, const char *text,
		    const char *where, const char *why, const char *source,
		    enum lg_evidence evidence, bool in_build)
{
	lg_need_add(advice, (struct lg_need){
				    .role = "setting",
				    .id = id,
				    .model = text,
				    .quantity = 1,
				    .where = where,
				    .why = why,
				    .source = source,
				    .evidence = evidence,
				    .in_build = in_build,
			    });
}

static bool near(double a, double b)
{
	return fabs(a - b) < 0.006; /* V; people type hundredths */
}

/* What the BMS must be joined to once it is there. */
static void told(struct lg_advice *advice, const struct lg_inverter *inverter)
{
	const struct lg_system *system = advice->system;
	int bank = lg_inverter_bank(system, inverter), bms = lg_bms_of_bank(system, bank);
	const char *id = bms >= 0 ? system->bms[bms].id : "bms";

	if (lg_inverter_obeys(system, inverter) ||
	    !lg_bank_wants_bms(&system->banks[bank]))
		return;
	setting(advice, inverter->id,
		lg_sentence(&advice->words, "%s: %s",
			    lg_inverter_is_vebus_charger(inverter->model) ? "vebus"
									  : "two_signal",
			    id),
		lg_sentence(&advice->words, "a cable between '%s' and '%s'", id,
			    inverter->id),
		"so that it stops inverting when a cell is empty and charging when one "
		"is full",
		"VE.Bus BMS manual, p. 3-7; smallBMS manual, ch. 3", LG_EVIDENCE_MANUAL,
		false);
}

static void sun(struct lg_advice *advice, const struct lg_solar *solar)
{
	const struct lg_system *system = advice->system;
	const struct lg_bank *bank = &system->banks[solar->on];
	double volts = 14.2 * bank->voltage / 12.8;
	int bms = lg_bms_of_bank(system, solar->on);
	struct lg_words *words = &advice->words;

	setting(advice, solar->id, lg_sentence(words, "voltage: %.1f V", volts),
		lg_sentence(words, "in the controller of '%s'", solar->id),
		"the voltage at which the cells are balanced",
		"Lithium Battery Smart manual, technical data", LG_EVIDENCE_MANUAL,
		near(solar->voltage, volts));
	if (bms < 0 && !lg_bank_wants_bms(bank))
		return;
	setting(advice, solar->id,
		lg_sentence(words, "remote: %s.charge_disconnect",
			    bms >= 0 ? system->bms[bms].id : "bms"),
		lg_sentence(words, "a wire to the remote input of the controller of '%s'",
			    solar->id),
		"so that it stops when a cell is full, or colder than +5 degC",
		"smallBMS manual, ch. 3", LG_EVIDENCE_MANUAL,
		lg_signal_stops(system, solar->remote, LG_STOP_CHARGE, solar->on));
}

static void charger(struct lg_advice *advice, const struct lg_inverter *inverter)
{
	const struct lg_bank *bank =
		&advice->system->banks[lg_inverter_bank(advice->system, inverter)];
	double units = bank->voltage / 12.8;
	struct lg_words *words = &advice->words;

	if (!lg_inverter_charge(inverter->model).known)
		return;
	setting(advice, inverter->id,
		lg_sentence(words, "absorption: %.1f V, float: %.1f V", 14.2 * units,
			    13.5 * units),
		lg_sentence(words,
			    "in the charger of '%s': lithium profile, fixed absorption "
			    "of 2 h, "
			    "no equalising",
			    inverter->id),
		"the voltage at which the cells are balanced; a unit out of the box has "
		"the lead "
		"values, 14.4 and 13.8 V for each 12 V",
		"Lithium Battery Smart manual, technical data and 8.2; MultiPlus manual",
		LG_EVIDENCE_MANUAL,
		near(inverter->absorption, 14.2 * units) &&
			near(inverter->float_, 13.5 * units));
	if (!strcmp(inverter->wiring, "vebus"))
		setting(advice, inverter->id, "load the VE.Bus BMS assistant",
			lg_sentence(words,
				    "in '%s', and in every other unit of the system",
				    inverter->id),
			"without it the unit does not listen to the BMS",
			"VE.Bus BMS manual, p. 3-7", LG_EVIDENCE_MANUAL, false);
	if (!strcmp(inverter->wiring, "two-signal"))
		setting(advice, inverter->id, "load the two-signal BMS assistant",
			lg_sentence(words, "in '%s'", inverter->id),
			"it says which input is low cell and which is high cell, and "
			"their polarity",
			"a dealer's instructions", LG_EVIDENCE_FORUM, false);
}

static void protector(struct lg_advice *advice, const struct lg_protector *protector)
{
	const struct lg_system *system = advice->system;
	const struct lg_bank *bank = &system->banks[protector->on];
	int bms = lg_bms_of_bank(system, protector->on);
	struct lg_words *words = &advice->words;

	if (bms < 0 && !lg_bank_wants_bms(bank)) {
		setting(advice, protector->id, "mode: A, program: 8",
			lg_sentence(words, "in '%s'", protector->id),
			lg_sentence(
				words,
				"%.1f V is %.2f V a cell, above the level at which the "
				"battery would cut everything",
				12.0 * bank->voltage / 12.8,
				12.0 * bank->voltage / 12.8 /
					(bank->cells * bank->series)),
			"Smart BatteryProtect manual, 4.1 and 4.2.3 (rev 03, 05/2023)",
			LG_EVIDENCE_MANUAL, protector->mode != 'C');
		return;
	}
	setting(advice, protector->id,
		lg_sentence(words, "mode: C, remote: %s.load_disconnect",
			    bms >= 0 ? system->bms[bms].id : "bms"),
		lg_sentence(words, "in '%s'", protector->id),
		"its own voltage levels are for lead and would act too late; in mode C "
		"it does what "
		"the BMS says",
		"Smart BatteryProtect manual, 4.1 and 4.2 (rev 03, 05/2023)",
		LG_EVIDENCE_MANUAL,
		protector->mode == 'C' && lg_protector_obeys(system, protector));
}

static void warning(struct lg_advice *advice, const struct lg_bank *bank)
{
	struct lg_figure level = lg_battery_pre_alarm(bank->model);
	struct lg_figure low = lg_battery_low_cell(bank->model);
	struct lg_words *words = &advice->words;

	if (!lg_bank_wants_bms(bank) || !level.known || !low.known)
		return;
	setting(advice, bank->id,
		lg_sentence(words, "pre_alarm_V: %.2f V%s", level.value,
			    lg_figure_tag(level)),
		lg_sentence(words,
			    "in the batteries of '%s'; a buzzer or lamp on the BMS's "
			    "pre-alarm "
			    "output, with a fuse of 1 A",
			    bank->id),
		lg_sentence(
			words,
			"warns at least 30 s before the loads are cut at %.2f V%s a cell",
			low.value, lg_figure_tag(low)),
		level.source, level.evidence, true);
}

void lg_advise_settings(struct lg_advice *advice)
{
	const struct lg_system *system = advice->system;

	for (int i = 0; i < system->n_inverters; i++) {
		told(advice, &system->inverters[i]);
		charger(advice, &system->inverters[i]);
	}
	for (int i = 0; i < system->n_solar; i++)
		sun(advice, &system->solar[i]);
	for (int i = 0; i < system->n_protectors; i++)
		protector(advice, &system->protectors[i]);
	for (int i = 0; i < system->n_banks; i++)
		warning(advice, &system->banks[i]);
}
