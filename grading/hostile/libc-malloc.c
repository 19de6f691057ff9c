/* Expect: refused uses malloc */
void *HeapMgr_malloc(size_t u) { return malloc(u); }
