/*--------------------------------------------------------------------*/
/* scenario.c: bytes that are a scenario of the demo                  */
/*                                                                    */
/* The reader must take it or reject it with a line on stderr and     */
/* exit status 2; what it takes must be steps that can be played: a   */
/* payload is allocated once, and before it is written to or freed.   */
/*                                                                    */
/* The reader ends the process when it rejects, and never gives back  */
/* memory.  Here exit comes back to this module, which frees what the */
/* reader got: it is linked with --wrap of the functions below.       */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include "scenario.h"
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum
{
   MAX_PIECES = 1 << 20, /* of memory that the reader gets */
   REJECTED = 2,         /* the exit status */
   SOURCE_ROOM = 200
};

static jmp_buf sAfterExit;
static bool bIsReading = false;
static int iExitStatus;
static void *apvPieces[MAX_PIECES];
static size_t uPieces;
static FILE *psOpened;

int LLVMFuzzerTestOneInput(const uint8_t *pcData, size_t uLength);
_Noreturn void __real_exit(int iStatus);
_Noreturn void __wrap_exit(int iStatus);
void *__real_realloc(void *pv, size_t uBytes);
void *__wrap_realloc(void *pv, size_t uBytes);
char *__wrap_strdup(const char *pc);
FILE *__real_fopen(const char *pcFile, const char *pcMode);
FILE *__wrap_fopen(const char *pcFile, const char *pcMode);
int __real_fclose(FILE *psFile);
int __wrap_fclose(FILE *psFile);

/*--------------------------------------------------------------------*/

void __wrap_exit(int iStatus)
{
   if (!bIsReading)
      __real_exit(iStatus);
   iExitStatus = iStatus;
   longjmp(sAfterExit, 1);
}

void *__wrap_realloc(void *pv, size_t uBytes)
{
   size_t u = 0;

   if (!bIsReading)
      return __real_realloc(pv, uBytes);
   while (pv != NULL && u < uPieces && apvPieces[u] != pv)
      u++;
   if (pv == NULL)
      u = uPieces++;
   if (u >= uPieces || u == MAX_PIECES)
      abort(); /* the reader never got this, or gets too much */
   apvPieces[u] = __real_realloc(pv, uBytes);
   return apvPieces[u];
}

char *__wrap_strdup(const char *pc)
{
   size_t uBytes = strlen(pc) + 1;

   return memcpy(__wrap_realloc(NULL, uBytes), pc, uBytes);
}

FILE *__wrap_fopen(const char *pcFile, const char *pcMode)
{
   FILE *psFile = __real_fopen(pcFile, pcMode);

   if (bIsReading)
      psOpened = psFile;
   return psFile;
}

int __wrap_fclose(FILE *psFile)
{
   if (psFile == psOpened)
      psOpened = NULL;
   return __real_fclose(psFile);
}

/* Give back what the reader has left. */

static void Fuzz_cleanUp(void)
{
   bIsReading = false;
   if (psOpened != NULL)
      (void)__real_fclose(psOpened);
   psOpened = NULL;
   while (uPieces > 0)
      free(apvPieces[--uPieces]);
}

/*--------------------------------------------------------------------*/

/* Check that the steps are what a client can do. */

static void Fuzz_checkSteps(const struct Scenario *psScenario)
{
   bool *abLive = calloc(psScenario->uPayloads + 1, sizeof *abLive);
   char acSource[SOURCE_ROOM];
   size_t u;

   if (abLive == NULL || psScenario->uSteps == 0)
      abort();
   for (u = 0; u < psScenario->uSteps; u++)
   {
      const struct Step *psStep = &psScenario->asSteps[u];
      bool bHas = (psStep->uPayload != NO_PAYLOAD);

      if (bHas && psStep->uPayload >= psScenario->uPayloads)
         abort();
      if (psStep->eKind == STEP_MALLOC)
      {
         if (!bHas || abLive[psStep->uPayload])
            abort();
         abLive[psStep->uPayload] = true;
      }
      else if (bHas && !abLive[psStep->uPayload])
         abort();
      if (psStep->eKind == STEP_WRITE && !bHas)
         abort();
      Scenario_printSource(
         psScenario, u + 1, acSource, sizeof acSource);
      if (strlen(acSource) == 0 || psScenario->apcCaptions[u] == NULL)
         abort();
   }
   free(abLive);
}

int LLVMFuzzerTestOneInput(const uint8_t *pcData, size_t uLength)
{
   int iFile = memfd_create("scenario", 0);
   char acName[40];
   const struct Scenario *psScenario = NULL;

   if (iFile < 0 || write(iFile, pcData, uLength) != (ssize_t)uLength)
      abort();
   snprintf(acName, sizeof acName, "/proc/self/fd/%d", iFile);
   bIsReading = true;
   if (setjmp(sAfterExit) == 0)
   {
      psScenario = Scenario_read(acName, ".");
      bIsReading = false;
      Fuzz_checkSteps(psScenario);
   }
   else if (iExitStatus != REJECTED)
      abort();
   Fuzz_cleanUp();
   close(iFile);
   return 0;
}
