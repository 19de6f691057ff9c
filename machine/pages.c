/*--------------------------------------------------------------------*/
/* pages.c: which bytes a program may touch, and what it has touched  */
/*--------------------------------------------------------------------*/

#include "pages.h"
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE_COUNT (PAGES_BYTES >> PAGE_BITS)

enum
{
   BITS_BYTES = PAGE_BYTES / BYTE_BITS, /* the bits of a page */
   ALL_BITS = 0xff,

   /* In pucNotes. */
   NOTE_TOUCHED = 1, /* may hold something else than zeros */
   NOTE_LISTED = 2,  /* is in asSaved since the last snapshot */

   HOST_PAGE_BYTES = 1 << 16, /* a host's pages are no longer */
   MIN_DROP_BYTES = 1 << 18   /* fewer bytes are overwritten by zeros */
};

/* What the bytes of a page may be used for. */

enum PageKind
{
   PAGE_FORBIDDEN,
   PAGE_READABLE, /* all bytes read, none written */
   PAGE_WHOLE,    /* all bytes read and written */
   PAGE_MIXED     /* those whose bit is set */
};

/* A page that has been written since the last snapshot, and what it was
   before: only zeros if it had not been touched. */

struct Saved
{
   uint64_t uPage;
   unsigned char *pucBefore; /* a copy, or NULL */
   bool bTouched;
};

struct Pages Pages_s;

/* For each page the short cut; for each byte a bit that says it may be
   touched, in pages of mixed kind; for each line the call that has
   touched it last. */

static unsigned char *const pucShort = (unsigned char *)PAGES_SHORT;
static unsigned char *const pucBits = (unsigned char *)PAGES_BITS;
static uint32_t *const puStamps = (uint32_t *)PAGES_STAMPS;

static unsigned char *pucKinds; /* enum PageKind of each page */
static unsigned char *pucNotes; /* NOTE_... of each page */
static bool bSlowStores;
static uint64_t uTouched, uMaxTouched;

static struct Saved *psSaved;
static size_t uSaved, uMaxSaved;

/* The snapshots: where each begins in psSaved. */

static size_t auBegins[MAX_SNAPSHOTS];
static uint64_t auTouched[MAX_SNAPSHOTS];
static size_t uSnapshots;

/*--------------------------------------------------------------------*/

static uint64_t Pages_toPage(uint64_t uAddress)
{
   return (uAddress - PAGES_BASE) >> PAGE_BITS;
}

static uint64_t Pages_toAddress(uint64_t uPage)
{
   return PAGES_BASE + (uPage << PAGE_BITS);
}

static bool Pages_isInRange(uint64_t uStart, uint64_t uEnd)
{
   return uStart >= PAGES_BASE && uStart <= uEnd
          && uEnd <= PAGES_BASE + PAGES_BYTES;
}

/* Return uBytes bytes of zeros that cost nothing until they are used,
   or NULL; at pv if that isn't NULL. */

static void *Pages_reserve(void *pv, uint64_t uBytes)
{
   int iFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
   void *pvRange = mmap(pv, uBytes, PROT_READ | PROT_WRITE,
      pv == NULL ? iFlags : iFlags | MAP_FIXED_NOREPLACE, -1, 0);

   /* A kernel from before 4.17 may have chosen another place. */
   if (pvRange == MAP_FAILED || (pv != NULL && pvRange != pv))
      return NULL;
   return pvRange;
}

const char *Pages_open(void)
{
   static char acWhy[200];

   if (pucNotes != NULL)
      return NULL;

   /* The order matters: pucNotes is the last one. */
   if (Pages_reserve(
          (void *)PAGES_SHORT, PAGES_BASE + PAGES_BYTES - PAGES_SHORT)
          != NULL
       && (pucKinds = Pages_reserve(NULL, PAGE_COUNT)) != NULL)
      pucNotes = Pages_reserve(NULL, PAGE_COUNT);
   if (pucNotes == NULL)
   {
      snprintf(acWhy, sizeof acWhy,
         "the system does not give this process %llu GiB of addresses"
         " at 0x%llx (%s); see ulimit -v and vm.overcommit_memory",
         (unsigned long long)((PAGES_BASE + PAGES_BYTES - PAGES_SHORT)
                              >> 30),
         (unsigned long long)PAGES_SHORT, strerror(errno));
      return acWhy;
   }
   return NULL;
}

/*--------------------------------------------------------------------*/

static void Pages_forgetSaved(size_t uKeep)
{
   while (uSaved > uKeep)
      free(psSaved[--uSaved].pucBefore);
}

/* Make the uBytes bytes at pv zero. */

static void Pages_wipe(void *pv, uint64_t uBytes)
{
   unsigned char *puc = pv;
   uint64_t uHead = (uint64_t) - (uintptr_t)puc % HOST_PAGE_BYTES;

   if (uBytes >= MIN_DROP_BYTES
       && madvise(puc + uHead,
             (uBytes - uHead) / HOST_PAGE_BYTES * HOST_PAGE_BYTES,
             MADV_DONTNEED)
             == 0)
   {
      memset(puc, 0, uHead);
      puc += uHead
             + (uBytes - uHead) / HOST_PAGE_BYTES * HOST_PAGE_BYTES;
      uBytes = (uBytes - uHead) % HOST_PAGE_BYTES;
   }
   memset(puc, 0, uBytes);
}

void Pages_forget(uint64_t uStart, uint64_t uEnd)
{
   uint64_t uPage, uCount;

   assert(Pages_isInRange(uStart, uEnd));

   uPage = Pages_toPage(uStart);
   uCount = Pages_toPage(uEnd + PAGE_BYTES - 1) - uPage;
   Pages_wipe((void *)Pages_toAddress(uPage), uCount << PAGE_BITS);
   Pages_wipe(&pucShort[uPage], uCount);
   Pages_wipe(&pucKinds[uPage], uCount);
   Pages_wipe(&pucNotes[uPage], uCount);
}

void Pages_reset(void)
{
   Pages_forgetSaved(0);
   uSnapshots = 0;
   uTouched = 0;
   uMaxTouched = PAGE_COUNT;
   bSlowStores = false;
   Pages_startCall();
}

void Pages_limit(uint64_t uMax)
{
   uMaxTouched = uMax;
}

uint64_t Pages_getTouched(void)
{
   return uTouched;
}

/*--------------------------------------------------------------------*/
/* What is allowed                                                    */
/*--------------------------------------------------------------------*/

/* Return where the part of uStart up to uEnd that is in the page of
   uStart ends. */

static uint64_t Pages_getPartEnd(uint64_t uStart, uint64_t uEnd)
{
   uint64_t uPageEnd = Pages_toAddress(Pages_toPage(uStart) + 1);

   return uPageEnd < uEnd ? uPageEnd : uEnd;
}

/* Set, or clear, the bits of the bytes from uStart up to uEnd, which
   are in one page. */

static void Pages_setBits(uint64_t uStart, uint64_t uEnd, bool bAllow)
{
   uint64_t u = uStart - PAGES_BASE, uBits = uEnd - PAGES_BASE;

   for (; u < uBits && u % BYTE_BITS != 0; u++)
      if (bAllow)
         pucBits[u / BYTE_BITS] |=
            (unsigned char)(1 << (u % BYTE_BITS));
      else
         pucBits[u / BYTE_BITS] &= (unsigned char)~(
            1 << (u % BYTE_BITS));
   if (u + BYTE_BITS <= uBits)
   {
      memset(&pucBits[u / BYTE_BITS], bAllow ? ALL_BITS : 0,
         (uBits - u) / BYTE_BITS);
      u += (uBits - u) / BYTE_BITS * BYTE_BITS;
   }
   if (u < uBits)
   {
      unsigned char ucMask = (unsigned char)((1 << (uBits - u)) - 1);

      if (bAllow)
         pucBits[u / BYTE_BITS] |= ucMask;
      else
         pucBits[u / BYTE_BITS] &= (unsigned char)~ucMask;
   }
}

/* Allow, or forbid, the bytes from uStart up to uEnd, which are in one
   page but not all of it. */

static void Pages_setPart(uint64_t uStart, uint64_t uEnd, bool bAllow)
{
   uint64_t uPage = Pages_toPage(uStart);

   if (pucKinds[uPage] != PAGE_MIXED)
   {
      memset(&pucBits[uPage * BITS_BYTES],
         pucKinds[uPage] == PAGE_WHOLE ? ALL_BITS : 0, BITS_BYTES);
      pucKinds[uPage] = PAGE_MIXED;
      pucShort[uPage] = 0;
   }
   Pages_setBits(uStart, uEnd, bAllow);
}

static void Pages_set(uint64_t uStart, uint64_t uEnd, bool bAllow)
{
   uint64_t uPages;

   assert(Pages_isInRange(uStart, uEnd));

   if (uStart < uEnd && uStart % PAGE_BYTES != 0)
   {
      uint64_t uPartEnd = Pages_getPartEnd(uStart, uEnd);

      Pages_setPart(uStart, uPartEnd, bAllow);
      uStart = uPartEnd;
   }
   uPages = (uEnd - uStart) >> PAGE_BITS;
   if (uPages > 0)
   {
      memset(&pucKinds[Pages_toPage(uStart)],
         bAllow ? PAGE_WHOLE : PAGE_FORBIDDEN, uPages);
      memset(&pucShort[Pages_toPage(uStart)], 0, uPages);
      uStart += uPages << PAGE_BITS;
   }
   if (uStart < uEnd)
      Pages_setPart(uStart, uEnd, bAllow);
}

void Pages_allow(uint64_t uStart, uint64_t uEnd)
{
   Pages_set(uStart, uEnd, true);
}

void Pages_forbid(uint64_t uStart, uint64_t uEnd)
{
   Pages_set(uStart, uEnd, false);
}

void Pages_allowReading(uint64_t uStart, uint64_t uEnd)
{
   uint64_t u;

   assert(Pages_isInRange(uStart, uEnd));

   for (u = uStart; u < uEnd; u = Pages_getPartEnd(u, uEnd))
      pucKinds[Pages_toPage(u)] = PAGE_READABLE;
}

/* Return true if the bits of the bytes from uStart up to uEnd, which
   are in one page, are all set. */

static bool Pages_hasBits(uint64_t uStart, uint64_t uEnd)
{
   uint64_t u = uStart - PAGES_BASE, uBits = uEnd - PAGES_BASE;

   while (u < uBits)
      if (u % BYTE_BITS == 0 && u + BYTE_BITS <= uBits)
      {
         if (pucBits[u / BYTE_BITS] != ALL_BITS)
            return false;
         u += BYTE_BITS;
      }
      else
      {
         if ((pucBits[u / BYTE_BITS] >> (u % BYTE_BITS) & 1) == 0)
            return false;
         u++;
      }
   return true;
}

/* Return true if the bytes from uStart up to uEnd may be read, and
   written if bWrite. */

static bool Pages_mayUse(uint64_t uStart, uint64_t uEnd, bool bWrite)
{
   uint64_t uPartEnd;

   if (!Pages_isInRange(uStart, uEnd))
      return false;

   for (; uStart < uEnd; uStart = uPartEnd)
   {
      enum PageKind eKind = pucKinds[Pages_toPage(uStart)];

      uPartEnd = Pages_getPartEnd(uStart, uEnd);
      if (eKind == PAGE_FORBIDDEN || (eKind == PAGE_READABLE && bWrite)
          || (eKind == PAGE_MIXED && !Pages_hasBits(uStart, uPartEnd)))
         return false;
   }
   return true;
}

bool Pages_isAllowed(uint64_t uStart, uint64_t uEnd)
{
   return Pages_mayUse(uStart, uEnd, true);
}

/*--------------------------------------------------------------------*/
/* Saving, snapshots                                                  */
/*--------------------------------------------------------------------*/

/* Return pv, which the host gave, or end the judge if it gave none. */

static void *Pages_demand(void *pv)
{
   if (pv == NULL)
   {
      fputs("machine: the host has no memory left\n", stderr);
      abort();
   }
   return pv;
}

/* Save page uPage unless that has been done since the last snapshot.
   It counts as touched from now on. */

static void Pages_save(uint64_t uPage)
{
   struct Saved *psNew;

   if ((pucNotes[uPage] & NOTE_LISTED) != 0)
      return;

   if (uSaved == uMaxSaved)
   {
      uMaxSaved = uMaxSaved * 2 + 64;
      psSaved = Pages_demand(
         realloc(psSaved, uMaxSaved * sizeof *psSaved));
   }
   psNew = &psSaved[uSaved++];
   psNew->uPage = uPage;
   psNew->bTouched = (pucNotes[uPage] & NOTE_TOUCHED) != 0;
   psNew->pucBefore = NULL;
   if (uSnapshots > 0 && psNew->bTouched)
   {
      psNew->pucBefore = Pages_demand(malloc(PAGE_BYTES));
      memcpy(
         psNew->pucBefore, (void *)Pages_toAddress(uPage), PAGE_BYTES);
   }
   uTouched += !psNew->bTouched;
   pucNotes[uPage] |= NOTE_LISTED | NOTE_TOUCHED;
}

/* The page psOld tells of is to be saved again when it is written. */

static void Pages_unlist(const struct Saved *psOld)
{
   pucNotes[psOld->uPage] &= (unsigned char)~NOTE_LISTED;
   pucShort[psOld->uPage] &= (unsigned char)~(
      SHORT_STORE | SHORT_STORE_BITS);
}

void Pages_prepare(uint64_t uStart, uint64_t uEnd)
{
   for (; uStart < uEnd; uStart = Pages_getPartEnd(uStart, uEnd))
      Pages_save(Pages_toPage(uStart));
}

void Pages_snapshot(void)
{
   size_t u;

   assert(uSnapshots < MAX_SNAPSHOTS);

   for (u = uSnapshots == 0 ? 0 : auBegins[uSnapshots - 1]; u < uSaved;
        u++)
      Pages_unlist(&psSaved[u]);
   if (uSnapshots == 0)
      Pages_forgetSaved(0);
   auTouched[uSnapshots] = uTouched;
   auBegins[uSnapshots++] = uSaved;
}

/* Make the page that psOld tells of what it was. */

static void Pages_putBack(const struct Saved *psOld)
{
   void *pvPage = (void *)Pages_toAddress(psOld->uPage);

   Pages_unlist(psOld);
   if (psOld->pucBefore != NULL)
      memcpy(pvPage, psOld->pucBefore, PAGE_BYTES);
   else
      memset(pvPage, 0, PAGE_BYTES);
   if (!psOld->bTouched)
      pucNotes[psOld->uPage] &= (unsigned char)~NOTE_TOUCHED;
}

void Pages_restore(void)
{
   size_t uBegin;

   assert(uSnapshots > 0);

   uBegin = auBegins[--uSnapshots];
   while (uSaved > uBegin)
   {
      Pages_putBack(&psSaved[uSaved - 1]);
      Pages_forgetSaved(uSaved - 1);
   }
   uTouched = auTouched[uSnapshots];
}

void Pages_zero(uint64_t uStart, uint64_t uEnd)
{
   uint64_t uPage, uPartEnd;

   for (; uStart < uEnd; uStart = uPartEnd)
   {
      uPartEnd = Pages_getPartEnd(uStart, uEnd);
      uPage = Pages_toPage(uStart);
      if ((pucNotes[uPage] & NOTE_TOUCHED) == 0)
         continue;
      Pages_save(uPage);
      while (uPartEnd < uEnd && uStart % PAGE_BYTES == 0
             && (pucNotes[Pages_toPage(uPartEnd)] & NOTE_TOUCHED) != 0)
      {
         Pages_save(Pages_toPage(uPartEnd));
         uPartEnd = Pages_getPartEnd(uPartEnd, uEnd);
      }
      Pages_wipe((void *)uStart, uPartEnd - uStart);
   }
}

void Pages_slowStores(bool bSlow)
{
   bSlowStores = bSlow;
   madvise(pucShort, PAGE_COUNT, MADV_DONTNEED);
}

/*--------------------------------------------------------------------*/
/* For the processor                                                  */
/*--------------------------------------------------------------------*/

void Pages_startCall(void)
{
   Pages_s.uLines = 0;
   Pages_s.uDeepest = UINT64_MAX;
   if (++Pages_s.uStamp == 0)
   {
      madvise(puStamps, (PAGES_BYTES >> LINE_BITS) * sizeof(uint32_t),
         MADV_DONTNEED);
      Pages_s.uStamp = 1;
   }
}

void Pages_countLines(uint64_t uAddress, uint64_t uBytes)
{
   uint64_t uLine = (uAddress - PAGES_BASE) >> LINE_BITS;
   uint64_t uLast = (uAddress + uBytes - 1 - PAGES_BASE) >> LINE_BITS;

   for (; uLine <= uLast; uLine++)
      if (puStamps[uLine] != Pages_s.uStamp)
      {
         uint64_t uStart = PAGES_BASE + (uLine << LINE_BITS);

         puStamps[uLine] = Pages_s.uStamp;
         Pages_s.uLines++;
         if (uStart >= Pages_s.uStackStart && uStart < Pages_s.uDeepest)
            Pages_s.uDeepest = uStart;
      }
}

enum Pages_Answer Pages_findLoad(uint64_t uAddress, uint64_t uBytes)
{
   uint64_t uPage = Pages_toPage(uAddress);

   if (!Pages_mayUse(uAddress, uAddress + uBytes, false))
      return PAGES_NO;

   Pages_countLines(uAddress, uBytes);
   pucShort[uPage] |= (unsigned char)(pucKinds[uPage] == PAGE_MIXED
                                         ? SHORT_LOAD_BITS
                                         : SHORT_LOAD);
   return PAGES_YES;
}

enum Pages_Answer Pages_findStore(uint64_t uAddress, uint64_t uBytes)
{
   uint64_t uPage = Pages_toPage(uAddress);
   uint64_t uLast = Pages_toPage(uAddress + uBytes - 1);

   if (!Pages_mayUse(uAddress, uAddress + uBytes, true))
      return PAGES_NO;

   Pages_save(uPage);
   Pages_save(uLast);
   if (uTouched > uMaxTouched)
      return PAGES_TOO_MANY;

   Pages_countLines(uAddress, uBytes);
   if (!bSlowStores)
      pucShort[uPage] |= (unsigned char)(pucKinds[uPage] == PAGE_MIXED
                                            ? SHORT_STORE_BITS
                                            : SHORT_STORE);
   return PAGES_YES;
}
