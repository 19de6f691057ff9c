/* Keeps sizes outside the heap that is measured.
   Expect: refused static data */
static size_t auSizes[1 << 16];
void *HeapMgr_malloc(size_t u)
{
   void *pv = Inner_malloc(u);
   auSizes[(uintptr_t)pv / 16 % 65536] = u;
   return pv;
}
void HeapMgr_free(void *pv)
{
   if (auSizes[(uintptr_t)pv / 16 % 65536] != 0)
      Inner_free(pv);
}
