# shellcheck shell=bash
# submissions.sh: make submissions of the references, for tests to source.
# $root is the kit's folder.
# shellcheck disable=SC2154

# Take out of manager $1 the assertions that students aren't given: they
# would report a seeded bug before a test can find it.
keep_given_assertions()
{
   sed -i '/assert(HeapMgr_isValid/!s/^   assert(.*);$//' "$1"
}

# Apply patch $1 to the file it names, and put the result into folder $2.
apply()
{
   local file

   file=$(sed -n 's,^--- a/,,p' "$1")
   mkdir -p "$2"
   cp "$root/$file" "$2/$file"
   patch -s -d "$2" "$file" <"$1"
   keep_given_assertions "$2/$file"
}

# Make a submission of hostile code: the reference, with its functions
# under other names, and the hostile ones in their place.
make_hostile()
{
   local source=$1 folder=$2 function call

   mkdir -p "$folder"
   sed -E 's/^([a-z].*[ *])HeapMgr_(malloc|free|isValid|nextPiece|countLists|nextInList)\(/static \1Inner_\2(/' \
      "$root/heapmgr4_dlist.c" >"$folder/heapmgr4_dlist.c"
   cat "$source" >>"$folder/heapmgr4_dlist.c"
   while IFS=@ read -r function call
   do
      grep -qF "$function" "$source" ||
         printf '%s { %s; }\n' "$function" "$call"
   done >>"$folder/heapmgr4_dlist.c" <<'END'
void *HeapMgr_malloc(size_t u)@return Inner_malloc(u)
void HeapMgr_free(void *pv)@Inner_free(pv)
bool HeapMgr_isValid(void)@return Inner_isValid()
enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *ps)@return Inner_nextPiece(ps)
size_t HeapMgr_countLists(void)@return Inner_countLists()
void *HeapMgr_nextInList(size_t u, void *pv)@return Inner_nextInList(u, pv)
END
   cp "$root/heapmgr5_bins.c" "$folder"
}

# Make two stubs, as students get them, in folder $1.
make_stubs()
{
   local stage

   mkdir -p "$1"
   for stage in heapmgr4_dlist.c heapmgr5_bins.c
   do
      awk -f "$root/grading/starter/stub.awk" "$root/grading/starter/given.txt" \
         "$root/grading/starter/yours.c" "$root/$stage" >"$1/$stage"
   done
}
