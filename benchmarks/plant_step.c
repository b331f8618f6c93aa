/* SPDX-License-Identifier: Apache-2.0 */
/* benchmarks: nanoseconds for one step of a motorhome: 2 batteries of 4 cells in
 * parallel, inverter, 6 loads, solar, 8 nodes, 30 days of synthetic weather.
 *
 *   tools/build gcc benchmark_plant_step && build/benchmark_plant_step
 *
 * Prints a hash of the final state too: the same bits are wanted of every compiler.
 * A step of 10 s at cycles of minutes is there for the figure; an engine cuts at toggles.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "plant/cell_preset.h"
#include "plant/plant.h"

static struct lg_cell_config cell;
static struct lg_plant_config config;
static struct lg_plant_state state;
static struct lg_plant_inputs in;
static struct lg_plant_outputs out;

static double uniform(void *ctx, uint64_t key)
{
	(void)ctx;
	key = (key + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u; /* splitmix64 */
	key = (key ^ (key >> 27)) * 0x94d049bb133111ebu;
	return (double)((key ^ (key >> 31)) >> 11) * 0x1p-53;
}

static void load(int node, double power, double period, double duty)
{
	config.load[config.loads] = (struct lg_plant_load_config){
		.node = node,
		.power = power,
		.minimum = 10,
		.period = period,
		.duty = duty,
		.jitter = 0.5,
		.stream = (uint32_t)config.loads + 10,
	};
	config.loads++;
}

static void build(void)
{
	static const double ohm[] = {0, 1e-3, 1e-3, 2e-3, 5e-3, 3e-3, 8e-3, 8e-3};
	struct lg_charger_config charger = {14.2, 7200, 13.5, 13.4, 60};
	int i;

	lg_cell_from_preset(&cell, &lg_cell_prismatic, 200);
	config.net.nodes = 8;
	for (i = 0; i < 8; i++) {
		config.net.parent[i] = i == 0 ? -1 : i < 6 ? 0 : 5;
		config.net.resistance[i] = ohm[i];
		in.closed[i] = true;
	}
	config.net.way[5] = LG_NET_OUTWARD;
	config.batteries = 2;
	for (i = 0; i < 2; i++) {
		config.battery_node[i] = i + 1;
		config.battery[i].series = 4;
		config.battery[i].cell = &cell;
		config.battery[i].resistance = 1e-3;
	}
	for (i = 0; i < 8; i++)
		config.battery[i / 4].trim[i % 4] =
			(struct lg_cell_trim){1 + 0.003 * (i - 4), 1 - 0.01 * (i - 3)};
	config.inverters = config.solars = 1;
	config.inverter[0] = (struct lg_plant_inverter_config){.node = 3,
							       .power = 2400,
							       .efficiency = 0.93,
							       .idle = 10,
							       .minimum = 9.5,
							       .charge_current = 120,
							       .charge_efficiency = 0.93,
							       .charger = charger};
	config.solar[0] = (struct lg_solar_config){.node = 4,
						   .rated = 400,
						   .noct = 45,
						   .coefficient = -0.0037,
						   .efficiency = 0.98,
						   .current = 30,
						   .charger = charger};
	load(6, 50, 1500, 0.35);
	load(7, 30, 7200, 0.3);
	load(6, 10, 0, 1);
	load(7, 80, 3600, 0.02);
	load(5, 20, 900, 0.4);
	load(0, 600, 43200, 0.01);
	config.load[5].kind = LG_PLANT_LOAD_AC;
	config.weather = (struct lg_weather_config){.latitude = 45,
						    .day = 150,
						    .mean = 18,
						    .swing = 6,
						    .cloud = 0.7,
						    .patchiness = 0.3};
	config.random.uniform = uniform;
	for (i = 0; i < config.loads; i++)
		in.load_enabled[i] = true;
	in.inverter[0].may_invert = true;
	in.solar[0].may_charge = true;
}

static uint64_t hash(void)
{
	const unsigned char *byte = (const unsigned char *)state.cell;
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */
	size_t i;

	for (i = 0; i < 8 * sizeof(state.cell[0]); i++)
		h = (h ^ byte[i]) * 0x100000001b3u;
	return h;
}

static void run(double dt, long steps)
{
	double soc[8] = {0.6, 0.61, 0.62, 0.6, 0.59, 0.6, 0.6, 0.61};
	double through = 0, off = 0, best = 1e9;
	long i, passes = 0;
	struct timespec a, b;
	int turn;

	for (turn = 0; turn < 5; turn++) {
		lg_plant_init(&state, &config, soc, 20);
		through = off = 0;
		passes = 0;
		clock_gettime(CLOCK_MONOTONIC, &a);
		for (i = 0; i < steps; i++) {
			if (lg_plant_step(&state, &config, &in, (double)i * dt, dt,
					  &out)) {
				printf("step %ld failed\n", i);
				return;
			}
			through += out.in + out.out;
			off += out.residual;
			passes += out.net.iterations;
		}
		clock_gettime(CLOCK_MONOTONIC, &b);
		double ns = (double)(b.tv_sec - a.tv_sec) * 1e9 +
			    (double)(b.tv_nsec - a.tv_nsec);
		best = ns / (double)steps < best ? ns / (double)steps : best;
	}
	printf("dt %4g s  %ld steps  %6.1f ns/step  %.3f Newton passes  soc %.6f  "
	       "energy off %.1e of %.3g J  hash %016llx\n",
	       dt, steps, best, (double)passes / (double)steps, state.cell[0].soc, off,
	       through, (unsigned long long)hash());
}

int main(void)
{
	const char *problem;

	build();
	problem = lg_plant_config_problem(&config);
	if (problem) {
		printf("%s\n", problem);
		return 1;
	}
	run(0.1, 2592000);
	run(1, 2592000);
	run(10, 259200);
	return 0;
}
