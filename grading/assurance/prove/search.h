/*--------------------------------------------------------------------*/
/* search.h: breadth first search over the states of a heap           */
/*--------------------------------------------------------------------*/

#ifndef PROVE_SEARCH_INCLUDED
#define PROVE_SEARCH_INCLUDED

#include "heap.h"
#include "rules.h"
#include "states.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum
{
   MAX_SIZES = 16
};

/* What is searched. */

struct Scope
{
   const char *pcName;
   size_t uBytes;
   size_t uOffset;
   size_t auSizes[MAX_SIZES];
   size_t uSizes;
   size_t uForeign; /* 0: nobody else moves the break */
   size_t uMemoryBytes;
   size_t uSeconds;
   struct Promises sPromises;
   const char *pcScenario;
   const char *pcGraph; /* NULL: none is drawn */
   bool bDamage;
   bool bMisuse;
};

/* How a search ended. */

enum SearchEnd
{
   SEARCH_CLOSED, /* every state has been seen, no rule was broken */
   SEARCH_FAULT,  /* a rule was broken */
   SEARCH_OPEN    /* the memory was full, or the time up, before */
};

/* Search, and print what came out. */

enum SearchEnd Search_run(const struct Scope *psScope);

/* Put the manager into oState, and set *psOwns to what is the client's.
   Return the level at which the states were told apart. */

enum Dead Search_enter(StateId oState, struct Owns *psOwns);

/* Write the sequence of calls that leads to oState to psFile, as a
   scenario of the demo. */

void Search_tell(
   const struct Scope *psScope, StateId oState, FILE *psFile);

#endif
