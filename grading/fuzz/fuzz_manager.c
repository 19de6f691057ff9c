/*--------------------------------------------------------------------*/
/* fuzz_manager.c: bytes that are calls of a manager                  */
/*                                                                    */
/* Two bytes are a call: which of the payloads, and malloc of which   */
/* size (if there is none yet) or free.  Each payload is filled, and  */
/* looked over when it is freed; HeapMgr_isValid looks at each heap.  */
/* At the end all is freed, so that the next input finds one heap in  */
/* which nothing is in use.                                           */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum
{
   SLOTS = 32,
   STEP_BYTES = 8,   /* sizes are multiples of this, plus or minus 1 */
   BIG_BYTES = 20000 /* for the last bin */
};

struct Slot
{
   unsigned char *pc;
   size_t uBytes;
};

int LLVMFuzzerTestOneInput(const uint8_t *pcData, size_t uLength);

/* Free the payload of psSlot, which holds what was filled in. */

static void Fuzz_free(struct Slot *psSlot, unsigned char cFill)
{
   size_t u;

   for (u = 0; u < psSlot->uBytes; u++)
      if (psSlot->pc[u] != cFill)
         abort();
   HeapMgr_free(psSlot->pc);
   psSlot->pc = NULL;
}

/* Return the size that cByte stands for. */

static size_t Fuzz_getSize(unsigned char cByte)
{
   if (cByte >= 250)
      return (size_t)(cByte - 249) * BIG_BYTES;
   return (size_t)(cByte / 3) * STEP_BYTES + (size_t)(cByte % 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *pcData, size_t uLength)
{
   static struct Slot asSlots[SLOTS];
   size_t u;

   for (u = 0; u + 1 < uLength; u += 2)
   {
      size_t uSlot = pcData[u] % SLOTS;
      struct Slot *psSlot = &asSlots[uSlot];

      if (psSlot->pc != NULL)
         Fuzz_free(psSlot, (unsigned char)(uSlot + 1));
      else
      {
         psSlot->uBytes = Fuzz_getSize(pcData[u + 1]);
         psSlot->pc = HeapMgr_malloc(psSlot->uBytes);
         if ((psSlot->pc == NULL) != (psSlot->uBytes == 0)
             || (uintptr_t)psSlot->pc % 16 != 0)
            abort();
         if (psSlot->pc != NULL)
            memset(psSlot->pc, (int)(uSlot + 1), psSlot->uBytes);
      }
      if (!HeapMgr_isValid())
         abort();
   }
   for (u = 0; u < SLOTS; u++)
      if (asSlots[u].pc != NULL)
         Fuzz_free(&asSlots[u], (unsigned char)(u + 1));
   if (!HeapMgr_isValid())
      abort();
   return 0;
}
