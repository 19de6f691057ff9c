/*--------------------------------------------------------------------*/
/* graph.h: all states of a heap as a picture                         */
/*--------------------------------------------------------------------*/

#ifndef PROVE_GRAPH_INCLUDED
#define PROVE_GRAPH_INCLUDED

#include "search.h"

/* Write the graph of the states that a search has closed to psScope's
   pcGraph, for graphviz's dot: a node for each state, its heap to
   scale, and an arrow for each malloc and free that leads to another
   one.  Exit with status 2 if that can't be done. */

void Graph_write(const struct Scope *psScope);

#endif
