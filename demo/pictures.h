/*--------------------------------------------------------------------*/
/* pictures.h: a demo as pictures, drawn by gnuplot                   */
/*--------------------------------------------------------------------*/

#ifndef PICTURES_INCLUDED
#define PICTURES_INCLUDED

#include "client.h"
#include "scenario.h"
#include <stddef.h>

/* Draw the steps from uFrom to uTo, but those that are skipped, into
   folder pcFolder: each as frame-NUMBER.png and .svg, and all of them
   below each other as strip.png and strip.svg.  With pcGif, draw an
   animation into that file, too.  Exit with status 2 if that can't be
   done. */

void Pictures_drawFrames(Client_T oClient,
   const struct Scenario *psScenario, size_t uFrom, size_t uTo,
   const char *pcFolder, const char *pcGif);

/* Draw the map of the whole run into pcFile, a .png: addresses from
   left to right, operations from top to bottom, and beside it how much
   of the heap is payload.  If oOther isn't NULL, a map of that one
   would have the same scale. */

void Pictures_drawMap(Client_T oClient, Client_T oOther,
   const struct Scenario *psScenario, const char *pcFile);

#endif
