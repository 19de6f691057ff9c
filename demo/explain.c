/*--------------------------------------------------------------------*/
/* explain.c: what just happened, in a sentence or two                */
/*--------------------------------------------------------------------*/

#include "explain.h"
#include "snapshot.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The table of sentences, and the names of its lines. */

enum Template
{
   T_ZERO,
   T_HUGE,
   T_REFUSED,
   T_NULL,
   T_PLACED,
   T_NOTHING_FREE,
   T_TOO_LITTLE,
   T_HOLES,
   T_EXTERNAL,
   T_UNUSED_FIT,
   T_GROWN,
   T_MAPPING,
   T_JOINED,
   T_EXACT,
   T_WHOLE,
   T_SPLIT_FRONT,
   T_SPLIT_TAIL,
   T_SPLIT_MIDDLE,
   T_LATE,
   T_PAD,
   T_REUSED,
   T_INTERNAL,
   T_COPIED,
   T_FREE_NULL,
   T_BOTH_IN_USE,
   T_PREV_ONLY_START,
   T_NEXT_ONLY_END,
   T_ALONE,
   T_UNREADABLE,
   T_NOT_MERGED,
   T_MERGED_NEXT,
   T_MERGED_PREV,
   T_MERGED_BOTH,
   T_LIST_FRONT,
   T_LIST_PLACE,
   T_LIST_BIN,
   T_NO_LIST,
   T_GIVEN_BACK,
   T_NEVER,
   T_SET_ASIDE,
   T_FREE_UNKNOWN,
   T_WRITE_OWN,
   T_WRITE_ROUNDING,
   T_WRITE_FOOTER,
   T_WRITE_BEYOND,
   T_WRITE_BOTH,
   T_VALID,
   T_INVALID,
   T_BROKEN,
   T_LIST_AGAIN,
   T_LIST_INUSE,
   T_LIST_NO_CHUNK
};

static const char *const apcTemplates[] = {
   [T_ZERO] = "malloc(0) returns NULL: no byte was asked for.",
   [T_HUGE] =
      "No heap can hold so many bytes: malloc returns NULL, and the"
      " heap is unchanged.",
   [T_REFUSED] = "Failure: the system refuses more memory, malloc"
                 " returns NULL.",
   [T_NULL] =
      "Failure: malloc returns NULL, although the system refused"
      " nothing.",
   [T_PLACED] = "@1's payload is at +2. The memory around it is"
                " unknown: this manager has no inspection functions.",
   [T_NOTHING_FREE] = "Nothing is free: the heap grows by $1 bytes.",
   [T_TOO_LITTLE] =
      "No chunk fits: only $1 bytes are free, a chunk of $2 is"
      " needed. The heap grows by $3 bytes.",
   [T_HOLES] =
      "No chunk fits: $1 bytes are free, a chunk of $2 is needed."
      " They stay unused, which is external fragmentation, and"
      " the heap grows by $3 bytes.",
   [T_EXTERNAL] =
      "No chunk fits although $1 bytes are free: the largest free"
      " chunk has $2, $3 are needed. External fragmentation: the heap"
      " grows by $4 bytes.",
   [T_UNUSED_FIT] =
      "A free chunk of $1 bytes would do for $2, but this manager"
      " doesn't take it: the heap grows by $3 bytes.",
   [T_GROWN] = "The heap grows by $1 bytes.",
   [T_MAPPING] =
      "It gets a mapping of its own: $1 bytes, in whole pages.",
   [T_JOINED] = "The new memory and the free chunk at the end, of $1"
                " bytes, become one.",
   [T_EXACT] = "The free chunk at +1 fits exactly: taken whole, $2"
               " bytes.",
   [T_WHOLE] =
      "The free chunk at +1 is taken whole: of its $2 bytes, $3 would"
      " be too few for a chunk of their own.",
   [T_SPLIT_FRONT] =
      "The free chunk at +1 ($2 bytes) is too big: split,"
      " its front ($3) is returned, its tail ($4) stays"
      " free.",
   [T_SPLIT_TAIL] = "The free chunk at +1 ($2 bytes) is too big: split,"
                    " its tail ($3) is returned, its front ($4) stays"
                    " free.",
   [T_SPLIT_MIDDLE] =
      "The free chunk at +1 ($2 bytes) is too big: $3 in"
      " its middle are returned, $4 stay free around"
      " them.",
   [T_LATE] =
      "Free neighbours that lay apart until now become one. Of it, $1"
      " bytes from +2 on are returned.",
   [T_PAD] = "Cut from the pad: $1 bytes of it are left.",
   [T_REUSED] = "@1 lies where @2 was: memory is reused.",
   [T_INTERNAL] = "$1 bytes of its chunk were not asked for: internal"
                  " fragmentation.",
   [T_COPIED] =
      "(First half of a realloc: @1's bytes are copied here.)",
   [T_FREE_NULL] = "free(NULL) does nothing.",
   [T_BOTH_IN_USE] = "@1 is free, its neighbours are in use: nothing to"
                     " coalesce.",
   [T_PREV_ONLY_START] =
      "@1 is free. No chunk lies before it, the next one is in use:"
      " nothing to coalesce.",
   [T_NEXT_ONLY_END] =
      "@1 is free. The chunk before it is in use, none lies after it:"
      " nothing to coalesce.",
   [T_ALONE] = "@1 is free, and the heap's only chunk.",
   [T_UNREADABLE] =
      "@1 is free. The memory after it is damaged and can't be read.",
   [T_NOT_MERGED] = "@1 is free, and a neighbour is free, too, but this"
                    " manager leaves them apart.",
   [T_MERGED_NEXT] = "@1 is free and coalesced with the next chunk,"
                     " which was free: $2 + $3 bytes in one chunk now.",
   [T_MERGED_PREV] = "@1 is free and coalesced with the previous chunk,"
                     " which was free: $3 + $2 bytes in one chunk now.",
   [T_MERGED_BOTH] = "@1 is free and coalesced with both neighbours: $2"
                     " bytes in one chunk now.",
   [T_LIST_FRONT] = "It goes to the front of the free list.",
   [T_LIST_PLACE] = "On the free list it is number $1 of $2.",
   [T_LIST_BIN] = "It goes to bin $1.",
   [T_NO_LIST] = "It is on no free list.",
   [T_GIVEN_BACK] = "The heap shrinks: $1 bytes go back to the system.",
   [T_NEVER] = "free does nothing here: @1's bytes will never be used"
               " again.",
   [T_SET_ASIDE] = "@1 was freed, but the heap still holds its chunk as"
                   " in use.",
   [T_FREE_UNKNOWN] =
      "@1 is freed. Where its bytes are now is unknown: this manager"
      " has no inspection functions.",
   [T_WRITE_OWN] = "The client writes $1 of @2's bytes: its own.",
   [T_WRITE_ROUNDING] =
      "The client writes $1 bytes past the end of @2: an overrun. It"
      " is not noticed, because they fall into the chunk's rounding.",
   [T_WRITE_FOOTER] =
      "The client writes $1 bytes past the end of @2: an overrun, $3"
      " bytes of the chunk's own footer are destroyed.",
   [T_WRITE_BEYOND] =
      "The client writes $1 bytes past the end of @2: an"
      " overrun, $3 bytes behind the chunk are"
      " destroyed.",
   [T_WRITE_BOTH] =
      "The client writes $1 bytes past the end of @2: an overrun, the"
      " chunk's own footer ($3 bytes) and $4 bytes behind the chunk"
      " are destroyed.",
   [T_VALID] = "HeapMgr_isValid finds the heap sound.",
   [T_INVALID] = "HeapMgr_isValid returns false: the heap is damaged.",
   [T_BROKEN] =
      "Beyond +1 the heap can't be read: no sound chunk starts"
      " there.",
   [T_LIST_AGAIN] = "A free list is damaged: it comes back to the chunk"
                    " at +1, so it has no end.",
   [T_LIST_INUSE] = "A free list is damaged: the chunk at +1 is on it,"
                    " and is in use.",
   [T_LIST_NO_CHUNK] =
      "A free list is damaged: it leads to +1, where no"
      " chunk starts."};

enum
{
   TEMPLATE_COUNT = sizeof apcTemplates / sizeof apcTemplates[0],
   FIRST_PART_BYTES = 40
};

const char *Explain_getTemplate(int iTemplate)
{
   return (iTemplate < TEMPLATE_COUNT) ? apcTemplates[iTemplate] : NULL;
}

/*--------------------------------------------------------------------*/

/* Add a sentence of iCount numbers, which follow, to *psExplanation. */

static void Explain_say(struct Explanation *psExplanation,
   enum Template eTemplate, int iCount, ...)
{
   struct Sentence *psSentence;
   va_list oArguments;
   int i;

   if (psExplanation->iSentences == MAX_SENTENCES)
      return;
   psSentence = &psExplanation->asSentences[psExplanation->iSentences];
   memset(psSentence, 0, sizeof *psSentence);
   psSentence->iTemplate = (int)eTemplate;
   va_start(oArguments, iCount);
   for (i = 0; i < iCount; i++)
      psSentence->aiArguments[i] = va_arg(oArguments, long long);
   va_end(oArguments);
   psExplanation->iSentences++;
}

/*--------------------------------------------------------------------*/

/* Return the place right after *psPiece. */

static Place Explain_getEnd(const struct Piece *psPiece)
{
   return psPiece->iStart + (Place)psPiece->uBytes;
}

/* Return the bytes of the largest free chunk in *psSnapshot. */

static size_t Explain_getLargestFree(const struct Snapshot *psSnapshot)
{
   size_t uLargest = 0;
   size_t u;

   for (u = 0; u < psSnapshot->uPieces; u++)
      if (psSnapshot->asPieces[u].iKind == HEAPMGR_FREE
          && psSnapshot->asPieces[u].uBytes > uLargest)
         uLargest = psSnapshot->asPieces[u].uBytes;
   return uLargest;
}

/*--------------------------------------------------------------------*/

/* Explain a malloc that made the heap grow, and put its payload into
   *psPiece; *psOld, if not NULL, was there before. */

static void Explain_growth(const struct Snapshot *psBefore,
   struct Snapshot *psAfter, const struct Piece *psPiece,
   const struct Piece *psOld)
{
   struct Explanation *psExplanation = &psAfter->sExplanation;
   long long iGrowth = (long long)psAfter->uHeapBytes
                       - (long long)psBefore->uHeapBytes;
   long long iFree = (long long)psBefore->uFreeBytes;
   long long iLargest = (long long)Explain_getLargestFree(psBefore);
   long long iNeeded = (long long)psPiece->uBytes;

   psExplanation->iEvents |= EVENT_GROW;
   if (psPiece->bMapped)
      Explain_say(psExplanation, T_MAPPING, 1, iGrowth);
   else if (!psAfter->bInspected || psPiece->iKind == HEAPMGR_UNKNOWN
            || psBefore->uPadBytes + psAfter->uPadBytes != 0)
      Explain_say(psExplanation, T_GROWN, 1, iGrowth);
   else if (iFree == 0)
      Explain_say(psExplanation, T_NOTHING_FREE, 1, iGrowth);
   else if (iLargest >= iNeeded)
      Explain_say(
         psExplanation, T_UNUSED_FIT, 3, iLargest, iNeeded, iGrowth);
   else if (iFree < iNeeded && psOld != NULL
            && psOld->iKind == HEAPMGR_FREE)
      Explain_say(
         psExplanation, T_TOO_LITTLE, 3, iFree, iNeeded, iGrowth);
   else
   {
      psExplanation->iEvents |= EVENT_EXTERNAL;
      if (iFree < iNeeded)
         Explain_say(
            psExplanation, T_HOLES, 3, iFree, iNeeded, iGrowth);
      else
         Explain_say(psExplanation, T_EXTERNAL, 4, iFree, iLargest,
            iNeeded, iGrowth);
   }
   if (psOld != NULL && psOld->iKind == HEAPMGR_FREE)
   {
      psExplanation->iEvents |= EVENT_COALESCE;
      Explain_say(psExplanation, T_JOINED, 1, (long long)psOld->uBytes);
   }
}

/*--------------------------------------------------------------------*/

/* Explain how *psPiece was taken from *psOld, a free chunk.  uWaste is
   the payload's internal fragmentation. */

static void Explain_reuse(struct Explanation *psExplanation,
   const struct Piece *psPiece, const struct Piece *psOld,
   size_t uWaste, size_t uUnit)
{
   long long iOld = (long long)psOld->uBytes;
   long long iNew = (long long)psPiece->uBytes;

   if (psPiece->iStart == psOld->iStart && iOld == iNew)
   {
      if (uWaste >= uUnit)
         Explain_say(psExplanation, T_WHOLE, 3, psOld->iStart, iOld,
            (long long)(uWaste / uUnit * uUnit));
      else
         Explain_say(psExplanation, T_EXACT, 2, psOld->iStart, iOld);
      return;
   }
   if (psPiece->iStart < psOld->iStart
       || Explain_getEnd(psPiece) > Explain_getEnd(psOld))
   {
      psExplanation->iEvents |= EVENT_COALESCE;
      Explain_say(psExplanation, T_LATE, 2, iNew, psPiece->iStart);
      return;
   }
   psExplanation->iEvents |= EVENT_SPLIT;
   Explain_say(psExplanation,
      (psPiece->iStart == psOld->iStart) ? T_SPLIT_FRONT
      : (Explain_getEnd(psPiece) == Explain_getEnd(psOld))
         ? T_SPLIT_TAIL
         : T_SPLIT_MIDDLE,
      4, psOld->iStart, iOld, iNew, iOld - iNew);
}

/*--------------------------------------------------------------------*/

/* Explain a malloc that returned NULL. */

static void Explain_null(
   struct Snapshot *psAfter, const struct Step *psStep)
{
   struct Explanation *psExplanation = &psAfter->sExplanation;

   if (psStep->uBytes == 0)
   {
      Explain_say(psExplanation, T_ZERO, 0);
      return;
   }
   psExplanation->iEvents |= EVENT_FAILURE;
   if (psStep->uBytes > PTRDIFF_MAX)
      Explain_say(psExplanation, T_HUGE, 0);
   else if (psAfter->uStepRefusals != 0)
      Explain_say(psExplanation, T_REFUSED, 0);
   else
      Explain_say(psExplanation, T_NULL, 0);
}

/*--------------------------------------------------------------------*/

static void Explain_malloc(const struct Snapshot *psBefore,
   struct Snapshot *psAfter, const struct Step *psStep, size_t uFormer)
{
   struct Explanation *psExplanation = &psAfter->sExplanation;
   const struct Piece *psPiece;
   const struct Piece *psOld;
   size_t uWaste;

   if (!psAfter->bHasResult)
   {
      Explain_null(psAfter, psStep);
      return;
   }
   psPiece = Snapshot_findPiece(
      psAfter, psAfter->iResult, psAfter->bMapped);
   if (psPiece == NULL || psPiece->uPayload != psStep->uPayload)
   {
      Explain_say(psExplanation, T_PLACED, 2,
         (long long)psStep->uPayload, psAfter->iResult);
      return;
   }
   psOld = Snapshot_findPiece(
      psBefore, psPiece->iStart, psPiece->bMapped);
   uWaste = psPiece->uBytes - psPiece->uHeaderBytes
            - psPiece->uFooterBytes - psPiece->uPayloadBytes;

   if (psAfter->uHeapBytes > psBefore->uHeapBytes)
      Explain_growth(psBefore, psAfter, psPiece, psOld);
   else if (psOld != NULL && psOld->iKind == HEAPMGR_FREE)
      Explain_reuse(psExplanation, psPiece, psOld, uWaste,
         (psPiece->uHeaderBytes != 0) ? psPiece->uHeaderBytes : 16);
   if (psOld != NULL && psOld->iKind == HEAPMGR_PAD)
      Explain_say(
         psExplanation, T_PAD, 1, (long long)psAfter->uPadBytes);
   else if (!psAfter->bInspected)
      Explain_say(psExplanation, T_PLACED, 2,
         (long long)psStep->uPayload, psAfter->iResult);
   if (uFormer != NO_PAYLOAD && psBefore->uHeapBytes != 0)
      Explain_say(psExplanation, T_REUSED, 2,
         (long long)psStep->uPayload, (long long)uFormer);
   if (uWaste != 0 && psPiece->iKind != HEAPMGR_UNKNOWN)
      Explain_say(psExplanation, T_INTERNAL, 1, (long long)uWaste);
   if (psStep->uCopied != NO_PAYLOAD)
      Explain_say(
         psExplanation, T_COPIED, 1, (long long)psStep->uCopied);
}

/*--------------------------------------------------------------------*/

/* Return the piece before, or after, *psPiece in memory; NULL if none
   adjoins it that is a chunk. */

static const struct Piece *Explain_getNeighbour(
   const struct Snapshot *psSnapshot, const struct Piece *psPiece,
   int iSide)
{
   const struct Piece *psOther = Snapshot_findPiece(psSnapshot,
      (iSide < 0) ? psPiece->iStart - 1 : Explain_getEnd(psPiece),
      psPiece->bMapped);

   if (psOther == NULL
       || (psOther->iKind != HEAPMGR_INUSE
           && psOther->iKind != HEAPMGR_FREE))
      return NULL;
   return psOther;
}

/*--------------------------------------------------------------------*/

/* Say where on its list the chunk at iChunk is, if there are lists. */

static void Explain_listPlace(struct Snapshot *psAfter, Place iChunk)
{
   struct Explanation *psExplanation = &psAfter->sExplanation;
   size_t uFirst = 0;
   size_t uCount = 0;
   size_t u;

   if (psAfter->uLists == 0 || psAfter->bTruncated)
      return;
   for (u = 0; u < psAfter->uLinks; u++)
      if (psAfter->asLinks[u].iChunk == iChunk)
         break;
   if (u == psAfter->uLinks)
   {
      Explain_say(psExplanation, T_NO_LIST, 0);
      return;
   }
   if (psAfter->uLists > 1)
   {
      Explain_say(psExplanation, T_LIST_BIN, 1,
         (long long)psAfter->asLinks[u].uList);
      return;
   }
   uFirst = 0;
   uCount = psAfter->uLinks;
   if (uCount > 1 && u == uFirst)
      Explain_say(psExplanation, T_LIST_FRONT, 0);
   else if (uCount > 1)
      Explain_say(psExplanation, T_LIST_PLACE, 2,
         (long long)(u - uFirst + 1), (long long)uCount);
}

/*--------------------------------------------------------------------*/

/* Explain that the freed chunk *psOld was not coalesced. */

static void Explain_alone(const struct Snapshot *psBefore,
   struct Snapshot *psAfter, const struct Piece *psOld)
{
   const struct Piece *psPrev = Explain_getNeighbour(
      psBefore, psOld, -1);
   const struct Piece *psNext = Explain_getNeighbour(
      psBefore, psOld, +1);
   enum Template eTemplate = T_BOTH_IN_USE;

   if ((psPrev != NULL && psPrev->iKind == HEAPMGR_FREE)
       || (psNext != NULL && psNext->iKind == HEAPMGR_FREE))
      eTemplate = T_NOT_MERGED;
   else if (psNext == NULL && psBefore->bBroken)
      eTemplate = T_UNREADABLE;
   else if (psPrev == NULL && psNext == NULL)
      eTemplate = T_ALONE;
   else if (psPrev == NULL)
      eTemplate = T_PREV_ONLY_START;
   else if (psNext == NULL)
      eTemplate = T_NEXT_ONLY_END;
   Explain_say(
      &psAfter->sExplanation, eTemplate, 1, (long long)psOld->uPayload);
}

/*--------------------------------------------------------------------*/

/* Explain that the chunk *psOld was freed and lies in the free chunk
   *psNew now. */

static void Explain_merge(const struct Snapshot *psBefore,
   struct Snapshot *psAfter, const struct Piece *psOld,
   const struct Piece *psNew)
{
   struct Explanation *psExplanation = &psAfter->sExplanation;
   long long iId = (long long)psOld->uPayload;
   long long iOwn = (long long)psOld->uBytes;
   long long iAll = (long long)psNew->uBytes;
   bool bPrev = psNew->iStart < psOld->iStart;
   bool bNext = Explain_getEnd(psNew) > Explain_getEnd(psOld);

   if (bPrev || bNext)
      psExplanation->iEvents |= EVENT_COALESCE;
   if (bPrev && bNext)
      Explain_say(psExplanation, T_MERGED_BOTH, 2, iId, iAll);
   else if (bPrev)
      Explain_say(
         psExplanation, T_MERGED_PREV, 3, iId, iOwn, iAll - iOwn);
   else if (bNext)
      Explain_say(
         psExplanation, T_MERGED_NEXT, 3, iId, iOwn, iAll - iOwn);
   else
      Explain_alone(psBefore, psAfter, psOld);
   Explain_listPlace(psAfter, psNew->iStart);
}

/*--------------------------------------------------------------------*/

static void Explain_free(const struct Snapshot *psBefore,
   struct Snapshot *psAfter, const struct Step *psStep)
{
   struct Explanation *psExplanation = &psAfter->sExplanation;
   long long iId = (long long)psStep->uPayload;
   const struct Piece *psOld = Snapshot_findPayload(
      psBefore, psStep->uPayload);
   const struct Piece *psNew = NULL;

   if (psStep->uPayload == NO_PAYLOAD || psOld == NULL)
   {
      Explain_say(psExplanation, T_FREE_NULL, 0);
      return;
   }
   psNew = Snapshot_findPiece(psAfter, psOld->iStart, psOld->bMapped);
   if (psAfter->uHeapBytes < psBefore->uHeapBytes)
      psExplanation->iEvents |= EVENT_SHRINK;

   if (psNew != NULL && psNew->iKind == HEAPMGR_FREE)
      Explain_merge(psBefore, psAfter, psOld, psNew);
   else if (psNew != NULL && psAfter->bInspected
            && psNew->iKind == HEAPMGR_UNKNOWN)
      Explain_say(psExplanation, T_NEVER, 1, iId);
   else if (psNew != NULL && psNew->iKind == HEAPMGR_INUSE)
      Explain_say(psExplanation, T_SET_ASIDE, 1, iId);
   else if (!psAfter->bInspected)
      Explain_say(psExplanation, T_FREE_UNKNOWN, 1, iId);
   if (psAfter->uHeapBytes < psBefore->uHeapBytes)
      Explain_say(psExplanation, T_GIVEN_BACK, 1,
         (long long)(psBefore->uHeapBytes - psAfter->uHeapBytes));
}

/*--------------------------------------------------------------------*/

static void Explain_write(const struct Snapshot *psBefore,
   struct Snapshot *psAfter, const struct Step *psStep)
{
   struct Explanation *psExplanation = &psAfter->sExplanation;
   const struct Piece *psPiece = Snapshot_findPayload(
      psBefore, psStep->uPayload);
   long long iId = (long long)psStep->uPayload;
   size_t uRoom;
   size_t uOver;

   if (psPiece == NULL || psStep->uBytes <= psPiece->uPayloadBytes)
   {
      Explain_say(
         psExplanation, T_WRITE_OWN, 2, (long long)psStep->uBytes, iId);
      return;
   }
   uOver = psStep->uBytes - psPiece->uPayloadBytes;
   uRoom = psPiece->uBytes - psPiece->uHeaderBytes
           - psPiece->uFooterBytes;
   if (psStep->uBytes <= uRoom)
      Explain_say(
         psExplanation, T_WRITE_ROUNDING, 2, (long long)uOver, iId);
   else if (psStep->uBytes <= uRoom + psPiece->uFooterBytes)
      Explain_say(psExplanation, T_WRITE_FOOTER, 3, (long long)uOver,
         iId, (long long)(psStep->uBytes - uRoom));
   else if (psPiece->uFooterBytes != 0)
      Explain_say(psExplanation, T_WRITE_BOTH, 4, (long long)uOver, iId,
         (long long)psPiece->uFooterBytes,
         (long long)(psStep->uBytes - uRoom - psPiece->uFooterBytes));
   else
      Explain_say(psExplanation, T_WRITE_BEYOND, 3, (long long)uOver,
         iId, (long long)(psStep->uBytes - uRoom));
}

/*--------------------------------------------------------------------*/

/* Say what is damaged in the heap, unless it was so before. */

static void Explain_damage(
   const struct Snapshot *psBefore, struct Snapshot *psAfter)
{
   static const enum Template aeTemplates[] = {
      [LINK_AGAIN] = T_LIST_AGAIN,
      [LINK_INUSE] = T_LIST_INUSE,
      [LINK_NO_CHUNK] = T_LIST_NO_CHUNK};
   struct Explanation *psExplanation = &psAfter->sExplanation;
   size_t uLink = Snapshot_findDamage(psAfter);

   if (psAfter->bBroken && !psBefore->bBroken && psAfter->uPieces != 0)
   {
      const struct Piece *psLast =
         &psAfter->asPieces[psAfter->uPieces - 1];

      psExplanation->iEvents |= EVENT_FAILURE;
      Explain_say(psExplanation, T_BROKEN, 1,
         (psLast->iKind == HEAPMGR_UNKNOWN) ? psLast->iStart
                                            : Explain_getEnd(psLast));
   }
   if (uLink < psAfter->uLinks
       && Snapshot_findDamage(psBefore) == psBefore->uLinks)
   {
      const struct Link *psLink = &psAfter->asLinks[uLink];

      psExplanation->iEvents |= EVENT_FAILURE;
      Explain_say(
         psExplanation, aeTemplates[psLink->eState], 1, psLink->iChunk);
   }
}

/*--------------------------------------------------------------------*/

void Explain_compare(const struct Snapshot *psBefore,
   struct Snapshot *psAfter, const struct Step *psStep, size_t uFormer)
{
   struct Explanation *psExplanation = &psAfter->sExplanation;

   psExplanation->iEvents = 0;
   psExplanation->iSentences = 0;
   if (psStep->eKind == STEP_MALLOC)
      Explain_malloc(psBefore, psAfter, psStep, uFormer);
   else if (psStep->eKind == STEP_FREE)
      Explain_free(psBefore, psAfter, psStep);
   else if (psStep->eKind == STEP_WRITE)
      Explain_write(psBefore, psAfter, psStep);
   else
   {
      if (!psAfter->bValid)
         psExplanation->iEvents |= EVENT_FAILURE;
      Explain_say(
         psExplanation, psAfter->bValid ? T_VALID : T_INVALID, 0);
   }
   Explain_damage(psBefore, psAfter);
}

/*--------------------------------------------------------------------*/

/* Write one argument of a sentence, of the sort that cSort says. */

static void Explain_printArgument(char cSort, long long iValue,
   Explain_Namer pfNamer, const void *pvContext, char *pcPart,
   size_t uBytes)
{
   if (cSort == '@')
      pfNamer(pvContext, (size_t)iValue, pcPart, uBytes);
   else
      snprintf(
         pcPart, uBytes, (cSort == '+') ? "%+lld" : "%lld", iValue);
}

void Explain_print(const struct Explanation *psExplanation,
   Explain_Namer pfNamer, const void *pvContext, char *pcText,
   size_t uBytes)
{
   size_t uLength = 0;
   int i;

   pcText[0] = '\0';
   for (i = 0; i < psExplanation->iSentences; i++)
   {
      const struct Sentence *psSentence =
         &psExplanation->asSentences[i];
      const char *pc = apcTemplates[psSentence->iTemplate];

      if (i > 0 && uLength + 1 < uBytes)
         pcText[uLength++] = ' ';
      for (; *pc != '\0' && uLength + FIRST_PART_BYTES < uBytes; pc++)
         if (strchr("$@+", *pc) != NULL && pc[1] >= '1'
             && pc[1] <= '0' + MAX_ARGUMENTS)
         {
            Explain_printArgument(*pc,
               psSentence->aiArguments[pc[1] - '1'], pfNamer, pvContext,
               pcText + uLength, FIRST_PART_BYTES);
            uLength += strlen(pcText + uLength);
            pc++;
         }
         else
            pcText[uLength++] = *pc;
      pcText[uLength] = '\0';
   }
}
