/*--------------------------------------------------------------------*/
/* inputs.c: sizes and random sequences for the suites                */
/*--------------------------------------------------------------------*/

#include "inputs.h"
#include <assert.h>
#include <stdbool.h>

static bool bDrawn = false; /* or else public */
static struct Rng sDraw;

/* Return a number that depends on all of pcText (FNV-1a). */

static uint64_t Inputs_hash(const char *pcText)
{
   uint64_t uHash = 0xCBF29CE484222325u;

   for (; *pcText != '\0'; pcText++)
      uHash = (uHash ^ (unsigned char)*pcText) * 0x100000001B3u;
   return uHash;
}

void Inputs_setSeed(uint64_t uSeed, const char *pcTest)
{
   bDrawn = (uSeed != 0);
   Rng_seed(&sDraw, uSeed ^ Inputs_hash(pcTest));
}

size_t Inputs_draw(size_t uBytes, size_t uMost, size_t uStep)
{
   assert(uBytes <= uMost && uStep > 0);
   if (!bDrawn)
      return uBytes;
   return uBytes
          + uStep
               * (size_t)Rng_below(
                  &sDraw, (uMost - uBytes) / uStep + 1);
}

void Inputs_seed(struct Rng *psRng, uint64_t uPublic)
{
   Rng_seed(psRng, bDrawn ? Rng_next(&sDraw) : uPublic);
}
