/*--------------------------------------------------------------------*/
/* coverage_hook.c: write the counts before a process ends badly      */
/*                                                                    */
/* Counts of coverage are written when a process exits.  Many tests   */
/* end otherwise: by abort, as when a manager finds a client's        */
/* mistake, or by _exit, as Check's children do.  This module, linked */
/* with --wrap=_exit,--wrap=abort, writes the counts then, too: gcc's */
/* (gcov), or clang's, to a file of each process in the folder        */
/* $COUNTS.                                                           */
/*--------------------------------------------------------------------*/

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum
{
   PATH_BYTES = 4096
};

/* Only one compiler's counts are there. */

#pragma weak __gcov_dump
#pragma weak __llvm_profile_write_file
#pragma weak __llvm_profile_set_filename
void __gcov_dump(void);
int __llvm_profile_write_file(void);
void __llvm_profile_set_filename(const char *pcName);

void __real__exit(int iStatus) __attribute__((noreturn));
void __wrap__exit(int iStatus) __attribute__((noreturn));
void __real_abort(void) __attribute__((noreturn));
void __wrap_abort(void) __attribute__((noreturn));

/*--------------------------------------------------------------------*/

static void Hook_write(void)
{
   static char acName[PATH_BYTES];
   const char *pcFolder = getenv("COUNTS");

   if (__gcov_dump != NULL)
      __gcov_dump();
   if (__llvm_profile_write_file == NULL || pcFolder == NULL)
      return;
   snprintf(acName, sizeof acName, "%s/%ld.profraw", pcFolder,
      (long)getpid());
   __llvm_profile_set_filename(acName);
   (void)__llvm_profile_write_file();
}

void __wrap__exit(int iStatus)
{
   Hook_write();
   __real__exit(iStatus);
}

void __wrap_abort(void)
{
   Hook_write();
   __real_abort();
}

/* An assertion that fails calls abort within the C library. */

static void Hook_takeSignal(int iSignal)
{
   Hook_write();
   signal(iSignal, SIG_DFL);
   raise(iSignal);
}

__attribute__((constructor)) static void Hook_start(void)
{
   signal(SIGABRT, Hook_takeSignal);
   atexit(Hook_write);
}
