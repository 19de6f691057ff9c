/*--------------------------------------------------------------------*/
/* prove_damage.h: does HeapMgr_isValid find what is wrong?           */
/*--------------------------------------------------------------------*/

#ifndef PROVE_DAMAGE_INCLUDED
#define PROVE_DAMAGE_INCLUDED

#include <stdbool.h>
#include <stddef.h>

/* In one in uEvery of the states in the book, change each field of each
   chunk, each list's head, each word of the manager's, to each of some
   telling values, one at a time, and ask HeapMgr_isValid.  Print how
   often it agrees with the checker here, which knows the numbered
   invariants of managers 3, 4 and 5.  Return true if it always does. */

bool Damage_run(const char *pcManager, size_t uEvery);

#endif
