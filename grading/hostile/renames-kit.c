/* Other prototypes, and macros in place of the kit's names.
   Expect: not compiled */
#define HeapMgr_free Some_free
int HeapMgr_malloc(int i) { return i; }
