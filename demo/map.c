/*--------------------------------------------------------------------*/
/* map.c: the map of a run: addresses by time                         */
/*                                                                    */
/* Each row of pixels is the heap after one operation, or, of a run   */
/* longer than the map is high, after one of every so many.  A pixel  */
/* has the colour of what takes most of it; colours are never mixed.  */
/* A mark right of a row says that the heap grew since the row before */
/* it, or that an operation failed.                                   */
/*                                                                    */
/* Two maps can be compared at a glance if a column of both stands    */
/* for as many bytes: each is drawn with the other one's manager as   */
/* the second.                                                        */
/*--------------------------------------------------------------------*/

#include "gnuplot.h"
#include "palette.h"
#include "pictures.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum
{
   MAP_COLUMNS = 1100,
   MAP_ROWS = 750,
   EDGE_PIXELS = 4, /* chunks at least so wide show where they start */
   EDGE_COLOUR = 0x222222,
   TOP_PIXELS = 110,  /* above the map: */
   TITLE_PIXELS = 38, /* to the middle of the title */
   KEY_PIXELS = 80,   /* and of the key */
   BOTTOM_PIXELS = 120,
   PIXEL_BYTES = 3
};

struct Map
{
   const struct Scenario *psScenario;
   size_t uStride; /* operations from a row to the next */
   size_t uRows;   /* that were drawn, of the run */
   size_t uRepeat; /* rows of pixels for each */
   Place aiLow[2]; /* lowest place: below the break, and mapped */
   Place aiHigh[2];
   double dBytes; /* that a column stands for */
   FILE *psPixels;
   FILE *psCurves;
   unsigned char aaucRow[MAP_COLUMNS][PIXEL_BYTES];
   double adShare[MAP_COLUMNS]; /* bytes of what has the pixel */
   size_t uGrowths;             /* until the last row */
   size_t uFailures;
};

/*--------------------------------------------------------------------*/

/* Play the run once to see how far the heap reaches. Return how many
   bytes that are. */

static double Map_measure(struct Map *psMap, Client_T oClient)
{
   const struct Snapshot *psSnapshot;
   double dBytes = 0;
   int i;

   memset(psMap->aiLow, 0, sizeof psMap->aiLow);
   memset(psMap->aiHigh, 0, sizeof psMap->aiHigh);
   Client_play(oClient, psMap->uStride, psMap->psScenario->uSteps,
      psMap->uStride);
   while ((psSnapshot = Client_next(oClient)) != NULL)
   {
      size_t u;

      for (u = 0; u < psSnapshot->uPieces; u++)
      {
         const struct Piece *psPiece = &psSnapshot->asPieces[u];
         Place iEnd = psPiece->iStart + (Place)psPiece->uBytes;

         i = psPiece->bMapped;
         if (psPiece->iStart < psMap->aiLow[i])
            psMap->aiLow[i] = psPiece->iStart;
         if (iEnd > psMap->aiHigh[i])
            psMap->aiHigh[i] = iEnd;
      }
   }
   for (i = 0; i < 2; i++)
      dBytes += (double)(psMap->aiHigh[i] - psMap->aiLow[i]);
   return dBytes;
}

/*--------------------------------------------------------------------*/

/* Give the pixels that the uBytes bytes from iPlace on take most of
   their colour. */

static void Map_draw(struct Map *psMap, Place iPlace, bool bMapped,
   size_t uBytes, unsigned uColour)
{
   double dAt =
      (double)(iPlace - psMap->aiLow[bMapped])
      + (bMapped ? (double)(psMap->aiHigh[0] - psMap->aiLow[0]) : 0);
   double dEnd = (dAt + (double)uBytes) / psMap->dBytes;
   size_t u;

   dAt /= psMap->dBytes;
   for (u = (size_t)dAt; u < MAP_COLUMNS && (double)u < dEnd; u++)
   {
      double dFrom = (dAt > (double)u) ? dAt : (double)u;
      double dTo = (dEnd < (double)(u + 1)) ? dEnd : (double)(u + 1);

      if (dTo - dFrom <= psMap->adShare[u])
         continue;
      psMap->adShare[u] = dTo - dFrom;
      psMap->aaucRow[u][0] = (unsigned char)(uColour >> 16);
      psMap->aaucRow[u][1] = (unsigned char)(uColour >> 8 & 0xFF);
      psMap->aaucRow[u][2] = (unsigned char)(uColour & 0xFF);
   }
}

static void Map_drawPiece(
   struct Map *psMap, const struct Piece *psPiece)
{
   static const unsigned auColours[KIND_COUNT] = {COLOUR_PAYLOAD,
      COLOUR_FREE, COLOUR_PAD, COLOUR_META, COLOUR_UNKNOWN,
      COLOUR_BEYOND};
   size_t uEdge = (size_t)psMap->dBytes + 1;
   bool bMapped = psPiece->bMapped;

   Map_draw(psMap, psPiece->iStart, bMapped, psPiece->uBytes,
      auColours[psPiece->iKind]);
   if (psPiece->iKind == HEAPMGR_INUSE)
   {
      size_t uWaste = psPiece->uBytes - psPiece->uHeaderBytes
                      - psPiece->uFooterBytes - psPiece->uPayloadBytes;

      Map_draw(psMap,
         psPiece->iStart
            + (Place)(psPiece->uHeaderBytes + psPiece->uPayloadBytes),
         bMapped, uWaste, COLOUR_INTERNAL);
   }
   if ((double)psPiece->uBytes >= (double)EDGE_PIXELS * psMap->dBytes)
   {
      size_t u;

      for (u = 0; u < MAP_COLUMNS; u++)
         psMap->adShare[u] *= 0.01;
      Map_draw(psMap, psPiece->iStart, bMapped, uEdge, EDGE_COLOUR);
   }
}

/* Draw the heap as a row of the map, and note the curves' points. */

static void Map_drawRow(
   struct Map *psMap, const struct Snapshot *psSnapshot)
{
   size_t u;

   memset(psMap->aaucRow, 0xFF, sizeof psMap->aaucRow);
   memset(psMap->adShare, 0, sizeof psMap->adShare);
   for (u = 0; u < psSnapshot->uPieces; u++)
      Map_drawPiece(psMap, &psSnapshot->asPieces[u]);
   for (u = 0; u < psMap->uRepeat; u++)
      fwrite(psMap->aaucRow, sizeof psMap->aaucRow, 1, psMap->psPixels);
   for (u = MAP_COLUMNS; u > 0 && psMap->adShare[u - 1] == 0; u--)
      ;
   fprintf(psMap->psCurves, "%zu %g %g %g %g %d %d\n",
      psSnapshot->uStep, (double)psSnapshot->uHeapBytes / 1024,
      (double)psSnapshot->uPayloadBytes / 1024,
      (psSnapshot->uHeapBytes == 0)
         ? 0
         : 100
              - 100 * (double)psSnapshot->uPayloadBytes
                   / (double)psSnapshot->uHeapBytes,
      (double)u * psMap->dBytes / 1024,
      psSnapshot->uGrowths > psMap->uGrowths,
      psSnapshot->uFailures > psMap->uFailures);
   psMap->uGrowths = psSnapshot->uGrowths;
   psMap->uFailures = psSnapshot->uFailures;
   psMap->uRows++;
}

/*--------------------------------------------------------------------*/

/* Write a line of coloured squares, each with what it stands for. */

static void Map_writeKey(FILE *psScript, size_t uHeight)
{
   static const struct
   {
      unsigned uColour;
      const char *pcSign;
      const char *pcText;
   } asKey[] = {{COLOUR_PAYLOAD, "■", "in use"},
      {COLOUR_INTERNAL, "■", "internal"}, {COLOUR_FREE, "■", "free"},
      {COLOUR_PAD, "■", "pad"}, {COLOUR_UNKNOWN, "■", "unknown"},
      {EDGE_COLOUR, "▏", "start of a chunk"}, {0x000000, "<", "growth"},
      {COLOUR_FAILURE, "x", "failure"}};
   static const double adAt[] = {
      0.08, 0.148, 0.226, 0.278, 0.328, 0.422, 0.565, 0.645};
   size_t u;

   for (u = 0; u < sizeof asKey / sizeof asKey[0]; u++)
      fprintf(psScript,
         "set label %zu '%s' at screen %g, screen %g tc rgb '#%06X'\n"
         "set label %zu '%s' at screen %g, screen %g\n",
         2 * u + 1, asKey[u].pcSign, adAt[u],
         1 - (double)KEY_PIXELS / (double)uHeight, asKey[u].uColour,
         2 * u + 2, asKey[u].pcText, adAt[u] + 0.013,
         1 - (double)KEY_PIXELS / (double)uHeight);
}

/* Plot the heap's size, and the share of it that is waste, beside the
   map. */

static void Map_plotCurves(FILE *psScript, size_t uHeight)
{
   fprintf(psScript,
      "do for [i = 1:16] { unset label i }\n"
      "set lmargin at screen 0.755\nset rmargin at screen 0.865\n"
      "unset ylabel\nunset xlabel\nset format y ''\nset xtics rotate\n"
      "set label 1 'heap (KiB)' at graph 0, screen %g\n"
      "set label 2 'payload' at graph 0, screen %g tc rgb '#%06X'\n"
      "plot $curves using 2:1 with lines lw 2 lc rgb '#000000',"
      " '' using 3:1 with lines lw 2 lc rgb '#%06X'\n"
      "unset label 2\n"
      "set lmargin at screen 0.88\nset rmargin at screen 0.985\n"
      "set xrange [0:100]\nset xtics 25\n"
      "set label 1 '%% not payload' at graph 0, screen %g\n"
      "plot $curves using 4:1 with lines lw 2 lc rgb '#D55E00'\n"
      "unset multiplot\n",
      1 - (double)TITLE_PIXELS / (double)uHeight,
      1 - (double)KEY_PIXELS / (double)uHeight, COLOUR_PAYLOAD,
      COLOUR_PAYLOAD, 1 - (double)KEY_PIXELS / (double)uHeight);
}

/* Have gnuplot put map and curves together. */

static void Map_plot(const struct Map *psMap, Client_T oClient,
   const char *pcPixels, const char *pcFile)
{
   FILE *psScript = Gnuplot_open();
   size_t uRows = psMap->uRows * psMap->uRepeat;
   size_t uHeight = uRows + TOP_PIXELS + BOTTOM_PIXELS;
   double dOps = (double)(psMap->uRows * psMap->uStride);

   Gnuplot_writeBlock(psScript, "curves", psMap->psCurves);
   fprintf(psScript,
      "$title << EOD\n\"heapmgr%s, %s: a row of pixels is %s%zu"
      " operation%s, a column %.0f bytes",
      Client_getManager(oClient), psMap->psScenario->pcTitle,
      (psMap->uRepeat > 1) ? "part of " : "", psMap->uStride,
      (psMap->uStride > 1) ? "s" : "", psMap->dBytes);
   if (Client_getEnd(oClient)->eHealth != HEALTH_GOOD)
      fprintf(psScript, ". The manager failed in operation %zu",
         Client_getEnd(oClient)->uFailedStep);
   fputs("\"\nEOD\n", psScript);
   fprintf(psScript,
      "set encoding utf8\n"
      "set term pngcairo size 1700,%zu font 'DejaVu Sans,18'\n"
      "set output ",
      uHeight);
   Gnuplot_writeName(psScript, pcFile);
   fputs("\nset multiplot\nunset key\n", psScript);
   Map_writeKey(psScript, uHeight);
   fprintf(psScript,
      "set tmargin at screen %g\nset bmargin at screen %g\n"
      "set yrange [%g:0]\nset ylabel 'operation' offset -0.5\n"
      "set format y '%%.0s%%c'\n"
      "set lmargin at screen 0.08\nset rmargin at screen %g\n"
      "set xrange [0:%g]\nset xlabel 'address (KiB)'\n"
      "plot '%s' binary array=(%d,%zu) dx=%g dy=%g origin=(%g,%g)"
      " format='%%uchar' using 1:2:3 with rgbimage,"
      " $curves using ($6 > 0 ? $5 : 1/0):1:('<') with labels left"
      " font ',14' offset -0.3,0,"
      " '' using ($7 > 0 ? $5 : 1/0):1 with points pt 2 ps 1.5 lw 2"
      " lc rgb '#%06X',"
      " $title using (0):(0):1 with labels left offset 0,2.8"
      " font ',16' noenhanced\n",
      1 - (double)TOP_PIXELS / (double)uHeight,
      (double)BOTTOM_PIXELS / (double)uHeight, dOps,
      0.08 + (double)MAP_COLUMNS / 1700,
      psMap->dBytes * (double)MAP_COLUMNS / 1024, pcPixels, MAP_COLUMNS,
      uRows, psMap->dBytes / 1024, dOps / (double)uRows,
      psMap->dBytes / 2048, dOps / (double)uRows / 2, COLOUR_FAILURE);
   Map_plotCurves(psScript, uHeight);
   Gnuplot_close(psScript);
}

/*--------------------------------------------------------------------*/

/* Say that the map's pixels can't be kept, and exit. */

static void Map_refuse(void)
{
   fprintf(stderr, "demo: can't keep the map's pixels in /tmp: %s\n",
      strerror(errno));
   exit(2);
}

void Pictures_drawMap(Client_T oClient, Client_T oOther,
   const struct Scenario *psScenario, const char *pcFile)
{
   static struct Map sMap;
   char acPixels[] = "/tmp/demo-map-XXXXXX";
   const struct Snapshot *psSnapshot;
   int iPixels = mkstemp(acPixels);
   double dBytes = 0;
   double dOwnBytes;
   bool bFailed;

   sMap.psScenario = psScenario;
   sMap.uStride = (psScenario->uSteps + MAP_ROWS - 1) / MAP_ROWS;
   sMap.uRepeat = MAP_ROWS / (psScenario->uSteps / sMap.uStride);
   if (sMap.uRepeat == 0)
      sMap.uRepeat = 1;
   if (sMap.uRepeat > 40)
      sMap.uRepeat = 40;
   sMap.psCurves = tmpfile();
   if (iPixels == -1 || sMap.psCurves == NULL
       || (sMap.psPixels = fdopen(iPixels, "wb")) == NULL)
      Map_refuse();
   if (oOther != NULL)
      dBytes = Map_measure(&sMap, oOther);
   dOwnBytes = Map_measure(&sMap, oClient);
   if (dOwnBytes > dBytes)
      dBytes = dOwnBytes;
   sMap.dBytes = 1 + dBytes / (double)MAP_COLUMNS;
   Client_play(oClient, sMap.uStride, psScenario->uSteps, sMap.uStride);
   while ((psSnapshot = Client_next(oClient)) != NULL)
      Map_drawRow(&sMap, psSnapshot);
   bFailed = (ferror(sMap.psPixels) != 0);
   if (fclose(sMap.psPixels) != 0 || bFailed)
   {
      (void)unlink(acPixels);
      Map_refuse();
   }
   if (sMap.uRows == 0)
   {
      fprintf(stderr, "demo: no operation succeeded: nothing to map\n");
      exit(2);
   }
   Map_plot(&sMap, oClient, acPixels, pcFile);
   (void)unlink(acPixels);
}
