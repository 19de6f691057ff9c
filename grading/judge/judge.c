/*--------------------------------------------------------------------*/
/* judge.c: form a verdict on a submission                            */
/*                                                                    */
/*    judge --stage 4|5 --debug FILE --fast FILE [--seed N]           */
/*          < PLAN > VERDICTS                                         */
/*    judge --list                                                    */
/*                                                                    */
/* A line of the plan is a test, in columns that TABs part:           */
/*                                                                    */
/*    NAME  PARENT  suite                                             */
/*    NAME  PARENT  play  WORKLOAD  COUNT  SIZE  SEED                 */
/*                                                                    */
/* PARENT may be -, which stands for the suite's own.  Each test is   */
/* run by Check in a process of its own, with a machine of its own.   */
/* FILE is the submission as a program for it (machine/program.h):    */
/* with assertions (--debug) and without (--fast).  What students'    */
/* tests ask of behaviour is asked of both, cost and workloads only   */
/* of the fast one.  A line of the verdicts is an object of JSON.     */
/*                                                                    */
/* Nothing here depends on time: what doesn't come to an end has used */
/* up its instructions.                                               */
/*--------------------------------------------------------------------*/

#include "crash.h"
#include "guest.h"
#include "host.h"
#include "inputs.h"
#include "play.h"
#include "suite.h"
#include "verdict.h"
#include <check.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

enum
{
   MAX_TESTS = 400,
   NAME_BYTES = 64,
   PLAN_BYTES = 400,
   TEST_BUDGET = 1000000000, /* instructions; the references' dearest
                                test takes less than a twentieth */
   MOST_CLOSER = 3,          /* failures that are looked at once more */
   MESSAGE_BYTES = 6000,
   HINT_BYTES = 1500,
   FIRST_STAGE = 4, /* the stages that students write */
   LAST_STAGE = 5
};

/* For all tests of a stage: instructions. */

static const uint64_t uStageBudget = 10000000000;

enum Status
{
   STATUS_PASSED,
   STATUS_FAILED,
   STATUS_NOT_RUN,  /* its parent has not passed */
   STATUS_LEFT_OUT, /* it needs what the submission doesn't have */
   STATUS_INTERNAL  /* the judge itself failed */
};

static const char *const apcStatuses[] = {
   "passed", "failed", "not run", "left out", "internal"};

struct Test
{
   char acName[NAME_BYTES];
   char acParent[NAME_BYTES];
   const struct Suite_Test *psSuite; /* NULL for a play */
   struct Play_Wish sPlay;
   enum Status eStatus;
};

struct Options
{
   const char *pcDebug;
   const char *pcFast;
   unsigned int uStage;
   bool bList;
};

/* What the process of a test leaves behind. */

struct Left
{
   bool bLeftOut;
   struct Guest_Left sGuest;
   struct Play_Measured sMeasured;
};

static struct Test asTests[MAX_TESTS];
static int iTests = 0;
static uint64_t uInstructions = 0; /* that all tests have done */
static int iCloser = 0; /* tests that were looked at once more */
static struct Left *psLeft;

/* What the suites' hidden inputs are drawn from; 0 leaves the public
   ones. */

static uint64_t uHiddenSeed = 0;

/* The number of the stage that the manager is for. */

static unsigned int uStageJudged;

/*--------------------------------------------------------------------*/
/* The plan                                                           */
/*--------------------------------------------------------------------*/

/* End the program: the plan is wrong. */

static _Noreturn void Judge_refusePlan(const char *pcWhy, int iLine)
{
   fprintf(stderr, "judge: line %d of the plan: %s\n", iLine, pcWhy);
   exit(2);
}

/* Return the suites' test pcName for uStage, or NULL. */

static const struct Suite_Test *Judge_findSuite(
   const char *pcName, unsigned int uStage)
{
   const struct Suite_Test *const *ppsSubject;
   const struct Suite_Test *psTest;

   for (ppsSubject = Suite_apsSubjects; *ppsSubject != NULL;
        ppsSubject++)
      for (psTest = *ppsSubject; psTest->pcName != NULL; psTest++)
         if (strcmp(psTest->pcName, pcName) == 0
             && (psTest->uStages & uStage))
            return psTest;
   return NULL;
}

/* Return the index of the test pcName, or -1. */

static int Judge_findTest(const char *pcName)
{
   int i;

   for (i = 0; i < iTests; i++)
      if (strcmp(asTests[i].acName, pcName) == 0)
         return i;
   return -1;
}

/* Read the plan. */

static void Judge_readPlan(unsigned int uStage)
{
   char acLine[PLAN_BYTES];
   char acKind[NAME_BYTES];

   while (fgets(acLine, sizeof acLine, stdin) != NULL)
   {
      struct Test *psTest;
      struct Play_Wish *psPlay;
      unsigned long long uSeed = 0;
      int iFields;

      if (iTests == MAX_TESTS)
         Judge_refusePlan("too many tests", iTests + 1);
      psTest = &asTests[iTests];
      psPlay = &psTest->sPlay;
      iFields = sscanf(acLine, "%63s %63s %63s %31s %zu %zu %llu",
         psTest->acName, psTest->acParent, acKind, psPlay->acWorkload,
         &psPlay->uCount, &psPlay->uSize, &uSeed);
      psPlay->uSeed = uSeed;
      if (iFields == 7 && strcmp(acKind, "play") == 0)
         psTest->psSuite = NULL;
      else if (iFields == 3 && strcmp(acKind, "suite") == 0)
      {
         psTest->psSuite = Judge_findSuite(psTest->acName, uStage);
         if (psTest->psSuite == NULL)
            Judge_refusePlan("there is no such test", iTests + 1);
         if (strcmp(psTest->acParent, "-") == 0
             && psTest->psSuite->pcParent != NULL)
            snprintf(psTest->acParent, NAME_BYTES, "%s",
               psTest->psSuite->pcParent);
      }
      else
         Judge_refusePlan(
            "neither a suite's test nor a play", iTests + 1);
      iTests++;
   }
}

/*--------------------------------------------------------------------*/
/* Output                                                             */
/*--------------------------------------------------------------------*/

/* Print pcText as a string of JSON, with nothing in it that a terminal
   would obey. */

static void Judge_printString(const char *pcText)
{
   putchar('"');
   while (*pcText != '\0')
   {
      if (*pcText == '"' || *pcText == '\\')
         printf("\\%c", *pcText);
      else if (*pcText == '\n')
         fputs("\\n", stdout);
      else if (*pcText < ' ' || *pcText > '~')
         putchar('?');
      else
         putchar(*pcText);
      pcText++;
   }
   putchar('"');
}

static void Judge_printMeasured(const struct Play_Measured *psMeasured)
{
   printf(",\"measured\":{\"calls\":%zu,\"malloc_steps\":%zu,"
          "\"free_steps\":%zu,\"most_malloc_steps\":%zu,"
          "\"most_free_steps\":%zu,\"peak_heap\":%zu,"
          "\"peak_payload\":%zu,\"system_calls\":%zu}",
      psMeasured->uCalls, psMeasured->uMallocSteps,
      psMeasured->uFreeSteps, psMeasured->uMostMallocSteps,
      psMeasured->uMostFreeSteps, psMeasured->uPeakHeapBytes,
      psMeasured->uPeakPayloadBytes, psMeasured->uSystemCalls);
}

/* Return what Crash_ask has a question for: SIGPROF if the test's last
   call did not come to an end, SIGSEGV or SIGABRT for a crash, or else
   0. */

static int Judge_getCrash(void)
{
   switch (psLeft->sGuest.eEnd)
   {
   case MACHINE_ENDLESS:
      return SIGPROF;
   case MACHINE_FAULT:
      return SIGSEGV;
   case MACHINE_ABORTED:
   case MACHINE_FAILED_ASSERT:
      return SIGABRT;
   default:
      return 0;
   }
}

/* Return the question that helps with pcMessage: one that it asks
   itself fits better than the test's, and what a test asks helps little
   where a program loops.  The text lasts until the next call. */

static const char *Judge_getHint(
   const struct Test *psTest, const char *pcMessage)
{
   static char acHint[HINT_BYTES];
   int iCrash = Judge_getCrash();

   if (psTest->eStatus == STATUS_FAILED
       && strchr(pcMessage, '?') != NULL)
      return "-";
   if (psTest->eStatus != STATUS_FAILED || iCrash == 0)
      return psTest->psSuite->pcHint;
   if (iCrash == SIGPROF)
      snprintf(acHint, sizeof acHint,
         "%s  make debug STAGE=%u TEST=%.63s stops in the loop; type %s"
         " there: where is it BROKEN?",
         Crash_ask(iCrash), uStageJudged, psTest->acName,
         uStageJudged == 5 ? "bins" : "freelist");
   else
      snprintf(acHint, sizeof acHint,
         "%s  (make debug STAGE=%u TEST=%.63s stops there.)  ... and:"
         " %.800s",
         Crash_ask(iCrash), uStageJudged, psTest->acName,
         psTest->psSuite->pcHint);
   return acHint;
}

/* Print the verdict on *psTest; pcMessage says why, pcSaid is what the
   program has printed, and pcHint the question. */

static void Judge_print(const struct Test *psTest,
   const char *pcMessage, const char *pcSaid, const char *pcHint)
{
   fputs("{\"test\":", stdout);
   Judge_printString(psTest->acName);
   printf(",\"status\":\"%s\"", apcStatuses[psTest->eStatus]);
   if (psTest->psSuite != NULL)
   {
      fputs(",\"title\":", stdout);
      Judge_printString(psTest->psSuite->pcTitle);
      fputs(",\"hint\":", stdout);
      Judge_printString(pcHint);
      fputs(",\"lecture\":", stdout);
      Judge_printString(psTest->psSuite->pcSection);
   }
   if (psTest->eStatus != STATUS_PASSED)
   {
      fputs(",\"message\":", stdout);
      Judge_printString(pcMessage);
      if (pcSaid[0] != '\0')
      {
         fputs(",\"said\":", stdout);
         Judge_printString(pcSaid);
      }
   }
   else if (psTest->psSuite == NULL)
      Judge_printMeasured(&psLeft->sMeasured);
   fputs("}\n", stdout);
   fflush(stdout);
}

/*--------------------------------------------------------------------*/
/* One test                                                           */
/*--------------------------------------------------------------------*/

/* How the test that is about to run is to be run. */

static struct
{
   const char *pcProgram;
   uint64_t uBudget;
   bool bCloser; /* with the manager's assertions at work */
} sRun;

/* Return how the heap is looked at in *psSuite. */

static enum Guest_Trust Judge_getTrust(const struct Suite_Test *psSuite)
{
   if (psSuite == NULL || (psSuite->uTags & TAG_CONTRACT))
      return (psSuite != NULL
                && strcmp(psSuite->pcName, "empty_heap_valid") == 0)
                ? GUEST_ASK
                : GUEST_CHECK_FILLED;
   if (strcmp(psSuite->pcName, "valid_pure") == 0)
      return GUEST_ASK_PURE;
   if (psSuite->uTags & TAG_VALID)
      return GUEST_ASK;
   return GUEST_CHECK_ALL;
}

START_TEST(Judge_runTest)
{
   const struct Test *psTest = &asTests[_i];

   Inputs_setSeed(uHiddenSeed, psTest->acName);
   Guest_start(sRun.pcProgram, Judge_getTrust(psTest->psSuite),
      sRun.uBudget, sRun.bCloser);
   if (psTest->psSuite == NULL)
      Play_run(&psTest->sPlay, &psLeft->sMeasured);
   else if (((psTest->psSuite->uTags & NEEDS_WALK) && !Host_canWalk())
            || ((psTest->psSuite->uTags & NEEDS_LISTS)
                && !Host_canList()))
      psLeft->bLeftOut = true;
   else
      psTest->psSuite->pfRun();
   Verdict_noteEnd();
}
END_TEST

/* Set the status of test iTest from Check's result, and return what is
   to be said. */

static char *Judge_weigh(int iTest, SRunner *psRunner)
{
   struct Test *psTest = &asTests[iTest];
   TestResult **ppsResults = srunner_results(psRunner);
   static char acMessage[MESSAGE_BYTES];
   bool bRun = (srunner_ntests_run(psRunner) == 1);
   int iType = bRun ? tr_rtype(ppsResults[0]) : CK_ERROR;

   snprintf(acMessage, sizeof acMessage, "%s",
      bRun ? tr_msg(ppsResults[0]) : "Check did not run it");
   free(ppsResults);
   psTest->eStatus = STATUS_INTERNAL;
   if (iType == CK_FAILURE)
      psTest->eStatus = STATUS_FAILED;
   else if (iType == CK_PASS && Verdict_hasEnded())
      psTest->eStatus = psLeft->bLeftOut ? STATUS_LEFT_OUT
                                         : STATUS_PASSED;
   if (psTest->eStatus == STATUS_LEFT_OUT)
      snprintf(acMessage, sizeof acMessage,
         "The functions for inspectors at the end of heapmgr.h are"
         " missing");
   return acMessage;
}

/* Run test iTest with program pcProgram, set its status, and return
   what is to be said.  The text lasts until the next call. */

static char *Judge_runWith(
   const char *pcProgram, int iTest, bool bCloser)
{
   Suite *psSuite = suite_create("judge");
   TCase *psCase = tcase_create(asTests[iTest].acName);
   SRunner *psRunner;
   char *pcMessage;

   sRun.pcProgram = pcProgram;
   sRun.uBudget = uStageBudget - uInstructions;
   if (sRun.uBudget > TEST_BUDGET)
      sRun.uBudget = TEST_BUDGET;
   sRun.bCloser = bCloser;
   tcase_set_timeout(psCase, 0);
   tcase_add_loop_test(psCase, Judge_runTest, iTest, iTest + 1);
   suite_add_tcase(psSuite, psCase);
   psRunner = srunner_create(psSuite);
   srunner_set_fork_status(psRunner, CK_FORK);
   *psLeft = (struct Left){0};
   Guest_leaveIn(&psLeft->sGuest);
   Verdict_startTest();
   fflush(NULL);
   srunner_run_all(psRunner, CK_SILENT);
   pcMessage = Judge_weigh(iTest, psRunner);
   srunner_free(psRunner);
   uInstructions += psLeft->sGuest.uInstructions;
   if (uInstructions > uStageBudget)
      uInstructions = uStageBudget;
   return pcMessage;
}

/* Return true if test iTest is asked of both programs. */

static bool Judge_isForBoth(int iTest)
{
   const struct Suite_Test *psSuite = asTests[iTest].psSuite;

   return psSuite != NULL
          && (psSuite->uTags
                & (TAG_CONTRACT | TAG_BEHAVIOUR | TAG_POLICY))
                != 0;
}

/* Run test iTest with the program, or the programs, that it is asked
   of, until it fails; and return as above. */

static char *Judge_runUnder(const struct Options *psOptions, int iTest)
{
   const struct Suite_Test *psSuite = asTests[iTest].psSuite;
   bool bFast = (psSuite == NULL || (psSuite->uTags & TAG_COST));
   char *pcMessage = Judge_runWith(
      bFast ? psOptions->pcFast : psOptions->pcDebug, iTest, false);

   if (asTests[iTest].eStatus != STATUS_PASSED
       || !Judge_isForBoth(iTest))
      return pcMessage;
   pcMessage = Judge_runWith(psOptions->pcFast, iTest, false);
   if (asTests[iTest].eStatus == STATUS_FAILED)
      strncat(pcMessage,
         "\n(Compiled with -O2 -DNDEBUG, so without what is in assert."
         "  With assertions this test passes.)",
         MESSAGE_BYTES - strlen(pcMessage) - 1);
   return pcMessage;
}

/*--------------------------------------------------------------------*/

/* Return true if it is worth while to run test iTest, which has been
   run, once more with the manager's own assertions at work.  It is for
   those whose heap is the manager's doing, and that end soon. */

static bool Judge_isForCloser(int iTest)
{
   const struct Test *psTest = &asTests[iTest];

   return psTest->eStatus == STATUS_FAILED && psTest->psSuite != NULL
          && !(psTest->psSuite->uTags
               & (TAG_COST | TAG_MISUSE | TAG_VALID))
          && Judge_getCrash() != SIGPROF && iCloser < MOST_CLOSER;
}

/* Test iTest has failed.  Run it again with the heap looked over by
   HeapMgr_isValid at both ends of every call.  If it complains, append
   that to acMessage: it is nearer to the cause than what came of it.
   The submission says so, and it has no effect on the verdict. */

static void Judge_lookCloser(const struct Options *psOptions, int iTest,
   char acMessage[MESSAGE_BYTES])
{
   char acCall[200];
   char *pcSaid = psLeft->sGuest.acSaid;
   char *pcEnd;
   size_t uLength = strlen(acMessage);
   enum Status eStatus = asTests[iTest].eStatus;

   iCloser++;
   (void)Judge_runWith(psOptions->pcDebug, iTest, true);
   asTests[iTest].eStatus = eStatus;
   pcEnd = strstr(pcSaid, "HeapMgr_isValid()");
   if (psLeft->sGuest.eEnd != MACHINE_FAILED_ASSERT || pcEnd == NULL)
      return;
   /* Without the line of the assertion itself. */
   while (pcEnd > pcSaid && *pcEnd != '\n')
      pcEnd--;
   *pcEnd = '\0';
   Verdict_describeCall(acCall, sizeof acCall);
   snprintf(acMessage + uLength, MESSAGE_BYTES - uLength,
      "\nHeapMgr_isValid, asked at every call, complains %s:\n%s",
      acCall,
      pcSaid[0] != '\0' ? pcSaid
                        : "(it printed nothing; have it say which"
                          " invariant is violated, and which chunk)");
}

/* Run test iTest, and print the verdict. */

static void Judge_runOne(const struct Options *psOptions, int iTest)
{
   static char acMessage[MESSAGE_BYTES];
   char acSaid[GUEST_SAID_BYTES + 1];
   const char *pcHint = "-";

   snprintf(acMessage, sizeof acMessage, "%s",
      Judge_runUnder(psOptions, iTest));
   strcpy(acSaid, psLeft->sGuest.acSaid);
   if (asTests[iTest].psSuite != NULL)
      pcHint = Judge_getHint(&asTests[iTest], acMessage);
   if (Judge_isForCloser(iTest))
      Judge_lookCloser(psOptions, iTest, acMessage);
   Judge_print(&asTests[iTest], acMessage, acSaid, pcHint);
}

/*--------------------------------------------------------------------*/
/* All tests                                                          */
/*--------------------------------------------------------------------*/

/* Return the index of the parent of test iTest, or -1. */

static int Judge_findParent(int iTest)
{
   return Judge_findTest(asTests[iTest].acParent);
}

/* Judge test iTest, whose parent has been judged.  A submission that
   has done what all tests may do together is not run any more: the
   others of the batch wait. */

static void Judge_judgeOne(const struct Options *psOptions, int iTest)
{
   char acMessage[NAME_BYTES + 100];
   int iParent = Judge_findParent(iTest);

   if (iParent >= 0 && asTests[iParent].eStatus != STATUS_PASSED
       && asTests[iParent].eStatus != STATUS_LEFT_OUT)
      snprintf(acMessage, sizeof acMessage,
         "First the test %s must pass", asTests[iParent].acName);
   else if (uInstructions >= uStageBudget)
      snprintf(acMessage, sizeof acMessage,
         "The tests before this one have used up what all of them"
         " may: %llu instructions",
         (unsigned long long)uStageBudget);
   else
   {
      Judge_runOne(psOptions, iTest);
      return;
   }
   asTests[iTest].eStatus = STATUS_NOT_RUN;
   Judge_print(&asTests[iTest], acMessage, "",
      asTests[iTest].psSuite == NULL ? "-"
                                     : asTests[iTest].psSuite->pcHint);
}

/* Judge all tests, each after its parent. */

static void Judge_runAll(const struct Options *psOptions)
{
   static bool abDone[MAX_TESTS];
   int iLeft = iTests;

   while (iLeft > 0)
   {
      int iBefore = iLeft;
      int i;

      for (i = 0; i < iTests; i++)
      {
         int iParent = Judge_findParent(i);

         if (abDone[i] || (iParent >= 0 && !abDone[iParent]))
            continue;
         Judge_judgeOne(psOptions, i);
         abDone[i] = true;
         iLeft--;
      }
      if (iLeft == iBefore)
         Judge_refusePlan("the parents go round in a circle", 0);
   }
}

/* Print the names of all tests, with the stages they are for as
   bits. */

static void Judge_list(void)
{
   const struct Suite_Test *const *ppsSubject;
   const struct Suite_Test *psTest;

   for (ppsSubject = Suite_apsSubjects; *ppsSubject != NULL;
        ppsSubject++)
      for (psTest = *ppsSubject; psTest->pcName != NULL; psTest++)
         printf("%s\t%u\t%u\t%s\t%s\n", psTest->pcName, psTest->uStages,
            psTest->uTags,
            psTest->pcParent == NULL ? "-" : psTest->pcParent,
            psTest->pcTitle);
}

/*--------------------------------------------------------------------*/
/* The command line                                                   */
/*--------------------------------------------------------------------*/

static _Noreturn void Judge_exitWithUsage(void)
{
   fprintf(stderr,
      "usage: judge --stage 4|5 --debug FILE --fast FILE [--seed N]"
      " < PLAN\n"
      "       judge --list\n");
   exit(2);
}

/* Return the whole number that pcText is, the value of option pcOption.
   It must be from uMin to uMax. */

static uint64_t Judge_readNumber(const char *pcOption,
   const char *pcText, uint64_t uMin, uint64_t uMax)
{
   char *pcEnd;
   unsigned long long uNumber;

   errno = 0;
   uNumber = strtoull(pcText, &pcEnd, 10);
   if (*pcText < '0' || *pcText > '9' || *pcEnd != '\0' || errno != 0
       || uNumber < uMin || uNumber > uMax)
   {
      fprintf(stderr,
         "judge: %s must be a number from %llu to %llu, not '%s'\n",
         pcOption, (unsigned long long)uMin, (unsigned long long)uMax,
         pcText);
      exit(2);
   }
   return uNumber;
}

static void Judge_read(
   struct Options *psOptions, int argc, char *argv[])
{
   static const struct option asOptions[] = {
      {"stage", required_argument, NULL, 'g'},
      {"debug", required_argument, NULL, 'b'},
      {"fast", required_argument, NULL, 'f'},
      {"seed", required_argument, NULL, 'd'},
      {"list", no_argument, NULL, 'l'}, {NULL, 0, NULL, 0}};
   int iOption;

   while (
      (iOption = getopt_long(argc, argv, "", asOptions, NULL)) != -1)
      switch (iOption)
      {
      case 'b':
         psOptions->pcDebug = optarg;
         break;
      case 'f':
         psOptions->pcFast = optarg;
         break;
      case 'g':
         uStageJudged = (unsigned int)Judge_readNumber(
            "--stage", optarg, FIRST_STAGE, LAST_STAGE);
         psOptions->uStage = 1u << uStageJudged;
         break;
      case 'd':
         uHiddenSeed = Judge_readNumber(
            "--seed", optarg, 0, UINT64_MAX);
         break;
      case 'l':
         psOptions->bList = true;
         break;
      default:
         Judge_exitWithUsage();
      }
   if (!psOptions->bList
       && (psOptions->pcDebug == NULL || psOptions->pcFast == NULL
           || !(psOptions->uStage & STAGES_FOOTER)))
      Judge_exitWithUsage();
}

int main(int argc, char *argv[])
{
   static const struct rlimit sNone = {0, 0};
   struct Options sOptions = {0};

   Judge_read(&sOptions, argc, argv);
   if (sOptions.bList)
   {
      Judge_list();
      return EXIT_SUCCESS;
   }
   clearenv(); /* CK_... would change what Check runs */
   setrlimit(RLIMIT_CORE, &sNone);
   psLeft = mmap(NULL, sizeof *psLeft, PROT_READ | PROT_WRITE,
      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
   if (psLeft == MAP_FAILED)
   {
      perror("judge: mmap");
      return 2;
   }
   Judge_readPlan(sOptions.uStage);
   Judge_runAll(&sOptions);
   return EXIT_SUCCESS;
}
