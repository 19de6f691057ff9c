# shellcheck shell=bash
# group.sh: what is one submission, in a folder of what was handed in; for
# scripts to source.

# Print $1 without the one ending that tells of which kind a file is.
stem_of()
{
   local ending

   for ending in .zip .tar.gz .tgz .tar .c
   do
      if [ "${1%"$ending"}" != "$1" ]
      then
         printf '%s' "${1%"$ending"}"
         return
      fi
   done
   printf '%s' "$1"
}

# Return 0 if beside the path $1 there is one that differs in the ending
# only and comes first: alice is alice, and alice.zip beside it alice.zip.
has_elder()
{
   local stem ending

   [[ "$1" = */* ]] || return 1
   stem=$(stem_of "$1")
   for ending in '' .zip .tar.gz .tgz .tar .c
   do
      [ "$stem$ending" != "$1" ] || return 1
      [ ! -e "$stem$ending" ] || return 0
   done
   return 1
}

# Print a name that a folder can have, and that differs for different
# submissions: letters and digits stay, anything else is replaced.
name_of()
{
   local base=${1%/} clean

   base=${base##*/}
   if ! has_elder "${1%/}"
   then
      base=$(stem_of "$base")
   fi
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

# Set who and part to the student with the attempt, and to the file's own
# name, of a file that Blackboard calls $1: TITLE_USER_attempt_DATE_FILE,
# or TITLE_USER_attempt_DATE.txt, which says what was handed in.
split_blackboard()
{
   local title

   [[ "$1" =~ ^(.+)(_[^_]+_attempt_[0-9]{4}(-[0-9]{2}){5})(_(.+)|\.txt)$ ]] ||
      return 1
   # A name is cut behind its 80th byte; the user must not be.
   title=${BASH_REMATCH[1]:0:30}
   part=${BASH_REMATCH[5]:-attempt.txt}
   who=$(name_of "$title${BASH_REMATCH[2]}")
}

# Blackboard's files side by side: put those of an attempt into a folder of
# their own in $1, and have that be the submission.
group_blackboard()
{
   local submission who part
   local -A known=()
   local grouped=()

   for submission in "${submissions[@]}"
   do
      if [ ! -f "$submission" ] || [ -L "$submission" ] ||
         ! split_blackboard "${submission##*/}"
      then
         grouped+=("$submission")
         continue
      fi
      if [ -z "${known[$who]-}" ]
      then
         known[$who]=yes
         grouped+=("$1/$who")
         mkdir -p "$1/$who"
      fi
      [ "${part:0:1}" = . ] || cp -p "$submission" "$1/$who/$part"
   done
   submissions=("${grouped[@]}")
}

# Leave out what a course's system adds of its own beside the submissions:
# Gradescope's list of who has handed in what.
drop_lists()
{
   local submission
   local kept=()

   for submission in "${submissions[@]}"
   do
      if [ "${submission##*/}" = submission_metadata.yml ] &&
         [ -f "$submission" ]
      then
         echo "grade: $submission is Gradescope's list, no submission" >&2
      else
         kept+=("$submission")
      fi
   done
   submissions=("${kept[@]}")
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
   drop_lists
   group_blackboard "$1"
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
