/* SPDX-License-Identifier: Apache-2.0 */
/* plant: a battery is the sum of its cells. */
#include "plant/battery.h"

#include <math.h>
#include <stddef.h>

const char *lg_plant_battery_config_problem(const struct lg_plant_battery_config *config)
{
	int i;

	if (config->series < 1 || config->series > LG_PLANT_SERIES)
		return "a battery has 1 to 16 cells in series";
	if (!config->cell)
		return "a battery needs a cell type";
	if (!(config->resistance >= 0 && isfinite(config->resistance)))
		return "a battery's own resistance must be 0 or more";
	for (i = 0; i < config->series; i++) {
		const struct lg_cell_trim *trim = &config->trim[i];

		if (!(trim->capacity > 0 && isfinite(trim->capacity)) ||
		    !(trim->resistance > 0 && isfinite(trim->resistance)))
			return "the spread of a cell is a factor above 0";
	}
	return lg_cell_config_problem(config->cell);
}

double lg_plant_battery_stored(const struct lg_cell_state *cells,
			       const struct lg_plant_battery_config *config)
{
	double sum = 0;
	int i;

	for (i = 0; i < config->series; i++)
		sum += lg_cell_stored(&cells[i], config->cell, config->trim[i]);
	return sum;
}

void lg_plant_battery_prepare(struct lg_plant_battery_step *step,
			      struct lg_cell_rate *rate,
			      const struct lg_cell_state *cells,
			      const struct lg_plant_battery_config *config, double dt)
{
	lg_cell_rate(rate, config->cell, dt);
	step->resistance = config->resistance;
	step->series = config->series;
	step->config = config->cell;
	lg_cell_prepare(step->cell, config->series, config->cell, config->trim, cells,
			rate);
}

double lg_plant_battery_mean(const struct lg_plant_battery_step *step, double current,
			     double *slope)
{
	*slope = step->resistance;
	return step->resistance * current +
	       lg_cell_mean(step->cell, step->series, step->config, current, slope);
}

void lg_plant_battery_advance(struct lg_plant_battery_outputs *out,
			      struct lg_cell_state *cells,
			      const struct lg_plant_battery_config *config,
			      const struct lg_cell_rate *rate,
			      const struct lg_plant_battery_step *step, double current,
			      double surroundings)
{
	double drop = config->resistance * current;
	double lost = drop * current * rate->dt;
	struct lg_cell_result cells_did =
		lg_cell_advance(cells, config->series, config->cell, config->trim, rate,
				step->cell, current, surroundings, out->cell_voltage);

	out->current = current;
	out->voltage = drop + cells_did.voltage;
	out->energy = lost + cells_did.energy;
	out->stored = cells_did.stored;
	out->heat = lost + cells_did.heat;
}
