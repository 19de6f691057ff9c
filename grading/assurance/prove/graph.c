/*--------------------------------------------------------------------*/
/* graph.c: all states of a heap as a picture                         */
/*                                                                    */
/* Every malloc and free is made once more from every state; what     */
/* comes out must be a state that the search has seen, or the search  */
/* was not closed.                                                    */
/*--------------------------------------------------------------------*/

#include "graph.h"
#include "demo/palette.h"
#include "arena.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum
{
   MAX_CODE_BYTES = 1 << 20,
   MAX_NODES = 200, /* more are a picture of nothing */
   CELL_HEIGHT = 20,
   BYTES_PER_DIGIT = 6,   /* as wide as a digit */
   COLOUR_NONE = 0xFFFFFF /* what the manager hasn't got yet */
};

static const double dPixels = 1.5; /* for a byte */
static struct Owns sOwns;
static struct Pieces sPieces;

/*--------------------------------------------------------------------*/

static _Noreturn void Graph_fail(
   const struct Scope *psScope, const char *pcWhy)
{
   fprintf(
      stderr, "prove: no graph in %s: %s\n", psScope->pcGraph, pcWhy);
   exit(2);
}

/*--------------------------------------------------------------------*/

/* Write uBytes bytes of the heap as a cell, with pcText in it. */

static void Graph_writeCell(
   FILE *psFile, size_t uBytes, unsigned uColour, const char *pcText)
{
   if (uBytes == 0)
      return;
   fprintf(psFile,
      "<TD WIDTH=\"%.0f\" HEIGHT=\"%d\" FIXEDSIZE=\"TRUE\""
      " BGCOLOR=\"#%06X\">",
      dPixels * (double)uBytes, CELL_HEIGHT, uColour);
   if (*pcText != '\0')
      fprintf(psFile, "<FONT COLOR=\"white\">%s</FONT>", pcText);
   fputs("</TD>", psFile);
}

/* Write *psPiece: its header, what it holds, its footer. */

static void Graph_writePiece(FILE *psFile, const struct Piece *psPiece)
{
   size_t uInner = psPiece->uBytes - psPiece->uHeaderBytes
                   - psPiece->uFooterBytes;
   char acText[24] = "";
   size_t uPayload = 0;
   size_t u;

   for (u = 0; u < sOwns.uCount; u++)
      if (sOwns.as[u].uStart == psPiece->uStart + psPiece->uHeaderBytes)
         uPayload = sOwns.as[u].uBytes;

   Graph_writeCell(psFile, psPiece->uHeaderBytes, COLOUR_HEADER, "");
   if (psPiece->eKind == HEAPMGR_INUSE)
   {
      snprintf(acText, sizeof acText, "%zu", uPayload);
      if (uPayload < BYTES_PER_DIGIT * strlen(acText))
         acText[0] = '\0';
      Graph_writeCell(psFile, uPayload, COLOUR_PAYLOAD, acText);
      Graph_writeCell(psFile, uInner - uPayload, COLOUR_INTERNAL, "");
   }
   else
      Graph_writeCell(psFile, uInner,
         (psPiece->eKind == HEAPMGR_FREE)  ? COLOUR_FREE
         : (psPiece->eKind == HEAPMGR_PAD) ? COLOUR_PAD
                                           : COLOUR_META,
         "");
   Graph_writeCell(psFile, psPiece->uFooterBytes, COLOUR_FOOTER, "");
}

/* Write the node of oState.  What lies in no piece is the manager's
   margin, or what was skipped to align its start. */

static void Graph_writeNode(FILE *psFile, StateId oState)
{
   const char *pcWhy;
   size_t uAt = 0;
   size_t u;

   (void)Search_enter(oState, &sOwns);
   (void)Heap_walk(&sPieces, &pcWhy);
   fprintf(psFile,
      "n%llu [label=<<TABLE BORDER=\"0\" CELLBORDER=\"1\""
      " CELLSPACING=\"0\" CELLPADDING=\"0\"><TR>",
      (unsigned long long)oState);
   for (u = 0; u < sPieces.uCount; u++)
   {
      const struct Piece *psPiece = &sPieces.as[u];

      Graph_writeCell(psFile, psPiece->uStart - uAt, COLOUR_BEYOND, "");
      Graph_writePiece(psFile, psPiece);
      uAt = psPiece->uStart + psPiece->uBytes;
   }
   Graph_writeCell(psFile, Arena_getBreak() - uAt, COLOUR_BEYOND, "");
   Graph_writeCell(
      psFile, Arena_getLimit() - Arena_getBreak(), COLOUR_NONE, "");
   fputs("</TR></TABLE>>];\n", psFile);
}

/*--------------------------------------------------------------------*/

/* A call: malloc(uBytes), or free(pv) if uBytes is 0. */

struct Call
{
   size_t uBytes;
   void *pv;
};

static void Graph_makeCall(void *pv)
{
   struct Call *psCall = pv;

   if (psCall->uBytes == 0)
      HeapMgr_free(psCall->pv);
   else
      psCall->pv = HeapMgr_malloc(psCall->uBytes);
}

/* Make a call in oState: malloc(uBytes), or, if that is 0, a free of
   the client's uOwn-th payload.  Return the state that it leads to. */

static StateId Graph_take(StateId oState, size_t uBytes, size_t uOwn)
{
   static unsigned char aucCode[MAX_CODE_BYTES];
   static char acHeap[MAX_HEAP_BYTES];
   enum Dead eLevel = Search_enter(oState, &sOwns);
   struct Call sCall = {uBytes, NULL};
   const char *pcWhy;
   struct Own sOwn = {0, (uint32_t)uBytes, false};

   if (uBytes == 0)
      sCall.pv = Arena_getBase() + sOwns.as[uOwn].uStart;
   if (Trap_call(Graph_makeCall, &sCall, CALL_STEPS) != TRAP_NONE)
      return NO_STATE;
   if (uBytes == 0)
      Heap_removeOwn(&sOwns, uOwn);
   else if (sCall.pv == NULL)
      return oState;
   else
   {
      sOwn.uStart = (uint32_t)((char *)sCall.pv - Arena_getBase());
      Heap_insertOwn(&sOwns, &sOwn);
   }
   if (!Heap_walk(&sPieces, &pcWhy))
      return NO_STATE;
   memcpy(acHeap, Arena_getBase(), Arena_getLimit());
   Heap_clearDead(eLevel, &sOwns, &sPieces, acHeap);
   return States_find(aucCode, Heap_encode(acHeap, Arena_getStatics(),
                                  &sOwns, aucCode, MAX_CODE_BYTES));
}

/* Write the arrows that begin at oState. */

static void Graph_writeArrows(
   const struct Scope *psScope, FILE *psFile, StateId oState)
{
   size_t uPayloads;
   size_t u;

   (void)Search_enter(oState, &sOwns);
   uPayloads = sOwns.uCount;
   for (u = 0; u < psScope->uSizes + uPayloads; u++)
   {
      bool bIsMalloc = (u < psScope->uSizes);
      StateId oNext = bIsMalloc
                         ? Graph_take(oState, psScope->auSizes[u], 0)
                         : Graph_take(oState, 0, u - psScope->uSizes);

      if (oNext == NO_STATE)
         Graph_fail(psScope, "a call leads to a state nobody has seen");
      if (oNext == oState)
         continue;
      fprintf(psFile, "n%llu -> n%llu ", (unsigned long long)oState,
         (unsigned long long)oNext);
      if (bIsMalloc)
         fprintf(psFile, "[label=\"%zu\"];\n", psScope->auSizes[u]);
      else
         fputs("[style=dashed, color=\"#D55E00\"];\n", psFile);
   }
}

/*--------------------------------------------------------------------*/

void Graph_write(const struct Scope *psScope)
{
   FILE *psFile = NULL;
   StateId o;

   if (States_count() > MAX_NODES)
      Graph_fail(psScope, "there are more than 200 states; take a"
                          " smaller heap or fewer sizes");
   psFile = fopen(psScope->pcGraph, "w");
   if (psFile == NULL)
      Graph_fail(psScope, strerror(errno));
   fputs(
      "digraph heaps {\nranksep=0.32;\nnode [shape=plain, fontname=\"DejaVu Sans\","
      " fontsize=11];\nedge [fontname=\"DejaVu Sans\", fontsize=10,"
      " arrowsize=0.6];\n",
      psFile);
   for (o = States_getFirst(); o != NO_STATE; o = States_getNext(o))
      Graph_writeNode(psFile, o);
   for (o = States_getFirst(); o != NO_STATE; o = States_getNext(o))
      Graph_writeArrows(psScope, psFile, o);
   fputs("}\n", psFile);
   if (fclose(psFile) != 0)
      Graph_fail(psScope, strerror(errno));
}
