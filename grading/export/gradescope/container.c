/*--------------------------------------------------------------------*/
/* container.c: run a command under a container's restrictions        */
/*                                                                    */
/*    container COMMAND [ARGUMENT]...                                 */
/*                                                                    */
/* As Docker does by default, and so Gradescope: no namespace can be  */
/* made, nothing can be mounted, no memory of others can be read.     */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

/* All of clone's flags that make a namespace. */
static const unsigned int auNamespaces[] = {CLONE_NEWNS,
   CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER,
   CLONE_NEWPID, CLONE_NEWNET};

static const int aiRefused[] = {SCMP_SYS(unshare), SCMP_SYS(setns),
   SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root),
   SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
   SCMP_SYS(process_vm_writev), SCMP_SYS(bpf)};

/* Exit if iStatus is a failure of what acWhat names. */

static void Container_must(int iStatus, const char *pcWhat)
{
   if (iStatus == 0)
      return;
   fprintf(stderr, "container: %s is not possible here\n", pcWhat);
   exit(EXIT_FAILURE);
}

int main(int argc, char *argv[])
{
   scmp_filter_ctx pvFilter = seccomp_init(SCMP_ACT_ALLOW);
   size_t u;

   if (argc < 2 || pvFilter == NULL)
   {
      fprintf(stderr, "usage: container COMMAND [ARGUMENT]...\n");
      return EXIT_FAILURE;
   }
   for (u = 0; u < sizeof aiRefused / sizeof aiRefused[0]; u++)
      Container_must(seccomp_rule_add(pvFilter, SCMP_ACT_ERRNO(EPERM),
                        aiRefused[u], 0),
         "a filter");
   for (u = 0; u < sizeof auNamespaces / sizeof auNamespaces[0]; u++)
      Container_must(seccomp_rule_add(pvFilter, SCMP_ACT_ERRNO(EPERM),
                        SCMP_SYS(clone), 1,
                        SCMP_A0(SCMP_CMP_MASKED_EQ, auNamespaces[u],
                           auNamespaces[u])),
         "a filter");
   /* Its flags can't be seen by a filter. */
   Container_must(seccomp_rule_add(pvFilter, SCMP_ACT_ERRNO(ENOSYS),
                     SCMP_SYS(clone3), 0),
      "a filter");
   Container_must(seccomp_load(pvFilter), "loading the filter");
   seccomp_release(pvFilter);
   execvp(argv[1], argv + 1);
   perror(argv[1]);
   return EXIT_FAILURE;
}
