/* SPDX-License-Identifier: Apache-2.0 */
/* plant: the two cells the project knows, number by number with evidence.
 *
 * [measured]  derived from public measurements: A123 26650, C/30 sweeps of the ESC
 *             toolbox workbooks (github batterysim/esctoolbox-python, MIT)
 * [datasheet] maker's or published table
 * [inferred]  reasoned from the former
 * [assumed]   nobody measured it; engineering judgement
 */
#include "plant/cell_preset.h"

const struct lg_cell_preset lg_cell_a123_26650 = {
	.name = "A123 26650",
	/* [measured] soc 0..1; of it a C/30 sweep between 2.0 and 3.6 V moves 2.06 Ah */
	.ampere_hours = 2.075,
	.self_discharge = 0.02 / (730.0 * 3600), /* [assumed] 2 %/month of 1..3 */
	.gamma = 60,                             /* [assumed] branch changes in 4 % soc */
	.r0 = 10.5e-3,                           /* [measured] fit of 1 s drive cycles */
	/* [inferred] the 20 mohm of the one-pair fit at 25 degC (tau 42 s), shared out as
	 * the two-pair fit at -15 degC is: 45 mohm 23 s and 62 mohm 236 s */
	.r1 = 8.4e-3,
	.tau1 = 23,
	.r2 = 11.6e-3,
	.tau2 = 236,
	.heat_capacity = 76, /* [assumed] 76 g, 1000 J/kgK */
	.cooling = 0.08,     /* [assumed] 86 cm2, 9 W/m2K */
	/* [measured] ocv = mean of the C/30 branches at 25 degC; hysteresis = half their
	 * distance less 2.1 mV of C/30 x (R0 + R1 + R2), held at 36 mV below 5 %, where
	 * the distance is a shift of soc. At 0 the discharge branch is taken as 2.0 V, at
	 * 1 the charge branch as 3.60 V (ends of the test). Beyond: [assumed], on with
	 * the slope of the last hundredth; 3.75 V is reached at 1.022, 2.5 V at 0.007. */
	.point =
		{
			{0.000, 2.1600, 0.0360}, {0.010, 2.6364, 0.0360},
			{0.020, 2.8197, 0.0360}, {0.030, 2.9116, 0.0360},
			{0.050, 3.0252, 0.0360}, {0.075, 3.1152, 0.0296},
			{0.100, 3.1783, 0.0256}, {0.125, 3.2100, 0.0194},
			{0.150, 3.2183, 0.0194}, {0.175, 3.2309, 0.0212},
			{0.200, 3.2446, 0.0226}, {0.225, 3.2552, 0.0247},
			{0.250, 3.2641, 0.0256}, {0.275, 3.2724, 0.0269},
			{0.300, 3.2796, 0.0279}, {0.325, 3.2854, 0.0277},
			{0.350, 3.2912, 0.0259}, {0.375, 3.2960, 0.0217},
			{0.400, 3.3011, 0.0172}, {0.425, 3.3043, 0.0151},
			{0.450, 3.3056, 0.0145}, {0.475, 3.3067, 0.0145},
			{0.500, 3.3080, 0.0148}, {0.525, 3.3098, 0.0152},
			{0.550, 3.3117, 0.0160}, {0.575, 3.3144, 0.0170},
			{0.600, 3.3171, 0.0177}, {0.625, 3.3201, 0.0182},
			{0.650, 3.3232, 0.0185}, {0.675, 3.3264, 0.0187},
			{0.700, 3.3304, 0.0181}, {0.725, 3.3358, 0.0169},
			{0.750, 3.3411, 0.0147}, {0.775, 3.3440, 0.0128},
			{0.800, 3.3454, 0.0117}, {0.825, 3.3467, 0.0109},
			{0.850, 3.3481, 0.0106}, {0.875, 3.3496, 0.0103},
			{0.900, 3.3521, 0.0101}, {0.925, 3.3571, 0.0108},
			{0.950, 3.3692, 0.0142}, {0.970, 3.4009, 0.0236},
			{0.980, 3.4402, 0.0350}, {0.990, 3.5168, 0.0360},
			{1.000, 3.5900, 0.0100},
		},
	.points = 45,
	.by_soc = 4, /* [assumed] +20 % at the ends */
	.soc_factor = {{0, 1.2}, {0.2, 1}, {0.8, 1}, {1, 1.2}},
	/* [measured] R0 8.1, 10.5, 19.0, 64.5 mohm at 45, 25, 5, -15 degC; the outer two
	 * [assumed] with 29 and 10 kJ/mol */
	.by_temperature = 6,
	.temperature_factor =
		{{-40, 26}, {-15, 6.14}, {5, 1.81}, {25, 1}, {45, 0.771}, {80, 0.53}},
};

const struct lg_cell_preset lg_cell_prismatic = {
	.name = "prismatic 280 Ah",
	.ampere_hours = 280,
	.self_discharge =
		0.02 / (730.0 * 3600), /* [assumed] 2 %/month of 1..3 (makers) */
	.gamma = 60,                   /* [assumed] as the A123 */
	/* [inferred] proposal from a DC step on a 24 V 560 Ah bank (0.55..0.65 mohm
	 * within 3 s with bus bar) and the 1 kHz class of 0.25 mohm: 0.20 + 0.15 (2 s) +
	 * 0.20 (20 s) + 0.30 (600 s); the two fast pairs joined: same sum, mean tau */
	.r0 = 0.20e-3,
	.r1 = 0.35e-3,
	.tau1 = 12,
	.r2 = 0.30e-3,
	.tau2 = 600,
	.heat_capacity = 5200, /* [inferred] 5.4 kg x 900..1000 J/kgK */
	.cooling = 0.5,        /* [inferred] 0.3..0.8 W/K in a box */
	/* ocv: [datasheet] IFP28148115A 52 Ah prismatic, SoC-OCV table at 25 degC, as
	 * quoted in public BMS code. Its 0 and 100 % are rested cells (2.928 and 3.375
	 * V); ours are the ends of what a charger and a BMS reach, 2.50 and 3.59 V held,
	 * so the maker's 0..100 % stand at 2..98 % here, with the ends of the A123
	 * outside [assumed]. Hysteresis: [inferred] A123 half gap at 25 degC, thinned and
	 * held to 12..25 mV. Beyond 0 and 1 straight on: 3.75 V is reached at 1.012. */
	.point =
		{
			{0.000, 2.500, 0.025}, {0.010, 2.780, 0.025},
			{0.020, 2.928, 0.025}, {0.068, 3.180, 0.025},
			{0.116, 3.210, 0.024}, {0.164, 3.230, 0.021},
			{0.212, 3.253, 0.023}, {0.260, 3.272, 0.025},
			{0.308, 3.284, 0.025}, {0.356, 3.288, 0.024},
			{0.404, 3.288, 0.017}, {0.452, 3.289, 0.015},
			{0.500, 3.290, 0.015}, {0.548, 3.294, 0.016},
			{0.596, 3.310, 0.017}, {0.644, 3.324, 0.018},
			{0.692, 3.327, 0.018}, {0.740, 3.328, 0.015},
			{0.788, 3.328, 0.012}, {0.836, 3.328, 0.012},
			{0.884, 3.328, 0.012}, {0.932, 3.329, 0.012},
			{0.980, 3.375, 0.012}, {0.990, 3.460, 0.025},
			{1.000, 3.590, 0.025},
		},
	.points = 25,
	.by_soc = 4, /* [inferred] +20 % at the ends; a published U-shape has more */
	.soc_factor = {{0, 1.2}, {0.2, 1}, {0.8, 1}, {1, 1.2}},
	/* [inferred] x2.0 at 5 degC, x6 at -15 degC; outer ones as the A123, [assumed] */
	.by_temperature = 6,
	.temperature_factor =
		{{-40, 26}, {-15, 6}, {5, 2}, {25, 1}, {45, 0.77}, {80, 0.53}},
};
