/*--------------------------------------------------------------------*/
/* processor.c: a processor of 32 registers                           */
/*--------------------------------------------------------------------*/

#include "processor.h"
#include "pages.h"
#include <string.h>

/* For the upper half of a product. */

__extension__ typedef __int128 int128_t;
__extension__ typedef unsigned __int128 uint128_t;

enum
{
   SHIFT_MASK = 63, /* of a shift's count only so many bits matter */
   SHIFT_MASK_W = 31
};

static void (*pfWatch)(
   const struct Processor *ps, uint64_t uAddress, uint64_t uBytes);

/*--------------------------------------------------------------------*/

void Processor_start(
   struct Processor *ps, uint64_t uPc, uint64_t uStackTop)
{
   memset(ps, 0, sizeof *ps);
   ps->uPc = uPc;
   ps->auX[REGISTER_RA] = PROCESSOR_RETURN;
   ps->auX[REGISTER_SP] = uStackTop;
}

uint64_t Processor_getCaller(const struct Processor *ps, uint64_t uUp)
{
   if (uUp >= ps->uDepth || uUp >= CALL_DEPTH)
      return 0;
   return ps->auCallers[(ps->uDepth - 1 - uUp) % CALL_DEPTH];
}

void Processor_watchStores(void (*pfNote)(
   const struct Processor *ps, uint64_t uAddress, uint64_t uBytes))
{
   pfWatch = pfNote;
   Pages_slowStores(pfNote != NULL);
}

/*--------------------------------------------------------------------*/
/* Arithmetic where C and the processor differ                        */
/*--------------------------------------------------------------------*/

/* Return the lower 32 bits of u, and their sign in the upper ones. */

static uint64_t Processor_signExtend(uint64_t u)
{
   return (uint64_t)(int64_t)(int32_t)(uint32_t)u;
}

static uint64_t Processor_shiftRight(uint64_t u, uint64_t uCount)
{
   return (uint64_t)((int64_t)u >> (uCount & SHIFT_MASK));
}

static uint64_t Processor_shiftRightW(uint64_t u, uint64_t uCount)
{
   return Processor_signExtend(
      (uint64_t)((int32_t)(uint32_t)u >> (uCount & SHIFT_MASK_W)));
}

/* A division by zero is no fault: the quotient has all bits set, the
   remainder is the dividend.  The one quotient that is too large, that
   of the smallest number by -1, is the smallest number. */

static uint64_t Processor_divide(uint64_t uA, uint64_t uB)
{
   if (uB == 0)
      return UINT64_MAX;
   if (uB == UINT64_MAX)
      return 0 - uA;
   return (uint64_t)((int64_t)uA / (int64_t)uB);
}

static uint64_t Processor_remainder(uint64_t uA, uint64_t uB)
{
   if (uB == 0)
      return uA;
   if (uB == UINT64_MAX)
      return 0;
   return (uint64_t)((int64_t)uA % (int64_t)uB);
}

static uint64_t Processor_divideUnsigned(uint64_t uA, uint64_t uB)
{
   return uB == 0 ? UINT64_MAX : uA / uB;
}

static uint64_t Processor_remainderUnsigned(uint64_t uA, uint64_t uB)
{
   return uB == 0 ? uA : uA % uB;
}

/* Return what OP_MUL ... OP_REMUW make of uA and uB. */

static uint64_t Processor_multiply(int iOp, uint64_t uA, uint64_t uB)
{
   uint64_t uAW = Processor_signExtend(uA);
   uint64_t uBW = Processor_signExtend(uB);

   switch (iOp)
   {
   case OP_MUL:
      return uA * uB;
   case OP_MULH:
      return (uint64_t)((int128_t)(int64_t)uA * (int64_t)uB >> 64);
   case OP_MULHSU:
      return (uint64_t)((int128_t)(int64_t)uA * (int128_t)uB >> 64);
   case OP_MULHU:
      return (uint64_t)((uint128_t)uA * uB >> 64);
   case OP_DIV:
      return Processor_divide(uA, uB);
   case OP_DIVU:
      return Processor_divideUnsigned(uA, uB);
   case OP_REM:
      return Processor_remainder(uA, uB);
   case OP_REMU:
      return Processor_remainderUnsigned(uA, uB);
   case OP_MULW:
      return Processor_signExtend(uA * uB);
   case OP_DIVW:
      return Processor_signExtend(Processor_divide(uAW, uBW));
   case OP_DIVUW:
      return Processor_signExtend(
         Processor_divideUnsigned((uint32_t)uA, (uint32_t)uB));
   case OP_REMW:
      return Processor_signExtend(Processor_remainder(uAW, uBW));
   default:
      return Processor_signExtend(
         Processor_remainderUnsigned((uint32_t)uA, (uint32_t)uB));
   }
}

/*--------------------------------------------------------------------*/
/* Memory                                                             */
/*--------------------------------------------------------------------*/

/* The program is at psAt; it can't go on because of eStop, which has to
   do with the uBytes bytes at uAddress.  Return NULL. */

static const struct Instruction *Processor_fault(struct Processor *ps,
   enum Processor_Stop eStop, uint64_t uAddress, uint64_t uBytes)
{
   ps->eStop = eStop;
   ps->uAddress = uAddress;
   ps->uBytes = uBytes;
   return NULL;
}

/* The store at psAt goes the long way.  Return true if it may be
   done. */

static bool Processor_storeLong(struct Processor *ps,
   const struct Text *psText, const struct Instruction *psAt,
   uint64_t uAddress, uint64_t uBytes)
{
   enum Pages_Answer eAnswer = Pages_findStore(uAddress, uBytes);

   if (eAnswer == PAGES_YES)
   {
      ps->uPc = Text_getAddress(psText, psAt);
      if (pfWatch != NULL)
         pfWatch(ps, uAddress, uBytes);
      return true;
   }
   Processor_fault(ps,
      eAnswer == PAGES_NO ? PROCESSOR_STORE : PROCESSOR_TOO_MANY,
      uAddress, uBytes);
   return false;
}

/* Do the store psAt of the lower uBytes bytes of uValue to uAddress.
   Return the next instruction, or NULL. */

static inline const struct Instruction *Processor_store(
   struct Processor *ps, const struct Text *psText,
   const struct Instruction *psAt, uint64_t uAddress, uint64_t uValue,
   uint64_t uBytes)
{
   if (!Pages_isShort(uAddress, uBytes, SHORT_STORE, SHORT_STORE_BITS)
       && !Processor_storeLong(ps, psText, psAt, uAddress, uBytes))
      return NULL;

   ps->uStores++;
   memcpy((void *)uAddress, &uValue, uBytes);
   return psAt + 1;
}

/* Load uBytes bytes at uAddress into register psAt->ucTo; if iSign is
   the number of bits that are left of 64, the upper ones are the
   sign's.  Return the next instruction, or NULL. */

static inline const struct Instruction *Processor_load(
   struct Processor *ps, const struct Instruction *psAt,
   uint64_t uAddress, uint64_t uBytes, int iSign)
{
   uint64_t uValue = 0;

   if (!Pages_isShort(uAddress, uBytes, SHORT_LOAD, SHORT_LOAD_BITS)
       && Pages_findLoad(uAddress, uBytes) != PAGES_YES)
      return Processor_fault(ps, PROCESSOR_LOAD, uAddress, uBytes);

   ps->uLoads++;
   memcpy(&uValue, (const void *)uAddress, uBytes);
   ps->auX[psAt->ucTo] =
      (uint64_t)((int64_t)(uValue << iSign) >> iSign);
   return psAt + 1;
}

/*--------------------------------------------------------------------*/
/* Jumps                                                              */
/*--------------------------------------------------------------------*/

/* Remember that the instruction at psAt is a call. */

static inline void Processor_pushCaller(struct Processor *ps,
   const struct Text *psText, const struct Instruction *psAt)
{
   ps->auCallers[ps->uDepth++ % CALL_DEPTH] = Text_getAddress(
      psText, psAt);
}

/* Jump to uAddress.  Return the instruction there, or NULL. */

static inline const struct Instruction *Processor_jump(
   struct Processor *ps, const struct Text *psText, uint64_t uAddress)
{
   size_t u = Text_find(psText, uAddress);

   if (u < psText->uCount)
      return &psText->ps[u];
   return Processor_fault(ps,
      uAddress == PROCESSOR_RETURN ? PROCESSOR_RETURNED
                                   : PROCESSOR_JUMP,
      uAddress, 0);
}

/* Do the jalr at psAt.  Its lowest bit is not looked at. */

static const struct Instruction *Processor_jumpTo(struct Processor *ps,
   const struct Text *psText, const struct Instruction *psAt)
{
   uint64_t uTarget = ps->auX[psAt->ucA]
                      + (uint64_t)(int64_t)psAt->iValue;

   if (psAt->ucOp == OP_CALLTO)
      Processor_pushCaller(ps, psText, psAt);
   else if (psAt->ucOp == OP_RETURN && ps->uDepth > 0)
      ps->uDepth--;
   ps->auX[psAt->ucTo] = Text_getAddress(psText, psAt)
                         + INSTRUCTION_BYTES;
   return Processor_jump(ps, psText, uTarget & ~(uint64_t)1);
}

/*--------------------------------------------------------------------*/
/* Instructions                                                       */
/*--------------------------------------------------------------------*/

/* Stop at psAt, which no processor can do, or not this one. */

static const struct Instruction *Processor_halt(struct Processor *ps,
   const struct Text *psText, const struct Instruction *psAt)
{
   uint64_t uTarget = Text_getAddress(psText, psAt);

   switch (psAt->ucOp)
   {
   case OP_STOP:
      return Processor_fault(ps, PROCESSOR_STOP, 0, 0);
   case OP_SERVICE:
      return Processor_fault(ps, PROCESSOR_SERVICE, 0, 0);
   case OP_TRAP:
      return Processor_fault(ps, PROCESSOR_TRAP, 0, 0);
   case OP_STRAY:
      uTarget += (uint64_t)((int64_t)psAt->iValue * INSTRUCTION_BYTES);
      return Processor_fault(ps, PROCESSOR_JUMP, uTarget, 0);
   case OP_END:
      return Processor_fault(ps, PROCESSOR_JUMP, uTarget, 0);
   default:
      return Processor_fault(ps, PROCESSOR_ILLEGAL, 0, 0);
   }
}

/* Do the instruction at psAt, which finds a in its first register and b
   in its second one, and has the value v.  Return the one that comes
   after it, or NULL if the processor stops here.

   This is the whole processor: a line for each instruction. */

/* clang-format off */
static inline const struct Instruction *
Processor_step(const struct Instruction psAt[],
   struct Processor *ps, const struct Text *psText)
{
   uint64_t *const x = ps->auX;
   const uint64_t a = x[psAt->ucA];
   const uint64_t b = x[psAt->ucB];
   const uint64_t v = (uint64_t)(int64_t)psAt->iValue;
   uint64_t *const to = &x[psAt->ucTo];

   switch (psAt->ucOp)
   {
   case OP_ADDI:  *to = a + v; break;
   case OP_LUI:   *to = v; break;
   case OP_AUIPC: *to = Text_getAddress(psText, psAt) + v; break;

   case OP_BEQ:   return psAt + (a == b ? psAt->iValue : 1);
   case OP_BNE:   return psAt + (a != b ? psAt->iValue : 1);
   case OP_BLT:
      return psAt + ((int64_t)a < (int64_t)b ? psAt->iValue : 1);
   case OP_BGE:
      return psAt + ((int64_t)a >= (int64_t)b ? psAt->iValue : 1);
   case OP_BLTU:  return psAt + (a < b ? psAt->iValue : 1);
   case OP_BGEU:  return psAt + (a >= b ? psAt->iValue : 1);

   case OP_CALL:  Processor_pushCaller(ps, psText, psAt);
                  /* fall through */
   case OP_JUMP:  *to = Text_getAddress(psText, psAt + 1);
                  return psAt + psAt->iValue;
   case OP_CALLTO:
   case OP_JUMPTO:
   case OP_RETURN: return Processor_jumpTo(ps, psText, psAt);

   case OP_LB:    return Processor_load(ps, psAt, a + v, 1, 56);
   case OP_LH:    return Processor_load(ps, psAt, a + v, 2, 48);
   case OP_LW:    return Processor_load(ps, psAt, a + v, 4, 32);
   case OP_LD:    return Processor_load(ps, psAt, a + v, 8, 0);
   case OP_LBU:   return Processor_load(ps, psAt, a + v, 1, 0);
   case OP_LHU:   return Processor_load(ps, psAt, a + v, 2, 0);
   case OP_LWU:   return Processor_load(ps, psAt, a + v, 4, 0);
   case OP_SB:    return Processor_store(ps, psText, psAt, a + v, b, 1);
   case OP_SH:    return Processor_store(ps, psText, psAt, a + v, b, 2);
   case OP_SW:    return Processor_store(ps, psText, psAt, a + v, b, 4);
   case OP_SD:    return Processor_store(ps, psText, psAt, a + v, b, 8);

   case OP_SLLI:  *to = a << v; break;
   case OP_SRLI:  *to = a >> v; break;
   case OP_SRAI:  *to = Processor_shiftRight(a, v); break;
   case OP_SLTI:  *to = (int64_t)a < (int64_t)v; break;
   case OP_SLTIU: *to = a < v; break;
   case OP_XORI:  *to = a ^ v; break;
   case OP_ORI:   *to = a | v; break;
   case OP_ANDI:  *to = a & v; break;
   case OP_ADDIW: *to = Processor_signExtend(a + v); break;
   case OP_SLLIW: *to = Processor_signExtend(a << v); break;
   case OP_SRLIW: *to = Processor_signExtend((uint32_t)a >> v); break;
   case OP_SRAIW: *to = Processor_shiftRightW(a, v); break;

   case OP_ADD:   *to = a + b; break;
   case OP_SUB:   *to = a - b; break;
   case OP_SLL:   *to = a << (b & SHIFT_MASK); break;
   case OP_SRL:   *to = a >> (b & SHIFT_MASK); break;
   case OP_SRA:   *to = Processor_shiftRight(a, b); break;
   case OP_SLT:   *to = (int64_t)a < (int64_t)b; break;
   case OP_SLTU:  *to = a < b; break;
   case OP_XOR:   *to = a ^ b; break;
   case OP_OR:    *to = a | b; break;
   case OP_AND:   *to = a & b; break;
   case OP_ADDW:  *to = Processor_signExtend(a + b); break;
   case OP_SUBW:  *to = Processor_signExtend(a - b); break;
   case OP_SLLW:
      *to = Processor_signExtend(a << (b & SHIFT_MASK_W)); break;
   case OP_SRLW:
      *to = Processor_signExtend((uint32_t)a >> (b & SHIFT_MASK_W));
      break;
   case OP_SRAW:  *to = Processor_shiftRightW(a, b); break;

   case OP_MUL: case OP_MULH: case OP_MULHSU: case OP_MULHU:
   case OP_DIV: case OP_DIVU: case OP_REM: case OP_REMU:
   case OP_MULW: case OP_DIVW: case OP_DIVUW: case OP_REMW:
   case OP_REMUW: *to = Processor_multiply(psAt->ucOp, a, b); break;

   case OP_NOTHING: break;
   default:       return Processor_halt(ps, psText, psAt);
   }
   return psAt + 1;
}
/* clang-format on */

enum Processor_Stop Processor_run(
   struct Processor *ps, const struct Text *psText, uint64_t uBudget)
{
   const struct Instruction *psAt, *psNext;
   uint64_t u;

   psAt = Processor_jump(ps, psText, ps->uPc);
   if (psAt == NULL)
      return ps->eStop;

   ps->eStop = PROCESSOR_BUDGET;
   for (u = ps->uInstructions; u < uBudget; u++)
   {
      psNext = Processor_step(psAt, ps, psText);
      if (psNext == NULL)
         break;
      psAt = psNext;
   }
   ps->uPc = Text_getAddress(psText, psAt);
   if (ps->eStop == PROCESSOR_RETURNED)
   {
      u++;
      ps->uPc = PROCESSOR_RETURN;
   }
   else if (ps->eStop == PROCESSOR_SERVICE)
   {
      u++;
      ps->uPc += INSTRUCTION_BYTES;
   }
   ps->uInstructions = u;
   return ps->eStop;
}
