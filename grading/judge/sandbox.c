/*--------------------------------------------------------------------*/
/* sandbox.c: run a program that nobody trusts                        */
/*                                                                    */
/*    sandbox [--tier TIER] [--cpu SECONDS] [--memory MEGABYTES]      */
/*            [--report FD] [--keep FDS] PROGRAM                      */
/*    sandbox --probe                                                 */
/*                                                                    */
/* PROGRAM is linked statically: in the sandbox there are no files.   */
/* It inherits stdin, stdout, stderr and the next FDS descriptors,    */
/* and nothing else.  When it has ended, one line is written to FD    */
/* (none if the sandbox has failed, or PROGRAM ended with status 125, */
/* which would say so):                                               */
/*                                                                    */
/*    full exit 0 cpu_us 1234 peak_kb 560                             */
/*    full signal 11 cpu_us 1234 peak_kb 560                          */
/*                                                                    */
/* Tiers, from the strictest:                                         */
/*    full     namespaces of its own for users, processes, mounts,    */
/*             network, IPC and host name; an empty read-only root;   */
/*             limits; a filter of system calls                       */
/*    partial  limits and filter                                      */
/*    none     limits                                                 */
/* A tier that can't be had is an error, never a lower tier.          */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <grp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum Tier
{
   TIER_NONE,
   TIER_PARTIAL,
   TIER_FULL,
   TIER_COUNT
};

enum
{
   INSIDE_ID = 1000,   /* user and group in the sandbox */
   OUTSIDE_ID = 65534, /* what these are outside, if root starts it */
   FIRST_SPARE_ID = 60578, /* of users that Debian gives to nobody */
   SPARE_IDS = 128,
   REAP_MOMENTS = 1000,  /* of a millisecond, for the killed to end */
   EXIT_SANDBOX = 125,   /* the sandbox itself failed */
   MAX_PROCESSES = 3,    /* the first one, the program, a child of it */
   SPARE_PROCESSES = 50, /* that its user may start meanwhile */
   MAX_DESCRIPTORS = 16,
   STACK_MEGABYTES = 8,
   PRINTED_BYTES = 262144, /* that the program may print */
   STAGE_BYTES = 65536     /* stack of the first process inside */
};

static const char *const apcTiers[] = {"none", "partial", "full"};

struct Wish
{
   enum Tier eTier;
   rlim_t uCpuSeconds;
   rlim_t uMegabytes;
   rlim_t uProcesses; /* of the program's user */
   int iReport;
   int iKeep;
   bool bProbe;
   int iProgram; /* open descriptor; -1 when probing */
   int iGo;      /* the first process inside waits for this pipe */
};

/* The system calls of a C program with a heap that is linked statically.
   clone is there for fork: the runner tries calls on a copy of itself;
   execveat for the launcher to start the program. */

static const int aiAllowed[] = {SCMP_SYS(read), SCMP_SYS(write),
   SCMP_SYS(writev), SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap),
   SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(exit),
   SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn),
   SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
   SCMP_SYS(arch_prctl), SCMP_SYS(set_tid_address),
   SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(prlimit64),
   SCMP_SYS(getrandom), SCMP_SYS(newfstatat), SCMP_SYS(fstat),
   SCMP_SYS(clock_gettime), SCMP_SYS(execveat), SCMP_SYS(readlink),
   SCMP_SYS(readlinkat), SCMP_SYS(futex), SCMP_SYS(getpid),
   SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(clone), SCMP_SYS(wait4),
   SCMP_SYS(setitimer)};

/*--------------------------------------------------------------------*/

/* Say that pcWhat failed, and exit. */

static _Noreturn void Sandbox_die(const char *pcWhat)
{
   fprintf(stderr, "sandbox: %s: %s\n", pcWhat, strerror(errno));
   _exit(EXIT_SANDBOX);
}

static void Sandbox_must(int iResult, const char *pcWhat)
{
   if (iResult < 0)
      Sandbox_die(pcWhat);
}

/* Write pcText to the file pcPath. */

static void Sandbox_write(const char *pcPath, const char *pcText)
{
   int iFile = open(pcPath, O_WRONLY | O_CLOEXEC);

   Sandbox_must(iFile, pcPath);
   if (write(iFile, pcText, strlen(pcText)) < 0)
      Sandbox_die(pcPath);
   close(iFile);
}

/*--------------------------------------------------------------------*/
/* What the program may use                                           */
/*--------------------------------------------------------------------*/

static void Sandbox_limit(int iResource, rlim_t uValue)
{
   struct rlimit sLimit = {uValue, uValue};

   Sandbox_must(
      setrlimit((__rlimit_resource_t)iResource, &sLimit), "setrlimit");
}

/* Set the limits.  Past the first limit of CPU time comes SIGXCPU, which
   the program can ignore, a second later SIGKILL. */

static void Sandbox_setLimits(const struct Wish *psWish)
{
   struct rlimit sCpu = {psWish->uCpuSeconds, psWish->uCpuSeconds + 1};

   Sandbox_must(setrlimit(RLIMIT_CPU, &sCpu), "setrlimit");
   Sandbox_limit(RLIMIT_AS, psWish->uMegabytes << 20);
   Sandbox_limit(RLIMIT_STACK, (rlim_t)STACK_MEGABYTES << 20);
   Sandbox_limit(RLIMIT_FSIZE, PRINTED_BYTES);
   Sandbox_limit(RLIMIT_NPROC, psWish->uProcesses);
   Sandbox_limit(RLIMIT_NOFILE, MAX_DESCRIPTORS);
   Sandbox_limit(RLIMIT_CORE, 0);
   Sandbox_limit(RLIMIT_MEMLOCK, 0);
   Sandbox_limit(RLIMIT_MSGQUEUE, 0);
}

/* From now on any system call but the allowed ones kills. */

static void Sandbox_filterCalls(void)
{
   scmp_filter_ctx pvFilter = seccomp_init(SCMP_ACT_KILL_PROCESS);
   size_t u;

   if (pvFilter == NULL)
      Sandbox_die("seccomp_init");
   for (u = 0; u < sizeof aiAllowed / sizeof aiAllowed[0]; u++)
      if (seccomp_rule_add(pvFilter, SCMP_ACT_ALLOW, aiAllowed[u], 0)
          != 0)
         Sandbox_die("seccomp_rule_add");
   if (seccomp_load(pvFilter) != 0)
      Sandbox_die("seccomp_load");
   seccomp_release(pvFilter);
}

/* Become the program. */

static _Noreturn void Sandbox_execute(const struct Wish *psWish)
{
   static char *const apcNothing[] = {NULL};
   static char *const apcArguments[] = {"program", NULL};
   sigset_t sNone;

   sigemptyset(&sNone);
   sigprocmask(SIG_SETMASK, &sNone, NULL);
   personality(ADDR_NO_RANDOMIZE); /* each run is like the others */
   Sandbox_setLimits(psWish);
   Sandbox_must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
   if (psWish->eTier != TIER_NONE)
      Sandbox_filterCalls();
   if (psWish->bProbe)
      _exit(0);
   syscall(SYS_execveat, psWish->iProgram, "", apcArguments, apcNothing,
      AT_EMPTY_PATH);
   Sandbox_die("the program can't be executed");
}

/*--------------------------------------------------------------------*/
/* The processes inside                                               */
/*--------------------------------------------------------------------*/

/* Have an empty read-only root. */

static void Sandbox_emptyRoot(void)
{
   Sandbox_must(
      mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private /");
   Sandbox_must(mount("none", "/tmp", "tmpfs",
                   MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k"),
      "tmpfs");
   Sandbox_must(chdir("/tmp"), "chdir");
   Sandbox_must((int)syscall(SYS_pivot_root, ".", "."), "pivot_root");
   Sandbox_must(umount2(".", MNT_DETACH), "umount");
   Sandbox_must(mount(NULL, "/", NULL,
                   MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID
                      | MS_NODEV | MS_NOEXEC,
                   NULL),
      "read-only /");
   Sandbox_must(chdir("/"), "chdir /");
}

/* Write the report line. */

static void Sandbox_report(
   const struct Wish *psWish, int iStatus, const struct rusage *psUsage)
{
   long lMicroseconds =
      (psUsage->ru_utime.tv_sec + psUsage->ru_stime.tv_sec) * 1000000
      + psUsage->ru_utime.tv_usec + psUsage->ru_stime.tv_usec;

   dprintf(psWish->iReport, "%s %s %d cpu_us %ld peak_kb %ld\n",
      apcTiers[psWish->eTier], WIFSIGNALED(iStatus) ? "signal" : "exit",
      WIFSIGNALED(iStatus) ? WTERMSIG(iStatus) : WEXITSTATUS(iStatus),
      lMicroseconds, psUsage->ru_maxrss);
}

/* Start the program as a child, wait for its end, and report, unless it
   could not be started.  What it has left behind ends with this process,
   which is number 1 inside, or with its group. */

static void Sandbox_watch(const struct Wish *psWish)
{
   struct rusage sUsage;
   int iStatus = 0;
   pid_t iEnded;
   pid_t iChild = fork();

   Sandbox_must(iChild, "fork");
   if (iChild == 0)
      Sandbox_execute(psWish);
   do
      iEnded = wait4(-1, &iStatus, 0, &sUsage);
   while (iEnded != iChild && (iEnded > 0 || errno == EINTR));
   if (iEnded != iChild)
      Sandbox_die("wait4");
   if (WIFEXITED(iStatus) && WEXITSTATUS(iStatus) == EXIT_SANDBOX)
      _exit(EXIT_SANDBOX); /* Sandbox_execute has said why */
   Sandbox_report(psWish, iStatus, &sUsage);
}

/* The first process in the new namespaces.  Being nobody ends its power
   over them, so the root is emptied first. */

static int Sandbox_beginFull(void *pvWish)
{
   const struct Wish *psWish = pvWish;
   char cGo;

   prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
   if (read(psWish->iGo, &cGo, 1) != 1)
      _exit(EXIT_SANDBOX);
   close(psWish->iGo);
   Sandbox_emptyRoot();
   Sandbox_must(setresgid(INSIDE_ID, INSIDE_ID, INSIDE_ID), "setgid");
   Sandbox_must(setresuid(INSIDE_ID, INSIDE_ID, INSIDE_ID), "setuid");
   prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
   Sandbox_watch(psWish);
   _exit(0);
}

/*--------------------------------------------------------------------*/
/* Outside                                                            */
/*--------------------------------------------------------------------*/

/* Say who the user and group inside are outside: if root starts the
   sandbox, nobody; else the caller. */

static void Sandbox_mapIds(pid_t iChild)
{
   char acPath[64];
   char acMap[64];
   bool bRoot = (geteuid() == 0);

   snprintf(acPath, sizeof acPath, "/proc/%d/setgroups", iChild);
   Sandbox_write(acPath, "deny");
   snprintf(acMap, sizeof acMap, "%d %u 1", INSIDE_ID,
      bRoot ? OUTSIDE_ID : (unsigned)getegid());
   snprintf(acPath, sizeof acPath, "/proc/%d/gid_map", iChild);
   Sandbox_write(acPath, acMap);
   snprintf(acMap, sizeof acMap, "%d %u 1", INSIDE_ID,
      bRoot ? OUTSIDE_ID : (unsigned)geteuid());
   snprintf(acPath, sizeof acPath, "/proc/%d/uid_map", iChild);
   Sandbox_write(acPath, acMap);
}

/* Run the program in namespaces of its own.  Return false if there are
   none. */

static bool Sandbox_runFull(struct Wish *psWish)
{
   static _Alignas(16) char acStack[STAGE_BYTES];
   int aiGo[2];
   int iStatus = 0;
   pid_t iChild;

   Sandbox_must(pipe2(aiGo, O_CLOEXEC), "pipe");
   psWish->iGo = aiGo[0];
   iChild = clone(Sandbox_beginFull, acStack + STAGE_BYTES,
      CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET
         | CLONE_NEWIPC | CLONE_NEWUTS | SIGCHLD,
      psWish);
   close(aiGo[0]);
   if (iChild < 0)
   {
      close(aiGo[1]);
      return false;
   }
   Sandbox_mapIds(iChild);
   if (write(aiGo[1], "g", 1) != 1)
      Sandbox_die("write");
   close(aiGo[1]);
   while (waitpid(iChild, &iStatus, 0) < 0 && errno == EINTR)
      continue;
   return WIFEXITED(iStatus) && WEXITSTATUS(iStatus) == 0;
}

/* Return how many processes, and threads, user uUser has now.  Dead ones
   count as long as nobody has waited for them: the limit counts them,
   too. */

static rlim_t Sandbox_countProcesses(uid_t uUser)
{
   DIR *psProcesses = opendir("/proc");
   struct dirent *psEntry;
   struct stat sTasks;
   char acPath[300];
   rlim_t uCount = 0;

   if (psProcesses == NULL)
      Sandbox_die("/proc");
   while ((psEntry = readdir(psProcesses)) != NULL)
   {
      snprintf(acPath, sizeof acPath, "/proc/%s/task", psEntry->d_name);
      if (stat(acPath, &sTasks) == 0 && sTasks.st_uid == uUser)
         uCount += sTasks.st_nlink - 2; /* a folder for each thread */
   }
   closedir(psProcesses);
   return uCount;
}

/* Return true if user uUser is free, and keep other sandboxes away from it
   until this one and its first process have ended.  A socket does that:
   no two can have the same name. */

static bool Sandbox_claimUser(uid_t uUser)
{
   struct sockaddr_un sName = {.sun_family = AF_UNIX};
   int iClaim = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

   Sandbox_must(iClaim, "socket");
   snprintf(sName.sun_path + 1, sizeof sName.sun_path - 1,
      "heapmgr sandbox %u", (unsigned)uUser); /* 0 first: no file */
   if (bind(iClaim, (struct sockaddr *)&sName, sizeof sName) == 0
       && Sandbox_countProcesses(uUser) == 0)
      return true;
   close(iClaim);
   return false;
}

/* Return a user that has no process, living or dead, and that no other
   sandbox takes. */

static uid_t Sandbox_chooseUser(void)
{
   uid_t u;

   for (u = 0; u < SPARE_IDS; u++)
   {
      uid_t uUser = FIRST_SPARE_ID + ((uid_t)getpid() + u) % SPARE_IDS;

      if (Sandbox_claimUser(uUser))
         return uUser;
   }
   errno = EUSERS;
   Sandbox_die("a user of its own for the program");
}

/* The sandbox is gone, and with it whoever waits for the result.  End the
   process group: it is the program's and this process's own. */

static void Sandbox_endGroup(int iSignal)
{
   (void)iSignal;
   kill(0, SIGKILL);
}

/* The first process of the program's group.  It becomes user uUser if root
   has started it; iSandbox is its parent. */

static _Noreturn void Sandbox_beginHere(
   const struct Wish *psWish, uid_t uUser, pid_t iSandbox)
{
   setsid();
   prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
   if (geteuid() == 0
       && (setgroups(0, NULL) != 0
           || setresgid(uUser, uUser, uUser) != 0
           || setresuid(uUser, uUser, uUser) != 0))
      Sandbox_die("setuid");
   signal(SIGTERM, Sandbox_endGroup);
   prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
   if (getppid() != iSandbox) /* gone before it could be noticed */
      _exit(EXIT_SANDBOX);
   Sandbox_watch(psWish);
   _exit(0);
}

/* Wait for the end of process iFirst, end the others of its group, and
   wait for them, too: what is left of a process until somebody has waited
   for it counts against its user's limit.  Return iFirst's status. */

static int Sandbox_reapGroup(pid_t iFirst)
{
   static const struct timespec sMoment = {0, 1000000};
   siginfo_t sEnd;
   pid_t iEnded = 0;
   int iStatus = 0;
   int i;

   /* Until it is waited for, no other group can have its number. */
   while (waitid(P_PID, (id_t)iFirst, &sEnd, WEXITED | WNOWAIT) < 0
          && errno == EINTR)
      continue;
   kill(-iFirst, SIGKILL);
   while (waitpid(iFirst, &iStatus, 0) < 0 && errno == EINTR)
      continue;
   /* One that has left the group, as it can without a filter, is not
      waited for without end. */
   for (i = 0; i < REAP_MOMENTS && iEnded >= 0; i++)
   {
      iEnded = waitpid(-1, NULL, WNOHANG);
      if (iEnded == 0)
         nanosleep(&sMoment, NULL);
   }
   return iStatus;
}

/* Run the program with limits only, in a process group of its own.
   Started by root, it becomes a user that nobody else is, for the limit on
   processes counts all that a user has.  Started by another user it stays
   that one, and can use what is left to all of that user's programs. */

static bool Sandbox_runHere(struct Wish *psWish)
{
   bool bRoot = (geteuid() == 0);
   uid_t uUser = bRoot ? Sandbox_chooseUser() : getuid();
   pid_t iSandbox = getpid();
   pid_t iFirst;
   int iStatus;

   if (!bRoot)
      psWish->uProcesses = Sandbox_countProcesses(uUser)
                           + SPARE_PROCESSES + MAX_PROCESSES;
   prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
   iFirst = fork();
   Sandbox_must(iFirst, "fork");
   if (iFirst == 0)
      Sandbox_beginHere(psWish, uUser, iSandbox);
   iStatus = Sandbox_reapGroup(iFirst);
   return WIFEXITED(iStatus) && WEXITSTATUS(iStatus) == 0;
}

static bool Sandbox_run(struct Wish *psWish)
{
   return (psWish->eTier == TIER_FULL) ? Sandbox_runFull(psWish)
                                       : Sandbox_runHere(psWish);
}

/* Print the strictest tier that works here. */

static int Sandbox_probe(struct Wish *psWish)
{
   int iNothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
   int iTier;

   psWish->bProbe = true;
   psWish->iReport = iNothing;
   for (iTier = TIER_FULL; iTier >= 0; iTier--)
   {
      pid_t iChild = fork();
      int iStatus = 1;

      psWish->eTier = (enum Tier)iTier;
      if (iChild == 0)
      {
         dup2(iNothing, STDERR_FILENO);
         _exit(Sandbox_run(psWish) ? 0 : 1);
      }
      if (iChild < 0 || waitpid(iChild, &iStatus, 0) < 0
          || iStatus != 0)
         continue;
      puts(apcTiers[iTier]);
      return 0;
   }
   fprintf(stderr, "sandbox: not even limits can be set here\n");
   return EXIT_SANDBOX;
}

/*--------------------------------------------------------------------*/

static _Noreturn void Sandbox_exitWithUsage(void)
{
   fprintf(stderr,
      "usage: sandbox [--tier full|partial|none] [--cpu SECONDS]\n"
      "          [--memory MEGABYTES] [--report FD] [--keep FDS]"
      " PROGRAM\n"
      "       sandbox --probe\n");
   exit(EXIT_SANDBOX);
}

/* Read the command line. */

static void Sandbox_read(struct Wish *psWish, int argc, char *argv[])
{
   static const struct option asOptions[] = {
      {"tier", required_argument, NULL, 't'},
      {"cpu", required_argument, NULL, 'c'},
      {"memory", required_argument, NULL, 'm'},
      {"report", required_argument, NULL, 'r'},
      {"keep", required_argument, NULL, 'k'},
      {"probe", no_argument, NULL, 'p'}, {NULL, 0, NULL, 0}};
   int iOption;
   int iTier;

   while (
      (iOption = getopt_long(argc, argv, "", asOptions, NULL)) != -1)
      switch (iOption)
      {
      case 't':
         for (iTier = 0; iTier < TIER_COUNT; iTier++)
            if (strcmp(optarg, apcTiers[iTier]) == 0)
               break;
         if (iTier == TIER_COUNT)
            Sandbox_exitWithUsage();
         psWish->eTier = (enum Tier)iTier;
         break;
      case 'c':
         psWish->uCpuSeconds = strtoul(optarg, NULL, 10);
         break;
      case 'm':
         psWish->uMegabytes = strtoul(optarg, NULL, 10);
         break;
      case 'r':
         psWish->iReport = (int)strtol(optarg, NULL, 10);
         break;
      case 'k':
         psWish->iKeep = (int)strtol(optarg, NULL, 10);
         break;
      case 'p':
         psWish->bProbe = true;
         break;
      default:
         Sandbox_exitWithUsage();
      }
   if (!psWish->bProbe && optind != argc - 1)
      Sandbox_exitWithUsage();
}

/* Leave no descriptor open but those that the program inherits, and the
   report, which it doesn't. */

static void Sandbox_closeOthers(struct Wish *psWish)
{
   int iFirst = STDERR_FILENO + 1 + psWish->iKeep;
   int iReport = fcntl(psWish->iReport, F_DUPFD_CLOEXEC, iFirst);

   Sandbox_must(iReport, "the descriptor of --report");
   if (iReport != iFirst)
   {
      Sandbox_must(dup3(iReport, iFirst, O_CLOEXEC), "dup3");
      iReport = iFirst;
   }
   psWish->iReport = iReport;
   Sandbox_must(
      (int)syscall(SYS_close_range, iFirst + 1, ~0u, 0), "close_range");
}

int main(int argc, char *argv[])
{
   struct Wish sWish = {TIER_FULL, 10, 512, MAX_PROCESSES,
      STDERR_FILENO, 0, false, -1, -1};

   Sandbox_read(&sWish, argc, argv);
   if (sWish.bProbe)
      return Sandbox_probe(&sWish);

   prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
   Sandbox_closeOthers(&sWish);
   sWish.iProgram = open(argv[argc - 1], O_RDONLY | O_CLOEXEC);
   Sandbox_must(sWish.iProgram, argv[argc - 1]);
   if (!Sandbox_run(&sWish))
   {
      fprintf(stderr,
         "sandbox: tier %s can't be had here; sandbox --probe tells"
         " which can\n",
         apcTiers[sWish.eTier]);
      return EXIT_SANDBOX;
   }
   return 0;
}
