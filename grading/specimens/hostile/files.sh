#!/bin/bash
# Make submissions whose files, not whose code, are hostile.
#
#    files.sh SOUND FOLDER
#
# SOUND is a folder with heapmgr4_dlist.c and heapmgr5_bins.c that are
# all right.  Each entry of FOLDER is then a submission.  On stdout there
# is a line for each: its name as the grader will have it is found by the
# caller; here it is printf %q of the name, TAB, and what to expect:
# full (all points), none (no file taken, a person must look), half
# (stage 5 only).

set -euo pipefail

sound=$1
folder=$2
cd "$folder"

expect()
{
   printf '%q\t%s\n' "$1" "$2"
}

# A folder with two sound files.
both()
{
   mkdir -- "./$1"
   cp "$sound"/*.c "./$1/"
}

# Same, with the second file only; the caller makes the first.
second()
{
   mkdir -- "./$1"
   cp "$sound/heapmgr5_bins.c" "./$1/"
}

# What names may be.
# shellcheck disable=SC2016  # nothing is to be executed
for name in 'with space' "quote'quote" 'double"quote' '$(touch executed)' \
   '`touch executed`' '-rf' '--help' '=HYPERLINK("http:||x","y")' \
   '<script>alert(1)<' ']]>' ';touch executed' 'a|b' $'new\nline' \
   $'bad\377utf8' $'right\342\200\256left' '*' '@cmd' \
   "$(printf 'n%.0s' {1..255})"
do
   both "$name"
   expect "$name" full
done

# What a file may be.
second empty; : >empty/heapmgr4_dlist.c; expect empty half
second comment; echo '/* nothing */' >comment/heapmgr4_dlist.c
expect comment half
second no-first; expect no-first half-missing
name=$'esc\033[31m\302\23331m\342\200\256'; second "$name"; : >"$name/heapmgr4_dlist.c"
expect "$name" half
mkdir nothing; expect nothing none
mkdir other; cp "$sound/heapmgr4_dlist.c" other/mine.c; expect other none
second link; ln -s /etc/passwd link/heapmgr4_dlist.c; expect link half
second linked-folder; ln -s "$sound" linked-folder/sub
expect linked-folder half-missing
second fifo; mkfifo fifo/heapmgr4_dlist.c; expect fifo half
second folder; mkdir folder/heapmgr4_dlist.c; expect folder half
second hard; echo secret >.secret; ln .secret hard/heapmgr4_dlist.c
expect hard half
ln -s "$sound" is-a-link; expect is-a-link none
mkfifo is-a-fifo; expect is-a-fifo none
both bom; { printf '\357\273\277'; cat "$sound/heapmgr4_dlist.c"; } \
   >bom/heapmgr4_dlist.c; expect bom full
both crlf; sed 's/$/\r/' "$sound/heapmgr4_dlist.c" >crlf/heapmgr4_dlist.c
expect crlf full
second utf16; iconv -t UTF-16 "$sound/heapmgr4_dlist.c" \
   >utf16/heapmgr4_dlist.c; expect utf16 half
second nul; { cat "$sound/heapmgr4_dlist.c"; printf '\0'; } \
   >nul/heapmgr4_dlist.c; expect nul half
second large; { cat "$sound/heapmgr4_dlist.c"; head -c 10000000 /dev/zero |
   tr '\0' ' '; } >large/heapmgr4_dlist.c; expect large half
second line; { echo '/*'; head -c 250000 /dev/zero | tr '\0' x; echo '*/'; } \
   >line/heapmgr4_dlist.c; expect line half
both case; mv case/heapmgr4_dlist.c case/HeapMgr4_DList.C; expect case full

# What may lie beside the files.
second include-own
{ echo '#include "readme.md"'; cat "$sound/heapmgr4_dlist.c"; } \
   >include-own/heapmgr4_dlist.c
echo '__asm__("nop");' >include-own/readme.md; expect include-own half
both beside
printf 'all: ; touch executed\n' >beside/Makefile
printf 'all: ; touch executed\n' >beside/GNUmakefile
printf 'shell touch executed\n' >beside/.gdbinit
printf '#error student stdio.h\n' >beside/stdio.h
printf '#error student heapmgr.h\n' >beside/heapmgr.h
printf '#error student chunk.h\n' >beside/chunk.h
: >'beside/-fplugin=x.so.c'
: >'beside/@file'
printf '{"score": 100}\n' >beside/result.json
expect beside full
mkdir -p nested/a/b; cp "$sound"/*.c nested/a/b; expect nested full
mkdir -p apple/__MACOSX; cp "$sound"/*.c apple
echo x >apple/__MACOSX/heapmgr4_dlist.c; expect apple full

# Archives.
work=$(mktemp -d)
mkdir "$work/in"
cp "$sound"/*.c "$work/in"
touch -d @1700000000 "$work/in"/* "$work/in"
tar --mtime=@1700000000 -C "$work" -czf tar.tar.gz in; expect tar full
(cd "$work" && zip -qrX "$folder/zip.zip" in); expect zip full
mkdir "$work/"$'\303\234bung'; cp "$sound"/*.c "$work/"$'\303\234bung'
touch -d @1700000000 "$work/"$'\303\234bung'{,/*}
(cd "$work" && zip -qrX "$folder/umlaut.zip" $'\303\234bung'); expect umlaut full
(cd "$work" && zip -qr -P secret "$folder/encrypted.zip" in)
expect encrypted none
tar --mtime=@1700000000 -C "$work" -czf dots.tgz --transform 's,^in,../../../../tmp/executed,' in
expect dots full
tar --mtime=@1700000000 -C "$work" -czPf absolute.tar.gz --transform 's,^in,/tmp/executed,' in
expect absolute full
mkdir "$work/links"; ln -s /etc/passwd "$work/links/heapmgr4_dlist.c"
cp "$sound/heapmgr5_bins.c" "$work/links"
touch -h -d @1700000000 "$work"/links/*
tar --mtime=@1700000000 -C "$work" -czf links.tar.gz links; expect links half
(cd "$work" && zip -qry "$folder/ziplinks.zip" links); expect ziplinks half
mkdir "$work/bomb"; head -c 300000000 /dev/zero >"$work/bomb/heapmgr4_dlist.c"
cp "$sound/heapmgr5_bins.c" "$work/bomb"
tar --mtime=@1700000000 -C "$work" -czf bomb.tar.gz bomb; expect bomb half
head -c 3000 tar.tar.gz >cut.tar.gz; expect cut none
head -c 5000 /dev/urandom >noise.zip; expect noise none
cp "$sound/heapmgr4_dlist.c" doe_123_heapmgr4_dlist.c
expect doe_123_heapmgr4_dlist single
rm -rf "$work"
