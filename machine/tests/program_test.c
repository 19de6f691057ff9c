/*--------------------------------------------------------------------*/
/* program_test.c: files that are no program, or one that lies        */
/*                                                                    */
/* Usage: test-machine-program 4_dlist.elf                            */
/*--------------------------------------------------------------------*/

#include "expect.h"
#include "made.h"
#include "machine.h"
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
   MAX_FILE = 1 << 20,
   RET = 0x00008067
};

/* A sound file, which each test begins with a copy of. */

static unsigned char aucFile[MAX_FILE], aucBad[MAX_FILE];
static size_t uFileBytes;

static Elf64_Ehdr *const psHead = (Elf64_Ehdr *)(void *)aucBad;

/*--------------------------------------------------------------------*/

static void Read(const char *pcFile)
{
   FILE *psFile = fopen(pcFile, "rb");

   if (psFile == NULL)
   {
      perror(pcFile);
      exit(EXIT_FAILURE);
   }
   uFileBytes = fread(aucFile, 1, sizeof aucFile, psFile);
   fclose(psFile);
}

/* Begin a test with a fresh copy. */

static void Begin(const char *pcName)
{
   Expect_begin(pcName);
   memcpy(aucBad, aucFile, uFileBytes);
}

/* Expect that the file's first uBytes bytes are refused with a sentence
   that has pcPart in it. */

static void Expect_refused(size_t uBytes, const char *pcPart)
{
   const char *pcWrong = Machine_load(aucBad, uBytes);

   Expect_true(pcWrong != NULL, "it is not refused");
   if (pcWrong != NULL)
      Expect_in(pcPart, pcWrong);
}

static Elf64_Phdr *Segment(size_t u)
{
   return (Elf64_Phdr *)(void *)(aucBad + psHead->e_phoff) + u;
}

static Elf64_Shdr *Section(const char *pcName)
{
   Elf64_Shdr *ps = (Elf64_Shdr *)(void *)(aucBad + psHead->e_shoff);
   const char *pcNames = (const char *)aucBad
                         + ps[psHead->e_shstrndx].sh_offset;

   while (strcmp(pcNames + ps->sh_name, pcName) != 0)
      ps++;
   return ps;
}

/*--------------------------------------------------------------------*/

static void Test_heads(void)
{
   static const size_t auFields[] = {EI_MAG0, EI_CLASS, EI_DATA};
   size_t u;

   for (u = 0; u < 3; u++)
   {
      Begin("no 64-bit ELF file");
      aucBad[auFields[u]] ^= 3;
      Expect_refused(uFileBytes, "not a 64-bit ELF file");
   }
   Begin("another processor's");
   psHead->e_machine = EM_X86_64;
   Expect_refused(uFileBytes, "for RISC-V");
   Begin("not linked");
   psHead->e_type = ET_REL;
   Expect_refused(uFileBytes, "linked at fixed addresses");
   Begin("strange headers");
   psHead->e_phentsize = 1;
   Expect_refused(uFileBytes, "strange size");
   Begin("strange headers");
   psHead->e_shentsize = 1;
   Expect_refused(uFileBytes, "strange size");
   Begin("a short file");
   Expect_refused(10, "too short");
   Expect_refused(sizeof(Elf64_Ehdr), "ends within a segment");
   Expect_refused((size_t)1 << 29, "longer than 256 MiB");
   Begin("headers out of the file");
   psHead->e_phoff = UINT64_MAX - 10;
   Expect_refused(uFileBytes, "ends within a segment");
   Begin("no segment");
   psHead->e_phnum = 0;
   Expect_refused(uFileBytes, "no text");
}

static void Test_segments(void)
{
   Begin("a segment out of the range");
   Segment(0)->p_vaddr = 4096;
   Expect_refused(uFileBytes, "outside of the program's range");
   Begin("a segment that begins at no page");
   Segment(0)->p_vaddr += 8;
   Expect_refused(uFileBytes, "outside of the program's range");
   Begin("a segment beyond the range");
   Segment(2)->p_vaddr = MEMORY_PROGRAM_END + PAGE_BYTES;
   Expect_refused(uFileBytes, "outside of the program's range");
   Begin("a segment that is too long");
   Segment(2)->p_memsz = UINT64_MAX;
   Expect_refused(uFileBytes, "outside of the program's range");
   Begin("a segment with more in the file than in memory");
   Segment(0)->p_memsz = 1;
   Expect_refused(uFileBytes, "outside of the program's range");
   Begin("a segment out of the file");
   Segment(0)->p_offset = uFileBytes;
   Expect_refused(uFileBytes, "ends within a segment");
   Begin("text that can be written");
   Segment(0)->p_flags = PF_X | PF_W | PF_R;
   Expect_refused(uFileBytes, "text must come first");
   Begin("two texts");
   Segment(1)->p_flags = PF_X | PF_R;
   Expect_refused(uFileBytes, "text must come first");
   Begin("no text");
   Segment(0)->p_flags = PF_R;
   Expect_refused(uFileBytes, "text must come first");
   Begin("two constants");
   Segment(2)->p_flags = PF_R;
   Expect_refused(uFileBytes, "two segments of constants");
   Begin("segments that overlap");
   Segment(1)->p_vaddr = Segment(0)->p_vaddr;
   Expect_refused(uFileBytes, "in this order");
   Begin("constants after data");
   Segment(1)->p_flags = PF_R | PF_W;
   Expect_refused(uFileBytes, "in this order");
   Begin("segments of other kinds");
   Segment(2)->p_type = PT_NOTE;
   Expect_true(Machine_load(aucBad, uFileBytes) == NULL, "refused");
   Expect_equal(Machine_getProgram()->uDataBytes, 0, "bytes of data");
}

/* Symbols and rows that lie are only not found. */

static void Test_tables(void)
{
   const char *pcFile = "";
   uint64_t uMalloc;

   Begin("a sound file");
   Expect_true(Machine_load(aucBad, uFileBytes) == NULL, "refused");
   uMalloc = Machine_find("HeapMgr_malloc");
   Expect_true(uMalloc != 0, "no malloc");
   Expect_true(
      Program_findLine(Machine_getProgram(), uMalloc, &pcFile) > 0,
      "no line");
   Expect_in("heapmgr4_dlist.c", pcFile);
   Expect_true(Program_findLine(Machine_getProgram(), 1, &pcFile) == 0,
      "a line where no function is");
   Expect_true(
      Machine_getProgram()->uConstantBytes > 0, "no constants");
   Expect_true(Machine_getProgram()->uDataBytes > 0, "no data");

   Begin("names out of the file");
   Section(".strtab")->sh_offset = uFileBytes;
   Expect_true(Machine_load(aucBad, uFileBytes) == NULL, "refused");
   Expect_equal(Machine_find("HeapMgr_malloc"), 0, "malloc");
   Begin("symbols out of the file");
   Section(".symtab")->sh_offset = UINT64_MAX;
   Expect_true(Machine_load(aucBad, uFileBytes) == NULL, "refused");
   Expect_equal(Machine_find("HeapMgr_malloc"), 0, "malloc");
   Begin("symbols without bytes");
   Section(".symtab")->sh_type = SHT_NOBITS;
   Expect_true(Machine_load(aucBad, uFileBytes) == NULL, "refused");
   Expect_equal(Machine_find("HeapMgr_malloc"), 0, "malloc");
   Begin("files' names that are missing");
   Section(".rownames")->sh_size = 0;
   Expect_true(Machine_load(aucBad, uFileBytes) == NULL, "refused");
   Expect_equal(
      Program_findLine(Machine_getProgram(), uMalloc, &pcFile), 0,
      "line");
   Begin("no sections");
   psHead->e_shstrndx = 1000;
   Expect_true(Machine_load(aucBad, uFileBytes) == NULL, "refused");
   Expect_equal(Machine_find("HeapMgr_malloc"), 0, "malloc");
   Begin("sections out of the file");
   psHead->e_shoff = UINT64_MAX - 60;
   Expect_true(Machine_load(aucBad, uFileBytes) == NULL, "refused");
   Expect_equal(Machine_find("HeapMgr_malloc"), 0, "malloc");
}

/* Text only: there are no constants and no data. */

static void Test_textOnly(void)
{
   const uint32_t uRet = RET;
   struct Machine_Outcome s;
   size_t uBytes;
   unsigned char *puc = Elf_make(&uRet, 1, 0, NULL, 0, 0, &uBytes);

   Expect_begin("text only");
   Expect_true(Machine_load(puc, uBytes) == NULL, "refused");
   Machine_call(ELF_TEXT, 0, NULL, 10, &s);
   Expect_equal(s.eEnd, MACHINE_RETURNED, "the end");
   Expect_true(!Memory_write(ELF_TEXT + PAGE_BYTES, "x", 1), "data");
   free(puc);
}

/* Any byte changed: nothing worse than another program. */

static void Test_anyByte(void)
{
   struct Machine_Outcome s;
   size_t u, uAt;

   Begin("a byte changed");
   for (u = 0; u < 4000; u++)
   {
      uAt = (u * 2654435761u >> 4) % uFileBytes;
      aucBad[uAt] ^= (unsigned char)(u % 255 + 1);
      if (Machine_load(aucBad, uFileBytes) == NULL)
      {
         const uint64_t uSize = 100;

         Machine_call(
            Machine_find("HeapMgr_malloc"), 1, &uSize, 10000, &s);
         Machine_explain(&s);
      }
      aucBad[uAt] = aucFile[uAt];
   }
   Expect_true(Machine_load(aucBad, uFileBytes) == NULL, "refused");
}

int main(int argc, char *argv[])
{
   if (argc != 2)
   {
      fputs("usage: test-machine-program 4_dlist.elf\n", stderr);
      return EXIT_FAILURE;
   }
   Read(argv[1]);
   Test_heads();
   Test_segments();
   Test_tables();
   Test_textOnly();
   Test_anyByte();
   return Expect_end();
}
