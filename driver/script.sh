# shellcheck shell=sh
# script.sh: what the kit's scripts share; a script sources it first.
#
# The lines of a script's head from "# usage:" on are what --help prints.
# Its first words are the command, by which messages name the script.

# With CDPATH, cd would search other folders and print what it found.
unset CDPATH

me=$(basename "$0" .sh)

# Print what --help prints.
usage()
{
   sed -n '/^# usage: /,/^[^#]/ { /^#/!d; s/^# \{0,1\}//; p; }' "$0"
}

# End for the reason in $2 and what follows, with status $1.
die_with()
{
   status=$1
   shift
   printf '%s: %s\n' "$me" "$*" >&2
   exit "$status"
}

# End because something asked for can't be.
die()
{
   die_with 2 "$@"
}

# End for wrong usage, for the reason in the first line of $1, in which
# getopt may have named the script already.
misused()
{
   reason=$(printf '%s\n' "$1" | sed -n '1 p')
   die "${reason#"$me: "}; see $(usage | sed -n '1 s/^usage: \([^ ]*\).*/\1/p') --help"
}
