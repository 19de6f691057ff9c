/*--------------------------------------------------------------------*/
/* demo_faulty.c: a manager that fails when it is asked to            */
/*                                                                    */
/* For demo-test.sh.  It hands out pieces of what sbrk gives, one     */
/* after the other, and has no inspection functions, as many a file   */
/* that students write.  Some sizes mean a fault.                     */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum
{
   CRASH_BYTES = 1001,
   HANG_BYTES = 1002,
   EXIT_BYTES = 1003,
   NULL_BYTES = 1004,
   ALIGNMENT = 16
};

void *HeapMgr_malloc(size_t uBytes)
{
   volatile int *pi = NULL;
   volatile int i = 1;

   if (uBytes == CRASH_BYTES)
      *pi = 1;
   while (uBytes == HANG_BYTES && i == 1)
      ;
   if (uBytes == EXIT_BYTES)
      exit(0);
   if (uBytes == NULL_BYTES)
      return NULL;
   return sbrk(
      (intptr_t)((uBytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT));
}

void HeapMgr_free(void *pv)
{
   if (pv == NULL)
      fprintf(stderr, "demo_faulty: NULL was freed\n");
}
