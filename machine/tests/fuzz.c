/*--------------------------------------------------------------------*/
/* fuzz.c: any bytes as a program's file, as a text, as assembler     */
/*                                                                    */
/* For libFuzzer.  The first byte tells what the others are.  Nothing */
/* may crash; a program that is loaded is run for a while, tried too, */
/* and how that ended is put into words.                              */
/*--------------------------------------------------------------------*/

#include "admit.h"
#include "made.h"
#include "machine.h"
#include <stdlib.h>
#include <string.h>

enum
{
   MAX_WORDS = 4096,
   BUDGET = 20000
};

int LLVMFuzzerTestOneInput(const uint8_t *puc, size_t uBytes);
const char *__asan_default_options(void);

/* The machine's addresses are in a gap of AddressSanitizer's. */

const char *__asan_default_options(void)
{
   return "protect_shadow_gap=0";
}

/*--------------------------------------------------------------------*/

/* Load the file, and call what it has: its text's start, or its
   functions. */

static void Fuzz_run(const unsigned char *puc, size_t uBytes)
{
   static const uint64_t auArguments[] = {MEMORY_HEAP, 100};
   struct Machine_Outcome s;

   if (Machine_load(puc, uBytes) != NULL)
      return;
   Memory_moveBreak(MEMORY_HEAP + 4096);
   Memory_markLive(MEMORY_HEAP + 64, 512);
   Machine_skip(
      Machine_find("HeapMgr_isValid") == ELF_TEXT ? ELF_TEXT : 0, 1, 2);
   Machine_try(ELF_TEXT, 2, auArguments, BUDGET, &s);
   Machine_explain(&s);
   Machine_call(ELF_TEXT, 2, auArguments, BUDGET, &s);
   Machine_explain(&s);
   Machine_call(
      Machine_find("HeapMgr_malloc"), 2, auArguments, BUDGET, &s);
   Machine_explain(&s);
}

static void Fuzz_runText(const unsigned char *puc, size_t uBytes)
{
   static uint32_t auWords[MAX_WORDS];
   size_t uWords = uBytes / sizeof auWords[0], uFile;
   unsigned char *pucFile;

   if (uWords == 0 || uWords > MAX_WORDS)
      return;
   memcpy(auWords, puc, uWords * sizeof auWords[0]);
   pucFile = Elf_make(
      auWords, uWords, ELF_TEXT + 0x10000, puc, uBytes, uBytes, &uFile);
   Fuzz_run(pucFile, uFile);
   free(pucFile);
}

static void Fuzz_admit(const char *pc, size_t uBytes)
{
   static const char *const apcNone[] = {NULL};
   static const struct Admit_Rules sRules = {apcNone, apcNone};
   struct Admit_Result s;

   if (Admit_read(pc, uBytes, &sRules, &s) != (s.acWhy[0] == '\0'))
      abort();
   free(s.pcText);
}

int LLVMFuzzerTestOneInput(const uint8_t *puc, size_t uBytes)
{
   if (uBytes == 0)
      return 0;

   if (puc[0] == 'f')
      Fuzz_run(puc + 1, uBytes - 1);
   else if (puc[0] == 't')
      Fuzz_runText(puc + 1, uBytes - 1);
   else
      Fuzz_admit((const char *)puc + 1, uBytes - 1);
   return 0;
}
