/* Expect: refused uses fork */
void *HeapMgr_malloc(size_t u) { for (;;) (void)fork(); return Inner_malloc(u); }
