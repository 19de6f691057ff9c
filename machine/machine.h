/*--------------------------------------------------------------------*/
/* machine.h: a machine that runs a program, call by call             */
/*                                                                    */
/* The judge loads a program and calls its functions.  Each call has  */
/* a budget of instructions, and an outcome: how it ended, and what   */
/* it cost.  Between calls the program does nothing.                  */
/*                                                                    */
/*    const char *pcWrong = Machine_load(puc, uBytes);                */
/*    Machine_call("HeapMgr_malloc", 1, auArguments, 10000, &s);      */
/*    if (s.eEnd != MACHINE_RETURNED)                                 */
/*       puts(Machine_explain(&s));                                   */
/*                                                                    */
/* Nothing that a program does can hurt the judge: it gets no memory  */
/* but that of memory.h, and no service but those of service.h.       */
/* There is one machine, because there is one range of addresses.     */
/*--------------------------------------------------------------------*/

#ifndef MACHINE_INCLUDED
#define MACHINE_INCLUDED

#include "memory.h"
#include "processor.h"
#include "program.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a call ended. */

enum Machine_End
{
   MACHINE_RETURNED,
   MACHINE_ABORTED, /* it called abort */
   MACHINE_FAILED_ASSERT,
   MACHINE_EXITED,  /* it called exit */
   MACHINE_ENDLESS, /* it used up its budget */
   MACHINE_FAULT    /* it did what no program may */
};

enum Machine_Fault
{
   MACHINE_NO_FAULT,
   MACHINE_BAD_LOAD,
   MACHINE_BAD_STORE,
   MACHINE_BAD_JUMP,
   MACHINE_BAD_INSTRUCTION,
   MACHINE_BAD_TRAP,    /* undefined behavior that the compiler saw */
   MACHINE_BAD_SERVICE, /* there is no such service */
   MACHINE_BAD_RETURN_OF_MEMORY, /* brk or munmap of what isn't its */
   MACHINE_TOO_MUCH_MEMORY       /* it touched too many pages */
};

enum
{
   MACHINE_ARGUMENTS = 8, /* at most */
   MACHINE_SAID_BYTES = 4096,
   MACHINE_TEXT_BYTES = 512
};

/* What a call cost. */

struct Machine_Cost
{
   uint64_t uInstructions;
   uint64_t uLoads;
   uint64_t uStores;
   uint64_t uLines;      /* of 64 bytes, different ones */
   uint64_t uStackBytes; /* at the most, in whole lines */
};

struct Machine_Outcome
{
   enum Machine_End eEnd;
   uint64_t uResult; /* a0, or the status of exit */
   struct Machine_Cost sCost;

   enum Machine_Fault eFault;
   uint64_t uPc;      /* where it ended, unless it returned */
   uint64_t uCaller;  /* where the function that has uPc was called */
   uint64_t uAddress; /* the address of a fault */
   uint64_t uBytes;   /* and how many bytes there */

   /* What lies at uAddress; or what a failed assert says. */
   char acWhat[MACHINE_TEXT_BYTES];
};

/*--------------------------------------------------------------------*/
/* Programs and calls                                                 */
/*--------------------------------------------------------------------*/

/* Load the program in the file of uBytes bytes at puc in place of the
   one there was; all memory is as at the beginning.  Return NULL, or a
   sentence that says why it can't be done. */

const char *Machine_load(const unsigned char *puc, size_t uBytes);

/* The same with the file of that name. */

const char *Machine_loadFile(const char *pcFile);

/* Return the program. */

const struct Program *Machine_getProgram(void);

/* Return the address of the function of that name, or 0. */

uint64_t Machine_find(const char *pcFunction);

/* Call the function at uFunction with uCount arguments, and set
   *psOutcome to how it ended.  It may do uBudget instructions. */

void Machine_call(uint64_t uFunction, size_t uCount,
   const uint64_t auArguments[], uint64_t uBudget,
   struct Machine_Outcome *psOutcome);

/* The same, but all memory is as before afterwards.  The program can't
   tell the difference. */

void Machine_try(uint64_t uFunction, size_t uCount,
   const uint64_t auArguments[], uint64_t uBudget,
   struct Machine_Outcome *psOutcome);

/* Let each call touch at most uMax pages of memory more than there are
   now; at first it is 65536, which are 256 MiB. */

void Machine_limitPages(uint64_t uMax);

/* Decide whether a program that asks for memory gets it.  pfMayGrow is
   given the bytes that it asks for more, by brk or mmap, and pvExtra;
   NULL refuses nothing.  (Memory_limit refuses by amount.) */

void Machine_setPolicy(
   bool (*pfMayGrow)(uint64_t uBytes, void *pvExtra), void *pvExtra);

/* Have calls to the function at uFunction that come from the program
   itself return uResult at once, except for each uRate-th one; with a
   rate of 0 all of them.  uFunction 0 ends this. */

void Machine_skip(uint64_t uFunction, uint64_t uResult, uint64_t uRate);

/*--------------------------------------------------------------------*/
/* What the program says                                              */
/*--------------------------------------------------------------------*/

/* Return what it has printed on stderr and stdout since this was last
   cleared, the first MACHINE_SAID_BYTES - 1 bytes of it, and set *puAll
   (if it isn't NULL) to how much it was in all.  Any bytes but '\0' can
   be in it. */

const char *Machine_getSaid(uint64_t *puAll);
void Machine_clearSaid(void);

/*--------------------------------------------------------------------*/
/* Words                                                              */
/*--------------------------------------------------------------------*/

/* Return in one sentence how the call ended: "HeapMgr_free
   (heapmgr4.c:120, called from ...) stores 8 bytes at 0x...: 16 bytes
   above the break".  It is good until the next call of this. */

const char *Machine_explain(const struct Machine_Outcome *psOutcome);

/* Write to pc, in at most uMax characters, where uPc is: "function
   (file:line)". */

void Machine_namePlace(uint64_t uPc, char *pc, size_t uMax);

/* Return eEnd, or eFault, in words. */

const char *Machine_nameEnd(enum Machine_End eEnd);
const char *Machine_nameFault(enum Machine_Fault eFault);

#endif
