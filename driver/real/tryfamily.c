/*--------------------------------------------------------------------*/
/* tryfamily.c: does malloc's family do what its manual says?         */
/*                                                                    */
/* Usage: tryfamily [double | inside | overrun]                       */
/*                                                                    */
/* An ordinary program, which real-test.sh runs on each manager.  It  */
/* prints each rule that is broken; the last line counts.  With a     */
/* word, it makes that mistake and should not live to return.         */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int iChecks = 0;
static int iFaults = 0;

/* Was memory there before main, and before other constructors? */

static void *pvEarly = NULL;

__attribute__((constructor(101))) static void Try_early(void)
{
   pvEarly = malloc(100);
}

/* What a compiler must not know about a size. */

static volatile size_t uHuge = SIZE_MAX;

static void Try_that(bool bHolds, const char *pcRule)
{
   iChecks++;
   if (bHolds)
      return;
   iFaults++;
   printf("not so: %s\n", pcRule);
}

static bool Try_isAt(const void *pv, size_t uAlignment)
{
   return pv != NULL && (uintptr_t)pv % uAlignment == 0;
}

/* Return true if the uBytes bytes at pv all are c. */

static bool Try_isAll(const void *pv, size_t uBytes, unsigned char c)
{
   const unsigned char *pc = pv;
   size_t u;

   for (u = 0; u < uBytes; u++)
      if (pc[u] != c)
         return false;
   return true;
}

/*--------------------------------------------------------------------*/

static void Try_malloc(void)
{
   void *pvFirst = malloc(0);
   void *pvSecond = malloc(0);

   Try_that(pvEarly != NULL, "memory before main");
   Try_that(pvFirst != NULL && pvSecond != NULL && pvFirst != pvSecond,
      "malloc(0) returns a pointer of its own");
   free(pvFirst);
   free(pvSecond);
   free(NULL);
   errno = EINTR;
   pvFirst = malloc(100000);
   Try_that(errno == EINTR, "malloc leaves errno alone");
   free(pvFirst);
   Try_that(errno == EINTR, "free leaves errno alone");
   errno = 0;
   Try_that(malloc(uHuge) == NULL && errno == ENOMEM,
      "malloc of too much is ENOMEM");
   errno = 0;
   Try_that(malloc(uHuge / 2 - 8) == NULL && errno == ENOMEM,
      "malloc of PTRDIFF_MAX - 8 is ENOMEM");
}

/*--------------------------------------------------------------------*/

static void Try_calloc(void)
{
   void *pv = malloc(5000);

   memset(pv, 255, 5000);
   free(pv);
   pv = calloc(50, 100);
   Try_that(pv != NULL && Try_isAll(pv, 5000, 0), "calloc zeroes");
   free(pv);
   errno = 0;
   Try_that(calloc(uHuge / 2, 4) == NULL && errno == ENOMEM,
      "calloc sees an overflow");
   errno = 0;
   Try_that(reallocarray(NULL, uHuge / 2, 4) == NULL && errno == ENOMEM,
      "reallocarray sees an overflow");
}

/*--------------------------------------------------------------------*/

static void Try_realloc(void)
{
   static const size_t auBytes[] = {
      10, 11, 400, 399, 4000, 100, 70000, 1};
   unsigned char *pc = realloc(NULL, 10);
   size_t uOld = 10;
   size_t u;

   memset(pc, 7, 10);
   for (u = 0; u < sizeof auBytes / sizeof auBytes[0]; u++)
   {
      size_t uNew = auBytes[u];

      pc = realloc(pc, uNew);
      Try_that(
         pc != NULL && Try_isAll(pc, (uNew < uOld) ? uNew : uOld, 7),
         "realloc keeps what was there");
      Try_that(malloc_usable_size(pc) >= uNew,
         "malloc_usable_size is at least what was asked for");
      memset(pc, 7, uNew);
      uOld = uNew;
   }
   errno = 0;
   Try_that(
      realloc(pc, uHuge / 2 - 8) == NULL && errno == ENOMEM && *pc == 7,
      "a realloc that fails leaves the old payload");
   Try_that(
      realloc(pc, 0) == NULL, "realloc to 0 bytes frees, as here");
}

/*--------------------------------------------------------------------*/

static void Try_alignments(void)
{
   size_t uPage = (size_t)sysconf(_SC_PAGESIZE);
   size_t uAlignment;
   void *pv = NULL;

   for (uAlignment = sizeof(void *); uAlignment <= 65536;
        uAlignment *= 2)
   {
      void *pvOther = aligned_alloc(uAlignment, 3 * uAlignment);

      Try_that(posix_memalign(&pv, uAlignment, 100) == 0
                  && Try_isAt(pv, uAlignment),
         "posix_memalign aligns");
      Try_that(Try_isAt(pvOther, uAlignment), "aligned_alloc aligns");
      memset(pvOther, 1, 3 * uAlignment);
      memset(pv, 2, 100);
      pvOther = realloc(pvOther, 4 * uAlignment);
      Try_that(Try_isAll(pvOther, 3 * uAlignment, 1),
         "realloc of an aligned payload keeps it");
      free(pv);
      free(pvOther);
   }
   Try_that(posix_memalign(&pv, 24, 100) == EINVAL,
      "24 is no alignment for posix_memalign");
   Try_that(posix_memalign(&pv, 4, 100) == EINVAL,
      "nor is 4, less than a pointer");
   Try_that(posix_memalign(&pv, 64, uHuge / 2 - 8) == ENOMEM,
      "posix_memalign returns ENOMEM");
   pv = memalign(256, 10);
   Try_that(Try_isAt(pv, 256), "memalign aligns");
   free(pv);
   pv = valloc(10);
   Try_that(Try_isAt(pv, uPage), "valloc aligns to a page");
   free(pv);
   pv = pvalloc(10);
   Try_that(Try_isAt(pv, uPage) && malloc_usable_size(pv) >= uPage,
      "pvalloc has whole pages");
   free(pv);
}

/*--------------------------------------------------------------------*/

/* Make mistake pcWhich. */

static void Try_mistake(const char *pcWhich)
{
   char *volatile pc = malloc(96);
   char *volatile pcNext = malloc(96);

   if (strcmp(pcWhich, "double") == 0)
      free(pc);
   if (strcmp(pcWhich, "overrun") == 0)
      memset(pc, 'x', 160);
   free((strcmp(pcWhich, "inside") == 0) ? pc + 16 : pc);
   free(pcNext);
}

int main(int iArgCount, char *apcArgs[])
{
   if (iArgCount > 1)
   {
      Try_mistake(apcArgs[1]);
      printf("%s: nothing was said\n", apcArgs[1]);
      return 0;
   }
   Try_malloc();
   Try_calloc();
   Try_realloc();
   Try_alignments();
   printf("%d rules tried, %d broken\n", iChecks, iFaults);
   return iFaults != 0;
}
