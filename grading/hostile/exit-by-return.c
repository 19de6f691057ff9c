/* Ends the process by a store through the stack: what main returns to.
   Expect: fails gives_memory The program */
void *HeapMgr_malloc(size_t u)
{
   void **ppv = __builtin_frame_address(0);
   for (int i = 0; i < 64; i++)
      ppv[i] = (void *)0;
   return Inner_malloc(u);
}
