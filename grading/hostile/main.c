/* Expect: refused global name main */
int main(void);
int main(void) { return 0; }
