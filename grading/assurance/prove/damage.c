/*--------------------------------------------------------------------*/
/* damage.c: does isValid find every fault?                           */
/*--------------------------------------------------------------------*/

#include "damage.h"
#include "arena.h"
#include "forgery.h"
#include "mute.h"
#include "reference.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum
{
   UNIT = 16,
   WORD = 8,
   MAX_VALUES = 4 * MAX_PIECES,
   MAX_EXAMPLES = 3, /* of each kind of fault, in each kind of field */
   SPARSE = 61       /* one of so many empty bins a state is changed */
};

/* The fields, by what they are. */

enum FieldKind
{
   FIELD_HEADER_SIZE = VARIABLE_COUNT,
   FIELD_HEADER_LINK,
   FIELD_FOOTER_SIZE,
   FIELD_FOOTER_LINK,
   FIELD_FORGED, /* several fields, so that they agree */
   FIELD_KINDS = FIELD_FORGED + FORGERY_COUNT
};

/* What can come of a change. */

enum Outcome
{
   OUTCOME_SOUND,   /* no invariant false, isValid says yes: right */
   OUTCOME_KILLED,  /* an invariant false, isValid says no: right */
   OUTCOME_EXEMPT,  /* oHeapStart leads out of the heap, see below */
   OUTCOME_MISSED,  /* an invariant false, isValid says yes */
   OUTCOME_ALARM,   /* no invariant false, isValid says no */
   OUTCOME_CRASHED, /* isValid, or the walk, didn't return */
   OUTCOME_HUNG,
   OUTCOME_CHANGED, /* isValid changed something */
   OUTCOME_KINDS
};

static size_t auOutcomes[FIELD_KINDS][OUTCOME_KINDS];
static bool bFooters;
static enum ReferenceKind eReference;
static char *pcCopy; /* the state before a change: heap, then statics */
static struct Owns sOwns;
static struct Pieces sPieces;
static uint64_t auValues[MAX_VALUES];
static size_t uValues;

/*--------------------------------------------------------------------*/

static const char *Damage_getName(enum FieldKind eKind)
{
   static const char *const apcNames[] = {"header's size and status",
      "header's link (next)", "footer's size", "footer's link (prev)"};

   if (eKind < FIELD_HEADER_SIZE)
      return Reference_getVariable((enum VariableNumber)eKind)->pcName;
   if (eKind >= FIELD_FORGED)
      return Forgery_getName((enum Forgery)(eKind - FIELD_FORGED));
   return apcNames[eKind - FIELD_HEADER_SIZE];
}

static const char *Damage_getOutcomeName(enum Outcome eOutcome)
{
   static const char *const apcNames[] = {"still sound", "found",
      "exempt", "MISSED", "false alarm", "CRASHED", "HUNG", "CHANGED"};

   return apcNames[eOutcome];
}

/*--------------------------------------------------------------------*/

static void Damage_addValue(uint64_t uValue)
{
   if (uValues < MAX_VALUES)
      auValues[uValues++] = uValue;
}

/* Collect what a field is changed to: near values, every place in the
   heap that a link could lead to, and wild ones. */

static void Damage_collectValues(uint64_t uOld)
{
   static const int64_t aiNear[] = {
      1, -1, 2, -2, 4, -4, 8, -8, 16, -16, 32, -32};
   static const uint64_t auWild[] = {0, 1, 2, 3, 6, 7, 0x10,
      0xDEADBEEF00, UINT64_C(1) << 60, UINT64_C(1) << 61,
      UINT64_C(1) << 63, UINT64_MAX, UINT64_MAX - 15};
   uint64_t uBase = (uintptr_t)Arena_getBase();
   size_t u;

   uValues = 0;
   for (u = 0; u < sizeof aiNear / sizeof aiNear[0]; u++)
      Damage_addValue(uOld + (uint64_t)aiNear[u]);
   for (u = 0; u < sizeof auWild / sizeof auWild[0]; u++)
      Damage_addValue(auWild[u]);
   for (u = 0; u < WORD * 8; u += 7)
      Damage_addValue(uOld ^ (UINT64_C(1) << u));
   for (u = 0; u < sPieces.uCount; u++)
   {
      Damage_addValue(uBase + sPieces.as[u].uStart);
      Damage_addValue(uBase + sPieces.as[u].uStart + UNIT);
      Damage_addValue(uBase + sPieces.as[u].uStart + WORD);
   }
   Damage_addValue(uBase + sPieces.uEnd);
   Damage_addValue(uBase + Arena_getBreak());
}

/*--------------------------------------------------------------------*/

/* Copy the heap and the statics, or put them back. */

static void Damage_save(void)
{
   memcpy(pcCopy, Arena_getBase(), Arena_getLimit());
   memcpy(pcCopy + Arena_getLimit(), Arena_getStatics(),
      Arena_countStatics());
}

static void Damage_restore(void)
{
   memcpy(Arena_getBase(), pcCopy, Arena_getLimit());
   memcpy(Arena_getStatics(), pcCopy + Arena_getLimit(),
      Arena_countStatics());
}

/* Return true if heap and statics are what they were at Damage_save,
   but for the word at pcWord. */

static bool Damage_isUntouched(char *pcWord)
{
   uint64_t uNow;
   uint64_t uThen;
   size_t uPlace = (pcWord >= Arena_getBase()
                      && pcWord < Arena_getBase() + Arena_getLimit())
                      ? (size_t)(pcWord - Arena_getBase())
                      : Arena_getLimit()
                           + (size_t)(pcWord - Arena_getStatics());
   bool bIsSame;

   memcpy(&uNow, pcWord, WORD);
   memcpy(&uThen, pcCopy + uPlace, WORD);
   memcpy(pcWord, &uThen, WORD);
   bIsSame = memcmp(pcCopy, Arena_getBase(), Arena_getLimit()) == 0
             && memcmp(pcCopy + Arena_getLimit(), Arena_getStatics(),
                   Arena_countStatics())
                   == 0;
   memcpy(pcWord, &uNow, WORD);
   return bIsSame;
}

/*--------------------------------------------------------------------*/

static void Damage_askIsValid(void *pv)
{
   *(bool *)pv = HeapMgr_isValid();
}

/* Return true if oHeapStart leads out of the heap.  It alone says where
   the heap is, so that isValid can only look there; if nothing can be
   read there, it must crash. */

static bool Damage_isStartLost(void)
{
   uint64_t uStart = *Reference_getVariable(VARIABLE_START)->puWords;

   return uStart - (uintptr_t)Arena_getBase() >= Arena_getBreak();
}

/* Ask isValid of the heap as it is, with the word at pcWord changed; if
   that is NULL, several have been. */

static enum Outcome Damage_ask(char *pcWord)
{
   bool bIsSound = Reference_isSound(eReference);
   bool bIsValid = false;
   enum Trap eTrap;
   static struct Pieces sWalked;
   const char *pcWhy;

   Mute_forget();
   eTrap = Trap_call(Damage_askIsValid, &bIsValid, CALL_STEPS);
   if (eTrap == TRAP_HANG)
      return OUTCOME_HUNG;
   if (eTrap == TRAP_CRASH && Damage_isStartLost())
      return OUTCOME_EXEMPT;
   if (eTrap != TRAP_NONE)
      return OUTCOME_CRASHED;
   if (!Heap_walk(&sWalked, &pcWhy)
       && (strcmp(pcWhy, Trap_getName(TRAP_CRASH)) == 0
           || strcmp(pcWhy, Trap_getName(TRAP_HANG)) == 0))
      return Damage_isStartLost() ? OUTCOME_EXEMPT : OUTCOME_CRASHED;
   if (pcWord != NULL && !Damage_isUntouched(pcWord))
      return OUTCOME_CHANGED;
   if (bIsSound)
      return bIsValid ? OUTCOME_SOUND : OUTCOME_ALARM;
   return bIsValid ? OUTCOME_MISSED : OUTCOME_KILLED;
}

/* Show the change that came to eOutcome, and how to get there. */

static void Damage_show(const struct Scope *psScope, StateId oState,
   enum FieldKind eKind, size_t uIndex, uint64_t uOld, uint64_t uNew,
   enum Outcome eOutcome)
{
   uint64_t uBase = (uintptr_t)Arena_getBase();

   printf("%s: isValid: %s: %s", psScope->pcName,
      Damage_getOutcomeName(eOutcome), Damage_getName(eKind));
   if (eKind >= FIELD_HEADER_SIZE)
      printf(" of the chunk at byte %zu", uIndex);
   else if (Reference_getVariable((enum VariableNumber)eKind)->uWords
            > 1)
      printf("[%zu]", uIndex);
   if (eKind < FIELD_FORGED)
      printf(" from 0x%" PRIx64 " to 0x%" PRIx64, uOld, uNew);
   printf(" (the heap is 0x%" PRIx64 " to 0x%" PRIx64 "), after\n",
      uBase, uBase + Arena_getBreak());
   Search_tell(psScope, oState, stdout);
   (void)Search_enter(oState, &sOwns);
}

/* Change the word at pcWord, the field uIndex of kind eKind, to each of
   the values in turn. */

static void Damage_change(const struct Scope *psScope, StateId oState,
   enum FieldKind eKind, size_t uIndex, char *pcWord)
{
   uint64_t uOld;
   size_t u;

   memcpy(&uOld, pcWord, WORD);
   Damage_collectValues(uOld);
   for (u = 0; u < uValues; u++)
   {
      enum Outcome eOutcome;

      if (auValues[u] == uOld)
         continue;
      memcpy(pcWord, &auValues[u], WORD);
      eOutcome = Damage_ask(pcWord);
      Damage_restore();
      auOutcomes[eKind][eOutcome]++;
      if (eOutcome > OUTCOME_EXEMPT
          && auOutcomes[eKind][eOutcome] <= MAX_EXAMPLES)
      {
         Damage_show(psScope, oState, eKind, uIndex, uOld, auValues[u],
            eOutcome);
         Damage_restore();
      }
   }
}

/*--------------------------------------------------------------------*/

/* Change the fields of the chunks. */

static void Damage_changeChunks(
   const struct Scope *psScope, StateId oState)
{
   size_t u;

   for (u = 0; u < sPieces.uCount; u++)
   {
      size_t uStart = sPieces.as[u].uStart;
      char *pc = Arena_getBase() + uStart;
      char *pcFooter = pc + sPieces.as[u].uBytes - UNIT;

      Damage_change(psScope, oState, FIELD_HEADER_SIZE, uStart, pc);
      Damage_change(
         psScope, oState, FIELD_HEADER_LINK, uStart, pc + WORD);
      if (!bFooters)
         continue;
      Damage_change(
         psScope, oState, FIELD_FOOTER_SIZE, uStart, pcFooter);
      Damage_change(
         psScope, oState, FIELD_FOOTER_LINK, uStart, pcFooter + WORD);
   }
}

/* Change the static variables.  Of an array's words that are 0, only
   one of SPARSE is changed, another one in each state; of the map's
   bits every seventh, and all of its near values. */

static void Damage_changeStatics(
   const struct Scope *psScope, StateId oState, size_t uTurn)
{
   size_t uKind;
   size_t u;

   for (uKind = 0; uKind < VARIABLE_COUNT; uKind++)
   {
      const struct Variable *psVariable = Reference_getVariable(
         (enum VariableNumber)uKind);

      for (u = 0; u < psVariable->uWords; u++)
      {
         bool bIsNear = (psVariable->puWords[u] != 0)
                        || psVariable->uWords < SPARSE || u == 0
                        || u + 1 == psVariable->uWords;

         if (bIsNear || (u + uTurn) % SPARSE == 0)
            Damage_change(psScope, oState, (enum FieldKind)uKind, u,
               (char *)&psVariable->puWords[u]);
      }
   }
}

/*--------------------------------------------------------------------*/

/* Forge the heap in every way that there is. */

static void Damage_forge(const struct Scope *psScope, StateId oState)
{
   size_t uWay;
   size_t u;

   for (uWay = 0; uWay < FORGERY_COUNT; uWay++)
      for (u = 0; u < sPieces.uCount; u++)
      {
         enum FieldKind eKind = (enum FieldKind)(FIELD_FORGED + uWay);
         enum Outcome eOutcome;
         bool bIsForged = Forgery_make(
            (enum Forgery)uWay, &sPieces, u, bFooters);

         if (bIsForged)
         {
            eOutcome = Damage_ask(NULL);
            auOutcomes[eKind][eOutcome]++;
         }
         Damage_restore();
         if (bIsForged && eOutcome > OUTCOME_EXEMPT
             && auOutcomes[eKind][eOutcome] <= MAX_EXAMPLES)
         {
            Damage_show(psScope, oState, eKind, sPieces.as[u].uStart, 0,
               0, eOutcome);
            Damage_restore();
         }
      }
}

/*--------------------------------------------------------------------*/

/* Print the table, and return true if isValid was always right. */

static bool Damage_print(const struct Scope *psScope, size_t uStates)
{
   size_t auSums[OUTCOME_KINDS] = {0};
   size_t uKind;
   size_t u;

   printf("%s: isValid in %zu states of a heap of %zu bytes, one field"
          " changed at a time\n   %-26s",
      psScope->pcName, uStates, psScope->uBytes, "field");
   for (u = 0; u < OUTCOME_KINDS; u++)
      printf(" %11s", Damage_getOutcomeName((enum Outcome)u));
   putchar('\n');
   for (uKind = 0; uKind <= FIELD_KINDS; uKind++)
   {
      size_t *puRow = (uKind == FIELD_KINDS) ? auSums
                                             : auOutcomes[uKind];
      size_t uSum = 0;

      for (u = 0; u < OUTCOME_KINDS; u++)
         uSum += puRow[u];
      if (uSum == 0)
         continue;
      printf("   %-26s", (uKind == FIELD_KINDS)
                            ? "all"
                            : Damage_getName((enum FieldKind)uKind));
      for (u = 0; u < OUTCOME_KINDS; u++)
      {
         printf(" %11zu", puRow[u]);
         if (uKind < FIELD_KINDS)
            auSums[u] += puRow[u];
      }
      putchar('\n');
   }
   printf("   kill rate: %zu of the %zu changes that make an invariant"
          " false\n",
      auSums[OUTCOME_KILLED],
      auSums[OUTCOME_KILLED] + auSums[OUTCOME_MISSED]
         + auSums[OUTCOME_CRASHED] + auSums[OUTCOME_HUNG]
         + auSums[OUTCOME_CHANGED]);
   if (auSums[OUTCOME_EXEMPT] != 0)
      printf("   exempt: oHeapStart leads to where nothing can be read,"
             " and nothing else tells\n   where the heap is\n");
   return auSums[OUTCOME_MISSED] + auSums[OUTCOME_ALARM]
             + auSums[OUTCOME_CRASHED] + auSums[OUTCOME_HUNG]
             + auSums[OUTCOME_CHANGED]
          == 0;
}

/*--------------------------------------------------------------------*/

/* Return why this manager's fields can't be changed knowingly, or
   NULL. */

static const char *Damage_findObstacle(void)
{
   const char *pcWhy = NULL;

   if (HeapMgr_isValid == NULL)
      return "it has no HeapMgr_isValid";
   if (HeapMgr_nextPiece == NULL)
      return "it has no HeapMgr_nextPiece";
   if (!Reference_begin(&pcWhy))
      return pcWhy;
   return NULL;
}

/* Note which kind of chunks there are in the heap, for a manager that
   coalesces them or doesn't.  Return false if they are not those of
   chunk.h. */

static bool Damage_learnLayout(bool bCoalesced)
{
   if (sPieces.uCount == 0)
      return true;
   bFooters = (sPieces.as[0].uFooterBytes != 0);
   if (bFooters)
      eReference = REFERENCE_FOOTERS;
   else
      eReference = bCoalesced ? REFERENCE_ORDERED : REFERENCE_UNSORTED;
   return sPieces.as[0].uHeaderBytes == UNIT
          && (!bFooters || sPieces.as[0].uFooterBytes == UNIT);
}

bool Damage_run(const struct Scope *psScope)
{
   StateId oState = States_getFirst();
   const char *pcWhy = Damage_findObstacle();
   size_t uTurn = 0;

   pcCopy = malloc(Arena_getLimit() + Arena_countStatics() + WORD);
   if (pcCopy == NULL)
      exit(2);
   if (States_getNext(oState) != NO_STATE)
   {
      (void)Search_enter(States_getNext(oState), &sOwns);
      (void)Heap_walk(&sPieces, &pcWhy);
   }
   if (pcWhy == NULL
       && !Damage_learnLayout(psScope->sPromises.bCoalesced))
      pcWhy = "its chunks are not those of chunk.h";
   if (pcWhy != NULL)
   {
      printf("%s: isValid was not tried on damaged heaps: %s\n",
         psScope->pcName, pcWhy);
      return true;
   }

   Mute_begin();
   for (; oState != NO_STATE; oState = States_getNext(oState))
   {
      (void)Search_enter(oState, &sOwns);
      (void)Heap_walk(&sPieces, &pcWhy);
      Damage_save();
      Damage_changeChunks(psScope, oState);
      Damage_changeStatics(psScope, oState, uTurn++);
      Damage_forge(psScope, oState);
   }
   Mute_end();
   return Damage_print(psScope, uTurn);
}
