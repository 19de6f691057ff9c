/*--------------------------------------------------------------------*/
/* tables.c: tables in files of their own, for plots                  */
/*--------------------------------------------------------------------*/

#include "tables.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
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

/* Return whether the regular file pcFile is the one that psOther
   describes. */

static bool Tables_isSame(
   const char *pcFile, const struct stat *psOther)
{
   struct stat sFile;

   return stat(pcFile, &sFile) == 0 && S_ISREG(sFile.st_mode)
          && sFile.st_dev == psOther->st_dev
          && sFile.st_ino == psOther->st_ino;
}

/*--------------------------------------------------------------------*/

/* Return what else the file pcFile is used for, or
   NULL. */

static const char *Tables_getOtherUse(
   const struct Options *psOptions, const char *pcFile)
{
   struct stat sOther;

   if (psOptions->pcTrace != NULL
       && ((strcmp(psOptions->pcTrace, "-") == 0)
                ? fstat(STDIN_FILENO, &sOther)
                : stat(psOptions->pcTrace, &sOther))
             == 0
       && Tables_isSame(pcFile, &sOther))
      return "the trace";
   if (fstat(STDOUT_FILENO, &sOther) == 0
       && Tables_isSame(pcFile, &sOther))
      return "standard output";
   if (pcFile != psOptions->pcSeries && psOptions->pcSeries != NULL
       && stat(psOptions->pcSeries, &sOther) == 0
       && Tables_isSame(pcFile, &sOther))
      return "the file of --series";
   return NULL;
}

/*--------------------------------------------------------------------*/

/* Create pcFile, if it is not NULL, for option pcOption.  The standard
   library's buffers would take part of the break: they are not needed
   yet. */

static bool Tables_create(const struct Options *psOptions,
   const char *pcOption, const char *pcFile)
{
   const char *pcOtherUse;
   int iFile;

   if (pcFile == NULL)
      return true;
   pcOtherUse = Tables_getOtherUse(psOptions, pcFile);
   if (pcOtherUse != NULL)
   {
      fprintf(stderr,
         "testheapmgr: %s %s: this is %s: choose another file\n",
         pcOption, pcFile, pcOtherUse);
      return false;
   }
   iFile = open(pcFile, O_WRONLY | O_CREAT | O_TRUNC, 0666);
   if (iFile == -1)
      return Tables_complain(pcFile);
   (void)close(iFile);
   return true;
}

/*--------------------------------------------------------------------*/

bool Tables_open(const struct Options *psOptions)
{
   return Tables_create(psOptions, "--series", psOptions->pcSeries)
          && Tables_create(psOptions, "--costs", psOptions->pcCosts);
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
