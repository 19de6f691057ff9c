#!/bin/bash
# setup.sh: Gradescope runs this once, as root, to make the machine that
# later grades each submission.  See kit/grading/export/README.md.

set -euo pipefail
export LC_ALL=C

source=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$source/kit"
chmod u+x grading/*/*.sh grading/grade driver/*.sh
sh driver/setup.sh make
make -s setup

# In a container the compiler can't be fenced in, but it runs as nobody,
# who may read no secret.
chown -R root:root "$source"
chmod -R go=rX "$source"
chmod go= "$source"/{secret,overrides.tsv} driver grading appendix \
   heapmgr[0-9]*.c
umask 022
make -s grader
