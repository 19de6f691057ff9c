/*--------------------------------------------------------------------*/
/* demo.c: show a heap manager at work                                */
/*                                                                    */
/*    scenario.h  what is played: a scenario or a trace               */
/*    client.h    the manager, in a process of its own (demohost.c)   */
/*    panel.h     the picture: step, sentence, heap, lists, counters  */
/*    and how it is shown:                                            */
/*       screen.h    on the terminal, with keys                       */
/*       plain.h     as plain text                                    */
/*--------------------------------------------------------------------*/

#include "client.h"
#include "managers.h"
#include "page.h"
#include "pictures.h"
#include "plain.h"
#include "scenario.h"
#include "quiz.h"
#include "screen.h"
#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char acDefaultScenario[] = "lecture";
static const char acDefaultManager[] = "4_dlist";

enum
{
   MAX_CLIENTS = 32
};

struct Options
{
   const char *pcManager;
   const char *pcSecond;
   const char *pcManagers;
   const char *pcScenario;
   const char *pcRoot;
   size_t uFrom;
   size_t uTo;
   bool bPlain;
   const char *pcFrames;
   const char *pcGif;
   const char *pcMap;
   const char *pcHtml;
   bool bQuiz;
   uint64_t uSeed;
   bool bSeed; /* was given */
};

enum
{
   OPTION_ROOT = 256,
   OPTION_FROM,
   OPTION_TO,
   OPTION_PLAIN,
   OPTION_LIST,
   OPTION_FRAMES,
   OPTION_GIF,
   OPTION_MAP,
   OPTION_HTML,
   OPTION_MANAGERS,
   OPTION_QUIZ,
   OPTION_SEED
};

static const struct option asLong[] = {
   {"manager", required_argument, NULL, 'm'},
   {"second", required_argument, NULL, '2'},
   {"scenario", required_argument, NULL, 's'},
   {"root", required_argument, NULL, OPTION_ROOT},
   {"from", required_argument, NULL, OPTION_FROM},
   {"to", required_argument, NULL, OPTION_TO},
   {"plain", no_argument, NULL, OPTION_PLAIN},
   {"frames", required_argument, NULL, OPTION_FRAMES},
   {"gif", required_argument, NULL, OPTION_GIF},
   {"map", required_argument, NULL, OPTION_MAP},
   {"html", required_argument, NULL, OPTION_HTML},
   {"managers", required_argument, NULL, OPTION_MANAGERS},
   {"quiz", no_argument, NULL, OPTION_QUIZ},
   {"seed", required_argument, NULL, OPTION_SEED},
   {"list", no_argument, NULL, OPTION_LIST},
   {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};

/*--------------------------------------------------------------------*/

static void Demo_printHelp(void)
{
   fputs(
      "Usage: demo [OPTION]...\n"
      "Show a heap manager at work, one call at a time.  On a\n"
      "terminal, ? lists the keys.  Elsewhere, or if TERM is dumb,\n"
      "all steps are printed as plain text.  NO_COLOR turns colours\n"
      "off.\n"
      "\n"
      "  -s, --scenario S   a file or a name: a scenario, or a trace\n"
      "                     (lecture)\n"
      "  -m, --manager M    4, 4_dlist, ... (what the scenario names,\n"
      "                     else 4_dlist)\n"
      "  -2, --second M     a second manager, in step with the first\n"
      "      --from N, --to N\n"
      "                     only these steps, as text or frames\n"
      "      --plain        plain text, even on a terminal\n"
      "      --frames DIR   draw the steps into DIR, one by one and\n"
      "                     as a strip\n"
      "      --gif FILE     also as an animation (with --frames)\n"
      "      --map FILE     draw the run as a map, addresses against\n"
      "                     time (PNG)\n"
      "      --html FILE    make a page for a browser\n"
      "      --managers M,M,...  more managers that the page can show\n"
      "      --quiz         ask before each step; answers are scored\n"
      "      --seed N       the seed of the questions (1)\n"
      "      --list         list the managers that have been built\n"
      "      --root DIR     the folder that demo/scenarios is in (.)\n"
      "  -h, --help         show this help\n",
      stdout);
}

/* Return the number in pcArgument, or exit. */

static size_t Demo_readNumber(const char *pcArgument)
{
   char *pcEnd;
   unsigned long long uNumber = strtoull(pcArgument, &pcEnd, 10);

   if (*pcArgument < '0' || *pcArgument > '9' || *pcEnd != '\0')
   {
      fprintf(
         stderr, "demo: expected a number, not \"%s\"\n", pcArgument);
      exit(2);
   }
   return (size_t)uNumber;
}

/*--------------------------------------------------------------------*/

/* Take a picture option, with the name of its file or folder. */

static void Demo_readPicture(struct Options *psOptions, int iOption)
{
   if (iOption == OPTION_FRAMES)
      psOptions->pcFrames = optarg;
   else if (iOption == OPTION_GIF)
      psOptions->pcGif = optarg;
   else if (iOption == OPTION_MAP)
      psOptions->pcMap = optarg;
   else
      psOptions->pcHtml = optarg;
}

/* End if option pcOption was given without pcNeeded, for then it would
   do nothing. */

static void Demo_refuseIdle(const char *pcOption, bool bGiven,
   const char *pcNeeded, bool bNeededGiven)
{
   if (!bGiven || bNeededGiven)
      return;
   fprintf(stderr,
      "demo: --%s does nothing without --%s: give both, or neither\n",
      pcOption, pcNeeded);
   exit(2);
}

static void Demo_refuseArgument(const char *pcArgument)
{
   fprintf(stderr, "demo: unexpected argument \"%s\" (see --help)\n",
      pcArgument);
   exit(2);
}

/* The same for all options that need another one. */

static void Demo_refuseIdleOptions(const struct Options *psOptions)
{
   Demo_refuseIdle("gif", psOptions->pcGif != NULL, "frames",
      psOptions->pcFrames != NULL);
   Demo_refuseIdle("managers", psOptions->pcManagers != NULL, "html",
      psOptions->pcHtml != NULL);
   Demo_refuseIdle("seed", psOptions->bSeed, "quiz", psOptions->bQuiz);
}

static void Demo_readOptions(
   struct Options *psOptions, int argc, char *argv[])
{
   int iOption;

   while ((iOption = getopt_long(argc, argv, "m:2:s:h", asLong, NULL))
          != -1)
      switch (iOption)
      {
      case 'm':
         psOptions->pcManager = optarg;
         break;
      case '2':
         psOptions->pcSecond = optarg;
         break;
      case 's':
         psOptions->pcScenario = optarg;
         break;
      case OPTION_ROOT:
         psOptions->pcRoot = optarg;
         break;
      case OPTION_FROM:
         psOptions->uFrom = Demo_readNumber(optarg);
         psOptions->bPlain = true;
         break;
      case OPTION_TO:
         psOptions->uTo = Demo_readNumber(optarg);
         psOptions->bPlain = true;
         break;
      case OPTION_PLAIN:
         psOptions->bPlain = true;
         break;
      case OPTION_FRAMES:
      case OPTION_GIF:
      case OPTION_MAP:
      case OPTION_HTML:
         Demo_readPicture(psOptions, iOption);
         break;
      case OPTION_MANAGERS:
         psOptions->pcManagers = optarg;
         break;
      case OPTION_QUIZ:
         psOptions->bQuiz = true;
         break;
      case OPTION_SEED:
         psOptions->uSeed = Demo_readNumber(optarg);
         psOptions->bSeed = true;
         break;
      case OPTION_LIST:
         Managers_print();
         exit(0);
      case 'h':
         Demo_printHelp();
         exit(0);
      default:
         exit(2);
      }
   if (optind < argc)
      Demo_refuseArgument(argv[optind]);
}

/*--------------------------------------------------------------------*/

/* Compare clients at pvOne and pvOther by their places on the list of
   managers, for qsort. */

static int Demo_compareClients(const void *pvOne, const void *pvOther)
{
   const Client_T *poOne = pvOne;
   const Client_T *poOther = pvOther;
   size_t uOne = Managers_find(Client_getManager(*poOne));
   size_t uOther = Managers_find(Client_getManager(*poOther));

   return (uOne > uOther) - (uOne < uOther);
}

/* Start the managers named in pcNames, with commas between them, that
   aren't among the iClients in aoClients, and return how many clients
   there are then. */

static int Demo_startMore(const char *pcNames,
   const struct Scenario *psScenario, Client_T aoClients[],
   int iClients)
{
   char *pcCopy = strdup(pcNames);
   char *pcName;
   int i;

   for (pcName = strtok(pcCopy, ", "); pcName != NULL;
        pcName = strtok(NULL, ", "))
   {
      size_t uManager = Managers_find(pcName);

      for (i = 0; i < iClients; i++)
         if (Managers_find(Client_getManager(aoClients[i])) == uManager)
            break;
      if (i == iClients && iClients < MAX_CLIENTS)
         aoClients[iClients++] = Managers_start(uManager, psScenario);
   }
   free(pcCopy);
   return iClients;
}

/* Return the index of oClient among those in aoClients. */

static int Demo_findClient(Client_T aoClients[], Client_T oClient)
{
   int i = 0;

   while (aoClients[i] != oClient)
      i++;
   return i;
}

/* Write the page that *psOptions asks for.  The managers' order there
   is that of the list, so that one key leads from each to the next. */

static void Demo_writePage(const struct Options *psOptions,
   const struct Scenario *psScenario, Client_T aoClients[],
   int *piClients)
{
   Client_T oFirst = aoClients[0];
   Client_T oSecond = aoClients[*piClients - 1];
   int aiShown[2];

   if (psOptions->pcManagers != NULL)
      *piClients = Demo_startMore(
         psOptions->pcManagers, psScenario, aoClients, *piClients);
   qsort(aoClients, (size_t)*piClients, sizeof *aoClients,
      Demo_compareClients);
   aiShown[0] = Demo_findClient(aoClients, oFirst);
   aiShown[1] = Demo_findClient(aoClients, oSecond);
   Page_write(
      aoClients, *piClients, aiShown, psScenario, psOptions->pcHtml);
}

/* Start the managers, one or two, and return how many. */

static int Demo_startManagers(const struct Options *psOptions,
   const struct Scenario *psScenario, Client_T aoClients[])
{
   const char *pcManager = psOptions->pcManager;

   if (pcManager == NULL)
      pcManager = psScenario->pcManager;
   if (pcManager == NULL)
      pcManager = acDefaultManager;
   aoClients[0] = Managers_start(Managers_find(pcManager), psScenario);
   if (psOptions->pcSecond == NULL)
      return 1;
   aoClients[1] = Managers_start(
      Managers_find(psOptions->pcSecond), psScenario);
   return 2;
}

/* Return true if standard output is a terminal that can do more than
   print line after line. */

static bool Demo_hasScreen(void)
{
   const char *pcTerminal = getenv("TERM");

   return isatty(STDOUT_FILENO) && pcTerminal != NULL
          && *pcTerminal != '\0' && strcmp(pcTerminal, "dumb") != 0;
}

/* Return true if colours are welcome there. */

static bool Demo_hasColour(void)
{
   const char *pcNoColor = getenv("NO_COLOR");

   return Demo_hasScreen() && (pcNoColor == NULL || *pcNoColor == '\0');
}

/* Show the clients as *psOptions asks.  If more are needed, *piClients
   becomes larger. */

static void Demo_show(const struct Options *psOptions,
   const struct Scenario *psScenario, Client_T aoClients[],
   int *piClients)
{
   int iClients = *piClients;
   bool bPictures = false;

   if (psOptions->pcFrames != NULL)
   {
      Pictures_drawFrames(aoClients[0], psScenario, psOptions->uFrom,
         psOptions->uTo, psOptions->pcFrames, psOptions->pcGif);
      bPictures = true;
   }
   if (psOptions->pcMap != NULL)
   {
      Pictures_drawMap(aoClients[0],
         (iClients > 1) ? aoClients[1] : NULL, psScenario,
         psOptions->pcMap);
      bPictures = true;
   }
   if (psOptions->pcHtml != NULL)
   {
      Demo_writePage(psOptions, psScenario, aoClients, piClients);
      bPictures = true;
   }
   if (bPictures)
      return;

   if (psOptions->bQuiz)
      Quiz_run(
         aoClients[0], psScenario, psOptions->uSeed, Demo_hasColour());
   else if (psOptions->bPlain || !Demo_hasScreen()
            || !isatty(STDIN_FILENO))
      Plain_print(aoClients, iClients, psScenario, psOptions->uFrom,
         psOptions->uTo);
   else
      Screen_run(aoClients, iClients, psScenario, Demo_hasColour());
}

/* The last thing of all: whatever the exit status was to be, text that
   could not be written is no success.  That nobody wanted more of it,
   as head doesn't, is no failure. */

static void Demo_closeOutput(void)
{
   if (fflush(stdout) == 0 || errno == EPIPE)
      return;
   fprintf(stderr, "demo: can't write the text: %s\n", strerror(errno));
   _exit(2);
}

int main(int argc, char *argv[])
{
   struct Options sOptions = {.pcScenario = acDefaultScenario,
      .pcRoot = ".",
      .uTo = SIZE_MAX,
      .uSeed = 1};
   struct Scenario *psScenario;
   Client_T aoClients[MAX_CLIENTS] = {NULL};
   int iClients;

   (void)atexit(Demo_closeOutput);
   Managers_init(argv[0]);
   Demo_readOptions(&sOptions, argc, argv);
   Demo_refuseIdleOptions(&sOptions);
   Managers_setRoot(sOptions.pcRoot);
   psScenario = Scenario_read(sOptions.pcScenario, sOptions.pcRoot);
   iClients = Demo_startManagers(&sOptions, psScenario, aoClients);
   if (sOptions.uTo > psScenario->uSteps)
      sOptions.uTo = psScenario->uSteps;
   if (sOptions.uFrom > sOptions.uTo)
      sOptions.uFrom = sOptions.uTo;

   Demo_show(&sOptions, psScenario, aoClients, &iClients);

   while (iClients > 0)
      Client_end(aoClients[--iClients]);
   return 0;
}
