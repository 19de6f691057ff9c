/*--------------------------------------------------------------------*/
/* arena.h: the memory of a manager that is proved                    */
/*                                                                    */
/* A program that is linked with                                      */
/*                                                                    */
/*    -Wl,--wrap=brk,--wrap=sbrk,--wrap=mmap,--wrap=munmap            */
/*                                                                    */
/* gives the manager a break of its own, which moves over a small     */
/* array.  This array and the manager's static variables are all that */
/* a manager can remember anything in: who saves and restores both    */
/* takes it from one state to any other.                              */
/*                                                                    */
/*      below       heap, up to the break      not given              */
/*    +-------+---------------------------+--------------+-------     */
/*    | zeros |                           | zeros        | no access  */
/*    +-------+---------------------------+--------------+-------     */
/*            ^ base                      ^ break        ^ limit      */
/*--------------------------------------------------------------------*/

#ifndef PROVE_ARENA_INCLUDED
#define PROVE_ARENA_INCLUDED

#include <stdbool.h>
#include <stddef.h>

/* Make the arena: the break starts uOffset bytes past a multiple of 16,
   and can go uBytes bytes up. */

void Arena_open(size_t uBytes, size_t uOffset);

/* Return the address where the break was at first, the number of bytes
   that it can go up, and the number that it has gone. */

char *Arena_getBase(void);
size_t Arena_getLimit(void);
size_t Arena_getBreak(void);

/* Put the break uBytes above its start, without touching a byte. */

void Arena_setBreak(size_t uBytes);

/* Move the break up by uBytes, as another part of the program may. */

void Arena_moveBreak(size_t uBytes);

/* Return the manager's static variables, and how many bytes they are;
   NULL and 0 if it has none. */

char *Arena_getStatics(void);
size_t Arena_countStatics(void);

/* Forget the refusals so far; return how many there were since. */

void Arena_forgetRefusals(void);
size_t Arena_countRefusals(void);

/* Return the least growth in bytes that was refused since then. */

size_t Arena_getLeastRefused(void);

/* Return true if the manager has tried to map memory. */

bool Arena_wasAskedToMap(void);

/* Return true if no byte outside the heap has been written, or set
   *piOffset to the place of one that was, seen from the base. */

bool Arena_isClean(long *piOffset);

/* Clear the bytes outside the heap. */

void Arena_clean(void);

#endif
