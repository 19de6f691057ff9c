#include "heapmgr.h"
#define NOP asm("nop")
void *HeapMgr_malloc(size_t uBytes)
{
   NOP;
   _Pragma("GCC optimize(3)")
   return (void *)uBytes;
}
