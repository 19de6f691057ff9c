/*--------------------------------------------------------------------*/
/* heapmgr1_minimal.c                                  Stage 1 of 6   */
/*                                                                    */
/* Fixes:  nothing yet: this is the least that serves a client.       */
/* Leaves: a system call for every malloc (stage 2 cures that), and   */
/*         no byte is ever used again (stage 3).                      */
/* Costs:  malloc O(1), one brk each; free O(1); the heap grows by    */
/*         every byte ever asked for.                                 */
/*                                                                    */
/*         first payload   second          third                      */
/*         +-------------+---------------+-------------+              */
/*         |             |               |             |              */
/*         +-------------+---------------+-------------+              */
/*                                                     ^              */
/*                                                pcHeapEnd           */
/*                                                                    */
/* Invariants                                                         */
/* I1  pcHeapEnd is NULL, or an address where a payload can start.    */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include "chunk.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

/* The program break as this manager last moved it. */

static char *pcHeapEnd = NULL;

/*--------------------------------------------------------------------*/

bool HeapMgr_isValid(void)
{
   if ((void *)pcHeapEnd != (void *)Chunk_alignUp(pcHeapEnd))
   {
      fprintf(stderr,
         "heapmgr1_minimal: I1 violated: the heap's end"
         " %p is no place for a payload\n",
         (void *)pcHeapEnd);
      return false;
   }
   return true;
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   size_t uUnits = Chunk_bytesToPayloadUnits(uBytes);
   char *pcPayload;
   char *pcNewEnd;

   assert(HeapMgr_isValid());

   if (uUnits == 0)
      return NULL;

   /* Somebody else may have moved the break since. */
   pcPayload = sbrk(0);
   if (pcPayload != pcHeapEnd)
      pcPayload = (char *)Chunk_alignUp(pcPayload);

   pcNewEnd =
      (char *)((uintptr_t)pcPayload + Chunk_unitsToBytes(uUnits));
   if (brk(pcNewEnd) != 0)
      return NULL;
   pcHeapEnd = pcNewEnd;

   assert(HeapMgr_isValid());

   return pcPayload;
}

/*--------------------------------------------------------------------*/

void HeapMgr_free(void *pv)
{
   (void)pv;
}
