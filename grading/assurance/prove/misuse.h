/*--------------------------------------------------------------------*/
/* misuse.h: what does a manager do about its client's mistakes? */
/*--------------------------------------------------------------------*/

#ifndef PROVE_MISUSE_INCLUDED
#define PROVE_MISUSE_INCLUDED

#include "search.h"

/* Make each mistake in each of the states that Search_run has found,
   and print what came of it.  The interface leaves it open what a
   manager does, so nothing of it is a fault. */

void Misuse_run(const struct Scope *psScope);

#endif
