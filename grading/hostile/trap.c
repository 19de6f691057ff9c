/* Expect: fails gives_memory stops a program */
void *HeapMgr_malloc(size_t u) { if (u) __builtin_trap(); return NULL; }
