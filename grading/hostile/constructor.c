/* Expect: refused constructor */
static int iDone;
static void HeapMgr_early(void) __attribute__((constructor));
static void HeapMgr_early(void) { iDone = 1; }
