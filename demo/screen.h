/*--------------------------------------------------------------------*/
/* screen.h: a demo on the terminal, with keys                        */
/*--------------------------------------------------------------------*/

#ifndef SCREEN_INCLUDED
#define SCREEN_INCLUDED

#include "client.h"
#include "scenario.h"
#include <stdbool.h>

/* Show the clients, one or two, until the user quits.  A client may be
   exchanged for another one meanwhile.  Without bColour, no colours are
   used. */

void Screen_run(Client_T aoClients[], int iClients,
   const struct Scenario *psScenario, bool bColour);

#endif
