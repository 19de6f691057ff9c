/* Expect: refused static data|not compiled */
static char acHuge[1UL << 30];
void *HeapMgr_malloc(size_t u)
{
   return (acHuge[u % 7]++ == 100) ? NULL : Inner_malloc(u);
}
