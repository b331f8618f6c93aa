/* SPDX-License-Identifier: Apache-2.0 */
/* plant: how a step ended. Anything but OK: the outputs are not to be used. */
#ifndef LG_PLANT_STATUS_H
#define LG_PLANT_STATUS_H

enum lg_plant_status {
	LG_PLANT_OK,
	LG_PLANT_BAD_INPUT,     /* NaN, infinity, dt < 0; the state is as it was */
	LG_PLANT_NOT_CONVERGED, /* no node voltages found; cells and network are as they
				   were */
	LG_PLANT_NOT_FINITE     /* the result overflowed; the state is spoilt */
};

#endif
