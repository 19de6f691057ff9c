/*--------------------------------------------------------------------*/
/* page.h: a demo as one page for a browser                           */
/*--------------------------------------------------------------------*/

#ifndef PAGE_INCLUDED
#define PAGE_INCLUDED

#include "client.h"
#include "scenario.h"

/* Write the demo to pcFile as a page that needs nothing else.  Exit with
   status 2 if it can't be written. */

void Page_write(Client_T oClient, const struct Scenario *psScenario,
   const char *pcFile);

#endif
