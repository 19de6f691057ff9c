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
   MAX_LINE_BYTES = 1 << 20,
   MAX_LINES = 10000000, /* what goes on after them may never end */
   MAX_TEXT_BYTES = 1 << 30,
   FIRST_OPS = 1 << 15, /* room for these, doubled at need */
   FIRST_IDS = 1 << 15,
   MAX_HEADER_NUMBERS = 4,
   MAX_WEIGHT = 10,  /* a header's last number above it is a peak */
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
   size_t uOpsRoom;
   size_t uNextOp;
   size_t uIds; /* larger than any id so far */
   struct Id *asIds;
   size_t uIdsRoom;

   /* The payload, and its peak if a realloc's old and new bytes never
      count together, and if they do. */
   size_t uLiveBytes;
   size_t uPeakBytes;
   size_t uBothPeakBytes;

   /* The header: how many numbers it has (0 for a .script), and what
      they are. */
   size_t uHeaderNumbers;
   size_t auHeader[MAX_HEADER_NUMBERS];

   /* The text that was read and lies beyond the current line. */
   int iFile;
   char *pcText; /* MAX_LINE_BYTES, and one for a 0 */
   size_t uTextStart;
   size_t uTextEnd;
   size_t uTextBytes; /* of the file, so far */
   bool bTextEnded;

   size_t uLine;       /* the current line's number */
   const char *pcLine; /* and its text, with a 0 behind */
   bool bLineHasEnd;   /* whether a newline followed */
};

/* What Trace_nextLine found. */

enum LineResult
{
   LINE_READ,
   LINE_NONE,
   LINE_WRONG /* and it was said what is wrong */
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

/* Read more of the file behind the text that is there, which moves to
   the front.  Return false, with errno set, if that failed. */

static bool Trace_readMore(Trace_T oTrace)
{
   size_t uKept = oTrace->uTextEnd - oTrace->uTextStart;
   ssize_t iRead;

   memmove(oTrace->pcText, oTrace->pcText + oTrace->uTextStart, uKept);
   oTrace->uTextStart = 0;
   oTrace->uTextEnd = uKept;
   do
      iRead = read(
         oTrace->iFile, oTrace->pcText + uKept, MAX_LINE_BYTES - uKept);
   while (iRead < 0 && errno == EINTR);
   if (iRead < 0)
      return false;
   oTrace->uTextEnd += (size_t)iRead;
   oTrace->uTextBytes += (size_t)iRead;
   oTrace->bTextEnded = (iRead == 0);
   return true;
}

/*--------------------------------------------------------------------*/

/* Check the current line, of uBytes bytes, as text.  bHasEnd tells
   whether a newline followed. */

static bool Trace_checkText(Trace_T oTrace, size_t uBytes, bool bHasEnd)
{
   static const char acGzipped[] = "\x1f\x8b";

   if (oTrace->uLine == 1
       && strncmp(oTrace->pcLine, acGzipped, strlen(acGzipped)) == 0)
   {
      fprintf(stderr,
         "%s:1: this trace is compressed: use gzip -dc, and"
         " --trace -\n",
         oTrace->pcFile);
      return false;
   }
   if (strlen(oTrace->pcLine) < uBytes)
      return Trace_complain(
         oTrace, "expected text, there is a byte 0 in this line");
   if (!bHasEnd && !oTrace->bTextEnded)
      return Trace_complain(oTrace,
         "expected a line of fewer than %d bytes", MAX_LINE_BYTES);
   if (oTrace->uLine > MAX_LINES || oTrace->uTextBytes > MAX_TEXT_BYTES)
      return Trace_complain(oTrace,
         "this trace has no end, or more than %d lines or %d bytes",
         MAX_LINES, MAX_TEXT_BYTES);
   oTrace->bLineHasEnd = bHasEnd;
   return true;
}

/*--------------------------------------------------------------------*/

/* Look for the newline of the next line, and read what it takes.  Set
   *ppcEnd to it, or to NULL if the text ends first or is too long for
   a line.  Return false if the file can't be read. */

static bool Trace_findEnd(Trace_T oTrace, char **ppcEnd)
{
   for (;;)
   {
      size_t uBytes = oTrace->uTextEnd - oTrace->uTextStart;

      *ppcEnd = memchr(
         oTrace->pcText + oTrace->uTextStart, '\n', uBytes);
      if (*ppcEnd != NULL || oTrace->bTextEnded
          || uBytes == MAX_LINE_BYTES)
         return true;
      if (!Trace_readMore(oTrace))
         return false;
   }
}

/*--------------------------------------------------------------------*/

/* Make the file's next line the current one, without a comment, the
   white space at its end, and a byte order mark. */

static enum LineResult Trace_nextLine(Trace_T oTrace)
{
   static const char acMark[] = "\xef\xbb\xbf";
   char *pcLine;
   char *pcEnd;
   size_t uBytes;

   if (!Trace_findEnd(oTrace, &pcEnd))
   {
      fprintf(stderr, "%s: can't read this trace: %s\n", oTrace->pcFile,
         strerror(errno));
      return LINE_WRONG;
   }
   pcLine = oTrace->pcText + oTrace->uTextStart;
   uBytes = (pcEnd != NULL) ? (size_t)(pcEnd - pcLine)
                            : oTrace->uTextEnd - oTrace->uTextStart;
   if (pcEnd == NULL && uBytes == 0)
      return LINE_NONE;
   oTrace->uTextStart += uBytes + (pcEnd != NULL);

   pcLine[uBytes] = '\0';
   oTrace->uLine++;
   if (oTrace->uLine == 1
       && strncmp(pcLine, acMark, strlen(acMark)) == 0)
   {
      pcLine += strlen(acMark);
      uBytes -= strlen(acMark);
   }
   oTrace->pcLine = pcLine;
   if (!Trace_checkText(oTrace, uBytes, pcEnd != NULL))
      return LINE_WRONG;
   uBytes = strcspn(pcLine, "#");
   while (uBytes > 0 && strchr(" \t\r", pcLine[uBytes - 1]) != NULL)
      uBytes--;
   pcLine[uBytes] = '\0';
   return LINE_READ;
}

/*--------------------------------------------------------------------*/

/* Return a copy of the uRoom elements of uBytes each at pvOld with room
   for twice as many, for uWanted at least, and set *puRoom to that. */

static void *Trace_widen(
   const void *pvOld, size_t *puRoom, size_t uWanted, size_t uBytes)
{
   size_t uRoom = *puRoom;
   void *pvNew;

   while (uRoom < uWanted)
      uRoom *= 2;
   pvNew = Memory_get(uRoom * uBytes);
   memcpy(pvNew, pvOld, *puRoom * uBytes);
   *puRoom = uRoom;
   return pvNew;
}

/*--------------------------------------------------------------------*/

/* Return the first character at or after pc that is no white space. */

static const char *Trace_skipSpace(const char *pc)
{
   return pc + strspn(pc, " \t");
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
   if (strchr(" \t", *pcEnd) == NULL)
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

/* Note that *psId has uBytes bytes from now on. */

static void Trace_resize(Trace_T oTrace, struct Id *psId, size_t uBytes)
{
   size_t uBothBytes = oTrace->uLiveBytes + uBytes;

   oTrace->uLiveBytes = uBothBytes - psId->uBytes;
   if (oTrace->uPeakBytes < oTrace->uLiveBytes)
      oTrace->uPeakBytes = oTrace->uLiveBytes;
   if (oTrace->uBothPeakBytes < uBothBytes)
      oTrace->uBothPeakBytes = uBothBytes;
   psId->uBytes = uBytes;
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
   psId->eState = ID_LIVE;
   psId->uLine = oTrace->uLine;
   Trace_resize(oTrace, psId, uBytes);
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

   if (psId->eState == ID_NEW)
   {
      psOp->uId = NO_ID; /* another way to say free(NULL) */
      return true;
   }
   if (psId->eState != ID_LIVE)
      return Trace_complainOfDead(oTrace, "free", psOp->uId);
   psId->eState = ID_FREED;
   Trace_resize(oTrace, psId, 0);
   psId->uLine = oTrace->uLine;
   return true;
}

/*--------------------------------------------------------------------*/

/* Check r, and note what it does to its id. */

static bool Trace_checkRealloc(Trace_T oTrace, struct Op *psOp)
{
   struct Id *psId = &oTrace->asIds[psOp->uId];

   if (psId->eState == ID_NEW
       || (psId->eState == ID_FREED && oTrace->uHeaderNumbers == 0))
   {
      psOp->eKind = OP_MALLOC; /* realloc(NULL) */
      return Trace_allocate(oTrace, "realloc", psOp->uId, psOp->uBytes);
   }
   if (psId->eState != ID_LIVE)
      return Trace_complainOfDead(oTrace, "realloc", psOp->uId);
   Trace_resize(oTrace, psId, psOp->uBytes);
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

/* Return how many ids the header says there are. */

static size_t Trace_getDeclaredIds(const struct Trace *oTrace)
{
   return oTrace->auHeader[oTrace->uHeaderNumbers / 2 - 1];
}

/*--------------------------------------------------------------------*/

/* Make room for id uId, if the header allows it. */

static bool Trace_admitId(Trace_T oTrace, size_t uId)
{
   if (oTrace->uHeaderNumbers != 0)
   {
      size_t uDeclared = Trace_getDeclaredIds(oTrace);

      if (uDeclared == 0)
         return Trace_complain(oTrace,
            "id %zu, but the header says 0 ids: expected none", uId);
      if (uId >= uDeclared)
         return Trace_complain(oTrace,
            "id %zu, but the header says %zu ids: expected 0 to %zu",
            uId, uDeclared, uDeclared - 1);
   }
   if (uId >= oTrace->uIdsRoom)
      oTrace->asIds = Trace_widen(oTrace->asIds, &oTrace->uIdsRoom,
         uId + 1, sizeof *oTrace->asIds);
   if (uId >= oTrace->uIds)
      oTrace->uIds = uId + 1;
   return true;
}

/*--------------------------------------------------------------------*/

/* Read what follows the letter of *psOp, from pc on. */

static bool Trace_readOperands(
   Trace_T oTrace, const char *pc, struct Op *psOp)
{
   bool bIsFree = (psOp->eKind == OP_FREE);

   pc = Trace_skipSpace(pc);
   if (bIsFree && strncmp(pc, "-1", 2) == 0
       && strchr(" \t", pc[2]) != NULL)
   {
      psOp->uId = NO_ID;
      return Trace_expectEnd(oTrace, pc + 2);
   }
   if (bIsFree && *pc == '-')
      return Trace_complain(
         oTrace, "expected the id, a decimal number, or -1 for NULL");
   if (!Trace_readNumber(
          oTrace, &pc, "the id", MAX_IDS - 1, &psOp->uId))
      return false;
   if (!bIsFree
       && !Trace_readNumber(oTrace, &pc, "the number of bytes",
          PTRDIFF_MAX, &psOp->uBytes))
      return false;
   return Trace_expectEnd(oTrace, pc)
          && Trace_admitId(oTrace, psOp->uId)
          && Trace_checkOp(oTrace, psOp);
}

/*--------------------------------------------------------------------*/

/* Append the operation on the current line, which pc is the start
   of. */

static bool Trace_readOp(Trace_T oTrace, const char *pc)
{
   static const char acLetters[] = "afrw"; /* as in enum OpKind */
   const char *pcLetter = strchr(acLetters, *pc);
   struct Op *psOp;

   if (pcLetter == NULL || strchr(" \t", pc[1]) == NULL
       || pc[1] == '\0')
      return Trace_complain(oTrace,
         "expected an operation: a ID BYTES, r ID BYTES, f ID or"
         " w ID BYTES");
   if (oTrace->uOps == oTrace->uOpsRoom)
      oTrace->asOps = Trace_widen(oTrace->asOps, &oTrace->uOpsRoom,
         oTrace->uOps + 1, sizeof *oTrace->asOps);
   psOp = &oTrace->asOps[oTrace->uOps++];
   psOp->eKind = (enum OpKind)(pcLetter - acLetters);
   psOp->uBytes = 0;
   psOp->uLine = oTrace->uLine;
   return Trace_readOperands(oTrace, pc + 1, psOp);
}

/*--------------------------------------------------------------------*/

/* Take the numbers on the current line, which pc is the start of, for
   the header's next ones. */

static bool Trace_readHeader(Trace_T oTrace, const char *pc)
{
   while (*pc != '\0')
   {
      if (oTrace->uHeaderNumbers == MAX_HEADER_NUMBERS)
         return Trace_complain(oTrace,
            "expected an operation after the header's %d numbers",
            MAX_HEADER_NUMBERS);
      if (!Trace_readNumber(oTrace, &pc, "a number of the header",
             SIZE_MAX, &oTrace->auHeader[oTrace->uHeaderNumbers]))
         return false;
      oTrace->uHeaderNumbers++;
      pc = Trace_skipSpace(pc);
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
      return Trace_readHeader(oTrace, pc);
   if (oTrace->uHeaderNumbers % 2 != 0)
      return Trace_complain(oTrace,
         "expected a number: a header has 2 or 4, this one %zu",
         oTrace->uHeaderNumbers);
   return Trace_readOp(oTrace, pc);
}

/*--------------------------------------------------------------------*/

/* Compare the header with the operations.  A wrong number of operations
   is a fault.  Wrong numbers of ids and bytes are only told: the
   operations can be played. */

static bool Trace_compareHeader(Trace_T oTrace)
{
   size_t uOps = oTrace->auHeader[oTrace->uHeaderNumbers / 2];
   size_t uPeak = oTrace->auHeader[MAX_HEADER_NUMBERS - 1];

   if (oTrace->uOps != uOps)
   {
      fprintf(stderr,
         "%s:%zu: the header says %zu operations, the file has %zu%s\n",
         oTrace->pcFile, oTrace->uLine, uOps, oTrace->uOps,
         (oTrace->uOps < uOps) ? ": is it truncated?" : "");
      return false;
   }
   if (oTrace->uIds != Trace_getDeclaredIds(oTrace))
      fprintf(stderr,
         "%s: note: the header says %zu ids, the operations use %zu\n",
         oTrace->pcFile, Trace_getDeclaredIds(oTrace), oTrace->uIds);
   if (uPeak > MAX_WEIGHT && uPeak != oTrace->uPeakBytes
       && uPeak != oTrace->uBothPeakBytes)
      fprintf(stderr,
         "%s: note: the header says that at most %zu bytes are live,"
         " the operations have %zu\n",
         oTrace->pcFile, uPeak, oTrace->uPeakBytes);
   return true;
}

/*--------------------------------------------------------------------*/

/* Read all lines. */

static bool Trace_parse(Trace_T oTrace)
{
   enum LineResult eResult;

   while ((eResult = Trace_nextLine(oTrace)) == LINE_READ)
      if (!Trace_readLine(oTrace))
         return false;
   if (eResult == LINE_WRONG
       || (oTrace->uHeaderNumbers > 1 && !Trace_compareHeader(oTrace)))
      return false;
   if (oTrace->uOps != 0 && !oTrace->bLineHasEnd)
      fprintf(stderr,
         "%s:%zu: note: the last line has no newline: was the file cut"
         " short there?\n",
         oTrace->pcFile, oTrace->uLine);
   if (oTrace->uOps == 0)
      fprintf(stderr, "%s:%zu: there is no operation in the file\n",
         oTrace->pcFile, oTrace->uLine == 0 ? 1 : oTrace->uLine);
   return oTrace->uOps != 0;
}

/*--------------------------------------------------------------------*/

Trace_T Trace_read(const char *pcFile)
{
   bool bIsStdin = (strcmp(pcFile, "-") == 0);
   Trace_T oTrace = Memory_get(sizeof *oTrace);
   bool bIsSound;

   oTrace->iFile = bIsStdin ? STDIN_FILENO : open(pcFile, O_RDONLY);
   if (oTrace->iFile < 0)
   {
      fprintf(stderr, "%s: can't read this trace: %s\n", pcFile,
         strerror(errno));
      return NULL;
   }
   oTrace->pcFile = bIsStdin ? "standard input" : pcFile;
   oTrace->pcText = Memory_get(MAX_LINE_BYTES + 1);
   oTrace->uOpsRoom = FIRST_OPS;
   oTrace->asOps = Memory_get(FIRST_OPS * sizeof *oTrace->asOps);
   oTrace->uIdsRoom = FIRST_IDS;
   oTrace->asIds = Memory_get(FIRST_IDS * sizeof *oTrace->asIds);
   bIsSound = Trace_parse(oTrace);
   if (!bIsStdin)
      (void)close(oTrace->iFile);
   return bIsSound ? oTrace : NULL;
}

/*--------------------------------------------------------------------*/

size_t Trace_getOps(const struct Trace *oTrace)
{
   return oTrace->uOps;
}

size_t Trace_getIds(const struct Trace *oTrace)
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
