/*--------------------------------------------------------------------*/
/* managers.c: the managers that can be shown                         */
/*--------------------------------------------------------------------*/

#include "managers.h"
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum
{
   PATH_BYTES = 4096
};

static const char acHost[] = "demohost";
static glob_t sFound;

static const char *Managers_getName(size_t uManager)
{
   const char *pcPath = sFound.gl_pathv[uManager];

   return strrchr(pcPath, '/') + sizeof acHost;
}

/* Of what was found, keep the programs; the compiler's files, which have
   the same names and an extension, go. */

static void Managers_dropParts(void)
{
   size_t uKept = 0;
   size_t u;

   for (u = 0; u < sFound.gl_pathc; u++)
      if (strchr(Managers_getName(u), '.') == NULL)
         sFound.gl_pathv[uKept++] = sFound.gl_pathv[u];
   sFound.gl_pathc = uKept;
}

void Managers_init(const char *pcProgram)
{
   char acPattern[PATH_BYTES];
   ssize_t iLength = readlink("/proc/self/exe", acPattern,
      sizeof acPattern - sizeof acHost - 2);
   char *pcSlash;

   if (iLength <= 0)
      snprintf(acPattern, sizeof acPattern, "%s", pcProgram);
   else
      acPattern[iLength] = '\0';
   pcSlash = strrchr(acPattern, '/');
   if (pcSlash == NULL)
      pcSlash = acPattern;
   snprintf(pcSlash, sizeof acHost + 2, "/%s*", acHost);
   if (glob(acPattern, 0, NULL, &sFound) != 0)
      sFound.gl_pathc = 0;
   Managers_dropParts();
}

size_t Managers_count(void)
{
   return sFound.gl_pathc;
}

size_t Managers_find(const char *pcName)
{
   size_t uLength = strlen(pcName);
   size_t u;

   for (u = 0; u < sFound.gl_pathc; u++)
      if (strcmp(Managers_getName(u), pcName) == 0)
         return u;
   for (u = 0; u < sFound.gl_pathc; u++)
      if (strncmp(Managers_getName(u), pcName, uLength) == 0
          && Managers_getName(u)[uLength] == '_')
         return u;
   fprintf(stderr,
      "demo: there is no manager \"%s\" here; \"make demo MANAGER=%s\""
      " builds what it shows; built so far:\n",
      pcName, pcName);
   for (u = 0; u < sFound.gl_pathc; u++)
      fprintf(stderr, "   %s\n", Managers_getName(u));
   exit(2);
}

Client_T Managers_start(
   size_t uManager, const struct Scenario *psScenario)
{
   return Client_start(sFound.gl_pathv[uManager],
      Managers_getName(uManager), psScenario);
}

void Managers_print(void)
{
   size_t u;

   for (u = 0; u < sFound.gl_pathc; u++)
      puts(Managers_getName(u));
}
