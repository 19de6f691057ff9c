/* Expect: fails gives_memory segmentation */
void *HeapMgr_malloc(size_t u) { volatile int *pi = NULL; *pi = (int)u; return Inner_malloc(u); }
