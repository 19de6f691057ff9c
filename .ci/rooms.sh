#!/bin/bash
# rooms.sh: does each folder hold what it may, and use what it may?
#
# Usage: rooms.sh includes | calls [BUILD] | entries | docs
#
# includes  what C files include is in a folder that rooms.tsv allows them
# calls     so are the functions that they call: as the linker sees it, in
#           the objects that BUILD has
# entries   no folder has more than 30 files, a .c and its .h counted once
# docs      nothing under docs/ is compiled
#
# Prints a line for each that isn't so.
set -euo pipefail
CDPATH='' cd "$(dirname "$0")/.."

readonly MOST=30

# What the functions of awk below have in common: may(file, folder).
# shellcheck disable=SC2016
readonly TABLE='
   BEGIN {
      FS = "\t"
      while ((getline line < ".ci/rooms.tsv") > 0) {
         if (line ~ /^#/ || split(line, cell, "\t") != 3) continue
         known[cell[1]] = 1
         n = split(cell[2], word, " ")
         for (i = 1; i <= n; i++) allowed[cell[1], word[i]] = 1
         n = split(cell[3], word, " ")
         for (i = 1; i <= n; i++) called[cell[1], word[i]] = 1
      }
   }
   function folder_of(file) {
      if (!sub(/\/[^\/]*$/, "", file)) file = "."
      return file
   }
   # The row of a file: its own, or its folder'"'"'s.
   function room_of(file) {
      return file in known ? file : folder_of(file)
   }
   function may(file, folder) {
      return folder == folder_of(file) || (room_of(file), folder) in allowed
   }
'

includes()
{
   bash .ci/files.sh '*.c' '*.h' '*.part' | grep -v '\.part$' >"$work/files"
   while IFS= read -r file; do
      sed -n "s,^ *# *include *\"\([^\"]*\)\".*,$file\t\1\t&,p" "$file"
   done <"$work/files" >"$work/includes"
   awk "$TABLE"'
      FILENAME ~ /files$/ {
         name = $0
         sub(/.*\//, "", name)
         places[name] = places[name] " " folder_of($0)
         next
      }
      !(room_of($1) in known) && !told[room_of($1)]++ {
         print room_of($1) ": no row in .ci/rooms.tsv"
      }
      {
         name = $2
         sub(/.*\//, "", name)
         n = split(places[name], place, " ")
         good = n == 0
         for (i = 1; i <= n; i++) if (may($1, place[i])) good = 1
         if (!good)
            print $1 ": " $3 ", of" places[name]
      }' "$work/files" "$work/includes"
}

# Write to $work/symbols what the objects of BUILD define and need, as
# "def|use FILE NAME".  The source of an object is the first file in its
# .d.  Names with __ are the compiler's and the linker's own.
list_symbols()
{
   local depend objects=()
   for depend in "$1"/{debug,check,grade,demo,prove}/*.d; do
      [ ! -f "${depend%.d}.o" ] || objects+=("${depend%.d}.o")
   done
   [ ${#objects[@]} -gt 0 ] || return 0
   awk 'FNR == 1 { source = "" }
      source == "" {
         for (i = 1; i <= NF && source == ""; i++)
            if ($i !~ /:$|^\\$/) source = $i
         # One that is no more was part of an older kit.
         if (source != "" && (getline line < source) > 0) {
            sub(/\.d$/, ".o", FILENAME)
            print FILENAME "\t" source
         }
      }' "${objects[@]/%.o/.d}" >"$work/sources"
   nm -A -P -g "${objects[@]}" 2>/dev/null | sed 's/: /\t/; s/ /\t/g' |
      awk -F '\t' -v OFS='\t' -v build="$1/" '
      FILENAME != "-" { source[$1] = $2; next }
      $2 ~ /^__/ || !($1 in source) { next }
      source[$1] ~ /^\// || index(source[$1], build) == 1 { next }
      { print $3 ~ /^[Uwv]$/ ? "use" : "def", source[$1], $2 }' \
      "$work/sources" - | sort -u
}

calls()
{
   list_symbols "$1" >"$work/symbols"
   awk "$TABLE"'
      $1 == "def" { places[$3] = places[$3] " " folder_of($2); next }
      { use[$2, $3] = $2 }
      END {
         for (key in use) {
            file = use[key]
            name = substr(key, length(file) + 2)
            n = split(places[name], place, " ")
            good = n == 0
            for (i = 1; i <= n; i++)
               if (may(file, place[i]) ||
                  (room_of(file), place[i]) in called) good = 1
            if (!good)
               print file ": calls " name ", of" places[name]
         }
      }' "$work/symbols" | sort
}

entries()
{
   bash .ci/files.sh | awk -v most="$MOST" '
      /^grading\/specimens\/|^driver\/traces\// { next }
      {
         folder = $0
         if (!sub(/\/[^\/]*$/, "", folder)) folder = "."
         sub(/\.[ch]$/, "")
         if (!seen[$0]++) count[folder]++
      }
      END {
         for (folder in count) if (count[folder] > most)
            print folder ": " count[folder] " entries, more than " most
      }'
}

docs()
{
   bash .ci/files.sh 'docs' | grep -E '\.([chsSo]|cc|cpp|inc|py)$' || true
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" "${2:-build}"
