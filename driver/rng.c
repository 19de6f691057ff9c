/*--------------------------------------------------------------------*/
/* rng.c: the driver's own random numbers                             */
/*--------------------------------------------------------------------*/

#include "rng.h"
#include <assert.h>

void Rng_seed(struct Rng *psRng, uint64_t uSeed)
{
   psRng->uState = uSeed;
}

uint64_t Rng_next(struct Rng *psRng)
{
   uint64_t u;

   psRng->uState += 0x9E3779B97F4A7C15u;
   u = psRng->uState;
   u = (u ^ (u >> 30)) * 0xBF58476D1CE4E5B9u;
   u = (u ^ (u >> 27)) * 0x94D049BB133111EBu;
   return u ^ (u >> 31);
}

/* The numbers from the last, incomplete, run of uLimit are drawn again:
   else the first ones would be a little likelier. */

uint64_t Rng_below(struct Rng *psRng, uint64_t uLimit)
{
   uint64_t uIncomplete;
   uint64_t u;

   assert(uLimit >= 1);

   uIncomplete = -uLimit % uLimit;
   do
      u = Rng_next(psRng);
   while (u < uIncomplete);
   return u % uLimit;
}
