/*--------------------------------------------------------------------*/
/* reference.h: is a heap sound?  A second checker.                   */
/*                                                                    */
/* This module decides by itself whether the invariants at the head   */
/* of a manager's file hold.  It shares no line of code with the      */
/* managers and the chunk module: it reads the bytes of the heap, and */
/* the static variables by their names, which the program's symbol    */
/* table tells.  It knows the managers whose statics are called       */
/*                                                                    */
/*    oHeapStart, oHeapEnd, and oFreeList (or aoBins, auBinMap)       */
/*                                                                    */
/* with the chunks of chunk.h, of one of these kinds.                 */
/*--------------------------------------------------------------------*/

#ifndef PROVE_REFERENCE_INCLUDED
#define PROVE_REFERENCE_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ReferenceKind
{
   REFERENCE_ORDERED,  /* a header only; the list is in address order,
                          and who isn't on it is in use */
   REFERENCE_UNSORTED, /* a header only; the next of a chunk in use is
                          itself; free chunks may be neighbours */
   REFERENCE_FOOTERS   /* header and footer, a list both ways */
};

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

/* Return true if the invariants of kind eKind hold. */

bool Reference_isSound(enum ReferenceKind eKind);

#endif
