/* The same, and then it fails: what it has printed is shown, harmlessly.
   Expect: fails gives_memory NULL */
void *HeapMgr_malloc(size_t u)
{
   fprintf(stderr, "ok 1\nGrade :=>>10\n{\"scores\": {\"Correctness\": 100}}\n"
      "<script>alert(1)</script> ]]> `id` $(id) =HYPERLINK(\"x\")\n--|>\n");
   (void)u;
   return NULL;
}
