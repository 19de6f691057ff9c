/*--------------------------------------------------------------------*/
/* family.c: malloc and its family, on a heap manager                 */
/*                                                                    */
/* With this file a heap manager becomes a library that is preloaded: */
/* then a real program, which knows nothing of it, has all its memory */
/* from HeapMgr_malloc.                                               */
/*                                                                    */
/* A manager's payload begins with a prefix of 16 bytes, or, where    */
/* the program wants an alignment above 16, with a gap before that:   */
/*                                                                    */
/*    HeapMgr_malloc's       the program's                            */
/*    payload                pointer                                  */
/*       |                      |                                     */
/*       v                      v                                     */
/*       +--------+-------------+---------------------------+         */
/*       | gap    | bytes, mark | what the program has      |         */
/*       +--------+-------------+---------------------------+         */
/*                |<- prefix -->|                                     */
/*                                                                    */
/* bytes is what the program asked for; mark leads back to the        */
/* payload.  The prefix is what realloc, malloc_usable_size and       */
/* alignments cost here; heapmgr.h has none of them.                  */
/*                                                                    */
/* One lock makes the managers, which know nothing of threads, right  */
/* for programs with threads: right, not fast.  It is held while a    */
/* process forks, so that a child never begins in the middle of a     */
/* call.  Nothing here calls what might allocate.                     */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include "figures.h"
#include "heapmgr.h"
#include "watch.h"
#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What lies before each pointer that a program has. */

struct Prefix
{
   size_t uBytes;   /* as the program asked */
   uintptr_t uMark; /* the manager's payload, xor FAMILY_MARK */
};

#define FAMILY_MARK ((uintptr_t)0x5bd1e995a7c3f10bu)

enum
{
   ALIGNED_BYTES = 16, /* every payload's alignment */
   TEXT_BYTES = 600    /* of a message */
};

/* A thread that comes here while it has the lock is told EDEADLK: the
   manager prints, say, and stdio wants a buffer for that. */

static pthread_mutex_t oLock = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;

/* Who made the call that is under way: its name, and where it will
   return to. */

static const char *pcCall = "malloc";
static const void *pvCaller = NULL;

void __real_abort(void) __attribute__((noreturn));
void __wrap_abort(void) __attribute__((noreturn));

/*--------------------------------------------------------------------*/
/* Messages                                                           */
/*--------------------------------------------------------------------*/

/* Print the line pcWhat, with the program's name and, where it is
   known, the place of the call that led to it. */

static void Family_say(const char *pcWhat)
{
   char acText[TEXT_BYTES];
   Dl_info sPlace;
   int iLength;

   memset(&sPlace, 0, sizeof sPlace);
   if (dladdr(pvCaller, &sPlace) == 0 || sPlace.dli_fname == NULL)
      iLength = snprintf(acText, sizeof acText,
         "%s (process %d): %s, called from %p\n",
         program_invocation_short_name, (int)getpid(), pcWhat,
         pvCaller);
   else
      iLength = snprintf(acText, sizeof acText,
         "%s (process %d): %s, called from %s%s%s+0x%zx\n",
         program_invocation_short_name, (int)getpid(), pcWhat,
         (sPlace.dli_sname == NULL) ? "" : sPlace.dli_sname,
         (sPlace.dli_sname == NULL) ? "" : " in ", sPlace.dli_fname,
         (size_t)((uintptr_t)pvCaller - (uintptr_t)sPlace.dli_fbase));
   if (iLength >= (int)sizeof acText)
      iLength = (int)sizeof acText - 1;
   if (write(STDERR_FILENO, acText, (size_t)iLength) < 0)
      return;
}

/*--------------------------------------------------------------------*/

/* The manager calls abort: it has said what is wrong.  Say where. */

void __wrap_abort(void)
{
   char acWhat[TEXT_BYTES / 2];

   (void)snprintf(
      acWhat, sizeof acWhat, "the heap manager stops in %s", pcCall);
   Family_say(acWhat);
   __real_abort();
}

/*--------------------------------------------------------------------*/
/* The lock                                                           */
/*--------------------------------------------------------------------*/

/* Begin call pcName, which returns to pv.  Return false if this thread
   is in such a call already. */

static bool Family_enter(
   const char *pcName, const void *pv, enum Figures_Place ePlace)
{
   if (pthread_mutex_lock(&oLock) != 0)
      return false;
   pcCall = pcName;
   pvCaller = pv;
   Figures_get()->uPlace = ePlace;
   Watch_enter();
   return true;
}

/* End it. */

static void Family_leave(void)
{
   struct Figures *psFigures = Figures_get();

   Watch_leave();
   psFigures->uPlace = FIGURES_OUTSIDE;
   psFigures->uSystemCalls = Watch_getCalls();
   psFigures->uRefusals = Watch_getRefusals();
   (void)pthread_mutex_unlock(&oLock);
}

/*--------------------------------------------------------------------*/

static void Family_beforeFork(void)
{
   (void)pthread_mutex_lock(&oLock);
}

static void Family_afterForkInParent(void)
{
   (void)pthread_mutex_unlock(&oLock);
}

/* The lock's owner was another thread, of another process. */

static void Family_afterForkInChild(void)
{
   static const pthread_mutex_t oFree =
      PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;

   oLock = oFree;
   Figures_openChild();
}

__attribute__((constructor)) static void Family_start(void)
{
   Figures_open();
   (void)pthread_atfork(Family_beforeFork, Family_afterForkInParent,
      Family_afterForkInChild);
}

/*--------------------------------------------------------------------*/
/* Prefixes                                                           */
/*--------------------------------------------------------------------*/

static struct Prefix *Family_getPrefix(void *pv)
{
   return (struct Prefix *)pv - 1;
}

/*--------------------------------------------------------------------*/

/* Return the manager's payload that the program's pointer pv lies in.
   End the program if pv isn't a pointer from here, or if the prefix
   before it was overwritten. */

static void *Family_toPayload(void *pv)
{
   char acWhat[TEXT_BYTES / 2];
   struct Prefix *psPrefix;
   uintptr_t uPayload;

   if ((uintptr_t)pv % ALIGNED_BYTES == 0)
   {
      psPrefix = Family_getPrefix(pv);
      uPayload = psPrefix->uMark ^ FAMILY_MARK;
      if (uPayload % ALIGNED_BYTES == 0
          && uPayload <= (uintptr_t)psPrefix)
         return (void *)uPayload;
   }
   (void)snprintf(acWhat, sizeof acWhat,
      "%s(%p): not a pointer from malloc, freed before, or the 16"
      " bytes before it were overwritten",
      pcCall, pv);
   Family_say(acWhat);
   __real_abort();
}

/*--------------------------------------------------------------------*/

/* Note that the program has a chunk of uBytes bytes more, and what the
   largest heap so far is made of. */

static void Family_noteMalloc(size_t uBytes)
{
   struct Figures *psFigures = Figures_get();

   psFigures->uLive++;
   psFigures->uLiveBytes += uBytes;
   if (Watch_getPeakHeapBytes() <= psFigures->uPeakBytes)
      return;
   psFigures->uPeakBytes = Watch_getPeakHeapBytes();
   psFigures->uPeakPayload = psFigures->uLiveBytes;
   psFigures->uPeakPrefixes = psFigures->uLive * sizeof(struct Prefix);
}

/*--------------------------------------------------------------------*/

/* Return uBytes bytes at a multiple of uAlignment, a power of 2 that is
   at least ALIGNED_BYTES; NULL if there is no memory.  The lock is
   held. */

static void *Family_get(size_t uBytes, size_t uAlignment)
{
   struct Figures *psFigures = Figures_get();
   struct Prefix *psPrefix;
   size_t uGap = uAlignment - ALIGNED_BYTES;
   uintptr_t uPayload, uStart;

   if (uGap > PTRDIFF_MAX / 2
       || uBytes > PTRDIFF_MAX - sizeof *psPrefix - uGap)
      return NULL;
   psFigures->uMallocs++;
   uPayload = (uintptr_t)HeapMgr_malloc(
      uBytes + sizeof *psPrefix + uGap);
   if (uPayload == 0)
   {
      psFigures->uNulls++;
      if (psFigures->uRefusedAt == 0)
         psFigures->uRefusedAt = psFigures->uLive;
      return NULL;
   }
   uStart = (uPayload + sizeof *psPrefix + uAlignment - 1)
            & ~(uAlignment - 1);
   psPrefix = Family_getPrefix((void *)uStart);
   psPrefix->uBytes = uBytes;
   psPrefix->uMark = uPayload ^ FAMILY_MARK;
   Family_noteMalloc(uBytes);
   return (void *)uStart;
}

/*--------------------------------------------------------------------*/

/* Give back what pv, which isn't NULL, points to.  The lock is held. */

static void Family_giveBack(void *pv)
{
   struct Figures *psFigures = Figures_get();
   void *pvPayload = Family_toPayload(pv);
   size_t uBytes = Family_getPrefix(pv)->uBytes;

   psFigures->uFrees++;
   HeapMgr_free(pvPayload);
   psFigures->uLive--;
   psFigures->uLiveBytes -= uBytes;
}

/*--------------------------------------------------------------------*/

/* Do call pcName of a function that gives pv back. */

static void Family_release(
   const char *pcName, const void *pvReturn, void *pv)
{
   int iError = errno;

   if (pv == NULL || !Family_enter(pcName, pvReturn, FIGURES_IN_FREE))
      return;
   Family_giveBack(pv);
   Family_leave();
   errno = iError;
}

/*--------------------------------------------------------------------*/

/* Do call pcName of a function that returns memory: Family_get, under
   the lock.  errno is ENOMEM if there is none, and stays otherwise. */

static void *Family_allocate(
   const char *pcName, const void *pv, size_t uBytes, size_t uAlignment)
{
   int iError = errno;
   void *pvNew = NULL;

   if (Family_enter(pcName, pv, FIGURES_IN_MALLOC))
   {
      pvNew = Family_get(uBytes, uAlignment);
      Family_leave();
   }
   errno = (pvNew == NULL) ? ENOMEM : iError;
   return pvNew;
}

/*--------------------------------------------------------------------*/

/* Return true if uAlignment is a power of 2. */

static bool Family_isAlignment(size_t uAlignment)
{
   return uAlignment != 0 && (uAlignment & (uAlignment - 1)) == 0;
}

/* The same as Family_allocate for any uAlignment; errno is EINVAL if it
   is no power of 2. */

static void *Family_align(
   const char *pcName, const void *pv, size_t uAlignment, size_t uBytes)
{
   if (!Family_isAlignment(uAlignment))
   {
      errno = EINVAL;
      return NULL;
   }
   return Family_allocate(pcName, pv, uBytes,
      (uAlignment < ALIGNED_BYTES) ? ALIGNED_BYTES : uAlignment);
}

/* Return a page's bytes. */

static size_t Family_getPageBytes(void)
{
   return (size_t)sysconf(_SC_PAGESIZE);
}

/*--------------------------------------------------------------------*/
/* The family, as malloc(3) and posix_memalign(3) describe it         */
/*--------------------------------------------------------------------*/

#pragma GCC visibility push(default)

void *malloc(size_t uBytes)
{
   return Family_allocate(
      "malloc", __builtin_return_address(0), uBytes, ALIGNED_BYTES);
}

/*--------------------------------------------------------------------*/

void free(void *pv)
{
   Family_release("free", __builtin_return_address(0), pv);
}

/*--------------------------------------------------------------------*/

void *calloc(size_t uCount, size_t uBytes)
{
   size_t uAll;
   void *pv;

   if (__builtin_mul_overflow(uCount, uBytes, &uAll))
   {
      errno = ENOMEM;
      return NULL;
   }
   pv = Family_allocate(
      "calloc", __builtin_return_address(0), uAll, ALIGNED_BYTES);
   if (pv != NULL)
      memset(pv, 0, uAll);
   return pv;
}

/*--------------------------------------------------------------------*/

/* Do realloc for the call pcName.  A payload that shrinks by less than
   half stays where it is. */

static void *Family_resize(
   const char *pcName, const void *pvReturn, void *pv, size_t uBytes)
{
   struct Prefix *psPrefix = Family_getPrefix(pv);
   int iError = errno;
   void *pvNew = pv;

   if (!Family_enter(pcName, pvReturn, FIGURES_IN_MALLOC))
      return NULL;
   (void)Family_toPayload(pv);
   if (uBytes > psPrefix->uBytes || uBytes < psPrefix->uBytes / 2)
   {
      pvNew = Family_get(uBytes, ALIGNED_BYTES);
      if (pvNew != NULL)
      {
         memcpy(pvNew, pv,
            (uBytes < psPrefix->uBytes) ? uBytes : psPrefix->uBytes);
         Family_giveBack(pv);
      }
   }
   Family_leave();
   errno = (pvNew == NULL) ? ENOMEM : iError;
   return pvNew;
}

/*--------------------------------------------------------------------*/

void *realloc(void *pv, size_t uBytes)
{
   const void *pvReturn = __builtin_return_address(0);

   if (pv == NULL)
      return Family_allocate(
         "realloc", pvReturn, uBytes, ALIGNED_BYTES);
   if (uBytes == 0)
   {
      Family_release("realloc", pvReturn, pv);
      return NULL;
   }
   return Family_resize("realloc", pvReturn, pv, uBytes);
}

/*--------------------------------------------------------------------*/

void *reallocarray(void *pv, size_t uCount, size_t uBytes)
{
   size_t uAll;

   if (__builtin_mul_overflow(uCount, uBytes, &uAll))
   {
      errno = ENOMEM;
      return NULL;
   }
   return realloc(pv, uAll);
}

/*--------------------------------------------------------------------*/

int posix_memalign(void **ppv, size_t uAlignment, size_t uBytes)
{
   int iError = errno;
   void *pv;

   if (!Family_isAlignment(uAlignment)
       || uAlignment % sizeof(void *) != 0)
      return EINVAL;
   pv = Family_align("posix_memalign", __builtin_return_address(0),
      uAlignment, uBytes);
   errno = iError;
   if (pv == NULL)
      return ENOMEM;
   *ppv = pv;
   return 0;
}

/*--------------------------------------------------------------------*/

void *aligned_alloc(size_t uAlignment, size_t uBytes)
{
   return Family_align(
      "aligned_alloc", __builtin_return_address(0), uAlignment, uBytes);
}

void *memalign(size_t uAlignment, size_t uBytes)
{
   return Family_align(
      "memalign", __builtin_return_address(0), uAlignment, uBytes);
}

void *valloc(size_t uBytes)
{
   return Family_align("valloc", __builtin_return_address(0),
      Family_getPageBytes(), uBytes);
}

/* Whole pages. */

void *pvalloc(size_t uBytes)
{
   size_t uPage = Family_getPageBytes();

   if (uBytes > PTRDIFF_MAX)
   {
      errno = ENOMEM;
      return NULL;
   }
   return Family_align("pvalloc", __builtin_return_address(0), uPage,
      (uBytes + uPage - 1) / uPage * uPage);
}

/*--------------------------------------------------------------------*/

size_t malloc_usable_size(void *pv)
{
   return (pv == NULL) ? 0 : Family_getPrefix(pv)->uBytes;
}

#pragma GCC visibility pop
