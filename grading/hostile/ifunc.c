/* Expect: refused attribute */
static void *HeapMgr_pick(void) { return 0; }
void HeapMgr_other(void) __attribute__((ifunc("HeapMgr_pick")));
