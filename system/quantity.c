/* SPDX-License-Identifier: Apache-2.0 */
/* Quantities as people write them: see quantity.h. One row a spelling; nothing else knows
 * what a unit is worth. */
#include "system/quantity.h"

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct spelling {
	enum lg_unit unit;
	const char *text;
	double worth; /* of one, in the base */
};

static const struct spelling spellings[] = {
	/* the first of a unit is its base, and how it is printed */
	{LG_UNIT_V, "V", 1},           {LG_UNIT_V, "mV", 1e-3},
	{LG_UNIT_V, "kV", 1e3},        {LG_UNIT_A, "A", 1},
	{LG_UNIT_A, "mA", 1e-3},       {LG_UNIT_A, "kA", 1e3},
	{LG_UNIT_W, "W", 1},           {LG_UNIT_W, "mW", 1e-3},
	{LG_UNIT_W, "kW", 1e3},        {LG_UNIT_W, "VA", 1},
	{LG_UNIT_W, "kVA", 1e3},       {LG_UNIT_Ah, "Ah", 1},
	{LG_UNIT_Ah, "mAh", 1e-3},     {LG_UNIT_Wh, "Wh", 1},
	{LG_UNIT_Wh, "kWh", 1e3},      {LG_UNIT_s, "s", 1},
	{LG_UNIT_s, "ms", 1e-3},       {LG_UNIT_s, "min", 60},
	{LG_UNIT_s, "h", 3600},        {LG_UNIT_s, "d", 86400},
	{LG_UNIT_degC, "degC", 1},     {LG_UNIT_degC, "°C", 1},
	{LG_UNIT_fraction, "%", 0.01}, {LG_UNIT_m, "m", 1},
	{LG_UNIT_m, "cm", 1e-2},       {LG_UNIT_m, "mm", 1e-3},
	{LG_UNIT_mm2, "mm2", 1},       {LG_UNIT_mm2, "mm²", 1},
	{LG_UNIT_ohm, "ohm", 1},       {LG_UNIT_ohm, "mohm", 1e-3},
	{LG_UNIT_deg, "deg", 1},       {LG_UNIT_deg, "°", 1},
};

#define SPELLINGS (sizeof spellings / sizeof spellings[0])

static const char *const examples[] = {
	[LG_UNIT_NONE] = "1.5",      [LG_UNIT_COUNT] = "2",    [LG_UNIT_V] = "14.2 V",
	[LG_UNIT_A] = "100 A",       [LG_UNIT_W] = "60 W",     [LG_UNIT_Ah] = "200 Ah",
	[LG_UNIT_Wh] = "1.2 kWh",    [LG_UNIT_s] = "90 s",     [LG_UNIT_degC] = "5 degC",
	[LG_UNIT_fraction] = "40 %", [LG_UNIT_m] = "1.5 m",    [LG_UNIT_mm2] = "16 mm2",
	[LG_UNIT_ohm] = "2 mohm",    [LG_UNIT_deg] = "45 deg",
};

const char *lg_unit_name(enum lg_unit unit)
{
	for (size_t i = 0; i < SPELLINGS; i++)
		if (spellings[i].unit == unit)
			return spellings[i].text;
	return "";
}

const char *lg_unit_spelling(enum lg_unit unit, int index)
{
	for (size_t i = 0; i < SPELLINGS; i++)
		if (spellings[i].unit == unit && index-- == 0)
			return spellings[i].text;
	return NULL;
}

const char *lg_unit_example(enum lg_unit unit)
{
	return examples[unit];
}

static bool refuse(char *why, size_t size, const char *text, const char *what,
		   enum lg_unit unit)
{
	snprintf(why, size, "'%.40s' %s, as in \"%s\"", text, what, examples[unit]);
	return false;
}

/* A plain decimal: sign, digits, point, exponent. What strtod takes besides (hex, nan,
 * inf) is none, and the reading does not depend on the locale: the digits are checked
 * here and a point is the only separator. */
static size_t decimal(const char *text)
{
	size_t i = text[0] == '-' || text[0] == '+', digits = 0, from;

	while (isdigit((unsigned char)text[i]) ||
	       (text[i] == '.' && !memchr(text, '.', i))) {
		digits += text[i] != '.';
		i++;
	}
	if (digits == 0)
		return 0;
	if (text[i] != 'e' && text[i] != 'E')
		return i;
	from = i + 1 + (text[i + 1] == '-' || text[i + 1] == '+');
	if (!isdigit((unsigned char)text[from]))
		return i;
	while (isdigit((unsigned char)text[from]))
		from++;
	return from;
}

static double number_of(const char *text, size_t length)
{
	static locale_t plain;
	char copy[64];

	if (length >= sizeof copy)
		return NAN;
	memcpy(copy, text, length);
	copy[length] = 0;
	if (!plain)
		plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
	return plain ? strtod_l(copy, NULL, plain) : strtod(copy, NULL);
}

/* Worth of a unit's text, 0 when it is not one of this unit. */
static double worth_of(const char *text, enum lg_unit unit)
{
	for (size_t i = 0; i < SPELLINGS; i++)
		if (spellings[i].unit == unit && strcmp(spellings[i].text, text) == 0)
			return spellings[i].worth;
	return 0;
}

bool lg_quantity_parse(const char *text, enum lg_unit unit, bool bare, double *value,
		       char *why, size_t why_size)
{
	size_t length = decimal(text), end = length;
	bool pure = unit == LG_UNIT_NONE || unit == LG_UNIT_COUNT;
	double number, worth = 1;

	if (length == 0)
		return refuse(why, why_size, text,
			      pure ? "is not a number" : "is not a quantity", unit);
	while (text[end] == ' ')
		end++;
	if (text[end])
		worth = worth_of(text + end, unit);
	else if (!pure && !bare)
		return refuse(why, why_size, text, "needs a unit", unit);
	if (worth == 0 || (!text[end] && end != length))
		return refuse(why, why_size, text,
			      pure ? "takes no unit" : "has the wrong unit", unit);
	number = number_of(text, length) * worth;
	if (!isfinite(number))
		return refuse(why, why_size, text, "is too large a number", unit);
	if (unit == LG_UNIT_COUNT &&
	    (number < 0 || number > 1e9 || floor(number) < number))
		return refuse(why, why_size, text, "is not a whole number", unit);
	*value = number;
	return true;
}

/* 9 digits: what a person can have meant. The next larger spelling where the base would
 * be awkward: 7 d, 25 min, 2 mohm. */
static double display(double value, enum lg_unit unit, const char **name)
{
	static const char *const times[] = {"d", "h", "min"};

	*name = lg_unit_name(unit);
	if (unit == LG_UNIT_fraction)
		return value * 100;
	for (int i = 0; unit == LG_UNIT_s && value > 0 && i < 3; i++) {
		double many = value / worth_of(times[i], LG_UNIT_s);

		if (!(floor(many) < many)) {
			*name = times[i];
			return many;
		}
	}
	if (unit == LG_UNIT_ohm && fabs(value) < 0.1 && fabs(value) > 0) {
		*name = "mohm";
		return value * 1e3;
	}
	return value;
}

void lg_quantity_text(double value, enum lg_unit unit, char *text, size_t size)
{
	const char *name;
	double shown = display(value, unit, &name);

	snprintf(text, size, "%.9g%s%s", shown, name[0] ? " " : "", name);
}
