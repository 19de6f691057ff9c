/*--------------------------------------------------------------------*/
/* quiz.h: a demo that asks before it shows                           */
/*--------------------------------------------------------------------*/

#ifndef QUIZ_INCLUDED
#define QUIZ_INCLUDED

#include "client.h"
#include "scenario.h"
#include <stdbool.h>
#include <stdint.h>

/* Play *psScenario.  Before each step show the heap, ask a question
   about the step, and read the answer from standard input; then show
   what really happens.  Which questions are asked depends on uSeed.  At
   the end, or when the input ends, print the score. */

void Quiz_run(Client_T oClient, const struct Scenario *psScenario,
   uint64_t uSeed, bool bColour);

#endif
