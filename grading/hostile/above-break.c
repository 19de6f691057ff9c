/* Expect: fails gives_memory not all of */
void *HeapMgr_malloc(size_t u) { (void)u; return (char *)sbrk(0) + 4096; }
