/*--------------------------------------------------------------------*/
/* within.h: what every submission on the machine is compiled with    */
/*                                                                    */
/* The compiler reads it in front of the submission's own text.       */
/*--------------------------------------------------------------------*/

#ifndef WITHIN_INCLUDED
#define WITHIN_INCLUDED

#include "heapmgr.h"

/* A call of HeapMgr_isValid stays a call: the judge counts and skips
   them. */

bool HeapMgr_isValid(void) __attribute__((noipa));

/* Room for a piece of a walk over the heap. */

extern struct HeapMgr_Piece Within_sPiece;

#endif
