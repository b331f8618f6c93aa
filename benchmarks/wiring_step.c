/* SPDX-License-Identifier: Apache-2.0 */
/* benchmarks: nanoseconds for the protection code of one build, as bench and guard call
 * it. Cell voltages move by a few mV each time, so that nothing is the same twice.
 *
 *   wiring_step FILE        prints a line a figure; the best of five
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "system/system.h"

#define STEPS 300000
#define TURNS 5

struct rig {
	const struct lg_wiring *wiring;
	void *memory;
	struct lg_sample in[LG_WIRING_INPUTS];
	uint32_t moved; /* so that no work can be left out */
};

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void rest(struct rig *rig)
{
	for (int d = 0; d < rig->wiring->n_devices; d++) {
		const struct lg_wiring_device *device = &rig->wiring->devices[d];

		for (int i = 0; i < device->family->n_inputs; i++)
			rig->in[device->first_input + i] = (struct lg_sample){
				device->family->inputs[i].resting, true};
	}
	memset(rig->memory, 0, rig->wiring->memory_size);
	lg_wiring_step(rig->memory, rig->wiring, rig->in, 0, NULL);
}

static void whole_step(struct rig *rig, int i)
{
	rig->in[i & 3].value = 3300 + (i & 7);
	lg_wiring_step(rig->memory, rig->wiring, rig->in, 1000, NULL);
	rig->moved += (uint32_t)lg_wiring_outputs(rig->memory)[0];
}

static void edge_of_one(struct rig *rig, int i)
{
	rig->in[i & 3].value = 3300 + (i & 7);
	lg_wiring_edge(rig->memory, rig->wiring, rig->in, 1, NULL);
	rig->moved += (uint32_t)lg_wiring_outputs(rig->memory)[0];
}

static void patience(struct rig *rig, int i)
{
	rig->moved += lg_wiring_patience(rig->memory, rig->wiring) & (uint32_t)i;
}

static void measure(struct rig *rig, const char *what, void (*work)(struct rig *, int))
{
	double best_ns = 1e12;

	for (int turn = 0; turn < TURNS; turn++) {
		double from_ns = now_ns(), each_ns;

		rest(rig);
		for (int i = 0; i < STEPS; i++)
			work(rig, i);
		each_ns = (now_ns() - from_ns) / STEPS;
		best_ns = each_ns < best_ns ? each_ns : best_ns;
	}
	printf("%-36s %8.0f ns\n", what, best_ns);
}

int main(int argc, char **argv)
{
	struct lg_problems problems = {0};
	struct lg_system *system = argc == 2 ? lg_system_load(argv[1], &problems) : NULL;
	static struct rig rig;

	if (!system) {
		fprintf(stderr, "usage: wiring_step FILE\n");
		lg_problems_print(&problems, argc == 2 ? argv[1] : "", stderr);
		return 2;
	}
	rig.wiring = &system->wiring;
	rig.memory = calloc(1, rig.wiring->memory_size);
	if (!rig.memory)
		return 3;
	printf("%d devices, %d wires, %u bytes\n", rig.wiring->n_devices,
	       rig.wiring->n_feeds, (unsigned)rig.wiring->memory_size);
	measure(&rig, "step of 1 s, every device", whole_step);
	measure(&rig, "edge, one battery moved", edge_of_one);
	measure(&rig, "patience", patience);
	fprintf(stderr, "%u\n", (unsigned)rig.moved);
	free(rig.memory);
	lg_system_free(system);
	return 0;
}
