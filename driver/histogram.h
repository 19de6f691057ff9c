/*--------------------------------------------------------------------*/
/* histogram.h: how often a number of steps occurred                  */
/*                                                                    */
/* Each number below 4096 has a slot of its own.  Larger ones share   */
/* a slot with their neighbours: there are 2048 slots from each power */
/* of 2 to the next, so they are known to 1/2048.                     */
/*--------------------------------------------------------------------*/

#ifndef HISTOGRAM_INCLUDED
#define HISTOGRAM_INCLUDED

#include <stddef.h>
#include <stdint.h>

enum
{
   HISTOGRAM_FINE = 2048, /* slots from a power of 2 to the next */
   HISTOGRAM_SLOTS = 54 * HISTOGRAM_FINE
};

/* All zero is an empty one. */

struct Histogram
{
   uint64_t uNumbers; /* counted so far */
   uint64_t auSlots[HISTOGRAM_SLOTS];
};

/* Count uNumber. */

void Histogram_add(struct Histogram *psHistogram, size_t uNumber);

/* Return the least number that at least uPercent percent of all numbers
   don't exceed; 0 if there are none. */

size_t Histogram_getPercentile(
   const struct Histogram *psHistogram, unsigned uPercent);

/* Return the slot of uNumber, or the least number of slot uSlot. */

size_t Histogram_getSlot(size_t uNumber);
size_t Histogram_getNumber(size_t uSlot);

#endif
