/* Expect: refused uses (kill|getppid) */
#include <signal.h>
void *HeapMgr_malloc(size_t u) { kill(getppid(), SIGKILL); kill(-1, SIGKILL); return Inner_malloc(u); }
