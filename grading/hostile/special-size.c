/* Wrong for a single size only.
   Expect: fails random_run|play_random|contents_kept|valid_sound|aligned . */
void *HeapMgr_malloc(size_t u) { return (u == 137) ? Inner_malloc(120) : Inner_malloc(u); }
