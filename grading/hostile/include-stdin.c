/* Expect: harmless */
#include "/dev/stdin"
