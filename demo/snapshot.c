/*--------------------------------------------------------------------*/
/* snapshot.c: a heap at one moment, as the demo shows it             */
/*--------------------------------------------------------------------*/

#include "snapshot.h"
#include "memory.h"
#include "step.h"
#include <stdio.h>
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

void Snapshot_printLink(const struct Snapshot *psSnapshot, size_t uLink,
   char *pcText, size_t uBytes)
{
   static const char *const apcWrong[] = {[LINK_AGAIN] = "again!",
      [LINK_INUSE] = "in use!",
      [LINK_NO_CHUNK] = "no chunk!",
      [LINK_UNKNOWN] = "?"};
   const struct Link *psLink = &psSnapshot->asLinks[uLink];
   const struct Piece *psPiece = Snapshot_findPiece(
      psSnapshot, psLink->iChunk, false);

   if (psPiece == NULL)
      psPiece = Snapshot_findPiece(psSnapshot, psLink->iChunk, true);
   if (psLink->eState == LINK_GOOD && psPiece != NULL)
      snprintf(
         pcText, uBytes, "%+lld: %zu", psLink->iChunk, psPiece->uBytes);
   else
      snprintf(pcText, uBytes, "%+lld: %s", psLink->iChunk,
         apcWrong[psLink->eState]);
}

size_t Snapshot_findDamage(const struct Snapshot *psSnapshot)
{
   size_t u;

   for (u = 0; u < psSnapshot->uLinks; u++)
      if (psSnapshot->asLinks[u].eState != LINK_GOOD
          && psSnapshot->asLinks[u].eState != LINK_UNKNOWN)
         break;
   return u;
}

bool Snapshot_hasGap(const struct Snapshot *psSnapshot, size_t u)
{
   const struct Piece *psPiece = &psSnapshot->asPieces[u];

   return u > 0
          && (psPiece[-1].bMapped != psPiece->bMapped
              || psPiece[-1].iStart + (Place)psPiece[-1].uBytes
                    != psPiece->iStart);
}

bool Snapshot_isOwnMapping(const struct Snapshot *psSnapshot, size_t u)
{
   const struct Piece *psPiece = &psSnapshot->asPieces[u];
   size_t uPageBytes = Memory_getPageBytes();

   return psPiece->bMapped && psPiece->iKind == HEAPMGR_INUSE
          && psPiece->iStart % (Place)uPageBytes == 0
          && psPiece->uBytes % uPageBytes == 0;
}

size_t Snapshot_findDestroyed(
   const struct Snapshot *psSnapshot, size_t u, Place *piFrom)
{
   const struct Piece *psPiece = &psSnapshot->asPieces[u];
   Place iFrom = psSnapshot->iOverrun;
   Place iTo = iFrom + (Place)psSnapshot->uOverrunBytes;
   Place iEnd = psPiece->iStart + (Place)psPiece->uBytes;
   Place iFirst = psPiece->iStart;

   if (psPiece->bMapped != psSnapshot->bOverrunMapped)
      return 0;
   if (iFirst < iFrom) /* the chunk of the payload */
      iFirst = iEnd - (Place)psPiece->uFooterBytes;
   *piFrom = (iFirst > iFrom) ? iFirst : iFrom;
   iTo = (iTo < iEnd) ? iTo : iEnd;
   return (iTo > *piFrom) ? (size_t)(iTo - *piFrom) : 0;
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
