#!/bin/bash
# reference.sh: compile the kit's own managers just as a submission is.
#
#    reference.sh FOLDER KIT MANAGER.c...
#
# FOLDER/MANAGER/debug and FOLDER/MANAGER/fast are the programs, and
# FOLDER/MANAGER/static is how many bytes of static data there are.
set -euo pipefail

folder=$1 kit=$2
shift 2
rm -rf "$folder"
mkdir -m 700 "$folder"
mkdir "$folder/in"
cp "$@" "$folder/in"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 711 "$work"
mkdir -m 755 "$work/admit"
bash "$(dirname "$0")/admit.sh" "$folder/in" "$work/admit" "$kit"
refused=$(jq -r '.managers[] | select(.status != "admitted")
   | "reference: \(.name).c: \(.status): \(.reasons | join("; "))"' \
   "$work/admit/admitted.json")
if [ -n "$refused" ]
then
   echo "$refused" >&2
   exit 1
fi
for manager
do
   name=$(basename "$manager" .c)
   mkdir "$folder/$name"
   cp "$work/admit/$name/debug" "$work/admit/$name/fast" "$folder/$name"
   jq --arg name "$name" '.managers[] | select(.name == $name)
      | .static_bytes' "$work/admit/admitted.json" >"$folder/$name/static"
done
