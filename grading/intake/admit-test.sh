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
   bash "$2/intake/admit.sh" "$work/$1" "$work/admit" "$3" &&
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

# Item 7: a kit where others may not look, and umask 077.
mkdir -m 700 "$work/private"
cp -r "$build/grade" "$work/private/grade"
check 'it is so with a kit that only its owner can read' 0 \
   '^admitted, admitted$' admit sound grading "$work/private/grade"
in_private_umask() { (umask 077 && admit "$@"); }
check 'it is so under umask 077' 0 '^admitted, admitted$' \
   in_private_umask sound grading "$build/grade"

# A fence that fails is no student's failure.
mkdir "$work/kit"
cp -r "$build/grade/." "$work/kit"
mkdir -p "$work/broken"
cat >"$work/broken/bwrap" <<'END'
#!/bin/sh
case $* in *compile.sh*) echo 'bwrap: no such luck' >&2; exit 1 ;; esac
END
chmod +x "$work/broken/bwrap"
with_broken_bwrap() { PATH=$work/broken:$PATH admit "$@"; }
check 'a fence that fails is the grader'\''s failure' 1 \
   '^admit: the fence for the compiler has failed: bwrap: no such luck' \
   with_broken_bwrap sound grading "$build/grade"
rm "$work/kit/include/heapmgr.h"
check 'so is a part of the kit that is missing' 1 'heapmgr.h' \
   admit sound grading "$work/kit"

# Where there are no namespaces, what is not the submission's becomes no
# program, and nothing of it is printed.
check 'without namespaces a sound submission is admitted' 0 \
   '^admitted, admitted$' admit_without_namespaces sound grading \
   "$build/grade"
check 'the solution becomes no program' 0 \
   'it asks for another file: #include "/' \
   admit thief grading "$build/grade"
sed 's/^#include/#define FILE/; $a #include FILE' \
   "$work/thief/heapmgr4_dlist.c" >"$work/thief.c"
mv "$work/thief.c" "$work/thief/heapmgr4_dlist.c"
check 'without namespaces neither, however it asks' 0 \
   '^heapmgr4_dlist.c:[0-9]+: it has lines of another file' \
   admit_without_namespaces thief grading "$build/grade"
check 'and in the fence it is not there' 0 \
   '^not compiled, missing$' admit thief grading "$build/grade"
mkdir "$work/shy"
printf '#define FILE "/etc/passwd"\n#include FILE\n' >"$work/shy/heapmgr4_dlist.c"
admit_without_namespaces shy grading "$build/grade" >"$work/said"
ok 'nothing of a foreign file is printed' \
   test "$(grep -rc root: "$work/admit/admitted.json")" = 0

# What the compiler's text may not have is said in words for C.
for case in 'size_t strtoul(int); size_t u(void) { return strtoul(1); }|uses strtoul, which' \
   '__asm__("nop");|inline assembler is not allowed' \
   '__attribute__((constructor)) void HeapMgr_a(void) { HeapMgr_free(NULL); }|constructor' \
   'void *memcpy(void *p, const void *q, size_t u) { (void)q; (void)u; return p; }|global name memcpy' \
   'char acLarge[70000];|70024 bytes of static data'; do
   rm -rf "$work/one"
   mkdir "$work/one"
   { cat heapmgr4_dlist.c; echo "${case%%|*}"; } \
      >"$work/one/heapmgr4_dlist.c"
   check "refused: ${case#*|}" 0 "${case#*|}" \
      admit one grading "$build/grade"
done

end_count
