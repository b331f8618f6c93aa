/* SPDX-License-Identifier: Apache-2.0 */
/* The plant of a build: nodes and branches of the power tree, batteries with their
 * spread, loads, inverters, solar. What the build file does not say stands here with its
 * evidence. */
#include "bench/world_inside.h"

#include "bench/random.h"
#include "plant/cell_preset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COPPER          0.0175 /* ohm mm2/m (forum: dealer's cable guide; 1/56) */
#define SWITCH_OHM      0.0005 /* closed MOSFET switch (assumed) */
#define JOINTS_OHM      0.0001 /* lugs and bus bar of a branch (assumed) */
#define CASE_OHM        0.0004 /* bus bars inside one case (assumed) */
#define DC_LOAD_MINIMUM 9.0    /* V per 12 V: below it a load is a resistance (assumed) */
#define SPREAD_OF_R                                                                      \
	5.0 /* sigma of R over sigma of Q: 5 % and 1 % (facts: nine measured cells) */
#define IDLE_SHARE 0.004 /* W idle per VA when the catalogue has no figure (assumed) */

static double cable_ohm(const struct lg_cable *cable)
{
	return JOINTS_OHM + COPPER * 2.0 * cable->length / cable->area;
}

static int add_node(struct lg_plant_config *plant, int parent, double ohm,
		    enum lg_net_way way)
{
	int node = plant->net.nodes;

	if (node >= LG_NET_NODES)
		return -1;
	plant->net.nodes++;
	plant->net.parent[node] = parent;
	plant->net.resistance[node] = ohm;
	plant->net.way[node] = way;
	return node;
}

/* A string is one plant battery; its cases follow each other in it. */
static void place_cases(struct lg_world *world)
{
	for (int i = 0; i < world->system->n_batteries; i++) {
		int index = world->system->batteries[i].bank;
		const struct lg_bank *bank = &world->system->banks[index];
		int at = i - bank->first_battery;

		world->nodes.case_string[i] =
			world->nodes.string[index] + at / bank->series;
		world->nodes.case_cell[i] = at % bank->series * bank->cells;
	}
}

static void find_moving(struct lg_world *world)
{
	const struct lg_wiring *wiring = &world->system->wiring;

	for (uint16_t d = 0; d < wiring->n_devices; d++) {
		const struct lg_wiring_device *device = &wiring->devices[d];

		for (int k = 0; k < device->family->n_inputs; k++) {
			uint16_t slot = (uint16_t)(device->first_input + k);
			enum lg_sense_what what = world->system->senses[slot].what;

			if (what == LG_SENSE_NOTHING || what == LG_SENSE_WIRE ||
			    what == LG_SENSE_CONSTANT)
				continue;
			world->moving[world->n_moving].slot = slot;
			world->moving[world->n_moving].device = d;
			world->n_moving++;
		}
	}
}

double lg_world_midnight(const struct lg_world *world)
{
	return world->scenario.start;
}

static bool add_bank(struct lg_world *world, int index, double *soc,
		     struct lg_problems *problems)
{
	const struct lg_bank *bank = &world->system->banks[index];
	struct lg_plant_config *plant = &world->plant;
	double start = isnan(world->scenario.soc) ? bank->soc : world->scenario.soc;

	lg_cell_from_preset(&world->cells[index], &lg_cell_prismatic, bank->capacity);
	world->nodes.bus[index] = add_node(plant, -1, 0.0, LG_NET_BOTH);
	world->nodes.string[index] = plant->batteries;
	for (int s = 0; s < bank->parallel; s++) {
		int battery = plant->batteries;
		struct lg_plant_battery_config *string = &plant->battery[battery];
		int node = add_node(plant, world->nodes.bus[index],
				    cable_ohm(&bank->cable), LG_NET_BOTH);

		if (node < 0 || battery >= LG_PLANT_BATTERIES ||
		    bank->series * bank->cells > LG_PLANT_SERIES) {
			lg_problem_add(problems, bank->place,
				       "the bench holds 16 strings of 16 cells",
				       "bank '%s' is larger than the simulator takes",
				       bank->id);
			return false;
		}
		plant->batteries++;
		plant->battery_node[battery] = node;
		string->series = bank->series * bank->cells;
		string->cell = &world->cells[index];
		string->resistance = CASE_OHM * bank->series;
		for (int c = 0; c < string->series; c++) {
			uint32_t key = (uint32_t)(battery * LG_PLANT_SERIES + c);

			string->trim[c].capacity =
				1.0 + bank->spread * lg_random_normal(world->seed,
								      LG_STREAM_CAPACITY,
								      key);
			string->trim[c].resistance =
				1.0 + SPREAD_OF_R * bank->spread *
					      lg_random_normal(world->seed,
							       LG_STREAM_RESISTANCE, key);
			soc[lg_plant_first_cell(plant, battery) + c] =
				start +
				bank->spread * start * (1.0 - start) *
					lg_random_normal(world->seed, LG_STREAM_SOC, key);
		}
	}
	return true;
}

static void add_protector(struct lg_world *world, int index)
{
	const struct lg_protector *protector = &world->system->protectors[index];

	world->nodes.protector_in[index] =
		add_node(&world->plant, world->nodes.bus[protector->on],
			 cable_ohm(&protector->cable), LG_NET_BOTH);
	world->nodes.protector_out[index] =
		add_node(&world->plant, world->nodes.protector_in[index], SWITCH_OHM,
			 LG_NET_OUTWARD);
}

static struct lg_charger_config charger_of(double absorption, double floating)
{
	return (struct lg_charger_config){
		.absorption = absorption,
		.absorption_time =
			7200.0, /* fixed 2 h (manual: Lithium Battery Smart 8.2) */
		.floating = floating,
		.rebulk = floating - 0.1, /* assumed */
		.rebulk_time = 60.0,      /* assumed */
	};
}

static void add_inverter(struct lg_world *world, int index)
{
	const struct lg_inverter *inverter = &world->system->inverters[index];
	struct lg_plant_config *plant = &world->plant;
	struct lg_plant_inverter_config *to = &plant->inverter[plant->inverters++];
	double rated = lg_model_value(inverter->model, "rated_VA", 1000.0);
	double volts = lg_model_value(inverter->model, "nominal_V", 12.0);
	int parent = inverter->on_protector >= 0
			     ? world->nodes.protector_out[inverter->on_protector]
			     : world->nodes.bus[inverter->on];

	to->node = add_node(plant, parent, cable_ohm(&inverter->cable), LG_NET_BOTH);
	world->nodes.inverter[index] = to->node;
	to->power = lg_model_value(inverter->model, "rated_W", 0.8 * rated);
	to->efficiency = lg_model_value(inverter->model, "efficiency", 0.92);
	to->idle = lg_model_value(inverter->model, "idle_W", IDLE_SHARE * rated);
	to->minimum = 9.5 * volts / 12.0; /* manual: DC input range of 12 V units */
	to->charge_current = inverter->max_charge;
	to->charge_efficiency = to->efficiency;
	to->charger = charger_of(inverter->absorption, inverter->float_);
}

static void add_load(struct lg_world *world, int index)
{
	const struct lg_load *load = &world->system->loads[index];
	struct lg_plant_load_config *to = &world->plant.load[world->plant.loads++];
	const struct lg_bank *bank = &world->system->banks[0];

	to->power = load->power;
	to->stream = LG_STREAM_LOADS + (uint32_t)index;
	to->from = load->from;
	to->until = load->to >= 86400.0 ? load->from : load->to;
	if (load->from <= 0.0 && load->to >= 86400.0)
		to->from = to->until = 0.0;
	to->period = load->duty < 1.0 ? load->period : 0.0;
	to->duty = load->duty;
	to->jitter = load->duty < 1.0 ? 1.0 : 0.0;
	if (load->on == LG_ON_INVERTER) {
		to->kind = LG_PLANT_LOAD_AC;
		to->inverter = load->on_index;
		to->minimum = 1.0;
		return;
	}
	if (load->on == LG_ON_PROTECTOR) {
		bank = &world->system
				->banks[world->system->protectors[load->on_index].on];
		to->node = world->nodes.protector_out[load->on_index];
	} else {
		bank = &world->system->banks[load->on_index];
		to->node = world->nodes.bus[load->on_index];
	}
	to->kind = LG_PLANT_LOAD_POWER;
	to->minimum = DC_LOAD_MINIMUM * bank->voltage / 12.8;
}

static void add_solar(struct lg_world *world, int index)
{
	const struct lg_solar *solar = &world->system->solar[index];
	struct lg_solar_config *to = &world->plant.solar[world->plant.solars++];

	to->node = add_node(&world->plant, world->nodes.bus[solar->on],
			    cable_ohm(&solar->cable), LG_NET_BOTH);
	to->rated = solar->power;
	to->coefficient = -0.0037; /* datasheets: -0.0035 to -0.0040 */
	to->noct = 45.0;
	to->efficiency = 0.98; /* one van's log: 97.8 % */
	to->current = solar->max_charge;
	to->charger =
		charger_of(solar->voltage,
			   solar->voltage * 13.5 / 14.2); /* manual: 14.2 and 13.5 V */
}

static bool read_weather(struct lg_world *world, struct lg_problems *problems)
{
	enum { YEAR = 8784 };
	char why[160];
	int hours;

	world->irradiance = calloc(YEAR, sizeof(double));
	world->temperature = calloc(YEAR, sizeof(double));
	if (!world->irradiance || !world->temperature)
		abort();
	hours = lg_weather_read_tmy(world->scenario.weather, world->irradiance,
				    world->temperature, YEAR, why, sizeof why);
	if (hours < 0) {
		lg_problem_add(problems, (struct lg_place){0, 0},
			       "a PVGIS typical-year CSV, \"synthetic\" or \"still\"",
			       "weather file %s: %s", world->scenario.weather, why);
		return false;
	}
	world->plant.weather.hours = (size_t)hours;
	return true;
}

static bool add_weather(struct lg_world *world, struct lg_problems *problems)
{
	const struct lg_site *site = &world->system->site;
	struct lg_weather_config *weather = &world->plant.weather;
	const char *what = world->scenario.weather;
	bool own_start = !isnan(world->scenario.temperature);

	weather->stream = LG_STREAM_WEATHER;
	weather->latitude = site->latitude;
	weather->day = site->day;
	weather->mean = site->temperature;
	weather->swing = site->swing;
	weather->cloud = site->cloud;
	weather->patchiness = site->cloud;
	weather->offset = world->scenario.start;
	if (!*what || !strcmp(what, "synthetic"))
		return true;
	weather->kind = LG_WEATHER_TABLE;
	if (strcmp(what, "still") != 0) {
		weather->offset += (site->day - 1.0) * 86400.0;
		if (!read_weather(world, problems))
			return false;
	} else {
		world->irradiance = calloc(2, sizeof(double));
		world->temperature = calloc(2, sizeof(double));
		if (!world->irradiance || !world->temperature)
			abort();
		world->temperature[0] = world->temperature[1] =
			own_start ? world->scenario.temperature : site->temperature;
		weather->hours = 2;
	}
	weather->irradiance = world->irradiance;
	weather->temperature = world->temperature;
	return true;
}

static double draw(void *context, uint64_t key)
{
	const struct lg_world *world = context;

	return lg_random_uniform(world->seed, key);
}

static bool fits(const struct lg_world *world, struct lg_problems *problems)
{
	const struct lg_system *system = world->system;

	if (system->n_loads <= LG_PLANT_LOADS &&
	    system->n_inverters <= LG_PLANT_INVERTERS &&
	    system->n_solar <= LG_PLANT_SOLARS && world->plant.net.nodes < LG_NET_NODES)
		return true;
	lg_problem_add(problems, (struct lg_place){0, 0},
		       "the simulator holds 24 loads, 4 inverters, 4 solar controllers "
		       "and 32 nodes",
		       "the build is larger than the simulator takes");
	return false;
}

static bool add_components(struct lg_world *world, double *soc,
			   struct lg_problems *problems)
{
	const struct lg_system *system = world->system;

	if (!fits(world, problems))
		return false;
	for (int i = 0; i < system->n_banks; i++)
		if (!add_bank(world, i, soc, problems))
			return false;
	for (int i = 0; i < system->n_protectors; i++)
		add_protector(world, i);
	for (int i = 0; i < system->n_inverters; i++)
		add_inverter(world, i);
	for (int i = 0; i < system->n_loads; i++)
		add_load(world, i);
	for (int i = 0; i < system->n_solar; i++)
		add_solar(world, i);
	return fits(world, problems);
}

static void close_fixed_branches(struct lg_world *world)
{
	for (int node = 0; node < world->plant.net.nodes; node++)
		world->now.inputs.closed[node] = true;
	for (int i = 0; i < world->system->n_protectors; i++)
		world->now.inputs.closed[world->nodes.protector_out[i]] = false;
	for (int i = 0; i < world->system->n_loads; i++)
		world->now.inputs.load_enabled[i] = true;
	for (int i = 0; i < world->system->n_solar; i++)
		world->now.inputs.solar[i].may_charge = true;
	for (int i = 0; i < world->system->n_batteries; i++)
		world->now.may_charge[i] = world->now.may_discharge[i] = true;
}

bool lg_world_build(struct lg_world *world, struct lg_problems *problems)
{
	double soc[LG_PLANT_CELLS] = {0};
	struct lg_weather air;
	const char *why;
	double start;

	world->plant.random = (struct lg_plant_random){draw, world};
	world->plant.midnight = lg_world_midnight(world);
	if (!add_components(world, soc, problems) || !add_weather(world, problems))
		return false;
	why = lg_plant_config_problem(&world->plant);
	if (why) {
		lg_problem_add(problems, (struct lg_place){0, 0}, "",
			       "no plant of this build: %s", why);
		return false;
	}
	close_fixed_branches(world);
	place_cases(world);
	find_moving(world);
	air = lg_weather_mean(&world->now.plant.weather, &world->plant.weather,
			      &world->plant.random, 0.0, 1.0);
	start = isnan(world->scenario.temperature) ? air.temperature
						   : world->scenario.temperature;
	lg_plant_init(&world->now.plant, &world->plant, soc, start);
	return true;
}
