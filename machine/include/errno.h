/* errno.h of the machine's library. */

#ifndef ERRNO_INCLUDED
#define ERRNO_INCLUDED

#define ENOMEM 12
#define EINVAL 22

extern int errno;

#endif
