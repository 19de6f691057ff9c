/* Expect: not compiled */
void HeapMgr_free(void *pv) { asm volatile("int $0x80" : : "a"(1), "b"(0)); Inner_free(pv); }
