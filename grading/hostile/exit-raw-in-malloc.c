/* Expect: refused uses _exit */
#include <unistd.h>
void *HeapMgr_malloc(size_t u) { (void)u; _exit(0); }
