/* SPDX-License-Identifier: Apache-2.0 */
/* plant: chance comes from the caller: a pure function of a key, so that any moment can
 * be asked for in any order. Keys are (stream << 32) + index. A NULL function gives 0.5.
 */
#ifndef LG_PLANT_RANDOM_H
#define LG_PLANT_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct lg_plant_random {
	double (*uniform)(void *ctx, uint64_t key); /* 0 <= u < 1 */
	void *ctx;
};

static inline double lg_plant_draw(const struct lg_plant_random *random, uint32_t stream,
				   uint32_t index)
{
	if (!random || !random->uniform)
		return 0.5;
	return random->uniform(random->ctx, (uint64_t)stream << 32 | index);
}

#endif
