/* Expect: refused pragma */
#pragma GCC optimize("O3")
void HeapMgr_free(void *pv) { Inner_free(pv); }
