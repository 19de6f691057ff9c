#!/bin/bash
# hosts.sh: grade on several machines.
#
# usage: grading/export/hosts.sh HOSTS SUBMISSIONS OUT [OPTION]...
#
# Grade each entry of the folder SUBMISSIONS on the machines that the file
# HOSTS names, one a line, as ssh takes it (user@machine); results go to OUT
# as with grading/grade, which gets the OPTIONs.  # begins a remark.
#
# Each machine gets the kit once and then chunks of 30 submissions (CHUNK=
# for another number), each by one ssh.  It needs what make setup installs.
# SSH= is the command to use instead of ssh -o BatchMode=yes.
#
# All machines use the secret in OUT, and each result says what compiler it
# was made with.  What no machine has graded in the end is graded here; the
# same command after an interruption goes on where it stopped.

set -euo pipefail
export LC_ALL=C

# shellcheck source=driver/script.sh disable=SC1091
. "$(dirname "$0")/../../driver/script.sh"
grading=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly grading root=${grading%/*}

case ${1-} in
-h | --help) usage; exit 0 ;;
-*) misused "there is no option $1" ;;
esac
[ $# -ge 3 ] || misused 'a file of hosts and two folders are wanted'
[ -f "$1" ] || die "there is no file $1 with the names of hosts"
[ -r "$1" ] || die "$1 can't be read"
[ -d "$2" ] || die "$2 is not a folder"
{ [ -r "$2" ] && [ -x "$2" ]; } || die "$2 can't be read"
[ -n "$(find -P "$(realpath "$2")" -mindepth 1 -maxdepth 1 ! -name '.*' \
   -print -quit)" ] || die "there is nothing in $2"
[ -n "$3" ] || misused 'the name of the folder of results is empty'
mapfile -t hosts < <(sed -e 's/#.*//' -e 's/[[:space:]]*$//' \
   -e 's/^[[:space:]]*//' "$1" | grep -v '^$')
[ ${#hosts[@]} -gt 0 ] || die "$1 names no host"
for host in "${hosts[@]}"
do
   # ssh would take it for an option.
   case $host in
   -*) die "\"$host\" is no host" ;;
   esac
done
submissions=$(realpath "$2")
out=$(realpath -m -- "$3")
case $out/ in
"$submissions"/*) die "the results in $out would lie among the" \
   "submissions in $submissions; take another folder" ;;
esac
case $submissions/ in
"$out/students"/* | "$out/joined"/*) die "$submissions is in the folder" \
   "of results; take another one" ;;
esac
shift 3
options=("$@")
[ $# = 0 ] || [ "${1:0:1}" = - ] ||
   misused "after the folder of results come options, and $1 is none"
chunk=${CHUNK:-30}
[[ "$chunk" =~ ^[1-9][0-9]{0,5}$ ]] ||
   die "CHUNK=$chunk is not a number from 1 on"
read -r -a ssh <<<"${SSH:-ssh -o BatchMode=yes}"
command -v "${ssh[0]}" >/dev/null || die "there is no command ${ssh[0]}"
words=$(getopt -n hosts -o j:rph -l jobs:,regrade,practice,rubric:,overrides: \
   -l timeout:,build: -- "${options[@]}" 2>&1) ||
   misused "$words"
{ mkdir -p "$out/students" 2>/dev/null && [ -w "$out" ]; } ||
   die "there can be no folder of results in $out"

if [ ! -s "$out/secret" ]
then
   (umask 077 && head -c 32 /dev/urandom | base64 >"$out/secret")
fi
exec 8>"$out/.hosts"
flock -n 8 || die "somebody else is grading into $out"
work=$(mktemp -d "${TMPDIR:-/tmp}/hosts.XXXXXXXX")
trap 'rm -rf "$work"' EXIT

#----------------------------------------------------------------------

# Write chunks of what has no result yet: $work/chunks/NUMBER holds names,
# each with a NUL behind.
make_chunks()
{
   local entry count=0

   mkdir "$work/chunks"
   while IFS= read -r -d '' entry
   do
      [ ! -e "$out/students/$(bash "$grading/grade" --name "$entry")/result.json" ] ||
         continue
      printf '%s\0' "$entry" \
         >>"$work/chunks/$(printf '%06d' $((count / chunk)))"
      count=$((count + 1))
   done < <(find -P "$submissions" -mindepth 1 -maxdepth 1 ! -name '.*' \
      -printf '%f\0' | sort -z)
   echo "hosts: $count submissions, ${#hosts[@]} machines" >&2
}

# The kit, for another machine: what the grader is made of.
pack_kit()
{
   tar -C "$root" -cf - --exclude=./build --exclude=./.git \
      --exclude=./grading/specimens/hostile --exclude=./grading/specimens/seeded \
      --exclude=./driver/traces .
}

# Take over the results in folder $1: only what belongs to a result, and
# only if it is whole.
take_over()
{
   local folder who file new

   for folder in "$1"/students/*/
   do
      who=$(basename "$folder")
      jq -e --arg who "$who" '.who == $who and (.tests | length > 0)' \
         "$folder/result.json" >/dev/null 2>&1 || continue
      new=$out/students/.$who.new
      rm -rf "$new"
      mkdir "$new"
      for file in result.json made-from feedback.txt feedback.html full.html
      do
         if [ -f "$folder/$file" ] && [ ! -L "$folder/$file" ]
         then
            cp "$folder/$file" "$new/$file"
         fi
      done
      rm -rf "${out:?}/students/$who"
      mv -T "$new" "$out/students/$who"
   done
}

# Grade chunk $2 on host $1, where the kit is in folder $3.
grade_chunk()
{
   local host=$1 list=$2 there=$3 name back

   name=$(basename "$list")
   back=$work/back-$name
   rm -rf "$back"
   mkdir "$back"
   tar -C "$submissions" --null --verbatim-files-from -T "$list" -cf - |
      "${ssh[@]}" "$host" "cd $there && rm -rf in out && mkdir in &&
         tar -C in -xf - --no-same-owner &&
         { bash kit/grading/grade --all in --out out --secret secret \
            ${options[*]@Q} >log 2>&1 || [ \$? = 1 ] || tail -n 3 log >&2; } &&
         tar -C out -cf - students" >"$work/$name.tar" || return 1
   tar -C "$back" --no-same-owner -xf "$work/$name.tar" || return 1
   take_over "$back"
   rm -rf "$back" "$work/$name.tar"
}

# Serve host $1: chunk after chunk, until none is left or it fails.
serve()
{
   local host=$1 there list

   # shellcheck disable=SC2016  # this is for the other machine's shell
   there=$(pack_kit | "${ssh[@]}" "$host" 'umask 022 && export LC_ALL=C &&
      there=$(mktemp -d /tmp/heapmgr.XXXXXXXX) && chmod 711 "$there" &&
      mkdir "$there/kit" && tar -C "$there/kit" -xf - --no-same-owner &&
      make -s -C "$there/kit" grader >/dev/null && echo "$there"') ||
      { echo "hosts: $host can't be used" >&2; return 1; }
   case $there in
   /tmp/heapmgr.[A-Za-z0-9]*) ;;
   *) echo "hosts: $host answers strangely" >&2; return 1 ;;
   esac
   "${ssh[@]}" "$host" "umask 077 && cat >$there/secret" <"$out/secret" ||
      return 1
   for list in "$work"/chunks/*
   do
      [ -e "$list" ] || break
      # Whoever makes the folder has the chunk.
      mkdir "$list.taken" 2>/dev/null || continue
      if ! grade_chunk "$host" "$list" "$there"
      then
         echo "hosts: $host failed; its chunk is left for later" >&2
         return 1
      fi
      echo "hosts: $host has graded $(tr -cd '\0' <"$list" | wc -c)" >&2
   done
   "${ssh[@]}" "$host" "rm -rf $there"
}

make_chunks
if [ -n "$(ls "$work/chunks")" ]
then
   for host in "${hosts[@]}"
   do
      serve "$host" 8>&- </dev/null &
   done
   wait
fi
jq -r '"\(.compiler), kit \(.kit)"' \
   "$out"/students/*/result.json 2>/dev/null | sort -u >"$work/made" || :
if [ "$(wc -l <"$work/made")" -gt 1 ]
then
   echo "hosts: the results differ in what they were made with:" >&2
   sed 's/^/   /' "$work/made" >&2
fi

# What is left, and the course's files.
bash "$grading/grade" --all "$submissions" --out "$out" "${options[@]}"
