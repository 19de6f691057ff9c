/*--------------------------------------------------------------------*/
/* text.h: a program's instructions, decoded                          */
/*                                                                    */
/* The instructions are those of RV64IM: 64-bit integers with         */
/* multiplication and division.  Each has 32 bits.  They are taken    */
/* apart once, when a program is loaded, so that the processor finds  */
/* what it needs side by side:                                        */
/*                                                                    */
/*    31      25 24   20 19   15 14  12 11    7 6      0              */
/*    +---------+-------+-------+------+-------+--------+             */
/*    | funct7  |  rs2  |  rs1  |funct3|  rd   | opcode |             */
/*    +---------+-------+-------+------+-------+--------+             */
/*                    |                                               */
/*                    v                                               */
/*    ucOp  ucTo (rd)  ucA (rs1)  ucB (rs2)  iValue (immediate)       */
/*--------------------------------------------------------------------*/

#ifndef TEXT_INCLUDED
#define TEXT_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum Op
{
   OP_ILLEGAL, /* no instruction of RV64IM */
   OP_STRAY,   /* a jump or branch that leads out of the text */
   OP_END,     /* after the last instruction */
   OP_STOP,    /* Text_setStop */
   OP_SERVICE, /* ecall */
   OP_TRAP,    /* ebreak */
   OP_NOTHING, /* fence: there is one processor only */

   OP_LUI,
   OP_AUIPC,
   OP_JUMP,   /* jal */
   OP_CALL,   /* jal ra, ... */
   OP_JUMPTO, /* jalr */
   OP_CALLTO, /* jalr ra, ... */
   OP_RETURN, /* jalr zero, 0(ra) */

   /* clang-format off */

   /* The branches, and the loads, in the order of funct3; the
      stores. */
   OP_BEQ, OP_BNE, OP_BLT, OP_BGE, OP_BLTU, OP_BGEU,
   OP_LB, OP_LH, OP_LW, OP_LD, OP_LBU, OP_LHU, OP_LWU,
   OP_SB, OP_SH, OP_SW, OP_SD,

   /* With a value, on 64 bits and on 32. */
   OP_ADDI, OP_SLLI, OP_SLTI, OP_SLTIU, OP_XORI, OP_SRLI, OP_ORI,
   OP_ANDI, OP_SRAI,
   OP_ADDIW, OP_SLLIW, OP_SRLIW, OP_SRAIW,

   /* With two registers, on 64 bits and on 32. */
   OP_ADD, OP_SLL, OP_SLT, OP_SLTU, OP_XOR, OP_SRL, OP_OR, OP_AND,
   OP_SUB, OP_SRA,
   OP_ADDW, OP_SLLW, OP_SRLW, OP_SUBW, OP_SRAW,

   /* What multiplies and divides. */
   OP_MUL, OP_MULH, OP_MULHSU, OP_MULHU,
   OP_DIV, OP_DIVU, OP_REM, OP_REMU,
   OP_MULW, OP_DIVW, OP_DIVUW, OP_REMW, OP_REMUW

   /* clang-format on */
};

enum Register
{
   REGISTER_ZERO = 0,
   REGISTER_RA = 1,  /* where to return to */
   REGISTER_SP = 2,  /* the stack */
   REGISTER_A0 = 10, /* arguments, and the result */
   REGISTER_A1 = 11,
   REGISTER_A2 = 12,
   REGISTER_A7 = 17 /* the number of a service */
};

enum
{
   REGISTERS = 32,
   REGISTER_SINK = REGISTERS, /* stands for zero where it is written */
   INSTRUCTION_BYTES = 4
};

struct Instruction
{
   uint8_t ucOp; /* enum Op */
   uint8_t ucTo; /* the register that is set, or REGISTER_SINK */
   uint8_t ucA;
   uint8_t ucB;
   int32_t iValue; /* of a jump or branch: in instructions */
};

/* The text of a program: instructions from uStart up, and OP_END after
   them. */

struct Text
{
   uint64_t uStart;
   size_t uCount;
   struct Instruction *ps;
};

/* Return what the instruction uWord is.  Any number will do. */

struct Instruction Text_decode(uint32_t uWord);

/* Set *ps to the uCount instructions in puWords, which begin at address
   uStart.  Return false if there is no memory for them. */

bool Text_make(struct Text *ps, uint64_t uStart,
   const uint32_t *puWords, size_t uCount);

void Text_free(struct Text *ps);

/* Return the address of instruction psAt; return the number of the
   instruction at uAddress, or uCount if there is none. */

static inline uint64_t Text_getAddress(
   const struct Text *ps, const struct Instruction *psAt)
{
   return ps->uStart + (uint64_t)(psAt - ps->ps) * INSTRUCTION_BYTES;
}

static inline size_t Text_find(const struct Text *ps, uint64_t uAddress)
{
   uint64_t u = uAddress - ps->uStart;

   if (u / INSTRUCTION_BYTES >= ps->uCount
       || u % INSTRUCTION_BYTES != 0)
      return ps->uCount;
   return u / INSTRUCTION_BYTES;
}

/* Have the processor stop when it comes to the instruction at uAddress,
   which must be one of the text's.  Return what was there, for
   Text_unsetStop. */

struct Instruction Text_setStop(struct Text *ps, uint64_t uAddress);
void Text_unsetStop(
   struct Text *ps, uint64_t uAddress, struct Instruction sWas);

#endif
