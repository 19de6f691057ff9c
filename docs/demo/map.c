/*--------------------------------------------------------------------*/
/* map.c: the map of a run: addresses by time                         */
/*                                                                    */
/* Each row of pixels is the heap after one operation, or, of a run   */
/* longer than the map is high, after one of every so many.  A pixel  */
/* has the colour of what takes most of it; colours are never mixed.  */
/* A mark right of a row says that the heap grew since the row before  */
/* it, or that an operation failed.                                   */
/*--------------------------------------------------------------------*/

#include "gnuplot.h"
#include "pictures.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum
{
   MAP_COLUMNS = 1100,
   MAP_ROWS = 1500,
   EDGE_PIXELS = 4, /* chunks at least so wide show an edge */
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

/* Play the run once to see how far the heap reaches. */

static void Map_measure(struct Map *psMap, Client_T oClient)
{
   const struct Snapshot *psSnapshot;
   int i;

   psMap->aiLow[1] = psMap->aiHigh[1] = 0;
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
   psMap->dBytes = 1;
   for (i = 0; i < 2; i++)
      psMap->dBytes += (double)(psMap->aiHigh[i] - psMap->aiLow[i])
                       / MAP_COLUMNS;
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
   static const unsigned auColours[KIND_COUNT] = {
      0x0072B2, 0xF0E442, 0xBBBBBB, 0x009E73, 0x999999, 0xEEEEEE};
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
         bMapped, uWaste, 0xCC79A7);
   }
   if ((double)psPiece->uBytes >= EDGE_PIXELS * psMap->dBytes)
   {
      size_t u;

      for (u = 0; u < MAP_COLUMNS; u++)
         psMap->adShare[u] *= 0.01;
      Map_draw(psMap, psPiece->iStart, bMapped, uEdge, 0x222222);
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

/* Have gnuplot put map and curves together. */

static void Map_plot(const struct Map *psMap, Client_T oClient,
   const char *pcPixels, const char *pcFile)
{
   FILE *psScript = Gnuplot_open();
   size_t uHeight = psMap->uRows * psMap->uRepeat;
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
      "set term pngcairo size 1700,%zu font 'DejaVu Sans,14'\n"
      "set output ",
      uHeight + 140);
   Gnuplot_writeName(psScript, pcFile);
   fprintf(psScript,
      "\nset multiplot\nunset key\n"
      "set tmargin at screen %g\nset bmargin at screen %g\n"
      "set yrange [%g:0]\nset ylabel 'operation' offset 1\n"
      "set lmargin at screen 0.07\nset rmargin at screen %g\n"
      "set xrange [0:%g]\nset xlabel 'address (KiB); blue in use, yellow"
      " free, purple internal, grey pad or unknown; < the heap grows,"
      " red x an operation fails'\n"
      "set label 1 at graph 0, screen %g\n"
      "plot '%s' binary array=(%d,%zu) dx=%g dy=%g origin=(%g,%g)"
      " format='%%uchar' using 1:2:3 with rgbimage,"
      " $curves using ($6 > 0 ? $5 : 1/0):1:('<') with labels left"
      " font ',10' offset -0.3,0,"
      " '' using ($7 > 0 ? $5 : 1/0):1 with points pt 2 ps 1.5 lw 2"
      " lc rgb '#D00000',"
      " $title using (0):(0):1 with labels left offset 0,1.2"
      " noenhanced\n",
      1 - 60.0 / (double)(uHeight + 140),
      80.0 / (double)(uHeight + 140), dOps, 0.07 + MAP_COLUMNS / 1700.0,
      psMap->dBytes * MAP_COLUMNS / 1024, 0.99, pcPixels, MAP_COLUMNS,
      uHeight, psMap->dBytes / 1024, dOps / (double)uHeight,
      psMap->dBytes / 2048, dOps / (double)uHeight / 2);
   fputs(
      "set lmargin at screen 0.75\nset rmargin at screen 0.86\n"
      "unset ylabel\nset format y ''\nset xrange [0:*]\n"
      "set xtics rotate\nunset xlabel\nset key above samplen 1 font ',10'\n"
      "plot $curves using 2:1 with lines lw 2 lc rgb '#000000' title"
      " 'heap, KiB', '' using 3:1 with lines lw 2 lc rgb '#0072B2' title"
      " 'payload'\n"
      "set lmargin at screen 0.88\nset rmargin at screen 0.985\n"
      "set xrange [0:100]\nset xtics 25\n"
      "plot $curves using 4:1 with lines lw 2 lc rgb '#D55E00' title"
      " '% not payload'\nunset multiplot\n",
      psScript);
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

void Pictures_drawMap(Client_T oClient,
   const struct Scenario *psScenario, const char *pcFile)
{
   static struct Map sMap;
   char acPixels[] = "/tmp/demo-map-XXXXXX";
   const struct Snapshot *psSnapshot;
   int iPixels = mkstemp(acPixels);
   bool bFailed;

   sMap.psScenario = psScenario;
   sMap.uStride = (psScenario->uSteps + MAP_ROWS - 1) / MAP_ROWS;
   sMap.uRepeat = MAP_ROWS / 2 / (psScenario->uSteps / sMap.uStride);
   if (sMap.uRepeat == 0)
      sMap.uRepeat = 1;
   if (sMap.uRepeat > 40)
      sMap.uRepeat = 40;
   sMap.psCurves = tmpfile();
   if (iPixels == -1 || sMap.psCurves == NULL
       || (sMap.psPixels = fdopen(iPixels, "wb")) == NULL)
      Map_refuse();
   Map_measure(&sMap, oClient);
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
