/*--------------------------------------------------------------------*/
/* rng.h: the driver's own random numbers                             */
/*                                                                    */
/* The same seed gives the same numbers on every machine, which rand  */
/* doesn't.  The generator is SplitMix64 (Steele, Lea, Flood: Fast    */
/* splittable pseudorandom number generators, OOPSLA 2014).           */
/*--------------------------------------------------------------------*/

#ifndef RNG_INCLUDED
#define RNG_INCLUDED

#include <stdint.h>

struct Rng
{
   uint64_t uState;
};

/* Make *psRng start from uSeed. */

void Rng_seed(struct Rng *psRng, uint64_t uSeed);

/* Return the next number, any of 2^64 being equally likely. */

uint64_t Rng_next(struct Rng *psRng);

/* Return a number from 0 to uLimit - 1, all of them equally likely.
   uLimit is at least 1. */

uint64_t Rng_below(struct Rng *psRng, uint64_t uLimit);

#endif
