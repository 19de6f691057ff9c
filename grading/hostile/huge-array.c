/* Expect: refused static data|not compiled */
static char acHuge[1UL << 30];
void *HeapMgr_malloc(size_t u) { acHuge[u % 7] = 1; return Inner_malloc(u); }
