/*--------------------------------------------------------------------*/
/* fuzz_trace.c: bytes that are a trace                               */
/*                                                                    */
/* The reader must take it or reject it; what it takes must keep the  */
/* promises of trace.h.                                               */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include "trace.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *pcData, size_t uLength);

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
         uOps++;
      if (uOps != Trace_getOps(oTrace))
         abort();
   }
   close(iFile);
   return 0;
}
