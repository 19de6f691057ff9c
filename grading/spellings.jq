# The ways in which overrides.tsv may name the owner of a result: as its
# folder, as it was handed in, and as grades.csv writes that, with an
# apostrophe against formulas, and with quotes.

def quoted:
   if test("[\",\r\n]") then "\"" + gsub("\""; "\"\"") + "\"" else . end;

def spellings:
   (.submission | if test("^[=+@\t\r-]") then "'" + . else . end) as $cell
   | [.who, .submission, $cell, ($cell | quoted)];
