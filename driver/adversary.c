/*--------------------------------------------------------------------*/
/* adversary.c: workloads that bring out a manager's weakness         */
/*                                                                    */
/* Those that are not from a paper show a habit of real programs that */
/* Wilson, Johnstone, Neely and Boles describe (Dynamic storage       */
/* allocation: a survey and critical review, IWMM 1995).              */
/*                                                                    */
/* An adversary gives each malloc an id of its own, counted up from   */
/* 0, and in the end frees all that is left.                          */
/*--------------------------------------------------------------------*/

#include "adversary.h"
#include "memory.h"
#include "rng.h"
#include <assert.h>
#include <string.h>

enum
{
   WORD_BYTES = 256, /* Robson: the smallest payload */
   UNIT_BYTES = 16,  /* Checkerboard: what a hole is too short by */
   RAMP_WINDOWS = 8, /* Ramp: a COUNTth part of this is live */
   LONG_EVERY = 16,  /* LongLived: one of so many is long-lived, */
   SHORT_LIFE = 40,  /* the others live for so many mallocs */
   BUFFERS = 12,     /* Realloc: buffers that grow at a time */
   FIRST_BYTES = 16, /* the size of a new one */
   BURSTS = 16       /* Producer: of this number, a burst is up to a
                        COUNTth part */
};

typedef bool (*Adversary_Next)(Adversary_T oAdversary, struct Op *psOp);

struct AdversaryKind
{
   const char *pcName;
   const char *pcSummary;
   Adversary_Next pfNext;
};

struct Adversary
{
   const struct AdversaryKind *psKind;
   size_t uCount;
   size_t uSize;
   struct Rng sRng;
   Oracle_T oView; /* where the payloads are; NULL: unknown */
   size_t uIds;    /* given so far */
   size_t uNext;   /* the next id to look at, when freeing */
   bool *abLive;   /* by id */

   /* Robson */
   size_t uWords;     /* M: the most that is live, in words */
   unsigned uLogMost; /* the binary logarithm of n */
   unsigned uRound;   /* sizes are 2 to the power of this, in words */
   size_t uLiveWords;
   unsigned char *pcRounds; /* by id: the round it is from */
   uintptr_t uOffset;       /* f: where a chunk must lie to be kept */
   bool bFreeing;

   /* Checkerboard, Producer */
   size_t uPart;

   /* Realloc */
   size_t auIds[BUFFERS];
   size_t auBytes[BUFFERS]; /* 0: there is no such buffer now */
};

/*--------------------------------------------------------------------*/

/* Make *psOp the malloc of a new id. */

static bool Adversary_malloc(
   Adversary_T oAdversary, struct Op *psOp, size_t uBytes)
{
   assert(oAdversary->uIds < Adversary_getIds(oAdversary));

   *psOp = (struct Op){
      .eKind = OP_MALLOC, .uId = oAdversary->uIds, .uBytes = uBytes};
   oAdversary->abLive[oAdversary->uIds] = true;
   oAdversary->uIds++;
   return true;
}

/* Make *psOp the free of uId. */

static bool Adversary_free(
   Adversary_T oAdversary, struct Op *psOp, size_t uId)
{
   assert(oAdversary->abLive[uId]);

   *psOp = (struct Op){.eKind = OP_FREE, .uId = uId};
   oAdversary->abLive[uId] = false;
   return true;
}

/*--------------------------------------------------------------------*/

/* Free the next live id from uNext on.  Return false if there is
   none. */

static bool Adversary_freeRest(Adversary_T oAdversary, struct Op *psOp)
{
   while (oAdversary->uNext < oAdversary->uIds
          && !oAdversary->abLive[oAdversary->uNext])
      oAdversary->uNext++;
   return oAdversary->uNext < oAdversary->uIds
          && Adversary_free(oAdversary, psOp, oAdversary->uNext);
}

/*--------------------------------------------------------------------*/

/* Robson: the adversary that looks where the payloads are.

   J. M. Robson, An estimate of the store size necessary for dynamic
   storage allocation, JACM 18 (1971); Bounds for some functions
   concerning dynamic storage allocation, JACM 21 (1974).

   There are M words live at most, and sizes are 1, 2, 4 ... n words.
   First fill M words with chunks of 1 word.  Then for i = 1, 2 ...
   log2(n): choose an offset f, either the one before or that plus half
   of 2^i; keep the chunks that lie on one of the words f, f + 2^i,
   f + 2 * 2^i ..., free all others, and fill up with chunks of 2^i
   words.  No gap between two kept chunks is longer than 2^i - 1 words,
   so each of the new chunks needs new memory.  Of the two offsets that
   one is chosen which makes the kept chunks block the most.

   Whoever does not move chunks then needs M * (log2(n) / 2 + 1) - n + 1
   words.  First fit never needs more than about M * log2(n) words
   (Robson, Worst case fragmentation of first fit and best fit storage
   allocation strategies, The Computer Journal 20 (1977)). */

/* Return true if live id uId lies on a word that uOffset tells. */

static bool Adversary_isKept(
   Adversary_T oAdversary, size_t uId, uintptr_t uOffset)
{
   uintptr_t uStride = (uintptr_t)WORD_BYTES << oAdversary->uRound;
   uintptr_t uBytes = (uintptr_t)WORD_BYTES
                      << oAdversary->pcRounds[uId];
   uintptr_t uPlace = uId * WORD_BYTES;

   if (oAdversary->oView != NULL)
      uPlace =
         (uintptr_t)Oracle_getLive(oAdversary->oView, uId)->pcPayload
         - (uintptr_t)Oracle_getLive(oAdversary->oView, 0)->pcPayload;

   /* From the payload's start to the next such word. */
   return (uOffset - uPlace) % uStride < uBytes;
}

/* Return how many words the chunks that uOffset keeps block beyond
   their own. */

static size_t Adversary_countBlocked(
   Adversary_T oAdversary, uintptr_t uOffset)
{
   size_t uWords = 0;
   size_t uId;

   for (uId = 0; uId < oAdversary->uIds; uId++)
      if (oAdversary->abLive[uId]
          && Adversary_isKept(oAdversary, uId, uOffset))
         uWords += ((size_t)1 << oAdversary->uRound)
                   - ((size_t)1 << oAdversary->pcRounds[uId]);
   return uWords;
}

/* Begin the next round. */

static void Adversary_beginRound(Adversary_T oAdversary)
{
   uintptr_t uOther;

   oAdversary->uRound++;
   oAdversary->uNext = 0;
   oAdversary->bFreeing = true;
   uOther = oAdversary->uOffset
            + ((uintptr_t)WORD_BYTES << (oAdversary->uRound - 1));
   if (Adversary_countBlocked(oAdversary, uOther)
       > Adversary_countBlocked(oAdversary, oAdversary->uOffset))
      oAdversary->uOffset = uOther;
}

static bool Adversary_nextRobson(
   Adversary_T oAdversary, struct Op *psOp)
{
   size_t uWords = (size_t)1 << oAdversary->uRound;

   for (; oAdversary->bFreeing && oAdversary->uNext < oAdversary->uIds;
        oAdversary->uNext++)
   {
      size_t uId = oAdversary->uNext;

      if (oAdversary->abLive[uId]
          && !Adversary_isKept(oAdversary, uId, oAdversary->uOffset))
      {
         oAdversary->uLiveWords -= (size_t)1
                                   << oAdversary->pcRounds[uId];
         return Adversary_free(oAdversary, psOp, uId);
      }
   }
   oAdversary->bFreeing = false;

   if (oAdversary->uLiveWords + uWords <= oAdversary->uWords)
   {
      oAdversary->uLiveWords += uWords;
      oAdversary->pcRounds[oAdversary->uIds] =
         (unsigned char)oAdversary->uRound;
      return Adversary_malloc(oAdversary, psOp, uWords * WORD_BYTES);
   }
   if (oAdversary->uRound < oAdversary->uLogMost)
   {
      Adversary_beginRound(oAdversary);
      return Adversary_nextRobson(oAdversary, psOp);
   }
   if (oAdversary->uRound == oAdversary->uLogMost)
   {
      oAdversary->uRound++; /* the last one is over */
      oAdversary->uNext = 0;
   }
   return Adversary_freeRest(oAdversary, psOp);
}

/*--------------------------------------------------------------------*/

/* Checkerboard: every other chunk is freed, and then nothing that comes
   fits into the holes, though half of the heap is free.  The textbook's
   picture of external fragmentation (Knuth, The Art of Computer
   Programming 1, section 2.5). */

static bool Adversary_nextCheckerboard(
   Adversary_T oAdversary, struct Op *psOp)
{
   size_t uFirst = (2 * oAdversary->uCount + 2) / 3;

   if (oAdversary->uIds < uFirst)
      return Adversary_malloc(oAdversary, psOp, oAdversary->uSize);

   if (oAdversary->uNext < uFirst && !oAdversary->bFreeing)
   {
      oAdversary->uNext += 2;
      return Adversary_free(oAdversary, psOp, oAdversary->uNext - 2);
   }
   if (!oAdversary->bFreeing)
   {
      oAdversary->bFreeing = true;
      oAdversary->uNext = 0;
   }
   if (oAdversary->uIds < oAdversary->uCount)
      return Adversary_malloc(
         oAdversary, psOp, oAdversary->uSize + UNIT_BYTES);
   return Adversary_freeRest(oAdversary, psOp);
}

/*--------------------------------------------------------------------*/

/* Ramp: each chunk is a little larger than the one before, and the
   oldest ones go: a program that scales up its data.  No single hole is
   ever large enough for what comes; only holes that were coalesced are.
   (The survey's ramps.) */

static bool Adversary_nextRamp(Adversary_T oAdversary, struct Op *psOp)
{
   size_t uWindow = oAdversary->uCount / RAMP_WINDOWS + 1;

   if (oAdversary->uIds < oAdversary->uCount
       && oAdversary->uIds < oAdversary->uNext + uWindow)
      return Adversary_malloc(oAdversary, psOp,
         1
            + oAdversary->uIds * (oAdversary->uSize - 1)
                 / oAdversary->uCount);
   return Adversary_freeRest(oAdversary, psOp);
}

/*--------------------------------------------------------------------*/

/* LongLived: most chunks die young, one in sixteen stays for good, and
   where it was put it parts what lies around it.  (The survey: most
   objects die young, and the holes are as large as what died
   together.) */

static bool Adversary_nextLongLived(
   Adversary_T oAdversary, struct Op *psOp)
{
   if (oAdversary->uIds < oAdversary->uCount)
   {
      size_t uDue = oAdversary->uNext;

      if (uDue + SHORT_LIFE >= oAdversary->uIds)
         return Adversary_malloc(oAdversary, psOp,
            1
               + (size_t)Rng_below(
                  &oAdversary->sRng, oAdversary->uSize));
      oAdversary->uNext++;
      if (uDue % LONG_EVERY != 0)
         return Adversary_free(oAdversary, psOp, uDue);
      return Adversary_nextLongLived(oAdversary, psOp);
   }
   if (!oAdversary->bFreeing)
   {
      oAdversary->bFreeing = true;
      oAdversary->uNext = 0;
   }
   return Adversary_freeRest(oAdversary, psOp);
}

/*--------------------------------------------------------------------*/

/* Realloc: a dozen buffers grow by half at a time, in random order,
   from 16 bytes to SIZE, and start again: what the vectors and strings
   of most libraries do.  The old and the new buffer are in use
   together, so the holes that they leave are always a bit too short. */

static bool Adversary_nextRealloc(
   Adversary_T oAdversary, struct Op *psOp)
{
   size_t u = (size_t)Rng_below(&oAdversary->sRng, BUFFERS);
   size_t uBytes = oAdversary->auBytes[u];

   if (oAdversary->uPart == oAdversary->uCount)
      return Adversary_freeRest(oAdversary, psOp);

   if (uBytes == 0)
   {
      oAdversary->uPart++;
      oAdversary->auIds[u] = oAdversary->uIds;
      oAdversary->auBytes[u] = FIRST_BYTES;
      return Adversary_malloc(oAdversary, psOp, FIRST_BYTES);
   }
   if (uBytes + uBytes / 2 > oAdversary->uSize)
   {
      oAdversary->auBytes[u] = 0;
      return Adversary_free(oAdversary, psOp, oAdversary->auIds[u]);
   }
   oAdversary->uPart++;
   oAdversary->auBytes[u] += uBytes / 2;
   *psOp = (struct Op){.eKind = OP_REALLOC,
      .uId = oAdversary->auIds[u],
      .uBytes = oAdversary->auBytes[u]};
   return true;
}

/*--------------------------------------------------------------------*/

/* Producer: one side of the program allocates messages of random size
   in bursts, the other frees them in the same order, in bursts too.
   (The survey: queues; in a program with threads, also what moves
   memory from one thread's heap to another's: Berger, McKinley, Blumofe
   and Wilson, Hoard, ASPLOS 2000.) */

static bool Adversary_nextProducer(
   Adversary_T oAdversary, struct Op *psOp)
{
   size_t uBurst = oAdversary->uCount / BURSTS + 1;

   if (oAdversary->uPart == 0)
   {
      oAdversary->uPart =
         1 + (size_t)Rng_below(&oAdversary->sRng, uBurst);
      oAdversary->bFreeing = !oAdversary->bFreeing;
   }
   if (oAdversary->uIds == oAdversary->uCount)
      return Adversary_freeRest(oAdversary, psOp);

   /* bFreeing is true first, when there is nothing to free yet. */
   oAdversary->uPart--;
   if (oAdversary->bFreeing && Adversary_freeRest(oAdversary, psOp))
      return true;
   if (oAdversary->bFreeing)
   {
      oAdversary->uPart = 0;
      return Adversary_nextProducer(oAdversary, psOp);
   }
   return Adversary_malloc(oAdversary, psOp,
      1 + (size_t)Rng_below(&oAdversary->sRng, oAdversary->uSize));
}

/*--------------------------------------------------------------------*/

static const struct AdversaryKind asKinds[] = {
   {"Robson",
      "looks where payloads are, and keeps the few that block the most"
      " (Robson 1974)",
      Adversary_nextRobson},
   {"Checkerboard",
      "every other chunk freed, then requests just too large for the"
      " holes (Knuth)",
      Adversary_nextCheckerboard},
   {"Ramp", "sizes grow up to SIZE, the oldest chunks are freed",
      Adversary_nextRamp},
   {"LongLived", "of 16 random chunks one stays, the others die young",
      Adversary_nextLongLived},
   {"Realloc", "buffers that grow by half at a time up to SIZE",
      Adversary_nextRealloc},
   {"Producer",
      "a queue: random chunks allocated and freed in bursts, oldest"
      " first",
      Adversary_nextProducer}};

enum
{
   KIND_COUNT = sizeof asKinds / sizeof asKinds[0]
};

/*--------------------------------------------------------------------*/

const char *Adversary_getName(size_t uIndex)
{
   return (uIndex < KIND_COUNT) ? asKinds[uIndex].pcName : NULL;
}

const char *Adversary_getSummary(size_t uIndex)
{
   return (uIndex < KIND_COUNT) ? asKinds[uIndex].pcSummary : NULL;
}

/*--------------------------------------------------------------------*/

/* Settle Robson's M and n: n words are at most SIZE bytes and COUNT
   words, M is a multiple of n and at most COUNT words. */

static void Adversary_settleRobson(Adversary_T oAdversary)
{
   size_t uMost = 1;

   while (2 * uMost <= oAdversary->uCount
          && 2 * uMost * WORD_BYTES <= oAdversary->uSize)
   {
      uMost *= 2;
      oAdversary->uLogMost++;
   }
   oAdversary->uWords = oAdversary->uCount / uMost * uMost;
}

/*--------------------------------------------------------------------*/

Adversary_T Adversary_new(
   const char *pcName, size_t uCount, size_t uSize, uint64_t uSeed)
{
   Adversary_T oAdversary;
   size_t u = 0;

   assert(uCount >= 1 && uSize >= 1);

   while (u < KIND_COUNT && strcmp(asKinds[u].pcName, pcName) != 0)
      u++;
   if (u == KIND_COUNT)
      return NULL;

   oAdversary = Memory_get(sizeof *oAdversary);
   oAdversary->psKind = &asKinds[u];
   oAdversary->uCount = uCount;
   oAdversary->uSize = uSize;
   Rng_seed(&oAdversary->sRng, uSeed);
   oAdversary->abLive = Memory_get(Adversary_getIds(oAdversary));
   oAdversary->pcRounds = Memory_get(Adversary_getIds(oAdversary));
   if (asKinds[u].pfNext == Adversary_nextRobson)
      Adversary_settleRobson(oAdversary);
   return oAdversary;
}

/*--------------------------------------------------------------------*/

/* Robson allocates M words in each of its rounds, in chunks twice as
   large each time: fewer than 2 M chunks. */

size_t Adversary_getIds(const struct Adversary *oAdversary)
{
   return 2 * oAdversary->uCount + 1;
}

void Adversary_setView(Adversary_T oAdversary, Oracle_T oOracle)
{
   oAdversary->oView = oOracle;
}

bool Adversary_next(Adversary_T oAdversary, struct Op *psOp)
{
   return oAdversary->psKind->pfNext(oAdversary, psOp);
}

/*--------------------------------------------------------------------*/

size_t Adversary_getForcedBytes(const struct Adversary *oAdversary)
{
   size_t uWords = oAdversary->uWords;

   if (uWords == 0)
      return 0;
   return WORD_BYTES
          * (uWords + uWords * oAdversary->uLogMost / 2
             - ((size_t)1 << oAdversary->uLogMost) + 1);
}

size_t Adversary_getBoundBytes(const struct Adversary *oAdversary)
{
   return WORD_BYTES * oAdversary->uWords * oAdversary->uLogMost;
}
