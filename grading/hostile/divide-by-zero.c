/* Expect: fails gives_memory divided by zero */
void *HeapMgr_malloc(size_t u) { volatile size_t z = 0; return Inner_malloc(u / z); }
