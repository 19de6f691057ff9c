/*--------------------------------------------------------------------*/
/* layout.c: what chunk.h promises                                    */
/*                                                                    */
/* This file is compiled once for each layout of chunks.              */
/*--------------------------------------------------------------------*/

#include "chunk.h"
#include "suite.h"
#include "verdict.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

enum
{
   UNIT = 16,
   OVERHEAD_UNITS = 1 + CHUNK_FOOTER_UNITS,
   ARENA_UNITS = 64,
   FILL = 0xC3
};

/* Memory for a heap by hand, with a unit on either side of it that must
   not change. */

static _Alignas(16) unsigned char aucArena[(ARENA_UNITS + 2) * UNIT];

/*--------------------------------------------------------------------*/

/* End the test as failed unless uGot is uWanted; pcCall is what was
   called. */

static void SuiteChunk_expect(
   const char *pcCall, size_t uGot, size_t uWanted)
{
   if (uGot != uWanted)
      Verdict_fail("%s is %zu (%#zx); expected %zu (%#zx)", pcCall,
         uGot, uGot, uWanted, uWanted);
}

/* Same, for an address in the arena. */

static void SuiteChunk_expectAt(
   const char *pcCall, const void *pvGot, const void *pvWanted)
{
   if (pvGot != pvWanted)
      Verdict_fail("%s is %p; expected %p, which is %td bytes above it",
         pcCall, pvGot, pvWanted,
         (ptrdiff_t)((uintptr_t)pvWanted - (uintptr_t)pvGot));
}

/* Return the address of unit u of the heap by hand. */

static Chunk_T SuiteChunk_at(size_t u)
{
   return (Chunk_T)(void *)(aucArena + (1 + u) * UNIT);
}

/* Make a chunk of uUnits units at unit uPlace. */

static Chunk_T SuiteChunk_make(size_t uPlace, size_t uUnits, bool bFree)
{
   Chunk_T oChunk = SuiteChunk_at(uPlace);

   memset((void *)oChunk, 0, UNIT);
   Chunk_setUnits(oChunk, uUnits);
   Chunk_setNextInList(oChunk, NULL);
#if CHUNK_FOOTER_UNITS
   Chunk_setStatus(oChunk, bFree ? CHUNK_FREE : CHUNK_INUSE);
   Chunk_setPrevInList(oChunk, NULL);
#else
   (void)bFree;
#endif
   return oChunk;
}

/*--------------------------------------------------------------------*/
/* Bytes and units                                                    */
/*--------------------------------------------------------------------*/

/* SIZE_MAX bytes must not wrap to 0 units and a header. */

static void SuiteChunk_arithmetic(void)
{
   static const size_t auBytes[] = {0, 1, 15, 16, 17, 31, 32, 33, 4096,
      PTRDIFF_MAX - 15, PTRDIFF_MAX - 14, PTRDIFF_MAX,
      (size_t)PTRDIFF_MAX + 1, SIZE_MAX - 16, SIZE_MAX - 15,
      SIZE_MAX - 14, SIZE_MAX};
   static const size_t auUnits[] = {0, 1, 1, 1, 2, 2, 2, 3, 256,
      PTRDIFF_MAX / UNIT, PTRDIFF_MAX / UNIT + 1,
      PTRDIFF_MAX / UNIT + 1, 0, 0, 0, 0, 0};
   size_t u;

   for (u = 0; u < sizeof auBytes / sizeof auBytes[0]; u++)
   {
      size_t uWhole = Chunk_bytesToUnits(auBytes[u]);

      if (Chunk_bytesToPayloadUnits(auBytes[u]) != auUnits[u])
         Verdict_fail("Chunk_bytesToPayloadUnits(%zu) returned %zu;"
                      " expected %zu",
            auBytes[u], Chunk_bytesToPayloadUnits(auBytes[u]),
            auUnits[u]);
      if (uWhole != (auUnits[u] == 0 ? 0 : auUnits[u] + OVERHEAD_UNITS))
         Verdict_fail("Chunk_bytesToUnits(%zu) returned %zu; expected"
                      " the %zu units of the payload and %d more, or 0"
                      " for none",
            auBytes[u], uWhole, auUnits[u], OVERHEAD_UNITS);
      if (uWhole > SIZE_MAX / UNIT)
         Verdict_fail("Chunk_bytesToUnits(%zu) returned %zu, more than"
                      " a size_t can count in bytes",
            auBytes[u], uWhole);
      if (Chunk_unitsToBytes(uWhole) / UNIT != uWhole)
         Verdict_fail("Chunk_unitsToBytes(%zu) has wrapped to %zu",
            uWhole, Chunk_unitsToBytes(uWhole));
   }
   SuiteChunk_expect(
      "CHUNK_MIN_UNITS", CHUNK_MIN_UNITS, Chunk_bytesToUnits(1));
   SuiteChunk_expect(
      "Chunk_unitsToBytes(3)", Chunk_unitsToBytes(3), 48);
}

static void SuiteChunk_payload(void)
{
   Chunk_T oChunk = SuiteChunk_at(3);
   unsigned char *pc = Chunk_toPayload(oChunk);

   SuiteChunk_expectAt(
      "Chunk_toPayload(chunk)", pc, aucArena + 5 * UNIT);
   SuiteChunk_expectAt("Chunk_fromPayload(Chunk_toPayload(chunk))",
      Chunk_fromPayload(pc), oChunk);
   SuiteChunk_expect("a payload's address modulo alignof(max_align_t)",
      (uintptr_t)pc % _Alignof(max_align_t), 0);
}

/*--------------------------------------------------------------------*/
/* Fields                                                             */
/*--------------------------------------------------------------------*/

/* Set every field in turn; the others, the payload and what lies around
   the chunk stay. */

static void SuiteChunk_fields(void)
{
   enum
   {
      UNITS = 7
   };
   unsigned char *pcPayload;
   Chunk_T oChunk;
   size_t u;

   memset(aucArena, FILL, sizeof aucArena);
   oChunk = SuiteChunk_make(0, UNITS, false);
   pcPayload = Chunk_toPayload(oChunk);
   Chunk_setNextInList(oChunk, SuiteChunk_at(20));
   SuiteChunk_expect(
      "units after setNextInList", Chunk_getUnits(oChunk), UNITS);
#if CHUNK_FOOTER_UNITS
   Chunk_setPrevInList(oChunk, SuiteChunk_at(30));
   SuiteChunk_expect("status", Chunk_getStatus(oChunk), CHUNK_INUSE);
   Chunk_setStatus(oChunk, CHUNK_FREE);
   SuiteChunk_expect("status", Chunk_getStatus(oChunk), CHUNK_FREE);
   SuiteChunk_expect(
      "units after setStatus", Chunk_getUnits(oChunk), UNITS);
   Chunk_setStatus(oChunk, CHUNK_INUSE);
   Chunk_setUnits(oChunk, UNITS);
   SuiteChunk_expect(
      "status after setUnits", Chunk_getStatus(oChunk), CHUNK_INUSE);
   SuiteChunk_expect(
      "footer units", Chunk_getFooterUnits(oChunk), UNITS);
   SuiteChunk_expectAt(
      "prev", Chunk_getPrevInList(oChunk), SuiteChunk_at(30));
   Chunk_setPrevInList(oChunk, NULL);
   SuiteChunk_expectAt("prev", Chunk_getPrevInList(oChunk), NULL);
#endif
   SuiteChunk_expectAt(
      "next", Chunk_getNextInList(oChunk), SuiteChunk_at(20));
   Chunk_setNextInList(oChunk, NULL);
   SuiteChunk_expectAt("next", Chunk_getNextInList(oChunk), NULL);
   SuiteChunk_expect("units", Chunk_getUnits(oChunk), UNITS);

   for (u = 0; u < (UNITS - OVERHEAD_UNITS) * UNIT; u++)
      SuiteChunk_expect("a byte of the payload", pcPayload[u], FILL);
   for (u = 0; u < UNIT; u++)
      SuiteChunk_expect("a byte before the chunk", aucArena[u], FILL);
   for (u = (1 + UNITS) * UNIT; u < sizeof aucArena; u++)
      SuiteChunk_expect("a byte after the chunk", aucArena[u], FILL);
}

/* A chunk of more than 4 GiB, in memory that is mapped but not
   there. */

static void SuiteChunk_large(void)
{
   const size_t uUnits = ((size_t)5 << 30) / UNIT + 3;
   unsigned char *pc = mmap(NULL, (uUnits + CHUNK_MIN_UNITS) * UNIT,
      PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
   Chunk_T oChunk = (Chunk_T)(void *)pc;
   Chunk_T oEnd;

   if (pc == MAP_FAILED)
      return; /* such an address space can't be had here */
   oEnd = (Chunk_T)(void *)(pc + uUnits * UNIT);
   Chunk_setUnits(oChunk, uUnits);
   SuiteChunk_expect("units", Chunk_getUnits(oChunk), uUnits);
   SuiteChunk_expectAt("Chunk_getEnd", Chunk_getEnd(oChunk), oEnd);
   if (!Chunk_isValid(oChunk, oChunk, oEnd))
      Verdict_fail("Chunk_isValid returned false for a chunk of %zu"
                   " units; expected true",
         uUnits);
#if CHUNK_FOOTER_UNITS
   Chunk_setStatus(oChunk, CHUNK_INUSE);
   SuiteChunk_expect("units", Chunk_getUnits(oChunk), uUnits);
   SuiteChunk_expect(
      "footer units", Chunk_getFooterUnits(oChunk), uUnits);
   Chunk_setUnits(oEnd, CHUNK_MIN_UNITS);
   SuiteChunk_expectAt(
      "Chunk_getPrevInMem", Chunk_getPrevInMem(oEnd, oChunk), oChunk);
#endif
   SuiteChunk_expect("Chunk_unitsToBytes",
      Chunk_unitsToBytes(Chunk_getUnits(oChunk)), uUnits * UNIT);
}

/*--------------------------------------------------------------------*/
/* Places                                                             */
/*--------------------------------------------------------------------*/

static void SuiteChunk_alignUp(void)
{
   size_t u;

   for (u = 0; u <= 2 * UNIT; u++)
      SuiteChunk_expectAt("Chunk_alignUp", Chunk_alignUp(aucArena + u),
         aucArena + (u + UNIT - 1) / UNIT * UNIT);
   SuiteChunk_expectAt(
      "Chunk_alignUp(NULL)", Chunk_alignUp(NULL), NULL);
}

static void SuiteChunk_neighbours(void)
{
   Chunk_T oFirst = SuiteChunk_make(0, 3, false);
   Chunk_T oSecond = SuiteChunk_make(3, 9, true);
   Chunk_T oThird = SuiteChunk_make(12, 4, false);
   Chunk_T oEnd = SuiteChunk_at(16);

   SuiteChunk_expectAt("the end", Chunk_getEnd(oThird), oEnd);
   SuiteChunk_expectAt("the chunk after the first",
      Chunk_getNextInMem(oFirst, oEnd), oSecond);
   SuiteChunk_expectAt("the chunk after the second",
      Chunk_getNextInMem(oSecond, oEnd), oThird);
   SuiteChunk_expectAt("the chunk after the last",
      Chunk_getNextInMem(oThird, oEnd), NULL);
#if CHUNK_FOOTER_UNITS
   SuiteChunk_expectAt("the chunk before the last",
      Chunk_getPrevInMem(oThird, oFirst), oSecond);
   SuiteChunk_expectAt("the chunk before the second",
      Chunk_getPrevInMem(oSecond, oFirst), oFirst);
   SuiteChunk_expectAt("the chunk before the first",
      Chunk_getPrevInMem(oFirst, oFirst), NULL);
#endif
}

/*--------------------------------------------------------------------*/
/* Soundness                                                          */
/*--------------------------------------------------------------------*/

/* Addresses where no chunk of the heap from unit 0 to unit 16 is. */

static void SuiteChunk_inHeap(void)
{
   Chunk_T oStart = SuiteChunk_at(0);
   Chunk_T oEnd = SuiteChunk_at(16);
   uintptr_t auWild[12];
   size_t u;

   auWild[0] = 0;
   auWild[1] = 16;
   auWild[2] = UINTPTR_MAX;
   auWild[3] = UINTPTR_MAX - 15;
   auWild[4] = (uintptr_t)oStart - UNIT;
   auWild[5] = (uintptr_t)oStart + 8;
   auWild[6] = (uintptr_t)oStart + 1;
   auWild[7] = (uintptr_t)oEnd;
   auWild[8] = (uintptr_t)oEnd - UNIT;
   auWild[9] = (uintptr_t)oEnd + UNIT;
   auWild[10] = (uintptr_t)oStart | (uintptr_t)1 << 63;
   auWild[11] = (uintptr_t)oEnd - CHUNK_MIN_UNITS * UNIT + UNIT;
   for (u = 0; u < 12; u++)
   {
      if (Chunk_isInHeap((Chunk_T)auWild[u], oStart, oEnd))
         Verdict_fail("Chunk_isInHeap returned true for wild address"
                      " number %zu; expected false",
            u);
      if (Chunk_isValid((Chunk_T)auWild[u], oStart, oEnd))
         Verdict_fail("Chunk_isValid returned true for wild address"
                      " number %zu; expected false",
            u);
   }
   for (u = 0; u + CHUNK_MIN_UNITS <= 16; u++)
      if (!Chunk_isInHeap(SuiteChunk_at(u), oStart, oEnd))
         Verdict_fail(
            "Chunk_isInHeap returned false for unit %zu of 16;"
            " expected true",
            u);
   if (Chunk_isInHeap(NULL, NULL, NULL)
       || Chunk_isInHeap(oStart, oStart, oStart))
      Verdict_fail("Chunk_isInHeap returned true in an empty heap;"
                   " expected false");
}

static void SuiteChunk_valid(void)
{
   static const size_t auWrong[] = {0, 1, CHUNK_MIN_UNITS - 1, 17,
      ARENA_UNITS, 100000, (size_t)1 << 40, (size_t)1 << 60,
      ((size_t)1 << 60) + 16, SIZE_MAX >> 1};
   Chunk_T oStart = SuiteChunk_at(0);
   Chunk_T oEnd = SuiteChunk_at(16);
   Chunk_T oChunk;
   size_t u;

   for (u = CHUNK_MIN_UNITS; u <= 16; u++)
   {
      oChunk = SuiteChunk_make(16 - u, u, u % 2 == 0);
      if (!Chunk_isValid(oChunk, oStart, oEnd))
         Verdict_fail(
            "Chunk_isValid returned false for a sound chunk of"
            " %zu units; expected true",
            u);
   }
   for (u = 0; u < sizeof auWrong / sizeof auWrong[0]; u++)
   {
      size_t uSize = auWrong[u] << 1;

      oChunk = SuiteChunk_make(0, 16, true);
      memcpy((void *)oChunk, &uSize, sizeof uSize);
      if (Chunk_isValid(oChunk, oStart, oEnd))
         Verdict_fail("Chunk_isValid returned true for a size of %zu"
                      " units in a heap of 16; expected false",
            auWrong[u]);
   }
#if CHUNK_FOOTER_UNITS
   oChunk = SuiteChunk_make(0, 16, true);
   u = 15;
   memcpy((void *)SuiteChunk_at(15), &u, sizeof u);
   if (Chunk_isValid(oChunk, oStart, oEnd))
      Verdict_fail(
         "Chunk_isValid returned true for a chunk whose footer"
         " has another size; expected false");
   u = SIZE_MAX;
   memcpy((void *)SuiteChunk_at(15), &u, sizeof u);
   if (Chunk_isValid(oChunk, oStart, oEnd))
      Verdict_fail(
         "Chunk_isValid returned true for a chunk whose footer"
         " is wild; expected false");
#endif
}

/*--------------------------------------------------------------------*/
/* The walk                                                           */
/*--------------------------------------------------------------------*/

/* Walk the heap by hand, from unit 0 to unit 20.  Return how many
   pieces there are, and set *psLast to where the walk ended, *peEnd to
   how, and *puFree to how many pieces are free. */

static size_t SuiteChunk_walk(Chunk_T oFreeList,
   struct HeapMgr_Piece *psLast, enum HeapMgr_Walk *peEnd,
   size_t *puFree)
{
   struct HeapMgr_Piece sPiece = {0};
   size_t uPieces = 0;

   *puFree = 0;
   while ((*peEnd = Chunk_nextPiece(
              &sPiece, SuiteChunk_at(0), SuiteChunk_at(20), oFreeList))
             == HEAPMGR_WALK_PIECE
          && uPieces < 100)
   {
      uPieces++;
      *puFree += (sPiece.eKind == HEAPMGR_FREE);
      SuiteChunk_expect("header bytes", sPiece.uHeaderBytes, UNIT);
      SuiteChunk_expect("footer bytes", sPiece.uFooterBytes,
         CHUNK_FOOTER_UNITS * UNIT);
   }
   *psLast = sPiece;
   return uPieces;
}

/* Make the heap by hand: chunks of 5, 5, 4 and 6 units, the first and
   the third of them free, and on a list. */

static void SuiteChunk_makeHeap(void)
{
   memset(aucArena, 0, sizeof aucArena);
   SuiteChunk_make(0, 5, true);
   SuiteChunk_make(5, 5, false);
   SuiteChunk_make(10, 4, true);
   SuiteChunk_make(14, 6, false);
   Chunk_setNextInList(SuiteChunk_at(0), SuiteChunk_at(10));
}

static void SuiteChunk_walkSound(void)
{
   struct HeapMgr_Piece sLast;
   struct HeapMgr_Piece sEmpty = {0};
   enum HeapMgr_Walk eEnd;
   size_t uFree;

   SuiteChunk_makeHeap();
   SuiteChunk_expect("the number of pieces",
      SuiteChunk_walk(SuiteChunk_at(0), &sLast, &eEnd, &uFree), 4);
   SuiteChunk_expect("the end of the walk", eEnd, HEAPMGR_WALK_END);
   SuiteChunk_expect("the number of free pieces", uFree, 2);
   SuiteChunk_expect("a walk over no heap",
      Chunk_nextPiece(&sEmpty, NULL, NULL, NULL), HEAPMGR_WALK_END);
}

/* A walk over a broken heap must end. */

static void SuiteChunk_walkBroken(void)
{
   static const size_t auWrong[] = {
      0, 1, 11, 16, 100000, (size_t)1 << 60, SIZE_MAX >> 1};
   struct HeapMgr_Piece sLast;
   enum HeapMgr_Walk eEnd;
   size_t uFree;
   size_t u;

   for (u = 0; u < sizeof auWrong / sizeof auWrong[0]; u++)
   {
      size_t uSize = auWrong[u] << 1;

      SuiteChunk_makeHeap();
      memcpy((void *)SuiteChunk_at(10), &uSize, sizeof uSize);
      SuiteChunk_expect("the number of sound pieces",
         SuiteChunk_walk(SuiteChunk_at(0), &sLast, &eEnd, &uFree), 2);
      SuiteChunk_expect(
         "the end of the walk", eEnd, HEAPMGR_WALK_BROKEN);
      SuiteChunk_expectAt(
         "the broken piece", sLast.pcStart, SuiteChunk_at(10));
   }

   /* The last chunk ends too early for another one, and too late for
      none. */
   SuiteChunk_makeHeap();
   SuiteChunk_make(14, 5, false);
   SuiteChunk_expect("the number of sound pieces",
      SuiteChunk_walk(SuiteChunk_at(0), &sLast, &eEnd, &uFree), 4);
   SuiteChunk_expect("the end of the walk", eEnd, HEAPMGR_WALK_BROKEN);
}

/* The list is a cycle, or leads anywhere: the walk goes by sizes. */

static void SuiteChunk_walkCycle(void)
{
   struct HeapMgr_Piece sLast;
   enum HeapMgr_Walk eEnd;
   size_t uFree;

   SuiteChunk_makeHeap();
   Chunk_setNextInList(SuiteChunk_at(10), SuiteChunk_at(0));
   SuiteChunk_expect("the number of pieces, with a cycle on the list",
      SuiteChunk_walk(SuiteChunk_at(0), &sLast, &eEnd, &uFree), 4);
   SuiteChunk_expect("the end of the walk", eEnd, HEAPMGR_WALK_END);
   Chunk_setNextInList(SuiteChunk_at(0), SuiteChunk_at(0));
   SuiteChunk_expect("the number of pieces, with a link to itself",
      SuiteChunk_walk(SuiteChunk_at(0), &sLast, &eEnd, &uFree), 4);
   Chunk_setNextInList(SuiteChunk_at(0), (Chunk_T)(uintptr_t)24);
   SuiteChunk_expect("the number of pieces, with a wild link",
      SuiteChunk_walk(SuiteChunk_at(0), &sLast, &eEnd, &uFree), 4);
}

/*--------------------------------------------------------------------*/

const struct Suite_Test SuiteChunk_asTests[] = {
   {"chunk_arithmetic", NULL, TAG_CHUNK, STAGES_ALL, "chunk",
      "bytes become units, rounded up, and what is too large becomes 0",
      "What is the first sum that is formed, and can it wrap?",
      SuiteChunk_arithmetic},
   {"chunk_payload", NULL, TAG_CHUNK, STAGES_ALL, "chunk",
      "a payload starts one unit after its chunk",
      "How long is a header?", SuiteChunk_payload},
   {"chunk_fields", NULL, TAG_CHUNK, STAGES_ALL, "chunk",
      "setting a field changes that field only",
      "Which bits of a word belong to which field?", SuiteChunk_fields},
   {"chunk_large", "chunk_fields", TAG_CHUNK, STAGES_ALL, "chunk",
      "a chunk may be longer than 4 GiB",
      "Is there an int among the sizes?", SuiteChunk_large},
   {"chunk_align_up", NULL, TAG_CHUNK, STAGES_ALL, "chunk",
      "alignUp finds the next multiple of a unit, or stays",
      "What is added to an address that is aligned already?",
      SuiteChunk_alignUp},
   {"chunk_neighbours", "chunk_fields", TAG_CHUNK, STAGES_ALL, "chunk",
      "a chunk's neighbours in memory are found, and the heap's ends",
      "What do the size and the address of a chunk tell of the next"
      " one?",
      SuiteChunk_neighbours},
   {"chunk_in_heap", NULL, TAG_CHUNK, STAGES_ALL, "chunk",
      "isInHeap tells where a chunk can start, for any address",
      "Which differences of addresses are computed before it is known"
      " that they are not negative?",
      SuiteChunk_inHeap},
   {"chunk_valid", "chunk_in_heap", TAG_CHUNK, STAGES_ALL, "chunk",
      "isValid finds wrong sizes, wild ones too",
      "What is compared before the footer is read?", SuiteChunk_valid},
   {"chunk_walk", "chunk_neighbours", TAG_CHUNK, STAGES_ALL, "chunk",
      "nextPiece visits every chunk, and knows the free ones",
      "Where does the walk begin, and where does it end?",
      SuiteChunk_walkSound},
   {"chunk_walk_broken", "chunk_walk", TAG_CHUNK, STAGES_ALL, "chunk",
      "nextPiece stops at a chunk that can't be one",
      "What if a size is 0, or wraps around?", SuiteChunk_walkBroken},
   {"chunk_walk_cycle", "chunk_walk", TAG_CHUNK, STAGES_ALL, "chunk",
      "nextPiece ends even if the list doesn't",
      "How often is a link followed?", SuiteChunk_walkCycle},
   {NULL, NULL, 0, 0, NULL, NULL, NULL, NULL}};
