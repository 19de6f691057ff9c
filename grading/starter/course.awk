# course.awk: make of a text for the course the one for students.
#
# Usage: awk -f course.awk docs/lecture.md
#
# What stands between the lines <!-- course --> and <!-- /course --> is
# about what students don't get.  A picture would be a broken link in
# their folder: its caption stays, as the name of what the demo shows.

/^<!-- course -->$/ { course = 1; next }
/^<!-- \/course -->$/ { course = 0; getline; next }
course { next }

# A picture may take several lines, and two may be on one.
/^!\[/ { picture = $0 }
picture != "" && !/^!\[/ { picture = picture " " $0 }
picture != "" {
   if (picture !~ /\)(\{[^}]*\})?$/)
      next
   gsub(/!\[/, "", picture)
   gsub(/\]\([^)]*\)(\{[^}]*\})?/, ". ", picture)
   sub(/ +$/, "", picture)
   print "*" picture "*"
   picture = ""
   next
}
{ print }
