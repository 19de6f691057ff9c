#!/bin/bash
# prove.sh: link the prover with a heap manager, and run it.
#
#    prove.sh BUILD MANAGER [option of the prover ...]
#
# MANAGER is the name of one of the kit's managers (4_dlist, _deferred)
# or the path of a C file.  CC and CFLAGS are taken from the
# environment.  If `header` is the value of LAYOUT, chunks have a header
# only; otherwise that holds for the managers in HEADER_ONLY.

set -euo pipefail

fail()
{
   echo "prove.sh: $*" >&2
   exit 2
}

[ $# -ge 2 ] || fail "usage: prove.sh BUILD MANAGER [option ...]"
build=$1
manager=$2
shift 2

case $manager in
   *.c)
      file=$manager
      name=$(basename "$manager" .c)
      ;;
   *)
      file=heapmgr$manager.c
      [ -e "$file" ] || file=appendix/heapmgr$manager.c
      name=heapmgr$manager
      ;;
esac
[ -r "$file" ] || fail "$manager: no such manager: expected one of the \
kit's, as in heapmgr4_dlist.c, or the path of a C file"

layout=()
promises=()
for headed in ${HEADER_ONLY:-}; do
   if [ "$name" = "heapmgr$headed" ]; then layout=(-DCHUNK_FOOTER_UNITS=0); fi
done
if [ "${LAYOUT:-}" = header ]; then layout=(-DCHUNK_FOOTER_UNITS=0); fi
for lazy in ${UNCOALESCED:-}; do
   if [ "$name" = "heapmgr$lazy" ]; then promises+=(--uncoalesced); fi
done
for eager in ${INEXACT:-}; do
   if [ "$name" = "heapmgr$eager" ]; then promises+=(--inexact); fi
done
for changing in ${CHANGING:-}; do
   if [ "$name" = "heapmgr$changing" ]; then promises+=(--changing); fi
done

into=$build/prove/$name.parts
mkdir -p "$into"
read -r -a flags <<< "${CFLAGS:-} ${MANAGER_CFLAGS:--O2 -DNDEBUG}"
compile()
{
   "${CC:-gcc}" "${flags[@]}" -D_DEFAULT_SOURCE -U_FORTIFY_SOURCE -I. \
      "${layout[@]}" -fdata-sections -fno-common \
      -fsanitize-coverage=trace-pc -c -o "$into/$1" "$2"
}
compile manager.o "$file"
compile chunk.o chunk.c
ld -r -T grading/assurance/prove/prove.ld -o "$into/linked.o" \
   "$into/manager.o" "$into/chunk.o"
"${CC:-gcc}" "${flags[@]}" -o "$build/prove/$name" "$into/linked.o" \
   "$build"/prove/*.o \
   -Wl,--wrap=brk,--wrap=sbrk,--wrap=mmap,--wrap=munmap \
   -Wl,--wrap=abort,--wrap=exit,--wrap=_exit

if [ -n "${COMPILE_ONLY:-}" ]; then exit 0; fi
exec "$build/prove/$name" --name "$name" "${promises[@]}" \
   --scenario "$build/prove/$name.txt" "$@"
