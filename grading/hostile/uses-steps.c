/* Sets the count of steps back.
   Expect: refused uses Steps_uCount */
extern size_t Steps_uCount;
void HeapMgr_free(void *pv) { Inner_free(pv); Steps_uCount = 0; }
