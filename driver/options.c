/*--------------------------------------------------------------------*/
/* options.c: what testheapmgr is asked to do                         */
/*--------------------------------------------------------------------*/

#include "options.h"
#include "workload.h"
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char acVersion[] = KIT_VERSION;
static const char acProgram[] = "testheapmgr";

/* Options by their long names.  From OPTION_LIST on, they are questions
   that are answered at once. */

enum
{
   OPTION_SEED = 256,
   OPTION_TRACE,
   OPTION_CHECK,
   OPTION_HEAP_LIMIT,
   OPTION_CPU_LIMIT,
   OPTION_FAST,
   OPTION_STEPS,
   OPTION_PARTS,
   OPTION_NO_PARTS,
   OPTION_SERIES,
   OPTION_COSTS,
   OPTION_TSV,
   OPTION_NO_HEADER,
   OPTION_IN_PROCESS,
   OPTION_LIST,
   OPTION_VERSION,
   OPTION_HELP
};

static const struct option asLong[] = {
   {"seed", required_argument, NULL, OPTION_SEED},
   {"trace", required_argument, NULL, OPTION_TRACE},
   {"check", required_argument, NULL, OPTION_CHECK},
   {"heap-limit", required_argument, NULL, OPTION_HEAP_LIMIT},
   {"cpu-limit", required_argument, NULL, OPTION_CPU_LIMIT},
   {"fast", no_argument, NULL, OPTION_FAST},
   {"steps", no_argument, NULL, OPTION_STEPS},
   {"parts", no_argument, NULL, OPTION_PARTS},
   {"no-parts", no_argument, NULL, OPTION_NO_PARTS},
   {"series", required_argument, NULL, OPTION_SERIES},
   {"costs", required_argument, NULL, OPTION_COSTS},
   {"tsv", no_argument, NULL, OPTION_TSV},
   {"no-header", no_argument, NULL, OPTION_NO_HEADER},
   {"in-process", no_argument, NULL, OPTION_IN_PROCESS},
   {"list", no_argument, NULL, OPTION_LIST},
   {"version", no_argument, NULL, OPTION_VERSION},
   {"help", no_argument, NULL, OPTION_HELP}, {NULL, 0, NULL, 0}};

/*--------------------------------------------------------------------*/

static void Options_printHelp(const char *pcName)
{
   printf("Usage: %s [OPTION]... TEST COUNT SIZE\n"
          "       %s [OPTION]... --trace FILE\n",
      pcName, pcName);
   fputs(
      "Play a client of the heap manager in this program, check what\n"
      "the manager does, and measure its time and space.\n"
      "\n"
      "  TEST               a workload, see --list\n"
      "  COUNT              calls of malloc, 1 to 10000000\n"
      "  SIZE               bytes, 1 to 10000000\n"
      "  --trace FILE       replay FILE (.rep or .script), - for\n"
      "                     standard input\n"
      "  --seed N           the seed of the random numbers (1)\n"
      "  --check N          every N operations, verify all payloads\n"
      "                     and have the manager check its heap\n"
      "  --fast             leave the payloads alone: check only\n"
      "                     where they are, and time the whole run\n"
      "  --steps            count basic blocks (build/steps/ only)\n"
      "  --parts            play a second time, and show the parts of\n"
      "                     the heap (--tsv does, unless --fast)\n"
      "  --no-parts         don't play a second time\n"
      "  --series FILE      write to FILE the heap's parts over time\n"
      "  --costs FILE       write to FILE how many calls took how\n"
      "                     many steps (build/steps/ only)\n"
      "  --heap-limit BYTES refuse what would make the heap larger\n"
      "  --cpu-limit S      give up after S seconds of CPU time\n"
      "  --tsv              print a table for programs, with tabs\n"
      "  --no-header        leave out the table's first line\n"
      "  --in-process       do not fork: for a debugger\n"
      "  --list             list the tests\n"
      "  --version          show the version\n"
      "  --help             show this help\n"
      "\n"
      "A trace has an operation on each line, and # starts a comment:\n"
      "  a ID BYTES         malloc; ID is a number from 0 on\n"
      "  r ID BYTES         realloc; of NULL if ID is not known yet\n"
      "  f ID               free; of NULL if never allocated, or -1\n"
      "  w ID BYTES         write the payload's first BYTES bytes\n"
      "A .script has only such lines. A .rep begins with 2 numbers,\n"
      "ids and operations, or with 4: a heap size or weight, ids,\n"
      "operations, and a weight or the most bytes live at a time.\n"
      "\n"
      "Exit status: 0 if the manager did well, 1 if it failed, 2 if\n"
      "the arguments or the trace are wrong.\n",
      stdout);
}

static void Options_printList(void)
{
   size_t u;

   for (u = 0; Workload_getName(u) != NULL; u++)
      printf("%-13s %s\n", Workload_getName(u), Workload_getSummary(u));
}

/*--------------------------------------------------------------------*/

/* Answer the question that option iOption is, and exit. */

static void Options_answer(const struct Options *psOptions, int iOption,
   const char *pcName) __attribute__((noreturn));

static void Options_answer(
   const struct Options *psOptions, int iOption, const char *pcName)
{
   if (iOption == OPTION_LIST)
      Options_printList();
   else if (iOption == OPTION_VERSION)
      printf("%s %s (manager %s)\n", acProgram, acVersion,
         psOptions->pcManager);
   else
      Options_printHelp(pcName);
   exit(EXIT_OK);
}

/*--------------------------------------------------------------------*/

/* Say on stderr in one line what is wrong, and exit. */

static void Options_reject(const char *pcFormat, ...)
   __attribute__((format(printf, 1, 2), noreturn));

static void Options_reject(const char *pcFormat, ...)
{
   va_list oArguments;

   fprintf(stderr, "%s: ", acProgram);
   va_start(oArguments, pcFormat);
   vfprintf(stderr, pcFormat, oArguments);
   va_end(oArguments);
   fputs(" (see --help)\n", stderr);
   exit(EXIT_USAGE);
}

/*--------------------------------------------------------------------*/

/* Return the number in pcText, which must be from uMin to uMax.  pcWhat
   names it in the message if it isn't. */

static uint64_t Options_readNumber(
   const char *pcText, const char *pcWhat, uint64_t uMin, uint64_t uMax)
{
   char *pcEnd;
   unsigned long long uNumber;

   errno = 0;
   uNumber = strtoull(pcText, &pcEnd, 10);
   if (*pcText < '0' || *pcText > '9' || *pcEnd != '\0'
       || errno == ERANGE || uNumber < uMin || uNumber > uMax)
      Options_reject("%s must be a number from %llu to %llu, not '%s'",
         pcWhat, (unsigned long long)uMin, (unsigned long long)uMax,
         pcText);
   return uNumber;
}

/*--------------------------------------------------------------------*/

/* Reject option pcOption unless this program counts steps. */

static void Options_needCounting(
   const struct Options *psOptions, const char *pcOption)
{
#ifdef COUNT_STEPS
   (void)psOptions;
   (void)pcOption;
#else
   const char *pcManager = psOptions->pcManager;
   bool bStage = (*pcManager >= '0' && *pcManager <= '9');

   Options_reject("%s needs a program that counts steps, which this one"
                  " doesn't: make and run build/steps/testheapmgr%s%s",
      pcOption, bStage ? "" : "_", pcManager);
#endif
}

/*--------------------------------------------------------------------*/

/* Return the argument that getopt_long has just found to be no option.
   It has stepped past it, unless letters are left in it; all of ours
   that could come before those end the program. */

static const char *Options_getUnknown(char *argv[])
{
   const char *pcLast = argv[optind - 1];

   if (optopt <= 0 || optopt >= OPTION_SEED
       || (pcLast[0] == '-' && pcLast[1] == optopt
           && pcLast[2] == '\0'))
      return pcLast;
   return argv[optind];
}

/*--------------------------------------------------------------------*/

/* Take option iOption, whose argument is pcValue. */

static void Options_take(
   struct Options *psOptions, int iOption, const char *pcValue)
{
   switch (iOption)
   {
   case OPTION_SEED:
      psOptions->uSeed = Options_readNumber(
         pcValue, "the seed", 0, UINT64_MAX);
      break;
   case OPTION_TRACE:
      psOptions->pcTrace = pcValue;
      break;
   case OPTION_CHECK:
      psOptions->uCheckEvery = Options_readNumber(
         pcValue, "--check", 1, SIZE_MAX);
      break;
   case OPTION_HEAP_LIMIT:
      psOptions->uHeapLimit = Options_readNumber(
         pcValue, "--heap-limit", 1, SIZE_MAX - 1);
      break;
   case OPTION_CPU_LIMIT:
      psOptions->uCpuSeconds = (unsigned)Options_readNumber(
         pcValue, "--cpu-limit", 1, 86400);
      break;
   case OPTION_FAST:
      psOptions->bFast = true;
      break;
   case OPTION_STEPS:
      Options_needCounting(psOptions, "--steps");
      psOptions->bSteps = true;
      break;
   case OPTION_PARTS:
      psOptions->bParts = true;
      break;
   case OPTION_NO_PARTS:
      psOptions->bNoParts = true;
      break;
   case OPTION_SERIES:
      psOptions->bParts = true;
      psOptions->pcSeries = pcValue;
      break;
   case OPTION_COSTS:
      Options_needCounting(psOptions, "--costs");
      psOptions->bSteps = true;
      psOptions->pcCosts = pcValue;
      break;
   case OPTION_TSV:
      psOptions->bTsv = true;
      break;
   case OPTION_NO_HEADER:
      psOptions->bHeader = false;
      break;
   default:
      psOptions->bInProcess = true;
      break;
   }
}

/*--------------------------------------------------------------------*/

/* Take the arguments that are no options: TEST COUNT SIZE. */

static void Options_takeTest(
   struct Options *psOptions, int iCount, char *apcArguments[])
{
   size_t u = 0;

   if (psOptions->pcTrace != NULL)
   {
      if (iCount != 0)
         Options_reject("a trace and a test together, --trace %s and"
                        " '%s': choose one",
            psOptions->pcTrace, apcArguments[0]);
      return;
   }
   if (iCount != 3)
      Options_reject("expected TEST COUNT SIZE or --trace FILE, got %d"
                     " argument%s",
         iCount, iCount == 1 ? "" : "s");

   psOptions->pcTest = apcArguments[0];
   while (Workload_getName(u) != NULL
          && strcmp(Workload_getName(u), psOptions->pcTest) != 0)
      u++;
   if (Workload_getName(u) == NULL)
      Options_reject("there is no test '%s', --list shows which"
                     " there are",
         psOptions->pcTest);
   psOptions->uCount = Options_readNumber(
      apcArguments[1], "COUNT", 1, MAX_COUNT);
   psOptions->uSize = Options_readNumber(
      apcArguments[2], "SIZE", 1, MAX_COUNT);
}

/*--------------------------------------------------------------------*/

/* Return what follows "testheapmgr" in the program's name, or the whole
   name if it has another. */

static const char *Options_getManager(const char *pcName)
{
   const char *pcSlash = strrchr(pcName, '/');
   const char *pcBase = (pcSlash == NULL) ? pcName : pcSlash + 1;

   if (strncmp(pcBase, acProgram, strlen(acProgram)) != 0)
      return pcBase;
   pcBase += strlen(acProgram);
   return (*pcBase == '_') ? pcBase + 1 : pcBase;
}

/*--------------------------------------------------------------------*/

/* Decide whether there is a second run: without a child process for
   each, the second would begin with the first one's heap. */

static void Options_settleParts(struct Options *psOptions)
{
   if (psOptions->bParts && psOptions->bNoParts)
      Options_reject("--no-parts together with --parts or --series:"
                     " choose one");
   if (psOptions->bParts && psOptions->bInProcess)
      Options_reject("--parts and --series need processes of their own:"
                     " leave out --in-process");
   if (psOptions->bTsv && !psOptions->bFast && !psOptions->bInProcess
       && !psOptions->bNoParts)
      psOptions->bParts = true;
}

/*--------------------------------------------------------------------*/

void Options_read(struct Options *psOptions, int argc, char *argv[])
{
   int iOption;

   memset(psOptions, 0, sizeof *psOptions);
   psOptions->pcManager = Options_getManager(argv[0]);
   psOptions->uSeed = 1;
   psOptions->uHeapLimit = SIZE_MAX;
   psOptions->bHeader = true;

   opterr = 0;
   while ((iOption = getopt_long(argc, argv, ":h", asLong, NULL)) != -1)
   {
      if (iOption == 'h' || iOption >= OPTION_LIST)
         Options_answer(psOptions, iOption, argv[0]);
      if (iOption == '?')
         Options_reject(
            "there is no option '%s'", Options_getUnknown(argv));
      if (iOption == ':')
         Options_reject("option '%s' needs a value", argv[optind - 1]);
      Options_take(psOptions, iOption, optarg);
   }
   Options_takeTest(psOptions, argc - optind, argv + optind);
   Options_settleParts(psOptions);
}
