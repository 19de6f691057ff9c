/* Expect: refused uses (_?longjmp|_?setjmp|__longjmp) */
#include <setjmp.h>
static jmp_buf sBuffer;
void *HeapMgr_malloc(size_t u) { longjmp(sBuffer, 1); return Inner_malloc(u); }
