/*--------------------------------------------------------------------*/
/* suite.h: the table of what must hold                               */
/*                                                                    */
/* Every behaviour that a manager should have is one test: a function */
/* that returns if all is well and calls Verdict_fail if not.  It     */
/* runs in a process of its own, so the heap is a fresh one.          */
/*                                                                    */
/* The tests know a manager only by heapmgr.h, chunk.h, watch.h and   */
/* host.h, never by its state.                                        */
/*--------------------------------------------------------------------*/

#ifndef SUITE_INCLUDED
#define SUITE_INCLUDED

#include <stddef.h>

/* What a test asks, and what it needs to see for that. */

enum
{
   TAG_CONTRACT = 1,  /* heapmgr.h: every manager */
   TAG_BEHAVIOUR = 2, /* every manager that uses memory again */
   TAG_POLICY = 4,    /* the lecture's manager, among many that do */
   TAG_COST = 8,      /* in steps */
   TAG_MISUSE = 16,   /* a client's mistakes are reported */
   TAG_VALID = 32,    /* HeapMgr_isValid finds damage */
   TAG_CHUNK = 64,    /* chunk.h */
   TAG_ALL = 127,
   NEEDS_WALK = 256,   /* HeapMgr_nextPiece */
   NEEDS_LISTS = 512,  /* HeapMgr_countLists and HeapMgr_nextInList */
   NEEDS_STEPS = 1024, /* a counting build */
   NEEDS_ALL = 1792
};

/* The managers that a test is meant for, by their stage. */

enum
{
   STAGE_OTHER = 1, /* none of the six */
   STAGE_1 = 2,
   STAGE_2 = 4,
   STAGE_3 = 8,
   STAGE_4 = 16,
   STAGE_5 = 32,
   STAGE_6 = 64,
   STAGES_LIST = STAGE_3 | STAGE_4 | STAGE_5,
   STAGES_FOOTER = STAGE_4 | STAGE_5,
   STAGES_BREAK = STAGE_1 | STAGE_2 | STAGES_LIST,
   STAGES_ALL = 127
};

struct Suite_Test
{
   const char *pcName;    /* short, and the same for ever */
   const char *pcParent;  /* must pass first, if it is run; or NULL */
   unsigned int uTags;    /* TAG_..., NEEDS_... */
   unsigned int uStages;  /* STAGE_... */
   const char *pcSection; /* of docs/lecture.md */
   const char *pcTitle;   /* what must hold */
   const char *pcHint;    /* a question that leads to the cause */
   void (*pfRun)(void);
};

/* The tests of one subject, as an array that ends with a NULL name. */

extern const struct Suite_Test SuiteContract_asTests[];
extern const struct Suite_Test SuiteContract_asLongTests[];
extern const struct Suite_Test SuiteBehaviour_asTests[];
extern const struct Suite_Test SuitePolicy_asTests[];
extern const struct Suite_Test SuiteCost_asTests[];
extern const struct Suite_Test SuiteSystem_asTests[];
extern const struct Suite_Test SuiteMisuse_asTests[];
extern const struct Suite_Test SuiteValid_asTests[];
extern const struct Suite_Test SuiteChunk_asTests[];

/* The subjects of this program, from the easiest up; ends with NULL.
   subjects_manager.c has those of a manager, subjects_layout.c those of
   the chunk module. */

extern const struct Suite_Test *const Suite_apsSubjects[];

#endif
