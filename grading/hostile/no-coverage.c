/* Expect: refused attribute */
__attribute__((no_sanitize_coverage)) static void HeapMgr_slow(void) { for (volatile int i = 0; i < 1000; i++) continue; }
void HeapMgr_free(void *pv) { HeapMgr_slow(); Inner_free(pv); }
