/*--------------------------------------------------------------------*/
/* service.h: what a program asks the machine for                     */
/*                                                                    */
/* A program puts a service's number into register a7 and up to three */
/* arguments into a0, a1, a2, and does an ecall; the answer is in a0. */
/* Only the functions of the machine's library do so, and the machine */
/* itself knows nothing else: any other number is a fault.            */
/*--------------------------------------------------------------------*/

#ifndef SERVICE_INCLUDED
#define SERVICE_INCLUDED

enum Service
{
   SERVICE_BRK =
      1,           /* address: the break; 0 only asks.  The break now */
   SERVICE_MAP,    /* bytes.  The address, or 0 */
   SERVICE_UNMAP,  /* address, bytes.  0, or 1 if that was refused */
   SERVICE_WRITE,  /* stream (1 or 2), address, bytes.  0 */
   SERVICE_ASSERT, /* strings: expression, file; line.  No answer */
   SERVICE_ABORT,  /* No answer */
   SERVICE_EXIT    /* status.  No answer */
};

#endif
