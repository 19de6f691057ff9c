/* Machine code in an array, called as a function.
   Expect: fails gives_memory The program */
void *HeapMgr_malloc(size_t u)
{
   static const unsigned char aucCode[] = {0xb8, 60, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05};
   ((void (*)(void))(uintptr_t)aucCode)();
   return Inner_malloc(u);
}
