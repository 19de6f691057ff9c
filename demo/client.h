/*--------------------------------------------------------------------*/
/* client.h: the demo's side of a heap manager's host (share.h)       */
/*--------------------------------------------------------------------*/

#ifndef CLIENT_INCLUDED
#define CLIENT_INCLUDED

#include "scenario.h"
#include "snapshot.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Client *Client_T;

/* Start host program pcProgram for *psScenario; pcManager is what the
   manager is called.  If that can't be done, say so on stderr and exit
   with status 2. */

Client_T Client_start(const char *pcProgram, const char *pcManager,
   const struct Scenario *psScenario);

/* End the host. */

void Client_end(Client_T oClient);

const char *Client_getManager(const struct Client *oClient);

/* Return what to call the manager on the screen: its file's name. */

const char *Client_getTitle(const struct Client *oClient);

/* Return the heap after uStep steps.  If the manager failed before
   that, the last good picture and what went wrong.  Every other
   function of this module makes the result invalid. */

const struct Snapshot *Client_show(Client_T oClient, size_t uStep);

/* Return the first step after uFrom with one of the events (bits of
   enum Event), or that the manager fails in; 0 if there is none.  As
   long as that takes, pfIsEnough is called now and then, with the step
   looked at and pvContext; if it returns true, the search ends, with
   CLIENT_STOPPED. */

#define CLIENT_STOPPED SIZE_MAX
typedef bool (*Client_Asker)(void *pvContext, size_t uStep);
size_t Client_find(Client_T oClient, size_t uFrom, int iEvents,
   Client_Asker pfIsEnough, void *pvContext);

/* Play from step uFrom to uTo.  Call Client_next for each picture,
   after each uStride steps; it returns NULL after the last one, also if
   the manager failed: then Client_getEnd tells. */

void Client_play(
   Client_T oClient, size_t uFrom, size_t uTo, size_t uStride);
const struct Snapshot *Client_next(Client_T oClient);

/* Return the last picture, with what went wrong, if anything. */

const struct Snapshot *Client_getEnd(const struct Client *oClient);

/* Return the last line that the manager printed since the last command,
   or "". */

const char *Client_getWords(Client_T oClient);

/* Write what went wrong, if eHealth isn't good, to pcText. */

void Client_describeFailure(Client_T oClient,
   const struct Snapshot *psSnapshot, char *pcText, size_t uBytes);

#endif
