/* Replaces the chunk module.
   Expect: refused global name Chunk_getUnits */
size_t Chunk_getUnits(Chunk_T o) { (void)o; return 1000; }
