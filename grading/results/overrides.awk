# overrides.awk: complain of lines of overrides.tsv that can't be read.
#
#    awk -v program=NAME -v file=FILE -f overrides.awk FILE
#
# Exit status 1 if there are any.

BEGIN { FS = "\t" }

{ sub(/\r$/, "") }

/^#/ || /^[ \t]*$/ { next }

NF < 2 {
   print program ": " file ":" NR ": expected who, TAB, points, TAB, reason"
   wrong = 1
   next
}

$2 !~ /^[0-9]+(\.[0-9]+)?$/ {
   print program ": " file ":" NR ": \"" $2 "\" is no number of points"
   wrong = 1
}

END { exit wrong }
