/*--------------------------------------------------------------------*/
/* panel.c: one manager's part of the demo's picture                  */
/*--------------------------------------------------------------------*/

#include "panel.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
   MARGIN = 9,          /* left of the bar: the place of its row */
   FINEST_BYTES = 4,    /* a column of the bar stands for no less */
   MAX_PLACE = 9999999, /* of 8 columns with its sign */
   MAX_BAR_ROWS = 8,
   TEXT_BYTES = 2400,
   LABEL_BYTES = 48
};

/* The bar: iRows rows of iColumns columns, uColumnBytes bytes each. */

struct Bar
{
   Canvas_T oCanvas;
   int iX;
   int iY;
   int iColumns;
   int iRows;
   size_t uColumnBytes;
   size_t *auBest; /* by column: bytes of what is drawn there */
   int iLabelEnd;  /* column behind the last label */
};

/*--------------------------------------------------------------------*/

/* Return true if there is a gap before piece u: it doesn't follow the
   one before it in memory. */

static bool Panel_hasGap(const struct Snapshot *psSnapshot, size_t u)
{
   const struct Piece *psPiece = &psSnapshot->asPieces[u];

   return u > 0
          && (psPiece[-1].bMapped != psPiece->bMapped
              || psPiece[-1].iStart + (Place)psPiece[-1].uBytes
                    != psPiece->iStart);
}

/* Set the bar's scale: as fine as the room allows. */

static void Panel_setScale(
   struct Bar *psBar, const struct Snapshot *psSnapshot)
{
   size_t uColumns = (size_t)(psBar->iColumns * psBar->iRows);
   size_t uTotal = 0;
   size_t uGaps = 0;
   size_t u;

   for (u = 0; u < psSnapshot->uPieces; u++)
   {
      uTotal += psSnapshot->asPieces[u].uBytes;
      uGaps += Panel_hasGap(psSnapshot, u);
   }
   if (uGaps > uColumns / 2)
      uGaps = uColumns / 2;
   psBar->uColumnBytes = FINEST_BYTES;
   while ((uTotal + psBar->uColumnBytes - 1) / psBar->uColumnBytes
          > uColumns - uGaps)
      psBar->uColumnBytes *= 2;
}

/*--------------------------------------------------------------------*/

/* Draw the uBytes bytes at distance uAt from the bar's start, wherever
   nothing larger is drawn in the same column. */

static void Panel_drawSpan(struct Bar *psBar, size_t uAt, size_t uBytes,
   enum Style eStyle, char c)
{
   size_t uColumn = uAt / psBar->uColumnBytes;
   size_t uEnd = uAt + uBytes;

   for (; uAt < uEnd; uColumn++)
   {
      size_t uNext = (uColumn + 1) * psBar->uColumnBytes;
      size_t uHere = ((uNext < uEnd) ? uNext : uEnd) - uAt;

      uAt = uNext;
      if (uColumn >= (size_t)(psBar->iColumns * psBar->iRows)
          || uHere <= psBar->auBest[uColumn])
         continue;
      psBar->auBest[uColumn] = uHere;
      Canvas_put(psBar->oCanvas,
         psBar->iX + MARGIN + (int)uColumn % psBar->iColumns,
         psBar->iY + 2 * ((int)uColumn / psBar->iColumns) + 1, eStyle,
         c);
   }
}

/*--------------------------------------------------------------------*/

/* Write pcLabel above the uBytes bytes at uAt, if there is room. */

static void Panel_drawLabel(struct Bar *psBar, size_t uAt,
   size_t uBytes, enum Style eStyle, const char *pcLabel)
{
   int iColumn = (int)(uAt / psBar->uColumnBytes);
   int iEnd = (int)((uAt + uBytes) / psBar->uColumnBytes);
   int iLength = (int)strlen(pcLabel);
   int iX = iColumn % psBar->iColumns;

   if (iColumn < psBar->iLabelEnd || iLength > iEnd - iColumn
       || iColumn >= psBar->iColumns * psBar->iRows)
      return;
   if (iX + iLength > psBar->iColumns)
   {
      /* The chunk goes on in the next row, and so does its name. */
      iColumn += psBar->iColumns - iX;
      if (iColumn + iLength > iEnd
          || iColumn >= psBar->iColumns * psBar->iRows)
         return;
      iX = 0;
   }
   Canvas_write(psBar->oCanvas, psBar->iX + MARGIN + iX,
      psBar->iY + 2 * (iColumn / psBar->iColumns), eStyle, "%s",
      pcLabel);
   psBar->iLabelEnd = iColumn + iLength + 1;
}

/*--------------------------------------------------------------------*/

/* How a piece without parts of its own is drawn, by kind. */

static const struct
{
   enum Style eStyle;
   char c;
   const char *pcLabel;
} asWhole[KIND_COUNT] = {[HEAPMGR_INUSE] = {STYLE_PAYLOAD, '#', ""},
   [HEAPMGR_FREE] = {STYLE_FREE, '.', "free"},
   [HEAPMGR_PAD] = {STYLE_PAD, '_', "pad"},
   [HEAPMGR_META] = {STYLE_META, 'm', "meta"},
   [HEAPMGR_UNKNOWN] = {STYLE_UNKNOWN, '?', "?"},
   [KIND_BEYOND] = {STYLE_BEYOND, '-', ""}};

/* Draw *psPiece at uAt: header, payload, waste and footer, or what its
   kind says, and its label. */

static void Panel_drawPiece(struct Bar *psBar,
   const struct Piece *psPiece, size_t uAt, enum Style ePayload,
   const struct Scenario *psScenario)
{
   size_t uHeader = psPiece->uHeaderBytes;
   size_t uFooter = psPiece->uFooterBytes;
   size_t uInner = psPiece->uBytes - uHeader - uFooter;
   char acName[LABEL_BYTES / 2];
   char acLabel[LABEL_BYTES] = "";

   /* What a chunk is for comes first: it wins a column that it shares
      with as much of header or footer. */
   if (psPiece->iKind == HEAPMGR_INUSE)
   {
      Panel_drawSpan(
         psBar, uAt + uHeader, psPiece->uPayloadBytes, ePayload, '#');
      Panel_drawSpan(psBar, uAt + uHeader + psPiece->uPayloadBytes,
         uInner - psPiece->uPayloadBytes, STYLE_WASTE, 'w');
      if (psPiece->uPayload != NO_PAYLOAD)
      {
         Scenario_name(
            psScenario, psPiece->uPayload, acName, sizeof acName);
         snprintf(acLabel, sizeof acLabel, "%s:%zu", acName,
            psPiece->uPayloadBytes);
         Panel_drawLabel(
            psBar, uAt, psPiece->uBytes, STYLE_PLAIN, acLabel);
         snprintf(acLabel, sizeof acLabel, "%s", acName);
      }
   }
   else
   {
      Panel_drawSpan(psBar, uAt + uHeader, uInner,
         asWhole[psPiece->iKind].eStyle, asWhole[psPiece->iKind].c);
      if (psPiece->iKind != KIND_BEYOND)
         snprintf(acLabel, sizeof acLabel, "%s %zu",
            asWhole[psPiece->iKind].pcLabel, psPiece->uBytes);
   }
   Panel_drawSpan(psBar, uAt, uHeader, STYLE_HEADER, 'H');
   Panel_drawSpan(psBar, uAt + psPiece->uBytes - uFooter, uFooter,
      STYLE_FOOTER, 'F');
   Panel_drawLabel(psBar, uAt, psPiece->uBytes, STYLE_DIM, acLabel);
}

/*--------------------------------------------------------------------*/

/* Write the place where the bar's row that uAt begins starts. */

static void Panel_drawPlace(
   struct Bar *psBar, size_t uAt, size_t uBytes, Place iStart)
{
   size_t uRowBytes = (size_t)psBar->iColumns * psBar->uColumnBytes;
   size_t uRow = (uAt + uRowBytes - 1) / uRowBytes;

   for (;
        uRow * uRowBytes < uAt + uBytes && uRow < (size_t)psBar->iRows;
        uRow++)
   {
      Place iPlace = iStart + (Place)(uRow * uRowBytes - uAt);
      bool bLong = iPlace > MAX_PLACE || iPlace < -MAX_PLACE;

      Canvas_write(psBar->oCanvas, psBar->iX,
         psBar->iY + 2 * (int)uRow + 1, STYLE_DIM,
         bLong ? "%+7lldK" : "%+8lld", bLong ? iPlace / 1024 : iPlace);
   }
}

/* Draw the heap as a bar of at most iRows rows.  Return the number of
   lines that it took. */

static int Panel_drawBar(Canvas_T oCanvas, const struct Area *psArea,
   int iRows, const struct Scenario *psScenario,
   const struct Snapshot *psSnapshot, size_t uNew)
{
   struct Bar sBar = {oCanvas, psArea->iX, psArea->iY,
      psArea->iWidth - MARGIN, iRows, 0, NULL, 0};
   size_t uAt = 0;
   size_t u;

   if (sBar.iColumns < 8 || iRows < 1)
      return 0;
   if (psSnapshot->uPieces == 0)
   {
      Canvas_write(oCanvas, psArea->iX, psArea->iY + 1, STYLE_DIM,
         "%8s (the heap is empty)", "");
      return 2;
   }
   Panel_setScale(&sBar, psSnapshot);
   sBar.auBest = calloc(
      (size_t)(sBar.iColumns * iRows), sizeof *sBar.auBest);
   if (sBar.auBest == NULL)
      return 0;
   for (u = 0; u < psSnapshot->uPieces; u++)
   {
      const struct Piece *psPiece = &psSnapshot->asPieces[u];

      if (Panel_hasGap(psSnapshot, u))
      {
         uAt = (uAt + sBar.uColumnBytes - 1) / sBar.uColumnBytes
               * sBar.uColumnBytes;
         Panel_drawSpan(&sBar, uAt, sBar.uColumnBytes, STYLE_DIM, '~');
         uAt += sBar.uColumnBytes;
      }
      Panel_drawPlace(&sBar, uAt, psPiece->uBytes, psPiece->iStart);
      Panel_drawPiece(&sBar, psPiece, uAt,
         (psPiece->uPayload == uNew && uNew != NO_PAYLOAD) ? STYLE_NEW
         : (u % 2 == 0) ? STYLE_PAYLOAD
                        : STYLE_PAYLOAD2,
         psScenario);
      uAt += psPiece->uBytes;
   }
   free(sBar.auBest);
   Canvas_write(oCanvas, psArea->iX, psArea->iY, STYLE_DIM,
      (sBar.uColumnBytes < 1024) ? "%zuB/col" : "%zuK/col",
      (sBar.uColumnBytes < 1024) ? sBar.uColumnBytes
                                 : sBar.uColumnBytes / 1024);
   u = (uAt + sBar.uColumnBytes - 1) / sBar.uColumnBytes;
   u = (u + (size_t)sBar.iColumns - 1) / (size_t)sBar.iColumns;
   return 2 * ((int)u < iRows ? (int)u : iRows);
}

/*--------------------------------------------------------------------*/

/* Write the list from link *puLink on to pcText, and step past it. */

static void Panel_printList(const struct Snapshot *psSnapshot,
   size_t *puLink, char *pcText, size_t uBytes)
{
   size_t uList = psSnapshot->asLinks[*puLink].uList;
   size_t uLength;
   size_t uLeft = 0;
   bool bEnds = true; /* with NULL, as a list must */

   if (psSnapshot->uLists == 1)
      snprintf(pcText, uBytes, "free list");
   else
      snprintf(pcText, uBytes, "bin %-4zu", uList);
   for (; *puLink < psSnapshot->uLinks
          && psSnapshot->asLinks[*puLink].uList == uList;
        (*puLink)++)
   {
      char acLink[LABEL_BYTES];

      Snapshot_printLink(psSnapshot, *puLink, acLink, sizeof acLink);
      bEnds = psSnapshot->asLinks[*puLink].eState != LINK_AGAIN
              && psSnapshot->asLinks[*puLink].eState != LINK_NO_CHUNK;
      uLength = strlen(pcText);
      if (uLength + LABEL_BYTES > uBytes)
      {
         uLeft++;
         continue;
      }
      snprintf(pcText + uLength, uBytes - uLength, " -> [%s]", acLink);
   }
   uLength = strlen(pcText);
   if (uLeft != 0)
      snprintf(
         pcText + uLength, uBytes - uLength, " -> (%zu more)", uLeft);
   else if (bEnds)
      snprintf(pcText + uLength, uBytes - uLength, " -> NULL");
}

/* Draw the free lists, in list order, on at most iLines lines.  Return
   how many they took. */

static int Panel_drawLists(Canvas_T oCanvas, const struct Area *psArea,
   int iLines, const struct Snapshot *psSnapshot)
{
   char acText[TEXT_BYTES];
   size_t uRoom = (size_t)(psArea->iWidth * iLines);
   size_t uLink = 0;
   int iLine = 0;

   if (uRoom > sizeof acText)
      uRoom = sizeof acText;
   if (iLines < 1 || psSnapshot->uLists == 0)
   {
      Canvas_write(oCanvas, psArea->iX, psArea->iY, STYLE_DIM,
         psSnapshot->bInspected ? "no free list"
                                : "free list: unknown");
      return 1;
   }
   if (psSnapshot->uLinks == 0)
   {
      Canvas_write(oCanvas, psArea->iX, psArea->iY, STYLE_PLAIN, "%s",
         (psSnapshot->uLists == 1) ? "free list -> NULL"
                                   : "all bins are empty");
      return 1;
   }
   while (uLink < psSnapshot->uLinks && iLine < iLines)
   {
      if (iLine == iLines - 1
          && psSnapshot->asLinks[uLink].uList
                != psSnapshot->asLinks[psSnapshot->uLinks - 1].uList)
      {
         Canvas_write(oCanvas, psArea->iX, psArea->iY + iLine,
            STYLE_DIM, "and %zu more free chunks in larger bins",
            psSnapshot->uLinks - uLink);
         return iLines;
      }
      Panel_printList(psSnapshot, &uLink, acText, uRoom);
      iLine += Canvas_wrap(oCanvas, psArea->iX, psArea->iY + iLine,
         psArea->iWidth, iLines - iLine, STYLE_PLAIN, acText);
   }
   return iLine;
}

/*--------------------------------------------------------------------*/

/* Draw the counters on two or three lines, and return how many. */

static int Panel_drawCounters(Canvas_T oCanvas,
   const struct Area *psArea, const struct Snapshot *psSnapshot)
{
   char acText[TEXT_BYTES];
   char acMore[LABEL_BYTES * 2] = "";
   int iLines;

   if (psSnapshot->uPadBytes != 0)
      snprintf(
         acMore, sizeof acMore, " + pad %zu", psSnapshot->uPadBytes);
   if (psSnapshot->uUnknownBytes != 0)
      snprintf(acMore + strlen(acMore), LABEL_BYTES, " + unknown %zu",
         psSnapshot->uUnknownBytes);
   snprintf(acText, sizeof acText,
      "heap %zu = payload %zu + overhead %zu + internal %zu"
      " + free %zu%s (%zu%%)",
      psSnapshot->uHeapBytes, psSnapshot->uPayloadBytes,
      psSnapshot->uHeaderBytes, psSnapshot->uInternalBytes,
      psSnapshot->uFreeBytes, acMore,
      (psSnapshot->uHeapBytes == 0)
         ? (size_t)0
         : psSnapshot->uPayloadBytes * 100 / psSnapshot->uHeapBytes);
   iLines = Canvas_wrap(oCanvas, psArea->iX, psArea->iY, psArea->iWidth,
      2, STYLE_PLAIN, acText);
   snprintf(acText, sizeof acText,
      "steps %zu, in all %zu   system calls %zu (%zu refused), in all"
      " %zu%s",
      psSnapshot->uStepSteps, psSnapshot->uSteps,
      psSnapshot->uStepCalls, psSnapshot->uStepRefusals,
      psSnapshot->uCalls,
      psSnapshot->bLifted ? "   (growth: any, this manager can't grow"
                            " by little)"
                          : "");
   return iLines
          + Canvas_wrap(oCanvas, psArea->iX, psArea->iY + iLines,
             psArea->iWidth, 2, STYLE_PLAIN, acText);
}

/*--------------------------------------------------------------------*/

/* Draw title, caption, source line and sentence.  Return the lines that
   they take. */

static int Panel_drawStep(Canvas_T oCanvas, const struct Area *psArea,
   Client_T oClient, const struct Scenario *psScenario,
   const struct Snapshot *psSnapshot, bool bScreen)
{
   bool bGood = (psSnapshot->eHealth == HEALTH_GOOD);
   size_t uStep = bGood ? psSnapshot->uStep : psSnapshot->uFailedStep;
   int iCaptionLines = psArea->iCaptionLines;
   int iSentenceLines = (psArea->iHeight >= 16) ? 4 : 2;
   char acText[TEXT_BYTES];
   int iX = psArea->iX;
   int iY = psArea->iY;
   int iLines;

   Canvas_write(oCanvas, iX, iY++, STYLE_TITLE,
      " heapmgr%s  step %zu of %zu  %s ", Client_getManager(oClient),
      uStep, psScenario->uSteps, psScenario->pcTitle);
   if (psScenario->apcCaptions != NULL)
   {
      iLines = (uStep == 0)
                  ? 0
                  : Canvas_wrap(oCanvas, iX, iY, psArea->iWidth,
                     bScreen ? iCaptionLines : 20, STYLE_CAPTION,
                     psScenario->apcCaptions[uStep - 1]);
      iY += bScreen ? iCaptionLines : iLines;
   }
   if (uStep == 0)
      snprintf(acText, sizeof acText, "(before the first step)");
   else
      Scenario_printSource(psScenario, uStep, acText, sizeof acText);
   Canvas_write(oCanvas, iX, iY, STYLE_SOURCE, "> %s", acText);
   if (psSnapshot->bHasResult && bGood && uStep != 0)
      Canvas_write(oCanvas, iX + 4 + (int)strlen(acText), iY,
         STYLE_SOURCE, "returns %+lld%s", psSnapshot->iResult,
         psSnapshot->bMapped ? " (mapped)" : "");
   iY++;
   if (!bGood)
      Client_describeFailure(
         oClient, psSnapshot, acText, sizeof acText);
   else
      Explain_print(&psSnapshot->sExplanation, Scenario_name,
         psScenario, acText, sizeof acText);
   iLines = Canvas_wrap(oCanvas, iX, iY, psArea->iWidth,
      bScreen ? iSentenceLines : 20,
      bGood ? STYLE_SENTENCE : STYLE_ALARM,
      (bGood && uStep == 0) ? "" : acText);
   iY += bScreen ? iSentenceLines : iLines;
   return iY - psArea->iY;
}

/*--------------------------------------------------------------------*/

int Panel_draw(Canvas_T oCanvas, const struct Area *psArea,
   Client_T oClient, const struct Scenario *psScenario,
   const struct Snapshot *psSnapshot, bool bScreen)
{
   struct Area sRest = *psArea;
   size_t uNew = NO_PAYLOAD;
   int iRows = MAX_BAR_ROWS;

   if (psSnapshot->uStep != 0 && psSnapshot->eHealth == HEALTH_GOOD
       && psSnapshot->bHasResult)
      uNew = psScenario->asSteps[psSnapshot->uStep - 1].uPayload;

   sRest.iY += Panel_drawStep(
      oCanvas, psArea, oClient, psScenario, psSnapshot, bScreen);
   if (bScreen)
   {
      /* Of the rest, 2 or 3 lines are for the counters, at least 3 for
         the lists, and half of what remains for the bar. */
      int iRest = psArea->iY + psArea->iHeight - sRest.iY;

      iRows = (iRest - 6) / 2;
      if (iRows > 3)
         iRows = 3 + (iRows - 3) / 2;
      if (iRows > MAX_BAR_ROWS)
         iRows = MAX_BAR_ROWS;
      if (iRows < 1)
         iRows = 1;
   }
   (void)Panel_drawBar(
      oCanvas, &sRest, iRows, psScenario, psSnapshot, uNew);
   if (bScreen)
   {
      sRest.iY += 2 * iRows;
      (void)Panel_drawCounters(oCanvas, &sRest, psSnapshot);
      sRest.iY += 3;
      (void)Panel_drawLists(oCanvas, &sRest,
         psArea->iY + psArea->iHeight - sRest.iY, psSnapshot);
      return psArea->iHeight;
   }
   sRest.iY += Panel_drawBar(
      oCanvas, &sRest, iRows, psScenario, psSnapshot, uNew);
   sRest.iY += Panel_drawLists(
      oCanvas, &sRest, MAX_BAR_ROWS, psSnapshot);
   sRest.iY += Panel_drawCounters(oCanvas, &sRest, psSnapshot);
   return sRest.iY - psArea->iY;
}

/*--------------------------------------------------------------------*/

void Panel_drawLegend(Canvas_T oCanvas, int iX, int iY)
{
   static const struct
   {
      enum Style eStyle;
      const char *pcText;
   } asLegend[] = {{STYLE_HEADER, "H header"},
      {STYLE_PAYLOAD, "# payload"}, {STYLE_NEW, "# new"},
      {STYLE_WASTE, "w internal"}, {STYLE_FOOTER, "F footer"},
      {STYLE_FREE, ". free"}, {STYLE_PAD, "_ pad"},
      {STYLE_UNKNOWN, "? unknown"}};
   size_t u;

   for (u = 0; u < sizeof asLegend / sizeof asLegend[0]; u++)
   {
      Canvas_write(
         oCanvas, iX, iY, asLegend[u].eStyle, "%s", asLegend[u].pcText);
      iX += (int)strlen(asLegend[u].pcText) + 1;
   }
}
