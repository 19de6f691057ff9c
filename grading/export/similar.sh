#!/bin/bash
# similar.sh: who has the same code.
#
# usage: grading/export/similar.sh SUBMISSIONS OUT [FORMER]...
#
# Compare the code of all submissions in the folder SUBMISSIONS with each
# other, with the kit's own solution, and with those in the folders FORMER
# (of other years), by similarity-tester.  Comments and all lines that were
# given to students do not count; names of variables and the order of
# functions make no difference.  All files of a student are one submission,
# in what Canvas lets you download, too.
#
#    OUT/similar.tsv   share, tokens' owner, whose they are too
#    OUT/similar.html  the same with the code side by side
#
# This is where a person may look.  It proves nothing, and is no score.

set -euo pipefail
export LC_ALL=C

# shellcheck source=driver/script.sh disable=SC1091
. "$(dirname "$0")/../../driver/script.sh"
grading=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly grading
# shellcheck source=grading/intake/group.sh disable=SC1091
source "$grading/intake/group.sh"

case ${1-} in
-h | --help) usage; exit 0 ;;
-*) misused "there is no option $1" ;;
esac
[ $# -ge 2 ] ||
   misused 'a folder of submissions and one for the report are wanted'
handed_in=$1
out=$2
shift 2
[ -n "$out" ] || misused 'the name of the folder for the report is empty'
kit=${BUILD:-$grading/../build}/grade
if ! command -v sim_c >/dev/null
then
   die 'sim_c is missing; install similarity-tester, or run make setup'
fi
for folder in "$handed_in" "$@"
do
   [ -n "$folder" ] || misused 'a folder without a name'
   [ ! -f "$folder" ] || ! is_archive "$folder" ||
      die "$folder is an archive; unpack it first, and name the folder"
   [ -d "$folder" ] || die "$folder is not a folder"
   { [ -r "$folder" ] && [ -x "$folder" ]; } || die "$folder can't be read"
   case $(realpath -m -- "$out")/ in
   "$(realpath -- "$folder")"/*) die "the report in $out would lie among" \
      "the submissions in $folder; take another folder for it" ;;
   esac
done
if [ ! -x "$kit/take" ]
then
   die "$kit/take is missing; run make grader"
fi
{ mkdir -p -- "$out" 2>/dev/null && [ -w "$out" ]; } ||
   die "there can be no report in $out"
readonly wanted='heapmgr4_dlist.c heapmgr5_bins.c'
readonly least=30 shown=50 # per cent, pairs

work=$(mktemp -d "${TMPDIR:-/tmp}/similar.XXXXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/code"

# Everything that students got: as it is, and the two stubs.
collect_given()
{
   local root=$grading/.. stage

   cat "$root"/{heapmgr.h,chunk.h,chunk.c,heapmgr[123]_*.c}
   for stage in heapmgr4_dlist.c heapmgr5_bins.c
   do
      [ ! -e "$root/grading/starter/stub.awk" ] ||
         awk -f "$root/grading/starter/stub.awk" \
            "$root/grading/starter/given.txt" "$root/grading/starter/yours.c" \
            "$root/$stage"
   done
}

# Take the code of submission $1; it will be called $2 in the report.
count=0
add()
{
   local files=() name taken=$work/taken

   rm -rf "$taken"
   mkdir -m 755 "$taken"
   if [ "$2" = "the kit's solution" ]
   then
      cp "$grading"/../heapmgr{4_dlist,5_bins}.c "$taken"
   else
      # shellcheck disable=SC2086  # these are words
      "$kit/take" "$1" "$taken" $wanted >/dev/null 2>&1 || :
   fi
   for name in $wanted
   do
      [ ! -s "$taken/$name" ] || files+=("$taken/$name")
   done
   if [ ${#files[@]} = 0 ]
   then
      printf 'similar: nothing to compare in %q\n' "$2" >&2
      return
   fi
   count=$((count + 1))
   awk -v given="$work/given" -f "$grading/intake/strip.awk" "${files[@]}" \
      >"$work/code/$count.c"
   printf '%s' "$2" | tr '\t\n\r' '???' >>"$work/names"
   echo >>"$work/names"
}

collect_given | awk -f "$grading/intake/strip.awk" >"$work/given"

# Add each submission in folder $1; in the report they are called $2NAME.
added=0 # folders
add_folder()
{
   local entry submissions=()

   while IFS= read -r -d '' entry
   do
      submissions+=("$entry")
   done < <(find -P "$(realpath "$1")" -mindepth 1 -maxdepth 1 \
      ! -name '.*' -print0 | sort -z)
   added=$((added + 1))
   group_files "$work/joined$added"
   for entry in "${submissions[@]}"
   do
      add "$entry" "$2${entry##*/}"
   done
}

: >"$work/names"
add_folder "$handed_in" ''
new=$count
add '' "the kit's solution"
for folder
do
   add_folder "$folder" "${folder##*/}/"
done
if [ "$new" = 0 ]
then
   die "there is no code in $handed_in"
fi

# Numbers stand for names: a name can hold anything.
cd "$work/code"
seq -f '%.0f.c' "$new" >"$work/list"
echo / >>"$work/list"
seq -f '%.0f.c' $((new + 1)) "$count" >>"$work/list"
mapfile -t list <"$work/list"
sim_c -p -e -s -t "$least" "${list[@]}" >"$work/pairs" 2>"$work/errors" ||
   die "sim_c failed: $(head -n 1 "$work/errors")"
cd "$OLDPWD"
awk '$2 " " $3 == "consists for" {
      sub(/\.c$/, "", $1)
      sub(/\.c$/, "", $7)
      print $4 "\t" $1 "\t" $7
   }' "$work/pairs" | sort -t "$(printf '\t')" -k1,1nr -k2,2n -k3,3n \
   >"$work/sorted"

awk -F '\t' 'NR == FNR { name[FNR] = $0; next }
   { print $1 "\t" name[$2] "\t" name[$3] }' "$work/names" \
   "$work/sorted" >"$out/similar.tsv"

# The page is made from all pairs; the solution's number is new + 1.
jq -R -s --rawfile names "$work/names" --argjson solution $((new + 1)) \
   'split("\n") | map(select(. != "") | split("\t") | map(tonumber))
    | ($names | split("\n")) as $n
    | map({share: .[0], a: .[1], b: .[2], who: $n[.[1] - 1],
           whose: $n[.[2] - 1],
           solution: (.[1] == $solution or .[2] == $solution)})' \
   "$work/sorted" >"$work/report"
seq "$count" | while read -r number
do
   jq -R -s '{key: input_filename, value: .}' "$work/code/$number.c"
done | jq -s 'map(.key |= (split("/") | last | rtrimstr(".c")))
   | from_entries' >"$work/codes"
jq -r --slurpfile codes "$work/codes" --argjson least "$least" \
   --argjson shown "$shown" --argjson count "$new" \
   -f "$grading/export/similar-html.jq" "$work/report" >"$out/similar.html"
echo "$new submissions compared, $(wc -l <"$out/similar.tsv") pairs of at" \
   "least $least %: $out/similar.html"
