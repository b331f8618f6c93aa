/* SPDX-License-Identifier: Apache-2.0 */
/* Signals as people write them: see signal.h. A row a kind; an alarm is stored as "all is
 * well", so its words are the other way round. */
#include "system/signal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/event.h"
#include "system/quantity.h"

static const struct {
	const char *zero, *one; /* words; NULL: a quantity */
	enum lg_unit unit;
	const char *shown;
} kinds[] = {
	[LG_PORT_ALARM] = {"1", "0", LG_UNIT_NONE, "0/1"},
	[LG_PORT_FLAG] = {"0", "1", LG_UNIT_NONE, "0/1"},
	[LG_PORT_LEVEL] = {"float", "high", LG_UNIT_NONE, "high/float"},
	[LG_PORT_SWITCH] = {"off", "on", LG_UNIT_NONE, "on/off"},
	[LG_PORT_CHAIN] = {"open", "ok", LG_UNIT_NONE, "ok/open"},
	[LG_PORT_LINK] = {"lost", "ok", LG_UNIT_NONE, "ok/lost"},
	[LG_PORT_CHOICE] = {NULL, NULL, LG_UNIT_NONE, "word"},
	[LG_PORT_mV] = {NULL, NULL, LG_UNIT_V, "V"},
	[LG_PORT_mA] = {NULL, NULL, LG_UNIT_A, "A"},
	[LG_PORT_mdegC] = {NULL, NULL, LG_UNIT_degC, "degC"},
};

static bool parse_milli(enum lg_unit unit, const char *text, int32_t *value)
{
	char why[160];
	double number;

	/* Bare only: in a table of signals the unit stands in the head. */
	if (!text[0] || !strchr("0123456789.", text[strlen(text) - 1]) ||
	    !lg_quantity_parse(text, unit, true, &number, why, sizeof why))
		return false;
	if (!(fabs(number) <= INT32_MAX / 1000))
		return false;
	*value = (int32_t)lround(number * 1000);
	return true;
}

bool lg_signal_parse(const struct lg_port *port, const char *text, int32_t *value)
{
	if (port->kind == LG_PORT_CHOICE) {
		for (int i = 0; port->texts[i]; i++)
			if (strcmp(port->texts[i], text) == 0) {
				*value = i;
				return true;
			}
		return false;
	}
	if (!kinds[port->kind].zero)
		return parse_milli(kinds[port->kind].unit, text, value);
	if (strcmp(text, kinds[port->kind].zero) == 0)
		*value = 0;
	else if (strcmp(text, kinds[port->kind].one) == 0)
		*value = 1;
	else
		return false;
	return true;
}

void lg_signal_text(const struct lg_port *port, int32_t value, char *text, size_t size)
{
	if (port->kind == LG_PORT_CHOICE) {
		int count = 0;

		while (port->texts[count])
			count++;
		snprintf(text, size, "%s",
			 value >= 0 && value < count ? port->texts[value] : "?");
	} else if (kinds[port->kind].zero) {
		snprintf(text, size, "%s",
			 value ? kinds[port->kind].one : kinds[port->kind].zero);
	} else {
		snprintf(text, size, "%.10g", value / 1000.0);
	}
}

const char *lg_signal_unit(enum lg_port_kind kind)
{
	return kinds[kind].shown;
}

void lg_reason_text(const struct lg_family *family, const struct lg_event *event,
		    char *text, size_t size)
{
	const char *name =
		event->fault < family->n_faults ? family->faults[event->fault].name : "?";

	switch ((enum lg_event_why)event->why) {
	case LG_WHY_INPUT:
		snprintf(text, size, "input");
		break;
	case LG_WHY_FAULT:
		snprintf(text, size, "%s", name);
		break;
	case LG_WHY_CLEARED:
		snprintf(text, size, "%s cleared", name);
		break;
	}
}
