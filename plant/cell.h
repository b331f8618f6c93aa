/* SPDX-License-Identifier: Apache-2.0 */
/* plant: one LiFePO4 cell.
 *
 *   terminal --- R0 --- (R1||C1) --- (R2||C2) --- hysteresis --- OCV(soc)
 *
 * Current INTO the cell is positive. Over a step the current is constant, and charge,
 * RC voltages, hysteresis and heat then have closed forms; the step has no
 * discretisation error in them. What is held at its value from the start of a step:
 * the resistance factor (soc, temperature) and the height of the hysteresis (soc).
 *
 * Energy in = energy stored + heat, where the two sides come from different closed
 * forms: in from the step-average voltage, stored from functions of the state alone
 * (antiderivative of the OCV, capacitors, hysteresis), heat from integrals of squares.
 *
 * Hysteresis (Plett, one state h in -1..1, h' = gamma |I|/Q (sign I - h)) stores
 * W = M h^2 Q / (2 gamma) and turns M h^2 |I| into heat: never negative. When M or the
 * resistance moves with soc or temperature, the stored energy moves too; the difference
 * is booked as heat ("drift", of either sign).
 *
 * Left out: entropic heat (OCV is the 25 degC one), ageing, a third slow RC pair.
 *
 * Units: V, A, A s, ohm, s, J, W/K, J/K; temperature in degree Celsius.
 */
#ifndef LG_PLANT_CELL_H
#define LG_PLANT_CELL_H

/* soc grid: -1/16 .. 17/16 in steps of 1/128, exact in binary. Beyond the ends the OCV
 * goes on straight. Temperature grid: -40 .. 80 degC in steps of 5, flat beyond. */
enum { LG_CELL_ROWS = 145, LG_CELL_TEMPERATURES = 25, LG_CELL_PER_SOC = 128 };

struct lg_cell_row {
	double ocv;        /* V, middle of the two hysteresis branches */
	double area;       /* V, integral of ocv over soc from 0 */
	double hysteresis; /* V, M: half the distance of the branches, >= 0 */
	double resistance; /* factor on R0, R1, R2, > 0 */
};

struct lg_cell_config {
	double capacity;       /* A s, > 0 */
	double efficiency;     /* coulombic, of charging: 0 < e <= 1 */
	double self_discharge; /* A, >= 0, while soc > 0; its energy becomes heat */
	double gamma;          /* hysteresis rate per soc, > 0 */
	double r0, r1, r2;     /* ohm at 25 degC, 50 %; > 0 */
	double tau1, tau2;     /* s, > 0, the same at every temperature */
	double heat_capacity;  /* J/K, > 0 */
	double cooling;        /* W/K to the surroundings, >= 0 */
	double factor_at[LG_CELL_TEMPERATURES]; /* resistance factor by temperature */
	struct lg_cell_row row[LG_CELL_ROWS];
};

struct lg_cell_trim { /* how this cell differs from its type; factors, 1 = none */
	double capacity, resistance;
};

struct lg_cell_state {
	double soc;         /* 0..1; beyond both ends when abused */
	double h;           /* hysteresis, -1 after discharge .. 1 after charge */
	double v1, v2;      /* V over the RC pairs, positive while charging */
	double temperature; /* degC */
	double magnitude;   /* V, M in force: set by the step */
	double factor;      /* resistance factor in force: set by the step */
};

/* Decays that depend on the step length alone: a cache, filled when dt changes. */
struct lg_cell_rate {
	double dt; /* s; valid when `of` is the config */
	const struct lg_cell_config *of;
	double x1, x2, xt;          /* dt/tau1, dt/tau2, dt cooling / heat_capacity */
	double mean1, mean2, meant; /* phi(x) */
	double square1, square2;    /* phi(2 x) */
	double pair1, pair2;        /* A s/V, tau/R at factor 1: the capacitors */
	double per_gamma, per_heat;
};

/* A cell ready for one step whose current is not known yet. */
struct lg_cell_step {
	int piece;                    /* of the tables, at the start */
	double soc, ocv, area, slope; /* at the start: -, V, V, V per soc here */
	double below, above;          /* soc to the ends of this straight piece of OCV */
	double e, r;                  /* V, ohm: the part of the mean linear in current */
	double soc_per_A;             /* dt / Q */
	double leak;                  /* soc lost to self-discharge in the step */
	double h, magnitude, factor;
	double turn; /* gamma dt / Q: hysteresis angle per A */
	double efficiency;
	double per_factor;
	double fast;  /* J in RC and hysteresis before this step's factors */
	double drift; /* J set free by taking them */
};

struct lg_cell_result {
	double voltage; /* V at the END of the step at the step's current */
	double energy;  /* J into the terminals */
	double stored;  /* J, change */
	double heat;    /* J */
};

void lg_cell_init(struct lg_cell_state *state, const struct lg_cell_config *config,
		  struct lg_cell_trim trim, double soc, double temperature);
/* First thing wrong, in words; NULL when sound. */
const char *lg_cell_config_problem(const struct lg_cell_config *config);

double lg_cell_ocv(const struct lg_cell_config *config, double soc);
/* J above an empty, relaxed cell. A function of the state alone. */
double lg_cell_stored(const struct lg_cell_state *state,
		      const struct lg_cell_config *config, struct lg_cell_trim trim);

void lg_cell_rate(struct lg_cell_rate *rate, const struct lg_cell_config *config,
		  double dt);
/* From here on `count` cells of one type in series: arrays of step, trim and state. */
void lg_cell_prepare(struct lg_cell_step *step, int count,
		     const struct lg_cell_config *config, const struct lg_cell_trim *trim,
		     const struct lg_cell_state *state, const struct lg_cell_rate *rate);
/* Their step-average voltage together at a current; adds d/dI to *slope. */
double lg_cell_mean(const struct lg_cell_step *step, int count,
		    const struct lg_cell_config *config, double current, double *slope);
/* Moves them on and returns their sums; voltage[] receives each one's. */
struct lg_cell_result lg_cell_advance(struct lg_cell_state *state, int count,
				      const struct lg_cell_config *config,
				      const struct lg_cell_trim *trim,
				      const struct lg_cell_rate *rate,
				      const struct lg_cell_step *step, double current,
				      double surroundings, double *voltage);

#endif
