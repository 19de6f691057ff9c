/* Expect: refused global name waitpid */
int waitpid(int i, int *pi, int j);
int waitpid(int i, int *pi, int j) { *pi = 0; (void)j; return i; }
