#!/bin/bash
# grade-test-quick.sh: a few of the grader's tests, for `make check`.

exec bash "$(dirname "${BASH_SOURCE[0]}")/grade-test.sh" --quick \
   "${BUILD:-build}"
