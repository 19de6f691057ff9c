/*--------------------------------------------------------------------*/
/* made.h: programs made by hand, of words, for the tests             */
/*--------------------------------------------------------------------*/

#ifndef MADE_INCLUDED
#define MADE_INCLUDED

#include <stddef.h>
#include <stdint.h>

#define ELF_TEXT ((uint64_t)0x4400010000u)

/* Return the file of a program whose text is the uWords words at
   puWords and begins at ELF_TEXT, and whose data begins at uData, at a
   page, with the uDataBytes bytes at pvData and has uAllData bytes in
   all; and set *puBytes to its length.  Its entry is the text's start.
   Free it. */

unsigned char *Elf_make(const uint32_t *puWords, size_t uWords,
   uint64_t uData, const void *pvData, size_t uDataBytes,
   size_t uAllData, size_t *puBytes);

/* Return the word of an instruction: of two registers and a third; of a
   register and a value; a store; a branch; a jump. */

uint32_t Elf_r(uint32_t uOpcode, uint32_t uFunct3, uint32_t uFunct7,
   uint32_t uTo, uint32_t uA, uint32_t uB);
uint32_t Elf_i(uint32_t uOpcode, uint32_t uFunct3, uint32_t uTo,
   uint32_t uA, int32_t iValue);
uint32_t Elf_s(
   uint32_t uFunct3, uint32_t uA, uint32_t uB, int32_t iValue);
uint32_t Elf_b(
   uint32_t uFunct3, uint32_t uA, uint32_t uB, int32_t iValue);
uint32_t Elf_u(uint32_t uOpcode, uint32_t uTo, uint32_t uUpper);
uint32_t Elf_j(uint32_t uTo, int32_t iValue);

#endif
