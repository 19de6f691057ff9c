/*--------------------------------------------------------------------*/
/* checkrate.h: how often a debug build looks over the whole heap     */
/*                                                                    */
/* Looking over a heap takes time in proportion to its size, so doing */
/* it at both ends of every call makes a long run quadratic.  A debug */
/* build looks at every call while the heap is small, and ever more   */
/* rarely as it grows: the cost per call stays the same.              */
/*                                                                    */
/* The environment variable HEAPMGR_CHECK sets the rate: 0 is never,  */
/* 1 every time, N every Nth time.                                    */
/*--------------------------------------------------------------------*/

#ifndef CHECKRATE_INCLUDED
#define CHECKRATE_INCLUDED

#include <stdbool.h>
#include <stddef.h>

/* Return true if the heap should be looked over now.  The assert.h
   beside this file asks, so that a manager need not. */

bool CheckRate_isDue(void);

#endif
