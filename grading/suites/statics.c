/*--------------------------------------------------------------------*/
/* statics.c: what only a manager's own statics can show              */
/*                                                                    */
/* The suites know a manager by heapmgr.h alone, and can damage only  */
/* what lies in the heap.  This program is one with a manager (it     */
/* includes its file, MANAGER_FILE, of stage STAGE), so it can damage */
/* the statics too: HeapMgr_isValid must see that as well.            */
/*--------------------------------------------------------------------*/

#include MANAGER_FILE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum
{
   SAID_BYTES = 4096
};

static int iPassed = 0;
static int iFailed = 0;

/* What the manager said on stderr since the last Statics_listen. */

static char acSaid[SAID_BYTES];
static FILE *psSaid;
static int iStderr;

#if STAGE == 6

/* The system's munmap, which refuses while bRefuse. */

static bool bRefuse = false;
int __real_munmap(void *pv, size_t uBytes);
int __wrap_munmap(void *pv, size_t uBytes);

int __wrap_munmap(void *pv, size_t uBytes)
{
   return bRefuse ? -1 : __real_munmap(pv, uBytes);
}

#endif

/*--------------------------------------------------------------------*/

/* From now on keep what goes to stderr. */

static void Statics_listen(void)
{
   (void)fflush(stderr);
   iStderr = dup(STDERR_FILENO);
   psSaid = tmpfile();
   if (psSaid == NULL || dup2(fileno(psSaid), STDERR_FILENO) == -1)
   {
      perror("statics: can't keep stderr");
      exit(2);
   }
}

/* Put what went there into acSaid. */

static void Statics_hear(void)
{
   size_t uSaid;

   (void)fflush(stderr);
   (void)dup2(iStderr, STDERR_FILENO);
   (void)close(iStderr);
   rewind(psSaid);
   uSaid = fread(acSaid, 1, SAID_BYTES - 1, psSaid);
   acSaid[uSaid] = '\0';
   (void)fclose(psSaid);
}

/*--------------------------------------------------------------------*/

/* Report a check. */

static void Statics_report(const char *pcWhat, bool bPassed)
{
   printf(
      "%s - %s: %s\n", bPassed ? "ok" : "not ok", MANAGER_FILE, pcWhat);
   if (bPassed)
      iPassed++;
   else
   {
      iFailed++;
      printf("#   it said: %s\n", acSaid);
   }
}

/*--------------------------------------------------------------------*/

/* Check that the heap is invalid now, and that pcInvariant is named. */

static void Statics_expectInvalid(
   const char *pcWhat, const char *pcInvariant)
{
   bool bValid;

   Statics_listen();
   bValid = HeapMgr_isValid();
   Statics_hear();
   Statics_report(
      pcWhat, !bValid && strstr(acSaid, pcInvariant) != NULL);
}

/*--------------------------------------------------------------------*/

#if STAGE >= 3

/* Check that free of pv ends the process by abort, with a message that
   names pcMistake. */

static void Statics_expectAbort(
   const char *pcWhat, const char *pcMistake, void *pv)
{
   int iStatus = 0;
   pid_t iChild;

   Statics_listen();
   iChild = fork();
   if (iChild == 0)
   {
      HeapMgr_free(pv);
      _exit(0);
   }
   (void)waitpid(iChild, &iStatus, 0);
   Statics_hear();
   Statics_report(pcWhat, WIFSIGNALED(iStatus)
                             && WTERMSIG(iStatus) == SIGABRT
                             && strstr(acSaid, "HeapMgr_free(") != NULL
                             && strstr(acSaid, pcMistake) != NULL);
}

#endif

/*--------------------------------------------------------------------*/

#if STAGE <= 2

/* Return the number of pieces that a walk from psPiece on finds. */

static int Statics_walk(struct HeapMgr_Piece *psPiece)
{
   int iPieces = 0;

   while (HeapMgr_nextPiece(psPiece) == HEAPMGR_WALK_PIECE)
      iPieces++;
   return iPieces;
}

static void Statics_run(void)
{
   struct HeapMgr_Piece sNothing = {0};
   struct HeapMgr_Piece sPiece = {0};
   char *pcPayload;
   char *pcStart;
   char **ppcEnd;

   Statics_report("a walk over no heap finds nothing",
      Statics_walk(&sNothing) == 0 && sNothing.pcStart == NULL);
   pcPayload = HeapMgr_malloc(100);
   Statics_report("serves", pcPayload != NULL && HeapMgr_isValid());
   Statics_report("a walk finds what was served",
      Statics_walk(&sPiece) == STAGE && sPiece.pcStart != NULL);
#if STAGE == 2
   Statics_report("... and the pad last",
      sPiece.pcStart == pcPad && sPiece.eKind == HEAPMGR_PAD
         && sPiece.uBytes == (size_t)(pcPadEnd - pcPad));
#endif
   Statics_report("has no free lists",
      HeapMgr_countLists() == 0 && HeapMgr_nextInList(0, NULL) == NULL);
   HeapMgr_free(pcPayload);
#if STAGE == 2
   {
      char *pcBreak = sbrk(0);
      size_t uPadBytes = (size_t)(pcPadEnd - pcPad);

      Statics_report("the rest of the pad is served from it",
         HeapMgr_malloc(uPadBytes) != NULL && pcPad == pcPadEnd
            && sbrk(0) == pcBreak);
   }
#endif

#if STAGE == 1
   ppcEnd = &pcHeapEnd;
#else
   ppcEnd = &pcPadEnd;
#endif
   pcStart = pcHeapStart;
   pcHeapStart++;
   Statics_expectInvalid("an odd start", "I1 violated");
   pcHeapStart = NULL;
   Statics_expectInvalid("a heap without start", "I1 violated");
   pcHeapStart = *ppcEnd + 16;
   Statics_expectInvalid("a start above the end", "I1 violated");
   pcHeapStart = pcStart;
   (*ppcEnd)++;
   Statics_expectInvalid("an odd end", "I1 violated");
   (*ppcEnd)--;
   Statics_report("sound again", HeapMgr_isValid());
#if STAGE == 2
   pcPad++;
   Statics_expectInvalid("an odd pad", "I1 violated");
   pcPad--;
   pcPadEnd = pcPad - 16;
   Statics_expectInvalid("a pad that ends too early", "I1 violated");
#endif
}

#elif STAGE <= 5

#if STAGE >= 4

/* An overrun may write the size of two chunks to the footer of the
   second: then a chunk does start where the footer says, but it isn't
   the one before. */

static void Statics_lieInFooter(void)
{
   Chunk_T oFirst = Chunk_fromPayload(HeapMgr_malloc(100));
   Chunk_T oSecond = Chunk_fromPayload(HeapMgr_malloc(100));
   void *pvThird = HeapMgr_malloc(100);
   size_t *puFooter = (size_t *)(void *)Chunk_getEnd(oSecond) - 2;

   /* They were cut off in address order. */
   Statics_report("three chunks in a row",
      Chunk_getEnd(oFirst) == oSecond
         && Chunk_toPayload(Chunk_getEnd(oSecond)) == pvThird);
   *puFooter += Chunk_getUnits(oFirst);
   Statics_expectAbort(
      "a footer with the size of two", "overrun", pvThird);
   *puFooter -= Chunk_getUnits(oFirst);
   HeapMgr_free(pvThird);
   Statics_report("sound again", HeapMgr_isValid());
}

/* A chunk that was coalesced with the one before it has lost its
   footer: a second free of it looks like an overrun. */

static void Statics_freeTwice(void)
{
   void *pvFirst = HeapMgr_malloc(100);
   void *pvSecond = HeapMgr_malloc(100);

   HeapMgr_free(pvFirst);
   HeapMgr_free(pvSecond);
   Statics_expectAbort(
      "a second free of what was coalesced", "double free", pvSecond);
}

#endif

static void Statics_run(void)
{
   char *pcPayload = HeapMgr_malloc(100);
   Chunk_T oEnd = oHeapEnd;
   Chunk_T oStart = oHeapStart;

   Statics_report("serves", pcPayload != NULL && HeapMgr_isValid());
   oHeapEnd = NULL;
   Statics_expectInvalid("a heap without end", "I1 violated");
   oHeapEnd = oEnd;
   oHeapStart = NULL;
   Statics_expectInvalid("a heap without start", "I1 violated");
   oHeapStart = oStart;
   Statics_expectAbort(
      "an address with no room for a header below", "not ", (void *)8);
#if STAGE >= 4
   Statics_lieInFooter();
   Statics_freeTwice();
#endif
#if STAGE == 5
   {
      size_t uBin;
      char acBin[40];

      for (uBin = 0; uBin < BIN_COUNT; uBin += 31)
      {
         uint64_t uBit = (uint64_t)1 << (uBin % WORD_BITS);

         auBinMap[uBin / WORD_BITS] ^= uBit;
         snprintf(acBin, sizeof acBin, "I6 violated: bin %zu's", uBin);
         Statics_expectInvalid("a wrong bit", acBin);
         auBinMap[uBin / WORD_BITS] ^= uBit;
      }
   }
   aoBins[7] = aoBins[MAX_BIN];
   aoBins[MAX_BIN] = NULL;
   HeapMgr_markBin(7);
   HeapMgr_markBin(MAX_BIN);
   Statics_expectInvalid("the wrong bin", "violated");
#elif STAGE == 4
   oFreeList = NULL;
   Statics_expectInvalid("a list that was lost", "violated");
#endif
}

#else

static size_t Statics_getPageUnits(void)
{
   return (size_t)sysconf(_SC_PAGESIZE) / CHUNK_UNIT_BYTES;
}

/* What just fits into a page, with its header, gets one page, which
   free gives back. */

static void Statics_servePage(void)
{
   size_t uPageUnits = Statics_getPageUnits();
   size_t uPageBytes = uPageUnits * CHUNK_UNIT_BYTES;
   size_t uBefore = uMappedUnits;
   void *pvPage = HeapMgr_malloc(uPageBytes - 16);
   void *pvMore;

   Statics_report("what fits into a page gets one",
      pvPage != NULL && uMappedUnits == uBefore + uPageUnits);
   pvMore = HeapMgr_malloc(uPageBytes - 15);
   Statics_report("a byte more gets two",
      pvMore != NULL && uMappedUnits == uBefore + 3 * uPageUnits);
   HeapMgr_free(pvPage);
   HeapMgr_free(pvMore);
   Statics_report("free gives them back", uMappedUnits == uBefore);
}

static void Statics_run(void)
{
   size_t uPageUnits = Statics_getPageUnits();
   size_t uPageBytes = uPageUnits * CHUNK_UNIT_BYTES;
   char *pcPayload = HeapMgr_malloc(100);
   char *pcOther = HeapMgr_malloc(uPageBytes + 1000);
   struct HeapMgr_Piece sPiece = {0};

   Statics_report("serves",
      pcPayload != NULL && pcOther != NULL && HeapMgr_isValid());
   Statics_report("has no free lists",
      HeapMgr_countLists() == 0 && HeapMgr_nextInList(0, NULL) == NULL);
   Statics_report("has no first piece",
      HeapMgr_nextPiece(&sPiece) == HEAPMGR_WALK_END);
   sPiece.eKind = HEAPMGR_UNKNOWN;
   sPiece.pcStart = (char *)Chunk_fromPayload(pcPayload);
   Statics_report("a walk from a chunk finds it",
      HeapMgr_nextPiece(&sPiece) == HEAPMGR_WALK_PIECE
         && sPiece.uBytes == uPageBytes && sPiece.uHeaderBytes == 16
         && sPiece.eKind == HEAPMGR_INUSE);
   Statics_report("... and ends after it",
      HeapMgr_nextPiece(&sPiece) == HEAPMGR_WALK_END);
   sPiece = (struct HeapMgr_Piece){.pcStart = pcPayload};
   Statics_report("a walk from elsewhere breaks off",
      HeapMgr_nextPiece(&sPiece) == HEAPMGR_WALK_BROKEN);

   Statics_servePage();

   Statics_expectAbort(
      "an address with no room for a header below", "not ", (void *)8);
   Statics_expectAbort(
      "a header's length above NULL", "not a payload", (void *)16);
   Statics_expectAbort(
      "an address in a payload", "not a payload", pcPayload + 16);
   Chunk_setUnits(Chunk_fromPayload(pcOther), 3);
   Statics_expectAbort(
      "a header that was overwritten", "overwritten", pcOther);
   Chunk_setUnits(Chunk_fromPayload(pcOther), 1 << 20);
   Statics_expectAbort(
      "a size larger than all mappings", "overwritten", pcOther);
   memset(Chunk_fromPayload(pcOther), 0, sizeof(size_t));
   Statics_expectAbort("a header of 0", "overwritten", pcOther);
   Chunk_setUnits(Chunk_fromPayload(pcOther), 2 * uPageUnits);

   uMappedUnits++;
   Statics_expectInvalid("a part of a page", "I1 violated");
   uMappedUnits--;

   bRefuse = true;
   Statics_listen();
   HeapMgr_free(pcOther);
   HeapMgr_free(pcPayload);
   Statics_hear();
   bRefuse = false;
   Statics_report("a refused munmap is survived, and said once",
      strstr(acSaid, "munmap was refused") != NULL
         && strstr(strstr(acSaid, "munmap") + 1, "munmap") == NULL
         && HeapMgr_isValid() && uMappedUnits == 3 * uPageUnits);
}

#endif

/*--------------------------------------------------------------------*/

/* Assertions would find a damaged heap before the manager's own checks
   do. */

int main(void)
{
   setenv("HEAPMGR_CHECK", "0", 1);
   Statics_run();
   printf("%d passed, %d failed\n", iPassed, iFailed);
   return iFailed > 0;
}
