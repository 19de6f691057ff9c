# summary.awk: the table that the lecture ends with, measured.
#
# Usage: awk -v tsv=summary.tsv -f read.awk -f summary.awk \
#    about.tsv medians.tsv
#
# The lecture calls space, malloc and free of each stage good or bad.
# Here a verdict comes from the worst of the tests: that is what the
# lecture means by "bad", a case in which it is.  The figure and the test
# stand beside it.

BEGIN {
   # A manager's space is good if at its peak the heap is payload to at
   # least this part.
   GOOD_UTILIZATION = 0.5

   # Its malloc, or its free, is good if a call takes at most so many
   # steps on the average, whatever the number of chunks, and goes to
   # the system at most in this part of the calls.
   GOOD_STEPS = 128
   GOOD_SYSCALLS = 0.5

   # The lecture's verdicts.  Its table ends with the bins; of vm it says
   # that every call goes to the system and that chunks are whole pages.
   lecture["1_minimal"] = "bad bad good"
   lecture["2_pad"] = "bad good good"
   lecture["3_list"] = "good bad bad"
   lecture["4_dlist"] = "good bad good"
   lecture["5_bins"] = "good good good"
   lecture["6_vm"] = "bad bad bad"
   topic_count = split("space malloc free", topics, " ")

   # Why a verdict may differ: manager, topic, verdict, what decided.
   why["1_minimal space good"] = why["2_pad space good"] = \
      "these tests free little before the heap's peak, so there is" \
      " little to be used again"
   why["6_vm space good"] = "these payloads nearly fill their pages"
   why["2_pad malloc bad syscalls"] = "most requests here are larger" \
      " than its pad of 8 KiB or what is left of it"
   why["3_list malloc good steps"] = why["4_dlist malloc good steps"] = \
      "the free list stays short here, so a search ends soon"
   why["3_list free good steps"] = "the free list stays short here," \
      " so the place of a chunk is found soon"
   why["3_list malloc bad syscalls"] = \
      why["4_dlist malloc bad syscalls"] = \
      why["5_bins malloc bad syscalls"] = "most requests here are" \
      " larger than what it asks the system for at a time"
   why["5_bins malloc bad steps"] = "large chunks share the last bin," \
      " which is searched chunk by chunk like a list"

   if (tsv != "")
      print "manager\ttopic\tverdict\tlecture\tutilization\tsteps" \
         "\tsteps_test\tsyscalls\tsyscalls_test\tdecided_by\ttest" >tsv
}

{
   note_space(manager, test, $column["utilization"])
   note_calls(manager, "malloc", test)
   note_calls(manager, "free", test)
   if ($column["status"] != "ok")
      unfinished[manager]++
}

# Keep the figure if it is the worst until now.
function note_space(manager, test, figure)
{
   if (figure == "-" ||
      (manager in utilization && figure + 0 >= utilization[manager] + 0))
      return
   utilization[manager] = figure
   utilization_test[manager] = test
   parts[manager] = ""
   if ($column["internal_bytes"] != "-")
      parts[manager] = sprintf("when the heap first was so large," \
         " %.0f %% of it was internal fragmentation, %.0f %% overhead," \
         " %.0f %% external fragmentation", percent("internal_bytes"),
         percent("overhead_bytes"), percent("external_bytes"))
}

function percent(part)
{
   return 100 * $column[part] / $column["peak_heap_bytes"]
}

# Keep the figures of topic, malloc or free, that are the worst until now.
function note_calls(manager, topic, test,   key, figure)
{
   key = manager " " topic
   figure = $column[topic "_steps_mean"]
   if (figure != "-" && (!(key in steps) || figure + 0 > steps[key] + 0))
   {
      steps[key] = figure
      steps_test[key] = test
      steps_part[key] = $column["steps_part"] == "yes" ? "~" : ""
   }
   figure = $column[topic "_syscalls_mean"]
   if (figure != "-" &&
      (!(key in syscalls) || figure + 0 > syscalls[key] + 0))
   {
      syscalls[key] = figure
      syscalls_test[key] = test
   }
}

# Judge the space of manager.
function judge_space(manager)
{
   decided = "utilization"
   where = utilization_test[manager]
   if (!(manager in utilization))
      return "-"
   return utilization[manager] + 0 >= GOOD_UTILIZATION ? "good" : "bad"
}

# Judge malloc or free; set decided and where to the figure that is
# furthest from being good.
function judge_calls(key,   too_many)
{
   too_many = key in syscalls && syscalls[key] + 0 > GOOD_SYSCALLS
   decided = too_many ? "syscalls" : "steps"
   where = too_many ? syscalls_test[key] : \
      key in steps ? steps_test[key] : ""
   if (too_many)
      return "bad"
   if (!(key in steps))
      return "-"
   return steps[key] + 0 <= GOOD_STEPS ? "good" : "bad"
}

# Judge manager in topic t, and remember what the table needs.
function judge(manager, t,   key, topic, said)
{
   topic = topics[t]
   key = manager " " topic
   verdict[key] = topic == "space" ? judge_space(manager) : \
      judge_calls(key)
   said = "-"
   if (manager in lecture)
   {
      split(lecture[manager], lectures, " ")
      said = lectures[t]
   }
   test_of[key] = where
   mark[key] = " "
   if (said != "-" && verdict[key] != "-" && said != verdict[key])
   {
      mark[key] = "*"
      notes[++note_count] = explain(manager, topic, said)
   }
   if (tsv != "")
      print manager "\t" topic "\t" verdict[key] "\t" said "\t" \
         known_or(topic == "space" && manager in utilization ? \
            utilization[manager] : "") "\t" \
         known_or(key in steps ? steps[key] : "") "\t" \
         known_or(key in steps ? steps_test[key] : "") "\t" \
         known_or(key in syscalls ? syscalls[key] : "") "\t" \
         known_or(key in syscalls ? syscalls_test[key] : "") "\t" \
         decided "\t" known_or(where) >tsv
}

function known_or(text)
{
   return text == "" ? "-" : text
}

# Why the verdict isn't the lecture's, in a line.
function explain(manager, topic, said,   key, cause, figure)
{
   key = manager " " topic
   cause = why[key " " verdict[key]]
   if (cause == "")
      cause = why[key " " verdict[key] " " decided]
   if (topic == "space")
   {
      figure = sprintf("%.1f %% of the heap's peak is payload in %s",
         100 * utilization[manager], shorten(where))
      if (verdict[key] == "bad")
         cause = parts[manager]
   }
   else if (decided == "steps")
      figure = sprintf("%.0f steps per call in %s", steps[key],
         shorten(where))
   else
      figure = sprintf("%.2f system calls per call in %s",
         syscalls[key], shorten(where))
   return sprintf("* %s, %s: %s, where the lecture says %s: at worst %s%s",
      manager, topic, verdict[key], said, figure,
      cause == "" ? "" : "; " cause)
}

function shorten(test)
{
   sub(/\.(rep|script)$/, "", test)
   return substr(test, 1, 13)
}

function show_calls(key)
{
   return sprintf("%-4s%s%8s%6s %-14s", verdict[key], mark[key],
      key in steps ? sprintf("%s%.0f", steps_part[key], steps[key]) : "-",
      key in syscalls ? sprintf("%.2f", syscalls[key]) : "-",
      shorten(test_of[key]))
}

# Print text, folded at blanks to lines of at most 100 characters.
function print_folded(text,   words, count, i, line)
{
   count = split(text, words, " ")
   line = words[1]
   for (i = 2; i <= count; i++)
      if (length(line) + length(words[i]) < 100)
         line = line " " words[i]
      else
      {
         print line
         line = "  " words[i]
      }
   print line
}

function print_table(   m, manager, line)
{
   printf "SUMMARY: the lecture's table, each verdict by the worst of" \
      " %d tests\n\n", test_count
   printf "%-" wide "s%-26s%-34s%s\n", "", "space", "malloc", "free"
   printf "%-" wide "s%12s %-13s%13s%6s %-14s%13s%6s %s\n", "",
      "payload", "in", "steps", "sys", "in", "steps", "sys", "in"
   for (m = 1; m <= manager_count; m++)
   {
      manager = managers[m]
      line = sprintf("%-" wide "s%-4s%s%7s %-13s%s%s",
         substr(manager, 1, wide - 1), verdict[manager " space"],
         mark[manager " space"], manager in utilization ? \
            sprintf("%.1f%%", 100 * utilization[manager]) : "-",
         shorten(test_of[manager " space"]),
         show_calls(manager " malloc"), show_calls(manager " free"))
      sub(/ +$/, "", line)
      print line
   }
}

END {
   wide = 12
   for (m = 1; m <= manager_count; m++)
   {
      if (length(managers[m]) >= wide)
         wide = length(managers[m]) < 24 ? length(managers[m]) + 1 : 24
      for (t = 1; t <= topic_count; t++)
         judge(managers[m], t)
   }
   print_table()
   printf "\ngood is: at least %.0f %% of the peak heap is payload;" \
      " at most %d steps per call and %.1f calls\nof the system per" \
      " call, on the average of the test where most are.\n",
      100 * GOOD_UTILIZATION, GOOD_STEPS, GOOD_SYSCALLS
   for (i = 1; i <= note_count; i++)
      print_folded(notes[i])
   for (m = 1; m <= manager_count; m++)
      if (managers[m] in unfinished)
         printf "! %s didn't come to its end in %d of the tests: see" \
            " above\n", managers[m], unfinished[managers[m]]
   if (note_count == 0)
      print "No verdict differs from the lecture's."
}
