/* SPDX-License-Identifier: Apache-2.0 */
/* plant: weather, piecewise straight and integrated exactly. */
#include "plant/weather.h"

#include <math.h>

static const double pi = 3.14159265358979323846, day = 86400;

static bool within(double x, double low, double high)
{
	return x >= low && x <= high; /* false for NaN */
}

const char *lg_weather_config_problem(const struct lg_weather_config *config)
{
	size_t i;

	if (!within(config->offset, -1e9, 1e9))
		return "the weather's offset must be finite";
	if (config->kind == LG_WEATHER_SYNTHETIC) {
		if (!within(config->latitude, -90, 90) || !within(config->day, 1, 366))
			return "the weather needs a latitude of -90..90 and a day of "
			       "1..366";
		if (!within(config->mean, -60, 60) || !within(config->swing, 0, 40))
			return "the weather's temperatures are out of range";
		if (!within(config->cloud, 0, 1) || !within(config->patchiness, 0, 1))
			return "cloud and patchiness are 0 to 1";
		return NULL;
	}
	if (!config->irradiance || !config->temperature || config->hours < 2)
		return "a weather table needs at least two hours";
	for (i = 0; i < config->hours; i++)
		if (!within(config->irradiance[i], 0, 2000) ||
		    !within(config->temperature[i], -90, 80))
			return "a weather table holds an impossible number";
	return NULL;
}

static double clouds(const struct lg_weather_config *config,
		     const struct lg_plant_random *random, double clock)
{
	double hours = clock / 3600, hour = floor(hours), part = hours - hour;
	double today = lg_plant_draw(random, config->stream,
				     (uint32_t)(int64_t)floor(clock / day));
	double u, v, patches;

	if (config->cloud <= 0 && config->patchiness <= 0)
		return 1;
	u = lg_plant_draw(random, config->stream + 1, (uint32_t)(int64_t)hour);
	v = lg_plant_draw(random, config->stream + 1, (uint32_t)(int64_t)hour + 1);
	patches = u + (v - u) * part;
	return (1 - config->cloud * today) * (1 - config->patchiness * patches);
}

static double clear_sky(const struct lg_weather_config *config, double clock)
{
	double number = config->day + floor(clock / day);
	double tilt = 23.45 * pi / 180 * sin(2 * pi * (284 + number) / 365);
	double lat = config->latitude * pi / 180;
	double angle = 2 * pi * (clock / day - 0.5);
	double up = sin(lat) * sin(tilt) + cos(lat) * cos(tilt) * cos(angle);

	return up > 0 ? 1098 * up * exp(-0.059 / up) : 0;
}

static double grid_of(const struct lg_weather_config *config)
{
	return config->kind == LG_WEATHER_TABLE ? 3600 : 300;
}

static void point(const struct lg_weather_config *config,
		  const struct lg_plant_random *random, double clock, double *irradiance,
		  double *temperature)
{
	double turns;
	size_t i;

	if (config->kind == LG_WEATHER_TABLE) {
		turns = floor(clock / 3600 + 0.5);
		turns -= floor(turns / (double)config->hours) * (double)config->hours;
		i = (size_t)turns % config->hours;
		*irradiance = config->irradiance[i];
		*temperature = config->temperature[i];
		return;
	}
	*irradiance = clear_sky(config, clock) * clouds(config, random, clock);
	*temperature =
		config->mean + config->swing * cos(2 * pi * (clock / day - 15.0 / 24));
}

static void look_up(struct lg_weather_state *state,
		    const struct lg_weather_config *config,
		    const struct lg_plant_random *random, double clock)
{
	double grid = grid_of(config), start = floor(clock / grid) * grid;

	if (state->known && state->start == start)
		return;
	state->known = true;
	state->start = start;
	point(config, random, start, &state->irradiance[0], &state->temperature[0]);
	point(config, random, start + grid, &state->irradiance[1],
	      &state->temperature[1]);
}

/* A straight line's mean is its value half way; pieces are weighed by their length. */
struct lg_weather lg_weather_mean(struct lg_weather_state *state,
				  const struct lg_weather_config *config,
				  const struct lg_plant_random *random, double t,
				  double dt)
{
	double grid = grid_of(config), clock = t + config->offset, left = dt, half;
	struct lg_weather sum = {0, 0};

	for (;;) {
		double here, weight;

		look_up(state, config, random, clock);
		here = fmin(left, state->start + grid - clock);
		half = (clock + here / 2 - state->start) / grid;
		weight = dt > 0 ? here / dt : 1;
		sum.irradiance +=
			weight * (state->irradiance[0] +
				  half * (state->irradiance[1] - state->irradiance[0]));
		sum.temperature +=
			weight * (state->temperature[0] +
				  half * (state->temperature[1] - state->temperature[0]));
		if (!(left - here > 0))
			return sum;
		left -= here;
		clock = state->start + grid;
	}
}

double lg_weather_patience(const struct lg_weather_config *config, double t)
{
	double grid = grid_of(config), clock = t + config->offset;
	double left = (floor(clock / grid) + 1) * grid - clock;

	return left > 1e-6 ? left : left + grid;
}
