/*--------------------------------------------------------------------*/
/* admit.c: which assembler text may become a program                 */
/*--------------------------------------------------------------------*/

#include "admit.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
   MAX_TEXT_BYTES = 1 << 24,
   MAX_LINE_BYTES = 4096,
   MAX_NAME_BYTES = 200,
   MAX_ALIGNMENT = 12, /* a power of two: a page */
   MAX_FILES = 1000,   /* of .file */
   MAX_FILE_NAME = 100,
   SHOWN_BYTES = 60 /* of a line that is refused */
};

/* How many bytes a text may reserve in all. */

#define MAX_RESERVED_BYTES ((uint64_t)1 << 26)

/* Where lines belong. */

enum Place
{
   PLACE_NONE, /* before the first section */
   PLACE_TEXT,
   PLACE_DATA,   /* constants and data */
   PLACE_ZEROS,  /* data without contents */
   PLACE_NOWHERE /* debugging: left out */
};

/* What a line does with a name. */

enum Role
{
   ROLE_DEFINED,
   ROLE_GLOBAL, /* other files may use it */
   ROLE_USED
};

struct Name
{
   const char *pc; /* in the text, without a '\0' */
   size_t uLength;
   size_t uLine;
   enum Role eRole;
};

/* A line of the source that instructions come from. */

struct Row
{
   unsigned int uFile;
   unsigned int uLine;
};

/* What is known while a text is read. */

struct Reader
{
   const char *pc; /* the next character of the line */
   const char *pcLine;
   const char *pcLineEnd;
   size_t uLine;

   enum Place ePlace;
   uint64_t uReserved;

   struct Name *psNames;
   size_t uNames, uMaxNames;

   struct Row *psRows;
   size_t uRows, uMaxRows;
   struct Row sPending; /* of the instructions to come */
   bool bPending;

   char (*paacFiles)[MAX_FILE_NAME]; /* the names of .file */

   char *pcOut;
   size_t uOut, uMaxOut;
   bool bNoMemory;

   char *pcWhy; /* why the text is refused, in ADMIT_WHY_BYTES */
};

/* The names of the machine's library, and of what the compiler calls by
   itself; in order. */

static const char *const apcLibrary[] = {"Machine_failAssert",
   "__bswapdi2", "__bswapsi2", "__clzdi2", "__ctzdi2", "__ffsdi2",
   "__paritydi2", "__popcountdi2", "_exit", "abort", "abs", "brk",
   "errno", "exit", "fflush", "fprintf", "fputc", "fputs", "fwrite",
   "getenv", "getpagesize", "isalnum", "isalpha", "isdigit", "islower",
   "isprint", "isspace", "isupper", "isxdigit", "labs", "memchr",
   "memcmp", "memcpy", "memmove", "memset", "mmap", "munmap", "perror",
   "printf", "putc", "putchar", "puts", "sbrk", "snprintf", "strcat",
   "strchr", "strcmp", "strcpy", "strerror", "strlen", "strncat",
   "strncmp", "strncpy", "strrchr", "strstr", "sysconf", "tolower",
   "toupper", "vfprintf", "vprintf", "vsnprintf"};

static const char *const apcRegisters[] = {"a0", "a1", "a2", "a3", "a4",
   "a5", "a6", "a7", "ra", "s0", "s1", "s10", "s11", "s2", "s3", "s4",
   "s5", "s6", "s7", "s8", "s9", "sp", "t0", "t1", "t2", "t3", "t4",
   "t5", "t6", "zero"};

/* The instructions, in order, and their operands:

      r  a register              i  a number
      s  a name, or a name and a number
      m  memory: number(register), or as s
      t  a comma and a register, or nothing (for m that is a name)
      f  some of the letters i o r w */

struct Mnemonic
{
   const char *pcName;
   const char *pcOperands;
};

static const struct Mnemonic asMnemonics[] = {{"add", "r,r,r"},
   {"addi", "r,r,i"}, {"addiw", "r,r,i"}, {"addw", "r,r,r"},
   {"and", "r,r,r"}, {"andi", "r,r,i"}, {"beq", "r,r,s"},
   {"beqz", "r,s"}, {"bge", "r,r,s"}, {"bgeu", "r,r,s"},
   {"bgez", "r,s"}, {"bgt", "r,r,s"}, {"bgtu", "r,r,s"},
   {"bgtz", "r,s"}, {"ble", "r,r,s"}, {"bleu", "r,r,s"},
   {"blez", "r,s"}, {"blt", "r,r,s"}, {"bltu", "r,r,s"},
   {"bltz", "r,s"}, {"bne", "r,r,s"}, {"bnez", "r,s"}, {"call", "s"},
   {"div", "r,r,r"}, {"divu", "r,r,r"}, {"divuw", "r,r,r"},
   {"divw", "r,r,r"}, {"ebreak", ""}, {"fence", "f,f"}, {"j", "s"},
   {"jalr", "r"}, {"jr", "r"}, {"la", "r,s"}, {"lb", "r,m"},
   {"lbu", "r,m"}, {"ld", "r,m"}, {"lh", "r,m"}, {"lhu", "r,m"},
   {"li", "r,i"}, {"lla", "r,s"}, {"lui", "r,i"}, {"lw", "r,m"},
   {"lwu", "r,m"}, {"mul", "r,r,r"}, {"mulh", "r,r,r"},
   {"mulhsu", "r,r,r"}, {"mulhu", "r,r,r"}, {"mulw", "r,r,r"},
   {"mv", "r,r"}, {"neg", "r,r"}, {"negw", "r,r"}, {"nop", ""},
   {"not", "r,r"}, {"or", "r,r,r"}, {"ori", "r,r,i"}, {"rem", "r,r,r"},
   {"remu", "r,r,r"}, {"remuw", "r,r,r"}, {"remw", "r,r,r"},
   {"ret", ""}, {"sb", "r,mt"}, {"sd", "r,mt"}, {"seqz", "r,r"},
   {"sext.w", "r,r"}, {"sgt", "r,r,r"}, {"sgtu", "r,r,r"},
   {"sgtz", "r,r"}, {"sh", "r,mt"}, {"sll", "r,r,r"}, {"slli", "r,r,i"},
   {"slliw", "r,r,i"}, {"sllw", "r,r,r"}, {"slt", "r,r,r"},
   {"slti", "r,r,i"}, {"sltiu", "r,r,i"}, {"sltu", "r,r,r"},
   {"sltz", "r,r"}, {"snez", "r,r"}, {"sra", "r,r,r"},
   {"srai", "r,r,i"}, {"sraiw", "r,r,i"}, {"sraw", "r,r,r"},
   {"srl", "r,r,r"}, {"srli", "r,r,i"}, {"srliw", "r,r,i"},
   {"srlw", "r,r,r"}, {"sub", "r,r,r"}, {"subw", "r,r,r"},
   {"sw", "r,mt"}, {"tail", "s"}, {"xor", "r,r,r"}, {"xori", "r,r,i"}};

/*--------------------------------------------------------------------*/
/* Refusing                                                           */
/*--------------------------------------------------------------------*/

/* Say why the line is refused, as printf does, unless that was said
   before.  Return false. */

__attribute__((format(printf, 2, 3))) static bool Admit_refuse(
   struct Reader *ps, const char *pcFormat, ...)
{
   char acShown[SHOWN_BYTES + 1];
   va_list sArguments;
   size_t u, uLength;

   if (ps->pcWhy[0] != '\0')
      return false;

   for (u = 0; u < SHOWN_BYTES && ps->pcLine + u < ps->pcLineEnd; u++)
   {
      unsigned char uc = (unsigned char)ps->pcLine[u];

      acShown[u] = (uc >= ' ' && uc <= '~') ? (char)uc : ' ';
   }
   acShown[u] = '\0';
   uLength = (size_t)snprintf(ps->pcWhy, ADMIT_WHY_BYTES,
      "line %zu of the assembler text, \"%s\": ", ps->uLine,
      acShown + strspn(acShown, " "));
   va_start(sArguments, pcFormat);
   vsnprintf(ps->pcWhy + uLength, ADMIT_WHY_BYTES - uLength, pcFormat,
      sArguments);
   va_end(sArguments);
   return false;
}

/* Return psOld with room for one more than uUsed elements of uBytes
   bytes; *puMax is how many there is room for.  If there is no memory,
   return NULL, and psOld is still there. */

static void *Admit_grow(
   void *psOld, size_t uUsed, size_t *puMax, size_t uBytes)
{
   void *psNew;

   if (uUsed < *puMax)
      return psOld;

   psNew = realloc(psOld, (*puMax * 2 + 256) * uBytes);
   if (psNew != NULL)
      *puMax = *puMax * 2 + 256;
   return psNew;
}

/*--------------------------------------------------------------------*/
/* Output                                                             */
/*--------------------------------------------------------------------*/

static void Admit_put(struct Reader *ps, const char *pc, size_t uBytes)
{
   char *pcNew;

   while (!ps->bNoMemory && ps->uMaxOut - ps->uOut < uBytes)
   {
      pcNew = Admit_grow(ps->pcOut, ps->uMaxOut, &ps->uMaxOut, 1);
      ps->bNoMemory = (pcNew == NULL);
      if (pcNew != NULL)
         ps->pcOut = pcNew;
   }
   if (ps->bNoMemory)
      return;
   memcpy(ps->pcOut + ps->uOut, pc, uBytes);
   ps->uOut += uBytes;
}

__attribute__((format(printf, 2, 3))) static void Admit_print(
   struct Reader *ps, const char *pcFormat, ...)
{
   char ac[MAX_FILE_NAME + 100];
   va_list sArguments;

   va_start(sArguments, pcFormat);
   vsnprintf(ac, sizeof ac, pcFormat, sArguments);
   va_end(sArguments);
   Admit_put(ps, ac, strlen(ac));
}

/* Copy the line that has been read. */

static bool Admit_copy(struct Reader *ps)
{
   Admit_put(ps, ps->pcLine, (size_t)(ps->pcLineEnd - ps->pcLine));
   Admit_put(ps, "\n", 1);
   return true;
}

/* Have the instructions from here on belong to the row of the last
   .loc. */

static void Admit_startRow(struct Reader *ps)
{
   struct Row *psNew;

   if (!ps->bPending)
      return;

   ps->bPending = false;
   psNew = Admit_grow(
      ps->psRows, ps->uRows, &ps->uMaxRows, sizeof *ps->psRows);
   if (psNew == NULL)
   {
      ps->bNoMemory = true;
      return;
   }
   ps->psRows = psNew;
   ps->psRows[ps->uRows] = ps->sPending;
   Admit_print(ps, ".Lrow%zu:\n", ps->uRows++);
}

/* Write the table of rows, for those whose file has a name. */

static void Admit_putRows(struct Reader *ps)
{
   size_t u;

   Admit_print(ps, "\t.section\t.rownames,\"\",@progbits\n");
   for (u = 0; u < MAX_FILES; u++)
      if (ps->paacFiles[u][0] != '\0')
         Admit_print(
            ps, ".Lname%zu:\n\t.string\t\"%s\"\n", u, ps->paacFiles[u]);
   Admit_print(ps, "\t.section\t.rows,\"\",@progbits\n");
   for (u = 0; u < ps->uRows; u++)
      if (ps->paacFiles[ps->psRows[u].uFile][0] != '\0')
         Admit_print(ps,
            "\t.dword\t.Lrow%zu\n\t.word\t%u\n\t.word\t.Lname%u\n", u,
            ps->psRows[u].uLine, ps->psRows[u].uFile);
}

/*--------------------------------------------------------------------*/
/* Words of a line                                                    */
/*--------------------------------------------------------------------*/

/* If the next character is c, go beyond it and return true. */

static bool Admit_take(struct Reader *ps, char c)
{
   if (ps->pc == ps->pcLineEnd || *ps->pc != c)
      return false;
   ps->pc++;
   return true;
}

/* The same for all characters of pcWord. */

static bool Admit_takeWord(struct Reader *ps, const char *pcWord)
{
   size_t uLength = strlen(pcWord);

   if ((size_t)(ps->pcLineEnd - ps->pc) < uLength
       || memcmp(ps->pc, pcWord, uLength) != 0)
      return false;
   ps->pc += uLength;
   return true;
}

static bool Admit_isAtEnd(const struct Reader *ps)
{
   return ps->pc == ps->pcLineEnd;
}

/* Go beyond the run of letters, digits, _ and . that comes next.
   Return its length. */

static size_t Admit_takeRun(struct Reader *ps)
{
   const char *pcStart = ps->pc;

   while (ps->pc < ps->pcLineEnd
          && (isalnum((unsigned char)*ps->pc) || *ps->pc == '_'
              || *ps->pc == '.'))
      ps->pc++;
   return (size_t)(ps->pc - pcStart);
}

/* Return whether the uLength characters at pc are pcWord. */

static int Admit_compare(
   const char *pc, size_t uLength, const char *pcWord)
{
   int i = strncmp(pc, pcWord, uLength);

   return i != 0 ? i : -(pcWord[uLength] != '\0');
}

/* Return true if one of the uCount words, which are in order, is the
   uLength characters at pc. */

static bool Admit_isOneOf(const char *pc, size_t uLength,
   const char *const apcWords[], size_t uCount)
{
   size_t uLow = 0, uHigh = uCount;

   while (uLow < uHigh)
   {
      size_t uMiddle = uLow + (uHigh - uLow) / 2;
      int i = Admit_compare(pc, uLength, apcWords[uMiddle]);

      if (i == 0)
         return true;
      if (i < 0)
         uHigh = uMiddle;
      else
         uLow = uMiddle + 1;
   }
   return false;
}

/* Take a number: digits, or 0x and digits, with or without a sign; and
   set *pu to it, or to its negative. */

static bool Admit_takeNumber(struct Reader *ps, uint64_t *pu)
{
   bool bMinus = Admit_take(ps, '-');
   bool bHex = Admit_takeWord(ps, "0x");
   const char *pcStart = ps->pc;

   for (*pu = 0; ps->pc < ps->pcLineEnd; ps->pc++)
   {
      int iDigit = tolower((unsigned char)*ps->pc);

      if (isdigit(iDigit))
         *pu = *pu * (bHex ? 16 : 10) + (uint64_t)(iDigit - '0');
      else if (bHex && iDigit >= 'a' && iDigit <= 'f')
         *pu = *pu * 16 + (uint64_t)(iDigit - 'a' + 10);
      else
         break;
   }
   if (bMinus)
      *pu = 0 - *pu;
   return ps->pc > pcStart;
}

/*--------------------------------------------------------------------*/
/* Names                                                              */
/*--------------------------------------------------------------------*/

/* Return true if the uLength characters at pc are a name: one of C, and
   what the compiler may put after it (.0, .part.0), or .L, letters, _
   and digits. */

static bool Admit_isName(const char *pc, size_t uLength)
{
   if (uLength >= 2 && pc[0] == '.')
      return pc[1] == 'L' && memchr(pc + 2, '.', uLength - 2) == NULL;
   return uLength > 0 && !isdigit((unsigned char)pc[0]) && pc[0] != '.';
}

/* Take a name in that role. */

static bool Admit_takeName(struct Reader *ps, enum Role eRole)
{
   const char *pcStart = ps->pc;
   size_t uLength = Admit_takeRun(ps);
   struct Name *psNew;

   if (!Admit_isName(pcStart, uLength))
      return Admit_refuse(ps, "a name of C is expected");
   if (uLength > MAX_NAME_BYTES)
      return Admit_refuse(
         ps, "a name may have %d characters", MAX_NAME_BYTES);
   if ((uLength > 5 && memcmp(pcStart, ".Lrow", 5) == 0)
       || (uLength > 6 && memcmp(pcStart, ".Lname", 6) == 0))
      return Admit_refuse(ps, "the compiler writes no such label");

   psNew = Admit_grow(
      ps->psNames, ps->uNames, &ps->uMaxNames, sizeof *ps->psNames);
   if (psNew == NULL)
   {
      ps->bNoMemory = true;
      return false;
   }
   ps->psNames = psNew;
   psNew = &ps->psNames[ps->uNames++];
   psNew->pc = pcStart;
   psNew->uLength = uLength;
   psNew->uLine = ps->uLine;
   psNew->eRole = eRole;
   return true;
}

/* Take a name that is used, and perhaps + or - and a number. */

static bool Admit_takePlace(struct Reader *ps)
{
   uint64_t u;

   if (!Admit_takeName(ps, ROLE_USED))
      return false;
   if (Admit_take(ps, '+'))
      return Admit_takeNumber(ps, &u);
   if (ps->pc < ps->pcLineEnd && *ps->pc == '-')
      return Admit_takeNumber(ps, &u);
   return true;
}

/*--------------------------------------------------------------------*/
/* Instructions                                                       */
/*--------------------------------------------------------------------*/

static bool Admit_takeRegister(struct Reader *ps)
{
   const char *pcStart = ps->pc;
   size_t uLength = Admit_takeRun(ps);

   if (Admit_isOneOf(pcStart, uLength, apcRegisters,
          sizeof apcRegisters / sizeof apcRegisters[0]))
      return true;
   return Admit_refuse(ps, "a register is expected");
}

/* Take what stands for memory: a number or nothing and a register in
   parentheses, or a name.  Set *pbName to which. */

static bool Admit_takeMemory(struct Reader *ps, bool *pbName)
{
   uint64_t u;

   *pbName = ps->pc < ps->pcLineEnd && *ps->pc != '(' && *ps->pc != '-'
             && !isdigit((unsigned char)*ps->pc);
   if (*pbName)
      return Admit_takePlace(ps);
   if (ps->pc < ps->pcLineEnd && *ps->pc != '('
       && !Admit_takeNumber(ps, &u))
      return false;
   return Admit_take(ps, '(') && Admit_takeRegister(ps)
          && Admit_take(ps, ')');
}

/* Take one operand of the kind c. */

static bool Admit_takeOperand(struct Reader *ps, char c, bool *pbName)
{
   uint64_t u;

   switch (c)
   {
   case 'r':
      return Admit_takeRegister(ps);
   case 'i':
      return Admit_takeNumber(ps, &u);
   case 's':
      return Admit_takePlace(ps);
   case 'm':
      return Admit_takeMemory(ps, pbName);
   case 't':
      return !*pbName
             || (Admit_take(ps, ',') && Admit_takeRegister(ps));
   case 'f':
      while (ps->pc < ps->pcLineEnd && strchr("iorw", *ps->pc) != NULL
             && *ps->pc != '\0')
         ps->pc++;
      return true;
   default:
      return Admit_take(ps, c);
   }
}

static const struct Mnemonic *Admit_findMnemonic(
   const char *pc, size_t uLength)
{
   size_t uLow = 0;
   size_t uHigh = sizeof asMnemonics / sizeof asMnemonics[0];

   while (uLow < uHigh)
   {
      size_t uMiddle = uLow + (uHigh - uLow) / 2;
      int i = Admit_compare(pc, uLength, asMnemonics[uMiddle].pcName);

      if (i == 0)
         return &asMnemonics[uMiddle];
      if (i < 0)
         uHigh = uMiddle;
      else
         uLow = uMiddle + 1;
   }
   return NULL;
}

/* Read an instruction whose name is the uLength characters at pc. */

static bool Admit_readInstruction(
   struct Reader *ps, const char *pc, size_t uLength)
{
   const struct Mnemonic *psMnemonic = Admit_findMnemonic(pc, uLength);
   const char *pcOperand;
   bool bName = false;

   if (psMnemonic == NULL)
      return Admit_refuse(ps, "only instructions of RV64IM, as the"
                              " compiler writes them, are allowed");
   if (ps->ePlace != PLACE_TEXT)
      return Admit_refuse(ps, "instructions belong in the text");

   if (psMnemonic->pcOperands[0] != '\0' && !Admit_take(ps, '\t'))
      return Admit_refuse(ps, "operands are missing");
   for (pcOperand = psMnemonic->pcOperands; *pcOperand != '\0';
        pcOperand++)
      if (!Admit_takeOperand(ps, *pcOperand, &bName))
         return Admit_refuse(
            ps, "the operands are not %s's", psMnemonic->pcName);
   if (!Admit_isAtEnd(ps))
      return Admit_refuse(ps, "the line must end after the operands");

   Admit_startRow(ps);
   return Admit_copy(ps);
}

/*--------------------------------------------------------------------*/
/* Directives                                                         */
/*--------------------------------------------------------------------*/

/* Each of these reads what comes after a directive's name, and copies
   the line if that is wanted. */

static bool Admit_endLine(struct Reader *ps)
{
   if (!Admit_isAtEnd(ps))
      return Admit_refuse(
         ps, "the line must end after the directive's operands");
   return Admit_copy(ps);
}

static bool Admit_leaveOut(struct Reader *ps)
{
   ps->pc = ps->pcLineEnd;
   return true;
}

/* Take a number, or refuse. */

static bool Admit_needNumber(struct Reader *ps, uint64_t *pu)
{
   if (Admit_takeNumber(ps, pu))
      return true;
   return Admit_refuse(ps, "a number is expected");
}

/* Take " and what is up to the next one, with its escapes. */

static bool Admit_takeString(struct Reader *ps)
{
   if (!Admit_take(ps, '"'))
      return Admit_refuse(ps, "a string is expected");

   for (; ps->pc < ps->pcLineEnd && *ps->pc != '"'; ps->pc++)
   {
      if (*ps->pc < ' ' || *ps->pc > '~')
         return Admit_refuse(ps, "a strange character in a string");
      if (*ps->pc == '\\')
      {
         ps->pc++;
         if (ps->pc == ps->pcLineEnd
             || strchr("\"\\nrtbf01234567", *ps->pc) == NULL)
            return Admit_refuse(ps, "a strange escape in a string");
      }
   }
   if (!Admit_take(ps, '"'))
      return Admit_refuse(ps, "a string has no end");
   return true;
}

static bool Admit_readString(struct Reader *ps)
{
   if (ps->ePlace != PLACE_DATA)
      return Admit_refuse(ps, "strings belong in constants or data");
   return Admit_takeString(ps) && Admit_endLine(ps);
}

/* A number, a place, or how far it is from one place to another. */

static bool Admit_readValue(struct Reader *ps)
{
   uint64_t u;

   if (ps->ePlace != PLACE_DATA)
      return Admit_refuse(ps, "values belong in constants or data");
   if (Admit_takeNumber(ps, &u))
      return Admit_endLine(ps);
   if (!Admit_takeName(ps, ROLE_USED))
      return false;
   if (Admit_isAtEnd(ps))
      return Admit_copy(ps);
   if (Admit_take(ps, '+'))
      return Admit_needNumber(ps, &u) && Admit_endLine(ps);
   if (Admit_take(ps, '-') && !Admit_takeNumber(ps, &u)
       && !Admit_takeName(ps, ROLE_USED))
      return false;
   return Admit_endLine(ps);
}

/* Reserve u bytes. */

static bool Admit_reserve(struct Reader *ps, uint64_t u)
{
   if (u > MAX_RESERVED_BYTES - ps->uReserved)
      return Admit_refuse(ps,
         "more than %d MiB of data are not allowed",
         (int)(MAX_RESERVED_BYTES >> 20));
   ps->uReserved += u;
   return true;
}

static bool Admit_readZero(struct Reader *ps)
{
   uint64_t u;

   if (ps->ePlace != PLACE_DATA && ps->ePlace != PLACE_ZEROS)
      return Admit_refuse(ps, "zeros belong in constants or data");
   return Admit_needNumber(ps, &u) && Admit_reserve(ps, u)
          && Admit_endLine(ps);
}

static bool Admit_readAlign(struct Reader *ps)
{
   uint64_t u;

   if (!Admit_needNumber(ps, &u))
      return false;
   if (u > MAX_ALIGNMENT)
      return Admit_refuse(
         ps, "an alignment may be 2 to the power of %d", MAX_ALIGNMENT);
   return Admit_reserve(ps, (uint64_t)1 << u) && Admit_endLine(ps);
}

/* .globl name */

static bool Admit_readGlobl(struct Reader *ps)
{
   return Admit_takeName(ps, ROLE_GLOBAL) && Admit_endLine(ps);
}

/* .local name */

static bool Admit_readLocal(struct Reader *ps)
{
   return Admit_takeName(ps, ROLE_USED) && Admit_endLine(ps);
}

/* .type name, @function */

static bool Admit_readType(struct Reader *ps)
{
   if (!Admit_takeName(ps, ROLE_USED))
      return false;
   if (!Admit_takeWord(ps, ", @function")
       && !Admit_takeWord(ps, ", @object"))
      return Admit_refuse(ps, "a name is a function's or an object's");
   return Admit_endLine(ps);
}

/* .size name, 16 or .size name, .-name */

static bool Admit_readSize(struct Reader *ps)
{
   uint64_t u;

   if (!Admit_takeName(ps, ROLE_USED))
      return false;
   if (Admit_takeWord(ps, ", .-"))
      return Admit_takeName(ps, ROLE_USED) && Admit_endLine(ps);
   if (!Admit_takeWord(ps, ", "))
      return Admit_refuse(ps, "a size is expected");
   return Admit_needNumber(ps, &u) && Admit_endLine(ps);
}

/* .comm name,bytes,alignment */

static bool Admit_readComm(struct Reader *ps)
{
   uint64_t u, uAlignment;

   if (!Admit_takeName(ps, ROLE_DEFINED))
      return false;
   if (!Admit_take(ps, ',') || !Admit_takeNumber(ps, &u)
       || !Admit_take(ps, ',') || !Admit_takeNumber(ps, &uAlignment)
       || uAlignment > (1u << MAX_ALIGNMENT))
      return Admit_refuse(ps, "a size and an alignment are expected");
   return Admit_reserve(ps, u) && Admit_reserve(ps, uAlignment)
          && Admit_endLine(ps);
}

/* .set .LANCHOR0,. + 0 */

static bool Admit_readSet(struct Reader *ps)
{
   const char *pcName = ps->pc;
   uint64_t u;

   if (!Admit_takeName(ps, ROLE_DEFINED))
      return false;
   if (pcName[0] != '.' || !Admit_takeWord(ps, ",. + "))
      return Admit_refuse(ps, "a second name for something is not"
                              " allowed");
   return Admit_needNumber(ps, &u) && Admit_endLine(ps);
}

static bool Admit_readOption(struct Reader *ps)
{
   if (!Admit_takeWord(ps, "nopic"))
      return Admit_refuse(ps, "the only option is nopic");
   return Admit_endLine(ps);
}

/* Take what is between two " as the name of file uFile: what comes
   after the last /, of it only letters, digits and _ . + - . */

static void Admit_keepFile(
   struct Reader *ps, uint64_t uFile, const char *pc, const char *pcEnd)
{
   char *pcName = ps->paacFiles[uFile];
   const char *pcSlash = pcEnd;
   size_t u;

   while (pcSlash > pc && pcSlash[-1] != '/')
      pcSlash--;
   for (u = 0; u + 1 < MAX_FILE_NAME && pcSlash + u < pcEnd; u++)
      pcName[u] = (isalnum((unsigned char)pcSlash[u])
                     || strchr("_.+-", pcSlash[u]) != NULL)
                     ? pcSlash[u]
                     : '_';
   pcName[u] = '\0';
}

/* .file "name" or .file 1 "name" or .file 0 "folder" "name" */

static bool Admit_readFile(struct Reader *ps)
{
   uint64_t uFile = MAX_FILES;
   const char *pcStart;

   if (ps->pc < ps->pcLineEnd && *ps->pc != '"'
       && (!Admit_needNumber(ps, &uFile) || !Admit_take(ps, ' ')))
      return Admit_refuse(ps, "a file's name is expected");
   do
   {
      pcStart = ps->pc + 1;
      if (!Admit_takeString(ps))
         return false;
   } while (Admit_take(ps, ' '));
   if (uFile < MAX_FILES)
      Admit_keepFile(ps, uFile, pcStart, ps->pc - 1);
   return Admit_leaveOut(ps);
}

/* .loc file line and more */

static bool Admit_readLoc(struct Reader *ps)
{
   uint64_t uFile, uLine;

   if (!Admit_needNumber(ps, &uFile) || !Admit_take(ps, ' ')
       || !Admit_needNumber(ps, &uLine))
      return Admit_refuse(ps, "a file's number and a line's are"
                              " expected");
   if (uFile < MAX_FILES && uLine <= INT32_MAX)
   {
      ps->sPending.uFile = (unsigned int)uFile;
      ps->sPending.uLine = (unsigned int)uLine;
      ps->bPending = true;
   }
   return Admit_leaveOut(ps);
}

/*--------------------------------------------------------------------*/
/* Sections                                                           */
/*--------------------------------------------------------------------*/

/* Sections whose name is pcName, or pcName and more after a dot, and
   the flags that they may have. */

struct Section
{
   const char *pcName;
   enum Place ePlace;
   const char *apcFlags[3];
};

static const struct Section asSections[] = {
   {".text", PLACE_TEXT, {",\"ax\",@progbits", NULL, NULL}},
   {".rodata", PLACE_DATA,
      {",\"a\"", ",\"aM\",@progbits,", ",\"aMS\",@progbits,"}},
   {".srodata", PLACE_DATA,
      {",\"a\"", ",\"aM\",@progbits,", ",\"aMS\",@progbits,"}},
   {".data", PLACE_DATA, {",\"aw\"", NULL, NULL}},
   {".sdata", PLACE_DATA, {",\"aw\"", NULL, NULL}},
   {".bss", PLACE_ZEROS, {",\"aw\",@nobits", NULL, NULL}},
   {".sbss", PLACE_ZEROS, {",\"aw\",@nobits", NULL, NULL}}};

/* What comes after a section's name and flags is read to the end: it
   may be the size of an element. */

static bool Admit_takeFlags(
   struct Reader *ps, const struct Section *psSection)
{
   uint64_t u;
   size_t uFlags;

   for (uFlags = 0; uFlags < 3; uFlags++)
      if (psSection->apcFlags[uFlags] != NULL
          && Admit_takeWord(ps, psSection->apcFlags[uFlags]))
      {
         Admit_takeWord(ps, ",@progbits");
         Admit_takeNumber(ps, &u);
         break;
      }
   if (Admit_isAtEnd(ps))
      return true;
   return Admit_refuse(ps,
      "the section has flags that are not a"
      " %s's",
      psSection->pcName);
}

/* .section name,"flags",@progbits,size */

static bool Admit_readSection(struct Reader *ps)
{
   const char *pcName = ps->pc;
   size_t u, uLength = Admit_takeRun(ps), uKnown;

   if ((uLength > 7 && memcmp(pcName, ".debug_", 7) == 0)
       || (uLength == 9 && memcmp(pcName, ".note.GNU", 9) == 0))
   {
      ps->ePlace = PLACE_NOWHERE;
      return Admit_leaveOut(ps);
   }
   for (u = 0; u < sizeof asSections / sizeof asSections[0]; u++)
   {
      uKnown = strlen(asSections[u].pcName);
      if (uLength < uKnown
          || memcmp(pcName, asSections[u].pcName, uKnown) != 0
          || (uLength > uKnown && pcName[uKnown] != '.'))
         continue;
      ps->ePlace = asSections[u].ePlace;
      return Admit_takeFlags(ps, &asSections[u]) && Admit_copy(ps);
   }
   return Admit_refuse(ps,
      "sections are .text, .rodata, .data and .bss;"
      " a section of one's own is not allowed");
}

static bool Admit_readText(struct Reader *ps)
{
   ps->ePlace = PLACE_TEXT;
   return Admit_endLine(ps);
}

static bool Admit_readData(struct Reader *ps)
{
   ps->ePlace = PLACE_DATA;
   return Admit_endLine(ps);
}

static bool Admit_readBss(struct Reader *ps)
{
   ps->ePlace = PLACE_ZEROS;
   return Admit_endLine(ps);
}

/* The directives, and who reads them. */

struct Directive
{
   const char *pcName;
   bool (*pfRead)(struct Reader *ps);
};

static const struct Directive asDirectives[] = {{".loc", Admit_readLoc},
   {".align", Admit_readAlign}, {".section", Admit_readSection},
   {".text", Admit_readText}, {".data", Admit_readData},
   {".bss", Admit_readBss}, {".globl", Admit_readGlobl},
   {".local", Admit_readLocal}, {".type", Admit_readType},
   {".size", Admit_readSize}, {".string", Admit_readString},
   {".ascii", Admit_readString}, {".byte", Admit_readValue},
   {".half", Admit_readValue}, {".word", Admit_readValue},
   {".dword", Admit_readValue}, {".2byte", Admit_readValue},
   {".4byte", Admit_readValue}, {".8byte", Admit_readValue},
   {".zero", Admit_readZero}, {".comm", Admit_readComm},
   {".set", Admit_readSet}, {".option", Admit_readOption},
   {".file", Admit_readFile}, {".attribute", Admit_leaveOut},
   {".ident", Admit_leaveOut}, {".cfi_startproc", Admit_leaveOut},
   {".cfi_endproc", Admit_leaveOut}, {".cfi_sections", Admit_leaveOut},
   {".cfi_offset", Admit_leaveOut}, {".cfi_restore", Admit_leaveOut},
   {".cfi_def_cfa", Admit_leaveOut},
   {".cfi_def_cfa_offset", Admit_leaveOut},
   {".cfi_def_cfa_register", Admit_leaveOut},
   {".cfi_remember_state", Admit_leaveOut},
   {".cfi_restore_state", Admit_leaveOut}};

static bool Admit_readDirective(
   struct Reader *ps, const char *pc, size_t uLength)
{
   size_t u;

   for (u = 0; u < sizeof asDirectives / sizeof asDirectives[0]; u++)
      if (Admit_compare(pc, uLength, asDirectives[u].pcName) == 0)
      {
         Admit_take(ps, '\t');
         Admit_take(ps, ' ');
         return asDirectives[u].pfRead(ps);
      }
   return Admit_refuse(
      ps, "the directive is not one that plain C needs");
}

/*--------------------------------------------------------------------*/
/* Lines                                                              */
/*--------------------------------------------------------------------*/

/* Return true if the line, which belongs to debugging, ends that. */

static bool Admit_endsNowhere(const struct Reader *ps)
{
   static const char *const apcEnds[] = {
      "\t.section\t", "\t.text", "\t.data", "\t.bss"};
   struct Reader sCopy = *ps;
   size_t u;

   for (u = 0; u < sizeof apcEnds / sizeof apcEnds[0]; u++)
      if (Admit_takeWord(&sCopy, apcEnds[u]))
         return true;
   return false;
}

static bool Admit_readLabel(struct Reader *ps)
{
   if (!Admit_takeName(ps, ROLE_DEFINED))
      return false;
   if (!Admit_take(ps, ':') || !Admit_isAtEnd(ps))
      return Admit_refuse(ps, "a label stands alone, with a colon");
   if (ps->ePlace == PLACE_NONE)
      return Admit_refuse(ps, "a label belongs in a section");
   return Admit_copy(ps);
}

static bool Admit_readLine(struct Reader *ps)
{
   const char *pcWord;
   size_t uLength;

   if (Admit_isAtEnd(ps))
      return true;
   if (ps->ePlace == PLACE_NOWHERE && !Admit_endsNowhere(ps))
      return true;
   if (ps->pcLineEnd - ps->pcLine > MAX_LINE_BYTES)
      return Admit_refuse(
         ps, "a line may have %d characters", MAX_LINE_BYTES);
   if (*ps->pc == '#')
      return Admit_refuse(ps, "asm is not allowed");
   if (!Admit_take(ps, '\t'))
      return Admit_readLabel(ps);

   pcWord = ps->pc;
   uLength = Admit_takeRun(ps);
   if (uLength > 0 && pcWord[0] == '.')
      return Admit_readDirective(ps, pcWord, uLength);
   return Admit_readInstruction(ps, pcWord, uLength);
}

static bool Admit_readLines(
   struct Reader *ps, const char *pc, size_t uBytes)
{
   const char *pcEnd = pc + uBytes;

   while (pc < pcEnd)
   {
      const char *pcNext = memchr(pc, '\n', (size_t)(pcEnd - pc));

      ps->uLine++;
      ps->pc = ps->pcLine = pc;
      ps->pcLineEnd = pcNext == NULL ? pcEnd : pcNext;
      if (!Admit_readLine(ps) || ps->bNoMemory)
         return false;
      pc = ps->pcLineEnd + 1;
   }
   return true;
}

/*--------------------------------------------------------------------*/
/* All names together                                                 */
/*--------------------------------------------------------------------*/

/* Order by name; of one name what defines it comes first. */

static int Admit_compareNames(const void *pv1, const void *pv2)
{
   const struct Name *ps1 = pv1, *ps2 = pv2;
   size_t uLength = ps1->uLength < ps2->uLength ? ps1->uLength
                                                : ps2->uLength;
   int i = memcmp(ps1->pc, ps2->pc, uLength);

   if (i != 0)
      return i;
   if (ps1->uLength != ps2->uLength)
      return ps1->uLength < ps2->uLength ? -1 : 1;
   if (ps1->eRole != ps2->eRole)
      return ps1->eRole < ps2->eRole ? -1 : 1;
   return ps1->uLine < ps2->uLine ? -1 : ps1->uLine > ps2->uLine;
}

static bool Admit_isListed(
   const struct Name *psName, const char *const *ppc)
{
   for (; *ppc != NULL; ppc++)
      if (Admit_compare(psName->pc, psName->uLength, *ppc) == 0)
         return true;
   return false;
}

/* Say why the name is refused.  Return false. */

static bool Admit_refuseName(const struct Reader *ps,
   const struct Name *psName, const char *pcWhy)
{
   snprintf(ps->pcWhy, ADMIT_WHY_BYTES,
      "line %zu of the assembler text: %.*s %s", psName->uLine,
      (int)psName->uLength, psName->pc, pcWhy);
   return false;
}

/* Look at a name that the text defines, and that is global; or at one
   that it only uses. */

static bool Admit_checkName(struct Reader *ps,
   const struct Name *psName, const struct Admit_Rules *psRules)
{
   bool bLibrary = Admit_isOneOf(psName->pc, psName->uLength,
      apcLibrary, sizeof apcLibrary / sizeof apcLibrary[0]);
   bool bOther = Admit_isListed(psName, psRules->ppcOthers);

   if (psName->eRole != ROLE_DEFINED)
      return bLibrary || bOther
             || Admit_refuseName(ps, psName,
                "is used and nowhere defined: the machine's library"
                " hasn't got it either");
   if (bLibrary)
      return Admit_refuseName(
         ps, psName, "is a name of the library: choose another one");
   if (bOther)
      return Admit_refuseName(
         ps, psName, "is a name of another file: choose another one");
   if (psName->uLength > 2 && memcmp(psName->pc, "__", 2) == 0)
      return Admit_refuseName(ps, psName,
         "begins with two underscores, as only the compiler's own"
         " names may");
   return true;
}

/* Return true if the names u and u + 1, which are in order, are the
   same. */

static bool Admit_isRepeated(const struct Reader *ps, size_t u)
{
   const struct Name *psName = &ps->psNames[u];

   return u + 1 < ps->uNames && psName[1].uLength == psName->uLength
          && memcmp(psName[1].pc, psName->pc, psName->uLength) == 0;
}

/* Look at the name that the lines from uFirst up to uLast have.  One
   that is defined but not global is nobody else's business. */

static bool Admit_checkLines(struct Reader *ps, size_t uFirst,
   size_t uLast, const struct Admit_Rules *psRules)
{
   bool bGlobal = false;
   size_t u;

   for (u = uFirst; u <= uLast; u++)
      bGlobal = bGlobal || ps->psNames[u].eRole == ROLE_GLOBAL;
   if (!bGlobal && ps->psNames[uFirst].eRole == ROLE_DEFINED)
      return true;
   return Admit_checkName(ps, &ps->psNames[uFirst], psRules);
}

/* Return true if the text, whose names are in order, defines pcName. */

static bool Admit_defines(const struct Reader *ps, const char *pcName)
{
   size_t u;

   for (u = 0; u < ps->uNames; u++)
      if (ps->psNames[u].eRole == ROLE_DEFINED
          && Admit_compare(
                ps->psNames[u].pc, ps->psNames[u].uLength, pcName)
                == 0)
         return true;
   return false;
}

static bool Admit_checkNames(
   struct Reader *ps, const struct Admit_Rules *psRules)
{
   const char *const *ppc;
   size_t u, uFirst = 0;

   if (ps->uNames > 0)
      qsort(ps->psNames, ps->uNames, sizeof *ps->psNames,
         Admit_compareNames);
   for (u = 0; u < ps->uNames; u++)
   {
      if (Admit_isRepeated(ps, u))
         continue;
      if (!Admit_checkLines(ps, uFirst, u, psRules))
         return false;
      uFirst = u + 1;
   }
   for (ppc = psRules->ppcOwn; *ppc != NULL; ppc++)
      if (!Admit_defines(ps, *ppc))
      {
         snprintf(ps->pcWhy, ADMIT_WHY_BYTES,
            "%s is missing: nothing defines it", *ppc);
         return false;
      }
   return true;
}

/*--------------------------------------------------------------------*/

bool Admit_read(const char *pc, size_t uBytes,
   const struct Admit_Rules *psRules, struct Admit_Result *psResult)
{
   struct Reader s;
   bool bAdmitted = false;

   memset(&s, 0, sizeof s);
   memset(psResult, 0, sizeof *psResult);
   s.pcWhy = psResult->acWhy;
   s.paacFiles = calloc(MAX_FILES, sizeof *s.paacFiles);
   s.bNoMemory = (s.paacFiles == NULL);

   if (uBytes > MAX_TEXT_BYTES)
      snprintf(s.pcWhy, ADMIT_WHY_BYTES,
         "the assembler text is longer than %d MiB",
         MAX_TEXT_BYTES >> 20);
   else if (!s.bNoMemory && Admit_readLines(&s, pc, uBytes))
   {
      s.uLine = 0;
      bAdmitted = Admit_checkNames(&s, psRules);
      Admit_putRows(&s);
   }
   if (s.bNoMemory)
   {
      bAdmitted = false;
      snprintf(s.pcWhy, ADMIT_WHY_BYTES,
         "the host has no memory left to read the assembler text");
   }

   psResult->uLine = s.uLine;
   psResult->pcText = bAdmitted ? s.pcOut : NULL;
   psResult->uBytes = bAdmitted ? s.uOut : 0;
   if (!bAdmitted)
      free(s.pcOut);
   free(s.psNames);
   free(s.psRows);
   free(s.paacFiles);
   return bAdmitted;
}
