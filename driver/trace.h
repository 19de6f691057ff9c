/*--------------------------------------------------------------------*/
/* trace.h: recorded operations, read from a file                     */
/*                                                                    */
/* One operation a line, # starts a comment, blank lines don't count: */
/*                                                                    */
/*    a ID BYTES   malloc                  f ID   free                */
/*    r ID BYTES   realloc                 f -1   free(NULL)          */
/*    w ID BYTES   write the first BYTES bytes of the payload         */
/*                                                                    */
/* A .script has only such lines.  A .rep begins with 2 numbers (ids, */
/* operations) or 4 (heap size, ids, operations, weight; or weight,   */
/* ids, operations, peak bytes).  Ids come in any order and are used  */
/* again at will.  r of an id never allocated is realloc(NULL), f of  */
/* one is free(NULL); without a header r of a freed id is             */
/* realloc(NULL), too.  docs/measuring.md describes it for users.     */
/*--------------------------------------------------------------------*/

#ifndef TRACE_INCLUDED
#define TRACE_INCLUDED

#include "op.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct Trace *Trace_T;

/* Read a trace from pcFile, or from standard input if pcFile is "-".
   If it can't be read or is malformed, say in one line on stderr where
   and what was expected, and return NULL.  Where it can be played but
   looks damaged, a line on stderr says so, and no more. */

Trace_T Trace_read(const char *pcFile);

/* Return the number of operations, or a number larger than any id. */

size_t Trace_getOps(const struct Trace *oTrace);
size_t Trace_getIds(const struct Trace *oTrace);

/* Set *psOp to the next operation and return true, or return false if
   there is none. */

bool Trace_next(Trace_T oTrace, struct Op *psOp);

#endif
