/*--------------------------------------------------------------------*/
/* chunk.h: what a chunk of the heap looks like                       */
/*                                                                    */
/* A chunk is a number of units of 16 bytes.  There are two layouts;  */
/* a program is built with one of them (CHUNK_FOOTER_UNITS).          */
/*                                                                    */
/* With header only (0), for a singly linked list:                    */
/*                                                                    */
/*    +--------+--------+----------------------------------+          */
/*    | units  | next   | payload ...                      |          */
/*    +--------+--------+----------------------------------+          */
/*    |<-- header ----->|                                             */
/*                                                                    */
/* With header and footer (1, the default), for doubly linked lists:  */
/*                                                                    */
/*    +--------+--------+---------------------+--------+--------+     */
/*    | units s| next   | payload ...         | units  | prev   |     */
/*    +--------+--------+---------------------+--------+--------+     */
/*    |<-- header ----->|                     |<-- footer ----->|     */
/*                                                                    */
/* units counts the whole chunk.  s is the status: free or in use.    */
/* next and prev mean something only while the chunk is on a list.    */
/*                                                                    */
/* The footer repeats the size, for two reasons.  Just before a       */
/* chunk's start one can read how long the chunk before it is.  And a */
/* client that writes past the end of its payload is found out: the   */
/* two sizes no longer agree.                                         */
/*                                                                    */
/* This module knows bits, units, neighbours and fields.  It keeps no */
/* state and never calls brk.  Lists, search and growth are up to the */
/* managers.                                                          */
/*--------------------------------------------------------------------*/

#ifndef CHUNK_INCLUDED
#define CHUNK_INCLUDED

#include "heapmgr.h"
#include <stdbool.h>
#include <stddef.h>

#ifndef CHUNK_FOOTER_UNITS
#define CHUNK_FOOTER_UNITS 1
#endif

/* A Chunk_T is the address of a chunk's header. */

typedef struct Chunk *Chunk_T;

enum ChunkStatus
{
   CHUNK_FREE,
   CHUNK_INUSE
};

enum
{
   /* A unit has room for the strictest alignment of any type. */
   CHUNK_UNIT_BYTES = 16,

   /* Header, at least one unit of payload, and the footer if any. */
   CHUNK_MIN_UNITS = 2 + CHUNK_FOOTER_UNITS
};

/*--------------------------------------------------------------------*/
/* Bytes and units                                                    */
/*--------------------------------------------------------------------*/

/* Return the number of units that uBytes bytes of payload take, or 0 if
   there is no such payload: uBytes is 0 or larger than PTRDIFF_MAX. */

size_t Chunk_bytesToPayloadUnits(size_t uBytes);

/* Return the number of units of the smallest chunk whose payload has
   uBytes bytes, header and footer included, or 0 if there is no such
   payload.  The size of the result in bytes fits a size_t. */

size_t Chunk_bytesToUnits(size_t uBytes);

/* Return the number of bytes in uUnits units.  uUnits must come from
   Chunk_bytesToUnits or Chunk_getUnits, or be small. */

size_t Chunk_unitsToBytes(size_t uUnits);

/*--------------------------------------------------------------------*/
/* Chunk and payload                                                  */
/*--------------------------------------------------------------------*/

/* Return the address of oChunk's payload. */

void *Chunk_toPayload(Chunk_T oChunk);

/* Return the chunk whose payload is pv.  Nothing is read, so pv may be
   any value. */

Chunk_T Chunk_fromPayload(void *pv);

/*--------------------------------------------------------------------*/
/* Fields                                                             */
/*--------------------------------------------------------------------*/

/* Return the number of units in oChunk, read from its header. */

size_t Chunk_getUnits(const struct Chunk *oChunk);

/* Make oChunk uUnits units long: write the size into its header, and
   into the footer at its new end.  The status stays.  uUnits must be at
   least CHUNK_MIN_UNITS. */

void Chunk_setUnits(Chunk_T oChunk, size_t uUnits);

/* Return, or set, the next chunk after oChunk on its list; NULL stands
   for none. */

Chunk_T Chunk_getNextInList(const struct Chunk *oChunk);
void Chunk_setNextInList(Chunk_T oChunk, Chunk_T oNextChunk);

#if CHUNK_FOOTER_UNITS

/* Return, or set, oChunk's status. */

enum ChunkStatus Chunk_getStatus(const struct Chunk *oChunk);
void Chunk_setStatus(Chunk_T oChunk, enum ChunkStatus eStatus);

/* Return, or set, the chunk before oChunk on its list; NULL stands for
   none. */

Chunk_T Chunk_getPrevInList(const struct Chunk *oChunk);
void Chunk_setPrevInList(Chunk_T oChunk, Chunk_T oPrevChunk);

/* Return the number of units in oChunk, read from its footer.  Where
   the footer lies follows from the header's size, which must not lead
   out of the heap. */

size_t Chunk_getFooterUnits(const struct Chunk *oChunk);

#endif

/*--------------------------------------------------------------------*/
/* Places and neighbours in memory                                    */
/*--------------------------------------------------------------------*/

/* Return the first address at or above pv where a chunk can start. */

Chunk_T Chunk_alignUp(void *pv);

/* Return the address right after oChunk. */

Chunk_T Chunk_getEnd(Chunk_T oChunk);

/* Return the chunk after oChunk in memory, or NULL if there is none:
   oHeapEnd is the address right after the last chunk. */

Chunk_T Chunk_getNextInMem(Chunk_T oChunk, Chunk_T oHeapEnd);

#if CHUNK_FOOTER_UNITS

/* Return the chunk before oChunk in memory, or NULL if there is none:
   oHeapStart is the first chunk.  If a client has overwritten the
   footer of the chunk before, the result may be any address:
   Chunk_isInHeap and Chunk_isValid tell. */

Chunk_T Chunk_getPrevInMem(Chunk_T oChunk, Chunk_T oHeapStart);

#endif

/*--------------------------------------------------------------------*/
/* Soundness and inspection                                           */
/*--------------------------------------------------------------------*/

/* Return true if a chunk may start at oChunk: it lies in the heap from
   oHeapStart up to oHeapEnd, a whole number of units from its start,
   and leaves room for the smallest chunk.  Nothing is read, so oChunk
   may be any value. */

bool Chunk_isInHeap(const struct Chunk *oChunk,
   const struct Chunk *oHeapStart, const struct Chunk *oHeapEnd);

/* Return true if oChunk is sound: it lies in the heap from oHeapStart
   up to oHeapEnd, its size is at least CHUNK_MIN_UNITS and ends in
   the heap, and the footer's size is the header's.  Otherwise say on
   stderr what is wrong, and return false.  No byte outside the heap is
   read, so oChunk may be any value. */

bool Chunk_isValid(const struct Chunk *oChunk,
   const struct Chunk *oHeapStart, const struct Chunk *oHeapEnd);

/* Do what HeapMgr_nextPiece promises, for a heap of chunks from
   oHeapStart up to oHeapEnd.  A chunk with a footer has a status that
   says whether it is free.  Without footers the free chunks are those
   on oFreeList, which must be in address order.  With footers oFreeList
   is not used. */

enum HeapMgr_Walk Chunk_nextPiece(struct HeapMgr_Piece *psPiece,
   Chunk_T oHeapStart, Chunk_T oHeapEnd, Chunk_T oFreeList);

#endif
