/*--------------------------------------------------------------------*/
/* made.c: programs made by hand, of words, for the tests             */
/*--------------------------------------------------------------------*/

#include "made.h"
#include <elf.h>
#include <stdlib.h>
#include <string.h>

enum
{
   PAGE = 4096,
   SEGMENTS = 2
};

/*--------------------------------------------------------------------*/

static void Elf_setSegment(Elf64_Phdr *ps, uint32_t uFlags,
   uint64_t uStart, uint64_t uOffset, uint64_t uBytes, uint64_t uAll)
{
   ps->p_type = PT_LOAD;
   ps->p_flags = uFlags;
   ps->p_offset = uOffset;
   ps->p_vaddr = ps->p_paddr = uStart;
   ps->p_filesz = uBytes;
   ps->p_memsz = uAll;
   ps->p_align = PAGE;
}

unsigned char *Elf_make(const uint32_t *puWords, size_t uWords,
   uint64_t uData, const void *pvData, size_t uDataBytes,
   size_t uAllData, size_t *puBytes)
{
   size_t uTextBytes = uWords * sizeof *puWords;
   size_t uDataAt = PAGE + (uTextBytes + PAGE - 1) / PAGE * PAGE;
   unsigned char *puc = calloc(uDataAt + uDataBytes + 1, 1);
   Elf64_Ehdr *psHead = (Elf64_Ehdr *)(void *)puc;
   Elf64_Phdr *psSegments = (Elf64_Phdr *)(psHead + 1);

   if (puc == NULL)
      abort();

   memcpy(psHead->e_ident, ELFMAG, SELFMAG);
   psHead->e_ident[EI_CLASS] = ELFCLASS64;
   psHead->e_ident[EI_DATA] = ELFDATA2LSB;
   psHead->e_ident[EI_VERSION] = EV_CURRENT;
   psHead->e_type = ET_EXEC;
   psHead->e_machine = EM_RISCV;
   psHead->e_version = EV_CURRENT;
   psHead->e_entry = ELF_TEXT;
   psHead->e_phoff = sizeof *psHead;
   psHead->e_ehsize = sizeof *psHead;
   psHead->e_phentsize = sizeof *psSegments;
   psHead->e_phnum = uAllData > 0 ? SEGMENTS : 1;
   psHead->e_shentsize = sizeof(Elf64_Shdr);
   Elf_setSegment(&psSegments[0], PF_R | PF_X, ELF_TEXT, PAGE,
      uTextBytes, uTextBytes);
   Elf_setSegment(&psSegments[1], PF_R | PF_W, uData, uDataAt,
      uDataBytes, uAllData);
   memcpy(puc + PAGE, puWords, uTextBytes);
   if (uDataBytes > 0)
      memcpy(puc + uDataAt, pvData, uDataBytes);
   *puBytes = uDataAt + uDataBytes;
   return puc;
}

/*--------------------------------------------------------------------*/

uint32_t Elf_r(uint32_t uOpcode, uint32_t uFunct3, uint32_t uFunct7,
   uint32_t uTo, uint32_t uA, uint32_t uB)
{
   return uOpcode | uTo << 7 | uFunct3 << 12 | uA << 15 | uB << 20
          | uFunct7 << 25;
}

uint32_t Elf_i(uint32_t uOpcode, uint32_t uFunct3, uint32_t uTo,
   uint32_t uA, int32_t iValue)
{
   return uOpcode | uTo << 7 | uFunct3 << 12 | uA << 15
          | (uint32_t)iValue << 20;
}

uint32_t Elf_s(
   uint32_t uFunct3, uint32_t uA, uint32_t uB, int32_t iValue)
{
   uint32_t u = (uint32_t)iValue;

   return 0x23 | (u & 31) << 7 | uFunct3 << 12 | uA << 15 | uB << 20
          | (u >> 5 & 127) << 25;
}

uint32_t Elf_b(
   uint32_t uFunct3, uint32_t uA, uint32_t uB, int32_t iValue)
{
   uint32_t u = (uint32_t)iValue;

   return 0x63 | (u >> 11 & 1) << 7 | (u >> 1 & 15) << 8 | uFunct3 << 12
          | uA << 15 | uB << 20 | (u >> 5 & 63) << 25
          | (u >> 12 & 1) << 31;
}

uint32_t Elf_u(uint32_t uOpcode, uint32_t uTo, uint32_t uUpper)
{
   return uOpcode | uTo << 7 | uUpper << 12;
}

uint32_t Elf_j(uint32_t uTo, int32_t iValue)
{
   uint32_t u = (uint32_t)iValue;

   return 0x6f | uTo << 7 | (u >> 12 & 255) << 12 | (u >> 11 & 1) << 20
          | (u >> 1 & 1023) << 21 | (u >> 20 & 1) << 31;
}
