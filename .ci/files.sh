#!/bin/bash
# files.sh: print the kit's files, a line each.
#
# Usage: files.sh [PATTERN...]; a PATTERN is one of git ls-files.
#
# Where there is no git, as in a release archive, all files outside of
# build/ are the kit's.
set -euo pipefail
CDPATH='' cd "$(dirname "$0")/.."

if [ -e .git ] && git rev-parse >/dev/null 2>&1; then
   git ls-files -co --exclude-standard -- "$@" | while IFS= read -r file; do
      [ ! -f "$file" ] || echo "$file"
   done | sort
   exit
fi
find . \( -path ./build -o -path ./.git \) -prune -o -type f -print |
   sed 's,^\./,,' | sort | while IFS= read -r file; do
   [ $# -gt 0 ] || { echo "$file"; continue; }
   for pattern; do
      # As to git, * may be a part of a path.
      # shellcheck disable=SC2254
      case $file in
      $pattern | $pattern/*) echo "$file"; break ;;
      esac
   done
done
