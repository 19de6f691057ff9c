/* Expect: refused attribute */
void HeapMgr_extra(void) __attribute__((weak, alias("HeapMgr_malloc")));
