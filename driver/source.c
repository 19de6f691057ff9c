/*--------------------------------------------------------------------*/
/* source.c: where the operations of a run come from                  */
/*--------------------------------------------------------------------*/

#include "source.h"
#include "memory.h"
#include "trace.h"
#include "workload.h"

/* One of the two is NULL. */

struct Source
{
   Workload_T oWorkload;
   Trace_T oTrace;
};

Source_T Source_open(const struct Options *psOptions)
{
   Source_T oSource = Memory_get(sizeof *oSource);

   if (psOptions->pcTrace != NULL)
   {
      oSource->oTrace = Trace_read(psOptions->pcTrace);
      return (oSource->oTrace == NULL) ? NULL : oSource;
   }
   oSource->oWorkload = Workload_new(psOptions->pcTest,
      psOptions->uCount, psOptions->uSize, psOptions->uSeed);
   return oSource;
}

size_t Source_getIds(const struct Source *oSource)
{
   return (oSource->oTrace != NULL)
             ? Trace_getIds(oSource->oTrace)
             : Workload_getIds(oSource->oWorkload);
}

bool Source_next(Source_T oSource, struct Op *psOp)
{
   return (oSource->oTrace != NULL)
             ? Trace_next(oSource->oTrace, psOp)
             : Workload_next(oSource->oWorkload, psOp);
}

void Source_setView(Source_T oSource, Oracle_T oOracle)
{
   if (oSource->oTrace == NULL)
      Workload_setView(oSource->oWorkload, oOracle);
}

size_t Source_getForcedBytes(const struct Source *oSource)
{
   return (oSource->oTrace != NULL)
             ? 0
             : Workload_getForcedBytes(oSource->oWorkload);
}

size_t Source_getBoundBytes(const struct Source *oSource)
{
   return (oSource->oTrace != NULL)
             ? 0
             : Workload_getBoundBytes(oSource->oWorkload);
}
