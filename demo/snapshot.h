/*--------------------------------------------------------------------*/
/* snapshot.h: a heap at one moment, as the demo shows it             */
/*--------------------------------------------------------------------*/

#ifndef SNAPSHOT_INCLUDED
#define SNAPSHOT_INCLUDED

#include "explain.h"
#include "heapmgr.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum
{
   MAX_PIECES = 1 << 18, /* of which a snapshot knows */
   MAX_LINKS = 1 << 18,
   KIND_BEYOND = HEAPMGR_UNKNOWN + 1, /* up to the break, in no chunk */
   KIND_COUNT
};

/* A place is a distance in bytes: from the program break as it was
   before the manager's first call, or, for what the manager has
   mapped, from its first mapping.  Many a place is negative then. */

typedef long long Place;

/* A piece of the heap; pieces are in address order. */

struct Piece
{
   Place iStart;
   size_t uBytes;
   size_t uPayload;      /* the live payload in it, or NO_PAYLOAD */
   size_t uPayloadBytes; /* that the client asked for */
   uint32_t uHeaderBytes;
   uint32_t uFooterBytes;
   uint8_t iKind; /* enum HeapMgr_Kind, or KIND_BEYOND */
   bool bMapped;  /* not below the break */
};

/* What a free list has come to. */

enum LinkState
{
   LINK_GOOD,
   LINK_AGAIN,    /* a chunk that it has been to before: a cycle */
   LINK_INUSE,    /* a chunk that a client has */
   LINK_NO_CHUNK, /* where no chunk starts */
   LINK_UNKNOWN   /* the manager doesn't tell what is there */
};

/* A chunk's place on a free list. */

struct Link
{
   size_t uList;
   Place iChunk;
   enum LinkState eState;
};

/* How the run up to this moment went. */

enum Health
{
   HEALTH_GOOD,
   HEALTH_CRASHED, /* by signal iSignal */
   HEALTH_EXITED,  /* the manager called exit */
   HEALTH_HUNG     /* the call doesn't return */
};

struct Snapshot
{
   size_t uStep; /* steps played; 0 before the first */

   /* If eHealth isn't good, what follows is the last good picture, and
      uFailedStep is the step that went wrong. */
   enum Health eHealth;
   int iSignal;
   size_t uFailedStep;
   bool bInInspection; /* it went wrong while the heap was looked at */

   /* The last step. */
   bool bHasResult; /* a malloc that didn't return NULL */
   bool bMapped;
   Place iResult;
   bool bValid;       /* what HeapMgr_isValid said, if it was asked */
   size_t uStepSteps; /* basic blocks executed */
   size_t uStepCalls; /* of the system */
   size_t uStepRefusals;
   Place iFreed;   /* where the payload was, if it was a free, */
   bool bHasFreed; /* and not of NULL */
   bool bFreedMapped;
   struct Explanation sExplanation;

   /* What the client wrote past the end of its payload, until the next
      malloc or free. */
   Place iOverrun;
   size_t uOverrunBytes;
   bool bOverrunMapped;

   /* Since the start. */
   size_t uSteps;
   size_t uCalls;
   size_t uRefusals;
   size_t uPeakBytes;
   size_t uGrowths;  /* calls in which the heap grew */
   size_t uFailures; /* mallocs that gave nothing, invalid heaps */
   bool bLifted;     /* the limit on growth, see scenario.h */

   /* Now. */
   size_t uHeapBytes;
   size_t uPayloadBytes;
   size_t
      uHeaderBytes; /* headers, footers and the manager's own data */
   size_t uInternalBytes; /* in chunks in use, asked for by nobody */
   size_t uFreeBytes;     /* in free chunks */
   size_t uPadBytes;
   size_t uUnknownBytes;
   bool bInspected; /* the manager has HeapMgr_nextPiece */
   bool bBroken;    /* which ended in damage */
   bool bTruncated; /* there is more than this record holds */
   size_t uLists;
   size_t uPieces;
   size_t uLinks;
   struct Piece asPieces[MAX_PIECES];
   struct Link asLinks[MAX_LINKS];
};

/* Return the piece that place iPlace (mapped or not) lies in, or
   NULL. */

const struct Piece *Snapshot_findPiece(
   const struct Snapshot *psSnapshot, Place iPlace, bool bMapped);

/* Write what link uLink has come to, as "+96: 48", to pcText, which has
   uBytes bytes: where it is, and the length of the chunk, or what is
   wrong with it. */

void Snapshot_printLink(const struct Snapshot *psSnapshot, size_t uLink,
   char *pcText, size_t uBytes);

/* Return the first link that is not as it must be: LINK_AGAIN,
   LINK_INUSE or LINK_NO_CHUNK; uLinks if there is none. */

size_t Snapshot_findDamage(const struct Snapshot *psSnapshot);

/* Return true if there is a gap before piece u: it doesn't follow the
   one before it in memory. */

bool Snapshot_hasGap(const struct Snapshot *psSnapshot, size_t u);

/* Return true if piece u is all there is in its mapping.  Where the
   system puts such a mapping says nothing, so it isn't shown. */

bool Snapshot_isOwnMapping(const struct Snapshot *psSnapshot, size_t u);

/* Return how many bytes of piece u an overrun has destroyed, and the
   first of them in *piFrom.  What the rounding of the payload's own
   chunk takes isn't destroyed. */

size_t Snapshot_findDestroyed(
   const struct Snapshot *psSnapshot, size_t u, Place *piFrom);

/* Return the piece that holds live payload uPayload, or NULL. */

const struct Piece *Snapshot_findPayload(
   const struct Snapshot *psSnapshot, size_t uPayload);

/* Make *psTo a copy of *psFrom; only the pieces and links that there
   are get copied. */

void Snapshot_copy(
   struct Snapshot *psTo, const struct Snapshot *psFrom);

#endif
