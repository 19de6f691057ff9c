/*--------------------------------------------------------------------*/
/* expect.c: what the machine's tests are written with                */
/*--------------------------------------------------------------------*/

#include "expect.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *pcTest;
static bool bFailed;
static int iPassed, iFailed;

/*--------------------------------------------------------------------*/

static void Expect_count(void)
{
   if (pcTest != NULL && bFailed)
      iFailed++;
   else if (pcTest != NULL)
      iPassed++;
   bFailed = false;
}

void Expect_begin(const char *pcName)
{
   Expect_count();
   pcTest = pcName;
}

void Expect_true(bool b, const char *pcWhat)
{
   if (b)
      return;
   bFailed = true;
   printf("FAIL %s: %s\n", pcTest, pcWhat);
}

void Expect_equal(uint64_t u, uint64_t uWanted, const char *pcWhat)
{
   if (u == uWanted)
      return;
   bFailed = true;
   printf("FAIL %s: %s is 0x%" PRIx64 ", not 0x%" PRIx64 "\n", pcTest,
      pcWhat, u, uWanted);
}

void Expect_in(const char *pcPart, const char *pc)
{
   if (strstr(pc, pcPart) != NULL)
      return;
   bFailed = true;
   printf("FAIL %s: \"%s\" is not in \"%s\"\n", pcTest, pcPart, pc);
}

int Expect_end(void)
{
   Expect_count();
   printf("%d passed, %d failed\n", iPassed, iFailed);
   return iFailed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
