/*--------------------------------------------------------------------*/
/* program.h: a program for the machine, out of its file              */
/*                                                                    */
/* The file is what our own linker made by program.ld: an ELF file    */
/* for RISC-V with up to three segments, which are the text, the      */
/* constants and the data, a table of symbols, and a table of rows    */
/* that says which source line an instruction comes from:             */
/*                                                                    */
/*    .rows      address (8 bytes), line (4), offset in .rownames (4) */
/*    .rownames  names of files, each with a '\0'                     */
/*                                                                    */
/* Nothing in the file is believed; any bytes will do.                */
/*--------------------------------------------------------------------*/

#ifndef PROGRAM_INCLUDED
#define PROGRAM_INCLUDED

#include "memory.h"
#include "text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct Symbol
{
   uint64_t uStart;
   uint64_t uBytes;
   const char *pcName;
   bool bFunction;
};

struct Row
{
   uint64_t uStart; /* up to where the next row does */
   uint32_t uLine;
   uint32_t uName; /* where the file's name is in pcNames */
};

struct Program
{
   struct Memory_Program sParts;
   struct Text sText;
   uint64_t uConstantBytes;
   uint64_t uDataBytes; /* initialized or not */

   /* Functions and variables, in order of their addresses. */
   struct Symbol *psSymbols;
   size_t uSymbols;

   struct Row *psRows; /* in order of their addresses */
   size_t uRows;

   char *pcStrings; /* the symbols' names, with a '\0' at the end */
   char *pcNames;   /* the files' names, the same */
   size_t uNameBytes;
};

/* Load the file of uBytes bytes that is at puc: put the program into
   memory, which must have been cleared, and set *ps.  Return NULL, or a
   sentence that says what is wrong with the file; then *ps is empty,
   and memory may have parts of the program. */

const char *Program_load(
   struct Program *ps, const unsigned char *puc, size_t uBytes);

void Program_free(struct Program *ps);

/* Return the symbol of that name, or NULL. */

const struct Symbol *Program_findSymbol(
   const struct Program *ps, const char *pcName);

/* Return the function, or the variable, that uAddress is in, or
   NULL. */

const struct Symbol *Program_findAround(
   const struct Program *ps, uint64_t uAddress);

/* Return the line that the instruction at uAddress comes from, and set
   *ppcFile to its file's name; return 0 if that isn't known. */

uint32_t Program_findLine(
   const struct Program *ps, uint64_t uAddress, const char **ppcFile);

#endif
