/*--------------------------------------------------------------------*/
/* showfigures.c: print the figures that a run has left               */
/*                                                                    */
/* Usage: showfigures --new FILE   make FILE, for a run to begin with */
/*        showfigures FILE         print what a run has left there    */
/*                                                                    */
/* A line for each process, in the order in which they began; tabs    */
/* between.  Exit status 2 if FILE can't be read, or made.            */
/*--------------------------------------------------------------------*/

#include "figures.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Print psFigures, the name as far as it is plain text. */

static void Show_process(struct Figures *psFigures)
{
   char *pc;

   psFigures->acProgram[FIGURES_NAME_BYTES - 1] = '\0';
   for (pc = psFigures->acProgram; *pc != '\0'; pc++)
      if (*pc < ' ' || *pc > '~')
         *pc = '?';
   printf("%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
          "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
          "\t%" PRIu64 "\t%" PRIu64 "\n",
      psFigures->acProgram, psFigures->uMallocs, psFigures->uFrees,
      psFigures->uSystemCalls, psFigures->uRefusals, psFigures->uNulls,
      psFigures->uRefusedAt, psFigures->uPeakBytes,
      psFigures->uPeakPayload, psFigures->uPeakPrefixes,
      psFigures->uPlace);
}

/* Make the file pcPath.  Return the exit status. */

static int Show_new(const char *pcPath)
{
   static const struct Figures_File sEmpty;
   FILE *psFile = fopen(pcPath, "wb");

   if (psFile == NULL || fwrite(&sEmpty, sizeof sEmpty, 1, psFile) != 1
       || fclose(psFile) != 0)
   {
      fprintf(stderr, "showfigures: %s can't be written\n", pcPath);
      return 2;
   }
   return 0;
}

/*--------------------------------------------------------------------*/

/* Print the figures in file pcPath.  Return the exit status. */

static int Show_file(const char *pcPath)
{
   static struct Figures_File sFile;
   FILE *psFile = fopen(pcPath, "rb");
   uint64_t u;

   if (psFile == NULL || fread(&sFile, sizeof sFile, 1, psFile) != 1)
   {
      fprintf(stderr, "showfigures: %s has no figures in it\n", pcPath);
      return 2;
   }
   (void)fclose(psFile);
   puts("program\tmallocs\tfrees\tsystem_calls\trefusals\tnulls"
        "\trefused_at\tpeak\tpayload\tprefixes\tplace");
   for (u = 0; u < sFile.uUsed && u < FIGURES_SLOTS; u++)
      Show_process(&sFile.asSlots[u]);
   return 0;
}

int main(int iArgCount, char *apcArgs[])
{
   if (iArgCount == 3 && strcmp(apcArgs[1], "--new") == 0)
      return Show_new(apcArgs[2]);
   if (iArgCount == 2)
      return Show_file(apcArgs[1]);
   fprintf(stderr, "showfigures: usage: showfigures [--new] FILE\n");
   return 2;
}
