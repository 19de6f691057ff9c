/*--------------------------------------------------------------------*/
/* oracle.c: is what a heap manager did right?                        */
/*--------------------------------------------------------------------*/

#include "oracle.h"
#include "granules.h"
#include "memory.h"
#include "watch.h"
#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifdef POISON_PAYLOADS
#include <sanitizer/asan_interface.h>
#endif

enum
{
   ALIGNMENT = _Alignof(max_align_t),
   WORD_BYTES = sizeof(uint64_t),
   PLACE_BYTES = 80 /* room to say where a payload is from */
};

struct Oracle
{
   struct Live *asLive; /* by id */
   size_t uIds;         /* including the spare one, which is last */
   size_t uLiveBytes;
   Granules_T oOccupied; /* all live payloads' addresses */
   bool bContents;
   struct Fault *psFault;
};

/*--------------------------------------------------------------------*/

Oracle_T Oracle_new(size_t uIds, bool bContents, struct Fault *psFault)
{
   Oracle_T oOracle = Memory_get(sizeof *oOracle);

   oOracle->uIds = uIds + 1;
   oOracle->asLive = Memory_get(oOracle->uIds * sizeof(struct Live));
   oOracle->oOccupied = Granules_new(ALIGNMENT);
   oOracle->bContents = bContents;
   oOracle->psFault = psFault;
   return oOracle;
}

const struct Live *Oracle_getLive(
   const struct Oracle *oOracle, size_t uId)
{
   assert(uId < oOracle->uIds);

   return &oOracle->asLive[uId];
}

size_t Oracle_getLiveBytes(const struct Oracle *oOracle)
{
   return oOracle->uLiveBytes;
}

/*--------------------------------------------------------------------*/

/* Describe a fault: pcWord for tables, and in full the operation it was
   found at and the text of pcFormat.  Return false. */

static bool Oracle_report(Oracle_T oOracle, size_t uOperation,
   size_t uLine, const char *pcWord, const char *pcFormat, ...)
   __attribute__((format(printf, 5, 6)));

static bool Oracle_report(Oracle_T oOracle, size_t uOperation,
   size_t uLine, const char *pcWord, const char *pcFormat, ...)
{
   struct Fault *psFault = oOracle->psFault;
   va_list oArguments;
   int iLength;

   snprintf(psFault->acWord, FAULT_WORD_BYTES, "%s", pcWord);
   if (uLine != 0)
      iLength = snprintf(psFault->acText, FAULT_TEXT_BYTES,
         "operation %zu (line %zu): ", uOperation, uLine);
   else
      iLength = snprintf(psFault->acText, FAULT_TEXT_BYTES,
         "operation %zu: ", uOperation);
   va_start(oArguments, pcFormat);
   vsnprintf(psFault->acText + iLength,
      (size_t)(FAULT_TEXT_BYTES - iLength), pcFormat, oArguments);
   va_end(oArguments);
   return false;
}

/*--------------------------------------------------------------------*/

/* The pattern: word i of the payload of operation n is this word for n
   plus i times the step.  Both constants are odd and look random, so
   that no shift by words and no other payload gives the same. */

static const uint64_t uPatternStep = 0xC2B2AE3D27D4EB4Fu;

static uint64_t Oracle_getFirstWord(size_t uOperation)
{
   return (uint64_t)uOperation * 0x9E3779B97F4A7C15u;
}

/*--------------------------------------------------------------------*/

/* Write the pattern into the first uBytes bytes of *psLive. */

static void Oracle_fill(const struct Live *psLive, size_t uBytes)
{
   uint64_t uWord = Oracle_getFirstWord(psLive->uOperation);
   char *pc = psLive->pcPayload;
   char *pcLastWord;

   assert(uBytes <= psLive->uBytes);

   if (uBytes == 0)
      return; /* there may be no payload */
   pcLastWord = pc + uBytes / WORD_BYTES * WORD_BYTES;
   for (; pc != pcLastWord; pc += WORD_BYTES)
   {
      memcpy(pc, &uWord, WORD_BYTES);
      uWord += uPatternStep;
   }
   memcpy(pc, &uWord, uBytes % WORD_BYTES);
}

/*--------------------------------------------------------------------*/

/* Return how many bytes of *psLive are as they were written before the
   first one that isn't. */

static size_t Oracle_countIntact(const struct Live *psLive)
{
   uint64_t uWord = Oracle_getFirstWord(psLive->uOperation);
   const char *pcPayload = psLive->pcPayload;
   size_t u = 0;
   uint64_t uFound;

   for (; psLive->uBytes - u >= WORD_BYTES; u += WORD_BYTES)
   {
      memcpy(&uFound, pcPayload + u, WORD_BYTES);
      if (uFound != uWord)
         break;
      uWord += uPatternStep;
   }
   while (u < psLive->uBytes
          && pcPayload[u] == ((char *)&uWord)[u % WORD_BYTES])
      u++;
   return u;
}

/*--------------------------------------------------------------------*/

/* In a sanitizing build, bar the manager from the bytes of *psLive, or
   let it in again. */

static void Oracle_bar(const struct Live *psLive, bool bBar)
{
#ifdef POISON_PAYLOADS
   if (bBar)
      __asan_poison_memory_region(psLive->pcPayload, psLive->uBytes);
   else
      __asan_unpoison_memory_region(psLive->pcPayload, psLive->uBytes);
#else
   (void)psLive;
   (void)bBar;
#endif
}

/*--------------------------------------------------------------------*/

/* Write to pcText, which has PLACE_BYTES bytes, where *psLive is
   from. */

static const char *Oracle_describe(
   const struct Live *psLive, char *pcText)
{
   if (psLive->uLine != 0)
      snprintf(pcText, PLACE_BYTES, "operation %zu (line %zu)",
         psLive->uOperation, psLive->uLine);
   else
      snprintf(
         pcText, PLACE_BYTES, "operation %zu", psLive->uOperation);
   return pcText;
}

/*--------------------------------------------------------------------*/

/* Return the first live payload that shares a byte with *psNew; there
   is one. */

static const struct Live *Oracle_findOverlap(
   Oracle_T oOracle, const struct Live *psNew)
{
   uintptr_t uStart = (uintptr_t)psNew->pcPayload;
   const struct Live *psLive = oOracle->asLive;

   for (;; psLive++)
   {
      uintptr_t uOther = (uintptr_t)psLive->pcPayload;

      if (psLive->bLive && psLive->uBytes != 0
          && uOther < uStart + psNew->uBytes
          && uStart < uOther + psLive->uBytes)
         return psLive;
   }
}

/*--------------------------------------------------------------------*/

/* Return the end of the payload of *psLive.  The manager may have put
   it anywhere, so the address is computed as a number. */

static const void *Oracle_getEnd(const struct Live *psLive)
{
   return (const void *)((uintptr_t)psLive->pcPayload + psLive->uBytes);
}

/*--------------------------------------------------------------------*/

/* Check where the manager put *psNew, which isn't live yet. */

static bool Oracle_checkPlace(
   Oracle_T oOracle, const struct Live *psNew)
{
   const char *pc = psNew->pcPayload;
   const struct Live *psOther;
   char acPlace[PLACE_BYTES];

   if ((uintptr_t)pc % ALIGNMENT != 0)
      return Oracle_report(oOracle, psNew->uOperation, psNew->uLine,
         "misaligned",
         "malloc(%zu) returned %p, which is %zu bytes past a multiple"
         " of %d: a payload must be aligned for any type",
         psNew->uBytes, (const void *)pc,
         (size_t)((uintptr_t)pc % ALIGNMENT), ALIGNMENT);

   if (!Watch_isInHeap(pc, psNew->uBytes))
      return Oracle_report(oOracle, psNew->uOperation, psNew->uLine,
         "outside the heap",
         "malloc(%zu) returned %p, but not all bytes up to %p are"
         " memory that the manager got by brk or mmap",
         psNew->uBytes, (const void *)pc, Oracle_getEnd(psNew));

   if (Granules_count(oOracle->oOccupied, pc, psNew->uBytes) == 0)
      return true;

   psOther = Oracle_findOverlap(oOracle, psNew);
   return Oracle_report(oOracle, psNew->uOperation, psNew->uLine,
      "overlap",
      "malloc(%zu) returned %p, whose bytes up to %p overlap a live"
      " payload: the %zu bytes at %p, from %s%s",
      psNew->uBytes, (const void *)pc, Oracle_getEnd(psNew),
      psOther->uBytes, (const void *)psOther->pcPayload,
      Oracle_describe(psOther, acPlace),
      psOther->pcPayload == pc
         ? " (the same address: was it handed out twice?)"
         : "");
}

/*--------------------------------------------------------------------*/

bool Oracle_checkMalloc(Oracle_T oOracle, size_t uOperation,
   const struct Op *psOp, void *pv, bool bRefused)
{
   struct Live sNew = {.pcPayload = pv,
      .uBytes = psOp->uBytes,
      .uOperation = uOperation,
      .uLine = psOp->uLine,
      .bLive = true};

   assert(
      psOp->uId < oOracle->uIds && !oOracle->asLive[psOp->uId].bLive);

   if (psOp->uBytes == 0 && pv != NULL)
      return Oracle_report(oOracle, uOperation, psOp->uLine,
         "0 bytes served", "malloc(0) returned %p, expected NULL", pv);
   if (psOp->uBytes != 0 && pv == NULL && bRefused)
      return Oracle_report(oOracle, uOperation, psOp->uLine,
         "no memory",
         "malloc(%zu) returned NULL, for the system refused more: the"
         " heap is %zu bytes, %zu of them live payload",
         psOp->uBytes, Watch_getHeapBytes(), oOracle->uLiveBytes);
   if (psOp->uBytes != 0 && pv == NULL)
      return Oracle_report(oOracle, uOperation, psOp->uLine,
         "NULL without reason",
         "malloc(%zu) returned NULL, though no brk or mmap was refused:"
         " the heap is %zu bytes, %zu of them live payload",
         psOp->uBytes, Watch_getHeapBytes(), oOracle->uLiveBytes);
   if (psOp->uBytes != 0)
   {
      if (!Oracle_checkPlace(oOracle, &sNew))
         return false;
      (void)Granules_add(oOracle->oOccupied, pv, psOp->uBytes);
      oOracle->uLiveBytes += psOp->uBytes;
      if (oOracle->bContents)
         Oracle_fill(&sNew, sNew.uBytes);
      Oracle_bar(&sNew, true);
   }
   oOracle->asLive[psOp->uId] = sNew;
   return true;
}

/*--------------------------------------------------------------------*/

bool Oracle_checkHeld(
   Oracle_T oOracle, size_t uOperation, size_t uLine, size_t uId)
{
   const struct Live *psLive = &oOracle->asLive[uId];
   char acPlace[PLACE_BYTES];

   assert(uId < oOracle->uIds && psLive->bLive);

   if (psLive->uBytes == 0
       || Watch_isInHeap(psLive->pcPayload, psLive->uBytes))
      return true;

   return Oracle_report(oOracle, uOperation, uLine,
      "payload given back",
      "not all of the %zu bytes at %p, the payload from %s, are in the"
      " heap any more: the manager has given memory in use back to the"
      " system",
      psLive->uBytes, (void *)psLive->pcPayload,
      Oracle_describe(psLive, acPlace));
}

/*--------------------------------------------------------------------*/

bool Oracle_checkContents(
   Oracle_T oOracle, size_t uOperation, size_t uLine, size_t uId)
{
   const struct Live *psLive = &oOracle->asLive[uId];
   char acPlace[PLACE_BYTES];
   size_t uIntact;

   assert(uId < oOracle->uIds && psLive->bLive);

   if (!oOracle->bContents || psLive->uBytes == 0)
      return true;
   if (!Oracle_checkHeld(oOracle, uOperation, uLine, uId))
      return false;
   uIntact = Oracle_countIntact(psLive);
   if (uIntact == psLive->uBytes)
      return true;

   return Oracle_report(oOracle, uOperation, uLine,
      "payload overwritten",
      "byte %zu of the %zu at %p, the payload from %s, is no longer"
      " what the client wrote there: the manager has written to it",
      uIntact, psLive->uBytes, (void *)psLive->pcPayload,
      Oracle_describe(psLive, acPlace));
}

/*--------------------------------------------------------------------*/

bool Oracle_checkAll(Oracle_T oOracle, size_t uOperation, size_t uLine)
{
   size_t u;

   for (u = 0; u < oOracle->uIds; u++)
      if (oOracle->asLive[u].bLive
          && !Oracle_checkContents(oOracle, uOperation, uLine, u))
         return false;
   return true;
}

/*--------------------------------------------------------------------*/

void Oracle_noteFree(Oracle_T oOracle, size_t uId)
{
   struct Live *psLive = &oOracle->asLive[uId];

   assert(uId < oOracle->uIds && psLive->bLive);

   if (psLive->uBytes != 0)
   {
      Oracle_bar(psLive, false);
      (void)Granules_remove(
         oOracle->oOccupied, psLive->pcPayload, psLive->uBytes);
      oOracle->uLiveBytes -= psLive->uBytes;
   }
   psLive->bLive = false;
}

/*--------------------------------------------------------------------*/

size_t Oracle_setAside(Oracle_T oOracle, size_t uId)
{
   size_t uSpareId = oOracle->uIds - 1;

   assert(uId < uSpareId && !oOracle->asLive[uSpareId].bLive);

   oOracle->asLive[uSpareId] = oOracle->asLive[uId];
   oOracle->asLive[uId].bLive = false;
   return uSpareId;
}

/*--------------------------------------------------------------------*/

void Oracle_touch(Oracle_T oOracle, size_t uId, size_t uBytes)
{
   assert(uId < oOracle->uIds && oOracle->asLive[uId].bLive);

   Oracle_fill(&oOracle->asLive[uId], uBytes);
}
