#!/bin/bash
# Take a submission's files, make programs for the machine of them, and
# tell which of them may be run.
#
#    admit.sh SUBMISSION WORK KIT
#
# WORK is an empty folder.  WORK/admitted.json is the answer, and
# WORK/NAME/debug and WORK/NAME/fast are the programs of manager NAME if
# it is admitted.  Exit status 0: there is an answer; else the grader
# itself has failed.
#
# The compiler is fenced in, and what it writes is assembler text.  Only
# what machine-admit admits of that is assembled and linked.

set -euo pipefail
export LC_ALL=C
umask 022 # nobody reads what is made here

grading=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
submission=$1
work=$2
kit=$3
readonly cross=riscv64-linux-gnu-
readonly managers='heapmgr4_dlist heapmgr5_bins'
readonly interface='malloc free isValid nextPiece countLists nextInList'
readonly given='brk|sbrk|Chunk_[A-Za-z]+'
readonly library='__assert_fail|assert|f?printf|vfprintf|fputs|fputc|puts|putchar|fwrite|perror|stderr|stdout|fflush|snprintf|abort|mem(cpy|set|move|cmp|chr)|str(len|cmp|ncmp|cpy|ncpy|chr|rchr|str|error)|__errno_location'
readonly hidden='Machine_failAssert|errno|putc|__(bswap|clz|ctz|ffs|parity|popcount)[ds]i2'
readonly static_limit=65536
readonly program_limit=1000000
readonly longest_reason=300 # bytes
readonly room_needed=32768 # KB, more than the compiler may write

# End because of the grader: no student has to do with it.
die()
{
   echo "admit: $*" >&2
   exit 1
}

# Run a command within limits: no step takes for ever.
limited()
{
   timeout -k 2 60 prlimit --cpu=10 --as=1073741824 --fsize=67108864 \
      --core=0 "$@"
}

# Settle who compiles: nobody, if root grades.  Set become to a command
# that becomes so, and namespaces to yes if that one can have any.
settle_confinement()
{
   become=()
   if [ "$(id -u)" = 0 ]
   then
      become=(setpriv --reuid=65534 --regid=65534 --clear-groups)
   fi
   namespaces=no
   ! "${become[@]}" bwrap --unshare-all --ro-bind / / true 2>/dev/null ||
      namespaces=yes
   # The compiler reads the kit's headers where all may.
   mkdir "$work/kit"
   cp -r "$kit"/{include,machine,compile.sh,flags,warnings} "$work/kit"
   chmod -R a+rX "$work/kit"
}

# Print what manager $1 asks of other files in plain words.  What asks in
# other ways finds none in the fence; elsewhere it is found out later
# (foreign.awk).
find_asks()
{
   local start='^[[:space:]]*(#|%:)[[:space:]]*'

   sed -z 's:\(\\\|??/\)[[:blank:]]*\n::g' "$work/in/$1.c" |
      limited grep -E -o -a -e '__has_include' \
         -e "$start(include|include_next|import)[[:space:]]*[\"<](/|[^\">]*[.][.]).*" \
         -e '(pragma|_Pragma).*GCC.*dependency.*' |
      sed 's/^[[:space:]]*/it asks for another file: /' | first 3
}

# Compile manager $1.  Where there are namespaces, there is nothing but the
# compiler and what it needs; elsewhere it could read what all may read,
# but nothing of that becomes part of a program (see foreign.awk).
compile()
{
   local name=$1 folder=$work/$1
   local within=("${become[@]}" prlimit --cpu=10 --as=1073741824
      --fsize=33554432 --core=0)

   [ "$(id -u)" != 0 ] || chown 65534:65534 "$folder"
   if [ $namespaces = yes ]
   then
      timeout -k 2 60 "${within[@]}" \
         bwrap --unshare-all --die-with-parent --new-session --clearenv \
         --setenv PATH /usr/bin:/bin --setenv LC_ALL C \
         --setenv TMPDIR /tmp \
         --ro-bind /usr /usr --symlink usr/bin /bin \
         --symlink usr/lib /lib --symlink usr/lib64 /lib64 \
         --dev /dev --tmpfs /tmp --ro-bind "$work/kit" /w/kit \
         --ro-bind "$work/in" /w/in --bind "$folder" /w/out \
         --chdir /w/in sh ../kit/compile.sh "$name" "${cross}gcc" \
         ../out </dev/null
   else
      (cd "$work/in" && timeout -k 2 60 "${within[@]}" \
         env -i PATH=/usr/bin:/bin LC_ALL=C TMPDIR="$folder" \
         sh ../kit/compile.sh "$name" "${cross}gcc" "../$name" </dev/null)
   fi
}

# End if a step may have failed because the disk is full: that would be
# the grader's fault, and not the submission's.
require_room()
{
   local room

   room=$(df --output=avail -k "$work" | tail -n 1)
   if [ "$room" -lt "$room_needed" ]
   then
      die "there is no room in $work: $room KB are left," \
         "$room_needed wanted"
   fi
}

# Print the first $1 lines, and read all of them: what writes them isn't
# ended by a signal then.  They are cut, and what a terminal might obey
# is taken out.
first()
{
   awk -v "count=$1" 'NR <= count' | cut -c "1-$longest_reason" |
      tr -c '[:print:]\n' '?'
}

# Print where line $2 of assembler text $1 comes from, as "FILE:LINE: ", if
# the compiler has said so.
located()
{
   limited awk -v line="$2" '
      NR > line { exit }
      $1 == ".file" && $2 ~ /^[0-9]+$/ {
         name = $NF
         gsub(/"|.*\//, "", name)
         names[$2] = name
      }
      $1 == ".loc" { place = names[$2] ":" $3 ": " }
      END { printf "%s", place }' "$1"
}

# machine-admit has refused assembler text $1: print why, from what it has
# said in file $2, in words for somebody who writes C.
explain_refusal()
{
   local said line why place

   said=$(head -n 1 "$2")
   line=$(sed -n 's/^line \([0-9]*\) of the assembler text.*/\1/p' <<<"$said")
   place=$([ -z "$line" ] || located "$1" "$line")
   case $said in
   *_array*'; a section of one'*)
      why='it has code that runs before or after the program (a'
      why+=' constructor or destructor)' ;;
   *': '*' is used and nowhere defined'*)
      why=${said#*text: }
      why="it uses ${why%% *}, which a submission may not" ;;
   *' is missing: nothing defines it')
      place='' why="the function ${said%% *} is missing" ;;
   *'; a section of one'*) why='a section of its own is not allowed' ;;
   *': asm is not allowed') why='inline assembler is not allowed' ;;
   *': '*' is a name of '* | *': '*' begins with two underscores'*)
      why=${said#*text: }
      place='' why="it defines the global name ${why%% *}: choose another" ;;
   *) why="the compiler makes what isn't allowed of it: $said" ;;
   esac
   echo "$place$why"
}

# Make program $2 (debug or fast) of manager $1.  Print, a line each, why
# there may be none.
make_program()
{
   local folder=$work/$1 build=$2 keep=() rules=() name
   local text=$folder/$2.s made=$work/made/$1.$2

   limited awk -v own="$1.c" -f "$grading/intake/foreign.awk" \
      "$folder/$build.i" | first 3 >"$made.foreign"
   if [ -s "$made.foreign" ]
   then
      cat "$made.foreign"
      return
   fi
   [ -s "$text" ] || return 0 # the compiler has said why
   for name in $interface
   do
      keep+=(--keep-global-symbol="HeapMgr_$name")
   done
   mapfile -t rules <"$kit/chunk.names"
   if ! limited "$kit/machine-admit" -d HeapMgr_malloc -d HeapMgr_free \
      -d HeapMgr_isValid "${rules[@]/#/-u}" <"$text" >"$made.s" 2>"$made.said"
   then
      explain_refusal "$text" "$made.said" | first 1
      return
   fi
   if ! limited "${cross}as" -march=rv64im -mabi=lp64 -mno-relax \
      -o "$made.o" "$made.s" >"$made.said" 2>&1
   then
      echo "it can't be assembled: $(first 1 <"$made.said")"
      return
   fi
   limited "${cross}objcopy" "${keep[@]}" "$made.o" "$made.own.o"
   "${cross}nm" -P -u "$made.o" | awk -v pattern="^($given|$library|$hidden)$" '
      $1 !~ pattern { print "it uses " $1 ", which a submission may not" }'
   limited "${cross}ld" --no-relax --build-id=none -T "$kit/program.ld" \
      -o "$folder/$build" "$made.own.o" "$kit/within.$build.o" \
      >"$made.said" 2>&1 || first 3 <"$made.said"
   if [ "$(stat -c %s "$folder/$build" 2>/dev/null || echo 0)" -gt \
      $program_limit ]
   then
      echo "as a program it has more than $program_limit bytes"
   fi
   "${cross}size" -A -d "$made.o" | awk '$1 ~ /^\.s?(data|bss)/ { sum += $2 }
      END { print sum + 0 }' >"$made.static"
}

# Print the code of $1 without comments.  Long lines are cut: they would
# take long, and a starter has none.
code_of()
{
   cut -b 1-1000 "$1" | awk -f "$grading/intake/strip.awk"
}

# Print what of manager $1, as it was taken, is the starter's still, a line
# each.
find_unwritten()
{
   local stub=$kit/stub/$1.c taken=$work/in/$1.c

   [ ! -e "$taken" ] ||
      awk -f "$grading/intake/unwritten.awk" <(code_of "$stub") <(code_of "$taken")
}

# Print ": " and the first error that the compiler has told in file $1, or
# nothing if there is none.
first_error()
{
   sed -n '/ error: /{s/^/: /p;q;}' "$1" | first 1
}

# Make both programs of manager $1.  Print why there may be none; what is
# wrong with the second is most often the same as with the first.
make_programs()
{
   local build reasons

   for build in debug fast
   do
      [ -e "$work/$1/$build.i" ] || continue
      reasons=$(make_program "$1" "$build")
      if [ -n "$reasons" ]
      then
         echo "$reasons"
         return
      fi
   done
}

# Print one manager's part of the answer.
admit_manager()
{
   local name=$1 folder=$work/$1 status=admitted static=0 reasons='' warnings=0

   : >"$folder/diagnostics.txt"
   if ! grep -q "^took $name.c " "$work/taken"
   then
      status=missing
      reasons=$(grep "^refused \($name.c\|all\): " "$work/taken" |
         sed 's/^refused [^:]*: //' || :)
   elif ! grep -q '[^[:space:]]' "$work/in/$name.c"
   then
      status='not compiled'
      reasons='the file is empty'
   elif reasons=$(find_asks "$name") && [ -n "$reasons" ]
   then
      status=refused
   else
      require_room
      compile "$name" >"$work/$name.confined" 2>&1 || :
      require_room
      [ -e "$folder/begun" ] ||
         die "the fence for the compiler has failed:" \
            "$(first 1 <"$work/$name.confined")"
      head -c 65536 "$folder/diagnostics" 2>/dev/null |
         tr -c '[:print:]\n\t' '?' >"$folder/diagnostics.all" || :
      warnings=$(grep -c ' warning: ' "$folder/diagnostics.all" || :)
      # Both builds complain of the same error.
      awk '!seen[$0]++' "$folder/diagnostics.all" \
         >"$folder/diagnostics.txt"
      reasons=$(make_programs "$name" | awk '!seen[$0]++')
      static=$({ cat "$work/made/$name".*.static 2>/dev/null || :; } |
         sort -n | tail -n 1)
      if [ ! -s "$folder/debug.s" ] || [ ! -s "$folder/fast.s" ]
      then
         status='not compiled'
         reasons=${reasons:-"it does not compile$(first_error \
            "$folder/diagnostics.txt")"}
      elif [ "${static:=0}" -gt "$static_limit" ]
      then
         reasons="${reasons:+$reasons
}it has $static bytes of static data; $static_limit are allowed"
      fi
      # What the compiler says may be another file's text.
      if grep -qs . "$work/made/$name".*.foreign
      then
         : >"$folder/diagnostics.txt"
         warnings=0
      fi
      if [ "$status" = admitted ] && [ -n "$reasons" ]
      then
         status=refused
      fi
      static=${static:-0}
   fi
   if [ "$status" != admitted ]
   then
      rm -f "$folder/debug" "$folder/fast"
   fi
   jq -n --arg name "$name" --arg status "$status" \
      --arg reasons "$reasons" --argjson warnings "$warnings" \
      --argjson static "$static" \
      --arg unwritten "$(find_unwritten "$name")" \
      --rawfile diagnostics "$folder/diagnostics.txt" '
      {name: $name, status: $status, static_bytes: $static,
       warnings: $warnings, reasons: ($reasons | split("\n") - [""]),
       unwritten: ($unwritten | split("\n") - [""]),
       diagnostics: $diagnostics[:8000]}'
}

main()
{
   local name

   settle_confinement
   mkdir -m 755 "$work/in" "$work/made"
   for name in $managers
   do
      mkdir -m 755 "$work/$name"
   done
   # Files of a submission that can't be read at all are as good as
   # missing; the reason is in what take printed.
   "$kit/take" "$submission" "$work/in" heapmgr4_dlist.c heapmgr5_bins.c \
      readme readme.txt readme.md >"$work/taken" 2>"$work/take.log" ||
      [ $? -ne 2 ]
   if [ ! -s "$work/taken" ]
   then
      echo 'refused all: it takes too long to read' >"$work/taken"
   fi
   for name in $managers
   do
      admit_manager "$name"
   done | jq -s --rawfile taken "$work/taken" \
      --argjson readme "$(cat "$work"/in/readme* 2>/dev/null |
         tr -d '[:space:]' | wc -c)" '
      {managers: ., readme_characters: $readme,
       others: ($taken | split("\n")
          | map(select(startswith("other: ")) | ltrimstr("other: "))),
       remarks: ($taken | split("\n")
          | map(select(startswith("remark: ")) | ltrimstr("remark: ")))}' \
      >"$work/admitted.json"
}

main
