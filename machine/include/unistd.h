/* unistd.h of the machine's library. */

#ifndef UNISTD_INCLUDED
#define UNISTD_INCLUDED

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define _SC_PAGESIZE 30
#define _SC_PAGE_SIZE 30

/* Both end in failure with errno ENOMEM if there is no such memory. */

int brk(void *pvBreak);
void *sbrk(intptr_t iBytes);

_Noreturn void _exit(int iStatus);
int getpagesize(void);
long sysconf(int iName);

#endif
