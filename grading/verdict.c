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
   SAID_BYTES = 1000 /* searched for an address */
};

/* The call under way, or the last one. */

struct Record
{
   const char *pcFunction; /* NULL if there was none */
   size_t uArgument;
   const void *pvArgument;
   const void *pvBase; /* the first payload returned */
   size_t uCalls;
   bool bInside;
   bool bEnded;
   char acBefore[PICTURE_COLUMNS + 1]; /* empty if there is none */
   char acCrash[PICTURE_COLUMNS + 1];
};

static struct Record *psRecord = NULL;

/* The heap before, and after, what the test is about. */

static struct Picture sBefore;
static struct Picture sAfter;
static const void *pvMarked = NULL;
static bool bNoted = false;

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
}

void Verdict_printCrash(void)
{
   if (psRecord->acBefore[0] != '\0')
      printf("     heap before: %s\n", psRecord->acBefore);
   if (psRecord->acCrash[0] != '\0')
      printf("     heap then:   %s\n", psRecord->acCrash);
}

/*--------------------------------------------------------------------*/

void Verdict_describeCall(char *pcText, size_t uText)
{
   const char *pcWhen = psRecord->bInside ? "in" : "after";

   if (psRecord->pcFunction == NULL)
      snprintf(pcText, uText, "before any call");
   else if (psRecord->pvArgument != NULL)
      snprintf(pcText, uText, "%s call %zu: %s(the first payload %+td)",
         pcWhen, psRecord->uCalls, psRecord->pcFunction,
         (ptrdiff_t)((uintptr_t)psRecord->pvArgument
                     - (uintptr_t)psRecord->pvBase));
   else if (psRecord->uArgument != 0)
      snprintf(pcText, uText, "%s call %zu: %s(%zu)", pcWhen,
         psRecord->uCalls, psRecord->pcFunction, psRecord->uArgument);
   else
      snprintf(pcText, uText, "%s call %zu: %s", pcWhen,
         psRecord->uCalls, psRecord->pcFunction);
}

/*--------------------------------------------------------------------*/

void Verdict_noteHeap(const void *pvMark)
{
   Picture_take(&sBefore);
   pvMarked = pvMark;
   bNoted = true;
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
   const void *pvBase = Verdict_getBase();
   char *pcPlace = aacPlaces[uNext++ % PLACES];

   if (pv == NULL)
      snprintf(pcPlace, PLACE_BYTES, "NULL");
   else if (pvBase == NULL)
      snprintf(pcPlace, PLACE_BYTES, "%p", pv);
   else
      snprintf(pcPlace, PLACE_BYTES, "%+td",
         (ptrdiff_t)((uintptr_t)pv - (uintptr_t)pvBase));
   return pcPlace;
}

/*--------------------------------------------------------------------*/

/* End the test with pcMessage.  A debugger has its breakpoint here: the
   heap is as the test left it, and the message is complete. */

static _Noreturn void Verdict_stop(const char *pcMessage)
{
   ck_abort_msg("%s", pcMessage);
}

void Verdict_fail(const char *pcFormat, ...)
{
   static char acMessage[MESSAGE_BYTES];
   char acLine[PICTURE_COLUMNS + 1];
   size_t u;
   va_list oArguments;

   va_start(oArguments, pcFormat);
   vsnprintf(acMessage, MESSAGE_BYTES / 2, pcFormat, oArguments);
   va_end(oArguments);

   if (bNoted && Picture_canTake())
   {
      for (u = 0; acMessage[u] != '\0'; u++)
         continue;
      Picture_draw(&sBefore, pvMarked, acLine);
      u += (size_t)snprintf(
         acMessage + u, MESSAGE_BYTES - u, "\nheap before: %s", acLine);
      Picture_take(&sAfter);
      Picture_draw(&sAfter, pvMarked, acLine);
      snprintf(
         acMessage + u, MESSAGE_BYTES - u, "\nheap after:  %s", acLine);
   }
   Verdict_stop(acMessage);
}
