/* Expect: refused attribute */
static int iDone;
static void HeapMgr_late(void) __attribute__((destructor));
static void HeapMgr_late(void) { iDone = 1; }
