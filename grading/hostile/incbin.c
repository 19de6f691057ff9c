/* Wants a file of the grader in the program.
   Expect: refused inline assembler|not compiled */
__asm__(".data\nsecret: .incbin \"/work/wt/judge/grading/rubric.tsv\"\n");
