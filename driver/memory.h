/*--------------------------------------------------------------------*/
/* memory.h: the driver's own memory                                  */
/*                                                                    */
/* The driver measures a heap that grows by brk, so it must not move  */
/* the same break itself, as calls of malloc would.  It gets its      */
/* memory from mmap.                                                  */
/*--------------------------------------------------------------------*/

#ifndef MEMORY_INCLUDED
#define MEMORY_INCLUDED

#include <stddef.h>

/* What is said on stderr when the system refuses begins with this. */

static const char acMemoryRefused[] =
   "testheapmgr itself has no memory";

/* Return uBytes bytes of zeros, page aligned, which are kept until the
   process ends.  Pages that are never touched cost nothing.  If the
   system refuses, say so on stderr and exit with status 2. */

void *Memory_get(size_t uBytes);

/* Same, but child processes of this process see the same bytes, and
   what one process writes all of them see. */

void *Memory_getShared(size_t uBytes);

/* Return how many bytes a page of this system has. */

size_t Memory_getPageBytes(void);

#endif
