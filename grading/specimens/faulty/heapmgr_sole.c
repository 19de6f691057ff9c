/*--------------------------------------------------------------------*/
/* heapmgr_sole.c                                                     */
/*                                                                    */
/* Sound: finds its heap invalid if anybody else has moved the break. */
/* The driver keeps its own memory, and the C library's, off the      */
/* break, so it says "ok".                                            */
/*--------------------------------------------------------------------*/

#define SOUND_OWN_VALIDITY
#include "sound.h"
#include <stdio.h>

static void *pvBreak = NULL;

bool HeapMgr_isValid(void)
{
   if (pvBreak == NULL || sbrk(0) == pvBreak)
      return true;
   fprintf(stderr, "heapmgr_sole: the break is %p, it was %p\n",
      sbrk(0), pvBreak);
   return false;
}

void *HeapMgr_malloc(size_t uBytes)
{
   void *pvPayload;

   if (!HeapMgr_isValid())
      return NULL;
   pvPayload = Sound_malloc(uBytes);
   pvBreak = sbrk(0);
   return pvPayload;
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
