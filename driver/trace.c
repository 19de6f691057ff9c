/*--------------------------------------------------------------------*/
/* trace.c: recorded operations, read from a file                     */
/*--------------------------------------------------------------------*/

#include "trace.h"
#include "memory.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum
{
   FIRST_BYTES = 1 << 20, /* room for a file's text, doubled at need */
   MAX_HEADER_NUMBERS = 4,
   QUOTED_BYTES = 40 /* of a line that an error message shows */
};

/* What an id is at the current line. */

enum IdState
{
   ID_NEW,
   ID_LIVE,
   ID_FREED
};

struct Id
{
   enum IdState eState;
   size_t uBytes;
   size_t uLine; /* of the operation that made it so */
};

struct Trace
{
   const char *pcFile;
   struct Op *asOps;
   size_t uOps;
   size_t uNextOp;
   size_t uIds; /* larger than any id so far */
   struct Id *asIds;

   /* The header: how many numbers it has (0 for a .script), and what
      two of them say. */
   size_t uHeaderNumbers;
   size_t uDeclaredIds;
   size_t uDeclaredOps;

   size_t uLine;       /* the current line's number */
   const char *pcLine; /* and its text, with a 0 behind */
};

/*--------------------------------------------------------------------*/

/* Say on stderr that the current line is wrong, in the words of
   pcFormat, and show it.  Return false. */

static bool Trace_complain(Trace_T oTrace, const char *pcFormat, ...)
   __attribute__((format(printf, 2, 3)));

static bool Trace_complain(Trace_T oTrace, const char *pcFormat, ...)
{
   va_list oArguments;
   const char *pc;

   fprintf(stderr, "%s:%zu: ", oTrace->pcFile, oTrace->uLine);
   va_start(oArguments, pcFormat);
   vfprintf(stderr, pcFormat, oArguments);
   va_end(oArguments);

   fprintf(stderr, " (the line is \"");
   for (pc = oTrace->pcLine;
        *pc != '\0' && pc < oTrace->pcLine + QUOTED_BYTES; pc++)
      fputc((*pc >= ' ' && *pc <= '~') ? *pc : '?', stderr);
   fprintf(stderr, "%s\")\n", (*pc == '\0') ? "" : "...");
   return false;
}

/*--------------------------------------------------------------------*/

/* Return the whole text of file iFile with a 0 behind it, and set
   *puBytes to its length.  Return NULL, with errno set, if it can't be
   read. */

static char *Trace_slurp(int iFile, size_t *puBytes)
{
   size_t uRoom = FIRST_BYTES;
   char *pcText = Memory_get(uRoom);
   ssize_t iRead;

   *puBytes = 0;
   while (
      (iRead = read(iFile, pcText + *puBytes, uRoom - *puBytes)) != 0)
   {
      if (iRead < 0 && errno != EINTR)
         return NULL;
      if (iRead > 0)
         *puBytes += (size_t)iRead;
      if (*puBytes == uRoom)
      {
         char *pcMore = Memory_get(2 * uRoom);

         memcpy(pcMore, pcText, uRoom);
         pcText = pcMore;
         uRoom *= 2;
      }
   }
   return pcText;
}

/*--------------------------------------------------------------------*/

/* Return the first character at or after pc that is no white space. */

static const char *Trace_skipSpace(const char *pc)
{
   return pc + strspn(pc, " \t\r");
}

/*--------------------------------------------------------------------*/

/* Read a number that ends with white space or the line, from *ppc on,
   and step *ppc past it.  pcWhat is what it means.  The largest one
   allowed is uMax. */

static bool Trace_readNumber(Trace_T oTrace, const char **ppc,
   const char *pcWhat, size_t uMax, size_t *puNumber)
{
   const char *pc = Trace_skipSpace(*ppc);
   char *pcEnd;
   unsigned long long uNumber;

   if (*pc < '0' || *pc > '9')
      return Trace_complain(
         oTrace, "expected %s, a decimal number", pcWhat);
   errno = 0;
   uNumber = strtoull(pc, &pcEnd, 10);
   if (strchr(" \t\r", *pcEnd) == NULL)
      return Trace_complain(
         oTrace, "expected %s, a decimal number", pcWhat);
   if (errno == ERANGE || uNumber > uMax)
      return Trace_complain(
         oTrace, "%s is too large, expected at most %zu", pcWhat, uMax);
   *puNumber = (size_t)uNumber;
   *ppc = pcEnd;
   return true;
}

/*--------------------------------------------------------------------*/

/* Complain if anything but white space is left of the line at pc. */

static bool Trace_expectEnd(Trace_T oTrace, const char *pc)
{
   if (*Trace_skipSpace(pc) != '\0')
      return Trace_complain(oTrace,
         "expected the end of the line after %.*s",
         (int)(pc - oTrace->pcLine), oTrace->pcLine);
   return true;
}

/*--------------------------------------------------------------------*/

/* Check that the current line may allocate uId, and note that it does.
   pcVerb is for messages. */

static bool Trace_allocate(
   Trace_T oTrace, const char *pcVerb, size_t uId, size_t uBytes)
{
   struct Id *psId = &oTrace->asIds[uId];

   if (psId->eState == ID_LIVE)
      return Trace_complain(oTrace,
         "%s of id %zu, which is live since line %zu", pcVerb, uId,
         psId->uLine);
   if (oTrace->uHeaderNumbers != 0 && uId != oTrace->uIds)
      return Trace_complain(oTrace,
         "%s of id %zu out of order: after a header each id is"
         " allocated once, and the next one is %zu (a file without"
         " header may use any)",
         pcVerb, uId, oTrace->uIds);
   psId->eState = ID_LIVE;
   psId->uBytes = uBytes;
   psId->uLine = oTrace->uLine;
   if (uId >= oTrace->uIds)
      oTrace->uIds = uId + 1;
   return true;
}

/*--------------------------------------------------------------------*/

/* Complain that the current line needs uId live, which it isn't. */

static bool Trace_complainOfDead(
   Trace_T oTrace, const char *pcVerb, size_t uId)
{
   if (oTrace->asIds[uId].eState == ID_FREED)
      return Trace_complain(oTrace,
         "%s of id %zu, which was freed on line %zu", pcVerb, uId,
         oTrace->asIds[uId].uLine);
   return Trace_complain(
      oTrace, "%s of id %zu, which was never allocated", pcVerb, uId);
}

/*--------------------------------------------------------------------*/

/* Check f, and note what it does to its id. */

static bool Trace_checkFree(Trace_T oTrace, struct Op *psOp)
{
   struct Id *psId = &oTrace->asIds[psOp->uId];

   if (psId->eState == ID_NEW && oTrace->uHeaderNumbers == 0)
   {
      psOp->uId = NO_ID; /* a .script's way to say free(NULL) */
      return true;
   }
   if (psId->eState != ID_LIVE)
      return Trace_complainOfDead(oTrace, "free", psOp->uId);
   psId->eState = ID_FREED;
   psId->uLine = oTrace->uLine;
   return true;
}

/*--------------------------------------------------------------------*/

/* Check r, and note what it does to its id. */

static bool Trace_checkRealloc(Trace_T oTrace, struct Op *psOp)
{
   struct Id *psId = &oTrace->asIds[psOp->uId];

   if (psId->eState != ID_LIVE && oTrace->uHeaderNumbers == 0)
   {
      psOp->eKind = OP_MALLOC; /* realloc(NULL) */
      return Trace_allocate(oTrace, "realloc", psOp->uId, psOp->uBytes);
   }
   if (psId->eState != ID_LIVE)
      return Trace_complainOfDead(oTrace, "realloc", psOp->uId);
   psId->uBytes = psOp->uBytes;
   psId->uLine = oTrace->uLine;
   return true;
}

/*--------------------------------------------------------------------*/

/* Check w. */

static bool Trace_checkTouch(Trace_T oTrace, const struct Op *psOp)
{
   const struct Id *psId = &oTrace->asIds[psOp->uId];

   if (psId->eState != ID_LIVE)
      return Trace_complainOfDead(oTrace, "write", psOp->uId);
   if (psOp->uBytes > psId->uBytes)
      return Trace_complain(oTrace,
         "write of %zu bytes to id %zu, which has %zu since line %zu",
         psOp->uBytes, psOp->uId, psId->uBytes, psId->uLine);
   return true;
}

/*--------------------------------------------------------------------*/

/* Check *psOp against the operations before it, and note what it does
   to its id. */

static bool Trace_checkOp(Trace_T oTrace, struct Op *psOp)
{
   switch (psOp->eKind)
   {
   case OP_MALLOC:
      return Trace_allocate(oTrace, "malloc", psOp->uId, psOp->uBytes);
   case OP_FREE:
      return Trace_checkFree(oTrace, psOp);
   case OP_REALLOC:
      return Trace_checkRealloc(oTrace, psOp);
   default:
      return Trace_checkTouch(oTrace, psOp);
   }
}

/*--------------------------------------------------------------------*/

/* Append the operation on the current line, which pc is the start of. */

static bool Trace_readOp(Trace_T oTrace, const char *pc)
{
   static const char acLetters[] = "afrw"; /* as in enum OpKind */
   const char *pcLetter = strchr(acLetters, *pc);
   struct Op *psOp = &oTrace->asOps[oTrace->uOps];

   if (pcLetter == NULL || strchr(" \t", pc[1]) == NULL
       || pc[1] == '\0')
      return Trace_complain(oTrace,
         "expected an operation: a ID BYTES, r ID BYTES, f ID or"
         " w ID BYTES");
   psOp->eKind = (enum OpKind)(pcLetter - acLetters);
   psOp->uBytes = 0;
   psOp->uLine = oTrace->uLine;
   pc = Trace_skipSpace(pc + 1);

   oTrace->uOps++;
   if (psOp->eKind == OP_FREE && strncmp(pc, "-1", 2) == 0)
   {
      psOp->uId = NO_ID;
      return Trace_expectEnd(oTrace, pc + 2);
   }
   if (!Trace_readNumber(
          oTrace, &pc, "the id", MAX_IDS - 1, &psOp->uId))
      return false;
   if (psOp->eKind != OP_FREE
       && !Trace_readNumber(oTrace, &pc, "the number of bytes",
          PTRDIFF_MAX, &psOp->uBytes))
      return false;
   if (!Trace_expectEnd(oTrace, pc))
      return false;
   if (oTrace->uHeaderNumbers != 0 && psOp->uId >= oTrace->uDeclaredIds)
      return (oTrace->uDeclaredIds == 0)
                ? Trace_complain(oTrace,
                   "id %zu, but the header says 0 ids: expected none",
                   psOp->uId)
                : Trace_complain(oTrace,
                   "id %zu, but the header says %zu ids: expected 0"
                   " to %zu",
                   psOp->uId, oTrace->uDeclaredIds,
                   oTrace->uDeclaredIds - 1);
   return Trace_checkOp(oTrace, psOp);
}

/*--------------------------------------------------------------------*/

/* Take the number on the current line, which pc is the start of, for
   the header's next one.  Of four, the middle ones count. */

static bool Trace_readHeaderNumber(Trace_T oTrace, const char *pc)
{
   size_t uNumber;

   if (oTrace->uHeaderNumbers == MAX_HEADER_NUMBERS)
      return Trace_complain(oTrace,
         "expected an operation after the header's %d numbers",
         MAX_HEADER_NUMBERS);
   if (!Trace_readNumber(
          oTrace, &pc, "a number of the header", SIZE_MAX, &uNumber)
       || !Trace_expectEnd(oTrace, pc))
      return false;

   oTrace->uHeaderNumbers++;
   if (oTrace->uHeaderNumbers == 1)
      oTrace->uDeclaredIds = uNumber;
   else if (oTrace->uHeaderNumbers == 2)
      oTrace->uDeclaredOps = uNumber;
   else if (oTrace->uHeaderNumbers == 3)
   {
      oTrace->uDeclaredIds = oTrace->uDeclaredOps;
      oTrace->uDeclaredOps = uNumber;
   }
   return true;
}

/*--------------------------------------------------------------------*/

/* Read the current line. */

static bool Trace_readLine(Trace_T oTrace)
{
   const char *pc = Trace_skipSpace(oTrace->pcLine);

   if (*pc == '\0')
      return true;
   if (oTrace->uOps == 0 && *pc >= '0' && *pc <= '9')
      return Trace_readHeaderNumber(oTrace, pc);
   if (oTrace->uHeaderNumbers == 1 || oTrace->uHeaderNumbers == 3)
      return Trace_complain(oTrace,
         "expected a number: a header has 2 or 4, this one %zu",
         oTrace->uHeaderNumbers);
   return Trace_readOp(oTrace, pc);
}

/*--------------------------------------------------------------------*/

/* Read all lines of the uBytes bytes at pcText, which are changed: each
   line, and the part of it before a comment, gets a 0 behind. */

static bool Trace_parse(Trace_T oTrace, char *pcText, size_t uBytes)
{
   static const char acGzipped[] = {'\x1f', '\x8b'};
   char *pcTextEnd = pcText + uBytes;

   if (uBytes >= sizeof acGzipped
       && memcmp(pcText, acGzipped, sizeof acGzipped) == 0)
   {
      fprintf(stderr,
         "%s:1: this trace is compressed: use gzip -dc, and --trace -\n",
         oTrace->pcFile);
      return false;
   }
   while (pcText < pcTextEnd)
   {
      char *pcEnd = memchr(pcText, '\n', (size_t)(pcTextEnd - pcText));

      if (pcEnd == NULL)
         pcEnd = pcTextEnd;
      *pcEnd = '\0';
      oTrace->uLine++;
      oTrace->pcLine = pcText;
      if (strlen(pcText) < (size_t)(pcEnd - pcText))
         return Trace_complain(
            oTrace, "expected text, there is a byte 0 in this line");
      pcText[strcspn(pcText, "#")] = '\0';
      if (!Trace_readLine(oTrace))
         return false;
      pcText = pcEnd + 1;
   }

   if (oTrace->uHeaderNumbers != 0
       && oTrace->uOps != oTrace->uDeclaredOps)
   {
      fprintf(stderr,
         "%s:%zu: the header says %zu operations, the file has %zu%s\n",
         oTrace->pcFile, oTrace->uLine, oTrace->uDeclaredOps,
         oTrace->uOps,
         (oTrace->uOps < oTrace->uDeclaredOps) ? ": is it truncated?"
                                               : "");
      return false;
   }
   if (oTrace->uOps == 0)
   {
      fprintf(stderr, "%s:%zu: there is no operation in the file\n",
         oTrace->pcFile, oTrace->uLine == 0 ? 1 : oTrace->uLine);
      return false;
   }
   return true;
}

/*--------------------------------------------------------------------*/

Trace_T Trace_read(const char *pcFile)
{
   bool bIsStdin = (strcmp(pcFile, "-") == 0);
   int iFile = bIsStdin ? STDIN_FILENO : open(pcFile, O_RDONLY);
   size_t uBytes;
   char *pcText = NULL;
   Trace_T oTrace;

   if (iFile >= 0)
   {
      pcText = Trace_slurp(iFile, &uBytes);
      if (!bIsStdin)
         (void)close(iFile);
   }
   if (pcText == NULL)
   {
      fprintf(stderr, "%s: can't read this trace: %s\n", pcFile,
         strerror(errno));
      return NULL;
   }

   /* A line of an operation has at least 3 bytes, "f 0" and its end. */
   oTrace = Memory_get(sizeof *oTrace);
   oTrace->pcFile = bIsStdin ? "standard input" : pcFile;
   oTrace->asOps = Memory_get((uBytes / 3 + 1) * sizeof(struct Op));
   oTrace->asIds = Memory_get(MAX_IDS * sizeof(struct Id));
   return Trace_parse(oTrace, pcText, uBytes) ? oTrace : NULL;
}

/*--------------------------------------------------------------------*/

size_t Trace_getOps(Trace_T oTrace)
{
   return oTrace->uOps;
}

size_t Trace_getIds(Trace_T oTrace)
{
   return oTrace->uIds;
}

bool Trace_next(Trace_T oTrace, struct Op *psOp)
{
   if (oTrace->uNextOp == oTrace->uOps)
      return false;
   *psOp = oTrace->asOps[oTrace->uNextOp++];
   return true;
}
