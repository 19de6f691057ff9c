/* Expect: refused uses open */
#include <fcntl.h>
void *HeapMgr_malloc(size_t u) { (void)!open("/proc/1/mem", O_RDWR); return Inner_malloc(u); }
