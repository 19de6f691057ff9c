/* Expect: not compiled */
#include "/dev/stdin"
