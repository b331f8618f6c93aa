/* SPDX-License-Identifier: Apache-2.0 */
/* The judge: see oracle.h. Deliberately without anything from core/ or devices/: one
 * misunderstanding must not pass both. */
#include "bench/oracle.h"

/* 1 A into a 100 Ah cell is C/100; below that plating is no matter and meters disagree
 * (assumed). */
#define CHARGING_A 1.0

const struct lg_law_row lg_laws[LG_LAWS] = {
	[LG_LAW_CELL_HIGH] = {"cell-limits", "a cell above its absolute maximum", 3.80,
			      2000, "LFP critical level 3.80 V, 2 s (assumed)"},
	[LG_LAW_CELL_LOW] =
		{"cell-limits", "a cell below its minimum", 2.50, 60000,
		 "LFP discharge end 2.5 V; 60 s covers the 30 s lead (assumed)"},
	[LG_LAW_CELL_DEEP] = {"cell-limits", "a cell far below its minimum", 2.00, 1000,
			      "LFP absolute minimum 2.0 V (datasheet class A123 26650)"},
	[LG_LAW_COLD_CHARGE] = {"cold-charge", "a cell charged below freezing", 0.0, 5000,
				"lithium plating below 0 degC; 5 s (assumed)"},
	[LG_LAW_LOAD_CUT] = {"load-cut-warned", "a load cut without 30 s of warning",
			     30.0, 0,
			     "minimum gap from pre-alarm to load off 30 s (manual: "
			     "smallBMS, VE.Bus BMS V2)"},
};

static void report(struct lg_oracle *oracle, enum lg_law law,
		   const struct lg_truth *truth, int index, double value)
{
	struct lg_verdict *verdict = &oracle->verdict[law];

	if (verdict->broken)
		return;
	*verdict = (struct lg_verdict){true, truth->time_ms, index, value};
}

static void look_at_cell(struct lg_oracle *oracle, enum lg_law law,
			 const struct lg_truth *truth, int cell, bool beyond,
			 double value, int64_t passed_ms)
{
	int64_t *since_ms = &oracle->cell_ms[law][cell];

	*since_ms = beyond ? *since_ms + passed_ms : 0;
	if (beyond && *since_ms > lg_laws[law].for_ms)
		report(oracle, law, truth, cell, value);
}

static void look_at_cells(struct lg_oracle *oracle, const struct lg_truth *truth,
			  int64_t passed_ms)
{
	for (int i = 0; i < truth->n_cells; i++) {
		const struct lg_truth_cell *cell = &truth->cell[i];

		look_at_cell(oracle, LG_LAW_CELL_HIGH, truth, i,
			     cell->volts > lg_laws[LG_LAW_CELL_HIGH].limit, cell->volts,
			     passed_ms);
		look_at_cell(oracle, LG_LAW_CELL_LOW, truth, i,
			     cell->volts < lg_laws[LG_LAW_CELL_LOW].limit, cell->volts,
			     passed_ms);
		look_at_cell(oracle, LG_LAW_CELL_DEEP, truth, i,
			     cell->volts < lg_laws[LG_LAW_CELL_DEEP].limit, cell->volts,
			     passed_ms);
		look_at_cell(oracle, LG_LAW_COLD_CHARGE, truth, i,
			     cell->degC < lg_laws[LG_LAW_COLD_CHARGE].limit &&
				     cell->amperes > CHARGING_A,
			     cell->degC, passed_ms);
		if (cell->volts < lg_laws[LG_LAW_CELL_LOW].limit)
			oracle->critical = true;
	}
}

static void look_at_loads(struct lg_oracle *oracle, const struct lg_truth *truth)
{
	int64_t lead_ms = (int64_t)(lg_laws[LG_LAW_LOAD_CUT].limit * 1000.0);

	for (int i = 0; i < truth->n_loads; i++) {
		bool cut =
			oracle->served[i] && truth->load_asks[i] && !truth->load_gets[i];

		if (cut && !oracle->critical && oracle->warned_ms < lead_ms)
			report(oracle, LG_LAW_LOAD_CUT, truth, i,
			       (double)oracle->warned_ms / 1000.0);
		oracle->served[i] = truth->load_asks[i] && truth->load_gets[i];
	}
}

void lg_oracle_look(struct lg_oracle *oracle, const struct lg_truth *truth)
{
	int64_t passed_ms = truth->time_ms - oracle->last_ms;

	oracle->last_ms = truth->time_ms;
	/* A warning that goes out together with the load still led it. */
	if (oracle->warned)
		oracle->warned_ms += passed_ms;
	look_at_cells(oracle, truth, passed_ms);
	look_at_loads(oracle, truth);
	if (!truth->warned) {
		oracle->warned_ms = 0;
		oracle->critical = false;
	}
	oracle->warned = truth->warned;
}

bool lg_oracle_safe(const struct lg_oracle *oracle)
{
	for (int i = 0; i < LG_LAWS; i++)
		if (oracle->verdict[i].broken)
			return false;
	return true;
}
