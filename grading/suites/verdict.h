/*--------------------------------------------------------------------*/
/* verdict.h: what a test says when something is wrong                */
/*                                                                    */
/* A message says what was called, what was expected and what came,   */
/* and shows the heap before and after.  For the case that the        */
/* manager crashes or never returns, the call under way is kept in a  */
/* record that the parent process sees too.                           */
/*--------------------------------------------------------------------*/

#ifndef VERDICT_INCLUDED
#define VERDICT_INCLUDED

#include <stdbool.h>
#include <stddef.h>

/*--------------------------------------------------------------------*/
/* The record: one, for the test that runs                            */
/*--------------------------------------------------------------------*/

/* Clear the record.  The parent calls this before each test. */

void Verdict_startTest(void);

/* Note that function pcFunction is about to be called: its argument is
   uArgument, or the address pvArgument if that is not NULL. */

void Verdict_noteCall(
   const char *pcFunction, size_t uArgument, const void *pvArgument);

/* Note that it has returned pvResult. */

void Verdict_noteReturn(const void *pvResult);

/* Note that the test has reached its end.  A test that passed without
   that was cut short: somebody called exit. */

void Verdict_noteEnd(void);
bool Verdict_hasEnded(void);

/* Note the heap as it is now, for the report on a crash: the process is
   about to be ended by a signal.  The chunk that the first address it
   has printed lies in is marked, or else the call's argument. */

void Verdict_noteCrash(void);

/* Print the heap before and at the crash, if Verdict_noteCrash was
   called and the heap can be seen. */

void Verdict_printCrash(void);

/* Write to pcText, of uText bytes, which call is under way, or else was
   the last one. */

void Verdict_describeCall(char *pcText, size_t uText);

/* Note that the heap can't be seen any more: there will be no picture
   of it, and places are told by their distance from pvBase, if that is
   not NULL. */

void Verdict_noteGone(const void *pvBase);

/*--------------------------------------------------------------------*/
/* Messages                                                           */
/*--------------------------------------------------------------------*/

/* Keep the heap as it is now as the picture "before"; the message will
   mark the chunk that pvMark lies in. */

void Verdict_noteHeap(const void *pvMark);

/* Have the message mark the chunk that pvMark lies in instead. */

void Verdict_mark(const void *pvMark);

/* Return pv as text: its distance from the heap's start ("+64"), or its
   address if that isn't known or pv is far away.  The text lasts for
   three more calls. */

const char *Verdict_place(const void *pv);

/* End the test: it has failed, for the reason that is given as for
   printf. */

_Noreturn void Verdict_fail(const char *pcFormat, ...)
   __attribute__((format(printf, 1, 2)));

#endif
