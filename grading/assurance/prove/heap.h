/*--------------------------------------------------------------------*/
/* heap.h: a state of a heap, saved and restored                      */
/*                                                                    */
/* A state is everything that the next call's outcome can depend on:  */
/* the heap's bytes, the manager's static variables, the break, and   */
/* which payloads the client has.  Bytes that nobody may read (what   */
/* is in the payloads, what is left over in free chunks) are no part  */
/* of it: they are set to zero when a state is saved, so that equal   */
/* states are found equal, and to one of two kinds of junk when it is */
/* restored, so that a manager that does read them is found out.      */
/*--------------------------------------------------------------------*/

#ifndef PROVE_HEAP_INCLUDED
#define PROVE_HEAP_INCLUDED

#include "heapmgr.h"
#include "trap.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum
{
   MAX_HEAP_BYTES = 1 << 20,
   MAX_PIECES = 4096,
   CALL_STEPS = 200000 /* basic blocks that a call may go through */
};

/* What is the client's: a payload, or memory that another part of the
   program got by moving the break. */

struct Own
{
   uint32_t uStart; /* bytes above the base */
   uint32_t uBytes;
   bool bForeign;
};

struct Owns
{
   size_t uCount;
   struct Own as[MAX_PIECES]; /* in address order */
};

/* The pieces of the heap, as the manager's walk has them. */

struct Piece
{
   uint32_t uStart; /* bytes above the base */
   uint32_t uBytes;
   uint32_t uHeaderBytes;
   uint32_t uFooterBytes;
   enum HeapMgr_Kind eKind;
};

struct Pieces
{
   size_t uCount;
   size_t uEnd; /* where the walk ended, in bytes above the base */
   struct Piece as[MAX_PIECES];
};

/* Which bytes nobody may read: each level has those of the one before
   it, too. */

enum Dead
{
   DEAD_PAYLOADS, /* the payloads in use */
   DEAD_SLACK,    /* and the rest of their chunks up to the footer */
   DEAD_TAILS,    /* and free chunks but for header, footer and the
                     first 16 bytes between them */
   DEAD_FREE,     /* and these 16 bytes */
   DEAD_LINKS     /* and the links in header and footer (bytes 8 to 15
                     of 16) of chunks in use */
};

/* The inspection functions and isValid are optional. */

#pragma weak HeapMgr_isValid
#pragma weak HeapMgr_nextPiece
#pragma weak HeapMgr_countLists
#pragma weak HeapMgr_nextInList

/* Start from the manager's statics as they are now, at no heap. */

void Heap_begin(void);

/* Put the manager back to where Heap_begin found it. */

void Heap_reset(void);

/* Walk over the pieces of the heap into *psPieces.  Return true if the
   walk came to an end; otherwise *ppcWhy says why not. */

bool Heap_walk(struct Pieces *psPieces, const char **ppcWhy);

/* Set the bytes that are dead at eLevel to 0 in pcHeap, a copy of the
   heap. */

void Heap_clearDead(enum Dead eLevel, const struct Owns *psOwns,
   const struct Pieces *psPieces, char *pcHeap);

/* Fill the bytes of pcHeap that are dead at eLevel with junk of kind
   iJunk, 0 or 1. */

void Heap_fillDead(enum Dead eLevel, const struct Owns *psOwns,
   const struct Pieces *psPieces, char *pcHeap, int iJunk);

/* Write the state with heap pcHeap (up to the break, which is where it
   is now), statics pcStatics and *psOwns to pcOut, which has room for
   uRoom bytes.  Return the number of bytes, or 0 if that isn't
   enough. */

size_t Heap_encode(const char *pcHeap, const char *pcStatics,
   const struct Owns *psOwns, unsigned char *pcOut, size_t uRoom);

/* Read such a state: pcHeap has room for the whole arena.  Move the
   break. */

void Heap_decode(const unsigned char *pcState, char *pcHeap,
   char *pcStatics, struct Owns *psOwns);

/* Fill *psOwn in the heap itself with junk of kind iJunk, or with zeros
   if iJunk is -1. */

void Heap_fillOwn(const struct Own *psOwn, int iJunk);

/* Return true if *psOwn still holds junk of kind iJunk; otherwise set
   *puOffset to the first byte of it that is another. */

bool Heap_isOwnIntact(
   const struct Own *psOwn, int iJunk, size_t *puOffset);

/* Copy *psOwns to *psCopy. */

void Heap_copyOwns(struct Owns *psCopy, const struct Owns *psOwns);

/* Insert *psOwn into *psOwns, or remove entry u. */

void Heap_insertOwn(struct Owns *psOwns, const struct Own *psOwn);
void Heap_removeOwn(struct Owns *psOwns, size_t u);

#endif
