/*--------------------------------------------------------------------*/
/* checkmain.c: a program that checks one manager, or a chunk module  */
/*                                                                    */
/* Check runs each test in a process of its own: a crash or an        */
/* endless loop is a failed test and not a lost run.  The manager is  */
/* linked in, so this is for practice: a program that wants to cheat  */
/* can (grading keeps it in another process).                         */
/*--------------------------------------------------------------------*/

#include "crash.h"
#include "inputs.h"
#include "suite.h"
#include "verdict.h"
#include <check.h>
#include <malloc.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The name after build/check, "4_dlist" for instance. */

#ifndef CHECKED_STAGE
#error "CHECKED_STAGE must be given: the stage it is tested as, or 0"
#endif
#ifndef CHECKED_NAME
#error "CHECKED_NAME must be given on the compiler's command line"
#endif

enum
{
   MAX_TESTS = 400,
   TEST_SECONDS = 10,   /* then a test has failed */
   FULL_FAILURES = 3,   /* explained; of others, the name */
   NAMED_FAILURES = 12, /* of these */
   MOST_LOOPS = 2,      /* each takes seconds: then no more is run */
   SAID_BYTES = 1000,   /* shown of what the manager printed */
   INDENT = 5,          /* of all lines below a test's title */
   LINE_COLUMNS = 78,
   TEXT_BYTES = 2000,            /* of what is wrapped at once */
   SPARE_BYTES = 4 * 1024 * 1024 /* for the C library's malloc */
};

/* How a test ended. */

enum Result
{
   RESULT_PASS,
   RESULT_FAIL,     /* it said what was wrong */
   RESULT_ERROR,    /* it crashed, looped, or ended early */
   RESULT_NOT_RUN,  /* its parent did not pass */
   RESULT_LEFT_OUT, /* it needs what this manager doesn't have */
   RESULT_COUNT
};

struct Options
{
   const char *pcProgram;
   const char *pcOnly; /* the one test to run, or NULL */
   unsigned int uTags; /* run tests with one of these */
   bool bVerbose;
   bool bFirst; /* end at the first test that fails */
   bool bDebug; /* run in this process, for a debugger */
};

static const char *const apcTags[] = {"contract", "behaviour", "policy",
   "cost", "misuse", "valid", "chunk", NULL};

/* The tests of this program, in order, and their results. */

static const struct Suite_Test *apsTests[MAX_TESTS];
static enum Result aeResults[MAX_TESTS];
static int iTests = 0;
static int iExplained = 0; /* failures */
static int iLoops = 0;     /* tests that did not come to an end */

/* What the tests print goes into this file. */

static FILE *psSaid = NULL;

/* What the inputs are drawn from; 0 is the public ones. */

static uint64_t uInputsSeed = 0;

/* Whether the tests print to the terminal instead. */

static bool bSaidToTerminal = false;

/*--------------------------------------------------------------------*/
/* What can be seen of a manager is asked by names that need not be   */
/* there: the chunk suites have no manager and no host.               */
/*--------------------------------------------------------------------*/

#pragma weak Host_canWalk
#pragma weak Host_canList
#pragma weak Host_canCount
bool Host_canWalk(void);
bool Host_canList(void);
bool Host_canCount(void);

/* Return what of uTags is needed but not there, in words, or NULL. */

static const char *Check_getMissing(unsigned int uTags)
{
   if ((uTags & NEEDS_WALK) && !Host_canWalk())
      return "the manager has no HeapMgr_nextPiece";
   if ((uTags & NEEDS_LISTS) && !Host_canList())
      return "the manager has no HeapMgr_countLists and"
             " HeapMgr_nextInList";
   return NULL;
}

/*--------------------------------------------------------------------*/
/* The table                                                          */
/*--------------------------------------------------------------------*/

/* Return the stage of the manager checked. */

static unsigned int Check_getStage(void)
{
   return (CHECKED_STAGE > 0) ? 1u << CHECKED_STAGE : STAGE_OTHER;
}

/* Return the tags to run where the command line names none.  A manager
   that is none of the stages need not even use memory again. */

static unsigned int Check_getUsualTags(void)
{
   return (CHECKED_STAGE > 0 || strncmp(CHECKED_NAME, "_chunk", 6) == 0)
             ? TAG_ALL
             : TAG_CONTRACT;
}

/* Return the index of the test pcName, or -1. */

static int Check_findTest(const char *pcName)
{
   int i;

   for (i = 0; i < iTests; i++)
      if (strcmp(apsTests[i]->pcName, pcName) == 0)
         return i;
   return -1;
}

/* Put the tests that psOptions selects into the table. */

static void Check_selectTests(const struct Options *psOptions)
{
   const struct Suite_Test *const *ppsSubject;
   const struct Suite_Test *psTest;

   for (ppsSubject = Suite_apsSubjects; *ppsSubject != NULL;
        ppsSubject++)
      for (psTest = *ppsSubject; psTest->pcName != NULL; psTest++)
      {
         bool bWanted = (psOptions->pcOnly == NULL)
                           ? (psTest->uTags & psOptions->uTags) != 0
                           : strcmp(psTest->pcName, psOptions->pcOnly)
                                == 0;

         if (!bWanted || !(psTest->uStages & Check_getStage()))
            continue;
         if (iTests == MAX_TESTS || Check_findTest(psTest->pcName) >= 0)
         {
            fprintf(stderr,
               "checkmain: the table has too many tests,"
               " or %s twice\n",
               psTest->pcName);
            exit(2);
         }
         apsTests[iTests++] = psTest;
      }
}

/*--------------------------------------------------------------------*/
/* One test                                                           */
/*--------------------------------------------------------------------*/

START_TEST(Check_runTest)
{
   Inputs_setSeed(uInputsSeed, apsTests[_i]->pcName);
   if (bSaidToTerminal)
   {
      setenv("HEAPMGR_CHECK", "1", 1);
      Crash_limitTime();
   }
   else
   {
      Crash_watch();
      dup2(fileno(psSaid), STDOUT_FILENO);
      dup2(fileno(psSaid), STDERR_FILENO);
   }
   apsTests[_i]->pfRun();
   Verdict_noteEnd();
}
END_TEST

/* Return how many characters of the line at pc fit into uRoom: all, or
   up to a blank. */

static size_t Check_measureLine(const char *pc, size_t uRoom)
{
   size_t uLength = strcspn(pc, "\n");
   size_t uFits = uRoom;

   if (uLength <= uRoom)
      return uLength;
   while (uFits > 0 && pc[uFits] != ' ')
      uFits--;
   return (uFits > 0) ? uFits : uLength;
}

/* Print pcText in lines of at most LINE_COLUMNS, indented; if uStart is
   not 0, the first one goes on after so many characters.  Pictures of
   the heap, and what is indented already, stay as they are. */

static void Check_printFrom(const char *pcText, size_t uStart)
{
   size_t uIndent = (uStart == 0) ? INDENT : uStart;

   while (*pcText != '\0')
   {
      bool bFixed = (*pcText == ' '
                     || strncmp(pcText, "heap before:", 12) == 0
                     || strncmp(pcText, "heap after:", 11) == 0);
      size_t uLength = Check_measureLine(
         pcText, bFixed ? SIZE_MAX : LINE_COLUMNS - uIndent);

      printf("%*s%.*s\n", uStart == 0 ? INDENT : 0, "", (int)uLength,
         pcText);
      pcText += uLength;
      if (*pcText == ' ' || *pcText == '\n')
         pcText++;
      uStart = 0;
      uIndent = INDENT;
   }
}

/* Print what is given as for printf, indented. */

__attribute__((format(printf, 1, 2))) static void Check_print(
   const char *pcFormat, ...)
{
   char acText[TEXT_BYTES];
   va_list oArguments;

   va_start(oArguments, pcFormat);
   vsnprintf(acText, sizeof acText, pcFormat, oArguments);
   va_end(oArguments);
   Check_printFrom(acText, 0);
}

/*--------------------------------------------------------------------*/

/* Return what the test has printed, the last of it if that is much, in
   characters that harm no terminal.  The text lasts until the next
   call. */

static char *Check_readSaid(void)
{
   static char acSaid[SAID_BYTES + 1];
   char *pcSaid = acSaid;
   long iEnd;
   size_t uRead;
   size_t u;

   fseek(psSaid, 0, SEEK_END);
   iEnd = ftell(psSaid);
   fseek(psSaid, iEnd > SAID_BYTES ? iEnd - SAID_BYTES : 0, SEEK_SET);
   uRead = fread(acSaid, 1, SAID_BYTES, psSaid);
   acSaid[uRead] = '\0';
   for (u = 0; u < uRead; u++)
      if (acSaid[u] != '\n' && (acSaid[u] < ' ' || acSaid[u] > '~'))
         acSaid[u] = '?';
   if (iEnd > SAID_BYTES && strchr(acSaid, '\n') != NULL)
      pcSaid = strchr(acSaid, '\n') + 1;
   return pcSaid;
}

/* Print what the test has printed. */

static void Check_printSaid(void)
{
   const char *pcSaid = Check_readSaid();

   if (pcSaid[0] == '\0')
      return;
   Check_print("The program printed%s:",
      ftell(psSaid) > SAID_BYTES ? ", at last" : "");
   Check_printFrom(pcSaid, 0);
}

/* Print how test iTest ended, which did not come to its end: pcMessage
   is what Check says of that. */

static void Check_printEnd(const char *pcMessage)
{
   char acCall[200];
   int iSignal = Crash_getSignal();

   Verdict_describeCall(acCall, sizeof acCall);
   Check_print("%s, %s.",
      iSignal != 0 ? Crash_describe(iSignal) : pcMessage, acCall);
   Crash_print();
   Verdict_printCrash();
}

/* Run test iTest.  Set *peResult to how it ended, and *ppcMessage to
   what it or Check said of that; the caller must free the result, which
   *ppcMessage is part of. */

static SRunner *Check_runUnder(const struct Options *psOptions,
   int iTest, enum Result *peResult, const char **ppcMessage)
{
   Suite *psSuite = suite_create(CHECKED_NAME);
   TCase *psCase = tcase_create(apsTests[iTest]->pcName);
   SRunner *psRunner;
   TestResult **ppsResults;

   tcase_set_timeout(psCase, TEST_SECONDS);
   tcase_add_loop_test(psCase, Check_runTest, iTest, iTest + 1);
   suite_add_tcase(psSuite, psCase);
   psRunner = srunner_create(psSuite);
   srunner_set_fork_status(
      psRunner, psOptions->bDebug ? CK_NOFORK : CK_FORK);

   rewind(psSaid);
   if (ftruncate(fileno(psSaid), 0) != 0)
      perror("checkmain: ftruncate");
   Verdict_startTest();
   Crash_startTest();
   fflush(NULL);
   srunner_run_all(psRunner, CK_SILENT);

   *peResult = RESULT_ERROR;
   *ppcMessage = "Check did not run it";
   ppsResults = srunner_results(psRunner);
   if (srunner_ntests_run(psRunner) == 1)
   {
      int iType = tr_rtype(ppsResults[0]);

      *ppcMessage = tr_msg(ppsResults[0]);
      if (iType == CK_FAILURE)
         *peResult = RESULT_FAIL;
      else if (iType == CK_PASS && Verdict_hasEnded())
         *peResult = RESULT_PASS;
      else if (iType == CK_PASS)
         *ppcMessage = "Somebody called exit(0)";
   }
   free(ppsResults);
   return psRunner;
}

/* Test iTest has failed.  Run it again with the heap looked over at
   both ends of every call.  If the assertion that asks HeapMgr_isValid
   fails, print what was said before: it is nearer to the cause than
   what came of it. */

static void Check_lookCloser(const struct Options *psOptions, int iTest)
{
   enum Result eResult;
   const char *pcMessage;
   char acCall[200];
   char *pcSaid;
   char *pcAssertion;

   setenv("HEAPMGR_CHECK", "1", 1);
   srunner_free(Check_runUnder(psOptions, iTest, &eResult, &pcMessage));
   setenv("HEAPMGR_CHECK", "0", 1);
   if (eResult != RESULT_ERROR || Crash_getSignal() != SIGABRT)
      return;

   pcSaid = Check_readSaid();
   pcAssertion = strstr(pcSaid, "HeapMgr_isValid()");
   if (pcAssertion == NULL)
      return;
   while (pcAssertion > pcSaid && pcAssertion[-1] != '\n')
      pcAssertion--;
   *pcAssertion = '\0';

   Verdict_describeCall(acCall, sizeof acCall);
   Check_print(
      "HeapMgr_isValid, asked at every call, complains %s:", acCall);
   Check_printFrom(pcSaid[0] != '\0'
                      ? pcSaid
                      : "(it printed nothing; have it say which"
                        " invariant is violated, and which chunk)",
      0);
   Verdict_printCrash();
}

/* Return true if failures are still explained in full. */

static bool Check_isExplained(const struct Options *psOptions)
{
   return psOptions->bVerbose || iExplained < FULL_FAILURES;
}

/* Return the title of the lecture's section pcSection. */

static const char *Check_getTitle(const char *pcSection)
{
   static const char *const aapcTitles[][2] = {{"minimal", "Minimal"},
      {"pad", "Pad"}, {"chunk", "Chunk"}, {"list", "List"},
      {"dlist", "Doubly linked list"}, {"bins", "Bins"},
      {"vm", "Virtual memory"}};
   size_t u;

   for (u = 0; u < sizeof aapcTitles / sizeof aapcTitles[0]; u++)
      if (strcmp(aapcTitles[u][0], pcSection) == 0)
         return aapcTitles[u][1];
   return pcSection;
}

/* Print what the student should know of test iTest, which has not
   passed; pcMessage is what it or Check said.  A message that asks a
   question of its own knows better than the table. */

static void Check_printFailure(const struct Options *psOptions,
   int iTest, enum Result eResult, const char *pcMessage)
{
   const struct Suite_Test *psTest = apsTests[iTest];
   int iSignal = Crash_getSignal();

   if (iSignal == SIGPROF || iSignal == SIGALRM)
      iLoops++;
   if (!Check_isExplained(psOptions))
      return;
   iExplained++;
   printf("FAIL %s: ", psTest->pcName);
   Check_printFrom(psTest->pcTitle, strlen(psTest->pcName) + 7);
   if (eResult == RESULT_ERROR)
      Check_printEnd(pcMessage);
   else
   {
      Check_printFrom(pcMessage, 0);
      if (iSignal != 0 && iSignal != SIGABRT)
         Crash_print();
   }
   Check_printSaid();
   if (!psOptions->bDebug)
      Check_lookCloser(psOptions, iTest);
   if (iSignal == SIGPROF || iSignal == SIGALRM)
      Check_print("Question: %s", Crash_ask(iSignal));
   else if (eResult == RESULT_ERROR && iSignal != 0)
      Check_print("Question: %s\n... and: %s", Crash_ask(iSignal),
         psTest->pcHint);
   else if (strchr(pcMessage, '?') == NULL)
      Check_print("Question: %s", psTest->pcHint);
   Check_print("See docs/lecture.md, section \"%s\".  Run it alone:\n"
               "%s --only %s",
      Check_getTitle(psTest->pcSection), psOptions->pcProgram,
      psTest->pcName);
}

/* Run test iTest, and print what is wrong.  On a terminal, the test's
   name is there while it runs: some take seconds. */

static enum Result Check_runOne(
   const struct Options *psOptions, int iTest)
{
   bool bTerminal = !psOptions->bDebug && isatty(STDERR_FILENO);
   enum Result eResult;
   const char *pcMessage;
   SRunner *psRunner;

   if (bTerminal)
      fprintf(stderr, "%d of %d: %s", iTest + 1, iTests,
         apsTests[iTest]->pcName);
   psRunner = Check_runUnder(psOptions, iTest, &eResult, &pcMessage);
   if (bTerminal)
      fputs("\r\033[K", stderr);

   if (eResult != RESULT_PASS)
      Check_printFailure(psOptions, iTest, eResult, pcMessage);
   srunner_free(psRunner);
   return eResult;
}

/*--------------------------------------------------------------------*/
/* All tests                                                          */
/*--------------------------------------------------------------------*/

/* Return true if the parent of test iTest has passed, or isn't asked
   for. */

static bool Check_hasParentPassed(int iTest)
{
   const char *pcParent = apsTests[iTest]->pcParent;
   int iParent;

   if (pcParent == NULL)
      return true;
   iParent = Check_findTest(pcParent);
   if (iParent >= iTest)
   {
      fprintf(stderr, "checkmain: %s comes before its parent\n",
         apsTests[iTest]->pcName);
      exit(2);
   }
   return iParent < 0 || aeResults[iParent] == RESULT_PASS
          || aeResults[iParent] == RESULT_LEFT_OUT;
}

/* Name the tests that failed and were not explained. */

static void Check_nameFailures(void)
{
   char acNames[TEXT_BYTES] = "";
   int iSeen = 0;
   int i;

   for (i = 0; i < iTests; i++)
   {
      if (aeResults[i] != RESULT_FAIL && aeResults[i] != RESULT_ERROR)
         continue;
      iSeen++;
      if (iSeen > iExplained && iSeen <= iExplained + NAMED_FAILURES)
      {
         strcat(acNames, " ");
         strcat(acNames, apsTests[i]->pcName);
      }
   }
   if (iSeen <= iExplained)
      return;
   Check_print("More that failed:%s%s.  --verbose tells of each.",
      acNames, iSeen > iExplained + NAMED_FAILURES ? " ..." : "");
}

/* Run all tests.  Return the program's exit status. */

static int Check_runAll(const struct Options *psOptions)
{
   int aiCounts[RESULT_COUNT] = {0};
   int iWanted;
   int iPassed;
   int i;

   for (i = 0; i < iTests; i++)
   {
      const char *pcMissing = Check_getMissing(apsTests[i]->uTags);

      if (pcMissing != NULL)
      {
         aeResults[i] = RESULT_LEFT_OUT;
         printf("left out: %s: %s\n", apsTests[i]->pcName, pcMissing);
      }
      else if (iLoops >= MOST_LOOPS)
         aeResults[i] = RESULT_NOT_RUN;
      else if (!Check_hasParentPassed(i))
      {
         aeResults[i] = RESULT_NOT_RUN;
         if (psOptions->bVerbose)
            printf("not run: %s: first %s must pass\n",
               apsTests[i]->pcName, apsTests[i]->pcParent);
      }
      else
         aeResults[i] = Check_runOne(psOptions, i);
      if (psOptions->bVerbose && aeResults[i] == RESULT_PASS)
         printf(
            "ok   %s: %s\n", apsTests[i]->pcName, apsTests[i]->pcTitle);
      aiCounts[aeResults[i]]++;
      if (psOptions->bFirst
          && (aeResults[i] == RESULT_FAIL
              || aeResults[i] == RESULT_ERROR))
         return EXIT_FAILURE;
   }

   Check_nameFailures();
   if (iLoops >= MOST_LOOPS)
      Check_print(
         "%d tests did not come to their end, so no others were"
         " run.",
         iLoops);
   iWanted = iTests - aiCounts[RESULT_LEFT_OUT];
   iPassed = aiCounts[RESULT_PASS];
   printf("%d%%: %d of %d tests passed, %d failed",
      iWanted == 0 ? 0 : 100 * iPassed / iWanted, iPassed, iWanted,
      aiCounts[RESULT_FAIL] + aiCounts[RESULT_ERROR]);
   if (aiCounts[RESULT_NOT_RUN] > 0)
      printf("; %d not run until these pass", aiCounts[RESULT_NOT_RUN]);
   printf("\n");
   return (iWanted > 0 && iPassed == iWanted) ? EXIT_SUCCESS
                                              : EXIT_FAILURE;
}

/* Print the table. */

static void Check_listAll(void)
{
   size_t u;
   int i;

   for (i = 0; i < iTests; i++)
   {
      char acTags[80] = "";

      for (u = 0; apcTags[u] != NULL; u++)
         if (apsTests[i]->uTags & (1u << u))
            snprintf(acTags + strlen(acTags),
               sizeof acTags - strlen(acTags), "%s%s",
               acTags[0] == '\0' ? "" : ",", apcTags[u]);
      printf("%s\t%s\t%s\n", apsTests[i]->pcName, acTags,
         apsTests[i]->pcTitle);
   }
}

/*--------------------------------------------------------------------*/
/* The command line                                                   */
/*--------------------------------------------------------------------*/

/* Say how the program is used, and exit with iStatus. */

static _Noreturn void Check_exitWithUsage(int iStatus)
{
   fprintf(iStatus == 0 ? stdout : stderr,
      "usage: check%s [--list] [--only NAME] [--tag TAG]..."
      " [--without TAG]... [--seed N] [--first] [--verbose]"
      " [--debug]\n"
      "TAG is contract, behaviour, policy, cost, misuse, valid or"
      " chunk.\n"
      "--seed draws other sizes and random calls than usual; try some:"
      " grading\n"
      "does.  --first ends at the first test that fails.  --debug, with"
      " --only, runs\n"
      "the test in this process and without a time limit, for a"
      " debugger.\n",
      CHECKED_NAME);
   exit(iStatus);
}

/* Return the bit of tag pcTag. */

static unsigned int Check_parseTag(const char *pcTag)
{
   size_t u;

   for (u = 0; apcTags[u] != NULL; u++)
      if (strcmp(apcTags[u], pcTag) == 0)
         return 1u << u;
   fprintf(
      stderr, "check%s: there is no tag %s\n", CHECKED_NAME, pcTag);
   Check_exitWithUsage(2);
}

/* Return the number pcSeed. */

static uint64_t Check_parseSeed(const char *pcSeed)
{
   char *pcEnd;
   uint64_t uSeed = strtoull(pcSeed, &pcEnd, 10);

   if (pcSeed[0] >= '0' && pcSeed[0] <= '9' && *pcEnd == '\0')
      return uSeed;
   fprintf(stderr, "check%s: a seed is a number, not %s\n",
      CHECKED_NAME, pcSeed);
   Check_exitWithUsage(2);
}

/* Set *psOptions from the command line.  Return true if the tests shall
   only be listed. */

static bool Check_parse(
   int iArguments, char **ppcArguments, struct Options *psOptions)
{
   unsigned int uWanted = 0;
   unsigned int uUnwanted = 0;
   bool bList = false;
   int i;

   psOptions->pcProgram = ppcArguments[0];
   for (i = 1; i < iArguments; i++)
   {
      const char *pcOption = ppcArguments[i];

      if (strcmp(pcOption, "--list") == 0)
         bList = true;
      else if (strcmp(pcOption, "--verbose") == 0)
         psOptions->bVerbose = true;
      else if (strcmp(pcOption, "--first") == 0)
         psOptions->bFirst = true;
      else if (strcmp(pcOption, "--debug") == 0)
         psOptions->bDebug = bSaidToTerminal = true;
      else if (strcmp(pcOption, "--help") == 0)
         Check_exitWithUsage(0);
      else if (++i == iArguments)
         Check_exitWithUsage(2);
      else if (strcmp(pcOption, "--only") == 0)
         psOptions->pcOnly = ppcArguments[i];
      else if (strcmp(pcOption, "--seed") == 0)
         uInputsSeed = Check_parseSeed(ppcArguments[i]);
      else if (strcmp(pcOption, "--tag") == 0)
         uWanted |= Check_parseTag(ppcArguments[i]);
      else if (strcmp(pcOption, "--without") == 0)
         uUnwanted |= Check_parseTag(ppcArguments[i]);
      else
         Check_exitWithUsage(2);
   }
   psOptions->uTags = (uWanted != 0 ? uWanted : Check_getUsualTags())
                      & ~uUnwanted;
   return bList;
}

/* Make the run depend on nothing but the command line: no variable
   changes what Check runs, and a manager's assertions look over the
   heap only in the tests that want it, so that a heap which isn't quite
   sound yet can still show what it can do; the C library's malloc has
   enough to leave the break alone, and no crash leaves a core file. */

static void Check_prepare(void)
{
   static const struct rlimit sNone = {0, 0};
   extern char **environ;
   char **ppcVariable = environ;

   while (*ppcVariable != NULL)
      if (strncmp(*ppcVariable, "CK_", 3) == 0
          || strncmp(*ppcVariable, "HEAPMGR_", 8) == 0)
      {
         char *pcName = strdup(*ppcVariable);

         *strchr(pcName, '=') = '\0';
         unsetenv(pcName);
         free(pcName);
         ppcVariable = environ;
      }
      else
         ppcVariable++;

   setenv("HEAPMGR_CHECK", "0", 1);

   mallopt(M_TOP_PAD, SPARE_BYTES);
   mallopt(M_TRIM_THRESHOLD, 16 * SPARE_BYTES);
   free(malloc(1024));
   setrlimit(RLIMIT_CORE, &sNone);
}

int main(int iArguments, char **ppcArguments)
{
   struct Options sOptions = {0};
   bool bList;

   Check_prepare();
   bList = Check_parse(iArguments, ppcArguments, &sOptions);
   Check_selectTests(&sOptions);
   if (bList)
   {
      Check_listAll();
      return EXIT_SUCCESS;
   }
   if (iTests == 0)
   {
      fprintf(stderr, "check%s: there is no such test\n", CHECKED_NAME);
      return 2;
   }
   psSaid = tmpfile();
   if (psSaid == NULL)
   {
      perror("checkmain: tmpfile");
      return 2;
   }
   /* The tests write to the file itself: keep no old copy of it. */
   setvbuf(psSaid, NULL, _IONBF, 0);
   return Check_runAll(&sOptions);
}
