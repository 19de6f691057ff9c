/* Expect: not compiled */
#include "/dev/zero"
