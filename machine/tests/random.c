/*--------------------------------------------------------------------*/
/* random.c: random programs, on the machine and on qemu-riscv64      */
/*                                                                    */
/* Usage: test-machine-random QEMU [INSTRUCTIONS [SEED]]              */
/*                                                                    */
/* A program is a long row of random instructions.  After each of     */
/* them, the register that it has set is stored to the next place of  */
/* a trace.  When it is done, the trace and the data it worked on     */
/* must be the same, byte for byte.  So each instruction's result is  */
/* compared, and what it is is known.                                 */
/*                                                                    */
/* Register s0 points into the data, t6 into the trace; all others    */
/* are random.  For qemu there is a start that calls the program and  */
/* writes data and trace to standard output.                          */
/*--------------------------------------------------------------------*/

#include "made.h"
#include "machine.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum
{
   DEFAULT_INSTRUCTIONS = 300000,
   PROGRAM_INSTRUCTIONS = 100000, /* in one program, at most */
   WORDS_EACH = 8,                /* at most, with its trace */
   EXTRA_WORDS = 256,             /* before and after them */
   PLACES = 2 * PROGRAM_INSTRUCTIONS + 512, /* in the trace */
   S0 = 8,
   T6 = 31,
   RA = 1,
   TRACE_STEP = 2040,  /* how far t6 moves at a time */
   REGION_BYTES = 4096 /* that random instructions work on */
};

#define DATA_START (ELF_TEXT + 0x800000)
#define DATA_BYTES (REGION_BYTES + 8u * PLACES)

/* A program in the making.  Each instruction has a place in the trace;
   that of one that is jumped over stays 0. */

struct Making
{
   uint32_t auWords[PROGRAM_INSTRUCTIONS * WORDS_EACH + EXTRA_WORDS];
   size_t uWords;
   size_t uPlaces;
   size_t auWordOf[PLACES]; /* for each place */
   int iOffset;             /* of the next place from t6 */
};

static struct Making sMaking;
static unsigned char aucData[DATA_BYTES];
static unsigned char aucTheirs[DATA_BYTES];
static uint64_t uRandom;

/*--------------------------------------------------------------------*/
/* Making programs                                                    */
/*--------------------------------------------------------------------*/

static uint32_t Random_below(uint32_t uBelow)
{
   uRandom = uRandom * 6364136223846793005u + 1442695040888963407u;
   return (uint32_t)((uRandom >> 33) % uBelow);
}

/* Return one of the numbers at which instructions go wrong, or any. */

static uint64_t Random_value(void)
{
   static const uint64_t au[] = {0, 1, 2, 63, 64, 0x7f, 0x80, 0xff,
      0x7fff, 0x8000, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
      0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff,
      0xfffffffffffffffe, 0xffffffff80000000, 0xffffffff7fffffff};
   uint32_t u = Random_below(2 * sizeof au / sizeof au[0]);

   if (u < sizeof au / sizeof au[0])
      return au[u];
   return (uint64_t)Random_below(UINT32_MAX) << 32
          | Random_below(UINT32_MAX);
}

/* Return a register that may be set. */

static uint32_t Random_to(void)
{
   uint32_t u = Random_below(32);

   return u == S0 || u == T6 ? 0 : u;
}

static void Random_put(uint32_t uWord)
{
   sMaking.auWords[sMaking.uWords++] = uWord;
}

/* Store uRegister to the next place of the trace. */

static void Random_trace(uint32_t uRegister)
{
   sMaking.auWordOf[sMaking.uPlaces++] = sMaking.uWords;
   Random_put(Elf_s(3, T6, uRegister, sMaking.iOffset));
   sMaking.iOffset += 8;
}

/* Move t6 when the places that can be reached from it are used up. */

static void Random_moveTrace(void)
{
   if (sMaking.iOffset < TRACE_STEP - 32)
      return;
   Random_put(Elf_i(0x13, 0, T6, T6, sMaking.iOffset));
   sMaking.iOffset = 0;
}

static void Random_putTwo(void)
{
   static const uint32_t auSevenths[] = {0, 1, 0, 1, 32};
   static const uint32_t auWordThirds[] = {0, 4, 5, 6, 7};
   uint32_t uTo = Random_to(), uThird = Random_below(8);
   uint32_t uSeventh = auSevenths[Random_below(5)];
   bool bWord = Random_below(2) == 0;

   if (uSeventh == 32)
      uThird = Random_below(2) * 5;
   else if (bWord && uSeventh == 1)
      uThird = auWordThirds[Random_below(5)];
   else if (bWord)
      uThird = Random_below(3) == 0 ? 0 : 1 + 4 * Random_below(2);
   Random_put(Elf_r(bWord ? 0x3b : 0x33, uThird, uSeventh, uTo,
      Random_below(32), Random_below(32)));
   Random_trace(uTo);
}

static void Random_putValue(void)
{
   uint32_t uTo = Random_to(), uThird = Random_below(8);
   bool bWord = Random_below(3) == 0;
   int32_t iValue = (int32_t)Random_below(4096) - 2048;

   if (Random_below(2) == 0)
      iValue = (int32_t)Random_below(5) - 2;
   if (bWord)
      uThird = Random_below(3) == 0 ? 0 : 1 + 4 * Random_below(2);
   if (uThird == 1 || uThird == 5)
      iValue = (int32_t)Random_below(bWord ? 32 : 64);
   if (uThird == 5 && Random_below(2) == 0)
      iValue |= 0x400;
   Random_put(Elf_i(
      bWord ? 0x1b : 0x13, uThird, uTo, Random_below(32), iValue));
   Random_trace(uTo);
}

static void Random_putUpper(void)
{
   uint32_t uTo = Random_to();

   Random_put(Elf_u(
      Random_below(2) == 0 ? 0x37 : 0x17, uTo, Random_below(1 << 20)));
   Random_trace(uTo);
}

static void Random_putLoad(void)
{
   uint32_t uTo = Random_to();

   Random_put(Elf_i(0x03, Random_below(7), uTo, S0,
      (int32_t)Random_below(4088) - 2048));
   Random_trace(uTo);
}

static void Random_putStore(void)
{
   Random_put(Elf_s(Random_below(4), S0, Random_below(32),
      (int32_t)Random_below(4088) - 2048));
}

/* A branch, or a jump, over an instruction and its trace. */

static void Random_putBranch(void)
{
   static const uint32_t auThirds[] = {0, 1, 4, 5, 6, 7};
   uint32_t uTo = Random_to();

   if (Random_below(4) == 0)
   {
      Random_put(Elf_j(uTo, 12));
      Random_putUpper();
      Random_trace(uTo);
   }
   else
   {
      Random_put(Elf_b(auThirds[Random_below(6)], Random_below(32),
         Random_below(32), 12));
      Random_putValue();
   }
}

/* A jalr over a word: auipc uBase, 0; jalr uTo, uBase, 13.  The lowest
   bit of its target is not looked at. */

static void Random_putJumpTo(void)
{
   uint32_t uBase = 1 + Random_below(7), uTo = Random_to();

   Random_put(Elf_u(0x17, uBase, 0));
   Random_put(
      Elf_i(0x67, 0, uTo, uBase, 12 + (int32_t)Random_below(2)));
   Random_put(0xffffffff);
   Random_trace(uTo);
   Random_trace(uBase);
}

static void Random_putOne(void)
{
   static void (*const apf[])(void) = {Random_putTwo, Random_putTwo,
      Random_putTwo, Random_putTwo, Random_putValue, Random_putValue,
      Random_putUpper, Random_putLoad, Random_putLoad, Random_putStore,
      Random_putBranch, Random_putJumpTo};

   apf[Random_below(sizeof apf / sizeof apf[0])]();
   Random_moveTrace();
}

/* Have s0 point into the region, and t6 to the trace; load all others
   with what is in the region. */

static void Random_putStart(void)
{
   uint32_t u;

   for (u = 0; u < 2; u++)
   {
      uint32_t uTo = u == 0 ? S0 : T6;
      uint64_t uFrom = ELF_TEXT + 4 * sMaking.uWords;
      uint64_t uTarget = DATA_START
                         + (u == 0 ? REGION_BYTES / 2 : REGION_BYTES);
      uint64_t uFar = uTarget - uFrom;

      Random_put(
         Elf_u(0x17, uTo, (uint32_t)((uFar + 0x800) >> 12) & 0xfffff));
      Random_put(Elf_i(
         0x13, 0, uTo, uTo, (int32_t)(uint32_t)(uFar << 20) >> 20));
   }
   /* The return address goes to the trace's first place. */
   Random_trace(RA);
   for (u = 1; u < 32; u++)
      if (u != S0 && u != T6)
         Random_put(Elf_i(0x03, 3, u, S0, (int32_t)(8 * u) - 2048));
}

/* Make a program of uCount instructions.  It begins with the start for
   qemu; return how many words that are. */

static size_t Random_make(size_t uCount)
{
   size_t u, uCall, uBegin;
   int64_t iBack;

   for (u = 0; u < DATA_BYTES; u += sizeof(uint64_t))
   {
      uint64_t uValue = u < REGION_BYTES ? Random_value() : 0;

      memcpy(&aucData[u], &uValue, sizeof uValue);
   }
   sMaking.uWords = sMaking.uPlaces = 0;
   sMaking.iOffset = 0;

   /* call the program; write(1, data, bytes); exit(0) */
   uCall = sMaking.uWords;
   Random_put(0);
   Random_put(Elf_i(0x13, 0, 10, 0, 1));
   Random_put(Elf_u(0x17, 11, 0x800));
   Random_put(Elf_i(0x13, 0, 11, 11, -8));
   Random_put(Elf_u(0x37, 12, (DATA_BYTES + 0x800) >> 12));
   Random_put(Elf_i(
      0x13, 0, 12, 12, (int32_t)((uint32_t)DATA_BYTES << 20) >> 20));
   Random_put(Elf_i(0x13, 0, 17, 0, 64));
   Random_put(0x00000073);
   Random_put(Elf_i(0x13, 0, 10, 0, 0));
   Random_put(Elf_i(0x13, 0, 17, 0, 93));
   Random_put(0x00000073);
   uBegin = sMaking.uWords;
   sMaking.auWords[uCall] = Elf_j(RA, (int32_t)(4 * uBegin));

   Random_putStart();
   for (u = 0; u < uCount; u++)
      Random_putOne();

   /* ra from the trace's first place, which then becomes 0; ret */
   iBack = (int64_t)(DATA_START + REGION_BYTES)
           - (int64_t)(ELF_TEXT + 4 * sMaking.uWords);
   Random_put(Elf_u(
      0x17, T6, (uint32_t)((uint64_t)(iBack + 0x800) >> 12) & 0xfffff));
   Random_put(Elf_i(0x13, 0, T6, T6,
      (int32_t)((uint32_t)(uint64_t)iBack << 20) >> 20));
   Random_put(Elf_i(0x03, 3, RA, T6, 0));
   Random_put(Elf_s(3, T6, 0, 0));
   Random_put(0x00008067);
   return uBegin;
}

/*--------------------------------------------------------------------*/
/* Running them                                                       */
/*--------------------------------------------------------------------*/

/* Run the file of uBytes bytes at puc by pcQemu, and set aucTheirs. */

static bool Random_runTheirs(
   const char *pcQemu, const unsigned char *puc, size_t uBytes)
{
   char acFile[] = "/tmp/machine-random-XXXXXX", acCommand[400];
   int iFile = mkstemp(acFile);
   FILE *psFile = iFile < 0 ? NULL : fdopen(iFile, "wb");
   size_t uRead = 0;

   if (psFile == NULL)
      return false;
   fwrite(puc, 1, uBytes, psFile);
   fchmod(iFile, 0700);
   fclose(psFile);
   snprintf(acCommand, sizeof acCommand, "%.300s %s", pcQemu, acFile);
   psFile = popen(acCommand, "r");
   if (psFile != NULL)
   {
      uRead = fread(aucTheirs, 1, sizeof aucTheirs, psFile);
      pclose(psFile);
   }
   remove(acFile);
   return uRead == sizeof aucTheirs;
}

/* Compare what the machine has with aucTheirs; say where they
   differ. */

static bool Random_compare(void)
{
   const unsigned char *puc = (const unsigned char *)DATA_START;
   uint64_t uOurs, uTheirs;
   size_t u;

   for (u = 0; u < DATA_BYTES; u += sizeof uOurs)
   {
      size_t uPlace = (u - REGION_BYTES) / sizeof uOurs;

      memcpy(&uOurs, puc + u, sizeof uOurs);
      memcpy(&uTheirs, aucTheirs + u, sizeof uTheirs);
      if (uOurs == uTheirs)
         continue;
      printf("FAIL random: 0x%" PRIx64 " here, 0x%" PRIx64 " there, ",
         uOurs, uTheirs);
      if (u < REGION_BYTES)
         printf("byte %zu of the data\n", u);
      else
         printf("after instruction 0x%08x\n",
            sMaking.auWords[sMaking.auWordOf[uPlace] - 1]);
      return false;
   }
   return true;
}

/* Make a program of uCount instructions, run it here and there, and add
   what was done here to *puDone. */

static bool Random_try(
   const char *pcQemu, size_t uCount, uint64_t *puDone)
{
   size_t uBytes, uBegin = Random_make(uCount);
   unsigned char *puc = Elf_make(sMaking.auWords, sMaking.uWords,
      DATA_START, aucData, sizeof aucData, sizeof aucData, &uBytes);
   const char *pcWrong = Machine_load(puc, uBytes);
   struct Machine_Outcome s;
   bool bTheirs;

   if (pcWrong != NULL)
   {
      printf("FAIL random: %s\n", pcWrong);
      free(puc);
      return false;
   }
   Machine_call(
      ELF_TEXT + 4 * uBegin, 0, NULL, 10 * sMaking.uWords, &s);
   *puDone += s.sCost.uInstructions;
   bTheirs = Random_runTheirs(pcQemu, puc, uBytes);
   free(puc);
   if (s.eEnd != MACHINE_RETURNED)
      printf("FAIL random: %s\n", Machine_explain(&s));
   else if (!bTheirs)
      printf("FAIL random: %s does not run the program\n", pcQemu);
   else
      return Random_compare();
   return false;
}

int main(int argc, char *argv[])
{
   uint64_t uDone = 0, uWanted = DEFAULT_INSTRUCTIONS;
   int iPassed = 0;

   if (argc < 2)
   {
      fputs("usage: test-machine-random QEMU [INSTRUCTIONS [SEED]]\n",
         stderr);
      return EXIT_FAILURE;
   }
   uWanted = argc > 2 ? strtoull(argv[2], NULL, 10) : uWanted;
   uRandom = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
   while (uDone < uWanted)
   {
      uint64_t uSeed = uRandom;

      if (!Random_try(argv[1], PROGRAM_INSTRUCTIONS, &uDone))
      {
         printf("FAIL random: the seed was %" PRIu64 "\n", uSeed);
         printf("%d passed, 1 failed\n", iPassed);
         return EXIT_FAILURE;
      }
      iPassed++;
   }
   printf(
      "%" PRIu64 " instructions, each with the same result\n", uDone);
   printf("%d passed, 0 failed\n", iPassed);
   return EXIT_SUCCESS;
}
