/* sys/types.h of the machine's library. */

#ifndef SYS_TYPES_INCLUDED
#define SYS_TYPES_INCLUDED

typedef long ssize_t;
typedef long off_t;

#endif
