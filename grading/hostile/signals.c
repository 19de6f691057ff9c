/* Expect: refused uses (signal|sigaction|__sysv_signal) */
#include <signal.h>
void *HeapMgr_malloc(size_t u) { signal(SIGTERM, SIG_IGN); signal(SIGXCPU, SIG_IGN); return Inner_malloc(u); }
