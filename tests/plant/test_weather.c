/* SPDX-License-Identifier: Apache-2.0 */
/* Proof of time: weather is integrated exactly, loads switch when they say, files are
 * read or refused by line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "plant/load.h"
#include "plant/weather.h"

static double uniform(void *ctx, uint64_t key)
{
	(void)ctx;
	key = (key + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
	key = (key ^ (key >> 27)) * 0x94d049bb133111ebu;
	return (double)((key ^ (key >> 31)) >> 11) * 0x1p-53;
}

static const struct lg_plant_random random_numbers = {uniform, NULL};

static void near(double got, double wanted, double tolerance, const char *what)
{
	if (!(fabs(got - wanted) <= tolerance))
		fail_msg("%s: %.15g, wanted %.15g within %g", what, got, wanted,
			 tolerance);
}

/* One long step, many short ones, and the trapezoids by hand: one integral. */
static void the_table_is_integrated(void **unused)
{
	const double sun[] = {0, 100, 400, 200}, air[] = {5, 6, 10, 8};
	struct lg_weather_config config = {.kind = LG_WEATHER_TABLE,
					   .irradiance = sun,
					   .temperature = air,
					   .hours = 4};
	struct lg_weather_state state = {0};
	struct lg_weather mean;
	double sum = 0;
	int i;

	(void)unused;
	assert_null(lg_weather_config_problem(&config));
	mean = lg_weather_mean(&state, &config, NULL, 1800, 9000 - 1800);
	/* 50..100 half an hour, 100..400 an hour, 400..300 half an hour */
	near(mean.irradiance * 7200, (75 * 0.5 + 250 + 350 * 0.5) * 3600, 1e-6,
	     "integral");
	for (i = 0; i < 1000; i++)
		sum += lg_weather_mean(&state, &config, NULL, 1800 + 7.2 * i, 7.2)
			       .irradiance *
		       7.2;
	near(sum, mean.irradiance * 7200, 1e-5, "short steps");
	near(lg_weather_mean(&state, &config, NULL, 5 * 3600.0, 0).irradiance, 100, 1e-9,
	     "circle");
	near(lg_weather_patience(&config, 1800), 1800, 1e-9, "patience");
}

static void the_sky_is_plausible(void **unused)
{
	struct lg_weather_config config = {
		.latitude = 45, .day = 172, .mean = 15, .swing = 5};
	struct lg_weather_state state = {0};
	double june, december;

	(void)unused;
	assert_null(lg_weather_config_problem(&config));
	near(lg_weather_mean(&state, &config, NULL, 43200, 0).irradiance,
	     1098 * cos((45 - 23.45) * 3.14159265358979 / 180) *
		     exp(-0.059 / cos((45 - 23.45) * 3.14159265358979 / 180)),
	     0.5, "noon at midsummer");
	assert_true(lg_weather_mean(&state, &config, NULL, 0, 3600).irradiance == 0);
	june = lg_weather_mean(&state, &config, NULL, 0, 86400).irradiance * 24 / 1000;
	config.day = 355;
	state.known = false;
	december =
		lg_weather_mean(&state, &config, NULL, 0, 86400).irradiance * 24 / 1000;
	print_message("clear day at 45 N: June %.2f, December %.2f kWh/m2\n", june,
		      december);
	assert_true(june > 7.5 && june < 9 && december > 1.5 && december < 2.5);
	config.cloud = 1;
	config.stream = 3;
	state.known = false;
	near(lg_weather_mean(&state, &config, &random_numbers, 0, 86400).irradiance * 24 /
		     1000,
	     december * (1 - uniform(NULL, (uint64_t)3 << 32)), 1e-9, "a cloudy day");
}

/* Written as PVGIS does; row `bad` (from 0) is replaced. */
static int try_file(int rows, int bad, const char *instead, char *problem)
{
	static double sun[8760], air[8760];
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	char path[] = "/tmp/lg_tmy_XXXXXX";
	int fd = mkstemp(path), n = 0, m, d, h, got;
	FILE *file = fdopen(fd, "w");

	assert_non_null(file);
	for (m = 0; m < 17; m++)
		fprintf(file, "header\n");
	fprintf(file, "time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP\n");
	for (m = 0; m < 12; m++)
		for (d = 0; d < days[m]; d++)
			for (h = 0; h < 24; h++, n++) {
				if (n >= rows)
					continue;
				if (n == bad)
					fprintf(file, "%s", instead);
				else
					fprintf(file,
						"20%02d%02d%02d:%02d00,%d.5,90,%d.0,0,0,"
						"1,1,1,1\n",
						5 + m, m + 1, d + 1, h, m, h);
			}
	fprintf(file, "\nlegend\n");
	fclose(file);
	got = lg_weather_read_tmy(path, sun, air, 8760, problem, 80);
	unlink(path);
	if (got == 8760)
		assert_true(sun[8759] == 23 && air[8759] == 11.5);
	return got;
}

static void files_are_read_or_refused(void **unused)
{
	char why[80] = "";

	(void)unused;
	assert_int_equal(try_file(8760, -1, "", why), 8760);
	assert_int_equal(try_file(8760, 30, "", why), -1); /* a gap */
	assert_string_equal(why, "line 49: an hour is missing, doubled or out of order");
	assert_int_equal(try_file(8760, 2, "20050101:0200,nan,90,0,0,0,1,1,1,1\n", why),
			 -1);
	assert_string_equal(why, "line 21: T2m is not a plausible temperature");
	assert_int_equal(try_file(8760, 2, "20050101:0200,5,90,,0,0,1,1,1,1\n", why), -1);
	assert_string_equal(why, "line 21: G(h) is not a plausible irradiance");
	assert_int_equal(try_file(8760, 2, "20050101:0200,5,90,9999,0,0,1,1,1,1\n", why),
			 -1);
	assert_int_equal(try_file(8760, 2, "yesterday\n", why), -1);
	assert_string_equal(why, "line 21: not a time of the form yyyymmdd:hh00");
	assert_int_equal(try_file(8000, -1, "", why), -1);
	assert_int_equal(lg_weather_read_tmy("/nowhere", NULL, NULL, 0, why, sizeof(why)),
			 -1);
}

/* The real file, when it is at hand: yearly sum as its publishers give it. */
static void the_real_year_is_read(void **unused)
{
	static double sun[8760], air[8760];
	const char *path = LG_SOURCE_DIR
		"/../shared/data/solar-tmy-pvgis/tmy_45.000_8.000_2005_2023.csv";
	char why[80] = "";
	double sum = 0;
	int i;

	(void)unused;
	if (access(path, R_OK) != 0) {
		print_message("skipped: the PVGIS year is not here\n");
		skip();
	}
	if (lg_weather_read_tmy(path, sun, air, 8760, why, sizeof(why)) != 8760)
		fail_msg("%s", why);
	for (i = 0; i < 8760; i++)
		sum += sun[i] / 1000;
	near(sum, 1436, 1, "kWh/m2 a year");
}

/* Steps cut at `change` see every edge; on-time is duty x period in every cycle. */
static void loads_keep_their_duty(void **unused)
{
	struct lg_plant_load_config config = {.power = 50,
					      .minimum = 9,
					      .period = 1234.5,
					      .duty = 0.3,
					      .phase = 17.25,
					      .jitter = 1,
					      .stream = 4};
	struct lg_plant_load_state state = {0};
	double t = 17.25, on = 0, next;
	int edges = 0;
	bool now, last = false;

	(void)unused;
	assert_null(lg_plant_load_config_problem(&config));
	while (t < 17.25 + 1000 * 1234.5 - 1) {
		now = lg_plant_load_on(&state, &config, &random_numbers, 0, t);
		next = state.change;
		assert_true(next > t);
		edges += now != last;
		last = now;
		on += now ? next - t : 0;
		t += next - t;
	}
	near(on, 0.3 * 1000 * 1234.5, 1e-3, "on-time");
	assert_true(edges >= 1990 && edges <= 2001);
}

static void windows_hold_over_midnight(void **unused)
{
	struct lg_plant_load_config config = {
		.power = 1, .minimum = 9, .from = 22 * 3600, .until = 6 * 3600};
	struct lg_plant_load_state state = {0};
	double midnight = 8 * 3600; /* starts at 8 in the morning */

	(void)unused;
	assert_false(lg_plant_load_on(&state, &config, NULL, midnight, 0));
	near(state.change, 14 * 3600, 1e-6, "22 h");
	assert_true(lg_plant_load_on(&state, &config, NULL, midnight, 14 * 3600));
	near(state.change, 22 * 3600, 1e-6, "6 h");
	assert_true(lg_plant_load_on(&state, &config, NULL, midnight, 21 * 3600));
	assert_false(lg_plant_load_on(&state, &config, NULL, midnight, 22 * 3600));
	config.duty = NAN;
	assert_non_null(lg_plant_load_config_problem(&config));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_integrated),
		cmocka_unit_test(the_sky_is_plausible),
		cmocka_unit_test(files_are_read_or_refused),
		cmocka_unit_test(the_real_year_is_read),
		cmocka_unit_test(loads_keep_their_duty),
		cmocka_unit_test(windows_hold_over_midnight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
