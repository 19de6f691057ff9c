/*--------------------------------------------------------------------*/
/* mute.c: what a manager says on stderr, kept back                   */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE /* memfd_create */
#include "mute.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int iKept = -1;
static int iReal = -1;
static FILE *psReal = NULL;

/*--------------------------------------------------------------------*/

/* Open both sides, the first time. */

static void Mute_open(void)
{
   if (iKept >= 0)
      return;
   iKept = memfd_create("stderr", 0);
   iReal = dup(STDERR_FILENO);
   psReal = (iReal < 0) ? NULL : fdopen(iReal, "w");
   if (iKept < 0 || psReal == NULL)
   {
      perror("prove: can't redirect stderr");
      exit(2);
   }
   setvbuf(psReal, NULL, _IONBF, 0);
}

void Mute_begin(void)
{
   Mute_open();
   (void)dup2(iKept, STDERR_FILENO);
}

void Mute_end(void)
{
   Mute_open();
   (void)dup2(iReal, STDERR_FILENO);
}

void Mute_forget(void)
{
   Mute_open();
   if (lseek(iKept, 0, SEEK_CUR) > 0)
   {
      (void)lseek(iKept, 0, SEEK_SET);
      if (ftruncate(iKept, 0) != 0)
         perror("prove: ftruncate");
   }
}

void Mute_getLine(char *pcLine, size_t uRoom)
{
   ssize_t iRead;

   Mute_open();
   iRead = pread(iKept, pcLine, uRoom - 1, 0);
   pcLine[iRead > 0 ? iRead : 0] = '\0';
   pcLine[strcspn(pcLine, "\n")] = '\0';
}

FILE *Mute_getStderr(void)
{
   Mute_open();
   return psReal;
}
