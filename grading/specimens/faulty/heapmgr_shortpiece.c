/*--------------------------------------------------------------------*/
/* heapmgr_shortpiece.c                                               */
/*                                                                    */
/* Sound, but lies about its heap: it shows each chunk in use as if   */
/* its footer were longer than the chunk.  The driver believes none   */
/* of it: it finds no payload's chunk, and says so in a remark.       */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   char *pcNext = (psPiece->pcStart == NULL)
                     ? Sound_pcStart
                     : psPiece->pcStart + psPiece->uBytes;
   const struct Sound_Header *psHeader = (const void *)pcNext;

   if (pcNext == NULL || pcNext == (char *)sbrk(0))
      return HEAPMGR_WALK_END;
   psPiece->pcStart = pcNext;
   psPiece->uBytes = (psHeader->uUnits + 1) * SOUND_UNIT_BYTES;
   psPiece->uHeaderBytes = SOUND_UNIT_BYTES;
   psPiece->uFooterBytes = 2 * psPiece->uBytes;
   psPiece->eKind = HEAPMGR_INUSE;
   return HEAPMGR_WALK_PIECE;
}
