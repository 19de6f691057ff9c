/*--------------------------------------------------------------------*/
/* pages.h: which bytes a program may touch, and what it has touched  */
/*                                                                    */
/* The memory of the machine is one range of addresses, PAGES_BYTES   */
/* long from PAGES_BASE up.  It is reserved in the judge's process at */
/* these same addresses, so that an address of the program's is a     */
/* pointer for the judge.  The host pays only for pages that are      */
/* touched.                                                           */
/*                                                                    */
/* For each page of 4096 bytes a kind says whether its bytes may be   */
/* read, or read and written; in a page of mixed kind there is a bit  */
/* for each byte.  A processor looks at a short cut first, as a real  */
/* one looks at its TLB: a byte for each page, which says at once     */
/* that all is well.  What it doesn't say is looked up the long way,  */
/* and the short cut then set.                                        */
/*                                                                    */
/*    address - PAGES_BASE:  | page            | byte in page |       */
/*                             |                                      */
/*               pucShort[page]  0: look it up the long way           */
/*                               SHORT_LOAD, SHORT_STORE: go ahead    */
/*                               SHORT_LOAD_BITS, SHORT_STORE_BITS:   */
/*                               go ahead if pucBits says so          */
/*                                                                    */
/* The first store to a page since the last snapshot goes the long    */
/* way, too, and there the page is saved.                             */
/*--------------------------------------------------------------------*/

#ifndef PAGES_INCLUDED
#define PAGES_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* On arm64 a process may have as little as 2^39 bytes of addresses;
   with AddressSanitizer, on x86-64 everything below 0x4091ff7000 is
   taken.  This range is free in both. */

#define PAGES_BASE ((uint64_t)0x4400000000u)
#define PAGES_BYTES ((uint64_t)0x1000000000u)

/* The tables lie below it, at addresses that the compiler knows. */

#define PAGES_BITS (PAGES_BASE - PAGES_BYTES / 8)
#define PAGES_STAMPS (PAGES_BITS - PAGES_BYTES / 64 * 4)
#define PAGES_SHORT (PAGES_STAMPS - PAGES_BYTES / 4096)

enum
{
   PAGE_BITS = 12,
   PAGE_BYTES = 1 << PAGE_BITS,
   LINE_BITS = 6, /* of a cache: what the cost counts */
   LINE_BYTES = 1 << LINE_BITS,
   BYTE_BITS = 8,

   /* In pucShort. */
   SHORT_LOAD = 1,
   SHORT_STORE = 2,
   SHORT_LOAD_BITS = 4,
   SHORT_STORE_BITS = 8
};

/* What is counted for a call. */

struct Pages
{
   uint32_t uStamp;      /* the call's own number */
   uint64_t uLines;      /* that it has touched */
   uint64_t uDeepest;    /* the lowest line of them in the stack */
   uint64_t uStackStart; /* where that begins */
};

extern struct Pages Pages_s;

/*--------------------------------------------------------------------*/

/* Reserve the range.  Return NULL, or one sentence that says why it
   can't be had. */

const char *Pages_open(void);

/* Forget all snapshots, limits and counts; make the pages of these
   bytes zero, untouched and forbidden.  After opening all of them
   are. */

void Pages_reset(void);
void Pages_forget(uint64_t uStart, uint64_t uEnd);

/*--------------------------------------------------------------------*/
/* What is allowed                                                    */
/*--------------------------------------------------------------------*/

/* Allow the bytes from uStart up to uEnd to be read and written; or
   forbid them.  Return true if all of them are allowed. */

void Pages_allow(uint64_t uStart, uint64_t uEnd);
void Pages_forbid(uint64_t uStart, uint64_t uEnd);
bool Pages_isAllowed(uint64_t uStart, uint64_t uEnd);

/* Allow the pages of these bytes to be read only. */

void Pages_allowReading(uint64_t uStart, uint64_t uEnd);

/* Make the bytes zero, whatever they are and may be. */

void Pages_zero(uint64_t uStart, uint64_t uEnd);

/* Save the pages of these bytes if a snapshot needs it: the judge is
   about to write to them. */

void Pages_prepare(uint64_t uStart, uint64_t uEnd);

/* Let a program touch at most uMax pages. */

void Pages_limit(uint64_t uMax);

/* Return how many pages the program has now. */

uint64_t Pages_getTouched(void);

/*--------------------------------------------------------------------*/
/* Snapshots                                                          */
/*--------------------------------------------------------------------*/

enum
{
   MAX_SNAPSHOTS = 8
};

/* Remember the contents of all pages; go back to what was remembered
   last, and forget it.  What is allowed is none of this module's
   business here (see memory.h). */

void Pages_snapshot(void);
void Pages_restore(void);

/* Have each store go the long way from now on, or no longer. */

void Pages_slowStores(bool bSlow);

/*--------------------------------------------------------------------*/
/* For the processor                                                  */
/*--------------------------------------------------------------------*/

enum Pages_Answer
{
   PAGES_YES,
   PAGES_NO,
   PAGES_TOO_MANY /* it is allowed, but the program has touched its
                     limit of pages */
};

/* Count the lines of the uBytes bytes at uAddress for this call. */

void Pages_countLines(uint64_t uAddress, uint64_t uBytes);

/* Start to count anew. */

void Pages_startCall(void);

/* The long way: any address, any alignment, uBytes of at most 8. */

enum Pages_Answer Pages_findLoad(uint64_t uAddress, uint64_t uBytes);
enum Pages_Answer Pages_findStore(uint64_t uAddress, uint64_t uBytes);

/* Return true if the uBytes bytes at uAddress, 1, 2, 4 or 8, have the
   short cut iWhole, or iBits and their bits set, and count their line.
   Otherwise go the long way. */

static inline bool Pages_isShort(
   uint64_t uAddress, uint64_t uBytes, int iWhole, int iBits)
{
   const unsigned char *pucShort = (const unsigned char *)PAGES_SHORT;
   const unsigned char *pucBits = (const unsigned char *)PAGES_BITS;
   uint32_t *puStamp;
   uint64_t u = uAddress - PAGES_BASE;
   int iShort, iMask;

   if (u >= PAGES_BYTES || (u & (uBytes - 1)) != 0)
      return false;

   iShort = pucShort[u >> PAGE_BITS];
   if ((iShort & iWhole) == 0)
   {
      iMask = ((1 << uBytes) - 1) << (u % BYTE_BITS);
      if ((iShort & iBits) == 0
          || (pucBits[u / BYTE_BITS] & iMask) != iMask)
         return false;
   }
   puStamp = (uint32_t *)PAGES_STAMPS + (u >> LINE_BITS);
   if (*puStamp != Pages_s.uStamp)
   {
      *puStamp = Pages_s.uStamp;
      Pages_s.uLines++;
      if (uAddress >= Pages_s.uStackStart
          && uAddress < Pages_s.uDeepest)
         Pages_s.uDeepest = uAddress / LINE_BYTES * LINE_BYTES;
   }
   return true;
}

#endif
