/* Expect: fails overrun|double_free without a word */
void *HeapMgr_malloc(size_t u)
{
   static int iDone = 0;
   if (!iDone++)
      for (int i = 0; i < 20000; i++)
         fprintf(stderr, "flood %d: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", i);
   return Inner_malloc(u);
}
