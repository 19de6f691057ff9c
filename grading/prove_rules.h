/*--------------------------------------------------------------------*/
/* prove_rules.h: what must hold in each state, and on each step      */
/*                                                                    */
/* A rule that is broken is told in words; all functions return false */
/* then.                                                              */
/*--------------------------------------------------------------------*/

#ifndef PROVE_RULES_INCLUDED
#define PROVE_RULES_INCLUDED

#include "prove_state.h"
#include "prove_world.h"
#include <stdbool.h>
#include <stddef.h>

/* Which rules are asked.  The contract always is. */

struct Rules
{
   bool bExact; /* refused much, the heap grows by what is needed */
   bool bNeighbours; /* free neighbours may stay apart */
   bool bChanging; /* a malloc that returns NULL may change the heap */
};

/* A step, and what stood before it. */

struct Rules_Before
{
   const struct World_Pieces *psPieces;
   const char *pcBreak;
   bool bForeign; /* has somebody else moved the break? */
};

enum
{
   RULES_WHY_BYTES = 600
};

/* What the rule is that was broken. */

extern char Rules_acWhy[RULES_WHY_BYTES];

/* Say what rule is broken, as printf would.  Return false. */

bool Rules_fail(const char *pcFormat, ...)
   __attribute__((format(printf, 1, 2)));

/* Check that the call pcCall returned. */

bool Rules_checkEnd(const char *pcCall, enum World_End eEnd);

/* Check a malloc of uBytes bytes, whose result is pv: aligned, inside
   the heap, apart from all of the client's payloads; and NULL only where
   nothing else was possible. */

bool Rules_checkMalloc(const struct Rules *psRules, size_t uBytes,
   const char *pv, const struct State_Client *psClient,
   const struct Rules_Before *psBefore);

/* Check that no call has written in the client's bytes, or outside the
   heap. */

bool Rules_checkBytes(const struct State_Client *psClient);

/* Walk over the heap, and check that the walk ends. */

bool Rules_walk(struct World_Pieces *psPieces);

/* Check the state the heap is in: the pieces lie side by side and fill
   the heap; each payload of the client is the payload of a chunk in use,
   and each chunk in use has one; no two free chunks are neighbours; the
   lists hold exactly the free chunks; HeapMgr_isValid agrees. */

bool Rules_checkState(const struct Rules *psRules,
   const struct World_Pieces *psPieces,
   const struct State_Client *psClient);

#endif
