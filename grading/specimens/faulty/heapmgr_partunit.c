/*--------------------------------------------------------------------*/
/* heapmgr_partunit.c                                                 */
/*                                                                    */
/* Sound: moves the break to the last byte of each payload, so that   */
/* the heap ends inside a unit, and reuses nothing.  It shows its     */
/* heap as one piece.  The driver counts the bytes between payloads   */
/* as internal.                                                       */
/*--------------------------------------------------------------------*/

#include "sound.h"

static char *pcStart = NULL;
static char *pcEnd = NULL;

void *HeapMgr_malloc(size_t uBytes)
{
   uintptr_t uPayload = ((uintptr_t)sbrk(0) + SOUND_UNIT_BYTES - 1)
                        / SOUND_UNIT_BYTES * SOUND_UNIT_BYTES;

   if (uBytes == 0 || uBytes > PTRDIFF_MAX
       || brk((void *)(uPayload + uBytes)) != 0)
      return NULL;
   if (pcStart == NULL)
      pcStart = (char *)uPayload;
   pcEnd = (char *)(uPayload + uBytes);
   return (void *)uPayload;
}

void HeapMgr_free(void *pv)
{
   (void)pv;
}

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   if (psPiece->pcStart != NULL || pcStart == NULL)
      return HEAPMGR_WALK_END;
   psPiece->pcStart = pcStart;
   psPiece->uBytes = (size_t)(pcEnd - pcStart);
   psPiece->eKind = HEAPMGR_UNKNOWN;
   return HEAPMGR_WALK_PIECE;
}
