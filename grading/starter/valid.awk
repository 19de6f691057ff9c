# valid.awk: count what a HeapMgr_isValid catches, from the verbose output
# of the tests with the tag valid.

# Of the tests that can't run yet one line is enough.
/^not run: / { damages += is_damage($3); next }
{ print }

# The line of one test: "ok   NAME: ..." or "FAIL NAME: ...".
/^(ok|FAIL) / {
   if (is_damage($2)) {
      damages++
      caught += ($1 == "ok")
   }
   status[$2] = $1
}

END {
   if (status["valid_simple:"] != "ok")
      print "No damage was tried: first valid_simple must pass, above."
   else if (status["valid_sound:"] != "ok")
      print "Sound heaps come first: see valid_sound, above."
   printf "Your HeapMgr_isValid caught %d of %d kinds of damage.\n", caught, \
      damages
   exit !(status["valid_sound:"] == "ok" && caught == damages)
}

# Is the test "NAME:" about damage?  Three of them are about sound heaps.
function is_damage(name)
{
   return name ~ /^valid_/ && name !~ /^valid_(simple|sound|pure):/
}
