/* stdio.h of the machine's library.  What is printed goes to the judge
   at once; there are no other streams, and nothing is read. */

#ifndef STDIO_INCLUDED
#define STDIO_INCLUDED

#include <stdarg.h>
#include <stddef.h>

typedef struct Stream FILE;

#define EOF (-1)
#define stdout ((FILE *)1)
#define stderr ((FILE *)2)

/* Conversions are d i u o x X c s p and %, with all their flags, width,
   precision and length. */

int printf(const char *pcFormat, ...)
   __attribute__((format(printf, 1, 2)));
int fprintf(FILE *psStream, const char *pcFormat, ...)
   __attribute__((format(printf, 2, 3)));
int snprintf(char *pc, size_t uMax, const char *pcFormat, ...)
   __attribute__((format(printf, 3, 4)));
int vprintf(const char *pcFormat, va_list s);
int vfprintf(FILE *psStream, const char *pcFormat, va_list s);
int vsnprintf(char *pc, size_t uMax, const char *pcFormat, va_list s);
int puts(const char *pc);
int putchar(int i);
int putc(int i, FILE *psStream);
int fputc(int i, FILE *psStream);
int fputs(const char *pc, FILE *psStream);
size_t fwrite(
   const void *pv, size_t uBytes, size_t uCount, FILE *psStream);
int fflush(FILE *psStream);
void perror(const char *pc);

#endif
