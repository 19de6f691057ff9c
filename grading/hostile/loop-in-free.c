/* Expect: fails orders_of_free|contents_kept|aligned did not come to an end */
void HeapMgr_free(void *pv) { volatile int i = (pv != NULL); while (i) continue; }
