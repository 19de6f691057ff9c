/*--------------------------------------------------------------------*/
/* live.h: the payloads that clients have                             */
/*                                                                    */
/* A table from a payload's first byte to its length.  Both are known */
/* to whoever adds and removes; the table is here to tell what lies   */
/* at an address.                                                     */
/*--------------------------------------------------------------------*/

#ifndef LIVE_INCLUDED
#define LIVE_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void Live_clear(void);

/* Add the payload of uBytes bytes at uStart, which is not 0. */

void Live_add(uint64_t uStart, uint64_t uBytes);

/* Return the length of the payload at uStart, or 0 if none starts
   there; Live_remove forgets it, too. */

uint64_t Live_get(uint64_t uStart);
uint64_t Live_remove(uint64_t uStart);

/* Return the start of the payload that has a byte from uStart up to
   uEnd, and set *puBytes to its length; return 0 if there is none.
   This looks at all of them. */

uint64_t Live_find(uint64_t uStart, uint64_t uEnd, uint64_t *puBytes);

/* Call pfVisit for each of them, in any order. */

void Live_visit(void (*pfVisit)(uint64_t uStart, uint64_t uEnd));

#endif
