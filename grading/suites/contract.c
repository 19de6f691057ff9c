/*--------------------------------------------------------------------*/
/* contract.c: what heapmgr.h promises of every manager               */
/*--------------------------------------------------------------------*/

#include "arrange.h"
#include "host.h"
#include "inputs.h"
#include "suite.h"
#include "verdict.h"
#include "watch.h"
#include <stdint.h>

enum
{
   SOME_BYTES = 100,
   MOST_BYTES = 300,
   MIXED_BYTES = 500, /* the largest of many sizes */
   MANY = 100,
   ALIGNED_SIZES = 300, /* 1 up to so many bytes are tried */
   ORDER_BYTES = 700,   /* the largest payload of runOrders */
   ORDER_ROUNDS = 8,    /* of it */
   SIZE_STRIDE = 37,    /* has no factor in common with ORDER_BYTES */
   ROUND_STRIDE = 211   /* nor has this */
};

static const size_t auLarge[] = {
   1000, 4095, 4096, 4097, 16352, 16384, 65536, 100001, 1048576};

enum
{
   LARGE_COUNT = sizeof auLarge / sizeof auLarge[0]
};

/* Requests that no system can serve, by the calculation that goes wrong
   if nothing stops them. */

static const size_t auHuge[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 14,
   SIZE_MAX - 15, SIZE_MAX - 16, SIZE_MAX - 31, SIZE_MAX - 47,
   SIZE_MAX - 63, SIZE_MAX - 8192, (size_t)PTRDIFF_MAX + 2,
   (size_t)PTRDIFF_MAX + 1, (size_t)PTRDIFF_MAX,
   (size_t)PTRDIFF_MAX - 1, (size_t)PTRDIFF_MAX - 47,
   SIZE_MAX / 4 * 3 + 5};

enum
{
   HUGE_COUNT = sizeof auHuge / sizeof auHuge[0]
};

/*--------------------------------------------------------------------*/

static void SuiteContract_givesMemory(void)
{
   struct Payload sPayload;

   Arrange_mustGet(&sPayload, 1, 1);
   Arrange_verify(&sPayload);
}

/* A payload is aligned for any type, whatever its size. */

static void SuiteContract_aligns(void)
{
   struct Payload sPayload;
   size_t u;

   for (u = 1; u <= ALIGNED_SIZES; u++)
      Arrange_mustGet(&sPayload, u, u);
}

/*--------------------------------------------------------------------*/

/* A manager could hand out a few static buffers in turn.  So there are
   many payloads at once, and no two have the same contents. */

static void SuiteContract_keepsApart(void)
{
   struct Payload sLarge;
   static struct Payload asPayloads[MANY];
   size_t uFirst = Inputs_draw(SOME_BYTES, MOST_BYTES, 1);
   size_t u;
   size_t v;

   for (u = 0; u < MANY; u++)
   {
      Arrange_mustGet(&asPayloads[u], uFirst + u, u);
      for (v = 0; v < u; v++)
         if (asPayloads[u].pc < asPayloads[v].pc + asPayloads[v].uBytes
             && asPayloads[v].pc
                   < asPayloads[u].pc + asPayloads[u].uBytes)
            Verdict_fail(
               "HeapMgr_malloc(%zu) returned %s, but %zu bytes from %s"
               " on are in use; expected a place that overlaps nothing",
               asPayloads[u].uBytes, Verdict_place(asPayloads[u].pc),
               asPayloads[v].uBytes, Verdict_place(asPayloads[v].pc));
   }
   for (u = 0; u < LARGE_COUNT; u++)
      Arrange_mustGet(
         &sLarge, Inputs_draw(auLarge[u], auLarge[u] + 15, 1), u);
}

/* End the test as failed if the manager's own bytes don't lead from
   chunk to chunk any more: clients have written to payloads only. */

static void SuiteContract_checkWalk(void)
{
   struct HeapMgr_Piece sPiece = {0};
   enum HeapMgr_Walk eStep;

   if (!Host_canWalk())
      return;
   do
      eStep = HeapMgr_nextPiece(&sPiece);
   while (eStep == HEAPMGR_WALK_PIECE);
   if (eStep != HEAPMGR_WALK_END)
      Verdict_fail(
         "clients have written to all bytes of their payloads,"
         " and now the chunk at %s has no sound header and"
         " footer; expected these outside the payload that"
         " HeapMgr_malloc returns",
         Verdict_place(sPiece.pcStart));
}

static void SuiteContract_keepsContents(void)
{
   static struct Payload asPayloads[MANY];
   size_t uFirst = Inputs_draw(0, MIXED_BYTES - 1, 1);
   size_t u;

   for (u = 0; u < MANY; u++)
      Arrange_mustGet(
         &asPayloads[u], 1 + (uFirst + u * 7) % MIXED_BYTES, u);
   for (u = 0; u < MANY; u++)
      Arrange_verify(&asPayloads[u]);
   SuiteContract_checkWalk();
}

/*--------------------------------------------------------------------*/

static void SuiteContract_refusesZero(void)
{
   struct Payload sPayload;
   void *pv = Host_malloc(0);

   if (pv != NULL)
      Verdict_fail("HeapMgr_malloc(0) returned %p; expected NULL", pv);
   Arrange_mustGet(&sPayload, 1, 1);
   pv = Host_malloc(0);
   if (pv != NULL)
      Verdict_fail("HeapMgr_malloc(0) returned %s; expected NULL",
         Verdict_place(pv));
}

/* HeapMgr_free(NULL) does nothing, even as the very first call. */

static void SuiteContract_takesNull(void)
{
   struct Payload sPayload;

   Host_free(NULL);
   Arrange_checkValid("after HeapMgr_free(NULL) as the first call");
   Arrange_mustGet(&sPayload, SOME_BYTES, 1);
   Host_free(NULL);
   Arrange_verify(&sPayload);
}

/* A heap that nobody has used yet is sound. */

static void SuiteContract_isValidEmpty(void)
{
   Arrange_checkValid("as the first call, on an empty heap");
}

/*--------------------------------------------------------------------*/

/* Request each huge size on the heap as it is.  If the arithmetic
   wraps, a manager hands out a few bytes instead of NULL. */

static void SuiteContract_tryHuge(void)
{
   size_t uBefore = Watch_getHeapBytes();
   size_t u;

   for (u = 0; u < HUGE_COUNT; u++)
   {
      void *pv = Host_malloc(auHuge[u]);

      if (pv != NULL)
         Verdict_fail("HeapMgr_malloc(%zu) returned %s; expected NULL:"
                      " no system has so much",
            auHuge[u], Verdict_place(pv));
      if (Watch_getHeapBytes() != uBefore)
         Verdict_fail("HeapMgr_malloc(%zu) returned NULL, but has"
                      " changed the heap from %zu to %zu bytes;"
                      " expected a heap as it was",
            auHuge[u], uBefore, Watch_getHeapBytes());
   }
   Arrange_checkValid("after requests that can't be served");
}

static void SuiteContract_refusesHuge(void)
{
   static struct Payload asPayloads[3];
   size_t uBytes = Inputs_draw(SOME_BYTES, MOST_BYTES, 1);
   size_t u;

   for (u = 0; u < 3; u++)
      Arrange_mustGet(&asPayloads[u], uBytes * (u + 1), u);
   Arrange_give(&asPayloads[1]);
   Verdict_noteHeap(NULL);
   SuiteContract_tryHuge();
   Arrange_mustGet(&asPayloads[1], uBytes, 1);
   for (u = 0; u < 3; u++)
      Arrange_give(&asPayloads[u]);
}

static void SuiteContract_refusesHugeFirst(void)
{
   struct Payload sPayload;

   SuiteContract_tryHuge();
   Arrange_mustGet(&sPayload, SOME_BYTES, 1);
   Arrange_give(&sPayload);
}

/*--------------------------------------------------------------------*/

/* Free some, and allocate others in their places, among payloads that
   stay. */

static void SuiteContract_freeAmong(struct Payload *psPayloads)
{
   size_t uFirst = Inputs_draw(0, MIXED_BYTES - 1, 1);
   size_t u;

   for (u = 0; u < MANY; u++)
      Arrange_mustGet(
         &psPayloads[u], 1 + (uFirst + u * 7) % MIXED_BYTES, u);
   for (u = 0; u < MANY; u += 2)
      Arrange_give(&psPayloads[u]);
   for (u = 0; u < MANY; u += 4)
      Arrange_mustGet(
         &psPayloads[u], 1 + (uFirst + u * 13) % MIXED_BYTES, u + MANY);
   for (u = 0; u < MANY; u++)
      if (psPayloads[u].pc != NULL)
         Arrange_give(&psPayloads[u]);
}

/* What was freed first, and what was freed last, in turn. */

static void SuiteContract_runOrders(void)
{
   static struct Payload asPayloads[MANY];
   size_t uFirst = Inputs_draw(0, ORDER_BYTES - 1, 1);
   size_t uRound;
   size_t u;

   SuiteContract_freeAmong(asPayloads);
   for (uRound = 0; uRound < ORDER_ROUNDS; uRound++)
   {
      for (u = 0; u < MANY; u++)
         Arrange_mustGet(&asPayloads[u],
            1
               + (uFirst + u * SIZE_STRIDE + uRound * ROUND_STRIDE)
                    % ORDER_BYTES,
            u);
      for (u = 0; u < MANY; u++)
         Arrange_give(&asPayloads[uRound % 4 == 0   ? u
                                  : uRound % 4 == 1 ? MANY - 1 - u
                                  : uRound % 4 == 2 ? u * 37 % MANY
                                                    : u * 63 % MANY]);
   }
}

/*--------------------------------------------------------------------*/

const struct Suite_Test SuiteContract_asTests[] = {
   {"gives_memory", NULL, TAG_CONTRACT, STAGES_ALL, "minimal",
      "malloc returns memory that a client can write and read",
      "What does HeapMgr_malloc return when the heap is still empty?",
      SuiteContract_givesMemory},
   {"aligned", "gives_memory", TAG_CONTRACT, STAGES_ALL, "minimal",
      "a payload is aligned for any type, whatever its size",
      "Is a chunk a whole number of units, and does the first one start"
      " at a multiple of a unit?",
      SuiteContract_aligns},
   {"distinct", "gives_memory", TAG_CONTRACT, STAGES_ALL, "minimal",
      "payloads in use don't overlap",
      "How long is a chunk of that many payload bytes, header and"
      " footer included, is the one that was found that long, and where"
      " does the next one start?",
      SuiteContract_keepsApart},
   {"contents_kept", "gives_memory", TAG_CONTRACT, STAGES_ALL,
      "minimal", "a payload keeps its contents until it is freed",
      "Where does the payload begin and end in a chunk, and which of"
      " your stores could go to a byte in between?",
      SuiteContract_keepsContents},
   {"zero_bytes", "gives_memory", TAG_CONTRACT, STAGES_ALL, "minimal",
      "malloc of 0 bytes returns NULL",
      "What does Chunk_bytesToUnits return for 0?",
      SuiteContract_refusesZero},
   {"free_null", "gives_memory", TAG_CONTRACT, STAGES_ALL, "minimal",
      "free of NULL does nothing, even as the first call",
      "What does HeapMgr_free look at before it knows that there is a"
      " chunk?",
      SuiteContract_takesNull},
   {"empty_heap_valid", "gives_memory", TAG_CONTRACT, STAGES_ALL,
      "minimal", "a heap that was never used is sound",
      "What are the heap's start and end before the first malloc?",
      SuiteContract_isValidEmpty},
   {NULL, NULL, 0, 0, NULL, NULL, NULL, NULL}};

/* The same in the long run: after what says more clearly what is
   wrong. */

const struct Suite_Test SuiteContract_asLongTests[] = {
   {"huge_requests", "gives_memory", TAG_CONTRACT, STAGES_ALL, "chunk",
      "a request that can't be served returns NULL, and the heap goes"
      " on serving",
      "If a huge request itself is wrong: how many units are that many"
      " bytes (what does the sum become near SIZE_MAX), and what comes"
      " back when the heap can't grow?  If a call after it is: which"
      " line of HeapMgr_malloc says that a chunk is in use, and which"
      " that the rest of a split one is free?",
      SuiteContract_refusesHuge},
   {"huge_first", "gives_memory", TAG_CONTRACT, STAGES_ALL, "chunk",
      "a huge request as the first of all returns NULL, and the heap"
      " goes on serving",
      "If a huge request itself is wrong: which variables have changed"
      " already when the system refuses the first growth?  If a call"
      " after it is: which line of HeapMgr_malloc says that a chunk is"
      " in use?",
      SuiteContract_refusesHugeFirst},
   {"orders_of_free", "gives_memory", TAG_CONTRACT, STAGES_ALL, "list",
      "chunks may be freed in any order",
      "Draw the list after two frees: are its first chunk, its last"
      " chunk and NULL where you think?",
      SuiteContract_runOrders},
   {NULL, NULL, 0, 0, NULL, NULL, NULL, NULL}};
