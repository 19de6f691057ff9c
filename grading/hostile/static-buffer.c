/* Expect: fails gives_memory not all of */
void *HeapMgr_malloc(size_t u) { static char ac[4096]; return u == 0 || u > 4096 ? NULL : ac; }
