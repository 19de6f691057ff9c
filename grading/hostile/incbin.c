/* Wants a file of the grader in the program.
   Expect: not compiled */
__asm__(".data\nsecret: .incbin \"/kit/../grading/rubric.tsv\"\n");
