/*--------------------------------------------------------------------*/
/* verdict.c: what a test says when something is wrong                */
/*--------------------------------------------------------------------*/

#include "verdict.h"
#include "memory.h"
#include "picture.h"
#include <check.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum
{
   MESSAGE_BYTES = 3000, /* Check kills a test that says over 4,096 */
   PLACES = 4,           /* texts of Verdict_place that last */
   PLACE_BYTES = 32,
   NEAR_BYTES = 1 << 26, /* what is further off is in no heap here */
   SAID_BYTES = 1000     /* searched for an address */
};

/* The call under way, or the last one. */

struct Record
{
   const char *pcFunction; /* NULL if there was none */
   size_t uArgument;
   const void *pvArgument;
   const void *pvBase; /* the heap's start or the first payload */
   size_t uCalls;
   bool bInside;
   bool bEnded;
   char acBefore[PICTURE_COLUMNS + 1]; /* empty if there is none */
   char acCrash[PICTURE_COLUMNS + 1];
   const char *pcStarred; /* the chunk with stars in acCrash, or NULL */
};

static struct Record *psRecord = NULL;

/* The heap before, and after, what the test is about. */

static struct Picture sBefore;
static struct Picture sAfter;
static const void *pvMarked = NULL;
static bool bNoted = false;
static bool bGone = false;

/*--------------------------------------------------------------------*/

void Verdict_startTest(void)
{
   if (psRecord == NULL)
      psRecord = Memory_getShared(sizeof *psRecord);
   *psRecord = (struct Record){0};
}

void Verdict_noteCall(
   const char *pcFunction, size_t uArgument, const void *pvArgument)
{
   psRecord->pcFunction = pcFunction;
   psRecord->uArgument = uArgument;
   psRecord->pvArgument = pvArgument;
   psRecord->uCalls++;
   psRecord->bInside = true;
}

void Verdict_noteReturn(const void *pvResult)
{
   psRecord->bInside = false;
   if (psRecord->pvBase == NULL)
      psRecord->pvBase = pvResult;
}

void Verdict_noteEnd(void)
{
   psRecord->bEnded = true;
}

bool Verdict_hasEnded(void)
{
   return psRecord->bEnded;
}

/*--------------------------------------------------------------------*/

/* Return the first address that this process has printed, if its stderr
   goes into a file, or NULL. */

static const void *Verdict_getPrinted(void)
{
   char acSaid[SAID_BYTES + 1];
   ssize_t iRead = pread(STDERR_FILENO, acSaid, SAID_BYTES, 0);
   const char *pc;

   acSaid[iRead > 0 ? iRead : 0] = '\0';
   pc = strstr(acSaid, "0x");
   return pc == NULL ? NULL : (void *)(uintptr_t)strtoull(pc, NULL, 16);
}

void Verdict_noteCrash(void)
{
   const void *pvMark = Verdict_getPrinted();

   if (!Picture_canTake())
      return;
   if (pvMark == NULL)
      pvMark = psRecord->pvArgument;
   if (pvMark == NULL)
      pvMark = pvMarked;
   if (bNoted)
      Picture_draw(&sBefore, pvMark, psRecord->acBefore);
   Picture_take(&sAfter);
   Picture_draw(&sAfter, pvMark, psRecord->acCrash);
   if (sAfter.uPieces > 0)
      psRecord->pvBase = sAfter.asPieces[0].pcStart;
   psRecord->pcStarred = Picture_findStart(&sAfter, pvMark);
}

void Verdict_printCrash(void)
{
   if (psRecord->acBefore[0] != '\0')
      printf("     heap before: %s\n", psRecord->acBefore);
   if (psRecord->acCrash[0] != '\0')
      printf("     heap then:   %s\n", psRecord->acCrash);
   if (psRecord->pcStarred != NULL)
      printf(
         "     (the stars: chunk %p, at %+td from the heap's start)\n",
         (const void *)psRecord->pcStarred,
         psRecord->pcStarred - (const char *)psRecord->pvBase);
}

/*--------------------------------------------------------------------*/

/* Write pv to pcText, of uText bytes, as its distance from pvBase, or
   as an address if it is far away or there is no base. */

static void Verdict_writePlace(
   char *pcText, size_t uText, const void *pv, const void *pvBase)
{
   ptrdiff_t iPlace = (ptrdiff_t)((uintptr_t)pv - (uintptr_t)pvBase);

   if (pv == NULL)
      snprintf(pcText, uText, "NULL");
   else if (pvBase == NULL || iPlace > NEAR_BYTES
            || iPlace < -NEAR_BYTES)
      snprintf(pcText, uText, "%p", pv);
   else
      snprintf(pcText, uText, "%+td", iPlace);
}

void Verdict_noteGone(const void *pvBase)
{
   bGone = true;
   if (pvBase != NULL)
      psRecord->pvBase = pvBase;
}

/*--------------------------------------------------------------------*/

void Verdict_describeCall(char *pcText, size_t uText)
{
   char acArgument[PLACE_BYTES] = "";
   const char *pcFunction = psRecord->pcFunction;

   if (pcFunction == NULL)
   {
      snprintf(pcText, uText, "before any call");
      return;
   }
   if (strcmp(pcFunction, "HeapMgr_malloc") == 0)
      snprintf(acArgument, PLACE_BYTES, "%zu", psRecord->uArgument);
   else if (strcmp(pcFunction, "HeapMgr_free") == 0)
      Verdict_writePlace(acArgument, PLACE_BYTES, psRecord->pvArgument,
         psRecord->pvBase);
   else if (psRecord->uArgument != 0)
      snprintf(acArgument, PLACE_BYTES, "%zu", psRecord->uArgument);
   snprintf(pcText, uText, "%s call %zu: %s(%s)",
      psRecord->bInside ? "in" : "after", psRecord->uCalls, pcFunction,
      acArgument);
}

/*--------------------------------------------------------------------*/

void Verdict_noteHeap(const void *pvMark)
{
   Picture_take(&sBefore);
   pvMarked = pvMark;
   bNoted = true;
}

void Verdict_mark(const void *pvMark)
{
   pvMarked = pvMark;
}

/*--------------------------------------------------------------------*/

/* Return where the heap starts as far as one can tell, or NULL. */

static const void *Verdict_getBase(void)
{
   struct HeapMgr_Piece sPiece = {0};

   if (Picture_canTake()
       && HeapMgr_nextPiece(&sPiece) == HEAPMGR_WALK_PIECE)
      return sPiece.pcStart;
   return psRecord->pvBase;
}

const char *Verdict_place(const void *pv)
{
   static char aacPlaces[PLACES][PLACE_BYTES];
   static size_t uNext = 0;
   char *pcPlace = aacPlaces[uNext++ % PLACES];

   Verdict_writePlace(pcPlace, PLACE_BYTES, pv, Verdict_getBase());
   return pcPlace;
}

/*--------------------------------------------------------------------*/

/* End the test with pcMessage.  A debugger has its breakpoint here: the
   heap is as the test left it, and the message is complete. */

static _Noreturn void Verdict_stop(const char *pcMessage)
{
   ck_abort_msg("%s", pcMessage);
}

/* Append the heap before and after to the message at pcMessage, of
   uMessage bytes. */

static void Verdict_addPictures(char *pcMessage, size_t uMessage)
{
   char acBefore[PICTURE_COLUMNS + 1];
   char acAfter[PICTURE_COLUMNS + 1];
   const char *pcStarred;
   size_t u = strlen(pcMessage);

   Picture_draw(&sBefore, pvMarked, acBefore);
   u += (size_t)snprintf(
      pcMessage + u, uMessage - u, "\nheap before: %s", acBefore);
   if (bGone)
      return;
   Picture_take(&sAfter);
   Picture_draw(&sAfter, pvMarked, acAfter);
   u += (size_t)snprintf(
      pcMessage + u, uMessage - u, "\nheap after:  %s", acAfter);
   pcStarred = Picture_findStart(&sAfter, pvMarked);
   if (pcStarred != NULL)
      snprintf(pcMessage + u, uMessage - u,
         "\n(the stars: the chunk at %+td from the heap's start)",
         pcStarred - sAfter.asPieces[0].pcStart);
}

void Verdict_fail(const char *pcFormat, ...)
{
   static char acMessage[MESSAGE_BYTES];
   va_list oArguments;

   va_start(oArguments, pcFormat);
   vsnprintf(acMessage, MESSAGE_BYTES / 2, pcFormat, oArguments);
   va_end(oArguments);

   if (bNoted && Picture_canTake())
      Verdict_addPictures(acMessage, MESSAGE_BYTES);
   Verdict_stop(acMessage);
}
