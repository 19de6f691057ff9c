/* Expect: refused global name Steps_uCount */
size_t Steps_uCount;
