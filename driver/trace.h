/*--------------------------------------------------------------------*/
/* trace.h: recorded operations, read from a file                     */
/*                                                                    */
/* One operation a line, # starts a comment, blank lines don't count: */
/*                                                                    */
/*    a ID BYTES   malloc                  f ID   free                */
/*    r ID BYTES   realloc                 f -1   free(NULL)          */
/*    w ID BYTES   write the first BYTES bytes of the payload         */
/*                                                                    */
/* .rep files begin with 2 numbers, a line each (ids, operations), or */
/* with 4 (heap size or weight, ids, operations, weight or peak); ids */
/* are 0, 1, 2 ... in the order of their first use, and each is       */
/* allocated once.  A file without header is a .script: any ids, used */
/* again at will; r of a new one is realloc(NULL), f of one never     */
/* allocated is free(NULL).                                           */
/*--------------------------------------------------------------------*/

#ifndef TRACE_INCLUDED
#define TRACE_INCLUDED

#include "op.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct Trace *Trace_T;

/* Read a trace from pcFile, or from standard input if pcFile is "-".
   If it can't be read or is malformed, say in one line on stderr where
   and what was expected, and return NULL. */

Trace_T Trace_read(const char *pcFile);

/* Return the number of operations, or a number larger than any id. */

size_t Trace_getOps(Trace_T oTrace);
size_t Trace_getIds(Trace_T oTrace);

/* Set *psOp to the next operation and return true, or return false if
   there is none. */

bool Trace_next(Trace_T oTrace, struct Op *psOp);

#endif
