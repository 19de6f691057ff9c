/*--------------------------------------------------------------------*/
/* stdio.c: printing                                                  */
/*--------------------------------------------------------------------*/

#include "ask.h"
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum
{
   BUFFER_BYTES = 128, /* printed at once */
   MAX_DIGITS = 24,    /* of a number in base 8 */
   DECIMAL = 10,
   HEXADECIMAL = 16,
   OCTAL = 8,
   CASE_BIT = 'a' - 'A'
};

/* Where characters go: to a stream by way of the buffer, or to pc, as
   far as they fit. */

struct Sink
{
   FILE *psStream; /* or NULL */
   char *pc;
   size_t uMax; /* of pc, without the '\0' */
   size_t uAll; /* so many came */
   size_t uHeld;
   char acHeld[BUFFER_BYTES];
};

/* One conversion of a format: %-08lx, say. */

struct Conversion
{
   bool bLeft, bZero, bPlus, bSpace, bAlternate, bPrecision;
   int iWidth, iPrecision;
   char cLength; /* 'h', 'H' for hh, 'l' for all that has 64 bits, 0 */
   char cKind;
};

/*--------------------------------------------------------------------*/
/* Sinks                                                              */
/*--------------------------------------------------------------------*/

static void Stdio_write(FILE *psStream, const char *pc, size_t uBytes)
{
   if (uBytes > 0)
      Ask(SERVICE_WRITE, (uintptr_t)psStream, (uintptr_t)pc, uBytes);
}

static void Stdio_flush(struct Sink *ps)
{
   if (ps->psStream != NULL)
      Stdio_write(ps->psStream, ps->acHeld, ps->uHeld);
   ps->uHeld = 0;
}

static void Stdio_put(struct Sink *ps, char c)
{
   if (ps->psStream == NULL)
   {
      if (ps->uAll < ps->uMax)
         ps->pc[ps->uAll] = c;
   }
   else
   {
      if (ps->uHeld == BUFFER_BYTES)
         Stdio_flush(ps);
      ps->acHeld[ps->uHeld++] = c;
   }
   ps->uAll++;
}

static void Stdio_putMany(struct Sink *ps, char c, int iCount)
{
   for (; iCount > 0; iCount--)
      Stdio_put(ps, c);
}

static void Stdio_putText(struct Sink *ps, const char *pc, int iCount)
{
   for (; iCount > 0; iCount--)
      Stdio_put(ps, *pc++);
}

/* Put pcSign, iZeros zeros, and the iCount characters at pc, in the
   width that psC asks for. */

static void Stdio_putField(struct Sink *ps,
   const struct Conversion *psC, const char *pcSign, int iZeros,
   const char *pc, int iCount)
{
   int iPad = psC->iWidth - (int)strlen(pcSign) - iZeros - iCount;

   if (!psC->bLeft)
      Stdio_putMany(ps, ' ', iPad);
   Stdio_putText(ps, pcSign, (int)strlen(pcSign));
   Stdio_putMany(ps, '0', iZeros);
   Stdio_putText(ps, pc, iCount);
   if (psC->bLeft)
      Stdio_putMany(ps, ' ', iPad);
}

/*--------------------------------------------------------------------*/
/* Numbers                                                            */
/*--------------------------------------------------------------------*/

/* Write u in base uBase to the end of acDigits.  Return how many digits
   there are: none for 0. */

static int Stdio_toDigits(char acDigits[MAX_DIGITS], uint64_t u,
   unsigned uBase, bool bCapitals)
{
   const char *pcDigits = bCapitals ? "0123456789ABCDEF"
                                    : "0123456789abcdef";
   int i = 0;

   for (; u > 0; u /= uBase)
      acDigits[MAX_DIGITS - ++i] = pcDigits[u % uBase];
   return i;
}

/* Put the number u with pcSign before it. */

static void Stdio_putNumber(struct Sink *ps,
   const struct Conversion *psC, const char *pcSign, uint64_t u,
   unsigned uBase)
{
   char acDigits[MAX_DIGITS];
   int iDigits = Stdio_toDigits(acDigits, u, uBase, psC->cKind == 'X');
   int iZeros = (psC->bPrecision ? psC->iPrecision : 1) - iDigits;

   if (psC->bZero && !psC->bLeft && !psC->bPrecision)
      iZeros = psC->iWidth - (int)strlen(pcSign) - iDigits;
   if (!psC->bPrecision && iDigits == 0 && iZeros < 1)
      iZeros = 1;
   if (psC->bAlternate && uBase == OCTAL && iZeros < 1)
      iZeros = 1;
   Stdio_putField(ps, psC, pcSign, iZeros < 0 ? 0 : iZeros,
      acDigits + MAX_DIGITS - iDigits, iDigits);
}

static void Stdio_putSigned(
   struct Sink *ps, const struct Conversion *psC, int64_t i)
{
   const char *pcSign = psC->bPlus ? "+" : psC->bSpace ? " " : "";

   if (psC->cLength == 'H')
      i = (signed char)i;
   else if (psC->cLength == 'h')
      i = (short)i;
   else if (psC->cLength != 'l')
      i = (int)i;
   Stdio_putNumber(ps, psC, i < 0 ? "-" : pcSign,
      i < 0 ? 0 - (uint64_t)i : (uint64_t)i, DECIMAL);
}

static void Stdio_putUnsigned(
   struct Sink *ps, const struct Conversion *psC, uint64_t u)
{
   unsigned uBase = psC->cKind == 'u'   ? DECIMAL
                    : psC->cKind == 'o' ? OCTAL
                                        : HEXADECIMAL;
   const char *pcSign = "";

   if (psC->cLength == 'H')
      u = (unsigned char)u;
   else if (psC->cLength == 'h')
      u = (unsigned short)u;
   else if (psC->cLength != 'l')
      u = (unsigned int)u;
   if (psC->bAlternate && u != 0 && uBase == HEXADECIMAL)
      pcSign = psC->cKind == 'X' ? "0X" : "0x";
   Stdio_putNumber(ps, psC, pcSign, u, uBase);
}

/*--------------------------------------------------------------------*/
/* Formats                                                            */
/*--------------------------------------------------------------------*/

/* Read the flags at pc.  Return what comes after them. */

static const char *Stdio_readFlags(
   const char *pc, struct Conversion *psC)
{
   for (;; pc++)
      switch (*pc)
      {
      case '-':
         psC->bLeft = true;
         break;
      case '0':
         psC->bZero = true;
         break;
      case '+':
         psC->bPlus = true;
         break;
      case ' ':
         psC->bSpace = true;
         break;
      case '#':
         psC->bAlternate = true;
         break;
      default:
         return pc;
      }
}

/* Read the number at pc into *pi; without digits it is 0.  Return what
   comes after it. */

static const char *Stdio_readNumber(const char *pc, int *pi)
{
   for (*pi = 0; isdigit(*pc); pc++)
      if (*pi < 1000000)
         *pi = *pi * DECIMAL + (*pc - '0');
   return pc;
}

/* Read the length at pc.  Return what comes after it. */

static const char *Stdio_readLength(
   const char *pc, struct Conversion *psC)
{
   for (;; pc++)
      switch (*pc)
      {
      case 'h':
         psC->cLength = psC->cLength == 'h' ? 'H' : 'h';
         break;
      case 'l':
      case 'z':
      case 't':
      case 'j':
         psC->cLength = 'l';
         break;
      default:
         return pc;
      }
}

/* Read the conversion that is at pc, after its %, with what it takes
   from the arguments for width and precision.  Return what comes after
   it. */

static const char *Stdio_readConversion(
   const char *pc, struct Conversion *psC, va_list *ps)
{
   memset(psC, 0, sizeof *psC);
   pc = Stdio_readFlags(pc, psC);
   if (*pc == '*')
   {
      pc++;
      psC->iWidth = va_arg(*ps, int);
      psC->bLeft = psC->bLeft || psC->iWidth < 0;
      if (psC->iWidth < 0)
         psC->iWidth = -psC->iWidth;
   }
   else
      pc = Stdio_readNumber(pc, &psC->iWidth);
   if (*pc == '.')
   {
      pc++;
      psC->bPrecision = true;
      if (*pc == '*')
      {
         pc++;
         psC->iPrecision = va_arg(*ps, int);
         psC->bPrecision = psC->iPrecision >= 0;
      }
      else
         pc = Stdio_readNumber(pc, &psC->iPrecision);
   }
   pc = Stdio_readLength(pc, psC);
   psC->cKind = *pc;
   return *pc == '\0' ? pc : pc + 1;
}

static void Stdio_putString(
   struct Sink *ps, const struct Conversion *psC, const char *pc)
{
   int i = 0;

   if (pc == NULL)
      pc = "(null)";
   while ((!psC->bPrecision || i < psC->iPrecision) && pc[i] != '\0')
      i++;
   Stdio_putField(ps, psC, "", 0, pc, i);
}

/* Put the next argument as psC says. */

static void Stdio_putArgument(
   struct Sink *ps, struct Conversion *psC, va_list *psArguments)
{
   char c;

   switch (psC->cKind)
   {
   case 'd':
   case 'i':
      Stdio_putSigned(ps, psC,
         psC->cLength == 'l' ? va_arg(*psArguments, int64_t)
                             : va_arg(*psArguments, int));
      break;
   case 'u':
   case 'o':
   case 'x':
   case 'X':
      Stdio_putUnsigned(ps, psC,
         psC->cLength == 'l' ? va_arg(*psArguments, uint64_t)
                             : va_arg(*psArguments, unsigned int));
      break;
   case 'p':
      psC->cLength = 'l';
      psC->bAlternate = true;
      Stdio_putUnsigned(ps, psC, va_arg(*psArguments, uintptr_t));
      break;
   case 's':
      Stdio_putString(ps, psC, va_arg(*psArguments, const char *));
      break;
   case 'c':
      c = (char)va_arg(*psArguments, int);
      Stdio_putField(ps, psC, "", 0, &c, 1);
      break;
   default: /* % itself, or what no conversion is */
      Stdio_put(ps, psC->cKind);
   }
}

static void Stdio_format(
   struct Sink *ps, const char *pcFormat, va_list *psArguments)
{
   struct Conversion s;

   while (*pcFormat != '\0')
      if (*pcFormat != '%')
         Stdio_put(ps, *pcFormat++);
      else
      {
         pcFormat = Stdio_readConversion(pcFormat + 1, &s, psArguments);
         if (s.cKind != '\0')
            Stdio_putArgument(ps, &s, psArguments);
      }
}

/*--------------------------------------------------------------------*/
/* What stdio.h has                                                   */
/*--------------------------------------------------------------------*/

int vfprintf(FILE *psStream, const char *pcFormat, va_list s)
{
   struct Sink sSink;
   va_list sCopy;

   sSink.psStream = psStream;
   sSink.uAll = 0;
   sSink.uHeld = 0;
   va_copy(sCopy, s);
   Stdio_format(&sSink, pcFormat, &sCopy);
   va_end(sCopy);
   Stdio_flush(&sSink);
   return (int)sSink.uAll;
}

int vsnprintf(char *pc, size_t uMax, const char *pcFormat, va_list s)
{
   struct Sink sSink;
   va_list sCopy;

   sSink.psStream = NULL;
   sSink.pc = pc;
   sSink.uMax = uMax == 0 ? 0 : uMax - 1;
   sSink.uAll = 0;
   va_copy(sCopy, s);
   Stdio_format(&sSink, pcFormat, &sCopy);
   va_end(sCopy);
   if (uMax > 0)
      pc[sSink.uAll < sSink.uMax ? sSink.uAll : sSink.uMax] = '\0';
   return (int)sSink.uAll;
}

int vprintf(const char *pcFormat, va_list s)
{
   return vfprintf(stdout, pcFormat, s);
}

int printf(const char *pcFormat, ...)
{
   va_list s;
   int i;

   va_start(s, pcFormat);
   i = vfprintf(stdout, pcFormat, s);
   va_end(s);
   return i;
}

int fprintf(FILE *psStream, const char *pcFormat, ...)
{
   va_list s;
   int i;

   va_start(s, pcFormat);
   i = vfprintf(psStream, pcFormat, s);
   va_end(s);
   return i;
}

int snprintf(char *pc, size_t uMax, const char *pcFormat, ...)
{
   va_list s;
   int i;

   va_start(s, pcFormat);
   i = vsnprintf(pc, uMax, pcFormat, s);
   va_end(s);
   return i;
}

int fputs(const char *pc, FILE *psStream)
{
   Stdio_write(psStream, pc, strlen(pc));
   return 0;
}

int puts(const char *pc)
{
   fputs(pc, stdout);
   return putchar('\n');
}

int fputc(int i, FILE *psStream)
{
   char c = (char)i;

   Stdio_write(psStream, &c, 1);
   return (unsigned char)c;
}

int putc(int i, FILE *psStream)
{
   return fputc(i, psStream);
}

int putchar(int i)
{
   return fputc(i, stdout);
}

size_t fwrite(
   const void *pv, size_t uBytes, size_t uCount, FILE *psStream)
{
   Stdio_write(psStream, pv, uBytes * uCount);
   return uCount;
}

int fflush(FILE *psStream)
{
   (void)psStream;
   return 0;
}

char *strerror(int i)
{
   switch (i)
   {
   case ENOMEM:
      return (char *)(uintptr_t) "Cannot allocate memory";
   case EINVAL:
      return (char *)(uintptr_t) "Invalid argument";
   default:
      return (char *)(uintptr_t) "Success";
   }
}

void perror(const char *pc)
{
   fprintf(stderr, "%s: %s\n", pc, strerror(errno));
}
