/*--------------------------------------------------------------------*/
/* scenario.c: what a demo plays                                      */
/*--------------------------------------------------------------------*/

#include "scenario.h"
#include "trace.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
   LINE_BYTES = 1000,
   MAX_LINES = 100000,
   MAX_STEPS = 10000000,
   CAPTION_BYTES = 2000,
   PATH_BYTES = 4096,
   MAX_SCALE = 1 << 20,
   MAX_REPEAT = 100000,
   MAX_INDEX = 1000000000 /* of a name in a row, and its stride */
};

/* Reading a scenario. */

struct Reader
{
   struct Scenario *psScenario;
   const char *pcFile;
   size_t uLine;
   const char *pcLine;
   char acCaption[CAPTION_BYTES]; /* for the next step */
   size_t uStepRoom;
   size_t uNameRoom;
   size_t uNames;
   size_t *auCurrent; /* by name: its payload, or NO_PAYLOAD */
};

/* Names p1..p9 by 2 stand for several: prefix and numbers. */

struct Names
{
   char acPrefix[NAME_BYTES];
   bool bNumbered;
   long lFirst;
   long lLast;
   long lBy;
};

/*--------------------------------------------------------------------*/

/* Return whether a terminal may get c.  What is no ASCII may be part of
   a control character, too. */

static bool Scenario_isPlain(char c)
{
   return (c >= ' ' && c <= '~') || c == '\t';
}

/* Say on stderr what is wrong with the current line, and exit. */

static void Scenario_complain(
   const struct Reader *psReader, const char *pcFormat, ...)
   __attribute__((format(printf, 2, 3), noreturn));

static void Scenario_complain(
   const struct Reader *psReader, const char *pcFormat, ...)
{
   va_list oArguments;
   const char *pc;

   fprintf(stderr, "%s:%zu: ", psReader->pcFile, psReader->uLine);
   va_start(oArguments, pcFormat);
   vfprintf(stderr, pcFormat, oArguments);
   va_end(oArguments);
   fprintf(stderr, " (the line is \"");
   for (pc = psReader->pcLine; *pc != '\0'; pc++)
      fputc(Scenario_isPlain(*pc) ? *pc : '?', stderr);
   fprintf(stderr, "\")\n");
   exit(2);
}

/* Return realloc(pv, uBytes), or exit. */

static void *Scenario_resize(void *pv, size_t uBytes)
{
   pv = realloc(pv, uBytes);
   if (pv == NULL)
   {
      perror("demo: no memory for the scenario");
      exit(2);
   }
   return pv;
}

/*--------------------------------------------------------------------*/

/* Return the index of name pcName; a new one if it isn't known. */

static size_t Scenario_getName(
   struct Reader *psReader, const char *pcName)
{
   struct Scenario *psScenario = psReader->psScenario;
   size_t u;

   for (u = 0; u < psReader->uNames; u++)
      if (strcmp(psScenario->apcNames[u], pcName) == 0)
         return u;
   if (u == psReader->uNameRoom)
   {
      psReader->uNameRoom = 2 * u + 16;
      psScenario->apcNames = Scenario_resize(
         psScenario->apcNames, psReader->uNameRoom * sizeof(char *));
      psReader->auCurrent = Scenario_resize(
         psReader->auCurrent, psReader->uNameRoom * sizeof(size_t));
   }
   psScenario->apcNames[u] = strdup(pcName);
   psReader->auCurrent[u] = NO_PAYLOAD;
   psReader->uNames++;
   return u;
}

/*--------------------------------------------------------------------*/

/* Append a step, with room for a caption, and return it. */

static struct Step *Scenario_addStep(
   struct Reader *psReader, enum StepKind eKind, size_t uName)
{
   struct Scenario *psScenario = psReader->psScenario;
   size_t u = psScenario->uSteps;
   struct Step *psStep;

   if (u == MAX_STEPS)
      Scenario_complain(
         psReader, "expected at most %d steps", MAX_STEPS);
   if (u == psReader->uStepRoom)
   {
      psReader->uStepRoom = 2 * u + 16;
      psScenario->asSteps = Scenario_resize(psScenario->asSteps,
         psReader->uStepRoom * sizeof(struct Step));
      psScenario->auNames = Scenario_resize(
         psScenario->auNames, psReader->uStepRoom * sizeof(size_t));
      if (!psScenario->bTrace)
         psScenario->apcCaptions = Scenario_resize(
            psScenario->apcCaptions,
            psReader->uStepRoom * sizeof(char *));
   }
   if (!psScenario->bTrace)
   {
      psScenario->apcCaptions[u] = strdup(psReader->acCaption);
      psReader->acCaption[0] = '\0';
   }
   psStep = &psScenario->asSteps[u];
   memset(psStep, 0, sizeof *psStep);
   psStep->eKind = eKind;
   psStep->uName = uName;
   psStep->uPayload = NO_PAYLOAD;
   psStep->uCopied = NO_PAYLOAD;
   psStep->uLine = psReader->uLine;
   psScenario->uSteps++;
   return psStep;
}

/* Append a malloc of uBytes bytes for a new payload, and return the
   payload's number. */

static size_t Scenario_addMalloc(
   struct Reader *psReader, size_t uName, size_t uBytes, size_t uCopied)
{
   struct Scenario *psScenario = psReader->psScenario;
   struct Step *psStep = Scenario_addStep(psReader, STEP_MALLOC, uName);

   psStep->uPayload = psScenario->uPayloads++;
   psStep->uBytes = uBytes;
   psStep->uCopied = uCopied;
   psScenario->auNames[psStep->uPayload] = uName;
   return psStep->uPayload;
}

/*--------------------------------------------------------------------*/

/* Read name or names from *ppc on, and step past them. */

static bool Scenario_readNames(const char **ppc, struct Names *psNames)
{
   const char *pc = *ppc;
   size_t uLength = 0;
   int iUsed;

   memset(psNames, 0, sizeof *psNames);
   if (!isalpha((unsigned char)*pc) && *pc != '_')
      return false;
   while ((isalnum((unsigned char)*pc) || *pc == '_')
          && uLength + 1 < NAME_BYTES)
      psNames->acPrefix[uLength++] = *pc++;
   psNames->lBy = 1;
   if (pc[0] == '.' && pc[1] == '.')
   {
      size_t uDigits = uLength;

      while (uDigits > 0
             && isdigit((unsigned char)psNames->acPrefix[uDigits - 1]))
         uDigits--;
      if (uDigits == uLength)
         return false;
      psNames->lFirst = strtol(psNames->acPrefix + uDigits, NULL, 10);
      psNames->acPrefix[uDigits] = '\0';
      pc += 2;
      if (strncmp(pc, psNames->acPrefix, uDigits) == 0)
         pc += uDigits;
      if (sscanf(pc, "%ld%n", &psNames->lLast, &iUsed) != 1)
         return false;
      pc += iUsed;
      iUsed = 0;
      if (sscanf(pc, " by %ld%n", &psNames->lBy, &iUsed) == 1)
         pc += iUsed;
      psNames->bNumbered = true;
   }
   *ppc = pc;
   return true;
}

/* Return true if l, a name's number or a stride, is beyond what can be
   counted with. */

static bool Scenario_isFar(long l)
{
   return l > MAX_INDEX || l < -MAX_INDEX;
}

/* Check that *psNames stand for a sensible number of names. */

static void Scenario_checkNames(
   const struct Reader *psReader, const struct Names *psNames)
{
   if (psNames->bNumbered
       && (Scenario_isFar(psNames->lFirst)
           || Scenario_isFar(psNames->lLast)
           || Scenario_isFar(psNames->lBy) || psNames->lBy == 0
           || (psNames->lLast - psNames->lFirst) / psNames->lBy < 0
           || (psNames->lLast - psNames->lFirst) / psNames->lBy
                 >= MAX_REPEAT))
      Scenario_complain(psReader,
         "expected names like p1..p9, or p1..p9 by 2, or p9..p1 by -1,"
         " %d at most",
         MAX_REPEAT);
}

/* Write the name that is number lNumber of *psNames to pcName. */

static void Scenario_printName(
   const struct Names *psNames, long lNumber, char *pcName)
{
   if (psNames->bNumbered)
      snprintf(
         pcName, 2 * NAME_BYTES, "%s%ld", psNames->acPrefix, lNumber);
   else
      snprintf(pcName, 2 * NAME_BYTES, "%s", psNames->acPrefix);
}

/*--------------------------------------------------------------------*/

/* Play a line's verb on one name.  Sizes are in the scenario's
   scale. */

static void Scenario_doVerb(struct Reader *psReader, const char *pcVerb,
   const char *pcName, size_t uBytes, bool bSkip)
{
   size_t uName = Scenario_getName(psReader, pcName);
   size_t uOld = psReader->auCurrent[uName];
   size_t uFirst = psReader->psScenario->uSteps;
   size_t u;

   if (strcmp(pcVerb, "malloc") == 0)
      psReader->auCurrent[uName] = Scenario_addMalloc(
         psReader, uName, uBytes, NO_PAYLOAD);
   else if (strcmp(pcVerb, "realloc") == 0)
   {
      psReader->auCurrent[uName] = Scenario_addMalloc(
         psReader, uName, uBytes, uOld);
      if (uOld != NO_PAYLOAD)
      {
         struct Step *psFree = Scenario_addStep(
            psReader, STEP_FREE, uName);

         psFree->uPayload = uOld;
         psFree->uCopied = psReader->auCurrent[uName];
      }
   }
   else
   {
      struct Step *psStep;

      if (uOld == NO_PAYLOAD
          && (*pcVerb != 'f' || strcmp(pcName, "NULL") != 0))
         Scenario_complain(psReader,
            "%s of %s, which nobody has allocated", pcVerb, pcName);
      psStep = Scenario_addStep(
         psReader, (*pcVerb == 'f') ? STEP_FREE : STEP_WRITE, uName);
      psStep->uPayload = uOld;
      psStep->uBytes = (*pcVerb == 'f') ? 0 : uBytes;
   }
   for (u = uFirst; u < psReader->psScenario->uSteps; u++)
      psReader->psScenario->asSteps[u].bSkip = bSkip;
}

static void Scenario_doVerbs(struct Reader *psReader,
   const char *pcVerb, const struct Names *psNames, size_t uBytes,
   bool bSkip)
{
   char acName[2 * NAME_BYTES];
   long l;

   Scenario_checkNames(psReader, psNames);
   if (!psNames->bNumbered)
   {
      Scenario_printName(psNames, 0, acName);
      Scenario_doVerb(psReader, pcVerb, acName, uBytes, bSkip);
      return;
   }
   for (l = psNames->lFirst;
        (psNames->lBy > 0) ? l <= psNames->lLast : l >= psNames->lLast;
        l += psNames->lBy)
   {
      Scenario_printName(psNames, l, acName);
      Scenario_doVerb(psReader, pcVerb, acName, uBytes, bSkip);
   }
}

/*--------------------------------------------------------------------*/

/* Read a size from pc on: a number, or PTRDIFF_MAX, times the scale. */

static size_t Scenario_readSize(
   const struct Reader *psReader, const char **ppc)
{
   char *pcEnd;
   unsigned long long uSize;

   *ppc += strspn(*ppc, " \t");
   if (strncmp(*ppc, "SIZE_MAX", 8) == 0)
   {
      *ppc += 8;
      return SIZE_MAX;
   }
   if (!isdigit((unsigned char)**ppc))
      Scenario_complain(
         psReader, "expected a size, a decimal number or SIZE_MAX");
   uSize = strtoull(*ppc, &pcEnd, 10);
   if (uSize > PTRDIFF_MAX / psReader->psScenario->uScale)
      Scenario_complain(psReader, "that size is too large; to ask for"
                                  " too much, say SIZE_MAX");
   *ppc = pcEnd;
   return (size_t)uSize * psReader->psScenario->uScale;
}

/* Read what may follow a statement: a comment only. */

static void Scenario_expectEnd(
   const struct Reader *psReader, const char *pc)
{
   pc += strspn(pc, " \t);\r");
   if (*pc != '\0' && *pc != '#')
      Scenario_complain(psReader,
         "expected the end of the line behind its first %zu bytes",
         (size_t)(pc - psReader->pcLine));
}

/*--------------------------------------------------------------------*/

/* Read "p = malloc(N)" or "p = realloc(p, N)" behind its names. */

static void Scenario_readAssignment(struct Reader *psReader,
   const char *pc, const struct Names *psNames, bool bSkip)
{
   struct Names sAgain;
   bool bRealloc = false;
   size_t uBytes;

   if (strcmp(psNames->acPrefix, "NULL") == 0)
      Scenario_complain(psReader, "NULL is no name for a payload");
   pc += strspn(pc, " \t=");
   if (strncmp(pc, "malloc(", 7) == 0)
      pc += 7;
   else if (strncmp(pc, "realloc(", 8) == 0)
   {
      pc += 8;
      bRealloc = true;
      if (!Scenario_readNames(&pc, &sAgain)
          || strcmp(sAgain.acPrefix, psNames->acPrefix) != 0)
         Scenario_complain(
            psReader, "expected p = realloc(p, SIZE), of one name");
      pc += strspn(pc, " \t,");
   }
   else
      Scenario_complain(
         psReader, "expected malloc(SIZE) or realloc(NAME, SIZE)");
   uBytes = Scenario_readSize(psReader, &pc);
   Scenario_expectEnd(psReader, pc);
   Scenario_doVerbs(psReader, bRealloc ? "realloc" : "malloc", psNames,
      uBytes, bSkip);
}

/*--------------------------------------------------------------------*/

/* Return pc behind word pcWord if pc starts with it; NULL if not. */

static const char *Scenario_skipWord(const char *pc, const char *pcWord)
{
   size_t uLength = strlen(pcWord);

   if (strncmp(pc, pcWord, uLength) != 0
       || isalnum((unsigned char)pc[uLength]) || pc[uLength] == '_')
      return NULL;
   return pc + uLength + strspn(pc + uLength, " \t(:");
}

/* Read a statement, from pc on. */

static void Scenario_readStatement(
   struct Reader *psReader, const char *pc)
{
   const char *pcRest = Scenario_skipWord(pc, "skip");
   bool bSkip = (pcRest != NULL);
   struct Names sNames;
   size_t uBytes;

   if (bSkip)
      pc = pcRest;
   if (Scenario_skipWord(pc, "check") != NULL)
   {
      Scenario_expectEnd(psReader, Scenario_skipWord(pc, "check"));
      Scenario_addStep(psReader, STEP_CHECK, 0)->bSkip = bSkip;
   }
   else if ((pcRest = Scenario_skipWord(pc, "free")) != NULL
            && Scenario_readNames(&pcRest, &sNames))
   {
      Scenario_expectEnd(psReader, pcRest);
      Scenario_doVerbs(psReader, "free", &sNames, 0, bSkip);
   }
   else if ((pcRest = Scenario_skipWord(pc, "write")) != NULL
            && Scenario_readNames(&pcRest, &sNames))
   {
      pcRest += strspn(pcRest, " \t,");
      uBytes = Scenario_readSize(psReader, &pcRest);
      Scenario_expectEnd(psReader, pcRest);
      Scenario_doVerbs(psReader, "write", &sNames, uBytes, bSkip);
   }
   else if (Scenario_readNames(&pc, &sNames)
            && pc[strspn(pc, " \t")] == '=')
      Scenario_readAssignment(psReader, pc, &sNames, bSkip);
   else
      Scenario_complain(psReader,
         "expected p = malloc(SIZE), p = realloc(p, SIZE), free p,"
         " write p SIZE, check, or a setting (title, manager, scale,"
         " growth)");
}

/*--------------------------------------------------------------------*/

/* If pc is a setting, take it and return true. */

static bool Scenario_readSetting(
   struct Reader *psReader, const char *pc)
{
   struct Scenario *psScenario = psReader->psScenario;
   const char *pcRest;

   if ((pcRest = Scenario_skipWord(pc, "title")) != NULL)
      psScenario->pcTitle = strdup(pcRest);
   else if ((pcRest = Scenario_skipWord(pc, "manager")) != NULL)
      psScenario->pcManager = strdup(pcRest);
   else if ((pcRest = Scenario_skipWord(pc, "scale")) != NULL)
   {
      char *pcEnd;
      long lScale = strtol(pcRest, &pcEnd, 10);

      if (*pcEnd != '\0' || lScale < 1 || lScale > MAX_SCALE
          || psScenario->uSteps != 0)
         Scenario_complain(psReader,
            "expected a scale of 1 to %d, before the first step",
            MAX_SCALE);
      psScenario->uScale = (size_t)lScale;
   }
   else if ((pcRest = Scenario_skipWord(pc, "growth")) != NULL)
   {
      if (strcmp(pcRest, "exact") != 0 && strcmp(pcRest, "any") != 0)
         Scenario_complain(psReader, "expected exact or any");
      psScenario->bExact = (strcmp(pcRest, "exact") == 0);
   }
   else
      return false;
   return true;
}

/* Add a comment to the caption of the next step. */

static void Scenario_addCaption(struct Reader *psReader, const char *pc)
{
   size_t uLength = strlen(psReader->acCaption);

   if (*pc == '#')
      return; /* ## is for who reads the file */
   pc += strspn(pc, " \t");
   if (uLength + strlen(pc) + 2 > CAPTION_BYTES)
      Scenario_complain(psReader,
         "expected a caption of fewer than %d bytes", CAPTION_BYTES);
   snprintf(psReader->acCaption + uLength, CAPTION_BYTES - uLength,
      "%s%s", (uLength == 0) ? "" : " ", pc);
}

/*--------------------------------------------------------------------*/

/* Return whether the text at pc has a control character: one of ASCII
   but for the tab, one of U+0080 to U+009F, or one of Unicode that
   turns the direction of writing (U+200E, U+200F, U+202A to U+202E,
   U+2066 to U+2069). */

static bool Scenario_hasControl(const char *pc)
{
   for (; *pc != '\0'; pc++)
   {
      const unsigned char *puc = (const unsigned char *)pc;

      if ((puc[0] < ' ' && puc[0] != '\t') || puc[0] == 0x7f
          || (puc[0] == 0xc2 && puc[1] >= 0x80 && puc[1] <= 0x9f))
         return true;
      if (puc[0] == 0xe2
          && ((puc[1] == 0x80
                 && (puc[2] == 0x8e || puc[2] == 0x8f
                     || (puc[2] >= 0xaa && puc[2] <= 0xae)))
              || (puc[1] == 0x81 && puc[2] >= 0xa6 && puc[2] <= 0xa9)))
         return true;
   }
   return false;
}

/* Make the next line of psFile, which goes to pcLine, the current one,
   without white space around it and a byte order mark before the first.
   Return false if there is none, and exit if it isn't text. */

static bool Scenario_readLine(
   struct Reader *psReader, FILE *psFile, char *pcLine)
{
   static const char acMark[] = "\xef\xbb\xbf";
   size_t uLength = 0;
   int iByte;

   psReader->pcLine = pcLine;
   psReader->uLine++;
   while ((iByte = getc(psFile)) != EOF && iByte != '\n')
   {
      if (iByte == '\0')
         Scenario_complain(
            psReader, "expected text, there is a byte 0 in this line");
      if (uLength == LINE_BYTES - 1)
         Scenario_complain(psReader,
            "expected a line of fewer than %d bytes", LINE_BYTES);
      pcLine[uLength++] = (char)iByte;
      pcLine[uLength] = '\0';
   }
   if (iByte == EOF && uLength == 0)
      return false;
   pcLine[uLength] = '\0';
   while (uLength > 0 && isspace((unsigned char)pcLine[uLength - 1]))
      pcLine[--uLength] = '\0';
   if (psReader->uLine == 1
       && strncmp(pcLine, acMark, strlen(acMark)) == 0)
      psReader->pcLine += strlen(acMark);
   psReader->pcLine += strspn(psReader->pcLine, " \t");
   if (Scenario_hasControl(psReader->pcLine))
      Scenario_complain(psReader,
         "expected text, there is a control character in this line");
   if (psReader->uLine > MAX_LINES)
      Scenario_complain(
         psReader, "expected at most %d lines", MAX_LINES);
   return true;
}

/* Say that the scenario can't be read, and exit. */

static void Scenario_failToRead(const struct Reader *psReader)
{
   fprintf(stderr, "%s: can't read this scenario: %s\n",
      psReader->pcFile, strerror(errno));
   exit(2);
}

/*--------------------------------------------------------------------*/

static void Scenario_readScenario(struct Reader *psReader)
{
   char acLine[LINE_BYTES] = "";
   FILE *psFile = fopen(psReader->pcFile, "r");

   if (psFile == NULL)
      Scenario_failToRead(psReader);
   while (Scenario_readLine(psReader, psFile, acLine))
   {
      const char *pc = psReader->pcLine;

      if (*pc == '#')
         Scenario_addCaption(psReader, pc + 1);
      else if (*pc != '\0' && !Scenario_readSetting(psReader, pc))
         Scenario_readStatement(psReader, pc);
   }
   if (ferror(psFile))
      Scenario_failToRead(psReader);
   (void)fclose(psFile);
   if (psReader->psScenario->uSteps == 0)
   {
      fprintf(stderr, "%s: there is no step in this scenario\n",
         psReader->pcFile);
      exit(2);
   }
}

/*--------------------------------------------------------------------*/

/* Have standard input read file pcFile through gzip, and return a copy
   of what it was. */

static int Scenario_startGzip(const char *pcFile, pid_t *piGzip)
{
   int aiPipe[2];
   int iOldStdin = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 10);

   if (pipe(aiPipe) != 0 || (*piGzip = fork()) == -1)
   {
      perror("demo: can't start gzip");
      exit(2);
   }
   if (*piGzip == 0)
   {
      (void)dup2(aiPipe[1], STDOUT_FILENO);
      (void)close(aiPipe[0]);
      (void)execlp("gzip", "gzip", "-dc", "--", pcFile, (char *)NULL);
      perror("demo: can't run gzip");
      _exit(2);
   }
   (void)dup2(aiPipe[0], STDIN_FILENO);
   (void)close(aiPipe[0]);
   (void)close(aiPipe[1]);
   return iOldStdin;
}

/* Return the trace in pcFile, or exit. */

static Trace_T Scenario_openTrace(const char *pcFile)
{
   size_t uLength = strlen(pcFile);
   Trace_T oTrace;

   if (uLength > 3 && strcmp(pcFile + uLength - 3, ".gz") == 0)
   {
      pid_t iGzip;
      int iStatus;
      int iOldStdin = Scenario_startGzip(pcFile, &iGzip);

      oTrace = Trace_read("-");
      (void)waitpid(iGzip, &iStatus, 0);
      (void)dup2(iOldStdin, STDIN_FILENO);
      (void)close(iOldStdin);
      if (iStatus != 0)
         exit(2);
   }
   else
      oTrace = Trace_read(pcFile);
   if (oTrace == NULL)
      exit(2);
   return oTrace;
}

/*--------------------------------------------------------------------*/

/* Append the step, or the two steps, for operation *psOp of a trace. */

static void Scenario_addOp(
   struct Reader *psReader, const struct Op *psOp)
{
   size_t *puCurrent =
      (psOp->uId == NO_ID) ? NULL : &psReader->auCurrent[psOp->uId];
   struct Step *psStep;

   psReader->uLine = psOp->uLine;
   if (psOp->eKind == OP_MALLOC)
      *puCurrent = Scenario_addMalloc(
         psReader, psOp->uId, psOp->uBytes, NO_PAYLOAD);
   else if (psOp->eKind == OP_REALLOC)
   {
      size_t uOld = *puCurrent;

      *puCurrent = Scenario_addMalloc(
         psReader, psOp->uId, psOp->uBytes, uOld);
      psStep = Scenario_addStep(psReader, STEP_FREE, psOp->uId);
      psStep->uPayload = uOld;
      psStep->uCopied = *puCurrent;
   }
   else
   {
      psStep = Scenario_addStep(psReader,
         (psOp->eKind == OP_FREE) ? STEP_FREE : STEP_WRITE, psOp->uId);
      psStep->uBytes = psOp->uBytes;
      if (puCurrent != NULL)
         psStep->uPayload = *puCurrent;
   }
}

static void Scenario_readTrace(struct Reader *psReader)
{
   Trace_T oTrace = Scenario_openTrace(psReader->pcFile);
   struct Op sOp;

   psReader->psScenario->bTrace = true;
   psReader->psScenario->bExact = false;
   psReader->auCurrent = Scenario_resize(
      NULL, (Trace_getIds(oTrace) + 1) * sizeof(size_t));
   while (Trace_next(oTrace, &sOp))
      Scenario_addOp(psReader, &sOp);
}

/*--------------------------------------------------------------------*/

/* Return whether pcPath can be read and is no folder. */

static bool Scenario_isFile(const char *pcPath)
{
   struct stat sStat;

   return access(pcPath, R_OK) == 0 && stat(pcPath, &sStat) == 0
          && !S_ISDIR(sStat.st_mode);
}

/* Return the file that pcName stands for, in new memory. */

static char *Scenario_findFile(const char *pcName, const char *pcRoot)
{
   static const char *const apcPlaces[] = {"%s/demo/scenarios/%s.txt",
      "%s/driver/traces/%s.rep.gz", "%s/driver/traces/%s"};
   char acPath[PATH_BYTES];
   size_t u;

   if (Scenario_isFile(pcName))
      return strdup(pcName);
   for (u = 0; u < sizeof apcPlaces / sizeof apcPlaces[0]; u++)
   {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      snprintf(acPath, sizeof acPath, apcPlaces[u], pcRoot, pcName);
#pragma GCC diagnostic pop
      if (Scenario_isFile(acPath))
         return strdup(acPath);
   }
   fprintf(stderr,
      "demo: there is no scenario or trace \"%s\": expected a file, or"
      " the name of one in demo/scenarios or driver/traces\n",
      pcName);
   exit(2);
}

/* Return true if pcFile's name is a trace's. */

static bool Scenario_isTrace(const char *pcFile)
{
   static const char *const apcEnds[] = {
      ".rep", ".script", ".rep.gz", ".script.gz", ".trace"};
   size_t uLength = strlen(pcFile);
   size_t u;

   for (u = 0; u < sizeof apcEnds / sizeof apcEnds[0]; u++)
      if (uLength > strlen(apcEnds[u])
          && strcmp(pcFile + uLength - strlen(apcEnds[u]), apcEnds[u])
                == 0)
         return true;
   return false;
}

/*--------------------------------------------------------------------*/

struct Scenario *Scenario_read(const char *pcName, const char *pcRoot)
{
   struct Reader sReader;
   struct Scenario *psScenario = Scenario_resize(
      NULL, sizeof *psScenario);
   const char *pcBase;

   memset(&sReader, 0, sizeof sReader);
   memset(psScenario, 0, sizeof *psScenario);
   psScenario->uScale = 1;
   psScenario->bExact = true;
   sReader.psScenario = psScenario;
   sReader.pcFile = Scenario_findFile(pcName, pcRoot);
   pcBase = strrchr(sReader.pcFile, '/');
   psScenario->pcTitle = strdup(
      (pcBase == NULL) ? sReader.pcFile : pcBase + 1);
   if (Scenario_isTrace(sReader.pcFile))
      Scenario_readTrace(&sReader);
   else
      Scenario_readScenario(&sReader);
   return psScenario;
}

/*--------------------------------------------------------------------*/

void Scenario_name(
   const void *pvScenario, size_t uPayload, char *pcName, size_t uBytes)
{
   const struct Scenario *psScenario = pvScenario;

   if (uPayload >= psScenario->uPayloads)
      snprintf(pcName, uBytes, "NULL");
   else if (psScenario->bTrace)
      snprintf(pcName, uBytes, "id %zu", psScenario->auNames[uPayload]);
   else
      snprintf(pcName, uBytes, "%s",
         psScenario->apcNames[psScenario->auNames[uPayload]]);
}

/*--------------------------------------------------------------------*/

void Scenario_printSource(const struct Scenario *psScenario,
   size_t uStep, char *pcSource, size_t uBytes)
{
   const struct Step *psStep = &psScenario->asSteps[uStep - 1];
   size_t uScale = psScenario->uScale;
   char acName[2 * NAME_BYTES];
   char acBytes[2 * NAME_BYTES] = "";

   Scenario_name(psScenario, psStep->uPayload, acName, sizeof acName);
   if (uScale != 1 && psStep->uBytes != SIZE_MAX)
      snprintf(acBytes, sizeof acBytes, "   (1 is %zu bytes: %zu)",
         uScale, psStep->uBytes);
   if (psStep->eKind == STEP_CHECK)
      snprintf(pcSource, uBytes, "HeapMgr_isValid()");
   else if (psStep->eKind == STEP_FREE)
      snprintf(pcSource, uBytes, "free(%s)%s", acName,
         (psStep->uCopied == NO_PAYLOAD)
            ? ""
            : "   (the old one: second half of realloc)");
   else if (psStep->eKind == STEP_WRITE)
      snprintf(pcSource, uBytes, "write %zu to %s%s",
         psStep->uBytes / uScale, acName, acBytes);
   else if (psStep->uBytes == SIZE_MAX)
      snprintf(pcSource, uBytes, "%s = malloc(SIZE_MAX)", acName);
   else if (psStep->uCopied == NO_PAYLOAD)
      snprintf(pcSource, uBytes, "%s = malloc(%zu)%s", acName,
         psStep->uBytes / uScale, acBytes);
   else
      snprintf(pcSource, uBytes, "%s = realloc(%s, %zu)%s", acName,
         acName, psStep->uBytes / uScale, acBytes);
}

void Scenario_printQuestion(const struct Scenario *psScenario,
   size_t uStep, char *pcQuestion, size_t uBytes)
{
   const char *pcCaption;
   const char *pcStart;
   const char *pcEnd;

   pcQuestion[0] = '\0';
   if (psScenario->apcCaptions == NULL)
      return;
   pcCaption = psScenario->apcCaptions[uStep - 1];
   pcEnd = strrchr(pcCaption, '?');
   if (pcEnd == NULL)
      return;
   pcStart = pcEnd;
   while (pcStart > pcCaption
          && (pcStart[-1] != ' ' || pcStart - pcCaption < 2
              || strchr(".?!", pcStart[-2]) == NULL))
      pcStart--;
   snprintf(
      pcQuestion, uBytes, "%.*s", (int)(pcEnd + 1 - pcStart), pcStart);
}
