#!/bin/bash
# arm64.sh: does the kit work on arm64, whatever its pages are?
#
# Usage: arm64.sh MANAGER...
#
# Everything is compiled for arm64, without a warning.  Then each manager's
# suite, the tests with its own statics, and the driver's seven workloads
# run in qemu, where pages have 4, 16 and 64 KiB.  Prints a row for each
# program, and the sum.
set -uo pipefail
unset CDPATH
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2

readonly HOST=aarch64-linux-gnu
readonly PAGES=(4096 16384 65536)
build=${BUILD:-build}/arm64
libraries=$build/libraries
logs=$build/logs
passed=0
failed=0

die()
{
   echo "check-arm64: $*" >&2
   exit 2
}

# apt, asked as if this were arm64; what it knows is kept apart.
arm64_apt()
{
   local state
   state=$(realpath "$libraries")/apt
   mkdir -p "$state/state/lists/partial" "$state/cache/archives/partial"
   apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 \
      -o Dir::State="$state/state" -o Dir::State::status=/dev/null \
      -o Dir::Cache="$state/cache" -o APT::Sandbox::User=root \
      -o Debug::NoLocking=1 "$@"
}

# Get the library that the suites are linked with.
get_libraries()
{
   [ ! -e "$libraries/usr" ] || return 0
   mkdir -p "$libraries"
   if ! arm64_apt update ||
      ! (cd "$libraries" &&
         libraries=. arm64_apt download check libsubunit-dev); then
      die "apt has no libcheck for arm64"
   fi
   for package in "$libraries"/*.deb; do
      dpkg -x "$package" "$libraries" || die "$package can't be unpacked"
   done
}

# Compile the targets $@ below $build, without a warning.
compile()
{
   make --no-print-directory -j2 CC=$HOST-gcc LD=$HOST-ld \
      BUILD="$build" WERROR=-Werror \
      CHECK_CFLAGS="-isystem $libraries/usr/include" \
      CHECK_LIBS="-L$libraries/usr/lib/$HOST -lcheck -lsubunit -pthread -lrt -lm" \
      "$@" >"$logs/compiled" 2>&1 && return 0
   grep -E 'error|warning|\*\*\*' "$logs/compiled" | head -n 20
   return 1
}

# Run program $1 with the rest as its arguments, on pages of each size, and
# print its row.
try()
{
   local name=${1##*/} page status row=''
   for page in "${PAGES[@]}"; do
      timeout 600 qemu-aarch64-static -p "$page" -L /usr/$HOST "$@" \
         >"$logs/$name.$page" 2>&1 </dev/null
      status=$?
      if [ "$status" -eq 0 ]; then
         passed=$((passed + 1))
         row+='        ok'
      else
         failed=$((failed + 1))
         row+="  FAILED:$status"
      fi
   done
   printf '%-32s%s\n' "$name" "$row"
   [[ $row != *FAILED* ]] ||
      for page in "${PAGES[@]}"; do
         tail -n 4 "$logs/$name.$page" | sed "s/^/   | $page: /"
      done
}

for tool in $HOST-gcc qemu-aarch64-static; do
   command -v "$tool" >/dev/null ||
      die "$tool is missing; \`make setup-dev' installs it"
done
mkdir -p "$logs"
get_libraries
programs=()
for manager in "$@"; do
   programs+=("$build/check$manager")
   [ ! -e "heapmgr$manager.c" ] ||
      programs+=("$build/statics/check_statics$manager")
done
if compile arm64-compiled "${programs[@]}" \
   "$build/check_chunk_header" "$build/check_chunk_footer"; then
   echo 'everything is compiled without a warning'
   passed=$((passed + 1))
else
   echo 'FAILED: everything is to be compiled without a warning'
   failed=$((failed + 1))
fi
printf '%-32s%10s%10s%10s\n' 'on pages of' "${PAGES[@]}"
for program in "$build/check_chunk_header" "$build/check_chunk_footer" \
   "${programs[@]}"; do
   try "$program"
done
for manager in "$@"; do
   for test in LifoFixed RandomRandom Worst; do
      cp "$build/testheapmgr$manager" "$build/testheapmgr$manager-$test"
      try "$build/testheapmgr$manager-$test" "$test" 2000 2000
   done
   try "$build/debug/testheapmgr$manager" RandomRandom 1000 500
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
