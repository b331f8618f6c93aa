/* SPDX-License-Identifier: Apache-2.0 */
/* What makes the settings of a load protector sound: see load.h. */
#include "devices/load/load.h"

static const char *levels_problem(const struct lg_load_levels *at)
{
	if (at->shutdown_mV <= 0)
		return "the shutdown voltage must be above 0";
	if (at->restart_mV <= at->shutdown_mV)
		return "the restart voltage must be above the shutdown voltage";
	if (at->over_mV <= at->restart_mV)
		return "the over-voltage level must be above the restart voltage";
	if (at->recharged_mV <= 0)
		return "the lock-out needs a voltage that ends it";
	return 0;
}

static const char *times_problem(const struct lg_load_config *config)
{
	if (config->max_age_ms == 0)
		return "readings need an age up to which they are believed";
	if (config->warn_ms >= config->off_ms)
		return "the alarm must come before the load is cut";
	if (config->on_ms == 0 || config->recharged_ms == 0)
		return "a voltage must hold for a time before the load returns";
	if (config->retry_ms == 0 || config->overload_ms == 0)
		return "an overload needs a time to trip and a time between attempts";
	if (config->lockout_cycles == 0 || config->retries == 0)
		return "lock-out and short circuit need a count of at least 1";
	return 0;
}

static const char *derating_problem(const struct lg_table *permille)
{
	const char *problem = lg_table_problem(permille);

	for (int i = 0; i < permille->count && !problem; i++)
		if (permille->at[i].y < 0)
			problem = "the derating factor must be 0 or more";
	return problem;
}

const char *lg_load_config_problem(const struct lg_load_config *config)
{
	const char *problem = times_problem(config);

	if (problem)
		return problem;
	if (config->mode > LG_LOAD_MODE_C)
		return "the mode must be A, B or C";
	if (config->system > LG_LOAD_AUTO || config->system == LG_LOAD_SYSTEMS)
		return "the system voltage must be 12, 24, 48 V or auto";
	for (int i = 0; i < LG_LOAD_SYSTEMS && !problem; i++)
		problem = levels_problem(&config->at[i]);
	if (problem)
		return problem;
	if (config->continuous_mA <= 0 || config->peak_mA < config->continuous_mA)
		return "the peak rating must be at least the continuous one, both above "
		       "0";
	if (config->cooled_mdegC > config->warm_mdegC ||
	    config->warm_mdegC > config->hot_mdegC)
		return "temperatures must rise: cooled, warm, hot";
	return derating_problem(&config->derating_permille);
}
