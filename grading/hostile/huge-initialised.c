/* Expect: not compiled */
char acHuge[1UL << 33] = {1};
