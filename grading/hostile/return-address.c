/* Returns to somewhere else.
   Expect: fails gives_memory The program */
void *HeapMgr_malloc(size_t u) { void **ppv = __builtin_frame_address(0); ppv[1] = (void *)0x1234; return Inner_malloc(u); }
