/*--------------------------------------------------------------------*/
/* managers.c: the managers that can be shown                         */
/*--------------------------------------------------------------------*/

#include "managers.h"
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum
{
   PATH_BYTES = 4096
};

static const char acHost[] = "demohost";
static const char acSource[] = "heapmgr";
static const char acUnseen[] =
   "_gnu"; /* the C library's can't be shown */
static glob_t sFound;
static const char *pcSources = ".";

static const char *Managers_getName(size_t uManager)
{
   const char *pcPath = sFound.gl_pathv[uManager];

   return strrchr(pcPath, '/') + sizeof acHost;
}

/* Of what was found, keep the programs; the compiler's files, which
   have the same names and an extension, go. */

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

void Managers_setRoot(const char *pcRoot)
{
   pcSources = pcRoot;
}

size_t Managers_count(void)
{
   return sFound.gl_pathc;
}

/* Return true if pcManager is called pcName: in full, by its number, or
   by what follows that. */

static bool Managers_isCalled(const char *pcManager, const char *pcName)
{
   size_t uLength = strlen(pcName);
   const char *pcRest = strchr(pcManager, '_');

   return strcmp(pcManager, pcName) == 0
          || (uLength != 0 && strncmp(pcManager, pcName, uLength) == 0
              && pcManager[uLength] == '_')
          || (pcRest != NULL && strcmp(pcRest + 1, pcName) == 0);
}

/* Return true if there is a source of a manager called pcName. */

static bool Managers_hasSource(const char *pcName)
{
   static const char *const apcFolders[] = {"", "appendix/"};
   char acPattern[PATH_BYTES];
   glob_t sSources;
   bool bFound = false;
   size_t i;
   size_t u;

   for (i = 0; i < sizeof apcFolders / sizeof apcFolders[0]; i++)
   {
      snprintf(acPattern, sizeof acPattern, "%s/%s%s*.c", pcSources,
         apcFolders[i], acSource);
      if (glob(acPattern, 0, NULL, &sSources) != 0)
         continue;
      for (u = 0; u < sSources.gl_pathc; u++)
      {
         char *pcFile = strrchr(sSources.gl_pathv[u], '/')
                        + sizeof acSource;

         pcFile[strlen(pcFile) - 2] = '\0'; /* without its .c */
         if (strcmp(pcFile, acUnseen) != 0
             && Managers_isCalled(pcFile, pcName))
            bFound = true;
      }
      globfree(&sSources);
   }
   return bFound;
}

size_t Managers_find(const char *pcName)
{
   const char *pcShort = pcName;
   size_t u;

   if (strncmp(pcName, acSource, sizeof acSource - 1) == 0)
      pcShort += sizeof acSource - 1;
   for (u = 0; u < sFound.gl_pathc; u++)
      if (Managers_isCalled(Managers_getName(u), pcShort))
         return u;
   if (Managers_hasSource(pcShort))
      fprintf(stderr,
         "demo: manager \"%s\" hasn't been built:"
         " \"make demo MANAGER=%s\" does that; built so far:",
         pcName, pcShort);
   else
      fprintf(stderr,
         "demo: there is no manager \"%s\"; the demo shows:", pcName);
   for (u = 0; u < sFound.gl_pathc; u++)
      fprintf(stderr, " %s", Managers_getName(u));
   fputc('\n', stderr);
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
