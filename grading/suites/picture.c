/*--------------------------------------------------------------------*/
/* picture.c: the heap in one line of text                            */
/*--------------------------------------------------------------------*/

#include "picture.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum
{
   LABEL_BYTES = 40,
   ELLIPSIS_COLUMNS = 3, /* "..." */
   WALK_STEPS = 10000000 /* no heap of a test has so many pieces */
};

bool Picture_canTake(void)
{
   return HeapMgr_nextPiece != NULL;
}

/*--------------------------------------------------------------------*/

void Picture_take(struct Picture *psPicture)
{
   struct HeapMgr_Piece sPiece = {0};
   size_t u = 0;

   psPicture->uPieces = 0;
   psPicture->eEnd = HEAPMGR_WALK_END;
   if (!Picture_canTake())
      return;

   while (u < WALK_STEPS
          && (psPicture->eEnd = HeapMgr_nextPiece(&sPiece))
                == HEAPMGR_WALK_PIECE)
   {
      if (psPicture->uPieces < PICTURE_PIECES)
         psPicture->asPieces[psPicture->uPieces++] = sPiece;
      u++;
   }
}

/*--------------------------------------------------------------------*/

/* Return true if *psPiece holds pv. */

static bool Picture_holds(
   const struct HeapMgr_Piece *psPiece, const void *pv)
{
   return pv != NULL
          && (uintptr_t)pv - (uintptr_t)psPiece->pcStart
                < psPiece->uBytes;
}

/*--------------------------------------------------------------------*/

const char *Picture_findStart(
   const struct Picture *psPicture, const void *pv)
{
   size_t u;

   for (u = 0; u < psPicture->uPieces; u++)
      if (Picture_holds(&psPicture->asPieces[u], pv))
         return psPicture->asPieces[u].pcStart;
   return NULL;
}

/*--------------------------------------------------------------------*/

/* Write piece uPiece of *psPicture to acLabel, with its left border.
   The one after the last is what ended the walk.  Return its length. */

static size_t Picture_label(const struct Picture *psPicture,
   size_t uPiece, const void *pvMark, char acLabel[LABEL_BYTES])
{
   static const char *const apcKinds[] = {[HEAPMGR_INUSE] = "used",
      [HEAPMGR_FREE] = "FREE",
      [HEAPMGR_PAD] = "pad",
      [HEAPMGR_META] = "meta",
      [HEAPMGR_UNKNOWN] = "data"};
   const struct HeapMgr_Piece *psPiece;
   const char *pcStar;

   if (uPiece == psPicture->uPieces)
   {
      bool bBroken = (psPicture->eEnd == HEAPMGR_WALK_BROKEN);

      return (size_t)snprintf(
         acLabel, LABEL_BYTES, "%s", bBroken ? "|BROKEN" : "|");
   }
   psPiece = &psPicture->asPieces[uPiece];
   pcStar = Picture_holds(psPiece, pvMark) ? "*" : "";
   return (size_t)snprintf(acLabel, LABEL_BYTES, "|%s%s %zu%s", pcStar,
      psPiece->eKind <= HEAPMGR_UNKNOWN ? apcKinds[psPiece->eKind]
                                        : "?",
      psPiece->uBytes, pcStar);
}

/*--------------------------------------------------------------------*/

void Picture_draw(const struct Picture *psPicture, const void *pvMark,
   char acLine[PICTURE_COLUMNS + 1])
{
   char acLabel[LABEL_BYTES];
   size_t uFirst = 0;
   size_t uLast; /* the first piece not shown */
   size_t uColumns;
   size_t u;

   /* Step 1: Begin with the marked piece. */
   for (u = 0; u < psPicture->uPieces; u++)
      if (Picture_holds(&psPicture->asPieces[u], pvMark))
         uFirst = u;
   uLast = uFirst + 1;
   uColumns = 2 * ELLIPSIS_COLUMNS
              + Picture_label(psPicture, uFirst, pvMark, acLabel);

   /* Step 2: Add what fits, by turns on the right and on the left. */
   for (u = 0; u < PICTURE_COLUMNS; u++)
   {
      bool bRight = (u % 2 == 0);
      size_t uLength;

      if (bRight ? uLast > psPicture->uPieces : uFirst == 0)
         continue;
      uLength = Picture_label(
         psPicture, bRight ? uLast : uFirst - 1, pvMark, acLabel);
      if (uColumns + uLength > PICTURE_COLUMNS)
         break;
      uColumns += uLength;
      uFirst -= bRight ? 0 : 1;
      uLast += bRight ? 1 : 0;
   }

   /* Step 3: Write. */
   strcpy(acLine, uFirst > 0 ? "..." : "");
   for (u = uFirst; u < uLast && u <= psPicture->uPieces; u++)
   {
      (void)Picture_label(psPicture, u, pvMark, acLabel);
      strcat(acLine, acLabel);
   }
   if (uLast <= psPicture->uPieces)
      strcat(acLine, "|..");
}
