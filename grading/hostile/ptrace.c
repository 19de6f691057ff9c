/* Expect: refused uses ptrace */
#include <sys/ptrace.h>
void *HeapMgr_malloc(size_t u) { ptrace(PTRACE_ATTACH, 1, 0, 0); return Inner_malloc(u); }
