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

end_count
