#!/bin/bash
# kit-test.sh: try what CONTRIBUTING.md says, and what the Makefile promises.
#
# Usage: kit-test.sh [--long | --only PART]
#
# Works in what make dist packs, whose files lose their execute bits, with
# a build of its own.  A seventh manager is made there, a copy of stage 5
# with another name.  With --long the recipes of CONTRIBUTING.md are run,
# and all of make check with a seventh manager.  PART is one of the
# functions test_... below.
set -uo pipefail
export LC_ALL=C
# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/count.sh"
unset MANAGER MANAGERS TESTS TRACES COUNT SIZE BUILD
build=$root/build
work=$build/kit-test
kit=$work/kit

# Unpack the release archive.
make_kit()
{
   rm -rf "$work"
   mkdir -p "$kit"
   make -s dist BUILD="$work" >/dev/null
   tar -C "$kit" --strip-components=1 -xzf "$work"/heapmgr-kit-*.tar.gz
   find "$kit" -type f -exec chmod a-x {} +
}

# make in the copy; what it prints is kept for says, and shown.
in_kit()
{
   make --no-print-directory -C "$kit" "$@" >"$work/made" 2>&1
   local status=$?
   cat "$work/made"
   return $status
}

# Did make print a line that matches $1?
says()
{
   grep -qE -- "$1" "$work/made" || { cat "$work/made"; return 1; }
}

# Flags are added to what must be there, and do not replace it.
test_flags()
{
   local manager programs=()

   for manager in 5_bins _gnu; do
      programs+=("build/testheapmgr$manager")
   done
   ok 'builds with LDFLAGS, CPPFLAGS and CFLAGS of the caller' \
      in_kit -j2 LDFLAGS=-Wl,-z,now CPPFLAGS=-DCALLER_WAS_HERE \
      CFLAGS=-fno-plt V=1 "${programs[@]}" build/check5_bins \
      build/sanitize/testheapmgr5_bins
   cp "$work/made" "$work/commands"
   for manager in 5_bins _gnu; do
      ok "$manager works, linked so" \
         "$kit/build/testheapmgr$manager" LifoFixed 1000 1000
   done
   ok 'the sanitized one, too' \
      "$kit/build/sanitize/testheapmgr5_bins" LifoFixed 1000 100
   ok 'the suites, too' "$kit/build/check5_bins"
   ok 'each compilation has both' awk '
      / -c -o / { n++; if (!/CALLER_WAS_HERE/ || !/-std=c11/) bad = 1 }
      END { exit bad || n < 20 }' "$work/commands"
   ok 'each linking has both' awk '
      / -o build\/testheapmgr/ {
         n++; if (!/-z,now/ || !/-flto/) bad = 1 }
      END { exit bad || n < 2 }' "$work/commands"
}

# A seventh manager.
make_seventh()
{
   sed -e 's/5_bins/7_mine/g' \
      -e 's/^\(.*\)Stage 5 of 6   \*\//\1Tested as stage 5 *\//' \
      "$kit/heapmgr5_bins.c" >"$kit/heapmgr7_mine.c"
   sed -i 's/.*Tested as stage 5.*/\/* heapmgr7_mine.c, tested as stage 5 *\//' \
      "$kit/heapmgr7_mine.c"
}

test_seventh()
{
   local name=testheapmgr7_mine
   make_seventh
   ok 'a seventh manager builds' in_kit -j2 WERROR=-Werror \
      build/testheapmgr7_mine build/steps/testheapmgr7_mine \
      build/debug/testheapmgr7_mine build/check7_mine build/check5_bins \
      build/check_buddy
   same 'as many tests as of the stage it is tested as, all passed' \
      "$(in_kit check-7 | tail -n 1)" "$(in_kit check-5 | tail -n 1)"
   ok 'which are many' says '^100%: [6-9][0-9] of'
   ok 'it says which version it is' grep -q "$(sed -n 's/^VERSION = //p' \
      Makefile) " <("$kit/build/$name" --version)
   ok 'make compare has it' in_kit compare COUNT=200 SIZE=200 RUNS=1 \
      TRACES=none TESTS=LifoFixed MANAGERS='5_bins 7_mine'
   ok 'in its table' says '^7_mine '
   ok 'make demo plays it' in_kit demo MANAGER=7 SCENARIO=split ARGS=--plain
   ok 'make scaling has it' in_kit scaling MANAGERS=7_mine
   # Without the words in its head it is tested as any manager.
   sed -i 's/, tested as stage 5//' "$kit/heapmgr7_mine.c"
   same 'unless it says so, as many as of the appendix' \
      "$(in_kit check-7 | tail -n 1)" "$(in_kit check-buddy | tail -n 1)"
}

# All tests, with the seventh among the managers.
test_seventh_long()
{
   make_seventh
   in_kit -j2 check >/dev/null
   went 'make check passes with a seventh manager' $? "$work/made"
   ok 'and checks it' says '^ok +check7_mine +[6-9][0-9] passed'
}

# Run the commands of CONTRIBUTING.md, each recipe in a copy of its own.
test_recipes()
{
   local recipe name recipes

   awk -v folder="$work" '/^## / { name = tolower($NF) }
      /^```sh/ { inside = 1; next }
      /^```/ { inside = 0 }
      inside { print >(folder "/recipe-" name) }' CONTRIBUTING.md
   recipes=("$work"/recipe-*)
   for recipe in "${recipes[@]}"
   do
      name=${recipe##*-}
      rm -rf "$work/copy"
      cp -a "$kit" "$work/copy"
      ok "recipe: a $name" \
         bash -c 'cd "$1" && exec bash -eux "$2"' - "$work/copy" "$recipe"
   done
   same 'all recipes are tried' ${#recipes[@]} \
      "$(grep -c '^```sh' CONTRIBUTING.md)"
}

make_kit
ok 'a release has no git, and lint goes on without' \
   bash "$kit/.ci/lint.sh" rooms make
ok 'the version is that of the Makefile, and has changes' grep -q \
   "^## $(sed -n 's/^VERSION = //p' Makefile)\$" CHANGELOG.md
case ${1-} in
--only) "test_$2" ;;
*)
   test_flags
   test_seventh
   if [ "${1-}" = --long ]; then
      test_recipes
      test_seventh_long
   fi ;;
esac
end_count
