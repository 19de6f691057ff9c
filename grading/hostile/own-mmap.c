/* Expect: refused uses mmap */
#include <sys/mman.h>
void *HeapMgr_malloc(size_t u) { return mmap(0, u, 3, 0x22, -1, 0); }
