/* SPDX-License-Identifier: Apache-2.0 */
/* Chance, counter-based: see random.h. */
#include "bench/random.h"

#include <Random123/philox.h>
#include <math.h>

static double unit(uint64_t bits)
{
	return (double)(bits >> 11) * 0x1.0p-53;
}

static philox2x64_ctr_t draw(uint64_t seed, uint64_t key)
{
	philox2x64_ctr_t counter = {{key, 0}};
	philox2x64_key_t secret = {{seed}};

	return philox2x64(counter, secret);
}

double lg_random_uniform(uint64_t seed, uint64_t key)
{
	return unit(draw(seed, key).v[0]);
}

double lg_random_normal(uint64_t seed, enum lg_stream stream, uint32_t index)
{
	philox2x64_ctr_t bits = draw(seed, (uint64_t)stream << 32 | index);
	double radius = sqrt(-2.0 * log(1.0 - unit(bits.v[0])));
	double value = radius * cos(6.283185307179586 * unit(bits.v[1]));

	return fmax(-3.0, fmin(3.0, value));
}
