#!/bin/bash
# world.sh: does the kit work on machines where nobody has worked on it?
#
# Usage: world.sh [--list] [ROW...]
#
# Rows in fresh roots (root.sh): debian12-root debian12-user
# debian13-root debian13-user.  There the kit is cloned, and the commands
# under README's "Two commands" are run as README has them.
# The row container runs the RUN lines of the Dockerfile, and a suite.
# Rows on this machine (settings.sh): here-cdpath, here-space, ...  There
# the quick half of the second command runs under a hostile setting.
#
# A word takes all rows that begin with it: debian13, here.  No word
# takes all rows.  What is not committed isn't tried.
#
# Prints a line for each command: where, command, result, time; then the
# sum.  Ends with status 1 if a row failed, 2 if no row was run.
set -uo pipefail
unset CDPATH
self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd) || exit 2
kit=$(cd "$self/../.." && pwd) || exit 2
cd "$kit" || exit 2

LIMIT=1500 # seconds for a command; none should come near
mapfile -t SETTINGS < <(bash "$self/settings.sh" --list)
ROWS=(debian12-root debian12-user debian13-root debian13-user container
   "${SETTINGS[@]}")
logs=$(realpath -m "${BUILD:-build}")/world
passed=0
failed=0
skipped=0

# Print one row: where $1, command $2, result $3, seconds $4.
row()
{
   printf '%-18s %-21s %-34s %4s s\n' "$@"
}

# Run command $3... as "$2" at $1, keep what it says, and print its row.
try()
{
   local where=$1 command=$2 log=$logs/$1.log begin=$SECONDS status said
   shift 2
   echo "== $command" >>"$log"
   timeout --kill-after=10 "$LIMIT" "$@" >>"$log" 2>&1 </dev/null
   status=$?
   said=$(tail -n 3 "$log" | grep -xE '[0-9]+ passed, [0-9]+ failed.*')
   if [ "$status" -eq 0 ]; then
      row "$where" "$command" "${said:-ok}" $((SECONDS - begin))
      passed=$((passed + 1))
      return 0
   fi
   [ "$status" -ne 124 ] || said="not done after $LIMIT s"
   row "$where" "$command" "FAILED: ${said:-status $status}" \
      $((SECONDS - begin))
   { grep -E -A 3 '^(not ok|FAILED|make: \*\*\*)' "$log" ||
      tail -n 12 "$log"; } | tail -n 40 | sed 's/^/   | /'
   echo "   (all of it: $log)"
   failed=$((failed + 1))
   return 1
}

# Say that row $1 isn't run, because of $2.
skip()
{
   row "$1" '-' "skipped: $2" 0
   skipped=$((skipped + 1))
}

# Print the command number $2 of the code block number $1 under README's
# "Two commands".
readme()
{
   awk -v block="$1" -v line="$2" '
      /^## / { here = $0 == "## Two commands" }
      /^```/ { sh = here && /sh$/; blocks += sh; n = 0; next }
      sh && blocks == block && ++n == line' README.md
}

# The two rows in the fresh root $1, such as debian13-user.
try_root()
{
   local suite user=${1#*-} root=$work/$1 first second
   local as=(bash "$self/root.sh" in "$root")
   local more=git
   case $1 in
   debian12-*) suite=bookworm ;;
   debian13-*) suite=trixie ;;
   esac
   first=$(readme 1 1)
   second=$(readme 1 2)
   # Where one is root, make is missing, and README has a line for that.
   if [ "$user" = root ]; then first=$(readme 2 1)
   else more='git make sudo'; fi
   bash "$self/root.sh" make "$suite" "$root" || { skip "$1" 'no root'; return; }
   cp "$work/kit.bundle" "$root/kit.bundle"
   {
      "${as[@]}" root "apt-get -qq update &&
         apt-get -qq install -y --no-install-recommends $more"
      [ "$user" = root ] || "${as[@]}" root "
         useradd -m -s /bin/bash '$user' &&
         echo '$user ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/all"
      "${as[@]}" "$user" 'git clone -q /kit.bundle kit'
   } >"$logs/$1.log" 2>&1
   try "$1" "${first##*&& }" "${as[@]}" "$user" "cd kit && $first" &&
      try "$1" "$second" "${as[@]}" "$user" "cd kit && $second"
   bash "$self/root.sh" drop "$root"
}

# The row of the container: its RUN lines, where its base is fresh, and
# the kit is where COPY puts it.
try_container()
{
   local root=$work/$1 lines
   local as=(bash "$self/root.sh" in "$root" root)
   lines=$(sed -n 's/^RUN //p' Dockerfile)
   bash "$self/root.sh" make bookworm "$root" || { skip "$1" 'no root'; return; }
   git clone -q "$work/kit.bundle" "$root/kit"
   jq -e .build.dockerfile .devcontainer/devcontainer.json \
      >"$logs/$1.log" 2>&1 || lines='false # devcontainer.json is no JSON'
   try "$1" 'RUN lines' "${as[@]}" "cd /kit && set -e
      $lines" &&
      try "$1" 'make check-5_bins' "${as[@]}" 'cd /kit && make check-5_bins'
   bash "$self/root.sh" drop "$root"
}

# The row of the hostile setting $1, such as here-space.
try_here()
{
   local reason
   if reason=$(bash "$self/settings.sh" --needs "$1"); then
      : >"$logs/$1.log"
      try "$1" 'make check-quick' \
         bash "$self/settings.sh" "$1" "$work/kit.bundle" "$work/$1"
      rm -rf --one-file-system "${work:?}/$1"
   else
      skip "$1" "$reason"
   fi
}

# Print the rows that the words $@ take.
chosen()
{
   local word row found
   for word in "${@:-}"; do
      found=
      for row in "${ROWS[@]}"; do
         [[ $row = "$word"* ]] && echo "$row" && found=1
      done
      if [ -z "$found" ]; then
         echo "check-world: no row begins with \"$word\"; there are:" \
            "${ROWS[*]}" >&2
         return 2
      fi
   done
}

if [ "${1:-}" = --list ]; then
   printf '%s\n' "${ROWS[@]}"
   exit 0
fi
rows=$(chosen "$@") || exit 2
mkdir -p "$logs"
work=$(mktemp -d "${TMPDIR:-/tmp}/heapmgr-world.XXXXXX") || exit 2
chmod 755 "$work"
trap 'rm -rf --one-file-system "$work"' EXIT
git bundle create -q "$work/kit.bundle" HEAD || exit 2
[ -z "$(git status --porcelain)" ] ||
   echo 'check-world: what is not committed here is not tried' >&2

row where command result time | sed 's/ s$//'
for name in $rows; do
   case $name in
   here-*) try_here "$name" ;;
   *)
      if [ "$(id -u)" -eq 0 ]; then
         case $name in
         container) try_container "$name" ;;
         *) try_root "$name" ;;
         esac
      else skip "$name" 'only root can make a root'; fi
      ;;
   esac
done
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ] && { [ "$passed" -gt 0 ] || exit 2; }
