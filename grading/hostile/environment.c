/* Wants to change what Check runs.
   Expect: refused uses setenv */
void *HeapMgr_malloc(size_t u) { setenv("CK_RUN_CASE", "none", 1); return Inner_malloc(u); }
