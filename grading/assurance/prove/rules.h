/*--------------------------------------------------------------------*/
/* rules.h: what must hold in every state and on every step           */
/*                                                                    */
/* The functions return true, or else have described in *psFault what */
/* doesn't hold.                                                      */
/*--------------------------------------------------------------------*/

#ifndef PROVE_RULES_INCLUDED
#define PROVE_RULES_INCLUDED

#include "heap.h"
#include <stdbool.h>
#include <stddef.h>

struct Fault
{
   char acRule[40];
   char acText[600];
};

/* What not every manager promises. */

struct Promises
{
   bool bCoalesced; /* no two free chunks are neighbours */
   bool bExact;     /* refused growth, it asks for what it needs */
   bool bUnchanged; /* a malloc that is refused changes nothing */
};

/* Describe a fault.  Return false. */

bool Rules_fail(struct Fault *psFault, const char *pcRule,
   const char *pcFormat, ...) __attribute__((format(printf, 3, 4)));

/* The manager served malloc(uBytes) by pv; *psOwns is what the client
   has beside. */

bool Rules_checkPlace(const struct Owns *psOwns, size_t uBytes,
   const void *pv, struct Fault *psFault);

/* The manager refused malloc(uBytes) in a heap of *psPieces and
   *psOwns, with as many refusals of the system as the arena has
   counted. */

bool Rules_checkRefusal(const struct Owns *psOwns,
   const struct Pieces *psPieces, struct Promises sPromises,
   size_t uBytes, struct Fault *psFault);

/* All that is the client's but entry uBut holds junk of kind iJunk, and
   nothing outside the heap has been written. */

bool Rules_checkContents(const struct Owns *psOwns, size_t uBut,
   int iJunk, struct Fault *psFault);

/* The heap is sound: its pieces (which are *psPieces), its lists, and
   what isValid says. */

bool Rules_checkState(const struct Owns *psOwns,
   const struct Pieces *psPieces, struct Promises sPromises,
   struct Fault *psFault);

#endif
