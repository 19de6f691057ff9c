/*--------------------------------------------------------------------*/
/* storelog.c: who wrote this word?                                   */
/*--------------------------------------------------------------------*/

#include "storelog.h"
#include "processor.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

static struct Store *psStores;
static size_t uStores, uMaxStores;

/*--------------------------------------------------------------------*/

static void StoreLog_note(
   const struct Processor *ps, uint64_t uAddress, uint64_t uBytes)
{
   struct Store *psNew;

   if (uStores == uMaxStores)
   {
      uMaxStores = 2 * uMaxStores + 1024;
      psStores = realloc(psStores, uMaxStores * sizeof *psStores);
      if (psStores == NULL)
      {
         fputs("machine: the host has no memory left\n", stderr);
         abort();
      }
   }
   psNew = &psStores[uStores++];
   psNew->uAddress = uAddress;
   psNew->uBytes = uBytes;
   psNew->uPc = ps->uPc;
   psNew->uCaller = Processor_getCaller(ps, 0);
}

void StoreLog_start(void)
{
   uStores = 0;
   Processor_watchStores(StoreLog_note);
}

void StoreLog_stop(void)
{
   Processor_watchStores(NULL);
}

size_t StoreLog_count(void)
{
   return uStores;
}

const struct Store *StoreLog_get(size_t u)
{
   assert(u < uStores);

   return &psStores[u];
}

const struct Store *StoreLog_find(uint64_t uAddress, uint64_t uBytes)
{
   size_t u;

   for (u = uStores; u > 0; u--)
      if (psStores[u - 1].uAddress < uAddress + uBytes
          && uAddress
                < psStores[u - 1].uAddress + psStores[u - 1].uBytes)
         return &psStores[u - 1];
   return NULL;
}
