#!/bin/bash
# admit-test.sh: what is admitted, where the machine makes it hard.
#
# Usage: admit-test.sh; the build folder is BUILD= (build).
# What only root can try is skipped for others.
set -uo pipefail
export LC_ALL=C

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../../.ci/count.sh"
build=$(realpath -m "${BUILD:-build}")
work=$(mktemp -d "${TMPDIR:-/tmp}/admit-test.XXXXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
chmod 711 "$work"

# Hand in the folder $work/$1 with the grader in folder $2, whose objects
# are in $3, and print the statuses of both managers.
admit()
{
   rm -rf "$work/admit"
   mkdir -m 755 "$work/admit"
   bash "$2/intake/admit.sh" "$work/$1" "$work/admit" "$3" gcc &&
      jq -r '"\(.managers[0].status), \(.managers[1].status)",
         (.managers[].reasons[])' "$work/admit/admitted.json"
}

# The same with a bwrap that can't do what it should.
admit_without_namespaces()
{
   PATH=$work/bin:$PATH admit "$@"
}

mkdir -p "$work/sound" "$work/thief" "$work/bin" "$work/public"
cp -r grading heapmgr[45]*.c "$work/public" # the kit may lie where not
cp heapmgr4_dlist.c heapmgr5_bins.c "$work/sound"
echo "#include \"$work/public/heapmgr4_dlist.c\"" >"$work/thief/heapmgr4_dlist.c"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/bwrap"
chmod +x "$work/bin/bwrap"

check 'a sound submission is admitted' 0 '^admitted, admitted$' \
   admit sound grading "$build/grade"

# Item 5: what a compiler that fortifies makes of the calls allowed.
mkdir "$work/fortified"
for stage in heapmgr4_dlist heapmgr5_bins; do
   { echo '#define _FORTIFY_SOURCE 3'; cat "$stage.c"; } \
      >"$work/fortified/$stage.c"
done
check 'a submission that asks to be fortified is admitted' 0 \
   '^admitted, admitted$' admit fortified grading "$build/grade"
ok 'it was fortified' grep -q __fprintf_chk \
   "$work/admit/heapmgr4_dlist/fast.nm"

# Item 7: a kit where others may not look, and umask 077.
mkdir -m 700 "$work/private"
cp -r "$build/grade" "$work/private/grade"
check 'it is so with a kit that only its owner can read' 0 \
   '^admitted, admitted$' admit sound grading "$work/private/grade"
in_private_umask() { (umask 077 && admit "$@"); }
check 'it is so under umask 077' 0 '^admitted, admitted$' \
   in_private_umask sound grading "$build/grade"

# A sandbox that fails is no student's failure.
mkdir "$work/kit"
cp -r "$build/grade/." "$work/kit"
: >"$work/kit/runner.o"
mkdir -p "$work/broken"
cat >"$work/broken/bwrap" <<'END'
#!/bin/sh
case $* in *build.sh*) echo 'bwrap: no such luck' >&2; exit 1 ;; esac
END
chmod +x "$work/broken/bwrap"
with_broken_bwrap() { PATH=$work/broken:$PATH admit "$@"; }
check 'a sandbox that fails is the grader'\''s failure' 1 \
   '^admit: the sandbox for the compiler has failed: bwrap: no such luck' \
   with_broken_bwrap sound grading "$build/grade"
rm "$work/kit/fast/chunk.o" "$work/kit/runner.o"
check 'so is a part of the kit that is missing' 1 'runner.o' \
   admit sound grading "$work/kit"
with_compiler()
{
   rm -rf "$work/admit"
   mkdir -m 755 "$work/admit"
   bash grading/intake/admit.sh "$work/sound" "$work/admit" "$build/grade" "$1"
}
check 'so is a compiler that is missing' 1 'there is no compiler nocc' \
   with_compiler nocc

# Item 8: where there are no namespaces, and the solution can be read.
check 'without namespaces, what could be stolen is a refusal' 1 \
   'could include .*heapmgr4_dlist.c: grade as root' \
   admit_without_namespaces thief "$work/public/grading" "$build/grade"
mkdir "$work/elsewhere"
cp -r grading "$work/elsewhere/grading"
check 'without namespaces, what is not there to be guarded is one' 1 \
   'heapmgr4_dlist.c, which has to be hidden from it, is not there' \
   admit_without_namespaces thief "$work/elsewhere/grading" \
   "$build/grade"
if [ "$(id -u)" -eq 0 ]; then
   mv "$work/elsewhere" "$work/private/elsewhere"
   cp heapmgr[45]*.c "$work/private/elsewhere"
   sed -i "s:$work/public:$work/private/elsewhere:" \
      "$work/thief/heapmgr4_dlist.c"
   check 'without namespaces, nobody can'\''t steal from a private kit' \
      0 '^not compiled, missing$' admit_without_namespaces thief \
      "$work/private/elsewhere/grading" "$work/private/grade"
   check 'and a sound submission is admitted there' 0 \
      '^admitted, admitted$' admit_without_namespaces sound \
      "$work/private/elsewhere/grading" "$work/private/grade"
else
   skip 'a private kit without namespaces' 'that takes root'
fi
ok 'the kit'\''s own solution is compiled without namespaces' \
   env PATH="$work/bin:$PATH" bash grading/intake/reference.sh \
   "$work/reference" "$build/grade" gcc heapmgr4_dlist.c heapmgr5_bins.c
ok 'and is there' test -x "$work/reference/heapmgr5_bins/fast"

end_count
