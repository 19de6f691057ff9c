/*--------------------------------------------------------------------*/
/* admit_test.c: lines that are admitted, and lines that are not      */
/*--------------------------------------------------------------------*/

#include "admit.h"
#include "expect.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum
{
   MAX_TEXT = 1 << 24
};

static const char *const apcOthers[] = {"Chunk_getUnits", NULL};
static const char *const apcNone[] = {NULL};
static const struct Admit_Rules sRules = {apcOthers, apcNone};
static struct Admit_Result s;

/* Lines that are admitted, each of them after .text and others. */

static const char *const apcGood[] = {"\tret", "\tnop", "\tebreak",
   "\tadd\ta0,a1,zero", "\taddi\tsp,sp,-16", "\tli\ta0,0x7f",
   "\tli\ta5,-4096", "\tld\ta0,8(sp)", "\tld\ta0,-8(s0)",
   "\tld\ta0,(s0)", "\tld\ta0,name", "\tld\ta0,name+8",
   "\tld\ta0,name-8", "\tsd\ta0,name,a5", "\tsd\ta0,0(a1)",
   "\tbeq\ta0,a1,.L1", "\tbeqz\ta0,.L1", "\tj\t.L1", "\tjr\ta5",
   "\tjalr\ta5", "\tcall\tprintf", "\ttail\tChunk_getUnits",
   "\tlla\ta0,name+16", "\tsext.w\ta0,a1", "\tfence\tiorw,iorw",
   "\tlui\ta0,524288", "name.part.0:", ".LFB12:", "\t.globl\tname",
   "\t.type\tname, @function", "\t.type\tname, @object",
   "\t.size\tname, .-name", "\t.size\tname, 16", "\t.align\t3",
   "\t.option nopic", "\t.attribute arch, \"rv64i2p0_m2p0\"",
   "\t.ident\t\"GCC: (Debian)\"", "\t.file\t\"name.c\"",
   "\t.file 1 \"folder/name.c\"", "\t.file 0 \"folder\" \"name.c\"",
   "\t.loc 1 33 5 is_stmt 1 view -0", "\t.cfi_startproc", "",
   "\t.section\t.text.unlikely,\"ax\",@progbits",
   "\t.section\t.text.startup,\"ax\",@progbits", "\t.section\t.rodata",
   "\t.section\t.rodata.str1.8,\"aMS\",@progbits,1",
   "\t.section\t.rodata.cst8,\"aM\",@progbits,8",
   "\t.section\t.sdata,\"aw\"", "\t.section\t.sbss,\"aw\",@nobits",
   "\t.section\t.debug_info,\"\",@progbits\n\t.anything at all\n#APP",
   "\t.section\t.note.GNU-stack,\"\",@progbits",
   "\t.local\tiOther.0\n\t.comm\tiOther.0,4,4",
   "\t.data\n\t.word\t12\n\t.dword\tname\n\t.dword\tname+8",
   "\t.data\n\t.word\t.L1-name\n\t.8byte\tname-8",
   "\t.data\n\t.half\t-1\n\t.byte\t0x1f",
   "\t.data\n\t.string\t\"a\\tb\\\\c\\\"d\\033\"\n\t.ascii\t\"x\"",
   "\t.bss\n\t.zero\t100", "\t.set\t.LANCHOR0,. + 0"};

/* Lines that are refused, and what is said. */

static const struct
{
   const char *pcLine, *pcWhy;
} asBad[] = {{"\tecall", "only instructions of RV64IM"},
   {"\tcsrr\ta0,cycle", "only instructions of RV64IM"},
   {"\tamoadd.w\ta0,a1,(a2)", "only instructions of RV64IM"},
   {"\tfadd.d\tfa0,fa1,fa2", "only instructions of RV64IM"},
   {"\t", "only instructions of RV64IM"},
   {"\tad\ta0,a1,a2", "only instructions of RV64IM"},
   {"\taddx\ta0,a1,a2", "only instructions of RV64IM"},
   {"\tadd", "operands are missing"},
   {"\tadd\ta0,a1", "the operands are not add's"},
   {"\tadd\ta0,a1,x5", "a register is expected"},
   {"\tadd\ta0,a1,gp", "a register is expected"},
   {"\tadd\ta0,a1,tp", "a register is expected"},
   {"\tadd\ta0,a1,a2 ", "must end after the operands"},
   {"\tadd\ta0,a1,a2;ret", "must end after the operands"},
   {"\tadd\ta0,a1,a2#", "must end after the operands"},
   {"\tret\tx", "must end"}, {"\tret ", "must end"},
   {"\taddi\ta0,a1,name", "the operands are not addi's"},
   {"\tli\ta0,1+1", "must end"}, {"\tli\ta0,", "not li's"},
   {"\tld\ta0,8(x)", "a register is expected"},
   {"\tld\ta0,8(sp", "not ld's"}, {"\tld\ta0,8", "not ld's"},
   {"\tld\ta0,", "not ld's"}, {"\tld\ta0,-(sp)", "not ld's"},
   {"\tsd\ta0,name", "not sd's"}, {"\tsd\ta0,name+,a5", "not sd's"},
   {"\tcall\t12", "a name of C is expected"},
   {"\tcall\t", "a name of C is expected"},
   {"\tcall\t.hidden", "a name of C is expected"},
   {"\tcall\tsystem", "used and nowhere defined"},
   {"\tj\t.L9", "used and nowhere defined"},
   {"\t.data\n\tret", "instructions belong in the text"},
   {"\t.word\t1", "values belong in constants or data"},
   {"\t.bss\n\t.word\t1", "values belong in constants or data"},
   {"\t.string\t\"x\"", "strings belong in constants or data"},
   {"\t.zero\t8", "zeros belong in constants or data"},
   {"\t.data\n\t.string\t\"x", "has no end"},
   {"\t.data\n\t.string\tx", "a string is expected"},
   {"\t.data\n\t.string\t\"\\x41\"", "a strange escape"},
   {"\t.data\n\t.string\t\"\\", "a strange escape"},
   {"\t.data\n\t.string\t\"\001\"", "a strange character"},
   {"\t.data\n\t.string\t\"x\" ", "must end"},
   {"\t.data\n\t.word\tx+", "a number is expected"},
   {"\t.data\n\t.word\t1+1", "must end"},
   {"\t.data\n\t.word\tname-+", "a name of C is expected"},
   {"\t.data\n\t.word\t", "a name of C is expected"},
   {"\t.data\n\t.zero\t100000000", "more than 64 MiB"},
   {"\t.data\n\t.zero\t-1", "more than 64 MiB"},
   {"\t.data\n\t.zero\tx", "a number is expected"},
   {"\t.comm\tiX,100000000,4", "more than 64 MiB"},
   {"\t.comm\tiX,4,8192", "a size and an alignment"},
   {"\t.comm\tiX,4", "a size and an alignment"},
   {"\t.comm\t4,4,4", "a name of C"},
   {"\t.align\t13", "an alignment may be"}, {"\t.align\tx", "a number"},
   {"\t.globl\tprintf\nprintf:", "is a name of the library"},
   {"\t.globl\tChunk_getUnits\nChunk_getUnits:",
      "is a name of another file"},
   {"\t.globl\t__x\n__x:", "begins with two underscores"},
   {"\t.globl\tnobody", "used and nowhere defined"},
   {"\t.globl\tname x", "must end"}, {"\t.globl\t\"x\"", "a name of C"},
   {"\t.local\t\"x\"", "a name of C"},
   {"\t.type\tname", "a function's"}, {"\t.type\t1", "a name of C"},
   {"\t.size\t1", "a name of C"},
   {"\t.type\tname, @gnu_indirect_function", "a function's"},
   {"\t.size\tname", "a size is expected"},
   {"\t.size\tname, x", "a number is expected"},
   {"\t.size\tname, .-2", "a name of C"},
   {"\t.set\talias,name", "a second name"},
   {"\t.set\t.LANCHOR0,name", "a second name"},
   {"\t.set\t1", "a name of C"},
   {"\t.set\t.LANCHOR0,. + x", "a number"},
   {"\t.weak\tname", "not one that plain C needs"},
   {"\t.incbin\t\"/etc/passwd\"", "not one that plain C needs"},
   {"\t.include\t\"x\"", "not one that plain C needs"},
   {"\t.macro\tx", "not one that plain C needs"},
   {"\t.rept\t1000000", "not one that plain C needs"},
   {"\t.hidden\tname", "not one that plain C needs"},
   {"\t.org\t100", "not one that plain C needs"},
   {"\t.te", "not one that plain C needs"},
   {"\t.option rvc", "the only option is nopic"},
   {"\t.text 1", "must end"}, {"\t.data 1", "must end"},
   {"\t.bss 1", "must end"},
   {"\t.section\t.init_array,\"aw\"", "a section of one's own"},
   {"\t.section\t.tbss,\"awT\",@nobits", "a section of one's own"},
   {"\t.section\t.textual,\"ax\",@progbits", "a section of one's own"},
   {"\t.section\t.rows", "a section of one's own"},
   {"\t.section\t", "a section of one's own"},
   {"\t.section\t.text.x,\"awx\",@progbits", "flags"},
   {"\t.section\t.rodata.x,\"aw\"", "flags"},
   {"\t.section\t.data.x,\"ax\"", "flags"},
   {"\t.section\t.bss.x,\"aw\",@nobits,link", "flags"},
   {"#APP", "asm is not allowed"}, {"#NO_APP", "asm is not allowed"},
   {"# 12 \"x.c\" 1", "asm is not allowed"},
   {" ret", "a name of C is expected"},
   {"name2: ret", "a label stands alone"}, {"name2", "a label stands"},
   {"1:", "a name of C is expected"}, {".Lrow5:", "no such label"},
   {".Lname5:", "no such label"}, {".Lx.y:", "a name of C"},
   {"\t.file", "a string is expected"},
   {"\t.file x", "a number is expected"},
   {"\t.file 1", "a file's name is expected"},
   {"\t.file 1 x", "a string is expected"},
   {"\t.loc", "a number is expected"}, {"\t.loc 1", "are expected"},
   {"\t.loc 1 x", "a number is expected"}};

/*--------------------------------------------------------------------*/

/* Read pcLine in its place, and set s. */

static bool Read(const char *pcLine)
{
   static char acText[1 << 16];

   snprintf(acText, sizeof acText,
      "\t.file\t\"x.c\"\n\t.text\nname:\n.L1:\n%s\n", pcLine);
   free(s.pcText);
   return Admit_read(acText, strlen(acText), &sRules, &s);
}

static void Test_lines(void)
{
   size_t u;

   for (u = 0; u < sizeof apcGood / sizeof apcGood[0]; u++)
   {
      Expect_begin("a line that is admitted");
      Expect_true(Read(apcGood[u]), s.acWhy);
   }
   for (u = 0; u < sizeof asBad / sizeof asBad[0]; u++)
   {
      Expect_begin("a line that is refused");
      Expect_true(!Read(asBad[u].pcLine), asBad[u].pcLine);
      Expect_in(asBad[u].pcWhy, s.acWhy);
      Expect_in("of the assembler text", s.acWhy);
      Expect_true(s.pcText == NULL, "there is a text");
   }
}

/* Lines that depend on what has been before. */

static void Test_texts(void)
{
   static const char *const apcOwn[] = {"HeapMgr_free", NULL};
   const struct Admit_Rules sOwn = {apcOthers, apcOwn};
   const char acText[] = "\t.text\nHeapMgr_malloc:\n\tret";
   const char acStatic[] = "\t.text\nmemcpy:\nHeapMgr_free:\n\tret";
   const char acNowhere[] = "name:\n";

   free(s.pcText);
   Expect_begin("a name that is missing");
   Expect_true(
      !Admit_read(acText, strlen(acText), &sOwn, &s), "admitted");
   Expect_in("HeapMgr_free is missing", s.acWhy);
   Expect_begin("a library's name that is static");
   Expect_true(
      Admit_read(acStatic, strlen(acStatic), &sOwn, &s), s.acWhy);
   free(s.pcText);
   Expect_begin("a label in no section");
   Expect_true(!Admit_read(acNowhere, strlen(acNowhere), &sRules, &s),
      "admitted");
   Expect_in("a label belongs in a section", s.acWhy);
   Expect_begin("an instruction in no section");
   Expect_true(!Admit_read("\tret", 4, &sRules, &s), "admitted");
   Expect_begin("no text");
   Expect_true(Admit_read("", 0, &sRules, &s), s.acWhy);
}

/* The rows: one for each line with instructions. */

static void Test_rows(void)
{
   Expect_begin("rows");
   Expect_true(
      Read("\t.file 1 \"a/b c.c\"\n\t.loc 1 33 5\n\t.loc 1 34\n"
           "\tnop\n\tnop\n\t.loc 2 35 1\n\tret\n"
           "\t.loc 99999 1\n\tret\n\t.loc 1 36"),
      s.acWhy);
   Expect_true(s.pcText != NULL, "no text");
   if (s.pcText == NULL)
      return;
   s.pcText[s.uBytes - 1] = '\0';
   Expect_in(
      ".Lrow0:\n\tnop\n\tnop\n.Lrow1:\n\tret\n\tret\n", s.pcText);
   Expect_in(".Lname1:\n\t.string\t\"b_c.c\"\n", s.pcText);
   Expect_in(
      "\t.dword\t.Lrow0\n\t.word\t34\n\t.word\t.Lname1", s.pcText);
   Expect_true(strstr(s.pcText, ".Lname2") == NULL, "a file unknown");
   Expect_true(strstr(s.pcText, ".loc") == NULL, "a .loc");
   free(s.pcText);
   s.pcText = NULL;
}

/* Fill pc with copies of pcPart; return how many bytes that are. */

static size_t Fill(char *pc, size_t uMax, const char *pcPart)
{
   size_t uBytes = 0, uLength = strlen(pcPart);

   for (; uBytes + uLength < uMax; uBytes += uLength)
      memcpy(pc + uBytes, pcPart, uLength);
   return uBytes;
}

/* The longest texts take a second or two, whatever is in them. */

static void Test_long(void)
{
   static const char *const apcParts[] = {"\t.text\n", "x:\n",
      "\t.globl\tname\n", "\t.loc 1 1\n\tret\n", "\t.file 1 \"x\"\n",
      "((((", "\t.section\t.debug_x\n", "\n", ".L0:\n\tj .L0\n",
      "\"\\"};
   char *pc = malloc(MAX_TEXT + 2);
   clock_t iStart;
   size_t u;

   if (pc == NULL)
      exit(EXIT_FAILURE);
   for (u = 0; u < sizeof apcParts / sizeof apcParts[0]; u++)
   {
      size_t uHead = (size_t)sprintf(pc, "\t.text\n");
      size_t uBytes = uHead
                      + Fill(pc + uHead, MAX_TEXT - uHead, apcParts[u]);

      Expect_begin("a long text");
      iStart = clock();
      Admit_read(pc, uBytes, &sRules, &s);
      free(s.pcText);
      s.pcText = NULL;
      Expect_true(clock() - iStart < 20 * CLOCKS_PER_SEC,
         "it took more than 20 s");
   }
   Expect_begin("a text that is too long");
   Expect_true(!Admit_read(pc, MAX_TEXT + 1, &sRules, &s), "admitted");
   Expect_in("longer than 16 MiB", s.acWhy);
   Expect_begin("a line that is too long");
   memset(pc, ' ', 5000);
   Expect_true(!Admit_read(pc, 5000, &sRules, &s), "admitted");
   Expect_in("a line may have 4096 characters", s.acWhy);
   Expect_begin("a name that is too long");
   memset(pc, 'x', 201);
   pc[201] = ':';
   Expect_true(!Admit_read(pc, 202, &sRules, &s), "admitted");
   Expect_in("a name may have 200 characters", s.acWhy);
   free(pc);
}

int main(void)
{
   Test_lines();
   Test_texts();
   Test_rows();
   Test_long();
   return Expect_end();
}
