/* Keeps sizes outside the heap that is measured.
   Expect: refused static data */
static size_t auSizes[1 << 16];
void *HeapMgr_malloc(size_t u) { auSizes[u % 65536] = u; return Inner_malloc(u); }
