/*--------------------------------------------------------------------*/
/* text.c: a program's instructions, decoded                          */
/*--------------------------------------------------------------------*/

#include "text.h"
#include <assert.h>
#include <stdlib.h>

enum Opcode
{
   OPCODE_LOAD = 0x03,
   OPCODE_FENCE = 0x0f,
   OPCODE_VALUE = 0x13, /* register and value */
   OPCODE_AUIPC = 0x17,
   OPCODE_VALUE_W = 0x1b, /* the same on 32 bits */
   OPCODE_STORE = 0x23,
   OPCODE_TWO = 0x33, /* two registers */
   OPCODE_LUI = 0x37,
   OPCODE_TWO_W = 0x3b, /* the same on 32 bits */
   OPCODE_BRANCH = 0x63,
   OPCODE_JALR = 0x67,
   OPCODE_JAL = 0x6f,
   OPCODE_SYSTEM = 0x73
};

enum
{
   FUNCT7_ALTERNATE = 0x20, /* sub for add, sra for srl */
   FUNCT7_MULTIPLY = 0x01,
   WORD_ECALL = 0x00000073,
   WORD_EBREAK = 0x00100073
};

/* What follows from funct3.  OP_ILLEGAL is 0. */

static const uint8_t aucBranch[8] = {
   OP_BEQ, OP_BNE, 0, 0, OP_BLT, OP_BGE, OP_BLTU, OP_BGEU};
static const uint8_t aucLoad[8] = {
   OP_LB, OP_LH, OP_LW, OP_LD, OP_LBU, OP_LHU, OP_LWU, 0};
static const uint8_t aucStore[8] = {
   OP_SB, OP_SH, OP_SW, OP_SD, 0, 0, 0, 0};
static const uint8_t aucValue[8] = {OP_ADDI, OP_SLLI, OP_SLTI, OP_SLTIU,
   OP_XORI, OP_SRLI, OP_ORI, OP_ANDI};
static const uint8_t aucValueW[8] = {
   OP_ADDIW, OP_SLLIW, 0, 0, 0, OP_SRLIW, 0, 0};
static const uint8_t aucTwo[8] = {
   OP_ADD, OP_SLL, OP_SLT, OP_SLTU, OP_XOR, OP_SRL, OP_OR, OP_AND};
static const uint8_t aucTwoAlternate[8] = {
   OP_SUB, 0, 0, 0, 0, OP_SRA, 0, 0};
static const uint8_t aucTwoMultiply[8] = {OP_MUL, OP_MULH, OP_MULHSU,
   OP_MULHU, OP_DIV, OP_DIVU, OP_REM, OP_REMU};
static const uint8_t aucTwoW[8] = {
   OP_ADDW, OP_SLLW, 0, 0, 0, OP_SRLW, 0, 0};
static const uint8_t aucTwoWAlternate[8] = {
   OP_SUBW, 0, 0, 0, 0, OP_SRAW, 0, 0};
static const uint8_t aucTwoWMultiply[8] = {
   OP_MULW, 0, 0, 0, OP_DIVW, OP_DIVUW, OP_REMW, OP_REMUW};

/*--------------------------------------------------------------------*/
/* Values                                                             */
/*--------------------------------------------------------------------*/

/* Return uCount bits of uWord from bit uLow up. */

static uint32_t Text_bits(uint32_t uWord, int iLow, int iCount)
{
   return uWord >> iLow & ((1u << iCount) - 1);
}

/* Return the number that the iBits lowest bits of uBits are in two's
   complement. */

static int32_t Text_extend(uint32_t uBits, int iBits)
{
   uint32_t uSign = 1u << (iBits - 1);

   return (int32_t)((uBits ^ uSign) - uSign);
}

static int32_t Text_getValueI(uint32_t uWord)
{
   return Text_extend(Text_bits(uWord, 20, 12), 12);
}

static int32_t Text_getValueS(uint32_t uWord)
{
   return Text_extend(
      Text_bits(uWord, 25, 7) << 5 | Text_bits(uWord, 7, 5), 12);
}

static int32_t Text_getValueB(uint32_t uWord)
{
   return Text_extend(
      Text_bits(uWord, 31, 1) << 12 | Text_bits(uWord, 7, 1) << 11
         | Text_bits(uWord, 25, 6) << 5 | Text_bits(uWord, 8, 4) << 1,
      13);
}

static int32_t Text_getValueJ(uint32_t uWord)
{
   return Text_extend(Text_bits(uWord, 31, 1) << 20
                         | Text_bits(uWord, 12, 8) << 12
                         | Text_bits(uWord, 20, 1) << 11
                         | Text_bits(uWord, 21, 10) << 1,
      21);
}

/*--------------------------------------------------------------------*/
/* Instructions                                                       */
/*--------------------------------------------------------------------*/

/* Set what ps does with a value.  The value of a shift has six bits, or
   five on 32 bits; what is above them tells srai from srli. */

static void Text_decodeValue(
   struct Instruction *ps, uint32_t uWord, int iShiftBits)
{
   bool bWord = iShiftBits == 5;
   uint32_t uFunct3 = Text_bits(uWord, 12, 3);
   uint32_t uAbove = uWord >> (20 + iShiftBits);
   uint32_t uAlternate = (uint32_t)FUNCT7_ALTERNATE >> (iShiftBits - 5);

   ps->ucOp = bWord ? aucValueW[uFunct3] : aucValue[uFunct3];
   ps->iValue = Text_getValueI(uWord);
   if (uFunct3 != 1 && uFunct3 != 5)
      return;

   ps->iValue = (int32_t)Text_bits(uWord, 20, iShiftBits);
   if (uFunct3 == 5 && uAbove == uAlternate)
      ps->ucOp = bWord ? OP_SRAIW : OP_SRAI;
   else if (uAbove != 0)
      ps->ucOp = OP_ILLEGAL;
}

/* Return what a word with two registers does. */

static uint8_t Text_decodeTwo(uint32_t uWord, bool bWord)
{
   uint32_t uFunct3 = Text_bits(uWord, 12, 3);

   switch (uWord >> 25)
   {
   case 0:
      return bWord ? aucTwoW[uFunct3] : aucTwo[uFunct3];
   case FUNCT7_ALTERNATE:
      return bWord ? aucTwoWAlternate[uFunct3]
                   : aucTwoAlternate[uFunct3];
   case FUNCT7_MULTIPLY:
      return bWord ? aucTwoWMultiply[uFunct3] : aucTwoMultiply[uFunct3];
   default:
      return OP_ILLEGAL;
   }
}

/* Set what ps, which is a jump, does: linking with ra makes it a call,
   and going where ra says without linking makes it a return. */

static void Text_decodeJump(struct Instruction *ps, uint32_t uWord)
{
   if (Text_bits(uWord, 0, 7) == OPCODE_JAL)
   {
      ps->iValue = Text_getValueJ(uWord);
      ps->ucOp = ps->ucTo == REGISTER_RA ? OP_CALL : OP_JUMP;
      return;
   }
   ps->iValue = Text_getValueI(uWord);
   if (Text_bits(uWord, 12, 3) != 0)
      ps->ucOp = OP_ILLEGAL;
   else if (ps->ucTo == REGISTER_RA)
      ps->ucOp = OP_CALLTO;
   else if (ps->ucTo == 0 && ps->ucA == REGISTER_RA && ps->iValue == 0)
      ps->ucOp = OP_RETURN;
   else
      ps->ucOp = OP_JUMPTO;
}

/* Set what ps does, and its value. */

static void Text_decodeRest(struct Instruction *ps, uint32_t uWord)
{
   uint32_t uFunct3 = Text_bits(uWord, 12, 3);

   switch (Text_bits(uWord, 0, 7))
   {
   case OPCODE_LUI:
   case OPCODE_AUIPC:
      ps->ucOp = (Text_bits(uWord, 0, 7) == OPCODE_LUI) ? OP_LUI
                                                        : OP_AUIPC;
      ps->iValue = (int32_t)(uWord & 0xfffff000u);
      break;
   case OPCODE_JAL:
   case OPCODE_JALR:
      Text_decodeJump(ps, uWord);
      break;
   case OPCODE_BRANCH:
      ps->ucOp = aucBranch[uFunct3];
      ps->iValue = Text_getValueB(uWord);
      break;
   case OPCODE_LOAD:
      ps->ucOp = aucLoad[uFunct3];
      ps->iValue = Text_getValueI(uWord);
      break;
   case OPCODE_STORE:
      ps->ucOp = aucStore[uFunct3];
      ps->iValue = Text_getValueS(uWord);
      break;
   case OPCODE_VALUE:
      Text_decodeValue(ps, uWord, 6);
      break;
   case OPCODE_VALUE_W:
      Text_decodeValue(ps, uWord, 5);
      break;
   case OPCODE_TWO:
      ps->ucOp = Text_decodeTwo(uWord, false);
      break;
   case OPCODE_TWO_W:
      ps->ucOp = Text_decodeTwo(uWord, true);
      break;
   case OPCODE_FENCE:
      ps->ucOp = uFunct3 == 0 ? OP_NOTHING : OP_ILLEGAL;
      break;
   case OPCODE_SYSTEM:
      if (uWord == WORD_ECALL)
         ps->ucOp = OP_SERVICE;
      else if (uWord == WORD_EBREAK)
         ps->ucOp = OP_TRAP;
      break;
   }
}

struct Instruction Text_decode(uint32_t uWord)
{
   struct Instruction s = {OP_ILLEGAL, 0, 0, 0, 0};

   s.ucTo = (uint8_t)Text_bits(uWord, 7, 5);
   s.ucA = (uint8_t)Text_bits(uWord, 15, 5);
   s.ucB = (uint8_t)Text_bits(uWord, 20, 5);
   Text_decodeRest(&s, uWord);
   if (s.ucTo == 0)
      s.ucTo = REGISTER_SINK;
   return s;
}

/*--------------------------------------------------------------------*/
/* Texts                                                              */
/*--------------------------------------------------------------------*/

/* Make the value of ps, if it is a jump or branch, a number of
   instructions; if it leads out of the text of uCount instructions, of
   which it is number u, it is stray. */

static void Text_aim(struct Instruction *ps, size_t u, size_t uCount)
{
   bool bJump = ps->ucOp == OP_JUMP || ps->ucOp == OP_CALL;
   int64_t iTarget = (int64_t)u
                     + ps->iValue / (int32_t)INSTRUCTION_BYTES;

   if (!bJump && (ps->ucOp < OP_BEQ || ps->ucOp > OP_BGEU))
      return;

   if (ps->iValue % INSTRUCTION_BYTES != 0 || iTarget < 0
       || (size_t)iTarget >= uCount)
      ps->ucOp = OP_STRAY;
   ps->iValue /= INSTRUCTION_BYTES;
}

bool Text_make(struct Text *ps, uint64_t uStart,
   const uint32_t *puWords, size_t uCount)
{
   size_t u;

   ps->uStart = uStart;
   ps->uCount = uCount;
   ps->ps = calloc(uCount + 1, sizeof *ps->ps);
   if (ps->ps == NULL)
      return false;

   for (u = 0; u < uCount; u++)
   {
      ps->ps[u] = Text_decode(puWords[u]);
      Text_aim(&ps->ps[u], u, uCount);
   }
   ps->ps[uCount].ucOp = OP_END;
   return true;
}

void Text_free(struct Text *ps)
{
   free(ps->ps);
   ps->ps = NULL;
   ps->uCount = 0;
}

struct Instruction Text_setStop(struct Text *ps, uint64_t uAddress)
{
   size_t u = Text_find(ps, uAddress);
   struct Instruction sWas;

   assert(u < ps->uCount);

   sWas = ps->ps[u];
   ps->ps[u].ucOp = OP_STOP;
   return sWas;
}

void Text_unsetStop(
   struct Text *ps, uint64_t uAddress, struct Instruction sWas)
{
   size_t u = Text_find(ps, uAddress);

   assert(u < ps->uCount);

   ps->ps[u] = sWas;
}
