/* SPDX-License-Identifier: Apache-2.0 */
/* What a product is: see product.h. */
#include "advise/product.h"

#include <string.h>

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static bool says(const struct lg_model *model, const char *key, const char *word)
{
	return !strcmp(lg_model_text(model, key, ""), word);
}

/* Which battery talks which language stands in the maker's names; a catalogue of one's
 * own says it with `line`. */
enum lg_line lg_battery_line(const struct lg_model *model)
{
	if (says(model, "line", "smart") || begins(model->name, "victron/smart-"))
		return LG_LINE_SMART;
	if (says(model, "line", "ng") || begins(model->name, "victron/ng-"))
		return LG_LINE_NG;
	if (says(model, "line", "internal") || !strcmp(model->family, "superpack"))
		return LG_LINE_INTERNAL;
	return LG_LINE_OTHER;
}

bool lg_bms_is_ng(const struct lg_model *model)
{
	return says(model, "batteries", "ng");
}

bool lg_bms_has_vebus(const struct lg_model *model)
{
	return says(model, "vebus", "yes");
}

bool lg_bms_is_smart_bms(const struct lg_model *model)
{
	return !strcmp(model->family, "smart_bms");
}

bool lg_bms_is_lynx(const struct lg_model *model)
{
	return !strcmp(model->family, "lynx_bms");
}

bool lg_inverter_is_vebus_charger(const struct lg_model *model)
{
	return begins(model->name, "victron/multiplus-") ||
	       begins(model->name, "victron/quattro-");
}

/* --- numbers ----------------------------------------------------------------------- */

struct lg_figure lg_figure_of(const struct lg_model *model, const char *key)
{
	const struct lg_number *number = lg_model_number(model, key);

	if (!number || number->text)
		return (struct lg_figure){.source = "not in the catalogue"};
	return (struct lg_figure){true, number->value, number->evidence, number->source};
}

const char *lg_tag(enum lg_evidence evidence)
{
	switch (evidence) {
	case LG_EVIDENCE_MANUAL:
	case LG_EVIDENCE_DATASHEET:
	case LG_EVIDENCE_CODE:
		return "";
	case LG_EVIDENCE_FORUM:
		return " [forum]";
	case LG_EVIDENCE_INFERRED:
		return " [inferred]";
	case LG_EVIDENCE_ASSUMED:
		return " [assumed]";
	}
	return "";
}

const char *lg_figure_tag(struct lg_figure figure)
{
	return figure.known ? lg_tag(figure.evidence) : "";
}

enum lg_evidence lg_worse(enum lg_evidence a, enum lg_evidence b)
{
	return a > b ? a : b;
}

struct lg_figure lg_battery_max_charge(const struct lg_model *model)
{
	return lg_figure_of(model, "max_charge_A");
}

struct lg_figure lg_battery_recommended_charge(const struct lg_model *model)
{
	return lg_figure_of(model, "recommended_charge_A");
}

struct lg_figure lg_battery_max_discharge(const struct lg_model *model)
{
	return lg_figure_of(model, "max_discharge_A");
}

struct lg_figure lg_battery_recommended_discharge(const struct lg_model *model)
{
	return lg_figure_of(model, "recommended_discharge_A");
}

struct lg_figure lg_battery_low_cell(const struct lg_model *model)
{
	return lg_figure_of(model, "low_cell_V");
}

struct lg_figure lg_battery_high_cell(const struct lg_model *model)
{
	return lg_figure_of(model, "high_cell_V");
}

struct lg_figure lg_battery_pre_alarm(const struct lg_model *model)
{
	return lg_figure_of(model, "pre_alarm_V");
}

struct lg_figure lg_battery_charge_least(const struct lg_model *model)
{
	return lg_figure_of(model, "charge_least_V");
}

struct lg_figure lg_battery_charge_most(const struct lg_model *model)
{
	return lg_figure_of(model, "charge_most_V");
}

struct lg_figure lg_battery_most_batteries(const struct lg_model *model)
{
	return lg_figure_of(model, "most_batteries");
}

struct lg_figure lg_battery_most_in_series(const struct lg_model *model)
{
	return lg_figure_of(model, "most_in_series");
}

struct lg_figure lg_battery_at_0degC(const struct lg_model *model)
{
	return lg_figure_of(model, "capacity_at_0degC_fraction");
}

struct lg_figure lg_battery_at_minus_20degC(const struct lg_model *model)
{
	return lg_figure_of(model, "capacity_at_minus_20degC_fraction");
}

double lg_battery_energy(const struct lg_bank *bank)
{
	double nominal = bank->voltage / bank->series * bank->capacity;

	return lg_model_value(bank->model, "energy_Wh", nominal);
}

struct lg_figure lg_protector_continuous(const struct lg_model *model)
{
	return lg_figure_of(model, "continuous_A");
}

struct lg_figure lg_protector_most_voltage(const struct lg_model *model)
{
	return lg_figure_of(model, "operating_most_V");
}

struct lg_figure lg_inverter_rating(const struct lg_model *model)
{
	return lg_figure_of(model, "rated_VA");
}

struct lg_figure lg_inverter_voltage(const struct lg_model *model)
{
	return lg_figure_of(model, "nominal_V");
}

struct lg_figure lg_inverter_charge(const struct lg_model *model)
{
	if (says(model, "charger", "no"))
		return (struct lg_figure){0};
	return lg_figure_of(model, "charge_A");
}

struct lg_figure lg_inverter_power(const struct lg_model *model)
{
	return lg_figure_of(model, "rated_W");
}

struct lg_figure lg_inverter_efficiency(const struct lg_model *model)
{
	struct lg_figure figure = lg_figure_of(model, "efficiency");

	if (figure.known && figure.value > 0)
		return figure;
	return (struct lg_figure){true, 0.92, LG_EVIDENCE_ASSUMED,
				  "0.90 to 0.93 in the family"};
}

struct lg_figure lg_inverter_idle(const struct lg_model *model)
{
	return lg_figure_of(model, "idle_W");
}

const char *lg_bank_text(struct lg_words *words, const struct lg_bank *bank)
{
	return lg_sentence(words, "'%s' (%d x %s)", bank->id, bank->n_batteries,
			   bank->model->title);
}
