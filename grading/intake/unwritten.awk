# unwritten.awk: what of a submission is the starter's still.
#
#    awk -f unwritten.awk STUB FILE
#
# Both have gone through strip.awk, so only code counts.  Prints "file" if
# all code of FILE is that of STUB; else, a line each, the functions of the
# interface that are as STUB has them.  Lines that the starter says are to
# be deleted, (void)NAME; may be gone.

{ code[FILENAME == ARGV[1]] = code[FILENAME == ARGV[1]] $0 "\n" }

function squeeze(text)
{
   gsub(/[ \t\r\n\f\v]+/, "", text)
   gsub(/\(void\)[A-Za-z_]+;/, "", text)
   return text
}

# The function called name in text: from the line that begins it to a brace
# at the margin.
function cut_out(text, name,    start)
{
   if (!match(text, "\n[a-z][^\n]*" name "\\([^\n]*\\)\n{"))
      return ""
   start = RSTART
   text = substr(text, start + 1)
   return substr(text, 1, index(text, "\n}") + 1)
}

END {
   stub = code[1]
   own = squeeze(code[0])
   if (stub == "" || own == "")
      exit
   if (own == squeeze(stub)) {
      print "file"
      exit
   }
   count = split("HeapMgr_isValid HeapMgr_malloc HeapMgr_free", names)
   for (i = 1; i <= count; i++) {
      part = squeeze(cut_out(stub, names[i]))
      if (part != "" && index(own, part) > 0)
         print names[i]
   }
}
