/*--------------------------------------------------------------------*/
/* palette.h: the colours of a heap's parts, the same in all pictures */
/*                                                                    */
/* They are Okabe and Ito's, which all eyes tell apart, and greys.    */
/* driver/plots/plots.sh reads them here, too: one colour a line,     */
/* a name, 0x and six digits.                                         */
/*--------------------------------------------------------------------*/

#ifndef PALETTE_INCLUDED
#define PALETTE_INCLUDED

enum
{
   COLOUR_PAYLOAD = 0x0072B2,
   COLOUR_NEW = 0xD55E00,      /* the payload that this step returned */
   COLOUR_INTERNAL = 0xCC79A7, /* fragmentation */
   COLOUR_HEADER = 0x444444,
   COLOUR_FOOTER = 0x777777,
   COLOUR_OVERHEAD = 0x444444, /* headers and footers together */
   COLOUR_FREE = 0xF0E442,
   COLOUR_EXTERNAL = 0xF0E442, /* free, pad and never used again */
   COLOUR_PAD = 0xBBBBBB,
   COLOUR_META = 0x009E73,
   COLOUR_UNKNOWN = 0x999999,
   COLOUR_BEYOND = 0xEEEEEE,
   COLOUR_DESTROYED = 0xAA0000, /* by an overrun */
   COLOUR_FAILURE = 0xD00000
};

#endif
