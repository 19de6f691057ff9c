/*--------------------------------------------------------------------*/
/* figures.c: what a real program has asked of its heap manager       */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include "figures.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where the figures are noted: in sOwn until there is a slot. */

static struct Figures sOwn;
static struct Figures *psFigures = &sOwn;

/* The file, or NULL. */

static struct Figures_File *psFile = NULL;

struct Figures *Figures_get(void)
{
   return psFigures;
}

/*--------------------------------------------------------------------*/

/* Map the file that the environment names.  Return false if there is
   none, or it isn't as long as it should be. */

static bool Figures_map(void)
{
   const char *pcPath = getenv(FIGURES_VARIABLE);
   struct stat sStatus;
   void *pv = MAP_FAILED;
   int iFile;

   if (pcPath == NULL)
      return false;
   iFile = open(pcPath, O_RDWR | O_CLOEXEC);
   if (iFile < 0)
      return false;
   if (fstat(iFile, &sStatus) == 0
       && sStatus.st_size == (off_t)sizeof *psFile)
      pv = mmap(NULL, sizeof *psFile, PROT_READ | PROT_WRITE,
         MAP_SHARED, iFile, 0);
   (void)close(iFile);
   if (pv == MAP_FAILED)
      return false;
   psFile = pv;
   return true;
}

/*--------------------------------------------------------------------*/

/* Go on with sFigures in a slot of the file, if there is one left. */

static void Figures_takeSlot(struct Figures sFigures)
{
   uint64_t uSlot;

   strncpy(sFigures.acProgram, program_invocation_short_name,
      FIGURES_NAME_BYTES - 1);
   psFigures = &sOwn;
   if (psFile != NULL)
   {
      uSlot = __atomic_fetch_add(&psFile->uUsed, 1, __ATOMIC_RELAXED);
      if (uSlot < FIGURES_SLOTS)
         psFigures = &psFile->asSlots[uSlot];
   }
   *psFigures = sFigures;
}

/*--------------------------------------------------------------------*/

void Figures_open(void)
{
   int iError = errno;

   if (Figures_map())
      Figures_takeSlot(*psFigures);
   errno = iError;
}

/*--------------------------------------------------------------------*/

void Figures_openChild(void)
{
   struct Figures sFigures = {
      .uLive = psFigures->uLive, .uLiveBytes = psFigures->uLiveBytes};

   Figures_takeSlot(sFigures);
}
