/*--------------------------------------------------------------------*/
/* take.c: take the wanted files out of a submission                  */
/*                                                                    */
/*    take SUBMISSION FOLDER NAME...                                  */
/*                                                                    */
/* SUBMISSION is a folder, an archive (.zip, .tar.gz, ...), a folder  */
/* with archives in it, or a single file.  Each regular file in it    */
/* that is called NAME, however deep, goes to FOLDER under that name; */
/* all others have no effect.  No link is followed and nothing is     */
/* unpacked.  A wanted file is text of at most 256 KiB; a byte order  */
/* mark and carriage returns are taken out of it.                     */
/*                                                                    */
/* What is remarkable is told on stdout, a line each:                 */
/*    took NAME BYTES | refused NAME: why | remark: what              */
/*    other: name of a file that is not wanted, of C or much like one */
/*           that is                                                  */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum
{
   MAX_FILE_BYTES = 256 * 1024,
   MAX_DEPTH = 5,       /* of folders in a folder */
   MAX_ENTRIES = 10000, /* that are looked at */
   MAX_NAMES = 8,
   MAX_ARCHIVES = 16, /* in a folder */
   MAX_OTHERS = 40,   /* that are told */
   MAX_SUBMISSION_BYTES = 64 << 20,
   CPU_SECONDS = 10,
   MEGABYTES = 256,
   EXIT_OK = 0,
   EXIT_UNREADABLE = 1, /* the submission */
   EXIT_INTERNAL = 2
};

/* A file that is wanted. */

struct Wanted
{
   const char *pcName;
   int iFile; /* where it goes */
   bool bTaken;
   bool bRefused;
   int iDepth;   /* it was found at */
   int iArchive; /* of a folder's it was found in, or -1 */
};

static struct Wanted asWanted[MAX_NAMES];
static int iWanted = 0;
static int iEntries = 0;
static int iOthers = 0;

/* Archives that a folder has, open, and how deep they lie. */

static int aiArchives[MAX_ARCHIVES];
static int aiArchiveDepths[MAX_ARCHIVES];
static int iArchives = 0;
static int iReading = -1; /* the one that is being read */

/*--------------------------------------------------------------------*/

static _Noreturn void Take_fail(const char *pcWhat)
{
   fprintf(stderr, "take: %s: %s\n", pcWhat, strerror(errno));
   exit(EXIT_INTERNAL);
}

/* The submission can't be read, for the reason pcWhy. */

static _Noreturn void Take_giveUp(const char *pcWhy)
{
   printf("refused all: %s\n", pcWhy);
   fflush(stdout);
   _exit(EXIT_UNREADABLE);
}

/* Return what is wanted under the name pcName, or NULL. */

static struct Wanted *Take_find(const char *pcName)
{
   int i;

   for (i = 0; i < iWanted; i++)
      if (strcasecmp(pcName, asWanted[i].pcName) == 0)
         return &asWanted[i];
   return NULL;
}

/* Return true if pcName ends in pcEnd. */

static bool Take_endsIn(const char *pcName, const char *pcEnd)
{
   size_t uName = strlen(pcName);
   size_t uEnd = strlen(pcEnd);

   return uName >= uEnd
          && strcasecmp(pcName + uName - uEnd, pcEnd) == 0;
}

/* Return true if pcName has a part that only the names of managers
   have. */

static bool Take_isLikeWanted(const char *pcName)
{
   static const char *const apcParts[] = {
      "heapmgr", "dlist", "bins", NULL};
   int i = 0;

   while (
      apcParts[i] != NULL && strcasestr(pcName, apcParts[i]) == NULL)
      i++;
   return apcParts[i] != NULL;
}

/* Tell that there is a file called pcName, which is not wanted, if it
   is of C or may be a wanted one under a wrong name. */

static void Take_tellOther(const char *pcName)
{
   if ((!Take_endsIn(pcName, ".c") && !Take_isLikeWanted(pcName))
       || iOthers++ >= MAX_OTHERS)
      return;
   fputs("other: ", stdout);
   for (; *pcName != '\0'; pcName++)
      putchar((*pcName >= ' ' && *pcName <= '~') ? *pcName : '?');
   putchar('\n');
}

static bool Take_refuse(struct Wanted *psWanted, const char *pcWhy)
{
   printf("refused %s: %s\n", psWanted->pcName, pcWhy);
   psWanted->bRefused = true;
   return false;
}

/*--------------------------------------------------------------------*/
/* Contents                                                           */
/*--------------------------------------------------------------------*/

/* Return true if the uBytes bytes at pc can be a C program. */

static bool Take_isText(
   struct Wanted *psWanted, const char *pc, size_t uBytes)
{
   if (uBytes > MAX_FILE_BYTES)
      return Take_refuse(psWanted, "it is larger than 256 KiB");
   if (uBytes >= 2
       && (memcmp(pc, "\xff\xfe", 2) == 0
           || memcmp(pc, "\xfe\xff", 2) == 0))
      return Take_refuse(
         psWanted, "it is UTF-16; save it as UTF-8 or ASCII");
   if (memchr(pc, '\0', uBytes) != NULL)
      return Take_refuse(
         psWanted, "it has NUL bytes, so it is no program text");
   return true;
}

/* Write the text at pc as *psWanted, without a byte order mark and
   without the carriage returns of line ends; some systems add one to
   each when a file passes through them. */

static void Take_keep(
   struct Wanted *psWanted, const char *pc, size_t uBytes, int iDepth)
{
   static char acClean[MAX_FILE_BYTES];
   size_t uClean = 0;
   size_t u = 0;

   if (!Take_isText(psWanted, pc, uBytes))
      return;
   if (uBytes >= 3 && memcmp(pc, "\xef\xbb\xbf", 3) == 0)
      u = 3;
   for (; u < uBytes; u++)
   {
      while (pc[u] == '\n' && uClean > 0 && acClean[uClean - 1] == '\r')
         uClean--;
      acClean[uClean++] = pc[u];
   }
   if (ftruncate(psWanted->iFile, 0) != 0
       || pwrite(psWanted->iFile, acClean, uClean, 0)
             != (ssize_t)uClean)
      Take_fail(psWanted->pcName);
   if (psWanted->bTaken)
      printf(
         "remark: %s is there more than once; the one nearest to the"
         " top is taken, the last of equals\n",
         psWanted->pcName);
   psWanted->bTaken = true;
   psWanted->bRefused = false;
   psWanted->iDepth = iDepth;
   psWanted->iArchive = iReading;
}

/* Return true if *psWanted, found at iDepth, is better than what there
   is. */

static bool Take_isBetter(const struct Wanted *psWanted, int iDepth)
{
   return !psWanted->bTaken || iDepth <= psWanted->iDepth;
}

/*--------------------------------------------------------------------*/
/* A folder                                                           */
/*--------------------------------------------------------------------*/

/* Read the open file iFile as *psWanted. */

static void Take_readFile(
   struct Wanted *psWanted, int iFile, int iDepth)
{
   static char acFile[MAX_FILE_BYTES + 1];
   struct stat sStat;
   size_t uRead = 0;
   ssize_t iRead;

   if (fstat(iFile, &sStat) != 0)
      Take_fail(psWanted->pcName);
   if (!S_ISREG(sStat.st_mode))
   {
      Take_refuse(psWanted, "it is not a regular file");
      return;
   }
   if (sStat.st_nlink > 1)
   {
      Take_refuse(psWanted, "it has a second name (a hard link)");
      return;
   }
   while (
      uRead < sizeof acFile
      && (iRead = read(iFile, acFile + uRead, sizeof acFile - uRead))
            > 0)
      uRead += (size_t)iRead;
   Take_keep(psWanted, acFile, uRead, iDepth);
}

static void Take_walkFolder(int iFolder, int iDepth);

/* Keep the archive pcName in the folder iFolder open for later. */

static void Take_noteArchive(int iFolder, const char *pcName,
   const struct stat *psStat, int iDepth)
{
   static const char *const apcEnds[] = {
      ".zip", ".tar.gz", ".tgz", ".tar", NULL};
   int iFile;
   int i = 0;

   while (apcEnds[i] != NULL && !Take_endsIn(pcName, apcEnds[i]))
      i++;
   if (apcEnds[i] == NULL || iArchives == MAX_ARCHIVES
       || !S_ISREG(psStat->st_mode)
       || psStat->st_size > MAX_SUBMISSION_BYTES)
      return;
   iFile = openat(iFolder, pcName,
      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
   if (iFile < 0)
      return;
   aiArchiveDepths[iArchives] = iDepth + 1;
   aiArchives[iArchives++] = iFile;
}

/* Look at pcName in the folder iFolder. */

static void Take_lookAt(int iFolder, const char *pcName, int iDepth)
{
   struct Wanted *psWanted = Take_find(pcName);
   struct stat sStat;
   int iFile;

   if (fstatat(iFolder, pcName, &sStat, AT_SYMLINK_NOFOLLOW) != 0)
      return;
   if (S_ISDIR(sStat.st_mode) && iDepth < MAX_DEPTH)
   {
      iFile = openat(iFolder, pcName,
         O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      if (iFile >= 0)
         Take_walkFolder(iFile, iDepth + 1);
   }
   if (psWanted == NULL && S_ISREG(sStat.st_mode))
   {
      Take_tellOther(pcName);
      Take_noteArchive(iFolder, pcName, &sStat, iDepth);
   }
   if (psWanted == NULL || !Take_isBetter(psWanted, iDepth))
      return;
   if (!S_ISREG(sStat.st_mode))
   {
      if (!psWanted->bTaken)
         Take_refuse(psWanted, S_ISLNK(sStat.st_mode)
                                  ? "it is a link"
                                  : "it is not a regular file");
      return;
   }
   iFile = openat(iFolder, pcName,
      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
   if (iFile < 0)
      Take_refuse(psWanted, "it can't be opened");
   else
   {
      Take_readFile(psWanted, iFile, iDepth);
      close(iFile);
   }
}

static int Take_isNotHidden(const struct dirent *psEntry)
{
   return psEntry->d_name[0] != '.'
          && strcmp(psEntry->d_name, "__MACOSX") != 0;
}

/* Look at all that is in the folder iFolder, in the order of names, and
   close it. */

static void Take_walkFolder(int iFolder, int iDepth)
{
   struct dirent **ppsEntries;
   int iCount = scandirat(
      iFolder, ".", &ppsEntries, Take_isNotHidden, alphasort);
   int i;

   for (i = 0; i < iCount; i++)
   {
      if (iEntries++ < MAX_ENTRIES)
         Take_lookAt(iFolder, ppsEntries[i]->d_name, iDepth);
      free(ppsEntries[i]);
   }
   if (iCount >= 0)
      free(ppsEntries);
   close(iFolder);
}

/*--------------------------------------------------------------------*/
/* An archive                                                         */
/*--------------------------------------------------------------------*/

/* What reads an archive may from now on read, write and get memory, and
   nothing else. */

static void Take_lockIn(void)
{
   static const int aiAllowed[] = {SCMP_SYS(read), SCMP_SYS(pwrite64),
      SCMP_SYS(write), SCMP_SYS(lseek), SCMP_SYS(fstat),
      SCMP_SYS(newfstatat), SCMP_SYS(ftruncate), SCMP_SYS(brk),
      SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap),
      SCMP_SYS(mprotect), SCMP_SYS(futex), SCMP_SYS(exit_group),
      SCMP_SYS(close), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
      SCMP_SYS(getrandom), SCMP_SYS(ioctl), SCMP_SYS(pread64),
      SCMP_SYS(fcntl), SCMP_SYS(getpid), SCMP_SYS(clock_gettime),
      SCMP_SYS(sysinfo), SCMP_SYS(tgkill), SCMP_SYS(gettid),
      SCMP_SYS(madvise)};
   scmp_filter_ctx pvFilter = seccomp_init(
      SCMP_ACT_ERRNO((unsigned)ENOSYS));
   size_t u;

   if (pvFilter == NULL)
      Take_fail("seccomp_init");
   for (u = 0; u < sizeof aiAllowed / sizeof aiAllowed[0]; u++)
      if (seccomp_rule_add(pvFilter, SCMP_ACT_ALLOW, aiAllowed[u], 0)
          != 0)
         Take_fail("seccomp_rule_add");
   if (seccomp_load(pvFilter) != 0)
      Take_fail("seccomp_load");
   seccomp_release(pvFilter);
}

/* Return the number of folders that pcPath names. */

static int Take_countFolders(const char *pcPath)
{
   int i = 0;

   for (; *pcPath != '\0'; pcPath++)
      i += (*pcPath == '/');
   return i;
}

/* Read the member psEntry of psArchive, which lies iDepth deep, if it
   is wanted. */

static void Take_readMember(
   struct archive *psArchive, struct archive_entry *psEntry, int iDepth)
{
   static char acFile[MAX_FILE_BYTES + 1];
   const char *pcPath = archive_entry_pathname(psEntry);
   const char *pcSlash;
   struct Wanted *psWanted;
   ssize_t iRead;
   size_t uRead = 0;

   if (pcPath == NULL)
      printf("remark: the archive has a member whose name can't be"
             " read\n");
   if (pcPath == NULL || strstr(pcPath, "__MACOSX") != NULL)
      return;
   pcSlash = strrchr(pcPath, '/');
   psWanted = Take_find(pcSlash == NULL ? pcPath : pcSlash + 1);
   iDepth += Take_countFolders(pcPath);
   if (psWanted == NULL && archive_entry_filetype(psEntry) == AE_IFREG)
      Take_tellOther(pcSlash == NULL ? pcPath : pcSlash + 1);
   if (psWanted == NULL || !Take_isBetter(psWanted, iDepth))
      return;
   if (archive_entry_filetype(psEntry) != AE_IFREG
       || archive_entry_hardlink(psEntry) != NULL
       || archive_entry_symlink(psEntry) != NULL)
   {
      if (!psWanted->bTaken)
         Take_refuse(
            psWanted, "in the archive it is not a regular file");
      return;
   }
   if (archive_entry_is_encrypted(psEntry))
   {
      Take_refuse(psWanted, "in the archive it is encrypted");
      return;
   }
   while (uRead < sizeof acFile
          && (iRead = archive_read_data(
                 psArchive, acFile + uRead, sizeof acFile - uRead))
                > 0)
      uRead += (size_t)iRead;
   Take_keep(psWanted, acFile, uRead, iDepth);
}

/* Read the archive iFile, which lies iDepth deep.  Return false if it
   is none. */

static bool Take_readArchive(int iFile, int iDepth)
{
   struct archive *psArchive = archive_read_new();
   struct archive_entry *psEntry;
   int iResult;

   archive_read_support_filter_gzip(psArchive);
   archive_read_support_filter_bzip2(psArchive);
   archive_read_support_filter_xz(psArchive);
   archive_read_support_format_tar(psArchive);
   archive_read_support_format_zip(psArchive);
   if (archive_read_open_fd(psArchive, iFile, 10240) != ARCHIVE_OK)
      return false;
   while ((iResult = archive_read_next_header(psArchive, &psEntry))
             == ARCHIVE_OK
          || iResult == ARCHIVE_WARN)
   {
      if (iEntries++ == MAX_ENTRIES)
      {
         printf("remark: only the first %d members of the archive are"
                " looked at\n",
            MAX_ENTRIES);
         break;
      }
      Take_readMember(psArchive, psEntry, iDepth);
   }
   if (iResult == ARCHIVE_FATAL && iEntries > 0)
      printf("remark: the archive is damaged, or cut short\n");
   return iEntries > 0 || iResult == ARCHIVE_EOF;
}

/* Let what former archives had give way to archive iReading, however
   deep it lies inside, unless such an archive is nearer to the top. */

static void Take_giveWay(void)
{
   int i;

   for (i = 0; i < iWanted; i++)
      if (asWanted[i].bTaken && asWanted[i].iArchive >= 0
          && aiArchiveDepths[asWanted[i].iArchive]
                >= aiArchiveDepths[iReading])
         asWanted[i].iDepth = INT_MAX;
}

/* Read the archives that a folder has, where it lacks what is wanted:
   nothing is opened any more. */

static void Take_readNoted(void)
{
   int i;

   for (i = 0; i < iWanted && asWanted[i].bTaken; i++)
      continue;
   if (i == iWanted || iArchives == 0)
      return;
   if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
      Take_fail("no_new_privs");
   Take_lockIn();
   for (iReading = 0; iReading < iArchives; iReading++)
   {
      Take_giveWay();
      (void)Take_readArchive(
         aiArchives[iReading], aiArchiveDepths[iReading]);
   }
}

/*--------------------------------------------------------------------*/

/* Read the single file iFile, whose name ends as one that is wanted: a
   course's system may have put its own in front. */

static bool Take_readSingle(int iFile, const char *pcPath)
{
   int i;

   for (i = 0; i < iWanted; i++)
      if (Take_endsIn(pcPath, asWanted[i].pcName))
      {
         Take_readFile(&asWanted[i], iFile, 0);
         return true;
      }
   return false;
}

/* Open the file that each wanted one goes to. */

static void Take_openWanted(
   const char *pcFolder, int iNames, char *apcNames[])
{
   int iFolder = open(pcFolder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

   if (iFolder < 0)
      Take_fail(pcFolder);
   for (; iNames > 0 && iWanted < MAX_NAMES; iNames--)
   {
      asWanted[iWanted].pcName = *apcNames++;
      asWanted[iWanted].iFile = openat(iFolder,
         asWanted[iWanted].pcName,
         O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
      if (asWanted[iWanted].iFile < 0)
         Take_fail(asWanted[iWanted].pcName);
      iWanted++;
   }
}

/* Take what there is in the submission pcPath. */

static void Take_read(const char *pcPath)
{
   static const struct rlimit sCpu = {CPU_SECONDS, CPU_SECONDS};
   static const struct rlimit sMemory = {
      (rlim_t)MEGABYTES << 20, (rlim_t)MEGABYTES << 20};
   struct stat sStat;
   int iFile = open(pcPath,
      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

   if (iFile < 0)
      Take_giveUp(errno == ELOOP ? "the submission is a link"
                                 : "the submission can't be opened");
   if (fstat(iFile, &sStat) != 0)
      Take_fail(pcPath);
   setrlimit(RLIMIT_CPU, &sCpu);
   setrlimit(RLIMIT_AS, &sMemory);
   if (S_ISDIR(sStat.st_mode))
   {
      Take_walkFolder(iFile, 0);
      Take_readNoted();
      return;
   }
   if (!S_ISREG(sStat.st_mode))
      Take_giveUp("the submission is neither a folder nor a file");
   if (sStat.st_size > MAX_SUBMISSION_BYTES)
      Take_giveUp("the submission is larger than 64 MiB");
   if (Take_readSingle(iFile, pcPath))
      return;
   if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
      Take_fail("no_new_privs");
   Take_lockIn();
   if (!Take_readArchive(iFile, 0))
      Take_giveUp(
         "it can't be read as .zip or .tar.gz, is no folder, and"
         " has no name that is wanted");
}

int main(int argc, char *argv[])
{
   int i;

   if (argc < 4)
   {
      fprintf(stderr, "usage: take SUBMISSION FOLDER NAME...\n");
      return EXIT_INTERNAL;
   }
   /* Without it the archive's names of other scripts can't be read. */
   (void)setlocale(LC_CTYPE, "C.UTF-8");
   Take_openWanted(argv[2], argc - 3, argv + 3);
   Take_read(argv[1]);
   for (i = 0; i < iWanted; i++)
   {
      struct stat sStat;

      if (asWanted[i].bTaken && fstat(asWanted[i].iFile, &sStat) == 0)
         printf("took %s %lld\n", asWanted[i].pcName,
            (long long)sStat.st_size);
      else if (!asWanted[i].bRefused)
         printf("missing %s\n", asWanted[i].pcName);
   }
   fflush(stdout);
   _exit(EXIT_OK);
}
