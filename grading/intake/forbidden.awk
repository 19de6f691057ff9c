# forbidden.awk: find what a submission may not have in its text.
#
#    awk -v kit=FOLDER -f forbidden.awk PREPROCESSED
#
# PREPROCESSED is what the compiler compiles: in it nothing is hidden by
# macros, conditions, comments or line ends.  Lines such as
#
#    # 12 "heapmgr4_dlist.c" 2
#
# say which file the next ones come from (1: it begins, 2: it goes on
# after another one).  The system's headers and the kit's are given; what
# is in no given file is the student's, and even a given one may be full
# of the student's macros.  Each reason is a line: FILE:LINE: WHY

BEGIN {
   split("unused noreturn format warn_unused_result nonnull pure const" \
      " fallthrough aligned returns_nonnull malloc always_inline noinline",
      list, " ")
   for (i in list)
      allowed[list[i]] = 1
   denied = "^(constructor|destructor|section|ifunc|naked|symver|optimize" \
      "|target.*|no_sanitize.*|no_instrument_function)$" # in given files
   longest_attribute = 1000 # bytes
}

function refuse(why)
{
   print file ":" line ": " why
}

# Is this a file that no student has written?
function is_given(name)
{
   return name !~ /\/\.\.\// && (index(name, "/usr/") == 1 ||
      index(name, "/kit/include/") == 1 || index(name, kit "/include/") == 1)
}

# The file changes.  Only #include may go on with a given one: #line could
# say so of the student's lines.
function change_file(name, flags)
{
   if (flags ~ / 1/)
      stack[++depth] = name
   else if (flags ~ / 2/)
      depth--
   else if (is_given(name) && name != stack[depth])
      refuse("a #line must not name a file of the system")
   given = is_given(name) && name == stack[depth]
   file = name
   sub(/.*\//, "", file)
}

# Return text up to the end of the parentheses that it begins with, or ""
# if they don't end in it.
function balanced(text,    i, open, c)
{
   for (i = 1; i <= length(text) && i <= longest_attribute; i++) {
      c = substr(text, i, 1)
      open += (c == "(") - (c == ")")
      if (open == 0 && c == ")")
         return substr(text, 1, i)
   }
   return ""
}

# Is each attribute in text, which is ((NAME, NAME(...), ...)), allowed?
function are_allowed(text,    names, count, i)
{
   gsub(/[ \t]/, "", text)
   if (text !~ /^\(\(.*\)\)$/)
      return 0
   text = substr(text, 3, length(text) - 4)
   while (gsub(/\([^()]*\)/, "", text))
      continue
   count = split(text, names, ",")
   for (i = 1; i <= count; i++) {
      gsub(/^__|__$/, "", names[i])
      if (given ? names[i] ~ denied : !(names[i] in allowed))
         return 0
   }
   return 1
}

# Look at the attributes in text.  One that goes on in the next line waits
# in pending.
function check_attributes(text,    argument)
{
   text = pending text
   pending = ""
   while (match(text, /__attribute(__)?/)) {
      text = substr(text, RSTART + RLENGTH)
      argument = balanced(text)
      if (argument == "" && length(text) < longest_attribute) {
         pending = "__attribute__" text " "
         return
      }
      if (!are_allowed(argument))
         refuse("this attribute is not allowed")
      text = substr(text, length(argument) + 1)
   }
}

/^# [0-9]+ "/ {
   match($0, /".*"/)
   change_file(substr($0, RSTART + 1, RLENGTH - 2),
      substr($0, RSTART + RLENGTH))
   line = $2 - 1
   next
}

{ line++ }

/^[ \t]*#[ \t]*pragma/ {
   if (!given || $0 !~ /pragma GCC diagnostic /)
      refuse("a #pragma is not allowed")
   next
}

{
   gsub(/"([^"\\]|\\.)*"|'([^'\\]|\\.)*'/, "\"\"")
}

!given && /(^|[^A-Za-z0-9_])(asm|__asm|__asm__)([^A-Za-z0-9_]|$)/ {
   refuse("inline assembler is not allowed")
}

!given && /(\[|<:)[ \t]*(\[|<:)/ {
   refuse("this attribute is not allowed")
}

pending != "" || /__attribute/ { check_attributes($0) }
