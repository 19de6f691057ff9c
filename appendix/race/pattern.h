/*--------------------------------------------------------------------*/
/* pattern.h: what a client does on a warm heap, again and again      */
/*                                                                    */
/*    Burst6     6 chunks are got, then freed, the last one first     */
/*    Burst64    the same with 64                                     */
/*    Slots      100 slots: a random one's chunk is freed, and it     */
/*               gets another of random length                        */
/*    Batches    5000 chunks of random length are got, then freed:    */
/*               three quarters of them last one first, then the rest */
/*               first one first                                      */
/*--------------------------------------------------------------------*/

#ifndef PATTERN_INCLUDED
#define PATTERN_INCLUDED

#include "op.h"
#include <stddef.h>

/* Write at asOps, where there must be room for 2 * uCount, operations
   of the pattern that is called pcName, uCount of them mallocs of up to
   uSize bytes.  Set *puIds to how many ids they have.  Return how many
   operations there are, or 0 if no pattern has this name. */

size_t Pattern_make(const char *pcName, size_t uCount, size_t uSize,
   struct Op *asOps, size_t *puIds);

#endif
