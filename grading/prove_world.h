/*--------------------------------------------------------------------*/
/* prove_world.h: a small world in which a manager lives              */
/*                                                                    */
/* The world is an arena of few bytes, from which brk and sbrk serve, */
/* and the manager's statics, which the linker has put side by side.  */
/* Together they are all that the manager knows, so it can be taken   */
/* back to any moment by copying bytes.                               */
/*--------------------------------------------------------------------*/

#ifndef PROVE_WORLD_INCLUDED
#define PROVE_WORLD_INCLUDED

#include "heapmgr.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum
{
   WORLD_MAX_BYTES = 1 << 20, /* in an arena */
   WORLD_MAX_PIECES = 1024,
   WORLD_MAX_STATICS = 65536 /* bytes of statics */
};

/* How a call of the manager ended. */

enum World_End
{
   WORLD_RETURNED,
   WORLD_ABORTED, /* abort was called, by an assertion perhaps */
   WORLD_CRASHED, /* another signal */
   WORLD_HUNG,    /* more steps than any call can need */
   WORLD_EXITED   /* exit was called */
};

/* A walk over the heap. */

struct World_Pieces
{
   size_t uCount;
   bool bBroken;  /* the walk ended with HEAPMGR_WALK_BROKEN */
   bool bEndless; /* it didn't end, or went backwards */
   struct HeapMgr_Piece asPieces[WORLD_MAX_PIECES];
};

/* The chunks on all lists, in the lists' order. */

struct World_Lists
{
   size_t uLists; /* how many lists there are */
   size_t uCount;
   bool bEndless; /* more than there can be, so a list is a circle */
   const char *pcWild; /* a link out of the heap, or NULL */
   char *apcChunks[WORLD_MAX_PIECES];
};

/* Make the arena, of uBytes bytes; the first break is uStart bytes above
   its start.  Save what the statics are. */

void World_create(size_t uBytes, size_t uStart);

/* The arena: its first byte, the one after its last, the break. */

extern char *World_pcArena;
extern char *World_pcLimit;
extern char *World_pcBreak;

/* The manager's statics as words, now and at the start. */

extern uint64_t *World_puStatics;
extern uint64_t World_auFirst[];
extern size_t World_uStatics;

/* Has the manager asked for memory by mmap, which is refused here? */

extern bool World_bMapped;

/* What the last call was refused by brk: the least, 0 for nothing. */

extern size_t World_uRefused;

/* Take the world back to its start: the arena zero, the statics as they
   were, the break at the arena's start. */

void World_reset(void);

/* Call the manager.  Whatever it does, these functions return. */

enum World_End World_malloc(size_t uBytes, void **ppvResult);
enum World_End World_free(void *pv);
enum World_End World_isValid(bool *pbResult);

/* Walk over the heap.  Begin at the heap's start. */

enum World_End World_walk(struct World_Pieces *psPieces);

/* Follow all lists. */

enum World_End World_readLists(struct World_Lists *psLists);

/* Is there a HeapMgr_nextPiece, are there HeapMgr_countLists and
   HeapMgr_nextInList? */

bool World_canWalk(void);
bool World_canList(void);

/* Return eEnd in words that follow "the manager". */

const char *World_nameEnd(enum World_End eEnd);

/* Has memory outside arena and break been written?  Below the arena are
   a few bytes that nobody owns, above the break there are zeros. */

bool World_isOutsideTouched(void);

/* What the manager prints on stderr is thrown away, or, while bShown,
   shown.  */

void World_showErrors(bool bShown);

#endif
