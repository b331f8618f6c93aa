/* SPDX-License-Identifier: Apache-2.0 */
/* Advice as JSON, as docs/manual/advise.md promises it. */
#include "advise/report.h"
#include "system/json.h"

static void findings_array(struct lg_json *json, const struct lg_findings *findings)
{
	lg_json_array(json, "findings");
	for (int i = 0; i < findings->count; i++) {
		const struct lg_finding *finding = &findings->at[i];

		lg_json_object(json, NULL);
		lg_json_string(json, "rule", finding->rule->name);
		lg_json_string(json, "severity", lg_severity_name(finding->severity));
		lg_json_string(json, "where", finding->where);
		lg_json_string(json, "message", finding->message);
		lg_json_string(json, "fix", finding->fix);
		lg_json_string(json, "source", finding->rule->source);
		lg_json_string(json, "revision", finding->rule->revision);
		lg_json_string(json, "evidence",
			       lg_evidence_name(finding->rule->evidence));
		lg_json_string(json, "conflict", finding->rule->conflict);
		lg_json_string(json, "guide", finding->rule->guide);
		lg_json_end(json);
	}
	lg_json_end(json);
}

static void need_object(struct lg_json *json, const struct lg_need *need)
{
	lg_json_object(json, NULL);
	lg_json_string(json, "role", need->role);
	lg_json_string(json, "id", need->id);
	lg_json_string(json, "model", need->model);
	lg_json_integer(json, "quantity", need->quantity);
	lg_json_string(json, "where", need->where);
	lg_json_string(json, "why", need->why);
	lg_json_string(json, "arithmetic", need->arithmetic);
	lg_json_string(json, "source", need->source);
	lg_json_string(json, "evidence", lg_evidence_name(need->evidence));
	lg_json_bool(json, "in_build", need->in_build);
	lg_json_end(json);
}

static void sizing_object(struct lg_json *json, const struct lg_sizing *sizing)
{
	lg_json_object(json, "sizing");
	lg_json_number(json, "energy_day_Wh", sizing->energy_day);
	lg_json_number(json, "bank_Wh", sizing->bank_energy);
	lg_json_number(json, "bank_Ah", sizing->bank_capacity);
	lg_json_integer(json, "batteries", sizing->batteries);
	lg_json_number(json, "autonomy_days", sizing->days);
	lg_json_string(json, "autonomy_evidence", "assumed");
	lg_json_number(json, "used_of_bank", LG_SIZING_DOD);
	lg_json_number(json, "left_in_cold", sizing->cold);
	lg_json_array(json, "limits");
	for (int i = 0; i < sizing->n_limits; i++)
		lg_json_string(json, NULL, sizing->limits[i]);
	lg_json_end(json);
	lg_json_array(json, "arithmetic");
	for (int i = 0; i < sizing->n_lines; i++)
		lg_json_string(json, NULL, sizing->lines[i]);
	lg_json_end(json);
	lg_json_object(json, "drawn");
	lg_json_number(json, "bank_Wh", sizing->drawn_energy);
	lg_json_number(json, "bank_Ah", sizing->drawn_capacity);
	lg_json_integer(json, "batteries", sizing->drawn_batteries);
	lg_json_number(json, "autonomy_days", sizing->drawn_days);
	lg_json_end(json);
	lg_json_end(json);
}

static void alternative_object(struct lg_json *json,
			       const struct lg_alternative *alternative)
{
	lg_json_object(json, NULL);
	lg_json_string(json, "summary", alternative->summary);
	lg_json_array(json, "needs");
	for (int i = 0; i < alternative->n_needs; i++)
		need_object(json, &alternative->needs[i]);
	lg_json_end(json);
	lg_json_string(json, "for", alternative->for_it);
	lg_json_string(json, "against", alternative->against);
	lg_json_end(json);
}

void lg_advice_json(const struct lg_advice *advice, FILE *out)
{
	struct lg_json json = lg_json_to(out);

	lg_json_object(&json, NULL);
	lg_json_string(&json, "verdict", advice->verdict);
	lg_json_array(&json, "needs");
	for (int i = 0; i < advice->n_needs; i++)
		need_object(&json, &advice->needs[i]);
	lg_json_end(&json);
	findings_array(&json, &advice->findings);
	lg_json_array(&json, "answers");
	for (int i = 0; i < advice->n_answers; i++) {
		lg_json_object(&json, NULL);
		lg_json_string(&json, "question", advice->answers[i].question);
		lg_json_string(&json, "answer", advice->answers[i].answer);
		lg_json_string(&json, "why", advice->answers[i].why);
		lg_json_string(&json, "source", advice->answers[i].source);
		lg_json_end(&json);
	}
	lg_json_end(&json);
	sizing_object(&json, &advice->sizing);
	lg_json_array(&json, "alternatives");
	for (int i = 0; i < advice->n_alternatives; i++)
		alternative_object(&json, &advice->alternatives[i]);
	lg_json_end(&json);
	lg_json_end(&json);
}

void lg_findings_json(const struct lg_findings *findings, const char *verdict, FILE *out)
{
	struct lg_json json = lg_json_to(out);

	lg_json_object(&json, NULL);
	lg_json_string(&json, "verdict", verdict);
	findings_array(&json, findings);
	lg_json_end(&json);
}
