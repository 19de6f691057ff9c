/* Expect: fails gives_memory segmentation */
static size_t HeapMgr_deep(size_t u) { volatile char ac[1000]; ac[u % 1000] = 1; return u == 0 ? ac[0] : HeapMgr_deep(u + 1) + ac[u % 999]; }
void *HeapMgr_malloc(size_t u) { return HeapMgr_deep(u + 1) == 3 ? NULL : Inner_malloc(u); }
