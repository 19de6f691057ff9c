/*--------------------------------------------------------------------*/
/* odd.c: a program for the machine that does what programs may not   */
/*                                                                    */
/* Each function does one thing; machine_test.c says how it must end. */
/*--------------------------------------------------------------------*/

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* So that the compiler neither sees through a function nor leaves out
   what it does. */

static volatile uint64_t uSink;
static const char acConstant[] = "constant";
static volatile uint64_t auBig[100];

/*--------------------------------------------------------------------*/
/* Memory                                                             */
/*--------------------------------------------------------------------*/

uint64_t Odd_load(uint64_t uAddress)
{
   return *(volatile uint64_t *)uAddress;
}

uint64_t Odd_loadByte(uint64_t uAddress)
{
   return *(volatile unsigned char *)uAddress;
}

void Odd_store(uint64_t uAddress, uint64_t uValue)
{
   *(volatile uint64_t *)uAddress = uValue;
}

void Odd_storeByte(uint64_t uAddress, uint64_t uValue)
{
   *(volatile unsigned char *)uAddress = (unsigned char)uValue;
}

void Odd_storeConstant(void)
{
   Odd_storeByte((uint64_t)acConstant, 'x');
}

void Odd_storeText(void)
{
   Odd_store((uint64_t)Odd_store, 0);
}

uint64_t Odd_loadPastData(void)
{
   return Odd_load((uint64_t)auBig + (1 << 20));
}

/* Touch a byte of each of uCount pages from uStart up. */

void Odd_touch(uint64_t uStart, uint64_t uCount)
{
   for (; uCount > 0; uCount--, uStart += 4096)
      Odd_storeByte(uStart, 1);
}

uint64_t Odd_recurse(uint64_t u)
{
   volatile char ac[1000];

   ac[0] = (char)u;
   return Odd_recurse(u + 1) + (uint64_t)ac[0];
}

uint64_t Odd_leaveOnStack(uint64_t uValue)
{
   volatile uint64_t au[50];
   uint64_t uOld = au[25];

   au[25] = uValue;
   return uOld;
}

/*--------------------------------------------------------------------*/
/* Flow                                                               */
/*--------------------------------------------------------------------*/

void Odd_jump(uint64_t uAddress)
{
   ((void (*)(void))uAddress)();
   uSink++;
}

void Odd_loop(void)
{
   while (true)
      uSink++;
}

void Odd_trap(void)
{
   __builtin_trap();
}

void Odd_illegal(void)
{
   __asm__ volatile(".word 0");
}

void Odd_csr(void)
{
   __asm__ volatile(".word 0xc0002573"); /* rdcycle */
}

void Odd_fence(void)
{
   __asm__ volatile("fence");
}

uint64_t Odd_service(uint64_t uNumber)
{
   register uint64_t uA0 __asm__("a0") = 0;
   register uint64_t uA7 __asm__("a7") = uNumber;

   __asm__ volatile("ecall" : "+r"(uA0) : "r"(uA7) : "memory");
   return uA0;
}

void Odd_abort(void)
{
   puts("before abort");
   abort();
}

void Odd_exit(void)
{
   exit(7);
}

void Odd_exitAtOnce(void)
{
   _exit(8);
}

void Odd_assert(uint64_t u)
{
   assert(u == 1);
   uSink++;
}

/* A function whose calls are skipped, and one that calls it. */

bool Odd_isValid(void)
{
   uSink++;
   return uSink == 0;
}

uint64_t Odd_countValid(uint64_t uTimes)
{
   uint64_t uValid = 0;

   for (; uTimes > 0; uTimes--)
      uValid += Odd_isValid();
   return uValid;
}

uint64_t Odd_getSink(void)
{
   return uSink;
}

/*--------------------------------------------------------------------*/
/* The library                                                        */
/*--------------------------------------------------------------------*/

/* Each of these returns 0, or the number of the line that failed. */

uint64_t Odd_strings(void)
{
   char ac[32];

   if (strlen("abc") != 3 || strcmp("abc", "abd") >= 0
       || strcmp("b", "abc") <= 0 || strncmp("abc", "abd", 2) != 0)
      return __LINE__;
   if (memcmp("abc", "abd", 3) >= 0 || memcmp("abc", "abd", 2) != 0)
      return __LINE__;
   if (strcmp(strcpy(ac, "one"), "one") != 0
       || strcmp(strcat(ac, "two"), "onetwo") != 0
       || strcmp(strncat(ac, "three", 2), "onetwoth") != 0)
      return __LINE__;
   if (strchr(ac, 't') != ac + 3 || strrchr(ac, 't') != ac + 6
       || strchr(ac, 'x') != NULL || strrchr(ac, 'x') != NULL)
      return __LINE__;
   if (strstr(ac, "two") != ac + 3 || strstr(ac, "xyz") != NULL)
      return __LINE__;
   strncpy(ac, "ab", 5);
   if (memcmp(ac, "ab\0\0\0oth", 8) != 0)
      return __LINE__;
   if (memchr("abc", 'c', 2) != NULL)
      return __LINE__;
   return 0;
}

uint64_t Odd_memory(void)
{
   static unsigned char auc[100];
   unsigned char aucCopy[100];
   int i;

   for (i = 0; i < 100; i++)
      auc[i] = (unsigned char)i;
   memcpy(aucCopy, auc, 100);
   if (memcmp(aucCopy, auc, 100) != 0)
      return __LINE__;
   memcpy(aucCopy + 1, auc, 99);
   if (memcmp(aucCopy + 1, auc, 99) != 0)
      return __LINE__;
   memmove(auc + 8, auc, 80);
   if (memcmp(auc + 8, aucCopy + 1, 80) != 0)
      return __LINE__;
   memmove(auc, auc + 8, 80);
   if (memcmp(auc, aucCopy + 1, 80) != 0)
      return __LINE__;
   memset(auc, 0x155, 99);
   for (i = 0; i < 99; i++)
      if (auc[i] != 0x55)
         return __LINE__;
   return auc[99] == 99 ? 0 : __LINE__;
}

uint64_t Odd_bits(uint64_t u)
{
   return (uint64_t)__builtin_popcountl(u)
          | (uint64_t)__builtin_ctzl(u) << 8
          | (uint64_t)__builtin_clzl(u) << 16
          | (uint64_t)__builtin_ffsl((long)u) << 24
          | (uint64_t)__builtin_parityl(u) << 32;
}

uint64_t Odd_swap(uint64_t u)
{
   return __builtin_bswap64(u) ^ __builtin_bswap32((uint32_t)u);
}

/* Return a bit for each kind of character that i is. */

uint64_t Odd_kinds(uint64_t u)
{
   int i = (int)u;

   return (uint64_t)(isalnum(i) | isalpha(i) << 1 | isdigit(i) << 2
                     | islower(i) << 3 | isupper(i) << 4
                     | isprint(i) << 5 | isspace(i) << 6
                     | isxdigit(i) << 7 | tolower(i) << 8
                     | toupper(i) << 16);
}

uint64_t Odd_system(void)
{
   char *pcStart = sbrk(0);
   void *pv;

   if (brk(pcStart + 100) != 0 || sbrk(28) != pcStart + 100
       || sbrk(0) != pcStart + 128)
      return __LINE__;
   if (sbrk((intptr_t)1 << 50) != (void *)-1 || errno != ENOMEM)
      return __LINE__;
   if (sbrk(-128) != pcStart + 128 || sbrk(0) != pcStart)
      return __LINE__;
   if (getpagesize() != 4096 || sysconf(_SC_PAGESIZE) != 4096
       || sysconf(1) != -1)
      return __LINE__;
   pv = mmap(NULL, 5000, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   if (pv == MAP_FAILED || *(char *)pv != 0 || munmap(pv, 5000) != 0)
      return __LINE__;
   if (mmap(NULL, 0, PROT_READ | PROT_WRITE,
          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
          != MAP_FAILED
       || mmap(NULL, (size_t)1 << 50, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
             != MAP_FAILED)
      return __LINE__;
   if (munmap((char *)pv + 1, 5000) != -1 || errno != EINVAL)
      return __LINE__;
   if (abs(-3) != 3 || abs(3) != 3 || labs(-4) != 4 || labs(4) != 4
       || getenv("HOME") != NULL)
      return __LINE__;
   return 0;
}

/* What fits and what doesn't, without a stream. */

uint64_t Odd_snprintf(void)
{
   char ac[8] = "xxxxxxx";

   if (snprintf(ac, sizeof ac, "%s", "0123456789") != 10
       || strcmp(ac, "0123456") != 0)
      return __LINE__;
   if (snprintf(ac, 0, "%d", 1) != 1 || ac[0] != '0')
      return __LINE__;
   if (snprintf(NULL, 0, "%d%%", 100) != 4)
      return __LINE__;
   return 0;
}

/* Print what main in machine_test.c prints, too. */

void Odd_print(void)
{
   printf("%d|%5d|%-5d|%05d|%+d|% d|%.3d|%8.3d|%-8.3d|\n", -42, 42, 42,
      42, 42, 42, 7, 7, 7);
   printf("%ld|%lld|%zd|%td|%jd|%hd|%hhd|\n", -1L, -2LL, (ptrdiff_t)3,
      (ptrdiff_t)4, (intmax_t)5, (short)70000, (signed char)300);
   printf("%u|%lu|%zu|%hu|%hhu|%x|%X|%#x|%#X|%#o|%o|%#x|%#o|\n", 42u,
      18446744073709551615ul, (size_t)1, (unsigned short)70000,
      (unsigned char)300, 0xbeefu, 0xbeefu, 0xbeefu, 0xbeefu, 8u, 8u,
      0u, 0u);
   printf("%08lx|%#010x|%-#10x|%.0d|%5.0d|%02x|%i|\n", 0xabcul, 0xabcu,
      0xabcu, 0, 0, 10u, -7);
   printf("%s|%10s|%-10s|%.2s|%c|%3c|%-3c|%p|%%|\n", "abc", "abc",
      "abc", "abc", 'x', 'y', 'z', (void *)0x1234);
   printf("%*d|%-*d|%*d|%.*d|%.*d|%.*s|\n", 6, 1, 6, 2, -6, 3, 4, 4, -1,
      5, 2, "xyz");
   printf("%s|%s|%d|\n",
      "a long text that does not fit the buffer of 128 characters that"
      " the library's printf has for streams, so that it is flushed",
      "and more", 1);
}

void Odd_streams(void)
{
   errno = ENOMEM;
   perror("perror");
   errno = EINVAL;
   perror("perror");
   errno = 0;
   perror("perror");
   fputs("fputs\n", stderr);
   putchar('p');
   putc('q', stdout);
   fputc('\n', stdout);
   fwrite("fwrite\n", 1, 7, stdout);
   fprintf(stderr, "%s\n", (const char *)NULL);
   printf("%5");
   fflush(stdout);
   fputs("", stdout);
}

/* Print ten bytes from uAddress on. */

void Odd_write(uint64_t uAddress)
{
   fwrite((const void *)uAddress, 1, 10, stderr);
}

/* Print more than the machine keeps. */

void Odd_flood(void)
{
   int i;

   for (i = 0; i < 1000; i++)
      printf("line %d of too many\n", i);
}

/*--------------------------------------------------------------------*/
/* A manager that is none, for machine-run                            */
/*--------------------------------------------------------------------*/

/* Two names for one place. */

void Odd_alias(void) __attribute__((alias("Odd_trap")));

void *HeapMgr_malloc(size_t uBytes);
void HeapMgr_free(void *pv);

void *HeapMgr_malloc(size_t uBytes)
{
   char *pc = sbrk((intptr_t)(uBytes + 15) / 16 * 16);

   return (uBytes % 64 == 0) ? pc + 1 : pc;
}

void HeapMgr_free(void *pv)
{
   puts("it is odd");
   *(volatile char *)((char *)pv - (uintptr_t)pv) = 0;
}
