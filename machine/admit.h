/*--------------------------------------------------------------------*/
/* admit.h: which assembler text may become a program                 */
/*                                                                    */
/* A submission in C may contain any trick of preprocessing,          */
/* attributes, labels and sections; what comes out of the compiler is */
/* assembler text, and that is simple.  It is read line by line, and  */
/* a line is admitted only if it is one that the compiler writes for  */
/* plain C:                                                           */
/*                                                                    */
/*    name:                          a name of C, or .L and a number  */
/*       instruction  operands       of RV64IM, see aasMnemonics      */
/*       .directive   operands       see aasDirectives                */
/*                                                                    */
/* Sections are text, constants and data, and only instructions are   */
/* in the text.  Global names that belong to the library or to the    */
/* rest of the program can't be defined, nor others be used.  What    */
/* belongs to debugging is left out; of it only the lines remain      */
/* (.loc), as the table of rows that program.h has.                   */
/*--------------------------------------------------------------------*/

#ifndef ADMIT_INCLUDED
#define ADMIT_INCLUDED

#include <stdbool.h>
#include <stddef.h>

enum
{
   ADMIT_WHY_BYTES = 400
};

/* What names there are.  Both lists end with NULL. */

struct Admit_Rules
{
   /* Names of other files that the text may use, and may not define as
      global ones.  (Those of the library are known.) */
   const char *const *ppcOthers;

   /* Names that the text must define; it may define more. */
   const char *const *ppcOwn;
};

/* What came of it. */

struct Admit_Result
{
   char *pcText; /* what may be assembled, or NULL; free it */
   size_t uBytes;
   size_t uLine;                /* the line that was refused, or 0 */
   char acWhy[ADMIT_WHY_BYTES]; /* one sentence that names the line */
};

/* Read the uBytes bytes of assembler text at pc, and set *psResult.
   Return true if it is admitted.  Any bytes will do, and the time it
   takes is in proportion to their number (but for the sorting of
   names). */

bool Admit_read(const char *pc, size_t uBytes,
   const struct Admit_Rules *psRules, struct Admit_Result *psResult);

#endif
