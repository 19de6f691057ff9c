/*--------------------------------------------------------------------*/
/* prove.c: all heaps that a manager can ever reach                   */
/*                                                                    */
/* This program is linked with one heap manager.  It gives it a small */
/* heap and a client that asks for payloads of a few sizes, and       */
/* searches, breadth first, every state that any sequence of malloc   */
/* and free of any length can lead to.  In each state and on each     */
/* step it checks what must hold (rules.h).  When no step leads       */
/* to a new state, the search is closed: then nothing but what was    */
/* seen can ever happen on a heap of this size to a client with these */
/* sizes.                                                             */
/*                                                                    */
/*    arena.h    the manager's memory                                 */
/*    trap.h     calls that come back even if they crash              */
/*    heap.h     a state, saved and restored                          */
/*    states.h   all states                                           */
/*    rules.h    what must hold                                       */
/*    search.h   the search                                           */
/*    damage.h   does isValid find every fault?                       */
/*    misuse.h   what comes of clients' mistakes?                     */
/*    graph.h    all states as a picture                              */
/*--------------------------------------------------------------------*/

#include "damage.h"
#include "graph.h"
#include "misuse.h"
#include "search.h"
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
   EXIT_CLOSED = 0,
   EXIT_FAULT = 1,
   EXIT_USAGE = 2,
   EXIT_OPEN = 3 /* the memory or the time was not enough */
};

enum
{
   UNIT_BYTES = 16,
   MIN_HEAP_BYTES = 64,
   MEGABYTE = 1 << 20
};

/*--------------------------------------------------------------------*/

static _Noreturn void Prove_complain(
   const char *pcWhat, const char *pcValue, const char *pcExpected)
{
   fprintf(stderr, "prove: %s \"%s\": expected %s\n", pcWhat, pcValue,
      pcExpected);
   exit(EXIT_USAGE);
}

/* Return the number that pcValue is, from uMin to uMax. */

static size_t Prove_readNumber(
   const char *pcWhat, const char *pcValue, size_t uMin, size_t uMax)
{
   char *pcEnd;
   unsigned long long uNumber = strtoull(pcValue, &pcEnd, 10);
   char acExpected[80];

   snprintf(acExpected, sizeof acExpected, "a number from %zu to %zu",
      uMin, uMax);
   if (*pcValue < '0' || *pcValue > '9' || *pcEnd != '\0'
       || uNumber < uMin || uNumber > uMax)
      Prove_complain(pcWhat, pcValue, acExpected);
   return (size_t)uNumber;
}

/* Read the sizes, separated by commas or spaces, from pcValue. */

static void Prove_readSizes(struct Scope *psScope, char *pcValue)
{
   char *pcRest;
   char *pcSize = strtok_r(pcValue, ", ", &pcRest);

   psScope->uSizes = 0;
   for (; pcSize != NULL; pcSize = strtok_r(NULL, ", ", &pcRest))
   {
      if (psScope->uSizes == MAX_SIZES)
         Prove_complain("sizes", pcSize, "no more than 16 of them");
      psScope->auSizes[psScope->uSizes++] = Prove_readNumber(
         "size", pcSize, 1, MAX_HEAP_BYTES);
   }
   if (psScope->uSizes == 0)
      Prove_complain("sizes", pcValue, "at least one size");
}

/*--------------------------------------------------------------------*/

static void Prove_usage(void)
{
   fputs(
      "usage: prove-MANAGER [option ...]\n"
      "  --bytes N        the heap may have N bytes (256)\n"
      "  --sizes A,B,...  the client asks for A, B, ... bytes\n"
      "                   (1,24,48,72,100)\n"
      "  --offset N       the break starts N bytes past a multiple of"
      " 16 (0)\n"
      "  --foreign N      another part of the program may move the"
      " break\n"
      "                   by N bytes at any time (never)\n"
      "  --megabytes N    for the states (2048)\n"
      "  --seconds N      and no longer than N CPU seconds (120)\n"
      "  --scenario FILE  write the shortest sequence that breaks a"
      " rule\n"
      "  --graph FILE     write all states, for graphviz's dot\n"
      "  --uncoalesced    free neighbours are no fault\n"
      "  --inexact        growth by more than is needed is no fault\n"
      "  --changing       a refused malloc may change the heap\n"
      "  --damage         change each field in each state: does isValid"
      " see it?\n"
      "  --misuse         make a client's mistakes in each state, too\n"
      "  --name NAME      the manager's name\n",
      stdout);
}

static const struct option asOptions[] = {
   {"bytes", required_argument, NULL, 'b'},
   {"sizes", required_argument, NULL, 's'},
   {"offset", required_argument, NULL, 'o'},
   {"foreign", required_argument, NULL, 'f'},
   {"megabytes", required_argument, NULL, 'm'},
   {"seconds", required_argument, NULL, 't'},
   {"scenario", required_argument, NULL, 'w'},
   {"graph", required_argument, NULL, 'g'},
   {"uncoalesced", no_argument, NULL, 'u'},
   {"inexact", no_argument, NULL, 'x'},
   {"changing", no_argument, NULL, 'c'},
   {"damage", no_argument, NULL, 'd'},
   {"misuse", no_argument, NULL, 'i'},
   {"name", required_argument, NULL, 'n'},
   {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};

/* Take option iOption into *psScope.  Return false if there is no such
   option. */

static bool Prove_readOption(struct Scope *psScope, int iOption)
{
   switch (iOption)
   {
   case 'b':
      psScope->uBytes = Prove_readNumber(
         "--bytes", optarg, MIN_HEAP_BYTES, MAX_HEAP_BYTES);
      return true;
   case 's':
      Prove_readSizes(psScope, optarg);
      return true;
   case 'o':
      psScope->uOffset = Prove_readNumber(
         "--offset", optarg, 0, UNIT_BYTES - 1);
      return true;
   case 'f':
      psScope->uForeign = Prove_readNumber(
         "--foreign", optarg, 1, MAX_HEAP_BYTES);
      return true;
   case 'm':
      psScope->uMemoryBytes =
         MEGABYTE * Prove_readNumber("--megabytes", optarg, 1, 1 << 20);
      return true;
   case 't':
      psScope->uSeconds = Prove_readNumber(
         "--seconds", optarg, 1, 1 << 20);
      return true;
   case 'w':
      psScope->pcScenario = optarg;
      return true;
   case 'g':
      psScope->pcGraph = optarg;
      return true;
   case 'n':
      psScope->pcName = optarg;
      return true;
   case 'u':
      psScope->sPromises.bCoalesced = false;
      return true;
   case 'x':
      psScope->sPromises.bExact = false;
      return true;
   case 'c':
      psScope->sPromises.bUnchanged = false;
      return true;
   case 'i':
      psScope->bMisuse = true;
      return true;
   case 'd':
      psScope->bDamage = true;
      return true;
   default:
      return false;
   }
}

/*--------------------------------------------------------------------*/

int main(int argc, char *argv[])
{
   static char acSizes[] = "1,24,48,72,100";
   struct Scope sScope = {.uBytes = 256,
      .uMemoryBytes = (size_t)2048 * MEGABYTE,
      .uSeconds = 120,
      .sPromises = {true, true, true},
      .pcName = "manager"};
   int iOption;

   Prove_readSizes(&sScope, acSizes);
   while ((iOption = getopt_long(argc, argv, "", asOptions, NULL)) >= 0)
   {
      if (iOption == 'h')
         Prove_usage();
      if (!Prove_readOption(&sScope, iOption))
         return (iOption == 'h') ? EXIT_CLOSED : EXIT_USAGE;
   }
   if (optind != argc)
      Prove_complain("argument", argv[optind], "options only");

   switch (Search_run(&sScope))
   {
   case SEARCH_FAULT:
      return EXIT_FAULT;
   case SEARCH_OPEN:
      return EXIT_OPEN;
   default:
      if (sScope.pcGraph != NULL)
         Graph_write(&sScope);
      if (sScope.bMisuse)
         Misuse_run(&sScope);
      return sScope.bDamage && !Damage_run(&sScope) ? EXIT_FAULT
                                                    : EXIT_CLOSED;
   }
}
