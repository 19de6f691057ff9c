# strip.awk: take comments out of C, and lines that were given.
#
#    awk -v given=FILE... -f strip.awk FILE
#
# given names files with lines as this program prints them without it.
# Lines are compared without white space.

function squeeze(line)
{
   gsub(/[ \t\r\f\v]+/, "", line)
   return line
}

# The line without comments; in_comment lives on from line to line.
function uncomment(line,    out, c, two, in_text)
{
   out = ""
   while (line != "") {
      c = substr(line, 1, 1)
      two = substr(line, 1, 2)
      if (in_comment) {
         if (two == "*/") {
            in_comment = 0
            line = substr(line, 2)
         }
         line = substr(line, 2)
         continue
      }
      if (in_text == "" && two == "/*") {
         in_comment = 1
         line = substr(line, 3)
         out = out " "
         continue
      }
      if (in_text == "" && two == "//")
         break
      if (in_text != "" && c == "\\") {
         out = out two
         line = substr(line, 3)
         continue
      }
      if (c == in_text)
         in_text = ""
      else if (in_text == "" && (c == "\"" || c == "'"))
         in_text = c
      out = out c
      line = substr(line, 2)
   }
   return out
}

BEGIN {
   if (given != "")
      while ((getline line < given) > 0)
         known[squeeze(line)] = 1
}

{
   line = uncomment($0)
   if (squeeze(line) != "" && !(squeeze(line) in known))
      print line
}
