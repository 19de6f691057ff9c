/*--------------------------------------------------------------------*/
/* managers.h: the managers that can be shown                         */
/*                                                                    */
/* For each there is a program demohostNAME beside the demo itself.   */
/*--------------------------------------------------------------------*/

#ifndef MANAGERS_INCLUDED
#define MANAGERS_INCLUDED

#include "client.h"
#include <stddef.h>

/* Find the programs.  pcProgram is the demo's own path. */

void Managers_init(const char *pcProgram);

/* Return the number of managers. */

size_t Managers_count(void);

/* Return the index of manager pcName: 4_dlist, or 4 for short.  If there
   is none, say so on stderr and exit with status 2. */

size_t Managers_find(const char *pcName);

/* Return manager uManager at work on *psScenario. */

Client_T Managers_start(
   size_t uManager, const struct Scenario *psScenario);

/* List the managers on stdout. */

void Managers_print(void);

#endif
