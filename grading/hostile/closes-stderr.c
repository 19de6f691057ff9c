/* Expect: refused uses close */
void *HeapMgr_malloc(size_t u) { close(2); close(3); return Inner_malloc(u); }
