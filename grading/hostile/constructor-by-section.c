/* Expect: refused constructor */
static void HeapMgr_early(void) { abort(); }
static void (*const pf)(void) __attribute__((used, section(".init_array"))) = HeapMgr_early;
