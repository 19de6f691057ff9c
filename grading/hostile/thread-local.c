/* Expect: harmless */
static _Thread_local size_t uCalls;
void *HeapMgr_malloc(size_t u) { uCalls++; return Inner_malloc(u); }
