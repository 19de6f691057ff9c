/*--------------------------------------------------------------------*/
/* panel.c: one manager's part of the demo's picture                  */
/*--------------------------------------------------------------------*/

#include "panel.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
   CAPTION_LINES = 20, /* not on a screen: at most */
   SENTENCE_LINES = 20,
   LIST_LINES = 3,      /* on a screen: at least */
   MARGIN = 9,          /* left of the bar: the place of its row */
   FINEST_BYTES = 4,    /* a column of the bar stands for no less */
   MAX_PLACE = 9999999, /* of 8 columns with its sign */
   MAX_BAR_ROWS = 8,
   TEXT_BYTES = 2400,
   LABEL_BYTES = 48,
   REST_BYTES = 24, /* for " -> [" and "]", and " -> (N more)" */
   BREAK_CHARS = 12 /* of a line may stay blank at its end */
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
   size_t *auBest;   /* by column: bytes of what is drawn there */
   bool *abLabelled; /* by column: that a label stands above it */
   bool bNames;      /* most payloads have room for their names */
};

/*--------------------------------------------------------------------*/

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
      uGaps += Snapshot_hasGap(psSnapshot, u);
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

/* Draw the uBytes bytes at uAt over whatever is there. */

static void Panel_drawOver(struct Bar *psBar, size_t uAt, size_t uBytes,
   enum Style eStyle, char c)
{
   size_t uEnd = (uAt + uBytes + psBar->uColumnBytes - 1)
                 / psBar->uColumnBytes;
   size_t u;

   for (u = uAt / psBar->uColumnBytes; u < uEnd; u++)
      if (u < (size_t)(psBar->iColumns * psBar->iRows))
         psBar->auBest[u] = 0;
   Panel_drawSpan(psBar, uAt, uBytes, eStyle, c);
}

/*--------------------------------------------------------------------*/

/* Write pcLabel above column iColumn, from where iRoom columns are
   the chunk's, if there is room and no other label adjoins.
   Return true if it was written. */

static bool Panel_drawLabel(struct Bar *psBar, int iColumn, int iRoom,
   enum Style eStyle, const char *pcLabel)
{
   int iLength = (int)strlen(pcLabel);
   int iX = iColumn % psBar->iColumns;
   int i;

   if (iX + iLength > psBar->iColumns)
   {
      /* The chunk goes on in the next row, and so does its name. */
      iRoom -= psBar->iColumns - iX;
      iColumn += psBar->iColumns - iX;
      iX = 0;
   }
   if (iLength > iRoom
       || iColumn + iLength > psBar->iColumns * psBar->iRows)
      return false;
   for (i = (iX == 0) ? 0 : -1; i < iLength; i++)
      if (psBar->abLabelled[iColumn + i])
         return false;
   for (i = 0; i < iLength; i++)
      psBar->abLabelled[iColumn + i] = true;
   Canvas_write(psBar->oCanvas, psBar->iX + MARGIN + iX,
      psBar->iY + 2 * (iColumn / psBar->iColumns), eStyle, "%s",
      pcLabel);
   return true;
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
   kind says. */

static void Panel_drawPiece(struct Bar *psBar,
   const struct Piece *psPiece, size_t uAt, enum Style ePayload)
{
   size_t uHeader = psPiece->uHeaderBytes;
   size_t uFooter = psPiece->uFooterBytes;
   size_t uInner = psPiece->uBytes - uHeader - uFooter;

   /* What a chunk is for comes first: it wins a column that it shares
      with as much of header or footer. */
   if (psPiece->iKind == HEAPMGR_INUSE)
   {
      Panel_drawSpan(
         psBar, uAt + uHeader, psPiece->uPayloadBytes, ePayload, '#');
      Panel_drawSpan(psBar, uAt + uHeader + psPiece->uPayloadBytes,
         uInner - psPiece->uPayloadBytes, STYLE_WASTE, 'w');
   }
   else
      Panel_drawSpan(psBar, uAt + uHeader, uInner,
         asWhole[psPiece->iKind].eStyle, asWhole[psPiece->iKind].c);
   Panel_drawSpan(psBar, uAt, uHeader, STYLE_HEADER, 'H');
   Panel_drawSpan(psBar, uAt + psPiece->uBytes - uFooter, uFooter,
      STYLE_FOOTER, 'F');
}

/* Mark what lies on piece u, at uAt: the edge between two payloads that
   have neither header nor footer between them, and what an overrun has
   destroyed. */

static void Panel_markPiece(struct Bar *psBar,
   const struct Snapshot *psSnapshot, size_t u, size_t uAt,
   enum Style ePayload)
{
   const struct Piece *psPiece = &psSnapshot->asPieces[u];
   Place iFrom;
   size_t uDestroyed = Snapshot_findDestroyed(psSnapshot, u, &iFrom);

   if (u > 0 && psPiece->iKind == HEAPMGR_INUSE
       && psPiece->uHeaderBytes == 0
       && psPiece[-1].iKind == HEAPMGR_INUSE
       && psPiece[-1].uFooterBytes == 0
       && psPiece->uBytes >= 3 * psBar->uColumnBytes
       && !Snapshot_hasGap(psSnapshot, u))
      Panel_drawOver(psBar,
         (uAt + psBar->uColumnBytes - 1) / psBar->uColumnBytes
            * psBar->uColumnBytes,
         psBar->uColumnBytes, ePayload, '|');
   if (uDestroyed != 0)
      Panel_drawOver(psBar, uAt + (size_t)(iFrom - psPiece->iStart),
         uDestroyed, STYLE_ALARM, '!');
}

/*--------------------------------------------------------------------*/

/* Label *psPiece at uAt: in full if that leaves a column between it and
   the next one, or shortly. */

static void Panel_labelPiece(struct Bar *psBar,
   const struct Piece *psPiece, size_t uAt, enum Style eStyle,
   const struct Scenario *psScenario)
{
   int iColumn = (int)(uAt / psBar->uColumnBytes);
   int iRoom = (int)((uAt + psPiece->uBytes) / psBar->uColumnBytes)
               - iColumn;
   char acShort[LABEL_BYTES / 2];
   char acFull[LABEL_BYTES];

   if (psPiece->iKind == HEAPMGR_INUSE)
   {
      if (psPiece->uPayload == NO_PAYLOAD)
         return;
      Scenario_name(
         psScenario, psPiece->uPayload, acShort, sizeof acShort);
      snprintf(acFull, sizeof acFull, "%s:%zu", acShort,
         psPiece->uPayloadBytes);
   }
   else if (psPiece->iKind == KIND_BEYOND)
      return;
   else
   {
      snprintf(acShort, sizeof acShort, "%zu", psPiece->uBytes);
      snprintf(acFull, sizeof acFull, "%s %s",
         asWhole[psPiece->iKind].pcLabel, acShort);
   }
   if (!Panel_drawLabel(psBar, iColumn, iRoom - 1, eStyle, acFull)
       && psBar->bNames
       && (psPiece->iKind == HEAPMGR_INUSE
           || psPiece->iKind == HEAPMGR_FREE))
      (void)Panel_drawLabel(psBar, iColumn, iRoom, eStyle, acShort);
}

/* Return true if most payloads of *psSnapshot have room for their
   names.  If they don't, those that happen to have it get none, either:
   they are no more important than the others. */

static bool Panel_hasNames(const struct Bar *psBar,
   const struct Scenario *psScenario, const struct Snapshot *psSnapshot)
{
   size_t uPayloads = 0;
   size_t uFit = 0;
   size_t u;

   for (u = 0; u < psSnapshot->uPieces; u++)
   {
      const struct Piece *psPiece = &psSnapshot->asPieces[u];
      char acName[LABEL_BYTES];

      if (psPiece->uPayload == NO_PAYLOAD)
         continue;
      Scenario_name(
         psScenario, psPiece->uPayload, acName, sizeof acName);
      uPayloads++;
      uFit += (strlen(acName) <= psPiece->uBytes / psBar->uColumnBytes);
   }
   return 2 * uFit >= uPayloads;
}

/* Write the name of the payload that the step was about, new or freed,
   above uAt, where it starts: it may stand over the next chunk, too. */

static void Panel_labelStep(struct Bar *psBar,
   const struct Scenario *psScenario, const struct Step *psStep,
   size_t uAt)
{
   char acName[LABEL_BYTES];

   Scenario_name(psScenario, psStep->uPayload, acName, sizeof acName);
   (void)Panel_drawLabel(psBar, (int)(uAt / psBar->uColumnBytes),
      (int)strlen(acName), STYLE_SOURCE, acName);
}

/*--------------------------------------------------------------------*/

/* Write the place where the bar's row that uAt begins starts. */

static void Panel_drawPlace(struct Bar *psBar, size_t uAt,
   size_t uBytes, Place iStart, bool bOwnMapping)
{
   size_t uRowBytes = (size_t)psBar->iColumns * psBar->uColumnBytes;
   size_t uRow = (uAt + uRowBytes - 1) / uRowBytes;

   for (;
        uRow * uRowBytes < uAt + uBytes && uRow < (size_t)psBar->iRows;
        uRow++)
   {
      Place iPlace = iStart + (Place)(uRow * uRowBytes - uAt);
      bool bLong = iPlace > MAX_PLACE || iPlace < -MAX_PLACE;

      if (bOwnMapping)
         Canvas_write(psBar->oCanvas, psBar->iX,
            psBar->iY + 2 * (int)uRow + 1, STYLE_DIM, " mapping");
      else
         Canvas_write(psBar->oCanvas, psBar->iX,
            psBar->iY + 2 * (int)uRow + 1, STYLE_DIM,
            bLong ? "%+7lldK" : "%+8lld",
            bLong ? iPlace / 1024 : iPlace);
   }
}

/* Return where piece u is drawn, if the one before it ends at uAt:
   behind a column for a gap, if there is one. */

static size_t Panel_skipGap(const struct Bar *psBar,
   const struct Snapshot *psSnapshot, size_t u, size_t uAt)
{
   if (!Snapshot_hasGap(psSnapshot, u))
      return uAt;
   return ((uAt + psBar->uColumnBytes - 1) / psBar->uColumnBytes + 1)
          * psBar->uColumnBytes;
}

/* Draw all pieces, and return where the last one ends.  uNew is a
   payload that gets a colour of its own. */

static size_t Panel_drawPieces(
   struct Bar *psBar, const struct Snapshot *psSnapshot, size_t uNew)
{
   size_t uInUse = 0;
   size_t uAt = 0;
   size_t u;

   for (u = 0; u < psSnapshot->uPieces; u++)
   {
      const struct Piece *psPiece = &psSnapshot->asPieces[u];
      enum Style ePayload = STYLE_NEW;

      if (psPiece->iKind == HEAPMGR_INUSE)
         uInUse++;
      if (psPiece->uPayload != uNew || uNew == NO_PAYLOAD)
         ePayload = (uInUse % 2 == 0) ? STYLE_PAYLOAD2 : STYLE_PAYLOAD;
      uAt = Panel_skipGap(psBar, psSnapshot, u, uAt);
      if (Snapshot_hasGap(psSnapshot, u))
         Panel_drawSpan(psBar, uAt - psBar->uColumnBytes,
            psBar->uColumnBytes, STYLE_DIM, '~');
      Panel_drawPlace(psBar, uAt, psPiece->uBytes, psPiece->iStart,
         Snapshot_isOwnMapping(psSnapshot, u));
      Panel_drawPiece(psBar, psPiece, uAt, ePayload);
      Panel_markPiece(psBar, psSnapshot, u, uAt, ePayload);
      uAt += psPiece->uBytes;
   }
   return uAt;
}

/* Label the pieces; where names have no room, only what *psStep, the
   last one or NULL, was about. */

static void Panel_labelPieces(struct Bar *psBar,
   const struct Scenario *psScenario, const struct Snapshot *psSnapshot,
   const struct Step *psStep, size_t uNew)
{
   const struct Piece *psFreed = NULL;
   size_t uAt = 0;
   size_t u;

   psBar->bNames = Panel_hasNames(psBar, psScenario, psSnapshot);
   if (psStep != NULL && psSnapshot->bHasFreed)
      psFreed = Snapshot_findPiece(
         psSnapshot, psSnapshot->iFreed, psSnapshot->bFreedMapped);
   for (u = 0; !psBar->bNames && u < psSnapshot->uPieces; u++)
   {
      const struct Piece *psPiece = &psSnapshot->asPieces[u];

      uAt = Panel_skipGap(psBar, psSnapshot, u, uAt);
      if (psPiece == psFreed)
         Panel_labelStep(psBar, psScenario, psStep,
            uAt + (size_t)(psSnapshot->iFreed - psPiece->iStart));
      else if (psPiece->uPayload == uNew && uNew != NO_PAYLOAD)
         Panel_labelStep(psBar, psScenario, psStep, uAt);
      uAt += psPiece->uBytes;
   }
   uAt = 0;
   for (u = 0; u < psSnapshot->uPieces; u++)
   {
      const struct Piece *psPiece = &psSnapshot->asPieces[u];

      uAt = Panel_skipGap(psBar, psSnapshot, u, uAt);
      Panel_labelPiece(psBar, psPiece, uAt,
         (psPiece->iKind == HEAPMGR_INUSE) ? STYLE_PLAIN : STYLE_DIM,
         psScenario);
      uAt += psPiece->uBytes;
   }
}

/* Draw the heap as a bar of at most iRows rows.  Return the number of
   lines that it took. */

static int Panel_drawBar(Canvas_T oCanvas, const struct Area *psArea,
   int iRows, const struct Scenario *psScenario,
   const struct Snapshot *psSnapshot)
{
   struct Bar sBar = {oCanvas, psArea->iX, psArea->iY,
      psArea->iWidth - MARGIN, iRows, 0, NULL, NULL, true};
   const struct Step *psStep = NULL;
   size_t uNew = NO_PAYLOAD;
   size_t u;

   if (sBar.iColumns < 8 || iRows < 1)
      return 0;
   if (psSnapshot->uPieces == 0)
   {
      Canvas_write(oCanvas, psArea->iX, psArea->iY + 1, STYLE_DIM,
         "%8s (the heap is empty)", "");
      return 2;
   }
   if (psSnapshot->uStep != 0 && psSnapshot->eHealth == HEALTH_GOOD)
      psStep = &psScenario->asSteps[psSnapshot->uStep - 1];
   if (psStep != NULL && psSnapshot->bHasResult)
      uNew = psStep->uPayload;
   Panel_setScale(&sBar, psSnapshot);
   u = (size_t)(sBar.iColumns * iRows);
   sBar.auBest = calloc(u, sizeof *sBar.auBest);
   sBar.abLabelled = calloc(u, sizeof *sBar.abLabelled);
   if (sBar.auBest == NULL || sBar.abLabelled == NULL)
      exit(2);
   u = Panel_drawPieces(&sBar, psSnapshot, uNew);
   Panel_labelPieces(&sBar, psScenario, psSnapshot, psStep, uNew);
   free(sBar.auBest);
   free(sBar.abLabelled);
   Canvas_write(oCanvas, psArea->iX, psArea->iY, STYLE_DIM,
      (sBar.uColumnBytes < 1024) ? "%zuB/col" : "%zuK/col",
      (sBar.uColumnBytes < 1024) ? sBar.uColumnBytes
                                 : sBar.uColumnBytes / 1024);
   u = (u + sBar.uColumnBytes - 1) / sBar.uColumnBytes;
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
      if (uLength + strlen(acLink) + REST_BYTES > uBytes)
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

/* Return how many lists, from link uLink on, aren't empty. */

static int Panel_countLists(
   const struct Snapshot *psSnapshot, size_t uLink)
{
   int iCount = 1;

   for (uLink++; uLink < psSnapshot->uLinks; uLink++)
      iCount += (psSnapshot->asLinks[uLink].uList
                 != psSnapshot->asLinks[uLink - 1].uList);
   return iCount;
}

/* Draw the free lists, in list order, on at most iLines lines.  Return
   how many they took. */

static int Panel_drawLists(Canvas_T oCanvas, const struct Area *psArea,
   int iLines, const struct Snapshot *psSnapshot)
{
   char acText[TEXT_BYTES];
   size_t uLink = 0;
   int iLine = 0;

   if (iLines < 1)
      return 0;
   if (psSnapshot->uLists == 0)
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
      /* A long list leaves a line to each of those that follow. */
      int iLeft = iLines - iLine
                  - (Panel_countLists(psSnapshot, uLink) - 1);
      int iRoom;

      if (iLeft < 1)
         iLeft = 1;
      iRoom = psArea->iWidth * iLeft - BREAK_CHARS * (iLeft - 1);
      if (iLine == iLines - 1
          && psSnapshot->asLinks[uLink].uList
                != psSnapshot->asLinks[psSnapshot->uLinks - 1].uList)
      {
         Canvas_write(oCanvas, psArea->iX, psArea->iY + iLine,
            STYLE_DIM, "and %zu more free chunks in larger bins",
            psSnapshot->uLinks - uLink);
         return iLines;
      }
      Panel_printList(psSnapshot, &uLink, acText,
         (iRoom < TEXT_BYTES) ? (size_t)iRoom : sizeof acText);
      iLine += Canvas_wrap(oCanvas, psArea->iX, psArea->iY + iLine,
         psArea->iWidth, iLeft, STYLE_PLAIN, acText);
   }
   return iLine;
}

/*--------------------------------------------------------------------*/

/* Write how the heap is used to pcText; bCompact: in few words. */

static void Panel_printHeap(const struct Snapshot *psSnapshot,
   bool bCompact, char *pcText, size_t uBytes)
{
   char acMore[LABEL_BYTES * 2] = "";
   size_t uPercent = 0;

   if (psSnapshot->uHeapBytes != 0)
      uPercent = psSnapshot->uPayloadBytes * 100
                 / psSnapshot->uHeapBytes;
   if (psSnapshot->uPadBytes != 0)
      snprintf(
         acMore, sizeof acMore, " + pad %zu", psSnapshot->uPadBytes);
   if (psSnapshot->uUnknownBytes != 0)
      snprintf(acMore + strlen(acMore), LABEL_BYTES, " + unknown %zu",
         psSnapshot->uUnknownBytes);
   if (bCompact)
      snprintf(pcText, uBytes, "heap %zu, payload %zu (%zu%%)",
         psSnapshot->uHeapBytes, psSnapshot->uPayloadBytes, uPercent);
   else
      snprintf(pcText, uBytes,
         "heap %zu = payload %zu + overhead %zu + internal %zu"
         " + free %zu%s (%zu%%)",
         psSnapshot->uHeapBytes, psSnapshot->uPayloadBytes,
         psSnapshot->uHeaderBytes, psSnapshot->uInternalBytes,
         psSnapshot->uFreeBytes, acMore, uPercent);
}

/* Write steps and system calls to pcText.  In exact growth (bExact),
   the demo refuses what is too much, and the manager asks again for
   less: those calls aren't counted. */

static void Panel_printCalls(const struct Snapshot *psSnapshot,
   bool bExact, bool bCompact, char *pcText, size_t uBytes)
{
   size_t uCalls = psSnapshot->uStepCalls;
   size_t uAllCalls = psSnapshot->uCalls;
   char acRefused[LABEL_BYTES] = "";

   if (bExact && !psSnapshot->bLifted)
   {
      uCalls -= psSnapshot->uStepRefusals;
      uAllCalls -= psSnapshot->uRefusals;
   }
   else if (psSnapshot->uStepRefusals != 0)
      snprintf(acRefused, sizeof acRefused, " (%zu refused)",
         psSnapshot->uStepRefusals);
   if (bCompact)
      snprintf(pcText, uBytes,
         "  steps %zu, in all %zu  system calls %zu",
         psSnapshot->uStepSteps, psSnapshot->uSteps, uCalls);
   else
      snprintf(pcText, uBytes,
         "steps %zu, in all %zu   system calls %zu%s, in all %zu%s",
         psSnapshot->uStepSteps, psSnapshot->uSteps, uCalls, acRefused,
         uAllCalls,
         psSnapshot->bLifted ? "   (growth: any, this manager can't"
                               " grow by little)"
                             : "");
}

/* Draw the counters on one line, if the area is compact, else on two to
   four, and return how many. */

static int Panel_drawCounters(Canvas_T oCanvas,
   const struct Area *psArea, const struct Scenario *psScenario,
   const struct Snapshot *psSnapshot)
{
   char acText[TEXT_BYTES];
   size_t uLength;
   int iLines = 0;

   Panel_printHeap(psSnapshot, psArea->bCompact, acText, sizeof acText);
   if (!psArea->bCompact)
      iLines = Canvas_wrap(oCanvas, psArea->iX, psArea->iY,
         psArea->iWidth, 2, STYLE_PLAIN, acText);
   uLength = psArea->bCompact ? strlen(acText) : 0;
   Panel_printCalls(psSnapshot, psScenario->bExact, psArea->bCompact,
      acText + uLength, sizeof acText - uLength);
   return iLines
          + Canvas_wrap(oCanvas, psArea->iX, psArea->iY + iLines,
             psArea->iWidth, psArea->bCompact ? 1 : 2, STYLE_PLAIN,
             acText);
}

/*--------------------------------------------------------------------*/

/* Write the call of step uStep, and what it returned, to pcText;
   bCompact: without the note that may follow the call. */

static void Panel_printCall(const struct Scenario *psScenario,
   const struct Snapshot *psSnapshot, size_t uStep, bool bCompact,
   char *pcText, size_t uBytes)
{
   static const char acNote[] = "   (";
   size_t uLength;
   size_t u;

   if (uStep == 0)
   {
      snprintf(pcText, uBytes, "(before the first step)");
      return;
   }
   Scenario_printSource(psScenario, uStep, pcText, uBytes);
   if (bCompact && strstr(pcText, acNote) != NULL)
      *strstr(pcText, acNote) = '\0';
   if (!psSnapshot->bHasResult || psSnapshot->eHealth != HEALTH_GOOD)
      return;
   uLength = strlen(pcText);
   for (u = 0; u < psSnapshot->uPieces; u++)
      if (Snapshot_isOwnMapping(psSnapshot, u)
          && psSnapshot->asPieces[u].uPayload
                == psScenario->asSteps[uStep - 1].uPayload)
      {
         snprintf(pcText + uLength, uBytes - uLength,
            "  returns %+lld in a mapping of its own",
            psSnapshot->iResult - psSnapshot->asPieces[u].iStart);
         return;
      }
   snprintf(pcText + uLength, uBytes - uLength, "  returns %+lld%s",
      psSnapshot->iResult, psSnapshot->bMapped ? " (mapped)" : "");
}

/* Write what happened to pcText. */

static void Panel_printSentences(Client_T oClient,
   const struct Scenario *psScenario, const struct Snapshot *psSnapshot,
   char *pcText, size_t uBytes)
{
   pcText[0] = '\0';
   if (psSnapshot->eHealth != HEALTH_GOOD)
      Client_describeFailure(oClient, psSnapshot, pcText, uBytes);
   else if (psSnapshot->uStep != 0)
      Explain_print(&psSnapshot->sExplanation, Scenario_name,
         psScenario, pcText, uBytes);
}

/* Write pcCall behind the first iTitle columns of the title. */

static void Panel_drawCompactCall(Canvas_T oCanvas,
   const struct Area *psArea, int iTitle, const char *pcCall)
{
   char acText[TEXT_BYTES];

   snprintf(acText, sizeof acText, "> %s", pcCall);
   (void)Canvas_wrap(oCanvas, psArea->iX + iTitle, psArea->iY,
      psArea->iWidth - iTitle, 1, STYLE_SOURCE, acText);
}

/* Draw the title and, on the same line if the area is compact, the call
   of step uStep.  Return the lines that they take, with the caption
   between them. */

static int Panel_drawCall(Canvas_T oCanvas, const struct Area *psArea,
   Client_T oClient, const struct Scenario *psScenario,
   const struct Snapshot *psSnapshot, size_t uStep, bool bScreen)
{
   int iCaptionWidth = bScreen ? psArea->iCaptionWidth : psArea->iWidth;
   char acTitle[TEXT_BYTES];
   char acCall[TEXT_BYTES];
   int iLines = 0;

   Panel_printCall(psScenario, psSnapshot, uStep, psArea->bCompact,
      acCall, sizeof acCall);
   snprintf(acTitle, sizeof acTitle, " %s  step %zu of %zu  %s%s",
      Client_getTitle(oClient), uStep, psScenario->uSteps,
      psArea->bCompact ? "" : psScenario->pcTitle,
      psArea->bCompact ? "" : " ");
   (void)Canvas_wrap(oCanvas, psArea->iX, psArea->iY, psArea->iWidth, 1,
      STYLE_TITLE, acTitle);
   if (psArea->bCompact)
      Panel_drawCompactCall(
         oCanvas, psArea, (int)strlen(acTitle), acCall);
   if (psScenario->apcCaptions != NULL && uStep != 0)
      iLines = Canvas_wrap(oCanvas, psArea->iX, psArea->iY + 1,
         iCaptionWidth, bScreen ? psArea->iCaptionLines : CAPTION_LINES,
         STYLE_CAPTION, psScenario->apcCaptions[uStep - 1]);
   if (bScreen && psScenario->apcCaptions != NULL)
      iLines = psArea->iCaptionLines;
   if (psArea->bCompact)
      return 1 + iLines;
   Canvas_write(oCanvas, psArea->iX, psArea->iY + 1 + iLines,
      STYLE_SOURCE, "> %s", acCall);
   return 2 + iLines;
}

/* Return how many lines of a screen are for the sentences. */

static int Panel_countSentenceLines(const struct Area *psArea)
{
   if (psArea->bCompact)
      return (psArea->iHeight >= 9) ? 3 : 1;
   return (psArea->iHeight >= 16) ? 4 : 2;
}

/* Draw title, caption, call and sentence.  Return the lines that they
   take. */

static int Panel_drawStep(Canvas_T oCanvas, const struct Area *psArea,
   Client_T oClient, const struct Scenario *psScenario,
   const struct Snapshot *psSnapshot, bool bScreen)
{
   bool bGood = (psSnapshot->eHealth == HEALTH_GOOD);
   size_t uStep = bGood ? psSnapshot->uStep : psSnapshot->uFailedStep;
   int iRoom = Panel_countSentenceLines(psArea);
   char acText[TEXT_BYTES];
   int iCallLines = Panel_drawCall(
      oCanvas, psArea, oClient, psScenario, psSnapshot, uStep, bScreen);
   int iLines;

   Panel_printSentences(
      oClient, psScenario, psSnapshot, acText, sizeof acText);
   iLines = Canvas_wrap(oCanvas, psArea->iX, psArea->iY + iCallLines,
      psArea->iWidth, bScreen ? iRoom : SENTENCE_LINES,
      bGood ? STYLE_SENTENCE : STYLE_ALARM, acText);
   return iCallLines + (bScreen ? iRoom : iLines);
}

/*--------------------------------------------------------------------*/

/* Return how many rows the bar has if iLines lines are left for it, the
   counters and the lists. */

static int Panel_getBarRows(const struct Area *psArea, int iLines)
{
   /* Compact, 1 line is for the counters, else 2 or 3; at least 3 are
      for the lists, and half of what remains is for the bar. */
   int iRows = (iLines - LIST_LINES - (psArea->bCompact ? 1 : 3)) / 2;

   if (iRows > 3)
      iRows = 3 + (iRows - 3) / 2;
   if (iRows > MAX_BAR_ROWS)
      iRows = MAX_BAR_ROWS;
   return (iRows < 1) ? 1 : iRows;
}

/* Draw bar, counters and lists into *psArea, of a screen, each in its
   place whatever its length. */

static void Panel_drawHeap(Canvas_T oCanvas, struct Area *psArea,
   const struct Scenario *psScenario, const struct Snapshot *psSnapshot)
{
   int iEnd = psArea->iY + psArea->iHeight;
   int iRows = Panel_getBarRows(psArea, psArea->iHeight);

   (void)Panel_drawBar(oCanvas, psArea, iRows, psScenario, psSnapshot);
   psArea->iY += 2 * iRows;
   (void)Panel_drawCounters(oCanvas, psArea, psScenario, psSnapshot);
   psArea->iY += psArea->bCompact ? 1 : 3;
   (void)Panel_drawLists(
      oCanvas, psArea, iEnd - psArea->iY, psSnapshot);
}

int Panel_draw(Canvas_T oCanvas, const struct Area *psArea,
   Client_T oClient, const struct Scenario *psScenario,
   const struct Snapshot *psSnapshot, bool bScreen)
{
   struct Area sRest = *psArea;
   int iStepLines = Panel_drawStep(
      oCanvas, psArea, oClient, psScenario, psSnapshot, bScreen);

   sRest.iY += iStepLines;
   sRest.iHeight -= iStepLines;
   if (bScreen)
   {
      Panel_drawHeap(oCanvas, &sRest, psScenario, psSnapshot);
      return psArea->iHeight;
   }
   sRest.iY += Panel_drawBar(
      oCanvas, &sRest, MAX_BAR_ROWS, psScenario, psSnapshot);
   sRest.iY += Panel_drawLists(
      oCanvas, &sRest, MAX_BAR_ROWS, psSnapshot);
   sRest.iY += Panel_drawCounters(
      oCanvas, &sRest, psScenario, psSnapshot);
   return sRest.iY - psArea->iY;
}

/*--------------------------------------------------------------------*/

int Panel_drawLegend(
   Canvas_T oCanvas, int iX, int iY, int iWidth, int iLines)
{
   static const struct
   {
      enum Style eStyle;
      const char *pcText;
   } asLegend[] = {{STYLE_HEADER, "H header"},
      {STYLE_PAYLOAD, "# payload"}, {STYLE_NEW, "# new"},
      {STYLE_WASTE, "w internal"}, {STYLE_FOOTER, "F footer"},
      {STYLE_FREE, ". free"}, {STYLE_PAD, "_ pad"},
      {STYLE_UNKNOWN, "? unknown"}, {STYLE_ALARM, "! destroyed"},
      {STYLE_META, "m the manager's own"},
      {STYLE_BEYOND, "- in no chunk"}, {STYLE_DIM, "~ a gap"}};
   int iLine = 0;
   int iAt = 0;
   size_t u;

   for (u = 0; u < sizeof asLegend / sizeof asLegend[0]; u++)
   {
      int iLength = (int)strlen(asLegend[u].pcText);

      if (iAt + iLength > iWidth)
      {
         iLine++;
         iAt = 0;
      }
      if (iLine == iLines)
         break;
      Canvas_write(oCanvas, iX + iAt, iY + iLine, asLegend[u].eStyle,
         "%s", asLegend[u].pcText);
      iAt += iLength + 1;
   }
   return (iLine < iLines) ? iLine + 1 : iLines;
}
