/*--------------------------------------------------------------------*/
/* program.c: a program for the machine, out of its file              */
/*--------------------------------------------------------------------*/

#include "program.h"
#include <elf.h>
#include <stdlib.h>
#include <string.h>

enum
{
   MAX_FILE_BYTES = 1 << 28,
   ROW_BYTES = 16,
   ROW_LINE = 8, /* where the line is in a row */
   ROW_NAME = 12
};

/* The file, and what has been found in it. */

struct File
{
   const unsigned char *puc;
   size_t uBytes;
   Elf64_Ehdr sHead;
};

/* Some bytes of the file; puc is NULL if they are not all in it. */

struct Slice
{
   const unsigned char *puc;
   size_t uBytes;
};

/*--------------------------------------------------------------------*/

static struct Slice Program_slice(
   const struct File *psFile, uint64_t uOffset, uint64_t uBytes)
{
   struct Slice s = {NULL, 0};

   if (uOffset <= psFile->uBytes && uBytes <= psFile->uBytes - uOffset)
   {
      s.puc = psFile->puc + uOffset;
      s.uBytes = uBytes;
   }
   return s;
}

static const char *Program_readHead(struct File *psFile)
{
   Elf64_Ehdr *psHead = &psFile->sHead;

   if (psFile->uBytes > MAX_FILE_BYTES)
      return "the program's file is longer than 256 MiB";
   if (psFile->uBytes < sizeof *psHead)
      return "the program's file is too short for an ELF header";
   memcpy(psHead, psFile->puc, sizeof *psHead);

   if (memcmp(psHead->e_ident, ELFMAG, SELFMAG) != 0
       || psHead->e_ident[EI_CLASS] != ELFCLASS64
       || psHead->e_ident[EI_DATA] != ELFDATA2LSB
       || psHead->e_machine != EM_RISCV)
      return "the program's file is not a 64-bit ELF file for RISC-V";
   if (psHead->e_type != ET_EXEC)
      return "the program has not been linked at fixed addresses";
   if (psHead->e_phentsize != sizeof(Elf64_Phdr)
       || psHead->e_shentsize != sizeof(Elf64_Shdr))
      return "the program's file has headers of a strange size";
   return NULL;
}

/*--------------------------------------------------------------------*/
/* Segments                                                           */
/*--------------------------------------------------------------------*/

/* Return the address where the segment ends, or 0 if it isn't in the
   program's range or begins at no page. */

static uint64_t Program_getEnd(const Elf64_Phdr *ps)
{
   if (ps->p_vaddr < MEMORY_PROGRAM || ps->p_vaddr % PAGE_BYTES != 0
       || ps->p_vaddr > MEMORY_PROGRAM_END
       || ps->p_memsz > MEMORY_PROGRAM_END - ps->p_vaddr
       || ps->p_filesz > ps->p_memsz)
      return 0;
   return ps->p_vaddr + ps->p_memsz;
}

/* Take note in *ps of the segment psSegment, and set *pbHas if it is
   the text.  The parts seen so far end at ps->uEnd. */

static const char *Program_addPart(struct Memory_Program *ps,
   const Elf64_Phdr *psSegment, bool *pbHasText)
{
   uint64_t uEnd = Program_getEnd(psSegment);
   bool bText = (psSegment->p_flags & PF_X) != 0;
   bool bData = (psSegment->p_flags & PF_W) != 0;

   if (uEnd == 0)
      return "a segment lies outside of the program's range";
   if (bText == *pbHasText || (bText && bData))
      return "text must come first, once, and can't be written";
   if (psSegment->p_vaddr < ps->uEnd || ps->uData != 0)
      return "the segments are not text, constants, data in this order";

   if (bText)
      ps->uText = psSegment->p_vaddr;
   else if (bData)
   {
      ps->uData = psSegment->p_vaddr;
      if (ps->uConstants == 0)
         ps->uConstants = psSegment->p_vaddr;
   }
   else if (ps->uConstants == 0)
      ps->uConstants = psSegment->p_vaddr;
   else
      return "there are two segments of constants";
   *pbHasText = true;
   ps->uEnd = uEnd;
   return NULL;
}

/* Set *psSegment to segment u.  Return false if the file hasn't got it
   or its bytes. */

static bool Program_getSegment(
   const struct File *psFile, size_t u, Elf64_Phdr *psSegment)
{
   struct Slice sHead = Program_slice(psFile,
      psFile->sHead.e_phoff + u * sizeof *psSegment, sizeof *psSegment);

   if (psFile->sHead.e_phoff > psFile->uBytes || sHead.puc == NULL)
      return false;

   memcpy(psSegment, sHead.puc, sizeof *psSegment);
   return psSegment->p_type != PT_LOAD
          || Program_slice(
                psFile, psSegment->p_offset, psSegment->p_filesz)
                   .puc
                != NULL;
}

static const char *Program_findParts(
   const struct File *psFile, struct Memory_Program *ps)
{
   const char *pcWrong;
   bool bHasText = false;
   Elf64_Phdr sSegment;
   size_t u;

   for (u = 0; u < psFile->sHead.e_phnum; u++)
   {
      if (!Program_getSegment(psFile, u, &sSegment))
         return "the program's file ends within a segment";
      if (sSegment.p_type != PT_LOAD || sSegment.p_memsz == 0)
         continue;
      pcWrong = Program_addPart(ps, &sSegment, &bHasText);
      if (pcWrong != NULL)
         return pcWrong;
   }
   if (!bHasText)
      return "the program has no text";

   /* Parts that are missing are empty, and lie where the next begins,
      at a page. */
   if (ps->uData == 0)
   {
      ps->uEnd = (ps->uEnd + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
      ps->uData = ps->uEnd;
   }
   if (ps->uConstants == 0)
      ps->uConstants = ps->uData;
   return NULL;
}

static void Program_copyParts(
   struct Program *ps, const struct File *psFile)
{
   Elf64_Phdr sSegment;
   size_t u;

   for (u = 0; u < psFile->sHead.e_phnum; u++)
      if (Program_getSegment(psFile, u, &sSegment)
          && sSegment.p_type == PT_LOAD && sSegment.p_memsz > 0)
      {
         struct Slice s = Program_slice(
            psFile, sSegment.p_offset, sSegment.p_filesz);

         Memory_write(sSegment.p_vaddr, s.puc, s.uBytes);
         if ((sSegment.p_flags & PF_W) != 0)
            ps->uDataBytes = sSegment.p_memsz;
         else if ((sSegment.p_flags & PF_X) == 0)
            ps->uConstantBytes = sSegment.p_memsz;
      }
}

/* Return the number of instructions: the text's segment in words. */

static size_t Program_countWords(const struct File *psFile)
{
   Elf64_Phdr sSegment;
   size_t u;

   for (u = 0; Program_getSegment(psFile, u, &sSegment); u++)
      if (sSegment.p_type == PT_LOAD && (sSegment.p_flags & PF_X) != 0)
         break;
   return sSegment.p_filesz / INSTRUCTION_BYTES;
}

/*--------------------------------------------------------------------*/
/* Sections: symbols and rows                                         */
/*--------------------------------------------------------------------*/

static bool Program_getSection(
   const struct File *psFile, size_t u, Elf64_Shdr *psSection)
{
   struct Slice sHead = Program_slice(psFile,
      psFile->sHead.e_shoff + u * sizeof *psSection, sizeof *psSection);

   if (u >= psFile->sHead.e_shnum
       || psFile->sHead.e_shoff > psFile->uBytes || sHead.puc == NULL)
      return false;

   memcpy(psSection, sHead.puc, sizeof *psSection);
   return true;
}

/* Return the bytes of section psSection. */

static struct Slice Program_getContents(
   const struct File *psFile, const Elf64_Shdr *psSection)
{
   struct Slice s = {NULL, 0};

   if (psSection->sh_type == SHT_NOBITS)
      return s;
   return Program_slice(
      psFile, psSection->sh_offset, psSection->sh_size);
}

/* Return the bytes of the section of that name; none if there is
   none. */

static struct Slice Program_findSection(
   const struct File *psFile, const char *pcName)
{
   Elf64_Shdr sSection;
   struct Slice sNone = {NULL, 0}, sNames;
   size_t u, uLength = strlen(pcName) + 1;

   if (!Program_getSection(psFile, psFile->sHead.e_shstrndx, &sSection))
      return sNone;
   sNames = Program_getContents(psFile, &sSection);

   for (u = 0; Program_getSection(psFile, u, &sSection); u++)
      if (sSection.sh_name < sNames.uBytes
          && sNames.uBytes - sSection.sh_name >= uLength
          && memcmp(sNames.puc + sSection.sh_name, pcName, uLength)
                == 0)
         return Program_getContents(psFile, &sSection);
   return sNone;
}

/* Return a copy of s with a '\0' after it. */

static char *Program_copyStrings(struct Slice s)
{
   char *pc = malloc(s.uBytes + 1);

   if (pc != NULL)
   {
      if (s.uBytes > 0)
         memcpy(pc, s.puc, s.uBytes);
      pc[s.uBytes] = '\0';
   }
   return pc;
}

static int Program_compareSymbols(const void *pv1, const void *pv2)
{
   const struct Symbol *ps1 = pv1, *ps2 = pv2;

   if (ps1->uStart != ps2->uStart)
      return ps1->uStart < ps2->uStart ? -1 : 1;
   return strcmp(ps1->pcName, ps2->pcName);
}

static bool Program_readSymbols(
   struct Program *ps, const struct File *psFile)
{
   struct Slice sTable = Program_findSection(psFile, ".symtab");
   struct Slice sStrings = Program_findSection(psFile, ".strtab");
   size_t u, uCount = sTable.uBytes / sizeof(Elf64_Sym);
   Elf64_Sym sSymbol;

   ps->pcStrings = Program_copyStrings(sStrings);
   ps->psSymbols = calloc(uCount + 1, sizeof *ps->psSymbols);
   if (ps->pcStrings == NULL || ps->psSymbols == NULL)
      return false;

   for (u = 0; u < uCount; u++)
   {
      struct Symbol *psNew = &ps->psSymbols[ps->uSymbols];
      int iType;

      memcpy(&sSymbol, sTable.puc + u * sizeof sSymbol, sizeof sSymbol);
      iType = ELF64_ST_TYPE(sSymbol.st_info);
      if ((iType != STT_FUNC && iType != STT_OBJECT)
          || sSymbol.st_name >= sStrings.uBytes)
         continue;
      psNew->uStart = sSymbol.st_value;
      psNew->uBytes = sSymbol.st_size;
      psNew->pcName = ps->pcStrings + sSymbol.st_name;
      psNew->bFunction = iType == STT_FUNC;
      ps->uSymbols++;
   }
   qsort(ps->psSymbols, ps->uSymbols, sizeof *ps->psSymbols,
      Program_compareSymbols);
   return true;
}

static int Program_compareRows(const void *pv1, const void *pv2)
{
   const struct Row *ps1 = pv1, *ps2 = pv2;

   if (ps1->uStart != ps2->uStart)
      return ps1->uStart < ps2->uStart ? -1 : 1;
   return ps1->uLine < ps2->uLine ? -1 : ps1->uLine > ps2->uLine;
}

static bool Program_readRows(
   struct Program *ps, const struct File *psFile)
{
   struct Slice sRows = Program_findSection(psFile, ".rows");
   struct Slice sNames = Program_findSection(psFile, ".rownames");
   size_t u, uCount = sRows.uBytes / ROW_BYTES;

   ps->uNameBytes = sNames.uBytes;
   ps->pcNames = Program_copyStrings(sNames);
   ps->psRows = calloc(uCount + 1, sizeof *ps->psRows);
   if (ps->pcNames == NULL || ps->psRows == NULL)
      return false;

   for (u = 0; u < uCount; u++)
   {
      const unsigned char *puc = sRows.puc + u * ROW_BYTES;
      struct Row s;

      memcpy(&s.uStart, puc, sizeof s.uStart);
      memcpy(&s.uLine, puc + ROW_LINE, sizeof s.uLine);
      memcpy(&s.uName, puc + ROW_NAME, sizeof s.uName);
      ps->psRows[ps->uRows++] = s;
   }
   qsort(
      ps->psRows, ps->uRows, sizeof *ps->psRows, Program_compareRows);
   return true;
}

/*--------------------------------------------------------------------*/

const char *Program_load(
   struct Program *ps, const unsigned char *puc, size_t uBytes)
{
   struct File sFile;
   const char *pcWrong;

   sFile.puc = puc;
   sFile.uBytes = uBytes;
   memset(ps, 0, sizeof *ps);
   pcWrong = Program_readHead(&sFile);
   if (pcWrong == NULL)
      pcWrong = Program_findParts(&sFile, &ps->sParts);
   if (pcWrong != NULL)
   {
      Program_free(ps);
      return pcWrong;
   }
   Memory_setProgram(&ps->sParts);
   Program_copyParts(ps, &sFile);
   if (!Text_make(&ps->sText, ps->sParts.uText,
          (const uint32_t *)ps->sParts.uText,
          Program_countWords(&sFile))
       || !Program_readSymbols(ps, &sFile)
       || !Program_readRows(ps, &sFile))
   {
      Program_free(ps);
      return "the host has no memory left for the program";
   }
   return NULL;
}

void Program_free(struct Program *ps)
{
   Text_free(&ps->sText);
   free(ps->psSymbols);
   free(ps->psRows);
   free(ps->pcStrings);
   free(ps->pcNames);
   memset(ps, 0, sizeof *ps);
}

const struct Symbol *Program_findSymbol(
   const struct Program *ps, const char *pcName)
{
   size_t u;

   for (u = 0; u < ps->uSymbols; u++)
      if (strcmp(ps->psSymbols[u].pcName, pcName) == 0)
         return &ps->psSymbols[u];
   return NULL;
}

const struct Symbol *Program_findAround(
   const struct Program *ps, uint64_t uAddress)
{
   size_t u;

   for (u = 0; u < ps->uSymbols; u++)
      if (uAddress >= ps->psSymbols[u].uStart
          && uAddress - ps->psSymbols[u].uStart
                < ps->psSymbols[u].uBytes)
         return &ps->psSymbols[u];
   return NULL;
}

uint32_t Program_findLine(
   const struct Program *ps, uint64_t uAddress, const char **ppcFile)
{
   const struct Symbol *psFunction;
   size_t uLow = 0, uHigh = ps->uRows;

   while (uLow < uHigh)
   {
      size_t uMiddle = uLow + (uHigh - uLow) / 2;

      if (ps->psRows[uMiddle].uStart <= uAddress)
         uLow = uMiddle + 1;
      else
         uHigh = uMiddle;
   }
   /* The row must be one of the same function's. */
   psFunction = Program_findAround(ps, uAddress);
   if (uLow == 0 || psFunction == NULL
       || ps->psRows[uLow - 1].uStart < psFunction->uStart
       || ps->psRows[uLow - 1].uName >= ps->uNameBytes)
      return 0;
   *ppcFile = ps->pcNames + ps->psRows[uLow - 1].uName;
   return ps->psRows[uLow - 1].uLine;
}
