# join.awk: see join.sh.  Reads grades.csv, then the gradebook; both are
# taken apart into cells, and all but the filled cells is printed as it
# was, byte by byte.  Works on bytes (LC_ALL=C).

# Take the file s apart.  raw[row, column] is a cell as it stands, end[row]
# what ends the row.  Returns the number of rows.
function parse(s, delimiter, raw, width, end,    plain, row, column, at)
{
   plain = "^[^" delimiter "\r\n]*"
   row = 1
   column = 1
   while (s != "") {
      # A quoted cell goes on after a doubled quote; what follows the
      # closing one up to the delimiter is kept.
      at = 0
      if (substr(s, 1, 1) == "\"")
         at = quoted(s)
      raw[row, column] = substr(s, 1, at)
      s = substr(s, at + 1)
      match(s, plain)
      raw[row, column] = raw[row, column] substr(s, 1, RLENGTH)
      s = substr(s, RLENGTH + 1)
      width[row] = column
      if (substr(s, 1, 1) == delimiter) {
         column++
         s = substr(s, 2)
         raw[row, column] = ""
         width[row] = column
      } else if (s != "") {
         end[row] = (substr(s, 1, 2) == "\r\n") ? "\r\n" : substr(s, 1, 1)
         s = substr(s, length(end[row]) + 1)
         row++
         column = 1
      }
   }
   return (column > 1 || (row, 1) in raw) ? row : row - 1
}

# The length of the quoted cell that s begins with.
function quoted(s,    length_so_far, rest)
{
   length_so_far = 1
   rest = substr(s, 2)
   while (match(rest, /"/)) {
      length_so_far += RSTART
      rest = substr(rest, RSTART + 1)
      if (substr(rest, 1, 1) != "\"")
         return length_so_far
      length_so_far++
      rest = substr(rest, 2)
   }
   fail("a quoted cell is not closed")
}

# What a cell says: without quotes.
function value(cell)
{
   if (substr(cell, 1, 1) == "\"") {
      cell = substr(cell, 2, length(cell) - 2)
      gsub(/""/, "\"", cell)
   }
   return cell
}

# The same for comparing: no case, no spaces around, no apostrophe that
# keeps a spreadsheet from computing.
function key(cell)
{
   cell = tolower(value(cell))
   gsub(/^[ \t]+|[ \t\r]+$/, "", cell)
   sub(/^'[=+@\t\r-]/, substr(cell, 2, 1), cell)
   return decompose(cell)
}

# The text s with each letter and its marks apart: some systems write them
# as one.  Of UTF-8, a letter with marks has two or three bytes.
function decompose(s,    i, parts)
{
   if (s !~ /[\303-\341]/)
      return s
   while (match(s, /[\303-\311][\200-\277]|\341[\270-\273][\200-\277]/)) {
      i = substr(s, RSTART, RLENGTH)
      parts = parts substr(s, 1, RSTART - 1) (i in apart ? apart[i] : i)
      s = substr(s, RSTART + RLENGTH)
   }
   return parts s
}

function read_apart(    line, cells)
{
   while ((getline line < ENVIRON["apart"]) > 0)
      if (split(line, cells, "\t") == 2)
         apart[cells[1]] = cells[2]
}

function fail(message)
{
   print "join: " message > "/dev/stderr"
   failed = 2
   exit 2
}

# The column of the gradebook that is called name.  Canvas puts a number
# in parentheses behind the name of an assignment, Blackboard brackets.
function find_column(name,    i, found, cell)
{
   for (i = 1; i <= width[1]; i++)
      if (value(raw[1, i]) == name)
         return i
   for (i = 1; i <= width[1]; i++) {
      cell = key(raw[1, i])
      if (index(cell, tolower(name)) == 1 &&
          substr(cell, length(name) + 1) ~ /^ *[[(]/) {
         if (found)
            fail("two columns of the gradebook begin with \"" name "\"")
         found = i
      }
   }
   if (!found)
      fail("the gradebook has no column \"" name "\"; it has: " columns())
   return found
}

function columns(    i, list)
{
   for (i = 1; i <= width[1]; i++)
      list = list (i > 1 ? " | " : "") value(raw[1, i])
   return list
}

# Other names under which a submission's owner may be known, from how the
# systems name what is downloaded: email, Canvas (name_12_34_file, which
# grading/grade calls name_12), Moodle (Name_12_assignsubmission_file),
# Blackboard (title_user_attempt_date).  A bare number behind a name is
# an ID of Canvas and nothing else.
function other_keys(who, keys,    n, parts)
{
   delete keys
   n = 0
   # grading/grade puts x in front of a name that a folder can't have, and
   # a checksum behind.
   if (who ~ /^x.*-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]$/)
      who = substr(who, 2, length(who) - 10)
   if (who ~ /@/)
      keys[++n] = substr(who, 1, index(who, "@") - 1)
   if (match(who, /_[0-9]+_assignsubmission_/)) {
      parts = substr(who, RSTART + 1)
      sub(/_.*/, "", parts)
      keys[++n] = "participant " parts
   } else if (match(who, /_[^_]+_attempt_/)) {
      parts = substr(who, RSTART + 1)
      sub(/_attempt_.*/, "", parts)
      keys[++n] = parts
   } else if (match(who, /_[0-9]+_[0-9]+_/)) {
      parts = substr(who, RSTART + 1)
      sub(/_.*/, "", parts)
      keys[++n] = parts
   } else if (match(who, /_[0-9]+$/))
      keys[++n] = "canvas " substr(who, RSTART + 1)
   return n
}

function add_student(k, row)
{
   if (k == "")
      return
   if (k in student && student[k] != row)
      student[k] = -1
   else
      student[k] = row
}

# Read the gradebook's names: of each row all cells in columns that name
# a person.
function read_names(    i, j, k, header)
{
   for (j = 1; j <= width[1]; j++) {
      header = key(raw[1, j])
      sub(/^\357\273\277/, "", header)
      gsub(/^"|"$/, "", header)
      if (header ~ /^(sis login id|login id|login|sis user id|user ?name|user id|e-?mail( address)?|id number|student id|id|identifier)$/) {
         names = names (names ? ", " : "") header
         is_name[j] = 1
         is_id[j] = (header == "id")
      }
   }
   if (names == "")
      fail("no column of the gradebook says who a row is: there is no" \
         " login, user name, email or ID; it has: " columns())
   for (i = 2; i <= rows; i++) {
      if (key(raw[i, 1]) == "points possible")
         possible = i
      else
         for (j = 1; j <= width[i]; j++)
            if (is_name[j]) {
               k = key(raw[i, j])
               add_student(k, i)
               if (is_id[j] && k != "")
                  add_student("canvas " k, i)
               if (k ~ /@/)
                  add_student("local:" substr(k, 1, index(k, "@") - 1), i)
            }
   }
}

# The row of student who, 0, or -1 if there are several.
function find_student(who,    k, n, i, keys)
{
   k = key(who)
   if (k in student)
      return student[k]
   n = other_keys(k, keys)
   for (i = 1; i <= n; i++)
      if (keys[i] in student)
         return student[keys[i]]
   # Who is a bare login, and the gradebook has but emails.
   if (k !~ /@/ && ("local:" k) in student)
      return student["local:" k]
   return 0
}

# Fill the column from grades.csv.
function fill(    i, row, points, who)
{
   for (i = 2; i <= grade_rows; i++) {
      row = find_student(grade[i, 1])
      if (row > 0) {
         taken[row] = taken[row] (submissions[row]++ ? ", " : "") \
            value(grade[i, 1])
      }
   }
   for (i = 2; i <= grade_rows; i++) {
      who = value(grade[i, 1])
      points = value(grade[i, points_column])
      row = find_student(grade[i, 1])
      if (row == 0) {
         note("not in the gradebook: " who)
         continue
      }
      if (row < 0) {
         note("fits several rows of the gradebook: " who)
         continue
      }
      if (submissions[row] > 1) {
         if (!told[row]++)
            note("two submissions of one student, a person must choose: " \
               taken[row])
         continue
      }
      if (points == "") {
         note("no points yet, a person must look: " who)
         continue
      }
      if (points !~ /^-?[0-9]+(\.[0-9]+)?$/)
         fail("grades.csv has points that are no number for " who)
      if (width[row] < column) {
         note("the row is too short in the gradebook: " who)
         continue
      }
      if (most != "")
         points = int(points / value(grade[i, of_column]) * most * 100 \
            + 0.5) / 100
      raw[row, column] = (raw[row, column] ~ /^"/) ? "\"" points "\"" : points
      filled++
   }
   for (i = 2; i <= rows; i++)
      if (i != possible && !(i in taken) && has_name(i))
         note("no submission: " value(raw[i, 1]))
}

function has_name(row,    j)
{
   for (j = 1; j <= width[row]; j++)
      if (is_name[j] && key(raw[row, j]) != "")
         return 1
   return 0
}

function note(message)
{
   gsub(/[\001-\037\177]/, "?", message)
   print "join: " message > "/dev/stderr"
   notes++
}

function check_scale(    there)
{
   if (!possible || most != "" || width[possible] < column)
      return
   there = key(raw[possible, column])
   if (there ~ /^[0-9.]+$/ && there + 0 != value(grade[2, of_column]) + 0)
      note("the gradebook has " there " points there, grades.csv counts" \
         " to " value(grade[2, of_column]) "; --most " there " scales")
}

BEGIN {
   RS = "\n"
   read_apart()
   RS = "\001"
   name = ENVIRON["name"]
   most = ENVIRON["most"]
}
FNR == 1 { file++ }
{ text[file] = text[file] (FNR > 1 ? "\001" : "") $0 }

END {
   if (failed)
      exit failed
   grade_rows = parse(text[1], ",", grade, grade_width, grade_end)
   for (i = 1; i <= grade_width[1]; i++) {
      if (value(grade[1, i]) == "Points")
         points_column = i
      if (value(grade[1, i]) == "Of")
         of_column = i
   }
   if (!points_column || !of_column)
      fail("that is no grades.csv of grading/grade")
   bom = (substr(text[2], 1, 3) == "\357\273\277") ? "\357\273\277" : ""
   text[2] = substr(text[2], length(bom) + 1)
   # With sep=; in its first line a spreadsheet is told the delimiter.
   if (match(text[2], /^"?[sS][eE][pP]=[,;\t]"?\r?\n/)) {
      told_by = substr(text[2], 1, RLENGTH)
      text[2] = substr(text[2], RLENGTH + 1)
      delimiter = substr(told_by, index(told_by, "=") + 1, 1)
   }
   first = text[2]
   sub(/[\r\n].*/, "", first)
   gsub(/"[^"]*"/, "", first)
   if (delimiter == "")
      delimiter = first ~ /\t/ ? "\t" : \
      (first ~ /;/ && first !~ /,/) ? ";" : ","
   rows = parse(text[2], delimiter, raw, width, end)
   column = find_column(name)
   read_names()
   check_scale()
   fill()
   if (failed)
      exit failed
   printf "%s%s", bom, told_by
   for (i = 1; i <= rows; i++) {
      for (j = 1; j <= width[i]; j++)
         printf "%s%s", (j > 1 ? delimiter : ""), raw[i, j]
      printf "%s", end[i]
   }
   print "join: " filled + 0 " filled, matched by " names > "/dev/stderr"
   exit notes > 0
}
