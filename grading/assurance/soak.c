/*--------------------------------------------------------------------*/
/* soak.c: millions of random calls, and hard times in between        */
/*                                                                    */
/* Each payload is filled with a pattern of its own when it is got,   */
/* and looked over when it is freed: a manager that hands out bytes   */
/* twice, or writes in them, is found out.  The run goes through      */
/* phases: growing, shrinking, small sizes, large ones.  Now and then */
/* somebody else moves the break; the address space ends, while all   */
/* goes on, or until the client has used up all there is and must be  */
/* served again after it has freed half of it; and the process has as */
/* many mappings as the system allows.                                */
/*                                                                    */
/*    soak CALLS SEED [wasteful]                                      */
/*                                                                    */
/* A wasteful manager never uses memory again, so it need not recover */
/* before the system gives more.  The run stops at the first fault,   */
/* and says at which call.  The same seed makes the same calls.       */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include "rng.h"
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#pragma weak HeapMgr_nextPiece

enum
{
   SLOTS = 4096,
   PHASE_CALLS = 50000,
   CHECK_CALLS = 20000,   /* between two looks at the whole heap */
   CHUNK_CALLS = 64,      /* between two looks at a chunk */
   FOREIGN_PHASES = 7,    /* every so many, the break is moved */
   REFUSING_PHASES = 5,   /* every so many, nothing more is to be had */
   EXHAUSTED_PHASES = 10, /* every so many, the client takes it all */
   MAPPING_PHASES = 40,   /* every so many, no mapping is to be had */
   HAVE_BYTES = 16 << 20, /* can be had then */
   PIECE_BYTES = 80000,   /* is taken at a time */
   MAX_MAPPINGS = 1 << 20,
   SMALL_BYTES = 256,     /* sizes in a phase of small ones */
   LARGE_BYTES = 20000,   /* ... and of large ones */
   LIMIT_BYTES = 1 << 28, /* of address space beyond the start */
   ALIGNMENT = 16
};

struct Slot
{
   unsigned char *pc; /* NULL if there is none */
   size_t uBytes;
   unsigned char cFill;
};

struct Counts
{
   size_t uCalls;
   size_t uServed;
   size_t uRefused;
   size_t uLooks;
   size_t uMoves;
   size_t uExhausted;
   size_t uMappings; /* how often there were none left */
};

static struct Slot asSlots[SLOTS];
static struct Counts sCounts;
static unsigned long ulSeed = 1;
static rlim_t uUsualLimit;
static bool bWasteful = false;

/*--------------------------------------------------------------------*/

/* Say what is wrong, and end. */

static _Noreturn void Soak_fail(const char *pcWhat)
{
   printf("soak: call %zu (seed %lu): %s\n", sCounts.uCalls, ulSeed,
      pcWhat);
   exit(EXIT_FAILURE);
}

/* Return the bytes of address space this process has. */

static size_t Soak_getSpace(void)
{
   FILE *psFile = fopen("/proc/self/statm", "r");
   unsigned long ulPages = 0;

   if (psFile == NULL || fscanf(psFile, "%lu", &ulPages) != 1)
      Soak_fail("can't read /proc/self/statm");
   fclose(psFile);
   return (size_t)ulPages * (size_t)sysconf(_SC_PAGESIZE);
}

/* Let this process have uBytes bytes of address space. */

static void Soak_limit(rlim_t uBytes)
{
   struct rlimit sLimit;

   getrlimit(RLIMIT_AS, &sLimit);
   sLimit.rlim_cur = uBytes;
   if (setrlimit(RLIMIT_AS, &sLimit) != 0)
      Soak_fail("can't limit the address space");
}

/*--------------------------------------------------------------------*/

/* A walk may begin at a chunk in use.  If one starts where the chunks
   of the stages do, a unit before the payload of psSlot, it must be
   long enough, and its kind must be right. */

static void Soak_checkChunk(const struct Slot *psSlot)
{
   struct HeapMgr_Piece sPiece = {0};

   sPiece.pcStart = (char *)psSlot->pc - ALIGNMENT;
   if (HeapMgr_nextPiece == NULL
       || HeapMgr_nextPiece(&sPiece) != HEAPMGR_WALK_PIECE
       || sPiece.uHeaderBytes != ALIGNMENT)
      return;
   if (sPiece.eKind == HEAPMGR_INUSE
       && sPiece.uBytes < sPiece.uHeaderBytes + psSlot->uBytes
                             + sPiece.uFooterBytes)
      Soak_fail("the chunk is too short for its payload");
}

/* Have psSlot hold a payload of uBytes bytes, or none if the manager
   has none. */

static void Soak_get(struct Slot *psSlot, size_t uBytes)
{
   psSlot->pc = HeapMgr_malloc(uBytes);
   sCounts.uCalls++;
   if (psSlot->pc == NULL)
   {
      sCounts.uRefused++;
      return;
   }
   sCounts.uServed++;
   if ((uintptr_t)psSlot->pc % ALIGNMENT != 0)
      Soak_fail("the payload is not aligned");
   psSlot->uBytes = uBytes;
   psSlot->cFill = (unsigned char)(sCounts.uCalls * 167 % 251 + 1);
   memset(psSlot->pc, psSlot->cFill, uBytes);
   if (sCounts.uCalls % CHUNK_CALLS == 0)
      Soak_checkChunk(psSlot);
}

/* Look over the payload of psSlot, and free it. */

static void Soak_free(struct Slot *psSlot)
{
   if (psSlot->pc[0] != psSlot->cFill
       || memcmp(psSlot->pc, psSlot->pc + 1, psSlot->uBytes - 1) != 0)
      Soak_fail("a payload is not what the client wrote there");
   HeapMgr_free(psSlot->pc);
   sCounts.uCalls++;
   psSlot->pc = NULL;
}

/* Look over the whole heap. */

static void Soak_look(void)
{
   struct HeapMgr_Piece sPiece = {0};
   enum HeapMgr_Walk eWalk;

   sCounts.uLooks++;
   if (!HeapMgr_isValid())
      Soak_fail("HeapMgr_isValid says that the heap is not sound");
   if (HeapMgr_nextPiece == NULL)
      return;
   while ((eWalk = HeapMgr_nextPiece(&sPiece)) == HEAPMGR_WALK_PIECE)
      if (sPiece.uHeaderBytes + sPiece.uFooterBytes > sPiece.uBytes)
         Soak_fail("a piece's parts are more than the piece");
   if (eWalk != HEAPMGR_WALK_END)
      Soak_fail("a walk over the heap breaks off");
}

/* Be somebody else who moves the break. */

static void Soak_moveBreak(void)
{
   static const intptr_t aiBytes[] = {16, 24, 1, 4096, 100000};

   if (sbrk(aiBytes[sCounts.uMoves % 5]) != (void *)-1)
      sCounts.uMoves++;
}

/* Make PHASE_CALLS calls.  Of a hundred, iMallocs are mallocs, of up to
   uMaxBytes bytes. */

static void Soak_runPhase(
   struct Rng *psRng, size_t uMallocs, size_t uMaxBytes)
{
   size_t u;

   for (u = 0; u < PHASE_CALLS; u++)
   {
      struct Slot *psSlot = &asSlots[Rng_below(psRng, SLOTS)];
      bool bMalloc = Rng_below(psRng, 100) < uMallocs;

      if (bMalloc && psSlot->pc == NULL)
         Soak_get(psSlot, 1 + Rng_below(psRng, uMaxBytes));
      else if (!bMalloc && psSlot->pc != NULL)
         Soak_free(psSlot);
      if (u % CHECK_CALLS == 0)
         Soak_look();
   }
}

/* Free all. */

static void Soak_freeAll(void)
{
   size_t u;

   for (u = 0; u < SLOTS; u++)
      if (asSlots[u].pc != NULL)
         Soak_free(&asSlots[u]);
   Soak_look();
}

/* Take all memory there is, free half, and take that much again.
   HAVE_BYTES more are to be had, unless the usual limit is nearer: else
   a heap that never shrinks would outgrow what the slots can hold. */

static void Soak_exhaust(void)
{
   size_t uTaken = 0;
   rlim_t uLimit;
   size_t u;

   Soak_freeAll();
   uLimit = Soak_getSpace() + HAVE_BYTES;
   Soak_limit(uLimit < uUsualLimit ? uLimit : uUsualLimit);
   while (uTaken < SLOTS)
   {
      Soak_get(&asSlots[uTaken], PIECE_BYTES);
      if (asSlots[uTaken].pc == NULL)
         break;
      uTaken++;
   }
   Soak_look();
   if (uTaken == SLOTS && !bWasteful)
      Soak_fail("malloc served more than there is");
   for (u = 0; u < uTaken; u += 2)
      Soak_free(&asSlots[u]);
   Soak_look();
   for (u = 0; u < uTaken; u += 2)
   {
      Soak_get(&asSlots[u], PIECE_BYTES);
      if (asSlots[u].pc == NULL && !bWasteful)
         Soak_fail("what was freed when all memory was in use can't be"
                   " had again");
   }
   Soak_limit(uUsualLimit);
   Soak_freeAll();
   sCounts.uExhausted++;
}

/* Let the process have as many mappings as it may, go through a phase,
   and let them go.  A mapping becomes two when the page in its middle
   may no longer be read. */

static void Soak_useUpMappings(struct Rng *psRng)
{
   size_t uPage = (size_t)sysconf(_SC_PAGESIZE);
   size_t u = 1;
   char *pc;

   Soak_limit(uUsualLimit + 2 * MAX_MAPPINGS * uPage);
   pc = mmap(NULL, MAX_MAPPINGS * uPage, PROT_READ,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
   if (pc == MAP_FAILED)
      Soak_fail("can't get a mapping to cut into many");
   while (u < MAX_MAPPINGS
          && mprotect(pc + u * uPage, uPage, PROT_NONE) == 0)
      u += 2;
   if (u < MAX_MAPPINGS)
      sCounts.uMappings++;
   Soak_runPhase(psRng, 50, SMALL_BYTES);
   Soak_freeAll();
   munmap(pc, MAX_MAPPINGS * uPage);
   Soak_limit(uUsualLimit);
   Soak_runPhase(psRng, 50, SMALL_BYTES);
}

/* Go through phase uPhase. */

static void Soak_goThrough(struct Rng *psRng, size_t uPhase)
{
   bool bRefusing = (uPhase % REFUSING_PHASES == 3);

   if (uPhase % FOREIGN_PHASES == 2)
      Soak_moveBreak();
   if (uPhase % EXHAUSTED_PHASES == 6)
      Soak_exhaust();
   if (uPhase % MAPPING_PHASES == 4)
      Soak_useUpMappings(psRng);
   if (bRefusing)
      Soak_limit(Soak_getSpace());
   Soak_runPhase(psRng, (uPhase % 3 == 2) ? 30 : 65,
      (uPhase % 4 == 3) ? LARGE_BYTES : SMALL_BYTES);
   if (bRefusing)
   {
      Soak_freeAll();
      Soak_limit(uUsualLimit);
   }
}

int main(int iArguments, char **ppcArguments)
{
   static char acOut[BUFSIZ];
   struct Rng sRng;
   size_t uPhase;
   size_t uWanted = 10000000;

   setvbuf(stdout, acOut, _IOLBF, sizeof acOut);
   if (iArguments > 1)
      uWanted = strtoull(ppcArguments[1], NULL, 10);
   if (iArguments > 2)
      ulSeed = strtoul(ppcArguments[2], NULL, 10);
   bWasteful =
      (iArguments > 3 && strcmp(ppcArguments[3], "wasteful") == 0);
   Rng_seed(&sRng, ulSeed);
   uUsualLimit = Soak_getSpace() + LIMIT_BYTES;
   Soak_limit(uUsualLimit);

   for (uPhase = 0; sCounts.uCalls < uWanted; uPhase++)
      Soak_goThrough(&sRng, uPhase);
   Soak_freeAll();
   printf("soak: %zu calls: %zu payloads served, %zu refused; the whole"
          " heap looked over %zu times, the break moved %zu times;"
          " memory exhausted %zu times, mappings %zu\n",
      sCounts.uCalls, sCounts.uServed, sCounts.uRefused, sCounts.uLooks,
      sCounts.uMoves, sCounts.uExhausted, sCounts.uMappings);
   return EXIT_SUCCESS;
}
