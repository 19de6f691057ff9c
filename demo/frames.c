/*--------------------------------------------------------------------*/
/* frames.c: a demo as pictures: a frame for each step                */
/*                                                                    */
/* A frame is dWidth wide and, in lines of text from the top:         */
/*                                                                    */
/*    the source line                                                 */
/*    the sentences, as many lines as the longest in any frame takes  */
/*    labels of the chunks                                            */
/*    the bar, to scale: two lines                                    */
/*    places                                                          */
/*    the free lists, as many as are in any frame, LIST_LINES at most */
/*--------------------------------------------------------------------*/

#include "gnuplot.h"
#include "palette.h"
#include "pictures.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum
{
   PIXELS = 1600, /* of a frame */
   LINE_PIXELS = 34,
   LIST_LINES = 3,
   MAX_FRAMES = 60,
   SENTENCE_CHARS = 100, /* on a line */
   TEXT_BYTES = 1200
};

/* In units of the drawing: */

static const double dWidth = 1000;    /* of a frame */
static const double dGap = 12;        /* of chunks that don't adjoin */
static const double dPlaceWidth = 10; /* of a character below the bar */
static const double dLabelWidth = 9;  /* of one in it */
static const double dNodeWidth = 130; /* of a chunk on a free list */
static const double dNodeStep = 165;  /* with the arrow to the next */

/* In lines of text: */

static const double dSentenceTop = 1.5; /* the middle of that line */
static const double dBarLines = 2;
static const double dListLines = 1.4; /* a free list and a gap */

/* The frames being drawn.  The pieces of the drawing are collected in
   three files, as gnuplot wants one after the other. */

struct Frames
{
   const struct Scenario *psScenario;
   FILE *psBoxes;
   FILE *psTexts;
   FILE *psArrows;
   size_t uFrame;
   double dScale;  /* units of the drawing for a byte */
   int iSentences; /* lines of them in the frame that has most */
   int iLists;     /* and of free lists, LIST_LINES at most */
};

/* How a text is set. */

enum Setting
{
   SET_SOURCE,
   SET_SENTENCE,
   SET_LABEL,
   SET_PLACE,
   SET_COUNT
};

/*--------------------------------------------------------------------*/

/* Return where in a frame the bar begins, the bar ends, the free lists
   begin, and the frame ends: lines from its top. */

static double Frames_getBarTop(const struct Frames *psFrames)
{
   return dSentenceTop + psFrames->iSentences + 0.5;
}

static double Frames_getBarBottom(const struct Frames *psFrames)
{
   return Frames_getBarTop(psFrames) + dBarLines;
}

static double Frames_getListTop(const struct Frames *psFrames)
{
   return Frames_getBarBottom(psFrames) + dListLines;
}

static double Frames_getEnd(const struct Frames *psFrames)
{
   return Frames_getListTop(psFrames) + dListLines * psFrames->iLists
          + 1.1;
}

/*--------------------------------------------------------------------*/

static void Frames_addBox(const struct Frames *psFrames, double dLeft,
   double dRight, double dTop, double dBottom, unsigned uColour)
{
   if (dRight > dLeft)
      fprintf(psFrames->psBoxes, "%zu %g %g %g %g %u\n",
         psFrames->uFrame, dLeft, dRight, dTop, dBottom, uColour);
}

static void Frames_addText(const struct Frames *psFrames, double dX,
   double dY, enum Setting eSetting, const char *pcText)
{
   fprintf(psFrames->psTexts, "%zu %g %g %d ", psFrames->uFrame, dX, dY,
      (int)eSetting);
   Gnuplot_writeText(psFrames->psTexts, pcText);
   fputc('\n', psFrames->psTexts);
}

/*--------------------------------------------------------------------*/

/* Write the next line of *ppcText to pcLine, which has room for
   SENTENCE_CHARS characters, and step past it. */

static void Frames_cutLine(const char **ppcText, char *pcLine)
{
   size_t uLength = strlen(*ppcText);

   if (uLength > SENTENCE_CHARS)
   {
      uLength = SENTENCE_CHARS;
      while (uLength > 1 && (*ppcText)[uLength] != ' ')
         uLength--;
   }
   snprintf(pcLine, SENTENCE_CHARS + 1, "%.*s", (int)uLength, *ppcText);
   *ppcText += uLength;
   *ppcText += strspn(*ppcText, " ");
}

/* Write what there is to say of *psSnapshot to pcText. */

static void Frames_explain(const struct Frames *psFrames,
   Client_T oClient, const struct Snapshot *psSnapshot, char *pcText,
   size_t uBytes)
{
   if (psSnapshot->eHealth == HEALTH_GOOD)
      Explain_print(&psSnapshot->sExplanation, Scenario_name,
         psFrames->psScenario, pcText, uBytes);
   else
      Client_describeFailure(oClient, psSnapshot, pcText, uBytes);
}

/* Add these sentences, on as many lines as they take. */

static void Frames_addSentences(const struct Frames *psFrames,
   Client_T oClient, const struct Snapshot *psSnapshot)
{
   char acText[TEXT_BYTES];
   char acLine[SENTENCE_CHARS + 1];
   const char *pc = acText;
   double dY = dSentenceTop;

   Frames_explain(psFrames, oClient, psSnapshot, acText, sizeof acText);
   for (; *pc != '\0'; dY += 1)
   {
      Frames_cutLine(&pc, acLine);
      Frames_addText(psFrames, 0, dY, SET_SENTENCE, acLine);
   }
}

/*--------------------------------------------------------------------*/

/* Add what an overrun has destroyed of piece u, which dLeft begins. */

static void Frames_addDestroyed(const struct Frames *psFrames,
   const struct Snapshot *psSnapshot, size_t u, double dLeft)
{
   Place iFrom = 0;
   size_t uBytes = Snapshot_findDestroyed(psSnapshot, u, &iFrom);

   dLeft += (double)(iFrom - psSnapshot->asPieces[u].iStart)
            * psFrames->dScale;
   if (uBytes != 0)
      Frames_addBox(psFrames, dLeft,
         dLeft + (double)uBytes * psFrames->dScale,
         Frames_getBarTop(psFrames), Frames_getBarBottom(psFrames),
         COLOUR_DESTROYED);
}

/*--------------------------------------------------------------------*/

/* Add the parts of piece u, from dLeft on. */

static void Frames_addPiece(const struct Frames *psFrames,
   const struct Snapshot *psSnapshot, size_t u, double dLeft, bool bNew)
{
   static const unsigned auColours[KIND_COUNT] = {COLOUR_PAYLOAD,
      COLOUR_FREE, COLOUR_PAD, COLOUR_META, COLOUR_UNKNOWN,
      COLOUR_BEYOND};
   const struct Piece *psPiece = &psSnapshot->asPieces[u];
   double dScale = psFrames->dScale;
   double dPayload = dLeft + (double)psPiece->uHeaderBytes * dScale;
   double dEnd = dLeft + (double)psPiece->uBytes * dScale;
   double dFooter = dEnd - (double)psPiece->uFooterBytes * dScale;
   unsigned uColour = auColours[psPiece->iKind];
   double dBarTop = Frames_getBarTop(psFrames);
   double dBarBottom = Frames_getBarBottom(psFrames);
   char acName[TEXT_BYTES / 4] = ""; /* if there is no room for more */
   char acLabel[TEXT_BYTES] = "";

   Frames_addBox(
      psFrames, dLeft, dPayload, dBarTop, dBarBottom, COLOUR_HEADER);
   if (psPiece->iKind == HEAPMGR_INUSE)
   {
      double dWaste = dPayload
                      + (double)psPiece->uPayloadBytes * dScale;

      Frames_addBox(psFrames, dPayload, dWaste, dBarTop, dBarBottom,
         bNew ? COLOUR_NEW : uColour);
      Frames_addBox(psFrames, dWaste, dFooter, dBarTop, dBarBottom,
         COLOUR_INTERNAL);
      if (psPiece->uPayload != NO_PAYLOAD)
      {
         Scenario_name(psFrames->psScenario, psPiece->uPayload, acName,
            sizeof acName);
         snprintf(acLabel, sizeof acLabel, "%s: %zu", acName,
            psPiece->uPayloadBytes);
      }
   }
   else
   {
      Frames_addBox(
         psFrames, dPayload, dFooter, dBarTop, dBarBottom, uColour);
      if (psPiece->iKind == HEAPMGR_FREE
          || psPiece->iKind == HEAPMGR_PAD)
         snprintf(acLabel, sizeof acLabel, "%s %zu",
            (psPiece->iKind == HEAPMGR_PAD) ? "pad" : "free",
            psPiece->uBytes);
   }
   Frames_addBox(
      psFrames, dFooter, dEnd, dBarTop, dBarBottom, COLOUR_FOOTER);
   Frames_addDestroyed(psFrames, psSnapshot, u, dLeft);
   if ((double)strlen(acLabel) * dLabelWidth >= dEnd - dLeft)
      snprintf(acLabel, sizeof acLabel, "%s", acName);
   if ((double)strlen(acLabel) * dLabelWidth < dEnd - dLeft)
      Frames_addText(psFrames, (dLeft + dEnd) / 2, dBarTop - 0.5,
         SET_LABEL, acLabel);
   snprintf(acLabel, sizeof acLabel,
      Snapshot_isOwnMapping(psSnapshot, u) ? "mapping" : "%+lld",
      psPiece->iStart);
   if ((double)strlen(acLabel) * dPlaceWidth < dEnd - dLeft)
      Frames_addText(
         psFrames, dLeft, dBarBottom + 0.5, SET_PLACE, acLabel);
}

/*--------------------------------------------------------------------*/

static void Frames_addBar(
   const struct Frames *psFrames, const struct Snapshot *psSnapshot)
{
   size_t uNew = NO_PAYLOAD;
   double dLeft = 0;
   size_t u;

   if (psSnapshot->uStep != 0 && psSnapshot->bHasResult)
      uNew =
         psFrames->psScenario->asSteps[psSnapshot->uStep - 1].uPayload;
   for (u = 0; u < psSnapshot->uPieces; u++)
   {
      const struct Piece *psPiece = &psSnapshot->asPieces[u];

      if (Snapshot_hasGap(psSnapshot, u))
         dLeft += dGap;
      Frames_addPiece(psFrames, psSnapshot, u, dLeft,
         psPiece->uPayload == uNew && uNew != NO_PAYLOAD);
      dLeft += (double)psPiece->uBytes * psFrames->dScale;
   }
}

/*--------------------------------------------------------------------*/

/* Add the free lists: a line for each that isn't empty, its chunks as
   boxes, and arrows from each to the next. */

static void Frames_addLists(
   const struct Frames *psFrames, const struct Snapshot *psSnapshot)
{
   char acText[TEXT_BYTES];
   double dY = Frames_getListTop(psFrames);
   double dX = 0;
   int iLists = 0;
   size_t uLast = (size_t)-1;
   size_t u;

   for (u = 0; u < psSnapshot->uLinks; u++)
   {
      const struct Link *psLink = &psSnapshot->asLinks[u];

      if (psLink->uList != uLast)
      {
         if (iLists == psFrames->iLists)
            return;
         if (iLists++ > 0)
            dY += dListLines;
         snprintf(acText, sizeof acText, "bin %zu", psLink->uList);
         Frames_addText(psFrames, 0, dY + 0.5, SET_SENTENCE,
            (psSnapshot->uLists == 1) ? "free list" : acText);
         dX = 135;
         uLast = psLink->uList;
      }
      if (dX + dNodeWidth > dWidth)
         continue;
      fprintf(psFrames->psArrows, "%zu %g %g %g\n", psFrames->uFrame,
         dX - (dNodeStep - dNodeWidth), dY + 0.5,
         dNodeStep - dNodeWidth);
      Frames_addBox(
         psFrames, dX, dX + dNodeWidth, dY, dY + 1, COLOUR_FREE);
      Snapshot_printLink(psSnapshot, u, acText, sizeof acText);
      Frames_addText(
         psFrames, dX + dNodeWidth / 2, dY + 0.5, SET_LABEL, acText);
      dX += dNodeStep;
   }
}

/*--------------------------------------------------------------------*/

/* Add the picture of *psSnapshot as the next frame. */

static void Frames_addFrame(struct Frames *psFrames, Client_T oClient,
   const struct Snapshot *psSnapshot)
{
   bool bGood = (psSnapshot->eHealth == HEALTH_GOOD);
   size_t uStep = bGood ? psSnapshot->uStep : psSnapshot->uFailedStep;
   char acText[TEXT_BYTES];
   char acTitle[TEXT_BYTES + 100];

   psFrames->uFrame++;
   Scenario_printSource(
      psFrames->psScenario, uStep, acText, sizeof acText);
   snprintf(acTitle, sizeof acTitle, "%zu.  %s", uStep, acText);
   Frames_addText(psFrames, 0, 0.3, SET_SOURCE, acTitle);
   snprintf(acTitle, sizeof acTitle,
      "%s: heap %zu, payload %zu, steps %zu", Client_getTitle(oClient),
      psSnapshot->uHeapBytes, psSnapshot->uPayloadBytes,
      psSnapshot->uStepSteps);
   Frames_addText(psFrames, dWidth * 0.5, 0.3, SET_SENTENCE, acTitle);
   Frames_addSentences(psFrames, oClient, psSnapshot);
   Frames_addBar(psFrames, psSnapshot);
   Frames_addLists(psFrames, psSnapshot);
}

/*--------------------------------------------------------------------*/

/* Make room in the frames for the sentences and lists of
   *psSnapshot. */

static void Frames_makeRoom(struct Frames *psFrames, Client_T oClient,
   const struct Snapshot *psSnapshot)
{
   char acText[TEXT_BYTES];
   char acLine[SENTENCE_CHARS + 1];
   const char *pc = acText;
   int iSentences = 0;
   int iLists = 0;
   size_t u;

   Frames_explain(psFrames, oClient, psSnapshot, acText, sizeof acText);
   for (; *pc != '\0'; iSentences++)
      Frames_cutLine(&pc, acLine);
   if (iSentences > psFrames->iSentences)
      psFrames->iSentences = iSentences;

   for (u = 0; u < psSnapshot->uLinks && iLists < LIST_LINES; u++)
      if (u == 0
          || psSnapshot->asLinks[u].uList
                != psSnapshot->asLinks[u - 1].uList)
         iLists++;
   if (iLists > psFrames->iLists)
      psFrames->iLists = iLists;
}

/* Set the scale so that the largest heap fits, and make room for what
   is said; return the number of frames. */

static size_t Frames_measure(
   struct Frames *psFrames, Client_T oClient, size_t uFrom, size_t uTo)
{
   const struct Snapshot *psSnapshot;
   double dLeast = dWidth;
   size_t uFrames = 0;

   Client_play(oClient, uFrom, uTo, 1);
   while ((psSnapshot = Client_next(oClient)) != NULL)
   {
      size_t uBytes = 0;
      int iGaps = 0;
      size_t u;

      if (psFrames->psScenario->asSteps[psSnapshot->uStep - 1].bSkip)
         continue;
      uFrames++;
      Frames_makeRoom(psFrames, oClient, psSnapshot);
      for (u = 0; u < psSnapshot->uPieces; u++)
      {
         uBytes += psSnapshot->asPieces[u].uBytes;
         iGaps += Snapshot_hasGap(psSnapshot, u);
      }
      if (uBytes != 0
          && (dWidth - iGaps * dGap) / (double)uBytes < dLeast)
         dLeast = (dWidth - iGaps * dGap) / (double)uBytes;
   }
   psFrames->dScale = dLeast;
   if (Client_getEnd(oClient)->eHealth == HEALTH_GOOD)
      return uFrames;
   Frames_makeRoom(psFrames, oClient, Client_getEnd(oClient));
   return uFrames + 1;
}

/* Write what draws frames iFirst to iLast (variables of gnuplot's)
   below each other. */

static void Frames_writePlot(
   const struct Frames *psFrames, FILE *psScript)
{
   fprintf(psScript,
      "lines = %g\n"
      "y(f, v) = (f - first) * lines + v\n"
      "in(f) = (f >= first && f <= last)\n"
      "text(f, s, k, v) = (in(f) && s == k) ? v : NaN\n"
      "set xrange [-10:%g]\n"
      "set lmargin 0\nset rmargin 0\nset tmargin 0\nset bmargin 0\n"
      "unset border\nunset xtics\nunset ytics\nunset key\n"
      "set style fill solid border lc rgb '#000000'\n"
      "draw = \""
      "set yrange [(last - first + 1) * lines : -0.5];"
      "plot "
      "$boxes using (in($1) ? ($2+$3)/2 : NaN)"
      ":(y($1,($4+$5)/2)):2:3:(y($1,$4)):(y($1,$5)):6"
      " with boxxyerror lc rgb variable lw 0.7, "
      "$arrows using (in($1) ? $2 : NaN):(y($1,$3)):4:(0)"
      " with vectors head filled size 5,20 lw 1.5 lc rgb '#000000', "
      "$texts using (text($1,$4,0,$2)):(y($1,$3)):5 with labels left"
      " noenhanced font ',22', "
      "$texts using (text($1,$4,1,$2)):(y($1,$3)):5 with labels left"
      " noenhanced font ',20', "
      "$texts using (text($1,$4,2,$2)):(y($1,$3)):5 with labels center"
      " noenhanced font ',18', "
      "$texts using (text($1,$4,3,$2)):(y($1,$3)):5 with labels left"
      " noenhanced font ',14' tc rgb '#666666'\"\n",
      Frames_getEnd(psFrames), dWidth + 10);
}

/* Write what draws all frames: single ones, strips and animation. */

static void Frames_writeOutputs(const struct Frames *psFrames,
   FILE *psScript, const char *pcFolder, const char *pcGif)
{
   size_t uFrames = psFrames->uFrame;
   int iHeight = (int)(Frames_getEnd(psFrames) * (double)LINE_PIXELS);
   const char *pcFont = "font 'DejaVu Sans,14'";
   const char *pcSvg = "background '#ffffff' fontscale 1.333";

   /* A font's size is in points for a PNG, in pixels for an SVG. */

   fprintf(psScript, "folder = ");
   Gnuplot_writeName(psScript, pcFolder);
   fprintf(psScript,
      "\ndo for [f = 1:%zu] {\nfirst = f\nlast = f\n"
      "set term pngcairo size %d,%d %s\n"
      "set output sprintf('%%s/frame-%%02d.png', folder, f)\n"
      "eval draw\n"
      "set term svg size %d,%d %s %s\n"
      "set output sprintf('%%s/frame-%%02d.svg', folder, f)\n"
      "eval draw\n}\n",
      uFrames, PIXELS, iHeight, pcFont, PIXELS, iHeight, pcSvg, pcFont);
   fprintf(psScript,
      "first = 1\nlast = %zu\n"
      "set term pngcairo size %d,%zu %s\n"
      "set output folder.'/strip.png'\neval draw\n"
      "set term svg size %d,%zu %s %s\n"
      "set output folder.'/strip.svg'\neval draw\n",
      uFrames, PIXELS, uFrames * (size_t)iHeight, pcFont, PIXELS,
      uFrames * (size_t)iHeight, pcSvg, pcFont);
   if (pcGif == NULL)
      return;
   fprintf(psScript,
      "set term gif animate delay 250 loop 0 size %d,%d %s\n"
      "set output ",
      PIXELS, iHeight, "font 'DejaVuSans,12'");
   Gnuplot_writeName(psScript, pcGif);
   fprintf(psScript,
      "\ndo for [f = 1:%zu] {\nfirst = f\nlast = f\neval draw\n}\n",
      uFrames);
}

/*--------------------------------------------------------------------*/

void Pictures_drawFrames(Client_T oClient,
   const struct Scenario *psScenario, size_t uFrom, size_t uTo,
   const char *pcFolder, const char *pcGif)
{
   struct Frames sFrames = {
      psScenario, tmpfile(), tmpfile(), tmpfile(), 0, 0, 0, 0};
   const struct Snapshot *psSnapshot;
   FILE *psScript;
   size_t uFrames;

   if (uFrom == 0)
      uFrom = 1;
   if (uTo - uFrom >= 10 * MAX_FRAMES
       || (uFrames = Frames_measure(&sFrames, oClient, uFrom, uTo))
             > MAX_FRAMES)
   {
      fprintf(stderr,
         "demo: more than %d frames: choose some with --from and --to,"
         " or draw a --map\n",
         MAX_FRAMES);
      exit(2);
   }
   if (sFrames.psBoxes == NULL || sFrames.psTexts == NULL
       || sFrames.psArrows == NULL
       || (mkdir(pcFolder, 0777) != 0 && errno != EEXIST))
   {
      fprintf(stderr, "demo: can't write frames to %s: %s\n", pcFolder,
         strerror(errno));
      exit(2);
   }
   /* gnuplot wants no block to be empty. */
   fputs("0 0 0 0 0 0\n", sFrames.psBoxes);
   fputs("0 0 0 0\n", sFrames.psArrows);
   Client_play(oClient, uFrom, uTo, 1);
   while ((psSnapshot = Client_next(oClient)) != NULL)
      if (!psScenario->asSteps[psSnapshot->uStep - 1].bSkip)
         Frames_addFrame(&sFrames, oClient, psSnapshot);
   if (Client_getEnd(oClient)->eHealth != HEALTH_GOOD)
      Frames_addFrame(&sFrames, oClient, Client_getEnd(oClient));

   psScript = Gnuplot_open();
   Gnuplot_writeBlock(psScript, "boxes", sFrames.psBoxes);
   Gnuplot_writeBlock(psScript, "texts", sFrames.psTexts);
   Gnuplot_writeBlock(psScript, "arrows", sFrames.psArrows);
   Frames_writePlot(&sFrames, psScript);
   Frames_writeOutputs(&sFrames, psScript, pcFolder, pcGif);
   Gnuplot_close(psScript);
}
