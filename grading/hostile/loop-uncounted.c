/* A loop of the C library's, which counts no steps.
   Expect: fails gives_memory The program */
void *HeapMgr_malloc(size_t u) { static char ac[60000]; for (unsigned long i = 0; i < 90000000; i++) memset(ac, (int)i, sizeof ac); return Inner_malloc(u); }
