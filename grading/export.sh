#!/bin/bash
# Print a result in the form of another system.
#
#    export.sh SYSTEM FOLDER
#
# SYSTEM is gradescope, prairielearn, junit, autolab or moodle-vpl;
# FOLDER is a student's folder of results (with result.json).

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ $# != 2 ] || [ ! -e "$here/export/$1.jq" ] || [ ! -e "$2/result.json" ]
then
   echo "usage: grading/export.sh SYSTEM FOLDER; SYSTEM is one of" \
      "$(cd "$here/export" && printf '%s ' *.jq)" >&2
   exit 2
fi
exec jq -r -L "$here" --rawfile feedback "$2/feedback.txt" \
   -f "$here/export/$1.jq" "$2/result.json"
