/* SPDX-License-Identifier: Apache-2.0 */
/* plant: from a preset's points to the uniform tables of a cell, and their check. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "plant/cell_preset.h"

static double between(double x, double x0, double y0, double x1, double y1)
{
	return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
}

static double factor_at(const struct lg_cell_factor *table, int count, double at)
{
	int i = 1;

	if (at <= table[0].at)
		return table[0].factor;
	if (at >= table[count - 1].at)
		return table[count - 1].factor;
	while (at > table[i].at)
		i++;
	return exp(between(at, table[i - 1].at, log(table[i - 1].factor), table[i].at,
			   log(table[i].factor)));
}

/* Straight beyond the ends for the OCV, flat for the hysteresis. */
static void fill_row(struct lg_cell_row *row, const struct lg_cell_preset *preset,
		     double soc)
{
	const struct lg_cell_point *p = preset->point;
	double held;
	int i = 1;

	while (i < preset->points - 1 && soc > p[i].soc)
		i++;
	row->ocv = between(soc, p[i - 1].soc, p[i - 1].ocv, p[i].soc, p[i].ocv);
	held = fmin(fmax(soc, p[0].soc), p[preset->points - 1].soc);
	row->hysteresis = between(held, p[i - 1].soc, p[i - 1].hysteresis, p[i].soc,
				  p[i].hysteresis);
	row->resistance = factor_at(preset->soc_factor, preset->by_soc, soc);
}

void lg_cell_from_preset(struct lg_cell_config *config,
			 const struct lg_cell_preset *preset, double ampere_hours)
{
	double size = ampere_hours > 0 ? ampere_hours / preset->ampere_hours : 1;
	double empty;
	int i;

	memset(config, 0, sizeof(*config));
	config->capacity = preset->ampere_hours * size * 3600;
	config->efficiency = 1;
	config->self_discharge = preset->self_discharge * config->capacity;
	config->gamma = preset->gamma;
	config->r0 = preset->r0 / size;
	config->r1 = preset->r1 / size;
	config->r2 = preset->r2 / size;
	config->tau1 = preset->tau1;
	config->tau2 = preset->tau2;
	config->heat_capacity = preset->heat_capacity * size;
	config->cooling = preset->cooling * cbrt(size * size);
	for (i = 0; i < LG_CELL_TEMPERATURES; i++)
		config->factor_at[i] = factor_at(preset->temperature_factor,
						 preset->by_temperature, -40 + 5.0 * i);
	for (i = 0; i < LG_CELL_ROWS; i++)
		fill_row(&config->row[i], preset,
			 -1.0 / 16 + (double)i / LG_CELL_PER_SOC);
	for (i = 1; i < LG_CELL_ROWS; i++)
		config->row[i].area = config->row[i - 1].area +
				      (config->row[i - 1].ocv + config->row[i].ocv) /
					      (2 * LG_CELL_PER_SOC);
	empty = config->row[LG_CELL_PER_SOC / 16].area;
	for (i = 0; i < LG_CELL_ROWS; i++)
		config->row[i].area -= empty;
}

static int positive(double x)
{
	return isfinite(x) && x > 0;
}

/* The flat ends keep hysteresis and resistance from running off beyond the table. */
static const char *row_problem(const struct lg_cell_row *row, int i)
{
	int end = i == 1 || i == LG_CELL_ROWS - 1;

	if (!isfinite(row[i].ocv) || !isfinite(row[i].area))
		return "the cell's OCV table holds a number that is not finite";
	if (!(row[i].hysteresis >= 0 && row[i].hysteresis < 1) ||
	    !positive(row[i].resistance))
		return "the cell's hysteresis or resistance table is out of range";
	if (i > 0 && !(row[i].ocv >= row[i - 1].ocv - 0.02))
		return "the cell's OCV falls as soc rises";
	if (end && (row[i].hysteresis != row[i - 1].hysteresis ||
		    row[i].resistance != row[i - 1].resistance))
		return "the cell's hysteresis and resistance must be flat at the ends";
	return NULL;
}

const char *lg_cell_config_problem(const struct lg_cell_config *config)
{
	const char *problem = NULL;
	int i;

	if (!positive(config->capacity))
		return "a cell needs a capacity above 0";
	if (!(config->efficiency > 0 && config->efficiency <= 1))
		return "a cell's efficiency must be above 0 and at most 1";
	if (!(config->self_discharge >= 0 && isfinite(config->self_discharge)))
		return "a cell's self-discharge must be 0 or more";
	if (!positive(config->r0) || !positive(config->r1) || !positive(config->r2) ||
	    !positive(config->tau1) || !positive(config->tau2) ||
	    !positive(config->gamma))
		return "a cell's resistances, time constants and gamma must be above 0";
	if (!positive(config->heat_capacity) ||
	    !(config->cooling >= 0 && isfinite(config->cooling)))
		return "a cell's heat capacity must be above 0, its cooling 0 or more";
	for (i = 0; i < LG_CELL_TEMPERATURES; i++)
		if (!positive(config->factor_at[i]))
			return "the cell's resistance by temperature must be above 0";
	for (i = 0; i < LG_CELL_ROWS && !problem; i++)
		problem = row_problem(config->row, i);
	return problem;
}
