/* Expect: not compiled */
#include "heapmgr4_dlist.c"
#include "heapmgr4_dlist.c"
