/*--------------------------------------------------------------------*/
/* judge.c: form a verdict on a submission                            */
/*                                                                    */
/*    judge [--tier TIER] --sandbox FILE --runner FILE [--fast FILE]  */
/*          --stage 4|5 [--seed N] [--seconds N] < PLAN > VERDICTS  */
/*    judge --list                                                    */
/*                                                                    */
/* A line of the plan is a test, in columns that TABs part:           */
/*                                                                    */
/*    NAME  PARENT  suite                                             */
/*    NAME  PARENT  play  WORKLOAD  COUNT  SIZE  SEED                 */
/*                                                                    */
/* PARENT may be -, which stands for the suite's own.  Each test is   */
/* run by Check in a process of its own, with a runner of its own     */
/* (--fast is the one for plays).  A line of the verdicts is an       */
/* object of JSON.                                                    */
/*                                                                    */
/* No code of the submission is in this program.                      */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include "crash.h"
#include "host.h"
#include "inputs.h"
#include "memory.h"
#include "play.h"
#include "remote.h"

#include "suite.h"
#include "verdict.h"
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum
{
   MAX_TESTS = 400,
   NAME_BYTES = 64,
   LINE_BYTES = 400,
   TEST_SECONDS = 90,   /* the runner's own limits come before */
   MOST_TIMEOUTS = 3,   /* then no other test is run */
   MOST_AGAIN = 3,      /* after a failure of the grader itself, */
   MOST_AGAIN_ALL = 12, /* and in all tests together */
   REAP_MOMENTS = 5000, /* of a millisecond */
   MOST_CLOSER = 3,     /* failures that are looked at once more */
   CLOSER_SECONDS = 60, /* its limit of steps comes before */
   MESSAGE_BYTES = 6000,
   SAID_BYTES = 1200,
   HINT_BYTES = 1500,
   FAR_DIGITS = 12,     /* a longer number is a wild address, */
   FAR_HEX_DIGITS = 11, /* and so is this after 0x (as the heap's) */
   FIRST_STAGE = 4,     /* the stages that students write */
   LAST_STAGE = 5,
   MAX_SECONDS = 1000000000 /* for all tests of a stage */
};

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
   const char *pcSandbox;
   const char *pcTier;
   const char *pcRunner;
   const char *pcFast;
   unsigned int uStage;
   time_t iSeconds; /* for all tests together; 0: no limit */
   bool bList;
};

/* What the process of a test leaves behind. */

struct Left
{
   bool bLeftOut;
   struct Play_Measured sMeasured;
};

static struct Test asTests[MAX_TESTS];
static int iTests = 0;
static int iTimeouts = 0; /* tests that took all their time */
static time_t iStarted;   /* when the first one began */
static int iCloser = 0;   /* tests that were looked at once more */
static int iAgain = 0;    /* repetitions after the grader had failed */
static struct Left *psLeft;
static int iSaid;

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
   char acLine[LINE_BYTES];
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

/* Return how many characters of pcText, from its first on, are the number
   of an address outside the heap.  Some are the judge's own, which differ
   from run to run, and which nobody should know. */

static size_t Judge_spanFar(const char *pcText)
{
   size_t uDigits = strspn(pcText, "0123456789");

   if (uDigits > FAR_DIGITS)
      return uDigits;
   if (strncmp(pcText, "0x", 2) != 0)
      return 0;
   uDigits = strspn(pcText + 2, "0123456789abcdefABCDEF");
   return (uDigits > FAR_HEX_DIGITS) ? 2 + uDigits : 0;
}

/* Return true if the number at pc, in pcText, is the size that a test
   asked for, which may be huge. */

static bool Judge_isSize(const char *pcText, const char *pc)
{
   static const char acCall[] = "HeapMgr_malloc(";
   size_t uCall = sizeof acCall - 1;

   return (size_t)(pc - pcText) >= uCall
          && strncmp(pc - uCall, acCall, uCall) == 0
          && strncmp(pc, "0x", 2) != 0;
}

/* Print pcText as a string of JSON, with "far" for addresses outside the
   heap. */

static void Judge_printString(const char *pcText)
{
   const char *pcStart = pcText;

   putchar('"');
   while (*pcText != '\0')
   {
      size_t uFar = Judge_spanFar(pcText);

      if (uFar > 0 && Judge_isSize(pcStart, pcText))
      {
         printf("%.*s", (int)uFar, pcText);
         pcText += uFar;
         continue;
      }

      if (uFar > 0)
      {
         fputs("far", stdout);
         pcText += uFar;
         continue;
      }
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

/* Write to acSaid what the runner has printed, as much as is useful. */

static void Judge_readSaid(char acSaid[SAID_BYTES + 1])
{
   ssize_t iRead = pread(iSaid, acSaid, SAID_BYTES, 0);
   ssize_t i;

   for (i = 0; i < iRead; i++)
      if (acSaid[i] == '\0')
         acSaid[i] = '?';
   acSaid[iRead > 0 ? iRead : 0] = '\0';
}

static void Judge_printMeasured(const struct Play_Measured *psMeasured)
{
   printf(",\"measured\":{\"calls\":%zu,\"malloc_steps\":%zu,"
          "\"free_steps\":%zu,\"most_malloc_steps\":%zu,"
          "\"most_free_steps\":%zu,\"peak_heap\":%zu,"
          "\"peak_payload\":%zu,\"system_calls\":%zu},\"cpu_us\":%ld",
      psMeasured->uCalls, psMeasured->uMallocSteps,
      psMeasured->uFreeSteps, psMeasured->uMostMallocSteps,
      psMeasured->uMostFreeSteps, psMeasured->uPeakHeapBytes,
      psMeasured->uPeakPayloadBytes, psMeasured->uSystemCalls,
      psMeasured->lMicroseconds);
}

/* Return what Crash_ask has a question for, if a test says pcMessage:
   SIGPROF for a loop, SIGSEGV or SIGABRT for a crash, or else 0. */

static int Judge_getCrash(const char *pcMessage)
{
   int iSignal = Remote_getSignal();

   if (iSignal == SIGXCPU
       || strstr(pcMessage, Remote_acOutOfTime) != NULL)
      return SIGPROF;
   if (iSignal == SIGBUS)
      return SIGSEGV;
   return (iSignal == SIGSEGV || iSignal == SIGABRT) ? iSignal : 0;
}

/* Return the question that helps with pcMessage: one that it asks itself
   fits better than the test's, and what a test asks helps little where a
   program loops.  The text lasts until the next call. */

static const char *Judge_getHint(
   const struct Test *psTest, const char *pcMessage)
{
   static char acHint[HINT_BYTES];
   int iCrash = Judge_getCrash(pcMessage);

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
   runner has printed, and pcHint the question. */

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

START_TEST(Judge_runTest)
{
   const struct Test *psTest = &asTests[_i];

   Inputs_setSeed(uHiddenSeed, psTest->acName);
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
   if (iType == CK_ERROR && strstr(acMessage, "timeout") != NULL)
   {
      snprintf(acMessage, sizeof acMessage,
         "The program %s, in many"
         " calls",
         Remote_acOutOfTime);
      iType = CK_FAILURE;
   }
   if (iType == CK_FAILURE)
   {
      psTest->eStatus = STATUS_FAILED;
      if (strstr(acMessage, Remote_acOutOfTime) != NULL)
         iTimeouts++;
   }
   else if (iType == CK_PASS && Verdict_hasEnded())
      psTest->eStatus = psLeft->bLeftOut ? STATUS_LEFT_OUT
                                         : STATUS_PASSED;
   if (psTest->eStatus == STATUS_INTERNAL
       && Remote_getFailure()[0] != '\0')
      snprintf(acMessage, sizeof acMessage, "%s", Remote_getFailure());
   if (psTest->eStatus == STATUS_LEFT_OUT)
      snprintf(acMessage, sizeof acMessage,
         "The functions for inspectors at the end of heapmgr.h are"
         " missing");
   return acMessage;
}

/* Return how the heap is looked at in *psSuite. */

static enum Remote_Trust Judge_getTrust(
   const struct Suite_Test *psSuite)
{
   if (psSuite == NULL || (psSuite->uTags & TAG_CONTRACT))
      return (psSuite != NULL
                && strcmp(psSuite->pcName, "empty_heap_valid") == 0)
                ? REMOTE_ASK
                : REMOTE_CHECK_FILLED;
   if (strcmp(psSuite->pcName, "valid_pure") == 0)
      return REMOTE_ASK_PURE;
   if (psSuite->uTags & TAG_VALID)
      return REMOTE_ASK;
   return REMOTE_CHECK_ALL;
}

/* Wait for all that a test has left.  Its processes are ending, for
   whoever started them has; as children of this one they are waited for
   at once, and not when the system's first process comes to it. */

static void Judge_reapAll(void)
{
   static const struct timespec sMoment = {0, 1000000};
   pid_t iEnded = 0;
   int i;

   for (i = 0; i < REAP_MOMENTS && iEnded >= 0; i++)
   {
      iEnded = waitpid(-1, NULL, WNOHANG);
      if (iEnded == 0)
         nanosleep(&sMoment, NULL);
   }
}

/* Run test iTest, for iSeconds at most, set its status, and return what is
   to be said.  The text lasts until the next call. */

static char *Judge_runUnder(
   const struct Options *psOptions, int iTest, int iSeconds)
{
   Suite *psSuite = suite_create("judge");
   TCase *psCase = tcase_create(asTests[iTest].acName);
   SRunner *psRunner;
   char *pcMessage;

   Remote_configure(psOptions->pcSandbox, psOptions->pcTier,
      asTests[iTest].psSuite == NULL ? psOptions->pcFast
                                     : psOptions->pcRunner,
      iSaid);
   Remote_setTrust(Judge_getTrust(asTests[iTest].psSuite));
   tcase_set_timeout(psCase, iSeconds);
   tcase_add_loop_test(psCase, Judge_runTest, iTest, iTest + 1);
   suite_add_tcase(psSuite, psCase);
   psRunner = srunner_create(psSuite);
   srunner_set_fork_status(psRunner, CK_FORK);
   if (ftruncate(iSaid, 0) != 0)
      perror("judge: ftruncate");
   *psLeft = (struct Left){0};
   Verdict_startTest();
   fflush(NULL);
   srunner_run_all(psRunner, CK_SILENT);
   Judge_reapAll();
   pcMessage = Judge_weigh(iTest, psRunner);
   srunner_free(psRunner);
   return pcMessage;
}

/*--------------------------------------------------------------------*/

/* Return true if it is worth while to run test iTest, which has been run,
   once more with the manager's own assertions at work.  It is for those
   whose heap is the manager's doing, and that end soon. */

static bool Judge_isForCloser(int iTest, const char *pcMessage)
{
   const struct Test *psTest = &asTests[iTest];

   return psTest->eStatus == STATUS_FAILED && psTest->psSuite != NULL
          && !(psTest->psSuite->uTags
               & (TAG_COST | TAG_MISUSE | TAG_VALID))
          && Judge_getCrash(pcMessage) != SIGPROF
          && iCloser < MOST_CLOSER;
}

/* Test iTest has failed.  Run it again with the heap looked over by
   HeapMgr_isValid at both ends of every call.  If it complains, append
   that to acMessage: it is nearer to the cause than what came of it.
   The submission says so, and it has no effect on the verdict. */

static void Judge_lookCloser(const struct Options *psOptions, int iTest,
   char acMessage[MESSAGE_BYTES])
{
   char acSaid[SAID_BYTES + 1];
   char acCall[200];
   char *pcEnd;
   size_t uLength = strlen(acMessage);
   enum Status eStatus = asTests[iTest].eStatus;
   int iBefore = iTimeouts;

   iCloser++;
   Remote_lookCloser(true);
   (void)Judge_runUnder(psOptions, iTest, CLOSER_SECONDS);
   Remote_lookCloser(false);
   asTests[iTest].eStatus = eStatus;
   iTimeouts = iBefore;

   Judge_readSaid(acSaid);
   pcEnd = strstr(acSaid, "HeapMgr_isValid()");
   if (Remote_getSignal() != SIGABRT || pcEnd == NULL)
      return;
   /* Without the line of the assertion itself. */
   while (pcEnd > acSaid && *pcEnd != '\n')
      pcEnd--;
   *pcEnd = '\0';
   Verdict_describeCall(acCall, sizeof acCall);
   snprintf(acMessage + uLength, MESSAGE_BYTES - uLength,
      "\nHeapMgr_isValid, asked at every call, complains %s:\n%s",
      acCall,
      acSaid[0] != '\0' ? acSaid
                        : "(it printed nothing; have it say which"
                          " invariant is violated, and which chunk)");
}

/* Run test iTest as Judge_runUnder does, and if the grader itself fails,
   again: the system may have been short of something.  A submission that
   feigns it gets another run of the same test, on the same inputs, and at
   the end no verdict. */

static char *Judge_runAgain(const struct Options *psOptions, int iTest)
{
   static const struct timespec sPause = {0, 300000000};
   char *pcMessage = Judge_runUnder(psOptions, iTest, TEST_SECONDS);
   int i;

   for (i = 0; asTests[iTest].eStatus == STATUS_INTERNAL
               && i < MOST_AGAIN && iAgain < MOST_AGAIN_ALL;
        i++)
   {
      iAgain++;
      nanosleep(&sPause, NULL);
      pcMessage = Judge_runUnder(psOptions, iTest, TEST_SECONDS);
   }
   return pcMessage;
}

/* Run test iTest, and print the verdict. */

static void Judge_runOne(const struct Options *psOptions, int iTest)
{
   static char acMessage[MESSAGE_BYTES];
   char acSaid[SAID_BYTES + 1];
   const char *pcHint = "-";

   snprintf(acMessage, sizeof acMessage, "%s",
      Judge_runAgain(psOptions, iTest));
   Judge_readSaid(acSaid);
   if (asTests[iTest].psSuite != NULL)
      pcHint = Judge_getHint(&asTests[iTest], acMessage);
   if (Judge_isForCloser(iTest, acMessage))
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

/* Return the time in seconds. */

static time_t Judge_getTime(void)
{
   struct timespec sNow;

   clock_gettime(CLOCK_MONOTONIC, &sNow);
   return sNow.tv_sec;
}

/* Judge test iTest, whose parent has been judged.  A submission that has
   taken all the time of several tests must not do so in all of them, nor
   take nearly all of it in each: the others of the batch wait. */

static void Judge_judgeOne(const struct Options *psOptions, int iTest)
{
   char acMessage[NAME_BYTES + 60];
   int iParent = Judge_findParent(iTest);

   if (iParent >= 0 && asTests[iParent].eStatus != STATUS_PASSED
       && asTests[iParent].eStatus != STATUS_LEFT_OUT)
      snprintf(acMessage, sizeof acMessage,
         "First the test %s must pass", asTests[iParent].acName);
   else if (iTimeouts >= MOST_TIMEOUTS)
      snprintf(acMessage, sizeof acMessage,
         "%d tests before this one have taken all their time",
         iTimeouts);
   else if (psOptions->iSeconds != 0
            && Judge_getTime() - iStarted >= psOptions->iSeconds)
      snprintf(acMessage, sizeof acMessage,
         "The tests before this one have taken %ld seconds and more",
         (long)psOptions->iSeconds);
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

   iStarted = Judge_getTime();
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

/* Print the names of all tests, with the stages they are for as bits. */

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
      "usage: judge [--tier TIER] --sandbox FILE --runner FILE\n"
      "             [--fast FILE] --stage 4|5 [--seed N]"
      " [--seconds N] < PLAN\n"
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
      {"tier", required_argument, NULL, 't'},
      {"sandbox", required_argument, NULL, 's'},
      {"runner", required_argument, NULL, 'r'},
      {"fast", required_argument, NULL, 'f'},
      {"stage", required_argument, NULL, 'g'},
      {"seed", required_argument, NULL, 'd'},
      {"seconds", required_argument, NULL, 'e'},
      {"list", no_argument, NULL, 'l'}, {NULL, 0, NULL, 0}};
   int iOption;

   while (
      (iOption = getopt_long(argc, argv, "", asOptions, NULL)) != -1)
      switch (iOption)
      {
      case 't':
         psOptions->pcTier = optarg;
         break;
      case 's':
         psOptions->pcSandbox = optarg;
         break;
      case 'r':
         psOptions->pcRunner = optarg;
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
      case 'e':
         psOptions->iSeconds = (time_t)Judge_readNumber(
            "--seconds", optarg, 0, MAX_SECONDS);
         break;
      case 'l':
         psOptions->bList = true;
         break;
      default:
         Judge_exitWithUsage();
      }
   if (psOptions->pcFast == NULL)
      psOptions->pcFast = psOptions->pcRunner;
   if (!psOptions->bList
       && (psOptions->pcSandbox == NULL || psOptions->pcRunner == NULL
           || !(psOptions->uStage & STAGES_FOOTER)))
      Judge_exitWithUsage();
}

int main(int argc, char *argv[])
{
   static const struct rlimit sNone = {0, 0};
   struct Options sOptions = {.pcTier = "full"};

   Judge_read(&sOptions, argc, argv);
   if (sOptions.bList)
   {
      Judge_list();
      return EXIT_SUCCESS;
   }
   clearenv(); /* CK_... would change what Check runs */
   setrlimit(RLIMIT_CORE, &sNone);
   prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); /* see Judge_reapAll */
   psLeft = Memory_getShared(sizeof *psLeft);
   iSaid = memfd_create("said", MFD_CLOEXEC);
   if (iSaid < 0 || fcntl(iSaid, F_SETFL, O_APPEND) != 0)
   {
      perror("judge: memfd");
      return 2;
   }
   Judge_readPlan(sOptions.uStage);
   Judge_runAll(&sOptions);
   return EXIT_SUCCESS;
}
