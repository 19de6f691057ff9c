#!/bin/bash
# setup-test.sh: test what `make setup' does, with an apt that is made up.
set -uo pipefail

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../.ci/count.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/setup-test.XXXXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT

# There is nothing but a system with the packages "have" and "rare-have", that could
# get "new", and where one is root.
mkdir "$work/bin"
ln -s "$(command -v env)" "$work/bin/env"
tool() { cat >"$work/bin/$1"; chmod +x "$work/bin/$1"; }
tool dpkg-query <<'END'
#!/bin/sh
case $4 in have | rare-have) echo 'ii ' ;; *) exit 1 ;; esac
END
tool id <<'END'
#!/bin/sh
echo "${FAKE_ID:-0}"
END
tool apt-cache <<'END'
#!/bin/sh
[ "$2" = new ]
END
tool apt-get <<END
#!/bin/sh
echo "\$*" >>"$work/asked"
case \$* in *absent*) exit 100 ;; esac
END

# Run setup.sh there.
setup()
{
   : >"$work/asked"
   PATH=$work/bin /bin/sh driver/setup.sh "$@"
}
asked() { grep -q -x -- "$1" "$work/asked"; }

check 'nothing is asked of apt if all is there' 0 'nothing is missing' \
   setup have -- rare-have:similar
ok 'nothing was' test ! -s "$work/asked"
check 'what is missing is installed' 0 'installing new' setup have new
ok 'only that' asked \
   '-qq install -y --no-install-recommends new'
check 'what no release has stops it' 100 'installing absent' setup absent
check 'what one target needs is said, and stops nothing' 0 \
   'has no package rare; only .make similar. needs it' \
   setup new -- rare:similar
ok 'the rest is installed' asked \
   '-qq install -y --no-install-recommends new'
check 'what one target needs is installed where there is one' 0 \
   'installing new' setup have -- new:similar
check 'only root can install' 1 'only root can install.*: new' \
   env FAKE_ID=1000 PATH="$work/bin" /bin/sh driver/setup.sh new

# Item 12: what a 32-bit system is told, by a compiler that makes believe.
if [ "$(uname -m)" = x86_64 ] && command -v gcc >/dev/null; then
   mkdir -p "$work/gnu"
   : >"$work/gnu/stubs-32.h"
   check 'a 32-bit system is refused in one sentence' 1 \
      'need a 64-bit system' gcc -m32 -std=c11 -D_DEFAULT_SOURCE \
      -isystem "$work" -isystem /usr/include/x86_64-linux-gnu -Idriver \
      -fsyntax-only driver/memory.c
else
   skip 'a 32-bit system is refused' 'this is no x86-64 with gcc'
fi

# Item 14: what a target needs that make setup doesn't install, it says.
check 'a target says which program it lacks, and how to get it' 2 \
   'needs nodot, of the package nopackage; make setup-dev installs it' \
   make --no-print-directory -f <(echo 'include Makefile
x-test: ; $(call needs,nodot nopackage)') x-test
check 'without libcheck, a suite says so in one line' 2 \
   'the suites need libcheck; make setup installs it' \
   env PKG_CONFIG_LIBDIR="$work" PKG_CONFIG_PATH="$work" \
   make --no-print-directory BUILD="$work/build" "$work/build/check/cost.o"
# Item 16: what an object was made with decides, not only times.
object() { make -s --no-print-directory BUILD="$work/build" "$@" \
   "$work/build/release/rng.o"; }
ok 'an object is made' test -n "$(object)"
ok 'with the same compiler and flags it is not made again' \
   test -z "$(object)"
ok 'with other flags it is' test -n "$(object CPPFLAGS='-DX="a b"')"
ln -s "$(command -v gcc)" "$work/bin/other-cc"
ok 'with another compiler it is' \
   test -n "$(object CC="$work/bin/other-cc")"

# Item 10: make can't have a space in BUILD.
check 'a space in BUILD is refused in one line' 2 \
   'BUILD names a folder with a space' make BUILD='a b' programs

end_count
