/* SPDX-License-Identifier: Apache-2.0 */
/* A build, typed: what the YAML file said, with units resolved, defaults filled and names
 * looked up. From it come the wiring (the netlist of signals), the tables that join it to
 * a world (sense, act), the power tree for the plant, and the settings of links and
 * outputs.
 *
 *   build.yaml --lg_system_load--> struct lg_system --> wiring, sense, act, power tree,
 * links, outputs
 *
 * Doubles here are SI (Ah, Wh and mm2 as the trade counts them), named without suffix
 * only where the comment says the unit. Nothing is allocated behind the struct but what
 * lg_system_free frees. Loading never starts anything.
 */
#ifndef LG_SYSTEM_H
#define LG_SYSTEM_H

#include "system/catalog.h"
#include "wiring/wiring.h"

#define LG_ID         32 /* longest id, with its end */

#define LG_BANKS      8
#define LG_BATTERIES  64 /* cases in all banks */
#define LG_COMPONENTS 48 /* of one kind */

struct lg_cable {      /* both conductors: the loop is 2 * length */
	double length; /* m, one way */
	double area;   /* mm2 */
	bool given;    /* false: a default, evidence assumed */
};

struct lg_bank { /* batteries: */
	char id[LG_ID];
	struct lg_place place;
	const struct lg_model *model;
	int series, parallel;
	int first_battery,
		n_batteries; /* in lg_system.batteries: strings one after the other */
	int cells;           /* in series in one case */
	double capacity;     /* Ah of one case */
	double voltage;      /* V nominal of the bank: 12.8 * series … */
	double soc;          /* 0..1 at the start */
	double spread;       /* 0..1: relative spread of capacity between cells (sigma) */
	struct lg_cable cable; /* from each string to the busbar */
};

struct lg_battery {         /* one case; a device in the wiring */
	char id[LG_ID + 8]; /* "house-1"; "house" when it is the only one */
	int bank;
	int device; /* in the wiring */
};

struct lg_bms { /* bms: */
	char id[LG_ID];
	struct lg_place place;
	const struct lg_model *model;
	int watches; /* bank */
	int device;
};

struct lg_protector { /* protectors: */
	char id[LG_ID];
	struct lg_place place;
	const struct lg_model *model;
	int on;     /* bank */
	char mode;  /* 'A', 'B', 'C' */
	int remote; /* output slot of the wiring that holds its remote (H in mode C); -1:
		       linked by hand */
	struct lg_cable cable; /* from the busbar */
	int device;
};

struct lg_inverter { /* inverters: */
	char id[LG_ID];
	struct lg_place place;
	const struct lg_model *model;
	int on; /* bank; -1: behind a protector, see on_protector (a finding of check;
		   runs all the same) */
	int on_protector;   /* -1: none */
	int bms;            /* its ATC/ATD; -1: nothing tells it to stop */
	const char *wiring; /* "vebus", "two-signal", "remote-cable", "can", "alone" */
	double max_charge;  /* A; the rating unless set lower */
	double absorption, float_; /* V */
	struct lg_cable cable;
	int device;
};

enum lg_on { LG_ON_BANK, LG_ON_PROTECTOR, LG_ON_INVERTER }; /* inverter: its AC side */

struct lg_load { /* loads: */
	char id[LG_ID];
	struct lg_place place;
	enum lg_on on;
	int on_index;
	double power;    /* W while it runs */
	double duty;     /* 0..1 of the period */
	double period;   /* s */
	double from, to; /* s of the day in which it is wanted; 0, 86400: always */
	bool essential;
	int remote; /* output slot that permits it; -1: none */
	struct lg_cable cable;
};

struct lg_solar { /* solar: */
	char id[LG_ID];
	struct lg_place place;
	int on;            /* bank */
	double power;      /* W peak */
	double max_charge; /* A */
	double voltage;    /* V charge limit of its controller */
	int remote;        /* output slot that permits it; -1: none (a finding) */
	struct lg_cable cable;
};

struct lg_shore { /* shore: */
	char id[LG_ID];
	struct lg_place place;
	int into;        /* inverter */
	double power;    /* W it may draw */
	double from, to; /* s of the day */
	int every_days;  /* 1: each day; 7: once a week … */
};

struct lg_site {            /* site: where it stands, for the synthetic weather */
	double latitude;    /* deg, north positive */
	double day;         /* day of the year on which a run starts, 1..365 */
	double temperature; /* degC, mean over the first day */
	double swing; /* degC, half the difference between afternoon and early morning */
	double cloud; /* 0..1, mean cloud cover */
};

/* where an input slot gets its value from */
enum lg_sense_what {
	LG_SENSE_NOTHING, /* nobody measures it: never arrives */
	LG_SENSE_CONSTANT,
	LG_SENSE_CELL,        /* index: battery, sub: cell from 0 */
	LG_SENSE_TEMPERATURE, /* index: battery, sub: sensor from 0 */
	LG_SENSE_BANK_V,      /* index: bank, at the busbar */
	LG_SENSE_PROTECTOR_V, /* index: protector, at IN */
	LG_SENSE_PROTECTOR_A, /* index: protector, what its loads ask */
	LG_SENSE_INVERTER_V,  /* index: inverter, at its terminals */
	LG_SENSE_INVERTER_AC, /* index: inverter, mains present */
	LG_SENSE_AMBIENT,
	LG_SENSE_WIRE, /* fed by another device */
};

struct lg_sense { /* one an input slot of the wiring */
	enum lg_sense_what what;
	int index, sub;
	int32_t constant;
	bool by_product; /* the product measures it itself; a guard beside it takes the
			    healthy value, and says so */
};

enum lg_act_what {
	LG_ACT_PROTECTOR,
	LG_ACT_CHARGER,
	LG_ACT_INVERTER,
	LG_ACT_PASS_THROUGH,
	LG_ACT_SOLAR,
	LG_ACT_LOAD,
	LG_ACT_WARNING /* a buzzer or lamp on a pre-alarm or alarm output; index: the
			  device */
};

struct lg_act { /* an output slot that moves something in the world */
	enum lg_act_what what;
	int index;
	int output; /* slot of the wiring */
};

struct lg_link { /* links: how a battery is read live */
	char battery[LG_ID + 8];
	struct lg_place place;
	int index;         /* battery */
	char protocol[16]; /* "jbd" */
	char port[128];    /* device path, or a name in emulate's folder */
};

struct lg_driven { /* outputs: what is driven live; lg_output is the port behind it */
	char id[LG_ID];
	struct lg_place place;
	int signal;   /* output slot */
	char to[160]; /* "file:PATH" or "gpio:/dev/gpiochip0/17[,active-low]" */
	uint32_t expires_ms;
};

struct lg_combiner { /* combiners: named so that `check` can speak of them; no device yet,
			simulate ignores them */
	char id[LG_ID];
	struct lg_place place;
	char model[64]; /* as written; need not be in the catalogue */
	int on;         /* bank on its one side */
};

/* where a value comes from */
enum lg_origin {
	LG_ORIGIN_FILE,
	LG_ORIGIN_DEFAULT,  /* assumed by us */
	LG_ORIGIN_CATALOG,  /* number holds its evidence and source */
	LG_ORIGIN_COMPUTED, /* from other values of the build */
};

struct lg_said { /* one a value of the build, in the order of the file's sections: what
		    `explain` prints */
	const char *section,
		*key;   /* key: "cable.area" for nested ones; "" for a top-level word */
	char id[LG_ID]; /* component; "" in site */
	char text[168]; /* "14.2 V" */
	enum lg_origin origin;
	struct lg_place place;          /* LG_ORIGIN_FILE */
	const struct lg_number *number; /* LG_ORIGIN_CATALOG */
};

struct lg_system {
	char file[256];
	char name[96];
	struct lg_site site;
	struct lg_bank banks[LG_BANKS];
	struct lg_battery batteries[LG_BATTERIES];
	struct lg_bms bms[LG_COMPONENTS];
	struct lg_protector protectors[LG_COMPONENTS];
	struct lg_inverter inverters[LG_COMPONENTS];
	struct lg_load loads[LG_COMPONENTS];
	struct lg_solar solar[LG_COMPONENTS];
	struct lg_shore shores[LG_COMPONENTS];
	struct lg_link links[LG_BATTERIES];
	struct lg_driven outputs[LG_COMPONENTS];
	struct lg_combiner combiners[LG_COMPONENTS];
	int n_banks, n_batteries, n_bms, n_protectors, n_inverters, n_loads, n_solar,
		n_shores, n_links, n_outputs, n_combiners;

	struct lg_wiring wiring;
	struct lg_wiring_device devices[LG_WIRING_DEVICES];
	struct lg_feed feeds[LG_WIRING_FEEDS];
	char device_ids[LG_WIRING_DEVICES][LG_ID + 8];
	const struct lg_model *device_models[LG_WIRING_DEVICES];
	struct lg_sense senses[LG_WIRING_INPUTS]; /* by input slot */
	struct lg_act acts[LG_COMPONENTS * 8];
	int n_acts;
	void *configs; /* of the devices, one block */
	struct lg_said *said;
	int n_said;
};

/* Read, check and type a build file. NULL: problems say why (exit 2). What is merely
 * unwise is not a problem but a finding of `check`: two BMSs, a missing wire and an
 * inverter behind a protector all load and run. */
struct lg_system *lg_system_load(const char *path, struct lg_problems *problems);

/* The same from memory; `path` is used for messages only. */
struct lg_system *lg_system_parse(const char *path, const char *text, size_t length,
				  struct lg_problems *problems);

void lg_system_free(struct lg_system *system);

/* "bms.load_disconnect" to an output slot of the wiring; -1. */
int lg_system_output(const struct lg_system *system, const char *signal);

/* Family port of an output slot, and the device it belongs to. */
const struct lg_port *lg_system_output_port(const struct lg_system *system, int slot,
					    int *device);

/* The JSON Schema of a build file (lifeguard schema). */
void lg_schema_print(FILE *out);

#endif
