/*--------------------------------------------------------------------*/
/* take.c: bytes that are a submission                                */
/*                                                                    */
/* An archive of any kind, or (if the first byte is 1) the single     */
/* file heapmgr4_dlist.c.  What is taken out of it must be as take.c  */
/* promises: wanted text of at most 256 KiB, without NUL bytes and    */
/* without the carriage returns of line ends.                         */
/*                                                                    */
/* This file is one with take.c, to get at the readers behind main.   */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include <archive.h>

struct archive *Fuzz_newArchive(void);

#define main Take_main
#define archive_read_new Fuzz_newArchive
#include TAKE_SOURCE
#undef archive_read_new
#undef main
#include <stdint.h>
#include <sys/mman.h>

enum
{
   SINGLE = 1 /* the first byte of a single file */
};

static struct archive *psOpened;

int LLVMFuzzerTestOneInput(const uint8_t *pcData, size_t uLength);

/* take leaves an archive to the end of the process. */

struct archive *Fuzz_newArchive(void)
{
   psOpened = archive_read_new();
   return psOpened;
}

/* Return a file in memory that holds the uLength bytes at pv. */

static int Fuzz_makeFile(const void *pv, size_t uLength)
{
   int iFile = memfd_create("fuzz", 0);

   if (iFile < 0 || write(iFile, pv, uLength) != (ssize_t)uLength
       || lseek(iFile, 0, SEEK_SET) != 0)
      abort();
   return iFile;
}

/* Abort unless what was taken as *psWanted is what it may be. */

static void Fuzz_checkTaken(const struct Wanted *psWanted)
{
   static char acText[MAX_FILE_BYTES + 1];
   ssize_t iRead = pread(psWanted->iFile, acText, sizeof acText, 0);

   if (iRead < 0 || iRead > MAX_FILE_BYTES)
      abort();
   if (!psWanted->bTaken && iRead != 0)
      abort();
   if (memchr(acText, '\0', (size_t)iRead) != NULL
       || memmem(acText, (size_t)iRead, "\r\n", 2) != NULL)
      abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *pcData, size_t uLength)
{
   static const char *const apcNames[] = {
      "heapmgr4_dlist.c", "heapmgr5_bins.c", "readme"};
   bool bSingle = (uLength > 0 && pcData[0] == SINGLE);
   int iFile = Fuzz_makeFile(pcData + bSingle, uLength - bSingle);
   int i;

   iEntries = 0;
   for (iWanted = 0; iWanted < 3; iWanted++)
   {
      memset(&asWanted[iWanted], 0, sizeof asWanted[0]);
      asWanted[iWanted].pcName = apcNames[iWanted];
      asWanted[iWanted].iFile = Fuzz_makeFile("", 0);
   }
   if (bSingle)
      (void)Take_readSingle(iFile, "someone_heapmgr4_dlist.c");
   else
   {
      (void)Take_readArchive(iFile, 0);
      archive_read_free(psOpened);
   }
   for (i = 0; i < iWanted; i++)
   {
      Fuzz_checkTaken(&asWanted[i]);
      close(asWanted[i].iFile);
   }
   close(iFile);
   return 0;
}
