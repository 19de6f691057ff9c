/*--------------------------------------------------------------------*/
/* gnuplot.c: running gnuplot                                         */
/*--------------------------------------------------------------------*/

#include "gnuplot.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

FILE *Gnuplot_open(void)
{
   FILE *psScript;

   (void)fflush(stdout);
   psScript = popen("exec gnuplot", "w");
   if (psScript == NULL)
   {
      perror("demo: can't run gnuplot");
      exit(2);
   }
   return psScript;
}

void Gnuplot_close(FILE *psScript)
{
   int iStatus = pclose(psScript);

   if (iStatus == 0)
      return;
   fprintf(stderr,
      "demo: gnuplot failed (%s): is gnuplot-nox installed, and can the"
      " pictures' files be written?\n",
      (WIFEXITED(iStatus) && WEXITSTATUS(iStatus) == 127)
         ? "it isn't there"
         : "what it says stands above");
   exit(2);
}

void Gnuplot_writeText(FILE *psScript, const char *pcText)
{
   fputc('"', psScript);
   for (; *pcText != '\0'; pcText++)
      fputc((*pcText == '"')    ? '\''
            : (*pcText == '\\') ? '/'
                                : *pcText,
         psScript);
   fputc('"', psScript);
}

void Gnuplot_writeName(FILE *psScript, const char *pcName)
{
   fputc('\'', psScript);
   for (; *pcName != '\0'; pcName++)
   {
      if (*pcName == '\'')
         fputc('\'', psScript);
      fputc(*pcName, psScript);
   }
   fputc('\'', psScript);
}

void Gnuplot_writeBlock(
   FILE *psScript, const char *pcName, FILE *psData)
{
   int iChar;

   if (fflush(psData) != 0 || ferror(psData))
   {
      fprintf(stderr,
         "demo: can't keep the data for gnuplot in /tmp: %s\n",
         strerror(errno));
      exit(2);
   }
   fprintf(psScript, "$%s << EOD\n", pcName);
   rewind(psData);
   while ((iChar = fgetc(psData)) != EOF)
      fputc(iChar, psScript);
   fputs("EOD\n", psScript);
   (void)fclose(psData);
}
