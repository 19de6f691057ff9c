/*--------------------------------------------------------------------*/
/* heapmgr.h: the interface of a heap manager                         */
/*                                                                    */
/* Every heapmgrNAME.c implements this interface; which one a program */
/* uses is decided when it is linked.                                 */
/*--------------------------------------------------------------------*/

#ifndef HEAPMGR_INCLUDED
#define HEAPMGR_INCLUDED

#include <stdbool.h>
#include <stddef.h>

/*--------------------------------------------------------------------*/
/* What a client calls                                                */
/*--------------------------------------------------------------------*/

/* Return the payload of a new chunk: uBytes bytes that are aligned for
   any type (max_align_t), uninitialized, and disjoint from every
   payload in use.

   Return NULL if uBytes is 0, if uBytes is larger than PTRDIFF_MAX, or
   if the system refuses the memory.  The heap is then unchanged and
   still usable. */

void *HeapMgr_malloc(size_t uBytes);

/* Give back the chunk whose payload is pv, or do nothing if pv is
   NULL.

   Anything but a payload from HeapMgr_malloc that has not been given
   back since is the client's mistake.  A manager that can see such a
   mistake cheaply says so on stderr and aborts. */

void HeapMgr_free(void *pv);

/* Return true if the heap is sound.  Otherwise return false, after
   saying on stderr which invariant is violated, and where.  The
   invariants are numbered at the head of the manager's file.

   The function changes nothing.  However badly a client (or a bug) has
   damaged the heap, it neither crashes nor loops. */

bool HeapMgr_isValid(void);

/*--------------------------------------------------------------------*/
/* What an inspector calls (the meter, the demos, the grader)         */
/*                                                                    */
/* These functions are optional: a manager that lacks them works, but */
/* nobody can see inside its heap.  They change nothing.              */
/*--------------------------------------------------------------------*/

/* What a piece of the heap is. */

enum HeapMgr_Kind
{
   HEAPMGR_INUSE,  /* a chunk that a client has */
   HEAPMGR_FREE,   /* a chunk that is free */
   HEAPMGR_PAD,    /* never handed out yet */
   HEAPMGR_META,   /* the manager's own data between chunks */
   HEAPMGR_UNKNOWN /* handed out, in chunks that can't be told apart */
};

/* One piece of the heap.  A chunk's header is its first uHeaderBytes
   bytes, its footer the last uFooterBytes; between them lies the
   payload. */

struct HeapMgr_Piece
{
   char *pcStart; /* its first byte; NULL before the first piece */
   size_t uBytes; /* its length */
   size_t uHeaderBytes; /* the length of its header, or 0 */
   size_t uFooterBytes; /* the length of its footer, or 0 */
   enum HeapMgr_Kind eKind;
   void *pvCursor; /* for HeapMgr_nextPiece only */
};

/* How a step of a walk ended. */

enum HeapMgr_Walk
{
   HEAPMGR_WALK_PIECE, /* the next piece is described */
   HEAPMGR_WALK_END,   /* there is none */
   HEAPMGR_WALK_BROKEN /* pcStart holds no sound piece */
};

/* Step *psPiece from a piece to the next one, in address order.  Begin
   with all fields zero, and don't change them between the steps.  On a
   damaged heap the walk ends with HEAPMGR_WALK_BROKEN, and pcStart is
   the place.

   A walk may also begin at a chunk in use: set pcStart to the chunk's
   first byte and all other fields to zero.  The first step describes
   that chunk. */

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece);

/* Return the number of free lists (bins); 0 if there are none. */

size_t HeapMgr_countLists(void);

/* Return the chunk after pvChunk in free list uList, in the list's own
   order; the first one if pvChunk is NULL; NULL after the last one.  A
   chunk is given by the address of its first byte.  On a damaged list
   the result may lie outside the heap.  Don't pass such a result to
   this function. */

void *HeapMgr_nextInList(size_t uList, void *pvChunk);

#endif
