/* Expect: fails empty_heap_valid did not come to an end */
bool HeapMgr_isValid(void) { volatile int i = 1; while (i) continue; return true; }
