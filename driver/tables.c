/*--------------------------------------------------------------------*/
/* tables.c: tables in files of their own, for plots                  */
/*--------------------------------------------------------------------*/

#include "tables.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*--------------------------------------------------------------------*/

/* Say that pcFile can't be written, and return false. */

static bool Tables_complain(const char *pcFile)
{
   fprintf(stderr, "testheapmgr: can't write %s: %s\n", pcFile,
      strerror(errno));
   return false;
}

/*--------------------------------------------------------------------*/

/* Create pcFile, if it is not NULL.  The standard library's buffers
   would take part of the break: they are not needed yet. */

static bool Tables_create(const char *pcFile)
{
   int iFile;

   if (pcFile == NULL)
      return true;
   iFile = open(pcFile, O_WRONLY | O_CREAT | O_TRUNC, 0666);
   if (iFile == -1)
      return Tables_complain(pcFile);
   (void)close(iFile);
   return true;
}

/*--------------------------------------------------------------------*/

bool Tables_open(const struct Options *psOptions)
{
   return Tables_create(psOptions->pcSeries)
          && Tables_create(psOptions->pcCosts);
}

/*--------------------------------------------------------------------*/

static void Tables_writeSeries(
   FILE *psFile, const struct SpaceResult *psSpace)
{
   size_t u;

   fputs("operation\theap_bytes\tpayload_bytes\tinternal_bytes"
         "\toverhead_bytes\texternal_bytes\tunknown_bytes\n",
      psFile);
   if (!psSpace->bDone)
      return;
   for (u = 0; u < psSpace->uRows; u++)
   {
      const struct Parts *psParts = &psSpace->asRows[u].sParts;

      fprintf(psFile, "%zu\t%zu\t%zu\t%zu\t%zu\t%zu\t%zu\n",
         psSpace->asRows[u].uOperation, psParts->uHeapBytes,
         psParts->uPayloadBytes, psParts->uInternalBytes,
         psParts->uOverheadBytes, psParts->uExternalBytes,
         psParts->uUnknownBytes);
   }
}

/*--------------------------------------------------------------------*/

/* Write a row for every number of steps that a call took: how many
   calls did, and which share of all calls took no more. */

static void Tables_writeCost(
   FILE *psFile, const char *pcCall, const struct Histogram *psSteps)
{
   uint64_t uSeen = 0;
   size_t u;

   for (u = 0; u < HISTOGRAM_SLOTS; u++)
      if (psSteps->auSlots[u] != 0)
      {
         uSeen += psSteps->auSlots[u];
         fprintf(psFile, "%s\t%zu\t%" PRIu64 "\t%.6f\n", pcCall,
            Histogram_getNumber(u), psSteps->auSlots[u],
            (double)uSeen / (double)psSteps->uNumbers);
      }
}

/*--------------------------------------------------------------------*/

/* Close psFile, whose name is pcFile. */

static bool Tables_close(FILE *psFile, const char *pcFile)
{
   bool bFailed = (ferror(psFile) != 0);

   if (fclose(psFile) != 0 || bFailed)
      return Tables_complain(pcFile);
   return true;
}

/*--------------------------------------------------------------------*/

bool Tables_write(
   const struct Options *psOptions, const struct Result *psResult)
{
   FILE *psFile;

   if (psOptions->pcSeries != NULL)
   {
      psFile = fopen(psOptions->pcSeries, "w");
      if (psFile == NULL)
         return Tables_complain(psOptions->pcSeries);
      Tables_writeSeries(psFile, &psResult->sSpace);
      if (!Tables_close(psFile, psOptions->pcSeries))
         return false;
   }
   if (psOptions->pcCosts != NULL)
   {
      psFile = fopen(psOptions->pcCosts, "w");
      if (psFile == NULL)
         return Tables_complain(psOptions->pcCosts);
      fputs("call\tsteps\tcalls\tshare_up_to\n", psFile);
      Tables_writeCost(psFile, "malloc", &psResult->sMalloc.sSteps);
      Tables_writeCost(psFile, "free", &psResult->sFree.sSteps);
      if (!Tables_close(psFile, psOptions->pcCosts))
         return false;
   }
   return true;
}
