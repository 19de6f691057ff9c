/*--------------------------------------------------------------------*/
/* expect.h: what the machine's tests are written with                */
/*--------------------------------------------------------------------*/

#ifndef EXPECT_INCLUDED
#define EXPECT_INCLUDED

#include <stdbool.h>
#include <stdint.h>

/* Begin a test of that name: what is expected up to the next one. */

void Expect_begin(const char *pcName);

/* Expect b; expect u to be uWanted; expect pc to contain pcPart.  If
   not so, the test has failed, and a line says so, with pcWhat in
   it. */

void Expect_true(bool b, const char *pcWhat);
void Expect_equal(uint64_t u, uint64_t uWanted, const char *pcWhat);
void Expect_in(const char *pcPart, const char *pc);

/* Print "N passed, M failed".  Return the exit status of the
   program. */

int Expect_end(void);

#endif
