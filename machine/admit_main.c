/*--------------------------------------------------------------------*/
/* admit_main.c: admit assembler text, or say why not                 */
/*                                                                    */
/* Usage: machine-admit [-d NAME]... [-u NAME]... <TEXT >ADMITTED     */
/*                                                                    */
/*    -d NAME  the text must define NAME                              */
/*    -u NAME  the text may use NAME, which another file defines      */
/*                                                                    */
/* Exit status: 0 admitted, 1 refused (a line on stderr says why), 2  */
/* the command itself has failed.                                     */
/*--------------------------------------------------------------------*/

#include "admit.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum
{
   STATUS_REFUSED = 1,
   STATUS_FAILED = 2
};

/* Return all that is on standard input, and set *puBytes to how much it
   is; return NULL if it can't be read. */

static char *AdmitMain_read(size_t *puBytes)
{
   size_t uMax = 0;
   char *pc = NULL, *pcNew;

   *puBytes = 0;
   do
   {
      uMax = 2 * uMax + BUFSIZ;
      pcNew = realloc(pc, uMax);
      if (pcNew == NULL)
         break;
      pc = pcNew;
      *puBytes += fread(pc + *puBytes, 1, uMax - *puBytes, stdin);
   } while (*puBytes == uMax);
   if (pcNew != NULL && !ferror(stdin))
      return pc;
   free(pc);
   return NULL;
}

/* Take the options.  Both lists have room for all.  Return false if
   they are wrong. */

static bool AdmitMain_takeOptions(
   int argc, char *argv[], const char **ppcOwn, const char **ppcOthers)
{
   int iOption;

   while ((iOption = getopt(argc, argv, "d:u:")) != -1)
      if (iOption == 'd')
         *ppcOwn++ = optarg;
      else if (iOption == 'u')
         *ppcOthers++ = optarg;
      else
         return false;
   return optind == argc;
}

int main(int argc, char *argv[])
{
   const char **ppcOwn = calloc((size_t)argc + 1, sizeof *ppcOwn);
   const char **ppcOthers = calloc((size_t)argc + 1, sizeof *ppcOthers);
   struct Admit_Rules sRules = {ppcOthers, ppcOwn};
   struct Admit_Result s = {NULL, 0, 0, ""};
   size_t uBytes = 0;
   char *pc = NULL;
   int iStatus = STATUS_FAILED;

   if (ppcOwn == NULL || ppcOthers == NULL
       || !AdmitMain_takeOptions(argc, argv, ppcOwn, ppcOthers))
      fputs("usage: machine-admit [-d NAME]... [-u NAME]..."
            " <TEXT >ADMITTED\n",
         stderr);
   else if ((pc = AdmitMain_read(&uBytes)) == NULL)
      fputs("machine-admit: the text can't be read\n", stderr);
   else if (!Admit_read(pc, uBytes, &sRules, &s))
   {
      fprintf(stderr, "%s\n", s.acWhy);
      iStatus = STATUS_REFUSED;
   }
   else if (fwrite(s.pcText, 1, s.uBytes, stdout) == s.uBytes
            && fflush(stdout) == 0)
      iStatus = EXIT_SUCCESS;
   else
      fputs("machine-admit: the text can't be written\n", stderr);
   free(s.pcText);
   free(pc);
   free(ppcOwn);
   free(ppcOthers);
   return iStatus;
}
