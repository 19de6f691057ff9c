# shellcheck shell=bash
# group.sh: what is one submission, in a folder of what was handed in; for
# scripts to source.

# Print a name that a folder can have, and that differs for different
# submissions: letters and digits stay, anything else is replaced.
name_of()
{
   local base=${1%/} clean

   base=${base##*/}
   base=${base%.zip}
   base=${base%.tar.gz}
   base=${base%.tgz}
   base=${base%.c}
   clean=${base//[^A-Za-z0-9._+@-]/_}
   clean=${clean:0:80}
   if [ "$clean" != "$base" ] || [ "${clean:0:1}" = . ] ||
      [ "${clean:0:1}" = - ] || [ -z "$clean" ]
   then
      clean=x$clean-$(printf '%s' "$base" | sha256sum | cut -c1-8)
   fi
   printf '%s' "$clean"
}

# Return 0 if the name $1 is that of an archive.
is_archive()
{
   [[ "${1,,}" =~ \.(zip|tar|tgz|tar\.gz)$ ]]
}

# Print the version of file $1, the upload with number $2, a TAB, and the
# name under which it lies in its student's folder.  A file of the assignment
# gets its own name, so FILE-1.c is FILE.c in version 1.  An archive's name
# begins with the number, for of several archives the last one counts.
name_upload()
{
   local file=${1,,}

   if [[ "$file" =~ ^(heapmgr(4_dlist|5_bins))(-([0-9]{1,6}))?\.c$ ]]
   then
      printf '%d\t%s.c' "$((10#0${BASH_REMATCH[4]}))" "${BASH_REMATCH[1]}"
   elif is_archive "$1"
   then
      printf '0\t%020d_%s' "$((10#$2))" "$1"
   else
      printf '0\t%s' "$1"
   fi
}

# Canvas puts all files of all students into one folder:
# NAME_USER_NUMBER_FILE, NAME_LATE_USER_NUMBER_FILE for late ones, and
# FILE-1 for what was handed in again.  Put those of one student, whatever
# their names are, into a folder of their own in $1, the latest of each
# file of the assignment, and have that be the submission in the array
# submissions.
group_files()
{
   local submission base who number file version entry
   local -A newest=()
   local grouped=()

   rm -rf "$1"
   for submission in "${submissions[@]}"
   do
      base=${submission##*/}
      if ! [[ "$base" =~ _([0-9]{1,18})_([0-9]{1,18})_ ]] ||
         [ ! -f "$submission" ] || [ -L "$submission" ] ||
         [ -z "${base%%"${BASH_REMATCH[0]}"*}" ]
      then
         grouped+=("$submission")
         continue
      fi
      number=${BASH_REMATCH[2]}
      who=$(name_of "${base%%"${BASH_REMATCH[0]}"*}_${BASH_REMATCH[1]}")
      IFS=$'\t' read -r -d '' version file < <(
         name_upload "${base#*"${BASH_REMATCH[0]}"}" "$number"
         printf '\0')
      entry=$1/$who
      if [ -z "${newest[$who]-}" ]
      then
         newest[$who]=yes
         grouped+=("$entry")
         mkdir -p "$entry"
      fi
      # Numbers grow with time; of two with the same version they decide.
      version=$((version * 10**12 + 10#$number % 10**12))
      if [ -n "$file" ] && [ "${file:0:1}" != . ] &&
         [ "${newest[$who/$file]:--1}" -lt "$version" ]
      then
         newest[$who/$file]=$version
         cp -p "$submission" "$entry/$file"
      fi
   done
   submissions=("${grouped[@]}")
}
