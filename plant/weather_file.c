/* SPDX-License-Identifier: Apache-2.0 */
/* plant: reads a PVGIS typical year. Months of one come from different years, so the
 * calendar is checked without the year. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plant/weather.h"

enum { HEADER_LINES = 18, LINE = 512 };

static int days_in(int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1];
}

static int complain(char *problem, size_t size, int line, const char *why)
{
	if (line > 0)
		snprintf(problem, size, "line %d: %s", line, why);
	else
		snprintf(problem, size, "%s", why);
	return -1;
}

/* Number of the hour in a year without 29 February, or -1. */
static int hour_of(const char *stamp)
{
	int month, day, hour, sum, i;

	for (i = 0; i < 13; i++)
		if (i == 8 ? stamp[i] != ':' : !isdigit((unsigned char)stamp[i]))
			return -1;
	if (stamp[13] != ',' || stamp[11] != '0' || stamp[12] != '0')
		return -1;
	month = (stamp[4] - '0') * 10 + stamp[5] - '0';
	day = (stamp[6] - '0') * 10 + stamp[7] - '0';
	hour = (stamp[9] - '0') * 10 + stamp[10] - '0';
	if (month < 1 || month > 12 || day < 1 || day > days_in(month) || hour > 23)
		return -1;
	for (sum = day - 1, i = 1; i < month; i++)
		sum += days_in(i);
	return sum * 24 + hour;
}

/* The field'th number after the stamp, plainly written and within its range. */
static int number(const char *text, int field, double low, double high, double *value)
{
	char *end;

	while (field-- > 0) {
		text = strchr(text, ',');
		if (!text)
			return 0;
		text++;
	}
	if (!isdigit((unsigned char)*text) && *text != '-' && *text != '.')
		return 0;
	*value = strtod(text, &end);
	if (end == text || *end != ',' || !isfinite(*value))
		return 0;
	return *value >= low && *value <= high;
}

static const char *read_row(const char *line, int expected, double *irradiance,
			    double *temperature)
{
	int hour = hour_of(line);

	if (!strchr(line, '\n'))
		return "the line is too long or cut off";
	if (hour < 0)
		return "not a time of the form yyyymmdd:hh00";
	if (hour != expected)
		return "an hour is missing, doubled or out of order";
	if (!number(line, 1, -90, 80, temperature))
		return "T2m is not a plausible temperature";
	if (!number(line, 3, -1, 2000, irradiance))
		return "G(h) is not a plausible irradiance";
	if (*irradiance < 0)
		*irradiance = 0;
	return NULL;
}

static int read_rows(FILE *file, double *irradiance, double *temperature, int most,
		     char *problem, size_t size)
{
	char line[LINE];
	const char *why;
	int n = 0, row = HEADER_LINES;

	while (fgets(line, sizeof(line), file)) {
		row++;
		if (line[0] == '\n' || line[0] == '\r')
			break; /* the legend follows */
		if (n >= most || n >= 8760)
			return complain(problem, size, row,
					"more hours than there is room for");
		why = read_row(line, n, &irradiance[n], &temperature[n]);
		if (why)
			return complain(problem, size, row, why);
		n++;
	}
	if (ferror(file))
		return complain(problem, size, row, "the file cannot be read");
	if (n < 8760)
		return complain(problem, size, row,
				"the year is not whole: 8760 hours wanted");
	return n;
}

int lg_weather_read_tmy(const char *path, double *irradiance, double *temperature,
			int most, char *problem, size_t size)
{
	FILE *file = fopen(path, "r");
	char line[LINE];
	int i, n;

	if (!file)
		return complain(problem, size, 0, "the file cannot be opened");
	for (i = 1; i <= HEADER_LINES; i++) {
		if (fgets(line, sizeof(line), file) && strchr(line, '\n'))
			continue;
		fclose(file);
		return complain(problem, size, i,
				"the header of a PVGIS file is missing");
	}
	n = strncmp(line, "time(UTC),T2m,RH,G(h),", 22) == 0
		    ? read_rows(file, irradiance, temperature, most, problem, size)
		    : complain(problem, size, HEADER_LINES,
			       "the columns are not those of PVGIS");
	fclose(file);
	return n;
}
