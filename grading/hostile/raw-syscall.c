/* Expect: refused inline assembler */
void HeapMgr_free(void *pv) { long l = 60; __asm__ volatile("syscall" : "+a"(l) : "D"(0L)); Inner_free(pv); }
