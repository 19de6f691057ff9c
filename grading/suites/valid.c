/*--------------------------------------------------------------------*/
/* valid.c: HeapMgr_isValid finds damage and names it, and finds      */
/* nothing where there is none                                        */
/*                                                                    */
/* Each test breaks one invariant by hand, as a bug would: by chunk   */
/* setters where that is possible, else by a store into a header.     */
/* The function must check a link before it follows it: a wild one    */
/* must neither make it crash nor keep it from returning.             */
/*                                                                    */
/* This file is compiled for the layout of the manager's chunks.      */
/*--------------------------------------------------------------------*/

#include "arrange.h"
#include "chunk.h"
#include "host.h"
#include "inputs.h"
#include "picture.h"
#include "rng.h"
#include "suite.h"
#include "verdict.h"
#include "watch.h"
#include <stdint.h>
#include <string.h>

enum
{
   SOME_BYTES = 96, /* multiples of 16: no rounding */
   MOST_BYTES = 256,
   ROW = 13,
   FREED = 4,
   FAKE_UNITS = 4,
   LONG_BYTES = 40000, /* two halves of it belong to the last bin */
   SHOWN_BYTES = 200,  /* of what a manager said */
   MOST_OTHERS = 1,    /* invariants that are named besides */
   SOUND_SLOTS = 60,
   SOUND_OPERATIONS = 1500,
   SOUND_MAX_BYTES = 400,
   SOUND_SEED = 99
};

/* The invariants that a damage may be said to violate, by the numbers
   at the head of the manager's file. */

#if CHUNK_FOOTER_UNITS
static const char acSizes[] = "I1";
static const char acNeighbours[] = "I2";
static const char acMembers[] = "I3";
static const char acLinks[] = "I3 I4";
static const char acPrev[] = "I4";
static const char acStatus[] = "I2 I3 I4";
static const char acBins[] = "I5";
#else
static const char acSizes[] = "I1";
static const char acNeighbours[] = "I3";
static const char acMembers[] = "I2";
static const char acLinks[] = "I2";
#endif

/* The heap that gets damaged: a row of chunks, 1, 4, 7 and 11 of them
   free, all else in use; and the free ones as their list has them. */

static size_t uRowBytes;
static unsigned char *apcRow[ROW];
static Chunk_T aoListed[FREED + 1];

/*--------------------------------------------------------------------*/

/* Return the chunk number i of the row. */

static Chunk_T SuiteValid_getChunk(int i)
{
   return Chunk_fromPayload(apcRow[i]);
}

/* End the test as failed unless all of oChunk is in the heap.  The
   damage is done by this file and not by the manager, so a wild size or
   link must not lead it astray. */

static void SuiteValid_checkChunk(Chunk_T oChunk)
{
   size_t uBytes = CHUNK_UNIT_BYTES;

   if (Watch_isInHeap(oChunk, uBytes))
   {
      size_t uUnits = Chunk_getUnits(oChunk);

      uBytes = Chunk_unitsToBytes(uUnits);
      if (uUnits >= CHUNK_MIN_UNITS && uUnits <= Watch_getHeapBytes()
          && Watch_isInHeap(oChunk, uBytes))
         return;
   }
   Verdict_fail("the chunk at %s, of %zu bytes, is no sound one in the"
                " heap, so no damage can be tried yet",
      Verdict_place(oChunk), uBytes);
}

/* Put the list that holds oChunk into aoListed, FREED chunks at most.
   Return how many. */

static size_t SuiteValid_readList(Chunk_T oChunk)
{
   size_t uList;
   size_t u;

   for (uList = 0; uList < HeapMgr_countLists(); uList++)
   {
      void *pv = HeapMgr_nextInList(uList, NULL);
      bool bFound = false;

      for (u = 0; pv != NULL && u < FREED; u++)
      {
         SuiteValid_checkChunk(pv);
         aoListed[u] = pv;
         bFound = bFound || pv == (void *)oChunk;
         pv = HeapMgr_nextInList(uList, pv);
      }
      if (bFound)
         return u;
   }
   Verdict_fail("the free chunk at %s is on no free list; expected it"
                " on one",
      Verdict_place(oChunk));
}

/* Arrange the heap. */

static void SuiteValid_arrange(void)
{
   static const int aiFreed[FREED] = {1, 4, 7, 11};
   int i;
   size_t uListed;

   Host_setCheckRate(0);
   uRowBytes = Inputs_draw(SOME_BYTES, MOST_BYTES, 16);
   Arrange_getRow(apcRow, ROW, uRowBytes);
   Arrange_plug();
   for (i = 0; i < FREED; i++)
      Host_free(apcRow[aiFreed[i]]);
   for (i = 0; i < ROW; i++)
      SuiteValid_checkChunk(SuiteValid_getChunk(i));
   uListed = SuiteValid_readList(SuiteValid_getChunk(4));
   if (uListed < FREED)
      Verdict_fail("%d chunks of one size are free, but the free list"
                   " that one of them is on has %zu; expected all",
         FREED, uListed);
   Arrange_checkValid("on a sound heap");
}

/*--------------------------------------------------------------------*/

/* Return how many different invariants pcSaid has that are not in
   pcInvariants. */

static size_t SuiteValid_countOthers(
   const char *pcSaid, const char *pcInvariants)
{
   char acOne[3] = "I1";
   size_t uOthers = 0;

   for (; acOne[1] <= '9'; acOne[1]++)
      uOthers += strstr(pcSaid, acOne) != NULL
                 && strstr(pcInvariants, acOne) == NULL;
   return uOthers;
}

/* Return true if pcSaid has one of the invariants in pcInvariants,
   which are two characters each with a blank between.  Whoever names
   many others as well has named none. */

static bool SuiteValid_names(
   const char *pcSaid, const char *pcInvariants)
{
   size_t uLength = strlen(pcInvariants);
   size_t u;

   if (SuiteValid_countOthers(pcSaid, pcInvariants) > MOST_OTHERS)
      return false;
   for (u = 0; u < uLength; u += 3)
   {
      char acOne[3] = {pcInvariants[u], pcInvariants[u + 1], '\0'};

      if (strstr(pcSaid, acOne) != NULL)
         return true;
   }
   return false;
}

/* Call HeapMgr_isValid on the heap, which pcDamage describes.  It must
   return false and name one of pcInvariants. */

static void SuiteValid_mustFind(
   const char *pcDamage, const char *pcInvariants)
{
   struct Host_Outcome sOutcome;

   Host_tryIsValid(&sOutcome);
   if (sOutcome.eEnd != HOST_RETURNED)
      Verdict_fail(
         "HeapMgr_isValid() %s on a heap in which %s; expected"
         " that it returns false",
         Host_nameEnd(sOutcome.eEnd), pcDamage);
   if (sOutcome.bResult)
      Verdict_fail("HeapMgr_isValid() returned true on a heap in which"
                   " %s; expected false",
         pcDamage);
   if (!SuiteValid_names(sOutcome.acSaid, pcInvariants))
      Verdict_fail("HeapMgr_isValid() returned false on a heap in which"
                   " %s, but said on stderr\n   %.*s\nexpected the"
                   " number of the invariant (%s)",
         pcDamage, SHOWN_BYTES, sOutcome.acSaid, pcInvariants);
}

/* Store uUnits as the size in oChunk's header, and nowhere else. */

static void SuiteValid_storeUnits(Chunk_T oChunk, size_t uUnits)
{
   size_t uStatus;

   memcpy(&uStatus, oChunk, sizeof uStatus);
   uUnits = uUnits << 1 | (uStatus & 1);
   memcpy(oChunk, &uUnits, sizeof uUnits);
}

/* Make what lies at pv look like a free chunk of FAKE_UNITS units. */

static Chunk_T SuiteValid_makeFake(void *pv)
{
   memset(pv, 0, Chunk_unitsToBytes(FAKE_UNITS));
   Chunk_setUnits(pv, FAKE_UNITS);
   Chunk_setNextInList(pv, NULL);
#if CHUNK_FOOTER_UNITS
   Chunk_setStatus(pv, CHUNK_FREE);
   Chunk_setPrevInList(pv, NULL);
#endif
   return pv;
}

/*--------------------------------------------------------------------*/
/* Sizes                                                              */
/*--------------------------------------------------------------------*/

static void SuiteValid_sizeZero(void)
{
   SuiteValid_arrange();
   Verdict_noteHeap(apcRow[5]);
   SuiteValid_storeUnits(SuiteValid_getChunk(5), 0);
   SuiteValid_mustFind("the size of a chunk in use is 0", acSizes);
}

static void SuiteValid_sizeZeroFree(void)
{
   SuiteValid_arrange();
   Verdict_noteHeap(apcRow[4]);
   SuiteValid_storeUnits(SuiteValid_getChunk(4), 0);
   SuiteValid_mustFind("the size of a free chunk is 0", acSizes);
}

static void SuiteValid_sizeOne(void)
{
   SuiteValid_arrange();
   Verdict_noteHeap(apcRow[5]);
   SuiteValid_storeUnits(SuiteValid_getChunk(5), 1);
   SuiteValid_mustFind("the size of a chunk is one unit", acSizes);
}

static void SuiteValid_sizePastEnd(void)
{
   static const size_t auUnits[] = {100000, (size_t)1 << 40,
      SIZE_MAX >> 1, (size_t)1 << 59, ((size_t)1 << 60) + 8};
   size_t u;

   SuiteValid_arrange();
   Verdict_noteHeap(apcRow[5]);
   for (u = 0; u < sizeof auUnits / sizeof auUnits[0]; u++)
   {
      SuiteValid_storeUnits(SuiteValid_getChunk(5), auUnits[u]);
      SuiteValid_mustFind(
         "the size of a chunk leads past the heap's end", acSizes);
   }
}

/* The rest of the chunk holds the client's bytes, and no header. */

static void SuiteValid_sizeTooShort(void)
{
   SuiteValid_arrange();
   Verdict_noteHeap(apcRow[5]);
   memset(apcRow[5], 0x77, uRowBytes);
   Chunk_setUnits(SuiteValid_getChunk(5), FAKE_UNITS);
   SuiteValid_mustFind(
      "a chunk is shorter than it was, and no chunk follows it",
      acSizes);
}

/* A chunk in use swallows a free one that is still on the list. */

static void SuiteValid_sizeTooLong(void)
{
   SuiteValid_arrange();
   Verdict_noteHeap(apcRow[3]);
   Chunk_setUnits(SuiteValid_getChunk(3),
      2 * Chunk_getUnits(SuiteValid_getChunk(3)));
   SuiteValid_mustFind(
      "a chunk in use is so long that it covers the free"
      " chunk after it, which is on the list",
      acLinks);
}

/*--------------------------------------------------------------------*/
/* Neighbours                                                         */
/*--------------------------------------------------------------------*/

/* Cut a free chunk in two, and do all else right. */

static void SuiteValid_uncoalesced(void)
{
   Chunk_T oChunk;
   Chunk_T oTail;
   Chunk_T oNext;
   size_t uUnits;
   void *pv;

   Host_setCheckRate(0);
   pv = Host_malloc(LONG_BYTES);
   if (pv == NULL || Host_malloc(1) == NULL)
      Verdict_fail("HeapMgr_malloc(%d) returned NULL", LONG_BYTES);
   Arrange_plug();
   Host_free(pv);
   Verdict_noteHeap(pv);
   oChunk = Chunk_fromPayload(pv);
   SuiteValid_checkChunk(oChunk);
   oNext = Chunk_getNextInList(oChunk);
   if (oNext != NULL)
      SuiteValid_checkChunk(oNext);
   uUnits = Chunk_getUnits(oChunk);
   if (uUnits / 2 < CHUNK_MIN_UNITS)
      Verdict_fail("the chunk at %s has room for %d bytes, but its"
                   " size is %zu units",
         Verdict_place(oChunk), LONG_BYTES, uUnits);
   Chunk_setUnits(oChunk, uUnits / 2);
   oTail = Chunk_getEnd(oChunk);
   memset((void *)oTail, 0, CHUNK_UNIT_BYTES);
   Chunk_setUnits(oTail, uUnits - uUnits / 2);
   Chunk_setNextInList(oChunk, oTail);
   Chunk_setNextInList(oTail, oNext);
#if CHUNK_FOOTER_UNITS
   Chunk_setPrevInList(oChunk, NULL);
   Chunk_setPrevInList(oTail, oChunk);
   if (oNext != NULL)
      Chunk_setPrevInList(oNext, oTail);
#endif
   SuiteValid_mustFind(
      "two free chunks are neighbours in memory", acNeighbours);
}

/*--------------------------------------------------------------------*/
/* Links                                                              */
/*--------------------------------------------------------------------*/

static void SuiteValid_cycle(void)
{
   SuiteValid_arrange();
   Chunk_setNextInList(aoListed[FREED - 1], aoListed[0]);
   SuiteValid_mustFind(
      "the last chunk on the list leads to the first", acLinks);
   Chunk_setNextInList(aoListed[FREED - 1], aoListed[1]);
   SuiteValid_mustFind(
      "the last chunk on the list leads to the second", acLinks);
#if CHUNK_FOOTER_UNITS
   Chunk_setNextInList(aoListed[FREED - 1], aoListed[0]);
   Chunk_setPrevInList(aoListed[0], aoListed[FREED - 1]);
   SuiteValid_mustFind("the list is a ring", acLinks);
#endif
}

static void SuiteValid_selfLink(void)
{
   int i;

   for (i = 0; i < FREED; i++)
   {
      Chunk_T oNext;

      if (i == 0)
         SuiteValid_arrange();
      oNext = Chunk_getNextInList(aoListed[i]);
      Chunk_setNextInList(aoListed[i], aoListed[i]);
      SuiteValid_mustFind(
         "a chunk on the list is its own next", acLinks);
      Chunk_setNextInList(aoListed[i], oNext);
   }
}

static void SuiteValid_wildLink(void)
{
   uintptr_t auWild[6];
   size_t u;

   SuiteValid_arrange();
   auWild[0] = 16;
   auWild[1] = UINTPTR_MAX - 15;
   auWild[2] = (uintptr_t)Host_getElsewhere(false);
   auWild[3] = (uintptr_t)aoListed[1] + 8;
   auWild[4] = (uintptr_t)aoListed[1] - ((uintptr_t)1 << 40);
   auWild[5] = (uintptr_t)aoListed[1] | (uintptr_t)1 << 63;
   for (u = 0; u < 6; u++)
   {
      Chunk_setNextInList(aoListed[FREED - 1], (Chunk_T)auWild[u]);
      SuiteValid_mustFind(
         "the last chunk on the list leads out of the heap", acLinks);
   }
   Chunk_setNextInList(aoListed[FREED - 1], NULL);
   for (u = 0; u < 6; u++)
   {
      Chunk_setNextInList(aoListed[1], (Chunk_T)auWild[u]);
      SuiteValid_mustFind(
         "a chunk on the list leads out of the heap", acLinks);
   }
}

/* In a client's payload lies what looks like a free chunk. */

static void SuiteValid_middleLink(void)
{
   Chunk_T oFake;

   SuiteValid_arrange();
   Verdict_noteHeap(apcRow[5]);
   oFake = SuiteValid_makeFake(apcRow[5] + 16);
   Chunk_setNextInList(aoListed[FREED - 1], oFake);
#if CHUNK_FOOTER_UNITS
   Chunk_setPrevInList(oFake, aoListed[FREED - 1]);
#endif
   SuiteValid_mustFind(
      "the list leads into the middle of a chunk in use", acMembers);
}

/* The stale header of a chunk that was merged into the one before it is
   still on the list. */

static void SuiteValid_staleLink(void)
{
   Chunk_T oFake;

   SuiteValid_arrange();
   Host_free(apcRow[5]);
   Host_free(apcRow[6]);
   if (!Arrange_isSound())
      Verdict_fail(
         "two neighbours of a free chunk were freed, and are not"
         " one chunk with it; so this damage can't be tried yet."
         "  Do coalesce_next and coalesce_prev pass?");
   Arrange_checkValid(
      "after two neighbours of a free chunk were freed");
   (void)SuiteValid_readList(SuiteValid_getChunk(4));
   Verdict_noteHeap(apcRow[4]);
   oFake = SuiteValid_makeFake(SuiteValid_getChunk(5));
#if CHUNK_FOOTER_UNITS
   {
      Chunk_T oLast = SuiteValid_getChunk(4);
      int i;

      for (i = 0; i < FREED && Chunk_getNextInList(oLast) != NULL; i++)
      {
         oLast = Chunk_getNextInList(oLast);
         SuiteValid_checkChunk(oLast);
      }
      Chunk_setNextInList(oLast, oFake);
      Chunk_setPrevInList(oFake, oLast);
   }
#else
   Chunk_setNextInList(
      oFake, Chunk_getNextInList(SuiteValid_getChunk(4)));
   Chunk_setNextInList(SuiteValid_getChunk(4), oFake);
#endif
   SuiteValid_mustFind("the list leads to a stale header, in the middle"
                       " of a free chunk",
      acMembers);
}

#if !CHUNK_FOOTER_UNITS

/*--------------------------------------------------------------------*/
/* With a singly linked list only                                     */
/*--------------------------------------------------------------------*/

static void SuiteValid_wrongOrder(void)
{
   SuiteValid_arrange();
   Chunk_setNextInList(aoListed[0], aoListed[2]);
   Chunk_setNextInList(aoListed[2], aoListed[1]);
   Chunk_setNextInList(aoListed[1], aoListed[3]);
   SuiteValid_mustFind("the list is not in address order", acLinks);
}

#else

/*--------------------------------------------------------------------*/
/* With footers and doubly linked lists only                          */
/*--------------------------------------------------------------------*/

static void SuiteValid_footerDiffers(void)
{
   Chunk_T oUsed;
   size_t uWrong = 3;

   SuiteValid_arrange();
   oUsed = SuiteValid_getChunk(5);
   Verdict_noteHeap(apcRow[5]);
   memcpy(apcRow[5] + uRowBytes, &uWrong, sizeof uWrong);
   SuiteValid_mustFind(
      "header and footer of a chunk in use differ in size", acSizes);
   Chunk_setUnits(oUsed, Chunk_getUnits(oUsed));
   memcpy(apcRow[4] + uRowBytes, &uWrong, sizeof uWrong);
   SuiteValid_mustFind(
      "header and footer of a free chunk differ in size", acSizes);
}

static void SuiteValid_headerDiffers(void)
{
   Chunk_T oUsed;

   SuiteValid_arrange();
   oUsed = SuiteValid_getChunk(5);
   Verdict_noteHeap(apcRow[5]);
   SuiteValid_storeUnits(oUsed, Chunk_getUnits(oUsed) + 1);
   SuiteValid_mustFind("the header of a chunk says one unit more than"
                       " its footer",
      acSizes);
}

/* Give chunk iRow of the row the wrong status eStatus.  pcWhat says so;
   pcWords are those by which HeapMgr_isValid may complain. */

static void SuiteValid_tryStatus(int iRow, enum ChunkStatus eStatus,
   const char *pcWhat, const char *pcWords)
{
   SuiteValid_arrange();
   Verdict_noteHeap(apcRow[iRow]);
   Chunk_setStatus(SuiteValid_getChunk(iRow), eStatus);
   SuiteValid_mustFind(pcWhat, pcWords);
}

static void SuiteValid_statusFree(void)
{
   SuiteValid_tryStatus(9, CHUNK_FREE,
      "the status of a chunk in use, on no list, is free", acLinks);
}

static void SuiteValid_statusFreeBeside(void)
{
   SuiteValid_tryStatus(5, CHUNK_FREE,
      "the status of a chunk in use, right after a free one, is free",
      acStatus);
}

static void SuiteValid_statusInUse(void)
{
   SuiteValid_tryStatus(4, CHUNK_INUSE,
      "the status of a chunk on the list is in use", acMembers);
}

/* Take a chunk off the list as removeChunk would, and leave it free. */

static void SuiteValid_offList(void)
{
   SuiteValid_arrange();
   Verdict_noteHeap(aoListed[1]);
   Chunk_setNextInList(aoListed[0], aoListed[2]);
   Chunk_setPrevInList(aoListed[2], aoListed[0]);
   SuiteValid_mustFind("a free chunk is on no list", acLinks);
}

/* Forget the end of the list. */

static void SuiteValid_cutList(void)
{
   SuiteValid_arrange();
   Verdict_noteHeap(aoListed[3]);
   Chunk_setNextInList(aoListed[2], NULL);
   SuiteValid_mustFind("the list ends one chunk too early", acLinks);
}

/* Two free chunks are each other's next and prev, and the list goes on
   without them: every link agrees, but a count doesn't. */

static void SuiteValid_ring(void)
{
   SuiteValid_arrange();
   Verdict_noteHeap(aoListed[1]);
   Chunk_setNextInList(aoListed[0], aoListed[3]);
   Chunk_setPrevInList(aoListed[3], aoListed[0]);
   Chunk_setNextInList(aoListed[2], aoListed[1]);
   Chunk_setPrevInList(aoListed[1], aoListed[2]);
   SuiteValid_mustFind(
      "two free chunks link to each other, off the list", acMembers);
   Chunk_setNextInList(aoListed[3], (Chunk_T)(uintptr_t)16);
   SuiteValid_mustFind(
      "two free chunks link to each other, and the list"
      " leads out of the heap",
      acLinks);
}

/* Insert a chunk in use, and do all else right. */

static void SuiteValid_usedOnList(void)
{
   Chunk_T oUsed;

   SuiteValid_arrange();
   oUsed = SuiteValid_getChunk(9);
   Verdict_noteHeap(apcRow[9]);
   Chunk_setNextInList(oUsed, aoListed[1]);
   Chunk_setPrevInList(oUsed, aoListed[0]);
   Chunk_setNextInList(aoListed[0], oUsed);
   Chunk_setPrevInList(aoListed[1], oUsed);
   SuiteValid_mustFind("a chunk in use is on the list", acMembers);
}

static void SuiteValid_prevWrong(void)
{
   Chunk_T aoWrong[5];
   int i;

   SuiteValid_arrange();
   Verdict_noteHeap(aoListed[2]);
   aoWrong[0] = NULL;
   aoWrong[1] = aoListed[0];
   aoWrong[2] = aoListed[2];
   aoWrong[3] = (Chunk_T)(uintptr_t)16;
   aoWrong[4] = (Chunk_T)(UINTPTR_MAX - 15);
   for (i = 0; i < 5; i++)
   {
      Chunk_setPrevInList(aoListed[2], aoWrong[i]);
      SuiteValid_mustFind("the prev of a chunk on the list is not the"
                          " chunk before it there",
         acPrev);
   }
}

static void SuiteValid_firstHasPrev(void)
{
   SuiteValid_arrange();
   Verdict_noteHeap(aoListed[0]);
   Chunk_setPrevInList(aoListed[0], aoListed[2]);
   SuiteValid_mustFind(
      "the first chunk on the list has a prev", acPrev);
}

/*--------------------------------------------------------------------*/
/* With bins only                                                     */
/*--------------------------------------------------------------------*/

/* Arrange the heap with a long chunk free besides, and return that. */

static Chunk_T SuiteValid_arrangeLong(void)
{
   void *pv = Host_malloc(LONG_BYTES);

   if (pv == NULL || Host_malloc(1) == NULL)
      Verdict_fail("HeapMgr_malloc(%d) returned NULL", LONG_BYTES);
   SuiteValid_arrange();
   Host_free(pv);
   Arrange_checkValid("on a sound heap");
   SuiteValid_checkChunk(Chunk_fromPayload(pv));
   return Chunk_fromPayload(pv);
}

/* Move a short chunk to the long one's bin, and do all else right. */

static void SuiteValid_wrongBin(void)
{
   Chunk_T oLong = SuiteValid_arrangeLong();

   Verdict_noteHeap(aoListed[1]);
   Chunk_setNextInList(aoListed[0], aoListed[2]);
   Chunk_setPrevInList(aoListed[2], aoListed[0]);
   Chunk_setNextInList(oLong, aoListed[1]);
   Chunk_setPrevInList(aoListed[1], oLong);
   Chunk_setNextInList(aoListed[1], NULL);
   SuiteValid_mustFind(
      "a short chunk is in the bin of the long ones", acBins);
}

/* Shorten the long chunk where it is; the rest is a chunk in use. */

static void SuiteValid_shrunkInBin(void)
{
   Chunk_T oLong = SuiteValid_arrangeLong();
   Chunk_T oTail;
   size_t uUnits;

   Verdict_noteHeap(oLong);
   uUnits = Chunk_getUnits(oLong);
   Chunk_setUnits(oLong, 20);
   Chunk_setNextInList(oLong, NULL);
   Chunk_setPrevInList(oLong, NULL); /* in the new footer */
   oTail = Chunk_getEnd(oLong);
   memset((void *)oTail, 0, CHUNK_UNIT_BYTES);
   Chunk_setUnits(oTail, uUnits - 20);
   Chunk_setStatus(oTail, CHUNK_INUSE);
   SuiteValid_mustFind("a chunk became shorter and stayed in the bin of"
                       " its old size",
      "I4 I5");
}

#endif

/*--------------------------------------------------------------------*/
/* No false alarm                                                     */
/*--------------------------------------------------------------------*/

/* Return the sum of all bytes of the heap, each with its place. */

static size_t SuiteValid_sumHeap(void)
{
   struct HeapMgr_Piece sPiece = {0};
   size_t uSum = 0;
   size_t u;

   while (HeapMgr_nextPiece(&sPiece) == HEAPMGR_WALK_PIECE)
      for (u = 0; u < sPiece.uBytes; u++)
         uSum = uSum * 31 + (unsigned char)sPiece.pcStart[u];
   return uSum;
}

/* A few free chunks, each between two in use: no manager needs to split
   or coalesce anything for that. */

static void SuiteValid_simple(void)
{
   int i;

   SuiteValid_arrange();
   for (i = 0; i < FREED; i++)
   {
      Verdict_noteHeap(NULL);
      if (Host_malloc(uRowBytes) == NULL || !Arrange_isSound())
         return; /* not the fault of HeapMgr_isValid */
      Arrange_checkValid("after a free chunk was used again");
   }
}

/* Where malloc or free has spoilt the heap, it is right to say so, and
   nothing more can be learnt. */

static void SuiteValid_sound(void)
{
   static struct Payload asPayloads[SOUND_SLOTS];
   struct Rng sRng;
   size_t u;

   Host_setCheckRate(0);
   Inputs_seed(&sRng, SOUND_SEED);
   for (u = 0; u < SOUND_OPERATIONS; u++)
   {
      struct Payload *psPayload =
         &asPayloads[Rng_below(&sRng, SOUND_SLOTS)];

      if (psPayload->pc != NULL)
         Arrange_give(psPayload);
      else
         Arrange_mustGet(psPayload,
            1 + (size_t)Rng_below(&sRng, SOUND_MAX_BYTES), u);
      if (!Arrange_isSound())
         return;
      Arrange_checkValid("in a random run");
   }
}

static void SuiteValid_pure(void)
{
   size_t uSum;

   SuiteValid_arrange();
   Verdict_noteHeap(NULL);
   uSum = SuiteValid_sumHeap();
   (void)Host_isValid();
   if (SuiteValid_sumHeap() != uSum)
      Verdict_fail(
         "HeapMgr_isValid() has changed the heap; expected that"
         " it only looks");
}

/*--------------------------------------------------------------------*/

static const char acAskSize[] =
   "Is a size looked at before it is used to find the next chunk?";
static const char acAskLink[] =
   "Is a link looked at before it is followed, and are the chunks"
   " counted?";

enum
{
   VALID = TAG_VALID | NEEDS_LISTS
};

const struct Suite_Test SuiteValid_asTests[] = {
   {"valid_simple", "gives_memory", VALID, STAGES_LIST, "dlist",
      "HeapMgr_isValid returns true on a heap without free neighbours",
      "Which line of HeapMgr_isValid returns false, and what is there"
      " in the heap to be wrong?",
      SuiteValid_simple},
   {"valid_sound", "gives_memory", TAG_VALID, STAGES_ALL, "dlist",
      "HeapMgr_isValid returns true on every sound heap",
      "Is true the answer for a heap of one chunk, and for an empty"
      " list?",
      SuiteValid_sound},
   {"valid_pure", "valid_simple", VALID | NEEDS_WALK, STAGES_LIST,
      "dlist", "HeapMgr_isValid changes nothing",
      "Does it mark, move or repair what it looks at?",
      SuiteValid_pure},
   {"valid_size_zero", "valid_simple", VALID, STAGES_LIST, "chunk",
      "HeapMgr_isValid finds a chunk in use of size 0", acAskSize,
      SuiteValid_sizeZero},
   {"valid_size_zero_free", "valid_simple", VALID, STAGES_LIST, "chunk",
      "HeapMgr_isValid finds a free chunk of size 0", acAskSize,
      SuiteValid_sizeZeroFree},
   {"valid_size_one", "valid_simple", VALID, STAGES_LIST, "chunk",
      "HeapMgr_isValid finds a chunk too short to be one", acAskSize,
      SuiteValid_sizeOne},
   {"valid_size_past_end", "valid_simple", VALID, STAGES_LIST, "chunk",
      "HeapMgr_isValid finds a chunk that leads past the heap's end",
      acAskSize, SuiteValid_sizePastEnd},
   {"valid_size_too_short", "valid_simple", VALID, STAGES_LIST, "chunk",
      "HeapMgr_isValid finds a chunk that no chunk follows", acAskSize,
      SuiteValid_sizeTooShort},
   {"valid_size_too_long", "valid_simple", VALID, STAGES_LIST, "chunk",
      "HeapMgr_isValid finds a chunk that covers another",
      "Is each chunk on the list one that the walk over the heap"
      " meets?",
      SuiteValid_sizeTooLong},
   {"valid_uncoalesced", "valid_simple", VALID, STAGES_LIST, "dlist",
      "HeapMgr_isValid finds free neighbours",
      "What do you know of the chunk before while you look at one?",
      SuiteValid_uncoalesced},
   {"valid_cycle", "valid_simple", VALID, STAGES_LIST, "dlist",
      "HeapMgr_isValid finds a list that has no end", acAskLink,
      SuiteValid_cycle},
   {"valid_self_link", "valid_simple", VALID, STAGES_LIST, "dlist",
      "HeapMgr_isValid finds a chunk that is its own next", acAskLink,
      SuiteValid_selfLink},
   {"valid_wild_link", "valid_simple", VALID, STAGES_LIST, "dlist",
      "HeapMgr_isValid finds a link that leads out of the heap",
      acAskLink, SuiteValid_wildLink},
   {"valid_middle_link", "valid_simple", VALID, STAGES_LIST, "dlist",
      "HeapMgr_isValid finds a link into the middle of a chunk in use",
      "Is each chunk on the list one that the walk over the heap"
      " meets?",
      SuiteValid_middleLink},
   {"valid_stale_link", "valid_simple", VALID, STAGES_LIST, "dlist",
      "HeapMgr_isValid finds a stale header on the list",
      "Is each chunk on the list one that the walk over the heap"
      " meets?",
      SuiteValid_staleLink},
#if !CHUNK_FOOTER_UNITS
   {"valid_wrong_order", "valid_simple", VALID, STAGE_3, "list",
      "HeapMgr_isValid finds a list that is not in address order",
      "Which of two chunks comes first on the list?",
      SuiteValid_wrongOrder},
#else
   {"valid_footer_differs", "valid_simple", VALID, STAGES_FOOTER,
      "dlist", "HeapMgr_isValid finds a footer with another size",
      "Which fields must agree in every chunk?",
      SuiteValid_footerDiffers},
   {"valid_header_differs", "valid_simple", VALID, STAGES_FOOTER,
      "dlist", "HeapMgr_isValid finds a header with another size",
      "Which fields must agree in every chunk?",
      SuiteValid_headerDiffers},
   {"valid_status_free", "valid_simple", VALID, STAGES_FOOTER, "dlist",
      "HeapMgr_isValid finds a chunk that says free but is on no list",
      "How many chunks are free, and how many are on the list?",
      SuiteValid_statusFree},
   {"valid_status_free_beside", "valid_simple", VALID, STAGES_FOOTER,
      "dlist", "the same right after a free chunk",
      "What do you know of the chunk before while you look at one?",
      SuiteValid_statusFreeBeside},
   {"valid_status_in_use", "valid_simple", VALID, STAGES_FOOTER,
      "dlist",
      "HeapMgr_isValid finds a chunk on the list that says in use",
      "What must be true of each chunk on the list?",
      SuiteValid_statusInUse},
   {"valid_off_list", "valid_simple", VALID, STAGES_FOOTER, "dlist",
      "HeapMgr_isValid finds a free chunk that is on no list",
      "How many chunks are free, and how many are on the list?",
      SuiteValid_offList},
   {"valid_ring", "valid_simple", VALID, STAGES_FOOTER, "dlist",
      "HeapMgr_isValid finds free chunks that only have each other",
      "How many chunks are free, and how many are on the list?",
      SuiteValid_ring},
   {"valid_cut_list", "valid_simple", VALID, STAGES_FOOTER, "dlist",
      "HeapMgr_isValid finds a list that ends too early",
      "How many chunks are free, and how many are on the list?",
      SuiteValid_cutList},
   {"valid_used_on_list", "valid_simple", VALID, STAGES_FOOTER, "dlist",
      "HeapMgr_isValid finds a chunk in use on the list",
      "What must be true of each chunk on the list?",
      SuiteValid_usedOnList},
   {"valid_prev_wrong", "valid_simple", VALID, STAGES_FOOTER, "dlist",
      "HeapMgr_isValid finds a wrong prev, wild or not",
      "Who is the prev of my next?", SuiteValid_prevWrong},
   {"valid_first_has_prev", "valid_simple", VALID, STAGES_FOOTER,
      "dlist", "HeapMgr_isValid finds a first chunk that has a prev",
      "What is the prev of the first chunk on the list?",
      SuiteValid_firstHasPrev},
   {"valid_wrong_bin", "valid_simple", VALID, STAGE_5, "bins",
      "HeapMgr_isValid finds a chunk in another chunk's bin",
      "Which bin belongs to a chunk of so many units?",
      SuiteValid_wrongBin},
   {"valid_shrunk_in_bin", "valid_simple", VALID, STAGE_5, "bins",
      "HeapMgr_isValid finds a chunk in the bin of its old size",
      "Which bin belongs to a chunk of so many units?",
      SuiteValid_shrunkInBin},
#endif
   {NULL, NULL, 0, 0, NULL, NULL, NULL, NULL}};
