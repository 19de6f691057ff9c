# answers.awk: say which questions of a readme have no answer.
#
# Usage: awk -f answers.awk readme
#
# A question starts with its number and ends with an empty line.  What
# comes then, up to the next one, is its answer.

/^[0-9]+\. / { question = $1 + 0; asking = 1; last = question; next }
/^[ \t]*$/ { asking = 0; next }
question && !asking { answered[question] = 1 }

END {
   for (i = 1; i < last; i++)
      if (!(i in answered))
         missing = missing " " i
   if (missing)
      print "In readme, these questions seem to have no answer:" missing
}
