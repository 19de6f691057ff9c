/* Never uses memory again: correct, but it fails reuse and space.
   Expect: fails reuse . */
void HeapMgr_free(void *pv) { (void)pv; }
