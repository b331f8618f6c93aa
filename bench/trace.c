/* SPDX-License-Identifier: Apache-2.0 */
/* The trace: see trace.h. */
#include "bench/trace.h"

#include "system/signal.h"

static int cells_of(const struct lg_system *system, int battery)
{
	return system->banks[system->batteries[battery].bank].cells;
}

void lg_trace_begin(struct lg_trace *trace)
{
	const struct lg_system *system = trace->system;

	fputs("t,ambient.temperature_degC", trace->out);
	for (int i = 0; i < system->n_banks; i++)
		fprintf(trace->out, ",%s.bus_V", system->banks[i].id);
	for (int i = 0; i < system->n_batteries; i++) {
		const char *id = system->batteries[i].id;

		fprintf(trace->out, ",%s.current_A,%s.soc,%s.temperature_degC", id, id,
			id);
		for (int c = 0; c < cells_of(system, i); c++)
			fprintf(trace->out, ",%s.cell%d_V", id, c + 1);
	}
	for (int i = 0; i < system->n_loads; i++)
		fprintf(trace->out, ",%s.asked,%s.served", system->loads[i].id,
			system->loads[i].id);
	for (int slot = 0; slot < system->wiring.n_outputs; slot++) {
		int device;
		const struct lg_port *port = lg_system_output_port(system, slot, &device);

		fprintf(trace->out, ",%s.%s", system->device_ids[device], port->name);
	}
	fputc('\n', trace->out);
}

static void write_row(struct lg_trace *trace, const struct lg_world *world,
		      const int32_t *outputs)
{
	const struct lg_system *system = trace->system;
	char text[32];

	fprintf(trace->out, "%.10g,%.3f", (double)lg_world_time_ms(world) / 1000.0,
		lg_world_ambient_degC(world));
	for (int i = 0; i < system->n_banks; i++)
		fprintf(trace->out, ",%.4f", lg_world_bus_V(world, i));
	for (int i = 0; i < system->n_batteries; i++) {
		fprintf(trace->out, ",%.3f,%.6f,%.3f", lg_world_current_A(world, i),
			lg_world_soc(world, i), lg_world_temperature_degC(world, i));
		for (int c = 0; c < cells_of(system, i); c++)
			fprintf(trace->out, ",%.4f", lg_world_cell_V(world, i, c));
	}
	for (int i = 0; i < system->n_loads; i++)
		fprintf(trace->out, ",%d,%d", lg_world_load_on(world, i),
			lg_world_load_served(world, i));
	for (int slot = 0; slot < system->wiring.n_outputs; slot++) {
		int device;

		lg_signal_text(lg_system_output_port(system, slot, &device),
			       outputs[slot], text, sizeof text);
		fprintf(trace->out, ",%s", text);
	}
	fputc('\n', trace->out);
}

void lg_trace_step(struct lg_trace *trace, const struct lg_world *world,
		   const int32_t *outputs)
{
	int64_t now_ms = lg_world_time_ms(world);

	if (now_ms < trace->next_ms && !trace->decided)
		return;
	write_row(trace, world, outputs);
	trace->next_ms = now_ms + trace->every_ms;
	trace->decided = false;
}
