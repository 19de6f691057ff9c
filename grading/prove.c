/*--------------------------------------------------------------------*/
/* prove.c: look at every heap that a manager can ever reach          */
/*                                                                    */
/* On a heap of few bytes, and with a few sizes to ask for, there are */
/* only so many states that a manager can be in.  From the empty heap */
/* each of them is reached by some sequence of malloc and free.  So:  */
/* from each state, beginning with the empty heap, take every step    */
/* that a client may take, check all rules, and write down the state  */
/* that results, if it is new.  When no state is left from which to   */
/* go on, the set is closed: all sequences of any length have been    */
/* looked at.                                                         */
/*                                                                    */
/* The states are looked at in the order in which they are found, so  */
/* the first sequence that breaks a rule is a shortest one.           */
/*--------------------------------------------------------------------*/

#include "prove_damage.h"
#include "prove_rules.h"
#include "prove_state.h"
#include "prove_world.h"
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum
{
   MEGABYTE = 1 << 20,
   MAX_DEPTH = 60000,
   CALL_BYTES = 40,
   EXIT_BROKEN = 1, /* a rule is broken */
   EXIT_USAGE = 2,
   EXIT_OPEN = 3 /* not all states were looked at */
};

/* Steps.  Below STEP_FREE, malloc of a size; from there on, free of one
   of the client's payloads; and three that change nothing. */

enum
{
   STEP_FREE = 1000,
   STEP_MALLOC_0 = 60000,
   STEP_MALLOC_HUGE,
   STEP_MALLOC_ALL, /* as much as the heap may ever be */
   STEP_FREE_NULL,
   STEP_FOREIGN, /* somebody else moves the break */
   STEP_END
};

struct Options
{
   const char *pcManager;  /* its name */
   const char *pcScenario; /* the file for a sequence */
   size_t uBytes;
   size_t uMemory;  /* for states, bytes */
   double dSeconds; /* then give up; 0 is never */
   size_t uDamage;  /* damage one in so many states; 0 is none */
   size_t uStart;   /* the first break, above a multiple of 16 */
   struct Rules sRules;
};

/* A moment to which the world is taken back. */

struct Moment
{
   char acArena[WORLD_MAX_BYTES];
   uint64_t auStatics[WORLD_MAX_STATICS / sizeof(uint64_t)];
   char *pcBreak;
   struct State_Client sClient;
   struct World_Pieces sPieces;
};

/* How a search ended. */

enum Search
{
   SEARCH_CLOSED,
   SEARCH_BROKEN, /* from state uState, by step uStep */
   SEARCH_FULL,
   SEARCH_LATE
};

struct Result
{
   enum Search eSearch;
   uint32_t uState;
   size_t uStep;
   size_t uTransitions;
   size_t uDepth;
   size_t uMostChunks;
   double dSeconds;
};

/* How often somebody else may move the break. */

static size_t uForeignMoves = 0;

static struct Moment sMoment;
static struct Moment sOtherJunk; /* but for that, the same */
static struct State_Client sClient;
static struct World_Pieces sPieces;

/*--------------------------------------------------------------------*/
/* Moments                                                            */
/*--------------------------------------------------------------------*/

/* Note the world as *psMoment, with what is in sClient. */

static void Prove_save(struct Moment *psMoment)
{
   memcpy(psMoment->acArena, World_pcArena,
      (size_t)(World_pcLimit - World_pcArena));
   memcpy(psMoment->auStatics, World_puStatics,
      World_uStatics * sizeof(uint64_t));
   psMoment->pcBreak = World_pcBreak;
   psMoment->sClient.uCount = sClient.uCount;
   memcpy(psMoment->sClient.asLive, sClient.asLive,
      sClient.uCount * sizeof sClient.asLive[0]);
}

/* Take the world and sClient back to *psMoment. */

static void Prove_restore(const struct Moment *psMoment)
{
   memcpy(World_pcArena, psMoment->acArena,
      (size_t)(World_pcLimit - World_pcArena));
   memcpy(World_puStatics, psMoment->auStatics,
      World_uStatics * sizeof(uint64_t));
   World_pcBreak = psMoment->pcBreak;
   sClient.uCount = psMoment->sClient.uCount;
   memcpy(sClient.asLive, psMoment->sClient.asLive,
      sClient.uCount * sizeof sClient.asLive[0]);
}

/*--------------------------------------------------------------------*/
/* Steps                                                              */
/*--------------------------------------------------------------------*/

/* Return how often somebody else has moved the break. */

static size_t Prove_countForeign(const struct Moment *psMoment)
{
   size_t uCount = 0;
   size_t u;

   for (u = 0; u < psMoment->sClient.uCount; u++)
      uCount += (psMoment->sClient.asLive[u].uSize == STATE_FOREIGN);
   return uCount;
}

/* Return the step after uStep that the client of psBefore may take. */

static size_t Prove_nextStep(
   size_t uStep, const struct Moment *psBefore)
{
   uStep++;
   if (uStep == State_uSizes)
      uStep = STEP_FREE;
   while (uStep >= STEP_FREE
          && uStep < STEP_FREE + psBefore->sClient.uCount
          && psBefore->sClient.asLive[uStep - STEP_FREE].uSize
                == STATE_FOREIGN)
      uStep++;
   if (uStep == STEP_FREE + psBefore->sClient.uCount)
      uStep = STEP_MALLOC_0;
   if (uStep == STEP_FOREIGN
       && (Prove_countForeign(psBefore) >= uForeignMoves
           || World_pcLimit - psBefore->pcBreak < STATE_FOREIGN_BYTES))
      uStep = STEP_END;
   return uStep;
}

/* Take a malloc of uBytes bytes, size uSize, from psBefore. */

static bool Prove_takeMalloc(const struct Rules *psRules, size_t uSize,
   const struct Moment *psBefore)
{
   size_t uBytes = State_auSizes[uSize];
   struct Rules_Before sBefore = {&psBefore->sPieces, psBefore->pcBreak,
      Prove_countForeign(psBefore) > 0};
   void *pv;

   if (!Rules_checkEnd("HeapMgr_malloc", World_malloc(uBytes, &pv))
       || !Rules_checkMalloc(psRules, uBytes, pv, &sClient, &sBefore)
       || !Rules_checkBytes(&sClient))
      return false;
   if (pv != NULL)
   {
      if (sClient.uCount == STATE_MAX_LIVE)
         return Rules_fail("the client has %d payloads, more than prove"
                           " can handle",
            STATE_MAX_LIVE);
      State_addLive(
         &sClient, (size_t)((char *)pv - World_pcArena), uSize);
   }
   return true;
}

/* Take a malloc of uBytes bytes, which can't be had. */

static bool Prove_takeOddMalloc(size_t uBytes)
{
   void *pv;

   if (!Rules_checkEnd("HeapMgr_malloc", World_malloc(uBytes, &pv)))
      return false;
   if (pv != NULL)
      return Rules_fail("malloc(%zu) did not return NULL", uBytes);
   return Rules_checkBytes(&sClient);
}

/* Take step uStep from psBefore, where the world is, and walk over the
   heap that results. */

static bool Prove_takeStep(const struct Rules *psRules, size_t uStep,
   const struct Moment *psBefore)
{
   bool bGood;

   if (uStep == STEP_MALLOC_0)
      bGood = Prove_takeOddMalloc(0);
   else if (uStep == STEP_MALLOC_HUGE)
      bGood = Prove_takeOddMalloc(SIZE_MAX - 20);
   else if (uStep == STEP_MALLOC_ALL)
      bGood = Prove_takeOddMalloc(
         (size_t)(World_pcLimit - World_pcArena));
   else if (uStep == STEP_FOREIGN)
   {
      State_addLive(&sClient, (size_t)(World_pcBreak - World_pcArena),
         STATE_FOREIGN);
      World_pcBreak += STATE_FOREIGN_BYTES;
      State_fillLive(&sClient);
      bGood = true;
   }
   else if (uStep == STEP_FREE_NULL)
      bGood = Rules_checkEnd("HeapMgr_free", World_free(NULL))
              && Rules_checkBytes(&sClient);
   else if (uStep >= STEP_FREE)
   {
      size_t uLive = uStep - STEP_FREE;
      char *pcPayload = World_pcArena + sClient.asLive[uLive].uOffset;

      State_removeLive(&sClient, uLive);
      bGood = Rules_checkEnd("HeapMgr_free", World_free(pcPayload))
              && Rules_checkBytes(&sClient);
   }
   else
      bGood = Prove_takeMalloc(psRules, uStep, psBefore);
   return bGood && Rules_walk(&sPieces);
}

/* Return true if step uStep from psBefore, which led to where the
   client is now, may not have changed the heap. */

static bool Prove_isIdle(size_t uStep, const struct Moment *psBefore)
{
   return sClient.uCount == psBefore->sClient.uCount
          && (uStep < State_uSizes || uStep >= STEP_MALLOC_0);
}

/*--------------------------------------------------------------------*/
/* The search                                                         */
/*--------------------------------------------------------------------*/

/* Return the processor time used, in seconds: it depends less on what
   else the machine has to do. */

static double Prove_getTime(void)
{
   struct timespec sTime;

   clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &sTime);
   return (double)sTime.tv_sec + (double)sTime.tv_nsec / 1e9;
}

/* Take the world to state uState, ready for a step, and save that as
   sMoment, and, with other junk in the stale bytes, as sOtherJunk. */

static bool Prove_enter(uint32_t uState)
{
   State_recall(uState, &sClient);
   if (!Rules_walk(&sMoment.sPieces))
      return false;
   State_fillStale(&sMoment.sPieces, 1);
   State_fillLive(&sClient);
   Prove_save(&sOtherJunk);
   State_fillStale(&sMoment.sPieces, 0);
   State_fillLive(&sClient);
   Prove_save(&sMoment);
   return true;
}

/* Take step uStep from uState once more, with other junk in the stale
   bytes.  Return true if it leads to uNext again. */

static bool Prove_isSameWithOtherJunk(const struct Rules *psRules,
   size_t uStep, uint32_t uState, uint32_t uNext)
{
   uint32_t uAgain;

   Prove_restore(&sOtherJunk);
   if (!Prove_takeStep(psRules, uStep, &sMoment))
      return false;
   (void)State_note(World_canWalk() ? &sPieces : NULL, &sClient, uState,
      uStep, &uAgain);
   if (uAgain != uNext)
      return Rules_fail("what a call does depends on stale bytes");
   return true;
}

/* Take all steps from state uState. */

static enum Search Prove_expand(const struct Rules *psRules,
   uint32_t uState, struct Result *psResult)
{
   const struct World_Pieces *psPieces = World_canWalk() ? &sPieces
                                                         : NULL;
   size_t uStep;

   psResult->uState = uState;
   psResult->uStep = STEP_END;
   if (!Prove_enter(uState))
      return SEARCH_BROKEN;
   if (sMoment.sPieces.uCount > psResult->uMostChunks)
      psResult->uMostChunks = sMoment.sPieces.uCount;

   for (uStep = 0; uStep != STEP_END;
        uStep = Prove_nextStep(uStep, &sMoment))
   {
      enum State_Found eFound;
      uint32_t uNext;

      psResult->uStep = uStep;
      psResult->uTransitions++;
      Prove_restore(&sMoment);
      if (!Prove_takeStep(psRules, uStep, &sMoment))
         return SEARCH_BROKEN;
      eFound = State_note(psPieces, &sClient, uState, uStep, &uNext);
      if (eFound == STATE_FULL)
         return SEARCH_FULL;
      if (uNext != uState && !psRules->bChanging
          && Prove_isIdle(uStep, &sMoment))
      {
         Rules_fail("a call that could do nothing has changed the heap"
                    " (malloc returned NULL, or NULL was freed)");
         return SEARCH_BROKEN;
      }
      if (eFound == STATE_NEW)
      {
         /* Where stale bytes are kept, noting cleared the client's. */
         State_fillLive(&sClient);
         if (!Rules_checkState(psRules, &sPieces, &sClient))
            return SEARCH_BROKEN;
      }
      if (!State_bKeepStale
          && !Prove_isSameWithOtherJunk(psRules, uStep, uState, uNext))
         return SEARCH_BROKEN;
   }
   return SEARCH_CLOSED;
}

/* Search all states. */

static void Prove_search(
   const struct Options *psOptions, struct Result *psResult)
{
   double dStart = Prove_getTime();
   size_t uLooked = 0;
   uint32_t uState;

   memset(psResult, 0, sizeof *psResult);
   State_createBook(psOptions->uMemory);
   World_reset();
   sClient.uCount = 0;
   sPieces.uCount = 0;
   State_note(
      World_canWalk() ? &sPieces : NULL, &sClient, 0, 0, &uState);
   for (uState = State_getFirst(); uState != 0;
        uState = State_getNext(uState))
   {
      psResult->eSearch = Prove_expand(
         &psOptions->sRules, uState, psResult);
      if (psResult->eSearch != SEARCH_CLOSED)
         break;
      psResult->uDepth = State_getDepth(uState);
      if (psOptions->dSeconds > 0 && ++uLooked % 1024 == 0
          && Prove_getTime() - dStart > psOptions->dSeconds)
      {
         psResult->eSearch = SEARCH_LATE;
         break;
      }
   }
   psResult->dSeconds = Prove_getTime() - dStart;
}

/*--------------------------------------------------------------------*/
/* The sequence                                                       */
/*--------------------------------------------------------------------*/

/* Set auSteps to the steps that lead to psResult's state, and its step.
   Return their number. */

static size_t Prove_getSequence(
   const struct Result *psResult, size_t *auSteps)
{
   size_t uCount = State_getDepth(psResult->uState);
   uint32_t uState = psResult->uState;
   size_t u;

   for (u = uCount; u > 0; u--)
   {
      auSteps[u - 1] = State_getStep(uState);
      uState = State_getParent(uState);
   }
   if (psResult->uStep != STEP_END)
      auSteps[uCount++] = psResult->uStep;
   return uCount;
}

/* Write step uStep into pcCall as a line of a scenario.  auNames has the
   number of the payload at each place of the arena. */

static void Prove_nameStep(
   size_t uStep, size_t uNewName, const size_t *auNames, char *pcCall)
{
   if (uStep == STEP_MALLOC_0)
      snprintf(pcCall, CALL_BYTES, "p%zu = malloc(0)", uNewName);
   else if (uStep == STEP_MALLOC_HUGE)
      snprintf(pcCall, CALL_BYTES, "p%zu = malloc(%zu)", uNewName,
         SIZE_MAX - 20);
   else if (uStep == STEP_MALLOC_ALL)
      snprintf(pcCall, CALL_BYTES, "p%zu = malloc(%zu)", uNewName,
         (size_t)(World_pcLimit - World_pcArena));
   else if (uStep == STEP_FOREIGN)
      snprintf(pcCall, CALL_BYTES, "## sbrk(%d) by somebody else",
         STATE_FOREIGN_BYTES);
   else if (uStep == STEP_FREE_NULL)
      snprintf(pcCall, CALL_BYTES, "free NULL");
   else if (uStep >= STEP_FREE)
      snprintf(pcCall, CALL_BYTES, "free p%zu",
         auNames[sClient.asLive[uStep - STEP_FREE].uOffset]);
   else
      snprintf(pcCall, CALL_BYTES, "p%zu = malloc(%zu)", uNewName,
         State_auSizes[uStep]);
}

/* Name the payload that a step has added to those of psBefore. */

static void Prove_nameNew(
   const struct Moment *psBefore, size_t uName, size_t *auNames)
{
   size_t u = 0;

   while (u < psBefore->sClient.uCount
          && psBefore->sClient.asLive[u].uOffset
                == sClient.asLive[u].uOffset)
      u++;
   auNames[sClient.asLive[u].uOffset] = uName;
}

/* Take one step as in real life, where stale bytes are what they were,
   and check all rules. */

static bool Prove_takeRealStep(const struct Rules *psRules,
   size_t uStep, size_t uName, size_t *auNames)
{
   struct Moment *psBefore = &sMoment;

   if (!Rules_walk(&psBefore->sPieces))
      return false;
   Prove_save(psBefore);
   if (!Prove_takeStep(psRules, uStep, psBefore))
      return false;
   if (sClient.uCount > psBefore->sClient.uCount)
      Prove_nameNew(psBefore, uName, auNames);
   State_fillLive(&sClient);
   return Rules_checkState(psRules, &sPieces, &sClient);
}

/* Play the steps from the start, without any junk.  Write them to
   psScenario, and return true if a rule is broken again, at any step. */

static bool Prove_replay(const struct Rules *psRules,
   const size_t *auSteps, size_t uCount, FILE *psScenario)
{
   static size_t auNames[WORLD_MAX_BYTES];
   size_t uNames = 0;
   size_t u;

   World_reset();
   sClient.uCount = 0;
   for (u = 0; u < uCount; u++)
   {
      char acCall[CALL_BYTES];
      bool bMalloc = auSteps[u] < State_uSizes
                     || auSteps[u] == STEP_MALLOC_0
                     || auSteps[u] == STEP_MALLOC_HUGE
                     || auSteps[u] == STEP_MALLOC_ALL;
      bool bGood;

      if (auSteps[u] >= STEP_FREE && auSteps[u] < STEP_MALLOC_0
          && auSteps[u] - STEP_FREE >= sClient.uCount)
         return false;
      uNames += bMalloc;
      Prove_nameStep(auSteps[u], uNames, auNames, acCall);
      World_showErrors(u + 1 == uCount);
      bGood = Prove_takeRealStep(psRules, auSteps[u], uNames, auNames);
      World_showErrors(false);
      if (!bGood)
         fprintf(psScenario, "# %s\n", Rules_acWhy);
      fprintf(psScenario, "%s\n", acCall);
      if (!bGood)
         return true;
   }
   return false;
}

/* Play the shortest sequence that breaks a rule, print it, and write it
   to the scenario file.  Return false if no rule is broken in real
   life. */

static bool Prove_tellSequence(
   const struct Options *psOptions, const struct Result *psResult)
{
   static size_t auSteps[MAX_DEPTH];
   size_t uCount = Prove_getSequence(psResult, auSteps);
   char *pcText = NULL;
   size_t uText = 0;
   FILE *psText = open_memstream(&pcText, &uText);
   FILE *psFile;
   bool bBroken;

   fprintf(psText,
      "title: The shortest way to break %s\n"
      "manager: %s\ngrowth exact\n"
      "## make prove: a heap of %zu bytes; places in it are +bytes\n",
      psOptions->pcManager, psOptions->pcManager, psOptions->uBytes);
   bBroken = Prove_replay(&psOptions->sRules, auSteps, uCount, psText);
   fprintf(psText, "# Is the heap sound?\ncheck\n");
   fclose(psText);
   if (bBroken)
   {
      psFile = fopen(psOptions->pcScenario, "w");
      if (psFile == NULL || fputs(pcText, psFile) < 0
          || fclose(psFile) != 0)
         printf("   can't write %s\n", psOptions->pcScenario);
      printf("%s: RULE BROKEN: %s\n"
             "   after %zu states and %zu steps; the shortest sequence,"
             " %zu calls, is %s:\n\n%s\n",
         psOptions->pcManager, Rules_acWhy, State_count(),
         psResult->uTransitions, uCount, psOptions->pcScenario, pcText);
   }
   free(pcText);
   return bBroken;
}

/*--------------------------------------------------------------------*/
/* The report                                                         */
/*--------------------------------------------------------------------*/

/* Print the figures of a search, and what they mean. */

static void Prove_tellFigures(
   const struct Options *psOptions, const struct Result *psResult)
{
   static const char *const apcEnds[] = {"closed", "",
      "NOT closed: the"
      " book of states is full (MEMORY= gives it more MB)",
      "NOT closed: out of time (SECONDS= gives it more)"};
   size_t u;

   printf("%s: %zu states, %zu transitions, depth %zu, at most %zu"
          " chunks, %.1f s of processor time, %zu MB:"
          " %s\n",
      psOptions->pcManager, State_count(), psResult->uTransitions,
      psResult->uDepth, psResult->uMostChunks, psResult->dSeconds,
      State_countBytes() / MEGABYTE, apcEnds[psResult->eSearch]);
   printf("   scope: every sequence%s of malloc and free, for %zu\n"
          "   bytes of heap in all, the first break at +%zu; sizes",
      psResult->eSearch == SEARCH_CLOSED ? " of any length"
                                         : " that was looked at",
      psOptions->uBytes, psOptions->uStart);
   for (u = 0; u < State_uSizes; u++)
      printf(" %zu,", State_auSizes[u]);
   printf("\n   0, %zu and SIZE_MAX - 20; frees of any payload and of"
          " NULL; stale bytes %s;\n"
          "   somebody else moves the break %s\n",
      psOptions->uBytes, State_bKeepStale ? "as they are" : "are junk",
      uForeignMoves == 0 ? "never" : "at any time, up to so often:");
   if (uForeignMoves > 0)
      printf(
         "   %zu, by %d bytes\n", uForeignMoves, STATE_FOREIGN_BYTES);
   if (State_count() == 1)
      printf(
         "   With %zu bytes it serves nothing.  Does it ask for what"
         " it needs when more is refused?\n"
         "   Otherwise say BYTES=, as large as its growth.\n",
         psOptions->uBytes);
   if (!World_canWalk())
      printf(
         "   It has no HeapMgr_nextPiece: nothing was checked of what"
         " is inside the heap.\n");
}

/* Search; if a rule is broken only where stale bytes are junk, search
   again with all bytes as they are.  Return the exit status. */

static int Prove_run(const struct Options *psOptions)
{
   struct Result sResult;

   for (;;)
   {
      Prove_search(psOptions, &sResult);
      if (sResult.eSearch != SEARCH_BROKEN)
         break;
      if (Prove_tellSequence(psOptions, &sResult))
         return EXIT_BROKEN;
      if (State_bKeepStale)
      {
         printf(
            "prove: %s: a rule was broken (%s), but not a second"
            " time: does the manager depend on more than its heap and"
            " its statics?\n",
            psOptions->pcManager, Rules_acWhy);
         return EXIT_BROKEN;
      }
      printf("%s: it relies on bytes that others hold for stale (with"
             " junk in them: %s);\n   once more, with all bytes as they"
             " are\n",
         psOptions->pcManager, Rules_acWhy);
      State_bKeepStale = true;
   }
   Prove_tellFigures(psOptions, &sResult);
   if (psOptions->uDamage > 0
       && !Damage_run(psOptions->pcManager, psOptions->uDamage))
      return EXIT_BROKEN;
   return (sResult.eSearch == SEARCH_CLOSED) ? EXIT_SUCCESS : EXIT_OPEN;
}

/*--------------------------------------------------------------------*/
/* The command line                                                   */
/*--------------------------------------------------------------------*/

/* Say how the program is used, and exit. */

static _Noreturn void Prove_exitWithUsage(void)
{
   printf(
      "usage: prove --manager NAME [--bytes N] [--sizes \"N N ...\"]\n"
      "             [--memory MB] [--seconds N] [--damage N]\n"
      "             [--start N] [--foreign N] [--growth any]\n"
      "             [--neighbours] [--changing] [--keep-stale]\n"
      "             [--scenario FILE]\n"
      "N of --bytes is a multiple of 16, at most %d.\n",
      WORLD_MAX_BYTES);
   exit(EXIT_USAGE);
}

/* Return the number that pcText is, from uMin up to uMax. */

static size_t Prove_parseNumber(
   const char *pcText, size_t uMin, size_t uMax)
{
   char *pcEnd;
   unsigned long long uNumber = strtoull(pcText, &pcEnd, 10);

   if (*pcText < '0' || *pcText > '9' || *pcEnd != '\0'
       || uNumber < uMin || uNumber > uMax)
   {
      printf("prove: %s is no number from %zu to %zu\n", pcText, uMin,
         uMax);
      exit(EXIT_USAGE);
   }
   return (size_t)uNumber;
}

/* Set the sizes to the numbers in pcText. */

static void Prove_parseSizes(char *pcText)
{
   char *pcWord;

   State_uSizes = 0;
   for (pcWord = strtok(pcText, " ,"); pcWord != NULL;
        pcWord = strtok(NULL, " ,"))
   {
      if (State_uSizes == STATE_MAX_SIZES)
         Prove_exitWithUsage();
      State_auSizes[State_uSizes++] = Prove_parseNumber(
         pcWord, 1, WORLD_MAX_BYTES);
   }
   if (State_uSizes == 0)
      Prove_exitWithUsage();
}

/* Set *psOptions from the command line. */

static void Prove_parse(
   int iArguments, char **ppcArguments, struct Options *psOptions)
{
   static const struct option asOptions[] = {
      {"manager", required_argument, NULL, 'm'},
      {"bytes", required_argument, NULL, 'b'},
      {"sizes", required_argument, NULL, 's'},
      {"memory", required_argument, NULL, 'M'},
      {"seconds", required_argument, NULL, 't'},
      {"damage", required_argument, NULL, 'd'},
      {"growth", required_argument, NULL, 'g'},
      {"start", required_argument, NULL, 'S'},
      {"foreign", required_argument, NULL, 'f'},
      {"neighbours", no_argument, NULL, 'n'},
      {"changing", no_argument, NULL, 'c'},
      {"keep-stale", no_argument, NULL, 'k'},
      {"scenario", required_argument, NULL, 'o'}, {NULL, 0, NULL, 0}};
   static char acSizes[] = "8 24 40 64 100";
   int iOption;

   Prove_parseSizes(acSizes);
   while ((iOption = getopt_long(
              iArguments, ppcArguments, "", asOptions, NULL))
          != -1)
      switch (iOption)
      {
      case 'm':
         psOptions->pcManager = optarg;
         break;
      case 'b':
         psOptions->uBytes = Prove_parseNumber(
            optarg, 16, WORLD_MAX_BYTES);
         break;
      case 's':
         Prove_parseSizes(optarg);
         break;
      case 'M':
         psOptions->uMemory = Prove_parseNumber(optarg, 1, 8192)
                              * MEGABYTE;
         break;
      case 't':
         psOptions->dSeconds = (double)Prove_parseNumber(
            optarg, 0, 1000000);
         break;
      case 'd':
         psOptions->uDamage = Prove_parseNumber(optarg, 0, 1000000000);
         break;
      case 'g':
         psOptions->sRules.bExact = strcmp(optarg, "any") != 0;
         break;
      case 'S':
         psOptions->uStart = Prove_parseNumber(optarg, 0, 15);
         break;
      case 'f':
         uForeignMoves = Prove_parseNumber(optarg, 0, 9);
         break;
      case 'n':
         psOptions->sRules.bNeighbours = true;
         break;
      case 'c':
         psOptions->sRules.bChanging = true;
         break;
      case 'k':
         State_bKeepStale = true;
         break;
      case 'o':
         psOptions->pcScenario = optarg;
         break;
      default:
         Prove_exitWithUsage();
      }
   if (optind < iArguments || psOptions->pcManager == NULL
       || psOptions->uBytes % 16 != 0)
      Prove_exitWithUsage();
}

int main(int iArguments, char **ppcArguments)
{
   struct Options sOptions = {.pcScenario = "prove.txt",
      .uBytes = 256,
      .uMemory = (size_t)2048 * MEGABYTE,
      .sRules = {.bExact = true}};

   setvbuf(stdout, NULL, _IOLBF, 0);
   Prove_parse(iArguments, ppcArguments, &sOptions);
   World_create(sOptions.uBytes, sOptions.uStart);
   return Prove_run(&sOptions);
}
