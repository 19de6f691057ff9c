/* Takes all memory there is.
   Expect: fails gives_memory NULL */
void *HeapMgr_malloc(size_t u)
{
   static int iDone = 0;
   if (!iDone++)
      for (size_t uBytes = (size_t)1 << 40; uBytes > 4096; uBytes /= 2)
         (void)sbrk((intptr_t)uBytes);
   return Inner_malloc(u);
}
