# shellcheck shell=bash
# count.sh: count checks, for test scripts to source.
#
# A check is a line, and what goes wrong is shown.  $work is the script's
# own folder.
# shellcheck disable=SC2154

passed=0
failed=0
skipped=0

pass()
{
   echo "ok - $1"
   passed=$((passed + 1))
}

# Count check $1 as failed, and show the end of what is on stdin.
fail()
{
   echo "not ok - $1"
   tail -n 8 | sed 's/^/#   /'
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

# ok TITLE COMMAND...: COMMAND must succeed.
ok()
{
   local title=$1

   shift
   if "$@" >"$work/said" 2>&1
   then
      pass "$title"
   else
      fail "$title" <"$work/said"
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
