#!/bin/bash
# pack.sh: make Gradescope's archive.
#
# Usage: pack.sh BUILD SECRET OVERRIDES
#
# Writes BUILD/gradescope.zip.  SECRET is what hidden inputs are drawn from
# and is made if it is not there; OVERRIDES need not be there.  Both are
# those of grading/grade, so that the archive and this machine give a
# student the same inputs and points.
set -euo pipefail

build=$(realpath -m "${1:?usage: pack.sh BUILD SECRET OVERRIDES}")
secret=${2:?usage: pack.sh BUILD SECRET OVERRIDES}
overrides=${3:?usage: pack.sh BUILD SECRET OVERRIDES}
here=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$build/gradescope

if ! command -v zip >/dev/null; then
   echo "pack: zip is missing; install it, or run make setup-dev" >&2
   exit 1
fi
if [ ! -s "$secret" ]; then
   mkdir -p "$(dirname "$secret")"
   (umask 077 && head -c 32 /dev/urandom | base64 >"$secret")
fi
rm -rf "$folder" "$build/gradescope.zip"
mkdir -p "$folder/kit/"{driver,appendix,grading/starter}
umask 077
cp "$here"/setup.sh "$here"/run_autograder "$folder"
cp "$secret" "$folder/secret"
if [ -e "$overrides" ]; then
   cp "$overrides" "$folder/overrides.tsv"
else
   printf '# who\tpoints\treason\n' >"$folder/overrides.tsv"
fi

# The kit without documents, traces and the grader's own tests; but with
# what a stub is made of.
cd "$here/../.."
cp -p Makefile ./*.[ch] "$folder/kit"
cp -p appendix/*.c "$folder/kit/appendix"
cp -rp machine "$folder/kit"
find driver -maxdepth 1 -type f -exec cp -p {} "$folder/kit/driver" \;
find grading -maxdepth 1 -type f -exec cp -p {} "$folder/kit/grading" \;
cp -rp grading/{suites,judge,intake,results,export} "$folder/kit/grading"
cp -p grading/starter/{stub.awk,given.txt,yours.c} \
   "$folder/kit/grading/starter"
rm -f "$folder/kit/grading/export/"{export.mk,export-test.sh}
chmod -R u=rwX,go=rX "$folder/kit"
chmod 755 "$folder/setup.sh" "$folder/run_autograder"
cd "$folder"
zip -q -r -X "$build/gradescope.zip" setup.sh run_autograder secret \
   overrides.tsv kit
echo "$build/gradescope.zip"
