/*--------------------------------------------------------------------*/
/* panel.h: one manager's part of the demo's picture                  */
/*                                                                    */
/* The step, what happened, the heap in address order as a bar to     */
/* scale, the free lists in their own order, and the counters.        */
/*--------------------------------------------------------------------*/

#ifndef PANEL_INCLUDED
#define PANEL_INCLUDED

#include "canvas.h"
#include "client.h"
#include "scenario.h"
#include "snapshot.h"

/* A part of a canvas. */

struct Area
{
   int iX;
   int iY;
   int iWidth;
   int iHeight;
   int iCaptionLines; /* on a screen: how many for the caption, */
   int iCaptionWidth; /* and how wide it is; 0: they stay blank */
   bool bCompact;     /* no line more than necessary */
};

/* Draw what *psSnapshot shows of oClient into *psArea.  On a screen
   (bScreen) each part stays in its place whatever its length.  Return
   the number of lines that were used. */

int Panel_draw(Canvas_T oCanvas, const struct Area *psArea,
   Client_T oClient, const struct Scenario *psScenario,
   const struct Snapshot *psSnapshot, bool bScreen);

/* Draw the legend of the bar on lines of iWidth, from line iY on, at
   most iLines: what is most important comes first.  Return how many it
   took. */

int Panel_drawLegend(
   Canvas_T oCanvas, int iX, int iY, int iWidth, int iLines);

#endif
