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

/* Have the managers' sources looked for in folder pcRoot, and in its
   appendix: what can be built is told from what can't. */

void Managers_setRoot(const char *pcRoot);

/* Return the number of managers. */

size_t Managers_count(void);

/* Return the index of manager pcName: 4_dlist, heapmgr4_dlist, or 4 or
   dlist for short.  If there is none, say so on stderr and exit with
   status 2. */

size_t Managers_find(const char *pcName);

/* Return manager uManager at work on *psScenario. */

Client_T Managers_start(
   size_t uManager, const struct Scenario *psScenario);

/* List the managers on stdout. */

void Managers_print(void);

#endif
