/*--------------------------------------------------------------------*/
/* player.h: the loop that plays a client of the heap manager         */
/*--------------------------------------------------------------------*/

#ifndef PLAYER_INCLUDED
#define PLAYER_INCLUDED

#include "options.h"
#include "result.h"
#include "source.h"

/* Play all operations of oSource as *psOptions asks, check and measure
   all that the manager does, and keep *psResult up to date.  Stop at
   the first fault. */

void Player_play(Source_T oSource, const struct Options *psOptions,
   struct Result *psResult);

/* Play all operations of oSource once more, to a heap that is as empty
   as before Player_play made *psResult of them, which found no fault.
   Measure nothing, but see what the heap consists of, and set
   psResult->sSpace. */

void Player_inspect(Source_T oSource, const struct Options *psOptions,
   struct Result *psResult);

#endif
