/* SPDX-License-Identifier: Apache-2.0 */
/* plant: irradiance on the flat and air temperature, straight between the points of a
 * grid: an hourly table, or a synthetic sky worked out every 5 minutes.
 *
 * Synthetic: declination after Cooper (1969), clear-sky irradiance after Haurwitz (1945),
 * 1098 cos z exp(-0.059/cos z) W/m2, times a cloud factor per day and hour; temperature a
 * cosine with its top at 15 h.
 */
#ifndef LG_PLANT_WEATHER_H
#define LG_PLANT_WEATHER_H

#include <stdbool.h>
#include <stddef.h>

#include "plant/random.h"

enum lg_weather_kind { LG_WEATHER_SYNTHETIC, LG_WEATHER_TABLE };

struct lg_weather_config {
	enum lg_weather_kind kind;
	double offset;             /* s of the year (table) or day (synthetic) at t = 0 */
	const double *irradiance;  /* W/m2, one an hour; read in a circle */
	const double *temperature; /* degC */
	size_t hours;
	double latitude;    /* degree, north positive; from here on synthetic */
	double day;         /* of the year at t = 0, 1..366 */
	double mean, swing; /* degC; swing is half of top to bottom */
	double cloud;       /* 0 clear .. 1: a day takes 0..cloud of the sun */
	double patchiness;  /* 0..1: an hour takes 0..patchiness more */
	uint32_t stream;    /* of random numbers; stream + 1 is used too */
};

struct lg_weather_state { /* the straight piece in use */
	bool known;
	double start;
	double irradiance[2], temperature[2];
};

struct lg_weather { /* means over a step */
	double irradiance, temperature;
};

const char *lg_weather_config_problem(const struct lg_weather_config *config);
struct lg_weather lg_weather_mean(struct lg_weather_state *state,
				  const struct lg_weather_config *config,
				  const struct lg_plant_random *random, double t,
				  double dt);
/* s from t to the end of the straight piece. */
double lg_weather_patience(const struct lg_weather_config *config, double t);

/* Reads a PVGIS typical-year CSV (17 lines and the column names, then G(h) and T2m are
 * used). Every hour must follow the last (29 February left out), every number be
 * plausible. Returns the hours read, or -1 with "line N: why" in problem. */
int lg_weather_read_tmy(const char *path, double *irradiance, double *temperature,
			int most, char *problem, size_t size);

#endif
