/* sys/mman.h of the machine's library. */

#ifndef SYS_MMAN_INCLUDED
#define SYS_MMAN_INCLUDED

#include <stddef.h>
#include <sys/types.h>

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_PRIVATE 0x02
#define MAP_ANONYMOUS 0x20
#define MAP_ANON MAP_ANONYMOUS
#define MAP_FAILED ((void *)-1)

/* Map whole pages of zeros: iProtection must be PROT_READ | PROT_WRITE,
   iFlags MAP_PRIVATE | MAP_ANONYMOUS; where is not the program's to
   say.  Anything else fails with errno EINVAL, and too much with
   ENOMEM. */

void *mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset);
int munmap(void *pv, size_t uBytes);

#endif
