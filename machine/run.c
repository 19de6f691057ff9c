/*--------------------------------------------------------------------*/
/* run.c: run a heap manager on the machine with a random client      */
/*                                                                    */
/* Usage: machine-run PROGRAM [CALLS [SEED]]                          */
/*                                                                    */
/* The client has up to 2000 payloads of 1 to 2000 bytes.  Each call  */
/* takes one of them at random: it frees it if there is one, and      */
/* allocates it otherwise.  Payloads are live as long as the client   */
/* has them.  The last lines are what it cost.                        */
/*--------------------------------------------------------------------*/

#include "machine.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum
{
   SLOTS = 2000,
   MAX_PAYLOAD_BYTES = 2000,
   DEFAULT_CALLS = 200000,
   ALIGNMENT = 16
};

#define CALL_BUDGET ((uint64_t)100000000)

static uint64_t auSlots[SLOTS]; /* payloads, or 0 */
static uint64_t auSizes[SLOTS];
static uint64_t uRandom;
static struct Machine_Cost asCosts[2]; /* of malloc, of free */
static uint64_t auCalls[2];

/*--------------------------------------------------------------------*/

/* Return a random number below uBelow. */

static uint64_t Run_random(uint64_t uBelow)
{
   uRandom = uRandom * 6364136223846793005u + 1442695040888963407u;
   return (uRandom >> 33) % uBelow;
}

/* Call the function at uFunction, malloc if iWhich is 0 and free
   otherwise.  Return its result; if it doesn't return, this is the
   end. */

static uint64_t Run_call(
   int iWhich, uint64_t uFunction, uint64_t uArgument)
{
   struct Machine_Outcome s;

   Machine_call(uFunction, 1, &uArgument, CALL_BUDGET, &s);
   if (s.eEnd != MACHINE_RETURNED)
   {
      fprintf(stderr, "machine-run: call %" PRIu64 ": %s\n%s",
         auCalls[0] + auCalls[1] + 1, Machine_explain(&s),
         Machine_getSaid(NULL));
      exit(EXIT_FAILURE);
   }
   auCalls[iWhich]++;
   asCosts[iWhich].uInstructions += s.sCost.uInstructions;
   asCosts[iWhich].uLoads += s.sCost.uLoads;
   asCosts[iWhich].uStores += s.sCost.uStores;
   asCosts[iWhich].uLines += s.sCost.uLines;
   if (s.sCost.uStackBytes > asCosts[iWhich].uStackBytes)
      asCosts[iWhich].uStackBytes = s.sCost.uStackBytes;
   return s.uResult;
}

static void Run_allocate(uint64_t uMalloc, size_t u)
{
   auSizes[u] = 1 + Run_random(MAX_PAYLOAD_BYTES);
   auSlots[u] = Run_call(0, uMalloc, auSizes[u]);
   if (auSlots[u] % ALIGNMENT != 0
       || !Memory_markLive(auSlots[u], auSizes[u]))
   {
      fprintf(stderr,
         "machine-run: call %" PRIu64 ": 0x%" PRIx64
         " is no place for a payload of %" PRIu64 " bytes\n",
         auCalls[0] + auCalls[1], auSlots[u], auSizes[u]);
      exit(EXIT_FAILURE);
   }
   *(unsigned char *)auSlots[u] = (unsigned char)u;
   *(unsigned char *)(auSlots[u] + auSizes[u] - 1) = (unsigned char)u;
}

static void Run_release(uint64_t uFree, size_t u)
{
   const unsigned char *puc = (const unsigned char *)auSlots[u];

   /* The machine protects payloads. */
   assert(puc[0] == (unsigned char)u
          && puc[auSizes[u] - 1] == (unsigned char)u);

   Memory_unmarkLive(auSlots[u]);
   Run_call(1, uFree, auSlots[u]);
   auSlots[u] = 0;
}

static void Run_print(const char *pcName, int iWhich)
{
   const struct Machine_Cost *ps = &asCosts[iWhich];
   double dCalls = (double)auCalls[iWhich];

   printf("%s %" PRIu64 " calls, each %.1f instructions, %.1f loads,"
          " %.1f stores, %.1f lines; stack %" PRIu64 " bytes\n",
      pcName, auCalls[iWhich], (double)ps->uInstructions / dCalls,
      (double)ps->uLoads / dCalls, (double)ps->uStores / dCalls,
      (double)ps->uLines / dCalls, ps->uStackBytes);
}

static const char *Run_load(int argc, char *argv[])
{
   if (argc < 2 || argc > 4)
      return "usage: machine-run PROGRAM [CALLS [SEED]]";

   return Machine_loadFile(argv[1]);
}

int main(int argc, char *argv[])
{
   const char *pcWrong = Run_load(argc, argv);
   unsigned long long u, uCalls = DEFAULT_CALLS;
   uint64_t uMalloc, uFree, uAll;
   clock_t iStart;
   double dSeconds;

   if (pcWrong != NULL)
   {
      fprintf(stderr, "machine-run: %s\n", pcWrong);
      return EXIT_FAILURE;
   }
   uCalls = argc > 2 ? strtoull(argv[2], NULL, 10) : uCalls;
   uRandom = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
   uMalloc = Machine_find("HeapMgr_malloc");
   uFree = Machine_find("HeapMgr_free");
   Machine_skip(Machine_find("HeapMgr_isValid"), 1, 0);

   iStart = clock();
   for (u = 0; u < uCalls; u++)
   {
      size_t uSlot = Run_random(SLOTS);

      if (auSlots[uSlot] == 0)
         Run_allocate(uMalloc, uSlot);
      else
         Run_release(uFree, uSlot);
   }
   dSeconds = (double)(clock() - iStart) / CLOCKS_PER_SEC;

   Run_print("malloc", 0);
   Run_print("free  ", 1);
   uAll = asCosts[0].uInstructions + asCosts[1].uInstructions;
   printf("memory %" PRIu64 " bytes, touched %" PRIu64 " pages\n",
      Memory_getOwned(), Pages_getTouched());
   fprintf(stderr,
      "%.3g million instructions in %.2f s: %.0f million"
      " a second\n",
      (double)uAll / 1e6, dSeconds, (double)uAll / 1e6 / dSeconds);
   return EXIT_SUCCESS;
}
