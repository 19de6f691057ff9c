/*--------------------------------------------------------------------*/
/* sound.h: a sound manager, for the faulty ones to spoil             */
/*                                                                    */
/* Every chunk is a header of 16 bytes and a payload, fresh from the  */
/* break.  A freed chunk is kept on a list, for the next request that */
/* rounds to the same number of units.                                */
/*--------------------------------------------------------------------*/

#ifndef SOUND_INCLUDED
#define SOUND_INCLUDED

#include "heapmgr.h"
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum
{
   SOUND_UNIT_BYTES = 16
};

struct Sound_Header
{
   size_t uUnits; /* of the payload */
   struct Sound_Header *psNext;
};

static struct Sound_Header *Sound_psFreeList = NULL;

/* The first chunk; NULL before there is one. */

static char *Sound_pcStart = NULL;

/*--------------------------------------------------------------------*/

static inline void *Sound_malloc(size_t uBytes)
{
   size_t uUnits = uBytes / SOUND_UNIT_BYTES
                   + (uBytes % SOUND_UNIT_BYTES != 0);
   struct Sound_Header **ppsLink = &Sound_psFreeList;
   struct Sound_Header *psHeader;
   uintptr_t uPlace;

   if (uBytes == 0 || uBytes > PTRDIFF_MAX)
      return NULL;

   for (; (psHeader = *ppsLink) != NULL; ppsLink = &psHeader->psNext)
      if (psHeader->uUnits == uUnits)
      {
         *ppsLink = psHeader->psNext;
         return psHeader + 1;
      }

   uPlace = ((uintptr_t)sbrk(0) + SOUND_UNIT_BYTES - 1)
            / SOUND_UNIT_BYTES * SOUND_UNIT_BYTES;
   if (brk((void *)(uPlace + (uUnits + 1) * SOUND_UNIT_BYTES)) != 0)
      return NULL;
   if (Sound_pcStart == NULL)
      Sound_pcStart = (char *)uPlace;
   psHeader = (struct Sound_Header *)uPlace;
   psHeader->uUnits = uUnits;
   return psHeader + 1;
}

/*--------------------------------------------------------------------*/

static inline void Sound_free(void *pv)
{
   struct Sound_Header *psHeader = pv;

   if (pv == NULL)
      return;
   psHeader--;
   psHeader->psNext = Sound_psFreeList;
   Sound_psFreeList = psHeader;
}

/*--------------------------------------------------------------------*/

/* Compute for ever. */

static inline void Sound_loop(void)
{
   static volatile int iTurns = 0;

   for (;;)
      iTurns = !iTurns;
}

/*--------------------------------------------------------------------*/

#ifndef SOUND_OWN_VALIDITY

bool HeapMgr_isValid(void)
{
   return true;
}

#endif

#endif
