#!/bin/bash
# Take a submission's files, compile them in a sandbox, and tell which of
# them may be run.
#
#    admit.sh SUBMISSION WORK KIT COMPILER [own]
#
# WORK is an empty folder.  WORK/admitted.json is the answer, and
# WORK/NAME/debug and WORK/NAME/fast are the runners of manager NAME if
# it is admitted.  With "own" it is the kit's own solution, from which
# nothing has to be hidden.  Exit status 0: there is an answer; else the
# grader itself has failed.

set -euo pipefail
export LC_ALL=C
umask 022 # nobody reads and runs what is made here

grading=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
submission=$1
work=$2
kit=$3
compiler=$4
whose=${5:-a student}
readonly managers='heapmgr4_dlist heapmgr5_bins'
readonly interface='HeapMgr_(malloc|free|isValid|nextPiece|countLists|nextInList)'
readonly given='brk|sbrk|Chunk_[A-Za-z]+|CheckRate_isDue'
readonly library='__assert_fail|assert|f?printf|vfprintf|fputs|fputc|puts|putchar|fwrite|perror|stderr|stdout|fflush|snprintf|abort|mem(cpy|set|move|cmp|chr)|str(len|cmp|ncmp|cpy|ncpy|chr|rchr|str|error)|__errno_location'
readonly fortified='__(v?(f|sn)?printf|mem(cpy|set|move)|str(cpy|ncpy))_chk'
readonly hidden='__sanitizer_cov_trace_pc|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail'
readonly static_limit=65536
readonly longest_reason=200 # bytes
readonly room_needed=32768 # KB, more than the compiler may write

# End because of the grader: no student has to do with it.
die()
{
   echo "admit: $*" >&2
   exit 1
}

# Copy what a compilation needs of the kit into $work/kit, where whoever
# compiles may read it.  Not all of the kit: the references are there, too.
take_kit()
{
   mkdir -p "$work/kit/debug" "$work/kit/fast"
   cp -r "$kit/build.sh" "$kit/include" "$kit/runner.o" \
      "$kit/checkrate.o" "$work/kit"
   cp "$kit/debug/chunk.o" "$work/kit/debug"
   cp "$kit/fast/chunk.o" "$work/kit/fast"
   chmod -R a+rX "$work/kit"
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
   if "${become[@]}" bwrap --unshare-all --ro-bind / / true 2>/dev/null
   then
      namespaces=yes
   elif [ "$whose" != own ]
   then
      require_secrecy
   fi
}

# Run a command where there is nothing but the compiler and what it needs.
# FOLDER_IN and FOLDER_OUT are in and out there.
confined()
{
   local folder_in=$1 folder_out=$2
   local within=(timeout -k 2 60 "${become[@]}" prlimit --cpu=10
      --as=1073741824 --fsize=33554432 --core=0)

   shift 2
   [ "$(id -u)" != 0 ] || chown 65534:65534 "$folder_out"
   if [ $namespaces = yes ]
   then
      "${within[@]}" \
         bwrap --unshare-all --die-with-parent --new-session --clearenv \
         --setenv PATH /usr/bin:/bin --setenv LC_ALL C \
         --setenv TMPDIR /tmp \
         --ro-bind /usr /usr --symlink usr/bin /bin \
         --symlink usr/lib /lib --symlink usr/lib64 /lib64 \
         --dev /dev --tmpfs /tmp --ro-bind "$work/kit" /kit \
         --ro-bind "$folder_in" /in --bind "$folder_out" /out \
         --chdir /out "$@" </dev/null
   else
      "${within[@]}" \
         env -i PATH=/usr/bin:/bin LC_ALL=C TMPDIR="$folder_out" \
         KIT="$work/kit" IN="$folder_in" OUT="$folder_out" \
         "${@/#\/kit\//$work/kit/}" </dev/null
   fi
}

# In a container there may be no namespaces to hide files with.  Then file
# modes have to hide the solution from nobody, who compiles.
require_secrecy()
{
   local file

   for file in "$grading"/../heapmgr4_dlist.c \
      "$grading"/../heapmgr5_bins.c "$kit/reference/in" \
      "$grading/rubric.tsv"
   do
      [ -e "$file" ] ||
         die "there are no namespaces here to confine the compiler with," \
            "and $file, which has to be hidden from it, is not there"
      if "${become[@]}" test -r "$file"
      then
         die "there are no namespaces here to confine the compiler with," \
            "and a submission could include $file: grade as root, with" \
            "the kit in a folder that others can't read (chmod 700), or" \
            "where users may have namespaces (bwrap --unshare-all" \
            "--ro-bind / / true tells)"
      fi
   done
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

# Print, a line each, why the objects of manager $2 in folder $1 can't be
# admitted.
find_reasons()
{
   local folder=$1 name=$2 build

   for build in debug fast
   do
      # What the text says, and what it can't hide: lines that pretend to
      # be another file's, and the marks that the compiler puts around
      # inline assembler.
      awk -v "kit=$work/kit" -f "$grading/intake/forbidden.awk" "$folder/$build.i" |
         first 5
      sed -n 's/: warning: style of line directive is a GCC extension.*/: this line directive is not allowed/p' \
         "$folder/$build.said" | first 1
      awk '
         after_mark {
            place = ""
            if (split($0, parts, /"/) > 2 && $0 ~ /^# [0-9]+ "/) {
               place = parts[2] ":" $2 ": "
               sub(/.*\//, "", place)
            }
            print place "inline assembler is not allowed"
         }
         { after_mark = /^#APP/ }' "$folder/$build.s" | first 5

      # Names that are defined and shouldn't be; ifuncs are of type i.
      awk -v pattern="^($interface|HeapMgr_[A-Za-z0-9_]+)$" '
         $2 == "i" { print "it defines " $1 " as an ifunc" }
         $2 ~ /^[A-TV-Z]$/ && $2 !~ /^[UN]$/ && $1 !~ pattern {
            print "it defines the global name " $1 \
               ": make it static, or leave it out"
         }' "$folder/$build.nm" | located "$folder/$build.lines" defines

      # Names that are used and may not be.
      awk -v pattern="^($given|$library|$fortified|$hidden)$" '
         $2 ~ /^[Uvw]$/ && $1 !~ pattern {
            print "it uses " $1 ", which a submission may not"
         }' "$folder/$build.nm" | located "$folder/$build.lines" uses

      awk '
         $0 ~ /\.(init_array|fini_array|preinit_array|ctors|dtors)/ ||
         $0 ~ / \.(init|fini) / {
            print "it has code that runs before or after the program" \
               " (a constructor or destructor)"
            exit
         }' "$folder/$build.sections"
      awk '
         match($0, /(PROGBITS|NOBITS)[ ]+[0-9a-f]+ [0-9a-f]+ [0-9a-f]+ [0-9a-f]+ +[A-Z]*[WX][A-Z]* /) {
            if ($0 ~ / [A-Z]*WA?X[A-Z]* | [A-Z]*WAX/) {
               print "it has a section that is writable and executable"
               exit
            }
         }' "$folder/$build.sections"

      # Each function must let its steps be counted.  One that neither
      # returns nor leaves for another is but an empty loop, in which
      # there is nothing to count.
      awk '
         function finish() {
            if (name != "" && !counted && !leaves)
               print "its function " name " never returns, whatever" \
                  " it is given"
            else if (name != "" && !counted)
               print "the steps of its function " name \
                  " are not counted"
         }
         /^[0-9a-f]+ <.*>:$/ {
            finish()
            name = $2
            gsub(/[<>:]/, "", name)
            whole = name
            sub(/\.(cold|part|constprop|isra).*/, "", name)
            counted = ($2 ~ /\.cold/)
            leaves = 0
         }
         /__sanitizer_cov_trace_pc/ { counted = 1 }
         /[ \t]ret|[ \t]call|R_X86_64_P/ { leaves = 1 }
         /[ \t]j[a-z]+ .*</ {
            target = $0
            sub(/.*</, "", target)
            sub(/[+>].*/, "", target)
            if (target != whole)
               leaves = 1
         }
         /[ \t](syscall|sysenter|int +\$0x80)/ {
            print "its function " name " has a system call instruction"
         }
         END { finish() }' "$folder/$build.code" |
         sort -u | first 5
   done | awk '!seen[$0]++' | first 10
}

# Put the line that is known of a name in front of a reason.
located()
{
   awk -v lines="$1" -v verb="$2" '
      BEGIN {
         while ((getline line < lines) > 0) {
            n = split(line, parts, /[ \t]+/)
            split(line, tabs, "\t")
            if (tabs[2] == "")
               continue
            count = split(tabs[2], path, "/")
            for (i = 1; i <= n; i++)
               if (parts[i] ~ /^[A-Za-z_]/ && !(parts[i] in where) \
                     && length(parts[i]) > 1)
                  where[parts[i]] = path[count]
         }
      }
      {
         name = $0
         sub(/^it (uses|defines the global name|defines) /, "", name)
         sub(/[ ,:].*/, "", name)
         print (name in where ? where[name] ": " : "") $0
      }'
}

# Print the bytes of static data in an object.
count_static()
{
   awk '$1 ~ /^\.(data|bss|tdata|tbss|lbss|ldata)/ { sum += $2 }
      END { print sum + 0 }' "$1"
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
   else
      require_room
      confined "$work/in" "$folder" sh /kit/build.sh "$name" \
         "$compiler" >"$work/$name.confined" 2>&1 || :
      require_room
      [ -e "$folder/begun" ] ||
         die "the sandbox for the compiler has failed:" \
            "$(first 1 <"$work/$name.confined")"
      head -c 65536 "$folder/diagnostics" 2>/dev/null |
         tr -c '[:print:]\n\t' '?' >"$folder/diagnostics.all" || :
      warnings=$(grep -c ' warning: ' "$folder/diagnostics.all" || :)
      # Both builds complain of the same error.
      awk '!seen[$0]++' "$folder/diagnostics.all" \
         >"$folder/diagnostics.txt"
      if [ ! -s "$folder/debug.size" ]
      then
         status='not compiled'
         reasons="it does not compile$(first_error "$folder/diagnostics.txt")"
      else
         reasons=$(find_reasons "$folder" "$name")
         static=$({ count_static "$folder/fast.size"
            count_static "$folder/debug.size"; } | sort -n | tail -n 1)
         if [ "$static" -gt "$static_limit" ]
         then
            reasons="${reasons:+$reasons
}it has $static bytes of static data; $static_limit are allowed"
         fi
         if [ -n "$reasons" ]
         then
            status=refused
         elif [ ! -s "$folder/debug" ] || [ ! -s "$folder/fast" ]
         then
            status='not compiled'
            reasons=$(grep -o 'undefined reference to .*' "$folder/link.log" |
               tr -d '`'"'" | sort -u |
               sed 's/^undefined reference to \(.*\)/the function \1 is missing/' |
               first 5 || :)
            reasons=${reasons:-it does not link}
         fi
      fi
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

   take_kit
   settle_confinement
   mkdir -m 755 "$work/in"
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
