/* Expect: refused uses read */
void HeapMgr_free(void *pv) { char c; (void)!read(3, &c, 1); Inner_free(pv); }
