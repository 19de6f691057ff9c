/* Yours: functions that HeapMgr_isValid, HeapMgr_malloc and
   HeapMgr_free call. */

/*--------------------------------------------------------------------*/

/* Yours: return true if all invariants hold.  Otherwise say which one
   is violated (HeapMgr_reportViolation does) and return false.  Change
   nothing, and neither crash nor loop, however damaged the heap is:
   believe no size and no link before you have checked it. */

bool HeapMgr_isValid(void)
{
   (void)HeapMgr_reportViolation; /* a line to delete */
   return true;
}

/*--------------------------------------------------------------------*/

/* Yours: do what heapmgr.h says. */

void *HeapMgr_malloc(size_t uBytes)
{
   assert(HeapMgr_isValid());

   (void)HeapMgr_getLastFreeUnits; /* a line to delete */
   (void)HeapMgr_growHeap;         /* a line to delete */
   (void)uBytes;                   /* a line to delete */
   return NULL;
}

/*--------------------------------------------------------------------*/

/* Yours: do what heapmgr.h says. */

void HeapMgr_free(void *pv)
{
   assert(HeapMgr_isValid());

   (void)pv; /* a line to delete */
}
