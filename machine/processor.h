/*--------------------------------------------------------------------*/
/* processor.h: a processor of 32 registers                           */
/*                                                                    */
/* It does one instruction after the other (see text.h) until it      */
/* comes to something that it can't decide by itself, and says what.  */
/* All that it knows between two instructions is in its struct, which */
/* may be copied.  It counts what it does.                            */
/*--------------------------------------------------------------------*/

#ifndef PROCESSOR_INCLUDED
#define PROCESSOR_INCLUDED

#include "text.h"
#include <stdbool.h>
#include <stdint.h>

/* Why the processor stopped. */

enum Processor_Stop
{
   PROCESSOR_RETURNED, /* it came to PROCESSOR_RETURN */
   PROCESSOR_SERVICE,  /* it did an ecall */
   PROCESSOR_STOP,     /* it came to a stop, see Text_setStop */
   PROCESSOR_BUDGET,   /* it has done as much as it may */

   /* Faults, at instruction uPc. */
   PROCESSOR_LOAD,     /* a load that isn't allowed */
   PROCESSOR_STORE,    /* a store that isn't allowed */
   PROCESSOR_TOO_MANY, /* the store to one page too many */
   PROCESSOR_JUMP,     /* a jump to where no instruction is */
   PROCESSOR_ILLEGAL,  /* no instruction of RV64IM */
   PROCESSOR_TRAP      /* ebreak: the compiler puts it where a program
                          can't get without undefined behavior */
};

/* A jump here is the end of a call. */

#define PROCESSOR_RETURN ((uint64_t)0x4400000100u)

enum
{
   CALL_DEPTH = 64 /* of calls of calls, what is remembered */
};

struct Processor
{
   uint64_t auX[REGISTERS + 1]; /* the last one is REGISTER_SINK */
   uint64_t uPc;
   uint64_t uInstructions; /* done */
   uint64_t uLoads;        /* of them */
   uint64_t uStores;

   enum Processor_Stop eStop; /* why it stopped last */

   /* After a fault: the address that was wrong, and of how many
      bytes. */
   uint64_t uAddress;
   uint64_t uBytes;

   /* Where the calls that have not returned yet came from: number u is
      auCallers[u % CALL_DEPTH]. */
   uint64_t auCallers[CALL_DEPTH];
   uint64_t uDepth;
};

/* Set *ps to the start of a call to uPc, with all registers 0 but the
   stack and the return address. */

void Processor_start(
   struct Processor *ps, uint64_t uPc, uint64_t uStackTop);

/* Run until something happens, at the latest when uBudget instructions
   have been done since the start. */

enum Processor_Stop Processor_run(
   struct Processor *ps, const struct Text *psText, uint64_t uBudget);

/* Return where the innermost call that has not returned came from, or 0
   if there is none; uUp calls further out. */

uint64_t Processor_getCaller(const struct Processor *ps, uint64_t uUp);

/* Have each store noted by pfNote, which is given the processor before
   the store, the address and the number of bytes; NULL has none. */

void Processor_watchStores(void (*pfNote)(
   const struct Processor *ps, uint64_t uAddress, uint64_t uBytes));

#endif
