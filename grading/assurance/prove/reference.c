/*--------------------------------------------------------------------*/
/* reference.c: is a heap sound?  A second checker.                   */
/*--------------------------------------------------------------------*/

#include "reference.h"
#include "arena.h"
#include "heap.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum
{
   UNIT = 16,
   WORD = 8,
   PATH_BYTES = 4096,
   LINE_BYTES = 512
};

static struct Variable asVariables[VARIABLE_COUNT] = {
   {"oHeapStart", NULL, 0}, {"oHeapEnd", NULL, 0},
   {"oFreeList", NULL, 0}, {"aoBins", NULL, 0}, {"auBinMap", NULL, 0}};

/* The chunks of the heap that is looked at. */

struct Part
{
   uint64_t uStart;
   uint64_t uUnits;
   bool bFree;   /* by its header; unknown if REFERENCE_ORDERED */
   bool bListed; /* seen on a list */
};

static struct Part asParts[MAX_PIECES];
static size_t uParts;

/*--------------------------------------------------------------------*/

/* If the symbol pcName of uBytes bytes, which lies uOffset bytes into
   the statics, is one of the variables, note it. */

static void Reference_note(
   const char *pcName, size_t uOffset, size_t uBytes)
{
   size_t u;

   if (uOffset + uBytes > Arena_countStatics())
      return;
   for (u = 0; u < VARIABLE_COUNT; u++)
      if (strcmp(pcName, asVariables[u].pcName) == 0)
      {
         asVariables[u].puWords =
            (uint64_t *)(void *)(Arena_getStatics() + uOffset);
         asVariables[u].uWords = uBytes / WORD;
      }
}

/* Read the output of nm, twice: first for where the statics start. */

static bool Reference_readSymbols(void)
{
   char acPath[PATH_BYTES];
   char acCommand[PATH_BYTES + 32];
   char acLine[LINE_BYTES];
   ssize_t iPath = readlink("/proc/self/exe", acPath, PATH_BYTES - 1);
   unsigned long uFirst = 0;
   int i;

   if (iPath <= 0)
      return false;
   acPath[iPath] = '\0';
   snprintf(acCommand, sizeof acCommand, "nm -S '%s'", acPath);
   for (i = 0; i < 2; i++)
   {
      FILE *psNm = popen(acCommand, "r");

      while (psNm != NULL && fgets(acLine, LINE_BYTES, psNm) != NULL)
      {
         unsigned long uAddress;
         unsigned long uBytes;
         char acName[LINE_BYTES];

         if (i == 0
             && sscanf(acLine, "%lx %*c %s", &uAddress, acName) == 2
             && strcmp(acName, "__start_prove_statics") == 0)
            uFirst = uAddress;
         if (i == 1
             && sscanf(
                   acLine, "%lx %lx %*c %s", &uAddress, &uBytes, acName)
                   == 3
             && uAddress >= uFirst)
            Reference_note(acName, uAddress - uFirst, uBytes);
      }
      if (psNm == NULL || pclose(psNm) != 0)
         return false;
   }
   return uFirst != 0;
}

bool Reference_begin(const char **ppcWhy)
{
   *ppcWhy = "nm can't read this program's symbols";
   if (!Reference_readSymbols())
      return false;
   *ppcWhy = "its static variables are not oHeapStart, oHeapEnd, and"
             " oFreeList or aoBins";
   return asVariables[VARIABLE_START].uWords == 1
          && asVariables[VARIABLE_END].uWords == 1
          && (asVariables[VARIABLE_LIST].uWords == 1)
                != (asVariables[VARIABLE_BINS].uWords > 0);
}

const struct Variable *Reference_getVariable(enum VariableNumber e)
{
   return &asVariables[e];
}

/*--------------------------------------------------------------------*/

/* Return the word at uAddress, which lies in the heap. */

static uint64_t Reference_getWord(uint64_t uAddress)
{
   uint64_t uWord;

   memcpy(&uWord, (const void *)(uintptr_t)uAddress, WORD);
   return uWord;
}

/* Return the part that starts at uAddress, or NULL. */

static struct Part *Reference_findPart(uint64_t uAddress)
{
   size_t u;

   for (u = 0; u < uParts; u++)
      if (asParts[u].uStart == uAddress)
         return &asParts[u];
   return NULL;
}

/* Cut the memory from uStart up to uEnd into parts. */

static bool Reference_cut(
   uint64_t uStart, uint64_t uEnd, enum ReferenceKind eKind)
{
   bool bFooters = (eKind == REFERENCE_FOOTERS);
   uint64_t uLow = (uintptr_t)Arena_getBase();
   uint64_t uHigh = uLow + Arena_getBreak();
   uint64_t uMin = bFooters ? 3 : 2;

   uParts = 0;
   if (uStart == uEnd)
      return true;
   if (uStart < uLow || uEnd > uHigh || uStart > uEnd)
      return false;
   while (uStart != uEnd)
   {
      struct Part *psPart = &asParts[uParts++];
      uint64_t uMax = (uEnd - uStart) / UNIT;

      if (uMax < uMin)
         return false;
      psPart->uStart = uStart;
      psPart->uUnits = Reference_getWord(uStart) / 2;
      psPart->bFree = bFooters
                         ? Reference_getWord(uStart) % 2 == 0
                         : Reference_getWord(uStart + WORD) != uStart;
      psPart->bListed = false;
      if (psPart->uUnits < uMin || psPart->uUnits > uMax)
         return false;
      uStart += psPart->uUnits * UNIT;
      if (bFooters
          && Reference_getWord(uStart - UNIT) != psPart->uUnits)
         return false;
   }
   return true;
}

/* Follow the list from uHead.  Its chunks must have uBin units (or at
   least so many if bLast), unless uBin is 0. */

static bool Reference_follow(
   uint64_t uHead, size_t uBin, bool bLast, enum ReferenceKind eKind)
{
   uint64_t uPrev = 0;
   uint64_t uChunk = uHead;

   while (uChunk != 0)
   {
      struct Part *psPart = Reference_findPart(uChunk);

      if (psPart == NULL || psPart->bListed)
         return false;
      psPart->bListed = true;
      if (eKind != REFERENCE_ORDERED && !psPart->bFree)
         return false;
      if (eKind == REFERENCE_FOOTERS
          && Reference_getWord(uChunk + psPart->uUnits * UNIT - WORD)
                != uPrev)
         return false;
      if (eKind == REFERENCE_ORDERED && uChunk <= uPrev)
         return false;
      if (uBin != 0
          && (bLast ? psPart->uUnits < uBin : psPart->uUnits != uBin))
         return false;
      uPrev = uChunk;
      uChunk = Reference_getWord(uChunk + WORD);
   }
   return true;
}

/* Follow all lists. */

static bool Reference_followAll(enum ReferenceKind eKind)
{
   const struct Variable *psBins = &asVariables[VARIABLE_BINS];
   const struct Variable *psMap = &asVariables[VARIABLE_MAP];
   size_t u;

   if (asVariables[VARIABLE_LIST].uWords != 0)
      return Reference_follow(
         *asVariables[VARIABLE_LIST].puWords, 0, false, eKind);

   for (u = 0; u < psBins->uWords; u++)
   {
      if (psMap->uWords != 0
          && (psMap->puWords[u / 64] >> u % 64) % 2
                != (psBins->puWords[u] != 0))
         return false;
      if (u == 0 && psBins->puWords[0] != 0)
         return false;
      if (!Reference_follow(
             psBins->puWords[u], u, u + 1 == psBins->uWords, eKind))
         return false;
   }
   return true;
}

/*--------------------------------------------------------------------*/

bool Reference_isSound(enum ReferenceKind eKind)
{
   uint64_t uStart = *asVariables[VARIABLE_START].puWords;
   uint64_t uEnd = *asVariables[VARIABLE_END].puWords;
   bool bPrevFree = false;
   size_t u;

   if (!Reference_cut(uStart, uEnd, eKind)
       || !Reference_followAll(eKind))
      return false;
   for (u = 0; u < uParts; u++)
   {
      bool bFree = (eKind == REFERENCE_ORDERED) ? asParts[u].bListed
                                                : asParts[u].bFree;

      if (bFree && !asParts[u].bListed)
         return false;
      if (bFree && bPrevFree && eKind != REFERENCE_UNSORTED)
         return false;
      bPrevFree = bFree;
   }
   return true;
}
