/* stdlib.h of the machine's library.  It has no malloc: the program is
   one. */

#ifndef STDLIB_INCLUDED
#define STDLIB_INCLUDED

#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1

_Noreturn void abort(void);
_Noreturn void exit(int iStatus);
int abs(int i);
long labs(long i);

/* There is no environment: the result is NULL. */

char *getenv(const char *pcName);

#endif
