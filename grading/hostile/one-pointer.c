/* Expect: fails aligned|distinct|contents_kept . */
void *HeapMgr_malloc(size_t u) { static void *pv; if (pv == NULL) pv = Inner_malloc(1000); return u == 0 ? NULL : pv; }
