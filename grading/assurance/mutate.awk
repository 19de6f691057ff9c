# mutate.awk: print each mechanical mistake that can be made in a C file.
#
# A line of output is a line's number, the function it is in, what was
# done to it, and the line as it then is; tabs between.  Comments,
# asserts, #include, static_assert and what is only printed are left
# alone.

# Print the mutant of the current line that is text.
function print_mutant(what, text)
{
   print NR "\t" place "\t" what "\t" text
}

# Print mutants of the current line, each occurrence of old as new.
function swap(old, new,   rest, done, at)
{
   rest = $0
   done = ""
   while ((at = index(rest, old)) > 0) {
      print_mutant(old " -> " new, done substr(rest, 1, at - 1) new \
         substr(rest, at + length(old)))
      done = done substr(rest, 1, at - 1) old
      rest = substr(rest, at + length(old))
   }
}

# Print mutants with each number of the current line larger or smaller by
# one.
function shift_numbers(   rest, done, n)
{
   rest = $0
   done = ""
   while (match(rest, /[^A-Za-z0-9_.%"][0-9]+/)) {
      n = substr(rest, RSTART + 1, RLENGTH - 1)
      done = done substr(rest, 1, RSTART)
      rest = substr(rest, RSTART + RLENGTH)
      if (rest ~ /^[A-Za-z_]/) { done = done n; continue }
      print_mutant(n " -> " n + 1, done (n + 1) rest)
      if (n > 0) print_mutant(n " -> " n - 1, done (n - 1) rest)
      done = done n
   }
}

# Which function this is: its name stands before the first parenthesis of
# a line that begins at the margin.
/^[A-Za-z].*\(/ {
   place = substr($0, 1, index($0, "(") - 1)
   sub(/.*[ *]/, "", place)
}
/^}/ { ends = 1 }
ends && /^$/ { place = "-"; ends = 0 }
BEGIN { place = "-" }

/^\/\*/ && !/\*\/ *$/ { comment = 1 }
/^ +\/\*/ && !/\*\// { comment = 1 }
comment { if (/\*\//) comment = 0; next }
/^ *\/\*/ || /^#/ || /^$/ { next }
/assert\(/ { skip = 1 }
skip { if (/;/) skip = 0; next }
/fprintf\(stderr,$/ || /fprintf\($/ { print_only = 1; next }
print_only { if (/;/) print_only = 0; next }
/"/ { next }
/^[a-z].*\)$/ || /^[a-z].*\($/ || /^[{}]/ { next }

{
   swap(" < ", " <= "); swap(" <= ", " < "); swap(" > ", " >= ")
   swap(" >= ", " > "); swap(" == ", " != "); swap(" != ", " == ")
   swap(" && ", " || "); swap(" || ", " && "); swap(" || !", " || ")
   swap(" + ", " - "); swap(" - ", " + ")
   if ($0 !~ /\*[a-z]/) swap(" * ", " / ")
   swap(" / ", " * "); swap(" % ", " / "); swap(" << ", " >> ")
   swap(" >> ", " << "); swap(" | ", " & "); swap(" & ", " | ")
   swap("++", "--"); swap("--", "++")
   swap("true", "false"); swap("false", "true")
   swap("CHUNK_FREE", "CHUNK_INUSE"); swap("CHUNK_INUSE", "CHUNK_FREE")
   if ($0 !~ /[eE]Status == |== CHUNK/) swap("NULL", "(void *)16")
   shift_numbers()
}

# Conditions, negated; and statements, deleted.
/^ +(if|while) \(.*\)$/ {
   match($0, /\(.*\)$/)
   print_mutant("negated", substr($0, 1, RSTART) "!" \
      substr($0, RSTART) ")")
}
/^ +[^ ].*;$/ && last ~ /[;{})]$|^$|\*\/$|else$/ &&
!/^ +(static|const|size_t|bool|Chunk_T|uintptr_t|char|uint64_t|int) / &&
!/^ +(for|while) / {
   print_mutant("deleted", "   ;")
}
{ last = $0 }
