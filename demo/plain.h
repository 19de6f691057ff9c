/*--------------------------------------------------------------------*/
/* plain.h: a demo as plain text                                      */
/*--------------------------------------------------------------------*/

#ifndef PLAIN_INCLUDED
#define PLAIN_INCLUDED

#include "client.h"
#include "scenario.h"
#include <stddef.h>

/* Print every step from uFrom to uTo (but those that are skipped) for
   each of the iClients clients, in step. */

void Plain_print(Client_T aoClients[], int iClients,
   const struct Scenario *psScenario, size_t uFrom, size_t uTo);

#endif
