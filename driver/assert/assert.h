/*--------------------------------------------------------------------*/
/* assert.h: the C library's, with rare looks over a large heap       */
/*                                                                    */
/* The kit's programs are compiled with this file instead of the C    */
/* library's own.  Every assertion does what it always does, but one: */
/* an assertion that names HeapMgr_isValid is skipped while           */
/* CheckRate_isDue says no.  So a manager says plainly                */
/*                                                                    */
/*    assert(HeapMgr_isValid());                                      */
/*                                                                    */
/* and also works in a program that knows nothing of the kit.         */
/*                                                                    */
/* There is no include guard: whoever includes assert.h again may     */
/* have defined NDEBUG, or undefined it, since.                       */
/*--------------------------------------------------------------------*/

#pragma GCC system_header
#include_next <assert.h>

#ifndef NDEBUG

#include "checkrate.h"

/* The compiler looks for the name: nothing of it is left to do when the
   program runs. */

#undef assert
#define assert(condition)                                     \
   (((__builtin_strstr(#condition, "HeapMgr_isValid") != NULL \
        && !CheckRate_isDue())                                \
       || (condition))                                        \
         ? (void)0                                            \
         : __assert_fail(#condition, __FILE__, __LINE__, __func__))

#endif
