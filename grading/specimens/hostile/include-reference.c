/* Wants foreign lines in the compiler's messages.
   Expect: not compiled No such file */
#include "/kit/reference/in/heapmgr4_dlist.c"
