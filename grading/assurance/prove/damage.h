/*--------------------------------------------------------------------*/
/* damage.h: does isValid find every fault?                           */
/*--------------------------------------------------------------------*/

#ifndef PROVE_DAMAGE_INCLUDED
#define PROVE_DAMAGE_INCLUDED

#include "search.h"
#include <stdbool.h>

/* Change each field in each of the states that Search_run has found,
   and see that isValid says no if, and only if, an invariant is false.
   Print what came out; return true if it did. */

bool Damage_run(const struct Scope *psScope);

#endif
