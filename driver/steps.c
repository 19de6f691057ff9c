/*--------------------------------------------------------------------*/
/* steps.c: counting what a heap manager does                         */
/*--------------------------------------------------------------------*/

#include "steps.h"

size_t Steps_uCount = 0;

/* What the compiler has every basic block call.  The name is its
   own. */

void __sanitizer_cov_trace_pc(void);

void __sanitizer_cov_trace_pc(void)
{
   Steps_uCount++;
}
