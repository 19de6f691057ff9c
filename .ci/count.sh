# shellcheck shell=bash
# count.sh: count tests.  A test script sources it before all else:
#
#    source "$(dirname "$0")/../.ci/count.sh"
#
# From then on it is in the kit's folder, $root.  Each test is a line, and
# what goes wrong is shown.  $work, which the script sets, is its own
# folder.  Its last command is end_count.
# shellcheck disable=SC2154

# With CDPATH, cd would search other folders and print what it found; the
# others are the options of the make that runs the test (-j, say), and no
# business of a make that the test runs.
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
# The compiler stays: with another one all would be made again, meanwhile.
[[ ${CC:-gcc} = *[[:space:]]* ]] || export MAKEFLAGS="CC=${CC:-gcc}"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 2

# The stages, as the Makefile has them.
stages=(heapmgr[1-9]_*.c)
stages=("${stages[@]#heapmgr}")
stages=("${stages[@]%.c}")

passed=0
failed=0
skipped=0

pass()
{
   echo "ok - $1"
   passed=$((passed + 1))
}

# Count test $1 as failed, and show the end of what is on stdin.
fail()
{
   echo "not ok - $1"
   tail -n 12 | sed 's/^/#   /'
   failed=$((failed + 1))
}

# Say that what $1 names can't be tried here, and why; count it.
skip()
{
   echo "skipped - $1: $2"
   skipped=$((skipped + 1))
}

# have PROGRAM TITLE: is PROGRAM here?  If not, TITLE is skipped.
have()
{
   command -v "$1" >/dev/null || { skip "$2" "$1 is not installed"; false; }
}

# End unless FILE, which TARGET builds, is there: must_have FILE TARGET
must_have()
{
   [ ! -e "$1" ] || return 0
   echo "${0##*/}: there is no $1; make $2 builds it" >&2
   exit 2
}

# ok TITLE COMMAND...: COMMAND must succeed.
ok()
{
   local title=$1

   shift
   if "$@" >"$work/said" 2>&1
   then
      pass "$title"
   else
      fail "$title" < <(cat "$work/said"
         printf 'the test: %s\n' "$(tr '\n' ' ' <<<"$*" | cut -c 1-200)")
   fi
}

# went TITLE [STATUS] [FILE]: STATUS must be 0; without it, that of the
# command before.  FILE says what went wrong.
went()
{
   local status=${2:-$?}

   if [ "$status" -eq 0 ]
   then
      pass "$1"
   else
      fail "$1" <"${3:-/dev/null}"
   fi
}

# same TITLE GOT EXPECTED
same()
{
   if [ "$2" = "$3" ]
   then
      pass "$1"
   else
      fail "$1" < <(printf 'got      %s\nexpected %s\n' "$2" "$3")
   fi
}

# check TITLE STATUS TEXT COMMAND...: COMMAND must end with STATUS, and
# print a line that matches TEXT.
check()
{
   local title=$1 status=$2 text=$3 got=0

   shift 3
   "$@" >"$work/out" 2>&1 </dev/null || got=$?
   if [ "$got" -eq "$status" ] && grep -Eq -- "$text" "$work/out"
   then
      pass "$title"
   else
      fail "$title: status $got, expected $status and \"$text\"" \
         <"$work/out"
   fi
}

# The last line of a script, and its exit status.
end_count()
{
   echo "$passed passed, $failed failed, $skipped skipped"
   [ "$failed" = 0 ]
}
