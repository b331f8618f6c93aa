/* SPDX-License-Identifier: Apache-2.0 */
/* plant: the DC network: a tree of nodes joined by cables with switches.
 *
 *   node 0 ---[switch, ohm]--- node 1 ---[switch, ohm]--- node 2 ...
 *     |                          |
 *   battery                   loads, sources
 *
 * Solves for the voltages and currents that are the AVERAGE over a step in which every
 * current is constant, by Newton: batteries are E(I), nonlinear; loads P/V; sources
 * CC/CV. Each iteration is one pass from the leaves to the root and one back, O(nodes).
 * Kirchhoff's current law holds by construction, up to the rounding at the root.
 *
 * An island in which no battery is closed in is dead: 0 V, nothing flows.
 */
#ifndef LG_PLANT_NETWORK_H
#define LG_PLANT_NETWORK_H

#include <stdbool.h>

#include "plant/battery.h"
#include "plant/status.h"

enum { LG_NET_NODES = 32, LG_NET_BATTERIES = 16, LG_NET_LOADS = 32, LG_NET_SOURCES = 16 };

enum lg_net_way {
	LG_NET_BOTH,    /* cable, relay */
	LG_NET_OUTWARD, /* current from the parent to the node only: load protector */
	LG_NET_INWARD   /* from the node to the parent only: alternator port */
};

struct lg_net_config {
	int nodes;
	int parent[LG_NET_NODES];        /* below the node's own number; -1: none */
	double resistance[LG_NET_NODES]; /* ohm of cable + switch to the parent, >= 1e-5
					  */
	enum lg_net_way way[LG_NET_NODES];
};

struct lg_net_load {
	int node;
	double power;       /* W, constant */
	double minimum;     /* V: below it the load is the resistance minimum^2/power */
	double conductance; /* S, in parallel: a resistive load */
};

enum lg_net_mode { LG_NET_LIMITED, LG_NET_REGULATING, LG_NET_IDLE };

/* Current out of it: what brings its node to `voltage`, at most `current` and
 * power / V, never below 0. Regulation droops by 10 microvolt per ampere. */
struct lg_net_source {
	int node;
	double voltage; /* V */
	double current; /* A */
	double power;   /* W */
};

struct lg_net_state { /* where Newton starts; zeroed is fine */
	double voltage[LG_NET_NODES];
	double battery_current[LG_NET_BATTERIES];
	enum lg_net_mode mode[LG_NET_SOURCES];
	bool blocked[LG_NET_NODES]; /* a one-way branch that holds current back */
};

struct lg_net_inputs {             /* one step */
	bool closed[LG_NET_NODES]; /* the branch from this node to its parent */
	int batteries, loads, sources;
	int battery_node[LG_NET_BATTERIES];
	struct lg_plant_battery_step battery[LG_NET_BATTERIES];
	struct lg_net_load load[LG_NET_LOADS];
	struct lg_net_source source[LG_NET_SOURCES];
};

struct lg_net_outputs {
	bool live[LG_NET_NODES];
	double voltage[LG_NET_NODES];             /* V, average */
	double branch_current[LG_NET_NODES];      /* A towards the parent */
	double battery_current[LG_NET_BATTERIES]; /* A into the battery */
	double load_current[LG_NET_LOADS];        /* A into the load, >= 0 */
	double source_current[LG_NET_SOURCES];    /* A out of the source, >= 0 */
	enum lg_net_mode mode[LG_NET_SOURCES];
	double residual; /* A, what is left at the roots */
	int iterations;
};

const char *lg_net_config_problem(const struct lg_net_config *config);
/* *state moves only when the answer is LG_PLANT_OK. */
enum lg_plant_status lg_net_solve(struct lg_net_state *state,
				  const struct lg_net_config *config,
				  const struct lg_net_inputs *in,
				  struct lg_net_outputs *out);

#endif
