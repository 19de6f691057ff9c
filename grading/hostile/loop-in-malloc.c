/* Expect: fails gives_memory did not come to an end */
void *HeapMgr_malloc(size_t u) { for (;;) if (u == 3) return NULL; }
