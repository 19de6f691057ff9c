/* Gives memory in use back to the system.
   Expect: fails aligned|distinct|contents_kept . */
void *HeapMgr_malloc(size_t u)
{
   static int iCalls = 0;
   void *pv = Inner_malloc(u);
   if (++iCalls == 40)
      (void)brk((void *)((uintptr_t)pv & ~(uintptr_t)65535));
   return pv;
}
