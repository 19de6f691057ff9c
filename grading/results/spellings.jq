# The ways in which overrides.tsv may name the owner of a result: as its
# folder, as it was handed in, and as grades.csv writes that, with an
# apostrophe against formulas, and with quotes.  A result that stands for a
# failed grader may have no names.

def quoted:
   if test("[\",\r\n]") then "\"" + gsub("\""; "\"\"") + "\"" else . end;

def spellings:
   [.who, .submission | strings]
   + [.submission | strings
      | if test("^[=+@\t\r-]") then "'" + . else . end
      | ., quoted];
