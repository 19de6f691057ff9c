# foreign.awk: find what a submission has of other files than it may.
#
#    awk -v own=NAME.c -f foreign.awk PREPROCESSED
#
# PREPROCESSED is what the compiler compiles.  A line such as
#
#    # 12 "heapmgr4_dlist.c" 2
#
# says which file the next ones come from: the preprocessor writes it for
# each file that it reads.  Only the submission itself, the kit's headers,
# the machine's and the compiler's own may be there.  Each reason is a
# line: FILE:LINE: WHY

function is_given(file)
{
   return file !~ /\/\.\.\// && file ~ \
      /^(<built-in>|<command-line>|\/usr\/lib\/gcc-cross\/[^"]*\/include\/[^"]*)$/ ||
      file ~ /^\.\.\/kit\/(include|machine)\/[a-z_\/]+\.h$/
}

/^# [0-9]+ "/ {
   match($0, /".*"/)
   file = substr($0, RSTART + 1, RLENGTH - 2)
   if (file == own)
      line = $2
   else if (!is_given(file)) {
      sub(/.*\//, "", file)
      print own ":" line ": it has lines of another file (" \
         substr(file, 1, 60) "), by #include or #line"
   }
   next
}

file == own { line++ }
