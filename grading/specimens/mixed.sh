#!/bin/bash
# mixed.sh: make a folder of submissions as a course hands them in.
#
#    mixed.sh FOLDER [COUNT]
#
# COUNT (100) submissions: references, correct variants, seeded bugs,
# frequent mistakes, stubs, hostile code, and files with odd names; as
# folders, nested folders, single files, .zip and .tar.gz.  The same every
# time, byte for byte.

set -euo pipefail
export LC_ALL=C TZ=UTC

grading=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=${grading%/*}
# shellcheck source=grading/specimens/submissions.sh disable=SC1091
source "$grading/specimens/submissions.sh"
[ $# -ge 1 ] || { echo 'usage: mixed.sh FOLDER [COUNT]' >&2; exit 2; }
mkdir -p "$1"
folder=$(realpath "$1")
count=${2-100}
work=$(mktemp -d "${TMPDIR:-/tmp}/mixed.XXXXXXXX")
trap 'rm -rf "$work"' EXIT

# Make the submissions in $work/all, each a folder with the two files.
make_all()
{
   local source all=$work/all

   mkdir -p "$all/reference" "$work/sound"
   cp "$root"/heapmgr{4_dlist,5_bins}.c "$all/reference"
   cp "$root"/heapmgr{4_dlist,5_bins}.c "$work/sound"
   echo 'done by: nobody' >"$all/reference/readme"
   make_stubs "$all/stubs"
   for source in "$grading"/specimens/{variants,seeded,mistakes}/*.patch
   do
      apply "$source" "$all/$(basename "$source" .patch)"
   done
   for source in "$grading"/specimens/hostile/*.part
   do
      make_hostile "$source" "$all/$(basename "$source" .part)"
   done
}

# Print the names of those to be handed in: of each kind some, in turn.
choose()
{
   local kind

   echo reference
   echo stubs
   for kind in variants seeded mistakes hostile
   do
      find "$grading/specimens/$kind" \( -name '*.patch' -o -name '*.part' \) \
         -printf '%f\n' | sed 's/\.[a-z]*$//' | sort | awk -v kind="$kind" '
         { print NR "\t" kind "\t" $0 }'
   done | sort -t "$(printf '\t')" -k 1,1n -k 2,2 | cut -f 3
}

# Put folder $1 into $folder as submission number $3, called $2.
hand_in()
{
   local from=$1 name=$2

   find "$from" -exec touch -h -d @1700000000 {} +
   case $(($3 % 6)) in
   0 | 1) cp -r "$from" "$folder/$name" ;;
   2) mkdir -p "$folder/$name/project/src" && cp "$from"/* \
         "$folder/$name/project/src" ;;
   3) (cd "${from%/*}" && find "${from##*/}" -type f | sort |
         zip -q -X -@ "$folder/$name.zip") ;;
   4) tar -C "${from%/*}" --sort=name --owner=0 --group=0 \
         --mtime=@1700000000 -cf - "${from##*/}" | gzip -n \
         >"$folder/$name.tar.gz" ;;
   5) cp "$(find "$from" -name 'heapmgr*.c' | sort | head -n 1)" \
         "$folder/late_${name}_4711_$(find "$from" -name 'heapmgr*.c' \
            -printf '%f\n' | sort | head -n 1)" ;;
   esac
}

make_all
bash "$grading/specimens/hostile/files.sh" "$work/sound" "$(mkdir "$work/odd" &&
   echo "$work/odd")" >/dev/null
number=0
while IFS= read -r name
do
   [ "$number" -lt $((count - count / 8)) ] || break
   hand_in "$work/all/$name" "$name" "$number"
   number=$((number + 1))
done < <(choose)
# One in eight is odd by its name or its files.  Some of these have random
# bytes or point to a temporary folder, and would differ each time.
odd=0
while IFS= read -r -d '' entry
do
   [ "$number" -lt "$count" ] || break
   odd=$((odd + 1))
   [ $((odd % 3)) = 0 ] || continue
   [ ! -e "$folder/${entry##*/}" ] || continue
   cp -a "$entry" "$folder/"
   number=$((number + 1))
done < <(find -P "$work/odd" -mindepth 1 -maxdepth 1 ! -name '.*' \
   ! -name 'encrypted*' ! -name 'noise*' ! -name 'is-a-*' ! -name 'linked-*' \
   -print0 | sort -z)
