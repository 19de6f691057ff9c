/*--------------------------------------------------------------------*/
/* machine.c: a machine that runs a program, call by call             */
/*--------------------------------------------------------------------*/

#include "machine.h"
#include "include/service.h"
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
   PLACE_BYTES = 160,
   MAX_ASSERT_TEXT = 200,
   MAX_CALL_PAGES = 65536 /* that a call may touch, see limitPages */
};

static struct Program sProgram;
static struct Processor sProcessor;

static uint64_t uMaxPages = MAX_CALL_PAGES;
static bool (*pfPolicy)(uint64_t uBytes, void *pvExtra);
static void *pvPolicyExtra;

/* The function whose calls are skipped, see Machine_skip. */

static uint64_t uSkipped; /* its address, or 0 */
static uint64_t uSkipResult, uSkipRate, uSkipCount;
static struct Instruction sSkipWas;

static char acSaid[MACHINE_SAID_BYTES];
static size_t uSaid;
static uint64_t uSaidAll;

/*--------------------------------------------------------------------*/
/* Programs                                                           */
/*--------------------------------------------------------------------*/

const char *Machine_load(const unsigned char *puc, size_t uBytes)
{
   const char *pcWrong = Memory_open();

   if (pcWrong != NULL)
      return pcWrong;

   Machine_skip(0, 0, 0);
   Program_free(&sProgram);
   Memory_clear();
   Machine_clearSaid();
   pfPolicy = NULL;
   return Program_load(&sProgram, puc, uBytes);
}

const char *Machine_loadFile(const char *pcFile)
{
   static char acWhy[MACHINE_TEXT_BYTES];
   const char *pcWrong = NULL;
   FILE *psFile = fopen(pcFile, "rb");
   unsigned char *puc = NULL;
   size_t uBytes = 0, uMax = 0, uRead = 0;

   if (psFile == NULL)
   {
      snprintf(acWhy, sizeof acWhy, "%.300s can't be read: %s", pcFile,
         strerror(errno));
      return acWhy;
   }
   do
   {
      uMax = 2 * uMax + BUFSIZ;
      puc = realloc(puc, uMax);
      if (puc == NULL)
         break;
      uRead = fread(puc + uBytes, 1, uMax - uBytes, psFile);
      uBytes += uRead;
   } while (uBytes == uMax);
   if (puc == NULL || ferror(psFile))
   {
      snprintf(acWhy, sizeof acWhy, "%.300s can't be read", pcFile);
      pcWrong = acWhy;
   }
   else
      pcWrong = Machine_load(puc, uBytes);
   fclose(psFile);
   free(puc);
   return pcWrong;
}

const struct Program *Machine_getProgram(void)
{
   return &sProgram;
}

uint64_t Machine_find(const char *pcFunction)
{
   const struct Symbol *ps = Program_findSymbol(&sProgram, pcFunction);

   return ps != NULL && ps->bFunction ? ps->uStart : 0;
}

void Machine_limitPages(uint64_t uMax)
{
   uMaxPages = uMax;
}

void Machine_setPolicy(
   bool (*pfMayGrow)(uint64_t uBytes, void *pvExtra), void *pvExtra)
{
   pfPolicy = pfMayGrow;
   pvPolicyExtra = pvExtra;
}

void Machine_skip(uint64_t uFunction, uint64_t uResult, uint64_t uRate)
{
   if (uSkipped != 0)
      Text_unsetStop(&sProgram.sText, uSkipped, sSkipWas);
   uSkipped = uFunction;
   uSkipResult = uResult;
   uSkipRate = uRate;
   uSkipCount = 0;
   if (uSkipped != 0)
      sSkipWas = Text_setStop(&sProgram.sText, uSkipped);
}

/*--------------------------------------------------------------------*/
/* What the program says                                              */
/*--------------------------------------------------------------------*/

const char *Machine_getSaid(uint64_t *puAll)
{
   if (puAll != NULL)
      *puAll = uSaidAll;
   return acSaid;
}

void Machine_clearSaid(void)
{
   uSaid = 0;
   uSaidAll = 0;
   acSaid[0] = '\0';
}

/* Keep the uBytes bytes at uAddress, as far as there is room.  Return
   false if they aren't the program's to read. */

static bool Machine_say(uint64_t uAddress, uint64_t uBytes)
{
   uint64_t uRoom = sizeof acSaid - 1 - uSaid, u;

   if (!Memory_exists(uAddress, uBytes))
      return false;

   uSaidAll += uBytes;
   for (u = 0; u < uBytes && u < uRoom; u++)
   {
      Memory_read(uAddress + u, &acSaid[uSaid], 1);
      uSaid += (acSaid[uSaid] != '\0');
   }
   acSaid[uSaid] = '\0';
   return true;
}

/*--------------------------------------------------------------------*/
/* Services                                                           */
/*--------------------------------------------------------------------*/

static bool Machine_mayGrow(uint64_t uBytes)
{
   return pfPolicy == NULL || pfPolicy(uBytes, pvPolicyExtra);
}

/* End the call: what it did is fault eFault, with the uBytes bytes at
   uAddress. */

static void Machine_setFault(struct Machine_Outcome *psOutcome,
   enum Machine_Fault eFault, uint64_t uAddress, uint64_t uBytes)
{
   psOutcome->eEnd = MACHINE_FAULT;
   psOutcome->eFault = eFault;
   psOutcome->uAddress = uAddress;
   psOutcome->uBytes = uBytes;
   if (eFault != MACHINE_BAD_INSTRUCTION && eFault != MACHINE_BAD_TRAP
       && eFault != MACHINE_BAD_SERVICE)
      Memory_describe(
         uAddress, psOutcome->acWhat, sizeof psOutcome->acWhat);
}

/* Move the break for the program.  Return false if the call ends by
   it. */

static bool Machine_serveBreak(
   uint64_t *auX, struct Machine_Outcome *psOutcome)
{
   uint64_t uNew = auX[REGISTER_A0], uOld = Memory_getBreak();

   if (uNew != 0 && (uNew <= uOld || Machine_mayGrow(uNew - uOld))
       && Memory_moveBreak(uNew) == MEMORY_NOT_OWN)
   {
      Machine_setFault(
         psOutcome, MACHINE_BAD_RETURN_OF_MEMORY, uNew, uOld - uNew);
      return false;
   }
   auX[REGISTER_A0] = Memory_getBreak();
   return true;
}

static bool Machine_serveUnmap(
   uint64_t *auX, struct Machine_Outcome *psOutcome)
{
   uint64_t uStart = auX[REGISTER_A0], uBytes = auX[REGISTER_A1];
   enum Memory_Answer eAnswer = Memory_unmap(uStart, uBytes);

   if (eAnswer == MEMORY_NOT_OWN)
   {
      Machine_setFault(
         psOutcome, MACHINE_BAD_RETURN_OF_MEMORY, uStart, uBytes);
      return false;
   }
   auX[REGISTER_A0] = (eAnswer != MEMORY_DONE);
   return true;
}

/* An assert has failed: the call ends. */

static void Machine_serveAssert(
   const uint64_t *auX, struct Machine_Outcome *psOutcome)
{
   char acWhat[MAX_ASSERT_TEXT], acFile[MAX_ASSERT_TEXT];

   Memory_readString(auX[REGISTER_A0], acWhat, sizeof acWhat);
   Memory_readString(auX[REGISTER_A1], acFile, sizeof acFile);
   psOutcome->eEnd = MACHINE_FAILED_ASSERT;
   snprintf(psOutcome->acWhat, sizeof psOutcome->acWhat,
      "%s:%" PRIu64 ": assert(%s) failed", acFile, auX[REGISTER_A2],
      acWhat);
}

/* Do the service that the program asks for.  Return false if the call
   ends by it; then *psOutcome says how. */

static bool Machine_serve(
   uint64_t *auX, struct Machine_Outcome *psOutcome)
{
   uint64_t uStart = 0;

   switch (auX[REGISTER_A7])
   {
   case SERVICE_BRK:
      return Machine_serveBreak(auX, psOutcome);
   case SERVICE_MAP:
      if (Machine_mayGrow(auX[REGISTER_A0]))
         Memory_map(auX[REGISTER_A0], &uStart);
      auX[REGISTER_A0] = uStart;
      return true;
   case SERVICE_UNMAP:
      return Machine_serveUnmap(auX, psOutcome);
   case SERVICE_WRITE:
      if (Machine_say(auX[REGISTER_A1], auX[REGISTER_A2]))
         return true;
      Machine_setFault(psOutcome, MACHINE_BAD_LOAD, auX[REGISTER_A1],
         auX[REGISTER_A2]);
      return false;
   case SERVICE_ASSERT:
      Machine_serveAssert(auX, psOutcome);
      return false;
   case SERVICE_ABORT:
      psOutcome->eEnd = MACHINE_ABORTED;
      return false;
   case SERVICE_EXIT:
      psOutcome->eEnd = MACHINE_EXITED;
      psOutcome->uResult = auX[REGISTER_A0];
      return false;
   default:
      Machine_setFault(psOutcome, MACHINE_BAD_SERVICE, 0, 0);
      return false;
   }
}

/*--------------------------------------------------------------------*/
/* Calls                                                              */
/*--------------------------------------------------------------------*/

/* The processor is at the first instruction of the function whose calls
   are skipped.  Have it return, or go on.  Return why it stopped in
   doing so; PROCESSOR_BUDGET is no reason. */

static enum Processor_Stop Machine_passStop(struct Processor *ps)
{
   enum Processor_Stop eStop;

   if (ps->uInstructions > 0
       && (uSkipRate == 0 || ++uSkipCount % uSkipRate != 0))
   {
      ps->auX[REGISTER_A0] = uSkipResult;
      ps->uPc = ps->auX[REGISTER_RA];
      ps->uDepth -= (ps->uDepth > 0);
      ps->uInstructions++; /* or it could go on for ever */
      return PROCESSOR_BUDGET;
   }
   Text_unsetStop(&sProgram.sText, uSkipped, sSkipWas);
   eStop = Processor_run(ps, &sProgram.sText, ps->uInstructions + 1);
   Text_setStop(&sProgram.sText, uSkipped);
   return eStop;
}

/* Run until the processor stops for another reason than a service or a
   skipped call.  Return it, or PROCESSOR_SERVICE if the call ends by
   one. */

static enum Processor_Stop Machine_run(struct Processor *ps,
   uint64_t uBudget, struct Machine_Outcome *psOutcome)
{
   enum Processor_Stop eStop;
   bool bGoOn;

   do
   {
      eStop = Processor_run(ps, &sProgram.sText, uBudget);
      bGoOn = false;
      if (eStop == PROCESSOR_STOP)
      {
         eStop = Machine_passStop(ps);
         bGoOn = eStop == PROCESSOR_BUDGET;
      }
      if (eStop == PROCESSOR_SERVICE)
         bGoOn = Machine_serve(ps->auX, psOutcome);
   } while (bGoOn);
   return eStop;
}

/* Set *psOutcome to how the processor ps ended by eStop, unless a
   service did that. */

static void Machine_conclude(const struct Processor *ps,
   enum Processor_Stop eStop, struct Machine_Outcome *psOutcome)
{
   static const enum Machine_Fault aeFaults[] = {
      [PROCESSOR_LOAD] = MACHINE_BAD_LOAD,
      [PROCESSOR_STORE] = MACHINE_BAD_STORE,
      [PROCESSOR_TOO_MANY] = MACHINE_TOO_MUCH_MEMORY,
      [PROCESSOR_JUMP] = MACHINE_BAD_JUMP,
      [PROCESSOR_ILLEGAL] = MACHINE_BAD_INSTRUCTION,
      [PROCESSOR_TRAP] = MACHINE_BAD_TRAP};

   switch (eStop)
   {
   case PROCESSOR_RETURNED:
      psOutcome->eEnd = MACHINE_RETURNED;
      psOutcome->uResult = ps->auX[REGISTER_A0];
      break;
   case PROCESSOR_BUDGET:
      psOutcome->eEnd = MACHINE_ENDLESS;
      break;
   case PROCESSOR_SERVICE:
      break;
   default:
      Machine_setFault(
         psOutcome, aeFaults[eStop], ps->uAddress, ps->uBytes);
   }
   psOutcome->uPc = ps->uPc;
   if (eStop == PROCESSOR_SERVICE)
      psOutcome->uPc -= INSTRUCTION_BYTES; /* the ecall itself */
   psOutcome->uCaller = Processor_getCaller(ps, 0);
   psOutcome->sCost.uInstructions = ps->uInstructions;
   psOutcome->sCost.uLoads = ps->uLoads;
   psOutcome->sCost.uStores = ps->uStores;
   psOutcome->sCost.uLines = Pages_s.uLines;
   if (Pages_s.uDeepest < MEMORY_STACK_TOP)
      psOutcome->sCost.uStackBytes = MEMORY_STACK_TOP
                                     - Pages_s.uDeepest;
}

void Machine_call(uint64_t uFunction, size_t uCount,
   const uint64_t auArguments[], uint64_t uBudget,
   struct Machine_Outcome *psOutcome)
{
   enum Processor_Stop eStop;
   size_t u;

   assert(uCount <= MACHINE_ARGUMENTS);

   memset(psOutcome, 0, sizeof *psOutcome);
   Processor_start(&sProcessor, uFunction, MEMORY_STACK_TOP);
   for (u = 0; u < uCount; u++)
      sProcessor.auX[REGISTER_A0 + u] = auArguments[u];
   Pages_limit(Pages_getTouched() + uMaxPages);
   Pages_startCall();
   eStop = Machine_run(&sProcessor, uBudget, psOutcome);
   Machine_conclude(&sProcessor, eStop, psOutcome);

   /* What was on the stack is gone, so that it hides nothing. */
   if (psOutcome->sCost.uStackBytes > 0)
      Pages_zero(MEMORY_STACK_TOP - psOutcome->sCost.uStackBytes,
         MEMORY_STACK_TOP);
}

void Machine_try(uint64_t uFunction, size_t uCount,
   const uint64_t auArguments[], uint64_t uBudget,
   struct Machine_Outcome *psOutcome)
{
   Memory_snapshot();
   Machine_call(uFunction, uCount, auArguments, uBudget, psOutcome);
   Memory_restore();
}

/*--------------------------------------------------------------------*/
/* Words                                                              */
/*--------------------------------------------------------------------*/

void Machine_namePlace(uint64_t uPc, char *pc, size_t uMax)
{
   const struct Symbol *ps = Program_findAround(&sProgram, uPc);
   const char *pcFile;
   uint32_t uLine = Program_findLine(&sProgram, uPc, &pcFile);

   if (ps == NULL)
      snprintf(pc, uMax, "the program, at 0x%" PRIx64, uPc);
   else if (uLine == 0)
      snprintf(pc, uMax, "%.60s", ps->pcName);
   else
      snprintf(pc, uMax, "%.60s (%.60s:%" PRIu32 ")", ps->pcName,
         pcFile, uLine);
}

const char *Machine_nameEnd(enum Machine_End eEnd)
{
   static const char *const apcNames[] = {
      [MACHINE_RETURNED] = "returned",
      [MACHINE_ABORTED] = "called abort",
      [MACHINE_FAILED_ASSERT] = "failed an assertion",
      [MACHINE_EXITED] = "called exit",
      [MACHINE_ENDLESS] = "did not end",
      [MACHINE_FAULT] = "did what no program may"};

   return apcNames[eEnd];
}

const char *Machine_nameFault(enum Machine_Fault eFault)
{
   static const char *const apcNames[] = {
      [MACHINE_NO_FAULT] = "does nothing wrong",
      [MACHINE_BAD_LOAD] = "reads where it may not",
      [MACHINE_BAD_STORE] = "writes where it may not",
      [MACHINE_BAD_JUMP] = "jumps to where no instruction is",
      [MACHINE_BAD_INSTRUCTION] = "runs into an unknown instruction",
      [MACHINE_BAD_TRAP] = "runs into undefined behavior",
      [MACHINE_BAD_SERVICE] = "asks for a service that is none",
      [MACHINE_BAD_RETURN_OF_MEMORY] =
         "gives back memory that is not its own",
      [MACHINE_TOO_MUCH_MEMORY] = "writes to too much memory"};

   return apcNames[eFault];
}

const char *Machine_explain(const struct Machine_Outcome *psOutcome)
{
   static char acText[MACHINE_TEXT_BYTES * 2];
   char acPlace[PLACE_BYTES], acCaller[PLACE_BYTES] = "";

   Machine_namePlace(psOutcome->uPc, acPlace, sizeof acPlace);
   if (psOutcome->uCaller != 0)
   {
      size_t u = (size_t)snprintf(
         acCaller, sizeof acCaller, ", called from ");

      Machine_namePlace(
         psOutcome->uCaller, acCaller + u, sizeof acCaller - u);
   }
   switch (psOutcome->eEnd)
   {
   case MACHINE_RETURNED:
      snprintf(acText, sizeof acText, "it returned");
      break;
   case MACHINE_FAILED_ASSERT:
      snprintf(acText, sizeof acText, "%s", psOutcome->acWhat);
      break;
   case MACHINE_FAULT:
      snprintf(acText, sizeof acText, "%s%s %s%s%s", acPlace, acCaller,
         Machine_nameFault(psOutcome->eFault),
         psOutcome->acWhat[0] == '\0' ? "" : ": ", psOutcome->acWhat);
      break;
   default:
      snprintf(acText, sizeof acText, "%s%s %s", acPlace, acCaller,
         Machine_nameEnd(psOutcome->eEnd));
   }
   return acText;
}
