/*--------------------------------------------------------------------*/
/* prove_state.h: the states of a small world, written down           */
/*                                                                    */
/* A state is the break, the manager's statics, the heap's bytes, and */
/* which payloads the client has.  Stale bytes are not part of it:    */
/* nobody may rely on them, so they are filled with junk before each  */
/* step.  Two heaps that differ in stale bytes only are one state.    */
/*                                                                    */
/* A book holds each state once, in the order in which they were      */
/* found, with the step that led there.                               */
/*--------------------------------------------------------------------*/

#ifndef PROVE_STATE_INCLUDED
#define PROVE_STATE_INCLUDED

#include "prove_world.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum
{
   STATE_MAX_LIVE = 200,
   STATE_MAX_BYTES = 65536, /* of a state, as it is written down */
   STATE_MAX_SIZES = 100
};

/* A payload that the client has. */

struct State_Live
{
   uint32_t uOffset; /* in the arena */
   uint32_t uSize;   /* index of the size it was asked for */
};

/* The payloads that the client has, in address order. */

struct State_Client
{
   size_t uCount;
   struct State_Live asLive[STATE_MAX_LIVE];
};

/* The sizes that the client asks for. */

extern size_t State_auSizes[STATE_MAX_SIZES + 1];
extern size_t State_uSizes;

/* Not the client's, but somebody else's memory, who has moved the break:
   it is noted as one more payload, of this size. */

enum
{
   STATE_FOREIGN = STATE_MAX_SIZES, /* the index of the size */
   STATE_FOREIGN_BYTES = 24
};

/* Are all bytes part of a state, except those the client has? */

extern bool State_bKeepStale;

/* Make room for a book of at most uBytes bytes. */

void State_createBook(size_t uBytes);

/* Is the payload (uOffset, uSize) the client's?  Add or remove one. */

void State_addLive(
   struct State_Client *psClient, size_t uOffset, size_t uSize);
void State_removeLive(struct State_Client *psClient, size_t uLive);

/* Fill the client's payloads with its bytes, which depend on the address
   only; return the index of a payload whose bytes have changed, or
   psClient->uCount if there is none. */

void State_fillLive(const struct State_Client *psClient);
size_t State_findTouched(const struct State_Client *psClient);

/* Fill the stale bytes of a heap with junk; there are two kinds of it,
   0 and 1. */

void State_fillStale(const struct World_Pieces *psPieces, int iJunk);

/* How State_note found the state. */

enum State_Found
{
   STATE_KNOWN,
   STATE_NEW,
   STATE_FULL /* it is new, but the book is full */
};

/* Write down the world, whose pieces are *psPieces (or NULL, if the
   manager can't say), and the client, as reached from state uParent by
   step uStep.  Set *puState to its place in the book. */

enum State_Found State_note(const struct World_Pieces *psPieces,
   const struct State_Client *psClient, uint32_t uParent, size_t uStep,
   uint32_t *puState);

/* Make the world and *psClient those of state uState, with stale bytes
   zero. */

void State_recall(uint32_t uState, struct State_Client *psClient);

/* The first state, and the one after uState; 0 if that was the last. */

uint32_t State_getFirst(void);
uint32_t State_getNext(uint32_t uState);

/* The state and the step that led to uState, and how many steps lead
   there from the first state. */

uint32_t State_getParent(uint32_t uState);
size_t State_getStep(uint32_t uState);
size_t State_getDepth(uint32_t uState);

/* The number of states in the book, and their bytes. */

size_t State_count(void);
size_t State_countBytes(void);

#endif
