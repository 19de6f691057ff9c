/*--------------------------------------------------------------------*/
/* plain.c: a demo as plain text                                      */
/*--------------------------------------------------------------------*/

#include "plain.h"
#include "canvas.h"
#include "panel.h"
#include <stdio.h>
#include <string.h>

enum
{
   PLAIN_WIDTH = 80,
   PLAIN_HEIGHT = 100
};

/* Print one picture, and a line between it and the next. */

static void Plain_printPicture(Client_T oClient,
   const struct Scenario *psScenario, const struct Snapshot *psSnapshot)
{
   struct Area sAll = {.iWidth = PLAIN_WIDTH, .iHeight = PLAIN_HEIGHT};
   Canvas_T oCanvas = Canvas_new(PLAIN_WIDTH, PLAIN_HEIGHT);
   int iLines = Panel_draw(
      oCanvas, &sAll, oClient, psScenario, psSnapshot, false);

   Canvas_print(oCanvas, iLines, false, false, stdout);
   putchar('\n');
   Canvas_free(oCanvas);
}

void Plain_print(Client_T aoClients[], int iClients,
   const struct Scenario *psScenario, size_t uFrom, size_t uTo)
{
   bool abDone[2] = {false, false};
   size_t uStep;
   int i;

   for (i = 0; i < iClients; i++)
      Client_play(aoClients[i], uFrom, uTo, 1);
   for (uStep = uFrom; uStep <= uTo; uStep++)
   {
      for (i = 0; i < iClients; i++)
      {
         const struct Snapshot *psSnapshot;

         if (abDone[i])
            continue;
         psSnapshot = Client_next(aoClients[i]);
         if (psSnapshot == NULL)
         {
            abDone[i] = true;
            psSnapshot = Client_getEnd(aoClients[i]);
         }
         if (abDone[i] || uStep == uTo || uStep == 0
             || !psScenario->asSteps[uStep - 1].bSkip)
            Plain_printPicture(aoClients[i], psScenario, psSnapshot);
      }
   }
   for (i = 0; i < iClients; i++)
      while (Client_next(aoClients[i]) != NULL)
         ;
}
