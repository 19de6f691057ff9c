/*--------------------------------------------------------------------*/
/* snapshot.c: a heap at one moment, as the demo shows it             */
/*--------------------------------------------------------------------*/

#include "snapshot.h"
#include "step.h"
#include <string.h>

const struct Piece *Snapshot_findPiece(
   const struct Snapshot *psSnapshot, Place iPlace, bool bMapped)
{
   size_t uLow = 0;
   size_t uHigh = psSnapshot->uPieces;

   /* Pieces below the break come first, then what is mapped. */
   while (uLow < uHigh)
   {
      size_t uMiddle = (uLow + uHigh) / 2;
      const struct Piece *psPiece = &psSnapshot->asPieces[uMiddle];

      if (psPiece->bMapped < bMapped
          || (psPiece->bMapped == bMapped
              && psPiece->iStart + (Place)psPiece->uBytes <= iPlace))
         uLow = uMiddle + 1;
      else if (psPiece->bMapped > bMapped || psPiece->iStart > iPlace)
         uHigh = uMiddle;
      else
         return psPiece;
   }
   return NULL;
}

const struct Piece *Snapshot_findPayload(
   const struct Snapshot *psSnapshot, size_t uPayload)
{
   size_t u;

   for (u = 0; u < psSnapshot->uPieces; u++)
      if (psSnapshot->asPieces[u].uPayload == uPayload
          && uPayload != NO_PAYLOAD)
         return &psSnapshot->asPieces[u];
   return NULL;
}

void Snapshot_copy(struct Snapshot *psTo, const struct Snapshot *psFrom)
{
   memcpy(psTo, psFrom, offsetof(struct Snapshot, asPieces));
   memcpy(psTo->asPieces, psFrom->asPieces,
      psFrom->uPieces * sizeof(struct Piece));
   memcpy(psTo->asLinks, psFrom->asLinks,
      psFrom->uLinks * sizeof(struct Link));
}
