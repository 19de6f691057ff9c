/*--------------------------------------------------------------------*/
/* page.h: a demo as one page for a browser                           */
/*--------------------------------------------------------------------*/

#ifndef PAGE_INCLUDED
#define PAGE_INCLUDED

#include "client.h"
#include "scenario.h"

/* Write the demo to pcFile as a page that needs nothing else, with the
   runs of iClients managers.  Those with the indices in aiShown are
   side by side at first; if these are equal, there is one.  Exit with
   status 2 if it can't be written. */

void Page_write(Client_T aoClients[], int iClients,
   const int aiShown[2], const struct Scenario *psScenario,
   const char *pcFile);

#endif
