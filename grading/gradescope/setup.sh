#!/bin/bash
# setup.sh: Gradescope runs this once, as root, to make the machine that
# later grades each submission.  See kit/grading/export/README.md.

set -euo pipefail

source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$source/kit"
driver/setup.sh make
make -s setup
chown root:root "$source"/{secret,overrides.tsv}
chmod 600 "$source"/{secret,overrides.tsv}
chmod 755 "$source" "$source/kit" "$source/run_autograder"

# Grading needs what is compiled here, and no folder that it can't write.
make -s grader
echo "setup: the sandbox's tier is $(build/grade/sandbox --probe) here;" \
   "Gradescope may allow less when it grades"
