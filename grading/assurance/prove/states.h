/*--------------------------------------------------------------------*/
/* states.h: a set of states, in the order they were found            */
/*                                                                    */
/* A state is a string of bytes.  Each is kept once, whole, so that   */
/* two states are taken for one only if they are one.                 */
/*--------------------------------------------------------------------*/

#ifndef PROVE_STATES_INCLUDED
#define PROVE_STATES_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The name of a state in the set. */

typedef uint64_t StateId;

static const StateId NO_STATE = UINT64_MAX;

/* Make the set empty.  It may take up to uBytes bytes of memory. */

void States_clear(size_t uBytes);

/* Add the uBytes bytes at pcState, which were reached from oParent by
   uOp.  Return true if they are new.  If there is no more room for
   them, make States_isFull true from now on, and return false. */

bool States_add(const unsigned char *pcState, size_t uBytes,
   StateId oParent, unsigned uOp);

bool States_isFull(void);

/* Return the state whose bytes these are, NO_STATE if there is none. */

StateId States_find(const unsigned char *pcState, size_t uBytes);

/* Return the first state, and the next one after oState; NO_STATE if
   there is none (yet). */

StateId States_getFirst(void);
StateId States_getNext(StateId oState);

/* Return what was given to States_add. */

const unsigned char *States_getBytes(StateId oState, size_t *puBytes);
StateId States_getParent(StateId oState);
unsigned States_getOp(StateId oState);

/* Return the number of states, and of bytes of memory they take. */

size_t States_count(void);
size_t States_countBytes(void);

#endif
