/*--------------------------------------------------------------------*/
/* misuse.c: a client's mistakes are reported where they are          */
/* cheap to see                                                       */
/*                                                                    */
/* Each mistake is tried twice: with the manager's assertions looking */
/* over the heap at every call, and never.                            */
/*--------------------------------------------------------------------*/

#include "arrange.h"
#include "chunk.h"
#include "host.h"
#include "inputs.h"
#include "suite.h"
#include "verdict.h"
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum
{
   SOME_BYTES = 96, /* multiples of 16: no rounding */
   MOST_BYTES = 256,
   ROW = 5,
   SHOWN_BYTES = 300 /* of what a manager said */
};

/*--------------------------------------------------------------------*/

/* Begin: have the manager look over its heap every uRate calls.  It
   must take a sound payload before it may refuse others. */

static void SuiteMisuse_begin(unsigned int uRate)
{
   void *pv;

   Host_setCheckRate(uRate);
   pv = Host_malloc(SOME_BYTES);
   Host_free(pv);
}

/* Call HeapMgr_free(pv), which must say so and abort: the client has
   done pcMistake.  Set *psOutcome. */

static void SuiteMisuse_mustAbort(
   void *pv, const char *pcMistake, struct Host_Outcome *psOutcome)
{
   Host_tryFree(pv, psOutcome);
   if (psOutcome->eEnd != HOST_ABORTED)
      Verdict_fail(
         "HeapMgr_free(%s) %s; expected a message on stderr and"
         " abort: %s",
         Verdict_place(pv), Host_nameEnd(psOutcome->eEnd), pcMistake);
   if (psOutcome->acSaid[0] == '\0')
      Verdict_fail("HeapMgr_free(%s) aborted without a word; expected a"
                   " message on stderr: %s",
         Verdict_place(pv), pcMistake);
}

/* The client has made no mistake with the uCount payloads at apc: a
   free of any of them returns.  It is tried just as a mistake is, so
   whoever tells them apart must look. */

static void SuiteMisuse_mustTake(unsigned char **apc, int iCount)
{
   struct Host_Outcome sOutcome;
   int i;

   for (i = 0; i < iCount; i++)
   {
      Host_tryFree(apc[i], &sOutcome);
      if (sOutcome.eEnd != HOST_RETURNED)
         Verdict_fail("HeapMgr_free(%s) %s; expected that it returns:"
                      " it is a payload in use, and the heap is sound",
            Verdict_place(apc[i]), Host_nameEnd(sOutcome.eEnd));
   }
}

/* Return true if pcText has pcPart, not as a part of a longer word or
   number. */

static bool SuiteMisuse_hasWord(const char *pcText, const char *pcPart)
{
   const char *pc = pcText;

   while ((pc = strstr(pc, pcPart)) != NULL)
   {
      if ((pc == pcText || !isalnum((unsigned char)pc[-1]))
          && !isalnum((unsigned char)pc[strlen(pcPart)]))
         return true;
      pc++;
   }
   return false;
}

/* End the test as failed unless what was said has pcPart, which is
   pcWhat. */

static void SuiteMisuse_mustSay(const struct Host_Outcome *psOutcome,
   const char *pcPart, const char *pcWhat)
{
   if (!SuiteMisuse_hasWord(psOutcome->acSaid, pcPart))
      Verdict_fail("HeapMgr_free said\n   %.*s\nexpected that it also"
                   " says \"%s\": %s",
         SHOWN_BYTES, psOutcome->acSaid, pcPart, pcWhat);
}

/* The same for a number. */

static void SuiteMisuse_mustCount(const struct Host_Outcome *psOutcome,
   size_t uNumber, const char *pcWhat)
{
   char acNumber[24];

   snprintf(acNumber, sizeof acNumber, "%zu", uNumber);
   SuiteMisuse_mustSay(psOutcome, acNumber, pcWhat);
}

/* End the test as failed unless what was said names the payload pv, by
   its address or by its chunk's. */

static void SuiteMisuse_mustName(
   const struct Host_Outcome *psOutcome, void *pv)
{
   char acPayload[24];
   char acChunk[24];

   snprintf(acPayload, sizeof acPayload, "%p", pv);
   snprintf(
      acChunk, sizeof acChunk, "%p", (void *)Chunk_fromPayload(pv));
   if (!SuiteMisuse_hasWord(psOutcome->acSaid, acPayload)
       && !SuiteMisuse_hasWord(psOutcome->acSaid, acChunk))
      Verdict_fail("HeapMgr_free said\n   %.*s\nexpected that it also"
                   " names the payload (%s) or its chunk (%s)",
         SHOWN_BYTES, psOutcome->acSaid, acPayload, acChunk);
}

/*--------------------------------------------------------------------*/

/* The classic: 44 bytes go into 32. */

static void SuiteMisuse_overrunAt(unsigned int uRate)
{
   static const char acRain[] =
      "The rain in Spain stays mainly in the plain";
   struct Host_Outcome sOutcome;
   size_t uFooter;
   unsigned char *apc[ROW];

   SuiteMisuse_begin(uRate);
   Arrange_getRow(apc, ROW, 32);
   SuiteMisuse_mustTake(apc, ROW);
   Verdict_noteHeap(apc[2]);
   memcpy(apc[2], acRain, sizeof acRain);
   memcpy(&uFooter, apc[2] + 32, sizeof uFooter);
   SuiteMisuse_mustAbort(
      apc[2], "the client wrote past the end of it", &sOutcome);
   SuiteMisuse_mustName(&sOutcome, apc[2]);
   SuiteMisuse_mustCount(&sOutcome, Chunk_bytesToUnits(32),
      "the chunk's units by its header");
   SuiteMisuse_mustCount(
      &sOutcome, uFooter, "the units by its footer, or what is there");
   if (uRate == 0)
      SuiteMisuse_mustSay(
         &sOutcome, "overrun", "the name of the client's mistake");
}

static void SuiteMisuse_overrun(void)
{
   SuiteMisuse_overrunAt(0);
}

static void SuiteMisuse_overrunAsserted(void)
{
   SuiteMisuse_overrunAt(1);
}

/* One byte too much, up to the rounded size: into the footer. */

static void SuiteMisuse_overrunByOne(void)
{
   size_t uBytes = Inputs_draw(SOME_BYTES, MOST_BYTES, 16);
   struct Host_Outcome sOutcome;
   unsigned char *apc[ROW];

   SuiteMisuse_begin(0);
   Arrange_getRow(apc, ROW, uBytes);
   SuiteMisuse_mustTake(apc, ROW);
   Verdict_noteHeap(apc[2]);
   apc[2][uBytes] ^= 0x40;
   SuiteMisuse_mustAbort(apc[2],
      "the client wrote one byte past the end of it", &sOutcome);
   SuiteMisuse_mustAbort(apc[3],
      "the client wrote past the end of the chunk before it",
      &sOutcome);
   apc[2][uBytes] ^= 0x40;
   Host_free(apc[3]);
   Host_free(apc[2]);
   Arrange_checkValid("after the byte was put right");
}

/*--------------------------------------------------------------------*/

static void SuiteMisuse_doubleFree(void)
{
   size_t uBytes = Inputs_draw(SOME_BYTES, MOST_BYTES, 16);
   struct Host_Outcome sOutcome;
   unsigned char *apc[ROW];

   SuiteMisuse_begin(0);
   Arrange_getRow(apc, ROW, uBytes);
   Verdict_noteHeap(apc[2]);
   Host_free(apc[2]);
   SuiteMisuse_mustTake(apc, 2);
   SuiteMisuse_mustAbort(
      apc[2], "this chunk is free already", &sOutcome);
   SuiteMisuse_mustSay(
      &sOutcome, "double free", "the name of the client's mistake");
   SuiteMisuse_mustName(&sOutcome, apc[2]);
   Host_free(apc[1]);
   SuiteMisuse_mustTake(apc, 1);
   SuiteMisuse_mustAbort(apc[1], "this chunk is free", &sOutcome);
   SuiteMisuse_mustAbort(apc[2],
      "this chunk is free, and one with the chunk before it",
      &sOutcome);
}

static void SuiteMisuse_wildFree(void)
{
   size_t uBytes = Inputs_draw(SOME_BYTES, MOST_BYTES, 16);
   struct Host_Outcome sOutcome;
   unsigned char *apc[ROW];
   void *apv[7];
   int i;

   SuiteMisuse_begin(0);
   Arrange_getRow(apc, ROW, uBytes);
   apv[0] = Host_getElsewhere(false);
   apv[1] = Host_getElsewhere(true);
   apv[2] = (void *)(uintptr_t)16;
   apv[3] = (void *)(UINTPTR_MAX - 15);
   apv[4] = apc[2] + 8;
   apv[5] = apc[2] - ((uintptr_t)1 << 40);
   apv[6] = apc[2] + (1 << 24);
   SuiteMisuse_mustTake(apc, ROW);
   for (i = 0; i < 7; i++)
      SuiteMisuse_mustAbort(
         apv[i], "no payload starts there", &sOutcome);
}

static void SuiteMisuse_interiorFree(void)
{
   size_t uBytes = Inputs_draw(SOME_BYTES, MOST_BYTES, 16);
   struct Host_Outcome sOutcome;
   unsigned char *apc[ROW];
   int i;

   SuiteMisuse_begin(0);
   Arrange_getRow(apc, ROW, uBytes);
   Verdict_noteHeap(apc[2]);
   for (i = 0; i < ROW; i++)
      memset(apc[i], 0, uBytes);
   SuiteMisuse_mustTake(apc, ROW);
   SuiteMisuse_mustAbort(apc[2] + 16,
      "this is the middle of a payload, not its start", &sOutcome);
   SuiteMisuse_mustAbort(apc[2] + 48,
      "this is the middle of a payload, not its start", &sOutcome);
}

/* In the stage without a heap: at the wrong place of a mapping. */

static void SuiteMisuse_interiorMapping(void)
{
   struct Host_Outcome sOutcome;
   unsigned char *pc = Host_malloc(3 * SOME_BYTES);

   if (pc == NULL)
      Verdict_fail("HeapMgr_malloc(%d) returned NULL", 3 * SOME_BYTES);
   memset(pc, 0, 3 * SOME_BYTES);
   SuiteMisuse_mustAbort(
      pc + 16, "this is the middle of a payload", &sOutcome);
   memset(pc - 16, 0xff, 8);
   SuiteMisuse_mustAbort(
      pc, "a client has overwritten its header", &sOutcome);
}

/*--------------------------------------------------------------------*/

const struct Suite_Test SuiteMisuse_asTests[] = {
   {"double_free", "gives_memory", TAG_MISUSE, STAGES_LIST, "dlist",
      "a second free of the same payload is reported",
      "How can HeapMgr_free tell that the chunk is free already, even"
      " when it has been merged with the one before?",
      SuiteMisuse_doubleFree},
   {"wild_free", "gives_memory", TAG_MISUSE, STAGES_LIST, "chunk",
      "free of what is no payload is reported",
      "What can be said of an address before anything is read from it?",
      SuiteMisuse_wildFree},
   {"interior_free", "gives_memory", TAG_MISUSE, STAGES_LIST, "chunk",
      "free of an address in the middle of a payload is reported",
      "What would the header of such a chunk look like?",
      SuiteMisuse_interiorFree},
   {"interior_mapping", "gives_memory", TAG_MISUSE, STAGE_6, "vm",
      "free of what is no payload, or has no header, is reported",
      "Where in a page does a mapping's payload start?",
      SuiteMisuse_interiorMapping},
   {"overrun", "gives_memory", TAG_MISUSE, STAGES_FOOTER, "dlist",
      "a payload written past its end is reported, with both sizes and"
      " the chunk",
      "Which of a chunk's two sizes does an overrun destroy first?",
      SuiteMisuse_overrun},
   {"overrun_asserted", "gives_memory", TAG_MISUSE, STAGES_FOOTER,
      "dlist", "the same when the heap is looked over at every call",
      "What does HeapMgr_isValid say of such a chunk?",
      SuiteMisuse_overrunAsserted},
   {"overrun_by_one", "gives_memory", TAG_MISUSE, STAGES_FOOTER,
      "dlist",
      "one byte past the end is reported, by free of the next chunk"
      " too",
      "What does free of a chunk read of the chunk before it?",
      SuiteMisuse_overrunByOne},
   {NULL, NULL, 0, 0, NULL, NULL, NULL, NULL}};
