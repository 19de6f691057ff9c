/*--------------------------------------------------------------------*/
/* trace.c: bytes that are a trace                                    */
/*                                                                    */
/* The reader must take it or reject it; what it takes must keep the  */
/* promises of trace.h.                                               */
/*                                                                    */
/* This module stands in for the driver's memory.h: it gives back all */
/* memory after each input, and AddressSanitizer knows where each     */
/* piece ends.  System calls are made by hand: by its name mmap would */
/* have ASan mark all of a piece, most of which is never touched.     */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include "memory.h"
#include "trace.h"
#include <sanitizer/asan_interface.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum
{
   MAX_PIECES = 100,
   PAGE_BYTES = 4096
};

struct Piece
{
   char *pc;
   size_t uBytes;
   size_t uMapped; /* whole pages, one of them barred */
};

static struct Piece asPieces[MAX_PIECES];
static size_t uPieces;

int LLVMFuzzerTestOneInput(const uint8_t *pcData, size_t uLength);

/*--------------------------------------------------------------------*/

/* After the last byte there is a page that may not be touched. */

void *Memory_get(size_t uBytes)
{
   struct Piece *psPiece = &asPieces[uPieces++];

   if (uPieces == MAX_PIECES)
      abort();
   psPiece->uBytes = uBytes;
   psPiece->uMapped = (uBytes / PAGE_BYTES + 2) * PAGE_BYTES;
   psPiece->pc = (char *)syscall(SYS_mmap, NULL, psPiece->uMapped,
      PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0L);
   if (psPiece->pc == MAP_FAILED)
      abort();
   __asan_poison_memory_region(
      psPiece->pc + uBytes, psPiece->uMapped - uBytes);
   return psPiece->pc;
}

void *Memory_getShared(size_t uBytes)
{
   return Memory_get(uBytes);
}

static void Fuzz_giveBack(void)
{
   while (uPieces > 0)
   {
      const struct Piece *psPiece = &asPieces[--uPieces];

      __asan_unpoison_memory_region(psPiece->pc + psPiece->uBytes,
         psPiece->uMapped - psPiece->uBytes);
      (void)syscall(SYS_munmap, psPiece->pc, psPiece->uMapped);
   }
}

/*--------------------------------------------------------------------*/

int LLVMFuzzerTestOneInput(const uint8_t *pcData, size_t uLength)
{
   int iFile = memfd_create("trace", 0);
   char acName[40];
   Trace_T oTrace;
   struct Op sOp;
   size_t uOps = 0;

   if (iFile < 0 || write(iFile, pcData, uLength) != (ssize_t)uLength)
      abort();
   snprintf(acName, sizeof acName, "/proc/self/fd/%d", iFile);
   oTrace = Trace_read(acName);
   if (oTrace != NULL)
   {
      while (Trace_next(oTrace, &sOp))
      {
         uOps++;
         if (sOp.uId != NO_ID && sOp.uId >= Trace_getIds(oTrace))
            abort();
      }
      if (uOps != Trace_getOps(oTrace))
         abort();
   }
   close(iFile);
   Fuzz_giveBack();
   return 0;
}
