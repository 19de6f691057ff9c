/*--------------------------------------------------------------------*/
/* processor_test.c: each instruction's corner cases                  */
/*--------------------------------------------------------------------*/

#include "expect.h"
#include "made.h"
#include "machine.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIN64 0x8000000000000000u
#define MAX64 0x7fffffffffffffffu
#define ONES UINT64_MAX
#define MIN32 0xffffffff80000000u
#define MAX32 0x7fffffffu

enum
{
   TWO = 0x33,   /* opcodes: two registers, */
   TWO_W = 0x3b, /* the same on 32 bits, */
   VALUE = 0x13, /* register and value, */
   VALUE_W = 0x1b,
   LOAD = 0x03,
   A0 = 10,
   A1 = 11,
   RET = 0x00008067
};

/* An instruction, what is in a0 and a1, and what it makes of them. */

struct Two
{
   const char *pcName;
   uint32_t uOpcode, uFunct3, uFunct7;
   uint64_t uA, uB, uResult;
};

static const struct Two asTwo[] = {{"add", TWO, 0, 0, MAX64, 1, MIN64},
   {"add", TWO, 0, 0, ONES, ONES, ONES - 1},
   {"sub", TWO, 0, 32, 0, 1, ONES},
   {"sub", TWO, 0, 32, MIN64, 1, MAX64},
   {"sll", TWO, 1, 0, 1, 63, MIN64}, {"sll", TWO, 1, 0, 1, 64, 1},
   {"sll", TWO, 1, 0, 3, ONES, MIN64}, {"slt", TWO, 2, 0, MIN64, 0, 1},
   {"slt", TWO, 2, 0, 0, MIN64, 0}, {"slt", TWO, 2, 0, 5, 5, 0},
   {"sltu", TWO, 3, 0, MIN64, 0, 0}, {"sltu", TWO, 3, 0, 0, ONES, 1},
   {"sltu", TWO, 3, 0, 5, 5, 0},
   {"xor", TWO, 4, 0, 0xff00, 0x0ff0, 0xf0f0},
   {"srl", TWO, 5, 0, MIN64, 63, 1},
   {"srl", TWO, 5, 0, MIN64, 64, MIN64},
   {"sra", TWO, 5, 32, MIN64, 63, ONES},
   {"sra", TWO, 5, 32, MAX64, 62, 1},
   {"sra", TWO, 5, 32, MIN64, 64, MIN64},
   {"or", TWO, 6, 0, 0xff00, 0x0ff0, 0xfff0},
   {"and", TWO, 7, 0, 0xff00, 0x0ff0, 0x0f00},
   {"addw", TWO_W, 0, 0, MAX32, 1, MIN32},
   {"addw", TWO_W, 0, 0, 0xffffffffu, 1, 0},
   {"subw", TWO_W, 0, 32, 0, 1, ONES},
   {"subw", TWO_W, 0, 32, MIN32, 1, MAX32},
   {"sllw", TWO_W, 1, 0, 1, 31, MIN32}, {"sllw", TWO_W, 1, 0, 1, 32, 1},
   {"srlw", TWO_W, 5, 0, MIN32, 31, 1},
   {"srlw", TWO_W, 5, 0, MIN32, 32, MIN32},
   {"srlw", TWO_W, 5, 0, 0x1ffffffffu, 0, ONES},
   {"sraw", TWO_W, 5, 32, MIN32, 31, ONES},
   {"sraw", TWO_W, 5, 32, 0x80000000u, 32, MIN32},
   {"mul", TWO, 0, 1, MIN64, 2, 0}, {"mul", TWO, 0, 1, ONES, ONES, 1},
   {"mulh", TWO, 1, 1, MIN64, MIN64, 0x4000000000000000u},
   {"mulh", TWO, 1, 1, ONES, 1, ONES},
   {"mulh", TWO, 1, 1, ONES, ONES, 0},
   {"mulhsu", TWO, 2, 1, ONES, ONES, ONES},
   {"mulhsu", TWO, 2, 1, MIN64, ONES, MIN64},
   {"mulhsu", TWO, 2, 1, 2, ONES, 1},
   {"mulhu", TWO, 3, 1, ONES, ONES, ONES - 1},
   {"mulhu", TWO, 3, 1, MIN64, 2, 1}, {"div", TWO, 4, 1, 7, 0, ONES},
   {"div", TWO, 4, 1, MIN64, ONES, MIN64},
   {"div", TWO, 4, 1, (uint64_t)-7, 2, (uint64_t)-3},
   {"div", TWO, 4, 1, 7, ONES, (uint64_t)-7},
   {"divu", TWO, 5, 1, 7, 0, ONES}, {"divu", TWO, 5, 1, MIN64, ONES, 0},
   {"divu", TWO, 5, 1, ONES, 2, MAX64},
   {"rem", TWO, 6, 1, (uint64_t)-7, 0, (uint64_t)-7},
   {"rem", TWO, 6, 1, MIN64, ONES, 0},
   {"rem", TWO, 6, 1, (uint64_t)-7, 2, ONES},
   {"rem", TWO, 6, 1, 7, (uint64_t)-2, 1}, {"remu", TWO, 7, 1, 7, 0, 7},
   {"remu", TWO, 7, 1, MIN64, ONES, MIN64},
   {"mulw", TWO_W, 0, 1, MIN32, MIN32, 0},
   {"mulw", TWO_W, 0, 1, 0x10000, 0x8000, MIN32},
   {"divw", TWO_W, 4, 1, 7, 0, ONES},
   {"divw", TWO_W, 4, 1, MIN32, ONES, MIN32},
   {"divw", TWO_W, 4, 1, 0x100000007u, 0xf00000002u, 3},
   {"divuw", TWO_W, 5, 1, 7, 0xf00000000u, ONES},
   {"divuw", TWO_W, 5, 1, MIN32, 1, MIN32},
   {"remw", TWO_W, 6, 1, MIN32, ONES, 0},
   {"remw", TWO_W, 6, 1, 0x80000000u, 0, MIN32},
   {"remw", TWO_W, 6, 1, 0xfffffff9u, 2, ONES},
   {"remuw", TWO_W, 7, 1, 0x80000000u, 0, MIN32},
   {"remuw", TWO_W, 7, 1, 0xfffffff9u, 0x10, 9}};

/* The same for a0 and a value; 0x400 in a shift's value is srai's. */

struct Value
{
   const char *pcName;
   uint32_t uOpcode, uFunct3;
   int32_t iValue;
   uint64_t uA, uResult;
};

static const struct Value asValue[] = {{"addi", VALUE, 0, -1, 0, ONES},
   {"addi", VALUE, 0, 2047, MAX64, MIN64 + 2046},
   {"addi", VALUE, 0, -2048, 2048, 0}, {"slli", VALUE, 1, 63, 3, MIN64},
   {"slli", VALUE, 1, 32, 1, 0x100000000u},
   {"slti", VALUE, 2, -1, MIN64, 1}, {"slti", VALUE, 2, -1, ONES, 0},
   {"sltiu", VALUE, 3, -1, ONES - 1, 1},
   {"sltiu", VALUE, 3, -1, ONES, 0}, {"sltiu", VALUE, 3, 1, 0, 1},
   {"xori", VALUE, 4, -1, 0xff, ~(uint64_t)0xff},
   {"srli", VALUE, 5, 63, MIN64, 1},
   {"srai", VALUE, 5, 63 | 0x400, MIN64, ONES},
   {"srai", VALUE, 5, 1 | 0x400, MAX64, MAX64 / 2},
   {"ori", VALUE, 6, -2048, 1, (uint64_t)-2047},
   {"andi", VALUE, 7, -2, ONES, ONES - 1},
   {"addiw", VALUE_W, 0, 1, MAX32, MIN32},
   {"addiw", VALUE_W, 0, 0, 0xffffffffu, ONES},
   {"slliw", VALUE_W, 1, 31, 1, MIN32},
   {"srliw", VALUE_W, 5, 31, MIN32, 1},
   {"srliw", VALUE_W, 5, 0, 0x80000000u, MIN32},
   {"sraiw", VALUE_W, 5, 31 | 0x400, 0x80000000u, ONES},
   {"sraiw", VALUE_W, 5, 1 | 0x400, MAX32, MAX32 / 2}};

/* Words that are no instruction of RV64IM. */

static const uint32_t auIllegal[] = {0x00000000, 0xffffffff, 0x00000001,
   0x0000100f, 0x00200073, 0x30200073, 0xc0002573, 0x0000706b,
   0x00007003, 0x00004023, 0x00002063, 0x00003063, 0x00001067,
   0x04000033, 0x40001033, 0x4000103b, 0x0200103b, 0x0000203b,
   0x80001013, 0x44001013, 0x0200101b, 0x0400501b, 0x0000201b,
   0x0000002f, 0x00000007, 0x00000053};

/*--------------------------------------------------------------------*/

/* Load a program of these words, with a page of data, and run it with
   two arguments. */

static void Run(const uint32_t *puWords, size_t uWords, uint64_t uA,
   uint64_t uB, uint64_t uBudget, struct Machine_Outcome *psOutcome)
{
   uint64_t auArguments[2];
   size_t uBytes;
   unsigned char *puc = Elf_make(puWords, uWords, ELF_TEXT + PAGE_BYTES,
      "data", 5, PAGE_BYTES, &uBytes);
   const char *pcWrong = Machine_load(puc, uBytes);

   auArguments[0] = uA;
   auArguments[1] = uB;
   free(puc);
   if (pcWrong != NULL)
   {
      puts(pcWrong);
      exit(EXIT_FAILURE);
   }
   Machine_call(ELF_TEXT, 2, auArguments, uBudget, psOutcome);
}

/* Run uWord and ret, and expect uResult in a0. */

static void Expect_result(const char *pcName, uint32_t uWord,
   uint64_t uA, uint64_t uB, uint64_t uResult)
{
   uint32_t auWords[2];
   struct Machine_Outcome s;

   auWords[0] = uWord;
   auWords[1] = RET;
   Expect_begin(pcName);
   Run(auWords, 2, uA, uB, 10, &s);
   Expect_equal(s.eEnd, MACHINE_RETURNED, "the end");
   Expect_equal(s.uResult, uResult, "a0");
   Expect_equal(s.sCost.uInstructions, 2, "instructions");
}

static void Test_tables(void)
{
   size_t u;

   for (u = 0; u < sizeof asTwo / sizeof asTwo[0]; u++)
      Expect_result(asTwo[u].pcName,
         Elf_r(asTwo[u].uOpcode, asTwo[u].uFunct3, asTwo[u].uFunct7, A0,
            A0, A1),
         asTwo[u].uA, asTwo[u].uB, asTwo[u].uResult);
   for (u = 0; u < sizeof asValue / sizeof asValue[0]; u++)
      Expect_result(asValue[u].pcName,
         Elf_i(asValue[u].uOpcode, asValue[u].uFunct3, A0, A0,
            asValue[u].iValue),
         asValue[u].uA, 0, asValue[u].uResult);
   Expect_result("lui", Elf_u(0x37, A0, 0x80000), 0, 0, MIN32);
   Expect_result(
      "auipc", Elf_u(0x17, A0, 0xfffff), 0, 0, ELF_TEXT - 0x1000);
   Expect_result("fence", 0x0ff0000f, 5, 0, 5);
   Expect_result(
      "no write to zero", Elf_i(VALUE, 0, 0, A0, 1), 5, 0, 5);
}

/* A branch over an instruction that sets a0 to 1. */

static void Expect_branch(
   uint32_t uFunct3, uint64_t uA, uint64_t uB, bool bTaken)
{
   const uint32_t auWords[] = {Elf_b(uFunct3, A0, A1, 12),
      Elf_i(VALUE, 0, A0, 0, 1), RET, Elf_i(VALUE, 0, A0, 0, 2), RET};
   struct Machine_Outcome s;

   Expect_begin("branch");
   Run(auWords, 5, uA, uB, 10, &s);
   Expect_equal(s.uResult, bTaken ? 2 : 1, "what was done");
}

static void Test_branches(void)
{
   Expect_branch(0, 5, 5, true);
   Expect_branch(0, 5, 5 + 0x100000000u, false);
   Expect_branch(1, 5, 5, false);
   Expect_branch(1, 5, 4, true);
   Expect_branch(4, MIN64, 0, true);
   Expect_branch(4, 0, MIN64, false);
   Expect_branch(4, 1, 1, false);
   Expect_branch(5, 0, MIN64, true);
   Expect_branch(5, 1, 1, true);
   Expect_branch(5, ONES, 0, false);
   Expect_branch(6, 0, MIN64, true);
   Expect_branch(6, 1, 1, false);
   Expect_branch(7, MIN64, 0, true);
   Expect_branch(7, 1, 1, true);
   Expect_branch(7, 0, ONES, false);
}

/* Jumps: forth, back, through a register, out of the text. */

static void Test_jumps(void)
{
   const uint32_t auForth[] = {
      Elf_j(A0, 8), 0, Elf_i(VALUE, 0, A0, A0, 1), RET};
   const uint32_t auBack[] = {
      Elf_j(0, 12), Elf_i(VALUE, 0, A0, 0, 3), RET, Elf_j(0, -8)};
   const uint32_t auTo[] = {
      Elf_i(0x67, 0, A1, A0, 9), 0, 0, Elf_i(VALUE, 0, A0, A1, 0), RET};
   const uint32_t auOut[] = {Elf_j(0, 4096)};
   const uint32_t auOdd[] = {Elf_j(0, 6), RET};
   const uint32_t auBehind[] = {Elf_b(0, 0, 0, -8)};
   const uint32_t auFalls[] = {Elf_i(VALUE, 0, A0, 0, 1)};
   const uint32_t auFar[] = {Elf_i(0x67, 0, 0, A0, 0)};
   struct Machine_Outcome s;

   Expect_begin("jumps");
   Run(auForth, 4, 0, 0, 10, &s);
   Expect_equal(s.uResult, ELF_TEXT + 5, "jal's link and one");
   Run(auBack, 4, 0, 0, 10, &s);
   Expect_equal(s.uResult, 3, "jal back");
   Run(auTo, 5, ELF_TEXT + 4, 0, 10, &s);
   Expect_equal(s.uResult, ELF_TEXT + 4, "jalr's link");
   Expect_begin("jumps that lead nowhere");
   Run(auOut, 1, 0, 0, 10, &s);
   Expect_equal(s.eFault, MACHINE_BAD_JUMP, "out of the text");
   Expect_equal(s.uAddress, ELF_TEXT + 4096, "target");
   Run(auOdd, 2, 0, 0, 10, &s);
   Expect_equal(s.eFault, MACHINE_BAD_JUMP, "between instructions");
   Run(auBehind, 1, 0, 0, 10, &s);
   Expect_equal(s.eFault, MACHINE_BAD_JUMP, "before the text");
   Run(auFalls, 1, 0, 0, 10, &s);
   Expect_equal(s.eFault, MACHINE_BAD_JUMP, "past the text");
   Expect_equal(s.sCost.uInstructions, 1, "instructions done");
   Run(auFar, 1, ELF_TEXT + 2, 0, 10, &s);
   Expect_equal(s.eFault, MACHINE_BAD_JUMP, "into an instruction");
   Run(auFar, 1, ELF_TEXT + PAGE_BYTES, 0, 10, &s);
   Expect_equal(s.eFault, MACHINE_BAD_JUMP, "into data");
   Expect_in("the program's data", Machine_explain(&s));
}

static void Test_illegal(void)
{
   struct Machine_Outcome s;
   size_t u;

   for (u = 0; u < sizeof auIllegal / sizeof auIllegal[0]; u++)
   {
      Expect_begin("no instruction");
      Run(&auIllegal[u], 1, 0, 0, 10, &s);
      Expect_equal(
         s.eFault, MACHINE_BAD_INSTRUCTION, "the fault of a word");
      Expect_equal(s.uPc, ELF_TEXT, "where");
      if (s.eFault != MACHINE_BAD_INSTRUCTION)
         printf("   the word is 0x%08x\n", auIllegal[u]);
   }
   /* Any word at all: it is decoded, and nothing else happens. */
   Expect_begin("any word");
   for (u = 0; u < 1000000; u++)
   {
      struct Instruction sAny = Text_decode((uint32_t)u * 2654435761u);

      if (sAny.ucOp > OP_REMUW || sAny.ucTo == 0
          || sAny.ucTo > REGISTER_SINK || sAny.ucA >= REGISTERS
          || sAny.ucB >= REGISTERS)
         Expect_true(false, "it is out of bounds");
   }
}

/* Loads and stores of all widths, at all alignments, over the end of a
   page and a line. */

static void Test_memory(void)
{
   static const struct
   {
      uint32_t uFunct3;
      uint64_t uResult;
   } asLoads[] = {{0, 0xffffffffffffff88u}, {1, 0xffffffffffff9988u},
      {2, 0xffffffffbbaa9988u}, {3, 0xffeeddccbbaa9988u}, {4, 0x88},
      {5, 0x9988}, {6, 0xbbaa9988u}};
   static const uint64_t auOffsets[] = {
      16, 17, 19, 22, 60, 63, 4090, 4093, 4095};
   struct Machine_Outcome s;
   size_t u, uOffset;

   for (u = 0; u < sizeof asLoads / sizeof asLoads[0]; u++)
      for (uOffset = 0; uOffset < 9; uOffset++)
      {
         uint64_t uAt = MEMORY_STACK + auOffsets[uOffset];
         const uint32_t auWords[] = {Elf_s(3, A0, A1, 0),
            Elf_i(LOAD, asLoads[u].uFunct3, A0, A0, 0), RET};

         Expect_begin("store and load");
         Run(auWords, 3, uAt, 0xffeeddccbbaa9988u, 10, &s);
         Expect_equal(s.uResult, asLoads[u].uResult, "what was loaded");
         Expect_equal(s.sCost.uLines,
            auOffsets[uOffset] % 64 > 56 ? 2 : 1, "lines");
         Expect_equal(s.sCost.uLoads, 1, "loads");
         Expect_equal(s.sCost.uStores, 1, "stores");
      }
   for (u = 0; u < 4; u++)
   {
      const uint32_t auWords[] = {
         Elf_s((uint32_t)u, A0, A1, 0), Elf_i(LOAD, 3, A0, A0, 0), RET};

      Expect_begin("store");
      Run(auWords, 3, MEMORY_STACK, ONES, 10, &s);
      Expect_equal(s.uResult,
         u == 3 ? ONES : ((uint64_t)1 << (8 << u)) - 1, "its width");
   }
}

static void Test_budget(void)
{
   const uint32_t auLoop[] = {Elf_j(0, 0)};
   const uint32_t auWords[] = {
      Elf_i(VALUE, 0, A0, A0, 1), Elf_i(VALUE, 0, A0, A0, 1), RET};
   struct Machine_Outcome s;

   Expect_begin("budget");
   Run(auLoop, 1, 0, 0, 1000, &s);
   Expect_equal(s.eEnd, MACHINE_ENDLESS, "a loop's end");
   Expect_equal(s.sCost.uInstructions, 1000, "instructions");
   Expect_equal(s.uPc, ELF_TEXT, "where");
   Run(auWords, 3, 0, 0, 2, &s);
   Expect_equal(s.eEnd, MACHINE_ENDLESS, "one too few");
   Run(auWords, 3, 0, 0, 3, &s);
   Expect_equal(s.eEnd, MACHINE_RETURNED, "just enough");
   Expect_equal(s.uResult, 2, "a0");
   Run(auWords, 3, 0, 0, 0, &s);
   Expect_equal(s.eEnd, MACHINE_ENDLESS, "none at all");
}

int main(void)
{
   Test_tables();
   Test_branches();
   Test_jumps();
   Test_illegal();
   Test_memory();
   Test_budget();
   return Expect_end();
}
