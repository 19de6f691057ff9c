/*--------------------------------------------------------------------*/
/* inputs.h: sizes and random sequences for the suites                */
/*                                                                    */
/* As the program starts they are the public ones, which stand in the */
/* tests.  With a seed others of the same kind are drawn: so grading  */
/* can use some that no student has seen, and a student can try many. */
/*--------------------------------------------------------------------*/

#ifndef INPUTS_INCLUDED
#define INPUTS_INCLUDED

#include "rng.h"
#include <stddef.h>
#include <stdint.h>

/* Draw from uSeed from now on, for test pcTest: what a test gets does
   not depend on the tests before it.  0 is the public inputs. */

void Inputs_setSeed(uint64_t uSeed, const char *pcTest);

/* Return uBytes, or from uBytes up to uMost in steps of uStep bytes
   what is drawn. */

size_t Inputs_draw(size_t uBytes, size_t uMost, size_t uStep);

/* Have *psRng begin the sequence of the seed uPublic, or one that is
   drawn. */

void Inputs_seed(struct Rng *psRng, uint64_t uPublic);

#endif
