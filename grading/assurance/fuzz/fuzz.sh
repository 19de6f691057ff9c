#!/bin/bash
# fuzz.sh: let libFuzzer look for inputs that break a manager, or a reader
# of files.
#
# Usage: fuzz.sh SECONDS TARGET...
#
# A TARGET is a manager (4_dlist, _hybrid), the path of a manager's C file,
# or one of the readers:
#
#    trace      of recorded operations (driver/trace.c)
#    scenario   of what the demo plays (demo/scenario.c)
#    take       of submissions (grading/intake/take.c)
#    rubric     of the rubric, by the commands that read it
#    admit      of sources, by the command that admits them
#    judge      of programs: the grader's judge, with a garbled manager
#
# Each gets SECONDS; SEED=N tries the same inputs in every run, as far as
# they get.  What is compiled has AddressSanitizer and UBSan; a
# manager may not touch a client's payload (manager.c).  The first two
# kinds of targets need clang, the last three zzuf: it garbles the seeds, as
# these readers are no C, or many processes.
#
# The search begins with the folder corpus; what reaches more is kept in
# build/fuzz/TARGET.corpus for the next time.  An input that breaks
# something is left in build/fuzz, and a command that does it again is
# printed.  SOURCES=FOLDER has files compiled, or run, that replace the
# kit's of the same name.
set -uo pipefail

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../../../.ci/count.sh"
here=grading/assurance/fuzz
seconds=${1:-}
if ! [[ $seconds =~ ^[1-9][0-9]*$ ]] || [ $# -lt 2 ]; then
   echo "fuzz.sh: expected SECONDS and a target: fuzz.sh 10 4_dlist" >&2
   exit 2
fi
shift
build=${BUILD:-build}/fuzz
mkdir -p "$build" || exit 2
sanitized=(-std=c11 -g -O1 -D_DEFAULT_SOURCE -I. -Idriver -Idemo
   -Igrading/suites -Igrading/judge -Werror=implicit "-fsanitize=address,undefined"
   -fno-sanitize-recover=all)

# Print the file that stands for $1.
source_of()
{
   local other=${SOURCES:-/nowhere}/${1##*/}

   if [ -r "$other" ]; then echo "$other"; else echo "$1"; fi
}

# Say how target $1 went: status $2, $3 inputs, and what repeats it.
report()
{
   if [ "$2" -eq 0 ]; then
      pass "$1: $3 inputs"
   else
      fail "$1: again by: $4" < <(grep -m 5 -E \
         'ERROR|fuzz_manager:|SUMMARY|runtime error' "$build/$1.log")
   fi
}

# Target $1 could not be made: that is no fault of what it tests.
give_up()
{
   echo "fuzz.sh: $1: can't be compiled:" >&2
   tail -n 20 "$build/$1.log" >&2
   exit 2
}

# Run program $build/$1 on the corpora of kind $2.
run()
{
   local name=$1 corpora=("$here/corpus/$2") status=0

   [ "$2" != scenario ] ||
      corpora+=("-dict=$here/scenario.dict" demo/scenarios)
   mkdir -p "$build/$name.corpus"
   rm -f "$build/$name"-crash-* "$build/$name"-timeout-*
   # What a reader keeps to the end of the process is no leak.
   ASAN_OPTIONS=detect_leaks=0 "$build/$name" \
      -max_total_time="$seconds" -seed="${SEED:-0}" -close_fd_mask=1 -max_len=600 \
      -rss_limit_mb=4096 -timeout=20 -print_final_stats=1 \
      -artifact_prefix="$build/$name-" "$build/$name.corpus" \
      "${corpora[@]}" >"$build/$name.log" 2>&1 </dev/null || status=1
   report "$name" $status "$(awk \
      '/number_of_executed_units/ { print $2 }' "$build/$name.log")" \
      "$build/$name $(find "$build" -name "$name-*" | head -n 1)"
}

# Fuzz manager $1.
fuzz_manager()
{
   local name file=$1 layout=1 part
   name=$(basename "$1" .c)
   name=${name#heapmgr}

   for file in "$1" "heapmgr$1.c" "appendix/heapmgr$1.c"; do
      [ ! -f "$file" ] || break
   done
   case $name in
      1_* | 2_* | 3_* | 6_* | _unsorted) layout=0 ;;
   esac
   {
      for part in "$file" chunk.c; do
         clang "${sanitized[@]}" -fsanitize=fuzzer-no-link -DNDEBUG \
            -DCHUNK_FOOTER_UNITS="$layout" -fdata-sections -fno-common \
            -c -o "$build/$name-${part##*/}.o" "$(source_of "$part")" ||
            return 1
      done
      ld --no-warnings -r -T grading/assurance/prove/prove.ld \
         -o "$build/$name.o" \
         "$build/$name-${file##*/}.o" "$build/$name-chunk.c.o" &&
         clang -std=c11 -g -O1 -D_DEFAULT_SOURCE -I. -Idriver -c \
            -o "$build/fuzz_manager.o" $here/manager.c &&
         clang -std=c11 -I. -Idriver -fsanitize=fuzzer,address,undefined \
            -o "$build/$name" "$build/$name.o" "$build/fuzz_manager.o" \
            -Wl,--wrap=brk,--wrap=mmap,--wrap=munmap
   } >"$build/$name.log" 2>&1 || give_up "$name"
   run "$name" manager
}

# Fuzz reader $1 in C: compile $1.c of this folder with the files and
# options that follow.
fuzz_reader()
{
   local name=$1 files=()

   shift
   for word; do
      files+=("$(source_of "$word")")
   done
   clang -I"${SOURCES:-.}" "${sanitized[@]}" -fsanitize=fuzzer \
      -o "$build/$name" "$here/$name.c" "${files[@]}" \
      >"$build/$name.log" 2>&1 || give_up "$name"
   run "$name" "$name"
}

# Print which bytes of program $1 are its instructions, as zzuf wants it.
text_of()
{
   riscv64-linux-gnu-readelf -SW "$1" |
      sed -n 's/^.* \.text *PROGBITS *[0-9a-f]* \([0-9a-f]*\) \([0-9a-f]*\) .*/\1 \2/p' |
      { read -r start length
        echo "$((16#$start))-$((16#$start + 16#$length - 1))"; }
}

# Fuzz reader $1 that is a command: try_$1.sh of this folder says by its
# exit status whether it did right with a garbled file.
fuzz_command()
{
   local name=$1 inputs=0 seed=${SEED:-$RANDOM} end=$((SECONDS + seconds)) file
   local status=0 range=()
   local seeds=("$here/corpus/$name"/*)

   case $name in
      rubric) seeds+=(grading/rubric.tsv) ;;
      admit) seeds+=(heapmgr4_dlist.c) ;;
      judge) seeds=("${BUILD:-build}/grade/reference/heapmgr4_dlist/fast")
         range=(-b "$(text_of "${seeds[0]}")") ;;
   esac
   command -v zzuf >/dev/null || { echo "fuzz.sh: there is no zzuf:" \
      "make setup-dev" >&2; exit 2; }
   while [ $status -eq 0 ] && [ $SECONDS -lt $end ]; do
      file=${seeds[inputs % ${#seeds[@]}]}
      # The seeds as they are come first.
      if [ $inputs -lt ${#seeds[@]} ]; then
         cp "$file" "$build/$name-input"
      else
         zzuf -s $((seed + inputs)) -r 0.00005:0.01 "${range[@]}" <"$file" \
            >"$build/$name-input"
      fi
      BUILD=${BUILD:-build} SOURCES=${SOURCES:-} bash "$here/try_$name.sh" \
         "$build/$name-input" >"$build/$name.log" 2>&1 || status=1
      inputs=$((inputs + 1))
   done
   report "$name" $status $inputs \
      "$here/try_$name.sh $build/$name-input"
   [ $status -eq 0 ] || tail -n 3 "$build/$name.log"
}

for target; do
   case $target in
      trace) fuzz_reader trace driver/trace.c ;;
      scenario)
         fuzz_reader scenario demo/scenario.c driver/trace.c \
            driver/memory.c \
            -Wl,--wrap=exit,--wrap=realloc,--wrap=strdup \
            -Wl,--wrap=fopen,--wrap=fclose
         ;;
      take)
         fuzz_reader take \
            "-DTAKE_SOURCE=\"$(source_of grading/intake/take.c)\"" \
            -larchive -lseccomp
         ;;
      rubric | admit | judge) fuzz_command "$target" ;;
      *) fuzz_manager "$target" ;;
   esac
done

end_count
