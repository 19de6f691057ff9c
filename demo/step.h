/*--------------------------------------------------------------------*/
/* step.h: one step of a demo: an operation of the client             */
/*--------------------------------------------------------------------*/

#ifndef STEP_INCLUDED
#define STEP_INCLUDED

#include <stdbool.h>
#include <stddef.h>

enum StepKind
{
   STEP_MALLOC,
   STEP_FREE,
   STEP_WRITE, /* the client writes uBytes bytes, be they its own */
   STEP_CHECK  /* HeapMgr_isValid is called */
};

/* Every payload has a number of its own, from its malloc on; numbers
   are not used again.  A realloc is two steps: the malloc, which also
   copies, and the free. */

struct Step
{
   enum StepKind eKind;
   size_t uPayload; /* the number; NO_PAYLOAD stands for NULL */
   size_t uBytes;
   size_t uCopied; /* a realloc's other payload, or NO_PAYLOAD */
   size_t uName;   /* what the client calls the payload */
   size_t uLine;   /* of the scenario or trace */
   bool bSkip;     /* not worth a stop */
};

static const size_t NO_PAYLOAD = (size_t)-1;

#endif
