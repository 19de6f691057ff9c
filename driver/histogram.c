/*--------------------------------------------------------------------*/
/* histogram.c: how often a number of steps occurred                  */
/*--------------------------------------------------------------------*/

#include "histogram.h"
#include <assert.h>

enum
{
   FINE_BITS = 11, /* 2 to the power of it is HISTOGRAM_FINE */
   NUMBER_BITS = 64
};

/*--------------------------------------------------------------------*/

/* A number keeps its 12 leading bits, and loses uLost bits behind them.
   Numbers that lose one bit more come HISTOGRAM_FINE slots later. */

size_t Histogram_getSlot(size_t uNumber)
{
   size_t uLost = 0;

   if (uNumber >= 2 * HISTOGRAM_FINE)
      uLost = NUMBER_BITS - FINE_BITS - 1
              - (size_t)__builtin_clzll(uNumber);
   return uLost * HISTOGRAM_FINE + (uNumber >> uLost);
}

size_t Histogram_getNumber(size_t uSlot)
{
   size_t uLost;

   assert(uSlot < HISTOGRAM_SLOTS);

   if (uSlot < 2 * HISTOGRAM_FINE)
      return uSlot;
   uLost = uSlot / HISTOGRAM_FINE - 1;
   return (uSlot - uLost * HISTOGRAM_FINE) << uLost;
}

/*--------------------------------------------------------------------*/

void Histogram_add(struct Histogram *psHistogram, size_t uNumber)
{
   psHistogram->uNumbers++;
   psHistogram->auSlots[Histogram_getSlot(uNumber)]++;
}

/*--------------------------------------------------------------------*/

size_t Histogram_getPercentile(
   const struct Histogram *psHistogram, unsigned uPercent)
{
   uint64_t uSeen = 0;
   size_t uSlot = 0;

   assert(uPercent <= 100);

   if (psHistogram->uNumbers == 0)
      return 0;

   /* Rounded up: of 150 numbers, 99 percent are 149. */
   while (uSeen + psHistogram->auSlots[uSlot]
          < (psHistogram->uNumbers * uPercent + 99) / 100)
   {
      uSeen += psHistogram->auSlots[uSlot];
      uSlot++;
   }
   return Histogram_getNumber(uSlot);
}
