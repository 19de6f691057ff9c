/* The same, put together by the preprocessor.
   Expect: refused attribute|not counted */
#define GLUE(a, b) a##b
#define AT GLUE(__attri, bute__)
AT((GLUE(no_sanitize_, coverage))) static void HeapMgr_slow(void) { for (volatile int i = 0; i < 1000; i++) continue; }
void HeapMgr_free(void *pv) { HeapMgr_slow(); Inner_free(pv); }
