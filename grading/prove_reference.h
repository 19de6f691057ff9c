/*--------------------------------------------------------------------*/
/* prove_reference.h: is a heap sound?  A second opinion.             */
/*                                                                    */
/* This module decides by itself whether the invariants at the head   */
/* of a manager's file hold.  It shares no line of code with the      */
/* managers and the chunk module: it reads the bytes of the heap, and */
/* the static variables by their names, which the program's symbol    */
/* table tells.  It knows the managers whose statics are called       */
/*                                                                    */
/*    oHeapStart, oHeapEnd, and oFreeList (or aoBins, auBinMap)       */
/*                                                                    */
/* with the chunks of chunk.h.  A list of chunks that have a header   */
/* only is in address order.                                          */
/*--------------------------------------------------------------------*/

#ifndef PROVE_REFERENCE_INCLUDED
#define PROVE_REFERENCE_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A static variable, or an array of them. */

struct Variable
{
   const char *pcName;
   uint64_t *puWords;
   size_t uWords; /* 0: the manager has no such variable */
};

enum VariableNumber
{
   VARIABLE_START,
   VARIABLE_END,
   VARIABLE_LIST,
   VARIABLE_BINS,
   VARIABLE_MAP,
   VARIABLE_COUNT
};

/* Find the variables.  Return false, with *ppcWhy set, if these are not
   the ones of a manager that this module knows. */

bool Reference_begin(const char **ppcWhy);

const struct Variable *Reference_getVariable(enum VariableNumber e);

/* Return true if the invariants hold.  bFooters tells whether chunks
   have a footer. */

bool Reference_isSound(bool bFooters);

#endif
