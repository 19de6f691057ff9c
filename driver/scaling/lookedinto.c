/*--------------------------------------------------------------------*/
/* lookedinto.c: managers that are hard to look into                  */
/*                                                                    */
/* Stage 4, and a HeapMgr_nextPiece that does what LOOK says: to test */
/* what testheapmgr makes of it.                                      */
/*--------------------------------------------------------------------*/

#define HeapMgr_nextPiece HeapMgr_nextSoundPiece
#define HeapMgr_malloc HeapMgr_mallocAlone
#include "heapmgr4_dlist.c"
#undef HeapMgr_malloc
#undef HeapMgr_nextPiece

#include "watch.h"

enum
{
   LOOK_ABSENT,  /* there is no such function */
   LOOK_ENDLESS, /* the walk stays where it is */
   LOOK_WILD,    /* it crashes */
   LOOK_BROKEN,  /* it meets a broken chunk */
   LOOK_LIES,    /* chunks in use are said to be longer than they are */
   LOOK_FOREIGN, /* nothing: but somebody else moves the break, too */
   SOUND_PIECES = 5,
   FOREIGN_EVERY = 7,
   FOREIGN_BYTES = 1000
};

void *HeapMgr_malloc(size_t uBytes);

void *HeapMgr_malloc(size_t uBytes)
{
   static size_t uCalls = 0;

   uCalls++;
   if (LOOK == LOOK_FOREIGN && uCalls % FOREIGN_EVERY == 0)
   {
      Watch_leave();
      (void)sbrk(FOREIGN_BYTES);
      Watch_enter();
   }
   return HeapMgr_mallocAlone(uBytes);
}

#if LOOK != 0 /* LOOK_ABSENT, which the preprocessor doesn't know */

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece);

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   static const char *volatile pcWild = (const char *)8;
   static size_t uPieces = 0;
   bool bFirst = (psPiece->pcStart == NULL);

   uPieces = bFirst ? 1 : uPieces + 1;
   if (LOOK == LOOK_ENDLESS && !bFirst)
      return HEAPMGR_WALK_PIECE;
   if (LOOK == LOOK_WILD && uPieces > SOUND_PIECES)
      return (enum HeapMgr_Walk) * pcWild;
   if (LOOK == LOOK_BROKEN && uPieces > SOUND_PIECES
       && psPiece->uBytes != 0)
      return HEAPMGR_WALK_BROKEN;
   if (HeapMgr_nextSoundPiece(psPiece) != HEAPMGR_WALK_PIECE)
      return HEAPMGR_WALK_END;
   if (LOOK == LOOK_LIES && psPiece->eKind == HEAPMGR_INUSE)
      psPiece->uBytes += Chunk_unitsToBytes(1);
   return HEAPMGR_WALK_PIECE;
}

#endif
