/*--------------------------------------------------------------------*/
/* steps.h: counting what a heap manager does                         */
/*                                                                    */
/* In a counting build (build/steps) the manager and chunk.c are      */
/* compiled with -fsanitize-coverage=trace-pc: the compiler has every */
/* basic block call a function, which counts.  A basic block is a     */
/* run of instructions without a jump in or out; that one of them was */
/* executed is a step.  The count is exact: the same in every run of  */
/* the same build, on a busy machine too.                             */
/*--------------------------------------------------------------------*/

#ifndef STEPS_INCLUDED
#define STEPS_INCLUDED

#include <stddef.h>

/* The number of steps so far; stays 0 in a build that doesn't count. */

extern size_t Steps_uCount;

#endif
