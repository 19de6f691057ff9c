# valid.awk: count what a HeapMgr_isValid catches, from the verbose output
# of the tests with the tag valid.

{ print }

# The line of one test: "ok   NAME: ...", "FAIL NAME: ..." or "not run: NAME:
# first ..."; two of the tests are about sound heaps.
/^(ok|FAIL|not run:) / {
   name = ($1 == "not") ? $3 : $2
   sub(/:$/, "", name)
   if (name == "valid_sound")
      sound = ($1 == "ok")
   else if (name ~ /^valid_/ && name != "valid_pure") {
      damages++
      caught += ($1 == "ok")
   }
}

END {
   if (!sound)
      print "First of all, HeapMgr_isValid must return true on sound heaps" \
         " (valid_sound)."
   printf "Your HeapMgr_isValid caught %d of %d kinds of damage.\n", caught, \
      damages
   exit !(sound && caught == damages)
}
