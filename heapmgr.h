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
   if the system refuses the memory.  The heap is then as it was, and
   goes on serving. */

void *HeapMgr_malloc(size_t uBytes);

/* Give back the chunk whose payload is pv, or do nothing if pv is
   NULL.

   It is the client's mistake to pass anything else than a payload from
   HeapMgr_malloc that has not been given back since.  A manager that
   can see such a mistake cheaply says so on stderr and aborts. */

void HeapMgr_free(void *pv);

/* Return true if the heap is sound.  Otherwise say on stderr which of
   the invariants numbered at the head of the manager's file is
   violated, and where, and return false.

   The function changes nothing, and neither crashes nor loops, however
   badly a client (or a bug) has damaged the heap. */

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
   HEAPMGR_UNKNOWN /* handed out; only the clients know its parts */
};

/* One piece of the heap.  Header, payload and footer of a chunk are
   uHeaderBytes, what lies between, and uFooterBytes. */

struct HeapMgr_Piece
{
   char *pcStart; /* its first byte; NULL before the first piece */
   size_t uBytes; /* its length */
   size_t uHeaderBytes; /* of them, at its start */
   size_t uFooterBytes; /* of them, at its end */
   enum HeapMgr_Kind eKind;
   void *pvCursor; /* the walk's own */
};

/* How a step of a walk ended. */

enum HeapMgr_Walk
{
   HEAPMGR_WALK_PIECE, /* the next piece is described */
   HEAPMGR_WALK_END,   /* there is none */
   HEAPMGR_WALK_BROKEN /* pcStart holds no sound piece */
};

/* Step *psPiece from a piece to the next one, in address order.  Begin
   with all its fields zero, and leave them alone between the steps.  On
   a damaged heap the walk ends with HEAPMGR_WALK_BROKEN, and pcStart
   tells where.

   A walk may also begin at a chunk in use, with pcStart where it starts
   and all other fields zero.  Its first step describes that chunk. */

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece);

/* Return the number of free lists (bins); 0 if there are none. */

size_t HeapMgr_countLists(void);

/* Return the chunk after pvChunk in free list uList, in the list's own
   order; the first one if pvChunk is NULL; NULL after the last one.  A
   chunk is named by its first byte.  A link that leads out of the heap
   is returned as it is, and must not be passed on. */

void *HeapMgr_nextInList(size_t uList, void *pvChunk);

#endif
