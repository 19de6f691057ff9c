/* Expect: refused uses sleep */
void HeapMgr_free(void *pv) { sleep(100); Inner_free(pv); }
