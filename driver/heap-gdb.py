# heap-gdb.py: commands for gdb that show a heap of chunks.
#
#    heap        the chunks in address order; heap all, if many are alike
#    freelist    the free list, in its own order
#    bins        the bins that hold chunks
#    chunk P     the chunk that P points into, or starts
#
# In a check program (make debug TEST=...) there are also
#
#    test        run the test, and stop where it fails, crashes or loops
#    again [N]   run it again, and stop before its last call of your
#                manager, or N calls before that
#
# They know what chunk.h says of a chunk, and the names oHeapStart,
# oHeapEnd, oFreeList and aoBins of the managers.  They believe no size
# and no link, so that they can be used on a broken heap.

import gdb

UNIT = 16
MOST = 200  # lines printed at the most
SIGPROF = 27


def value(name):
   """The value of an expression as a number; None if it has none."""
   try:
      return int(gdb.parse_and_eval("(unsigned long)" + name))
   except gdb.error:
      return None


def word(address):
   """The 8 bytes at address as a number; None if they can't be read."""
   try:
      memory = gdb.selected_inferior().read_memory(address, 8)
   except gdb.MemoryError:
      return None
   return int.from_bytes(bytes(memory), "little")


def has_footers():
   """Stages 1, 2, 3 and 6 have chunks with a header only."""
   return gdb.lookup_global_symbol("Chunk_getFooterUnits") is not None


class Chunk:
   def __init__(self, address):
      self.address = address
      header = word(address)
      self.readable = header is not None
      self.units = header >> 1 if self.readable else 0
      self.in_use = bool(header & 1) if self.readable else False
      self.next = word(address + 8)
      self.end = address + UNIT * self.units
      self.footer_units = self.prev = None
      if has_footers() and self.units > 0:
         self.footer_units = word(self.end - UNIT)
         self.prev = word(self.end - UNIT + 8)

   def fault(self, start, end):
      """What is wrong with it, or None."""
      least = 3 if has_footers() else 2
      if not self.readable:
         return "its header can't be read"
      if not start <= self.address < end or (self.address - start) % UNIT:
         return "no chunk can start here"
      if self.units < least:
         return "its header says %d units, the least is %d" % (
            self.units, least)
      if self.end > end:
         return "its header says %d units, only %d are left" % (
            self.units, (end - self.address) // UNIT)
      if has_footers() and self.footer_units != self.units:
         return "its header says %d units, its footer %s" % (
            self.units, self.footer_units)
      return None

   def is_free(self, free):
      """By its status, or by free, the chunks on the list."""
      return not self.in_use if has_footers() else self.address in free

   def describe(self, start, free, listed=False):
      line = "%#x  +%-8d %-6s %6d units %9d bytes" % (
         self.address, self.address - start,
         "free" if free else "in use", self.units, self.units * UNIT)
      if free or listed:
         line += "  next %#x" % self.next
         if self.prev is not None:
            line += "  prev %#x" % self.prev
      return line


def ends():
   start, end = value("oHeapStart"), value("oHeapEnd")
   if start is None or end is None:
      print("This program has no oHeapStart and oHeapEnd (is it stopped in"
            " a manager of stages 3 to 5?).")
      return None
   if not start:
      print("The heap is empty: nothing was allocated yet.")
      return None
   return start, end


def listed(first, start, end):
   """The chunks from first on by their links, up to the first fault."""
   seen = set()
   address = first
   while address:
      chunk = Chunk(address)
      fault = chunk.fault(start, end)
      if address in seen:
         fault = "the list has been here before: a cycle"
      yield chunk, fault
      if fault or len(seen) == MOST:
         return
      seen.add(address)
      address = chunk.next


def free_chunks(start, end):
   """The addresses on a list of chunks that have no status."""
   if has_footers():
      return set()
   return {chunk.address for chunk, fault in
           listed(value("oFreeList"), start, end) if not fault}


class Heap(gdb.Command):
   """heap [all]: show the chunks in address order.  Of more than four
   chunks in use of one length, side by side, the first and the last are
   shown, unless you say all."""

   def __init__(self):
      super().__init__("heap", gdb.COMMAND_DATA)

   def invoke(self, argument, from_tty):
      limits = ends()
      if limits is None:
         return
      start, end = limits
      free = free_chunks(start, end)
      print("heap %#x up to %#x, %d bytes" % (start, end, end - start))
      address, before_free, lines = start, False, 0
      run = []  # chunks in use of one length, not printed yet
      while address < end and lines < MOST:
         chunk = Chunk(address)
         fault = chunk.fault(start, end)
         is_free = not fault and chunk.is_free(free)
         if run and (fault or is_free or argument == "all"
               or chunk.units != run[0].units):
            lines += self.show_run(run, start, free)
            run = []
         if fault:
            print("%#x  +%-8d BROKEN: %s" % (address, address - start,
               fault))
            return
         if is_free:
            print(chunk.describe(start, True))
            lines += 1
         else:
            run.append(chunk)
         if is_free and before_free:
            print("   ^ free, and so is the chunk before it: these should"
                  " be one")
         before_free = is_free
         address = chunk.end
      self.show_run(run, start, free)
      if address < end:
         print("... and more")

   def show_run(self, run, start, free):
      """Print chunks in use of one length; return the lines it took."""
      if len(run) <= 4:
         shown = run
      else:
         shown = [run[0], run[-1]]
      for chunk in shown:
         print(chunk.describe(start, False))
         if chunk is run[0] and len(shown) < len(run):
            print("   ... %d more like it" % (len(run) - 2))
      return len(shown)


def show_list(first, limits, is_right=lambda units: True):
   """Show the list from first on; is_right(units) tells whether a chunk of
   so many units belongs on it."""
   start, end = limits
   before = 0
   for chunk, fault in listed(first, start, end):
      if fault:
         print("   %#x  BROKEN: %s" % (chunk.address, fault))
         return
      is_free = not (has_footers() and chunk.in_use)
      print("   " + chunk.describe(start, is_free, True))
      if not is_free:
         print("   ^ on the list, but its status is in use")
      if has_footers() and chunk.prev != before:
         print("   ^ its prev is %#x, but the chunk before it is %#x" % (
            chunk.prev, before))
      if not is_right(chunk.units):
         print("   ^ not the bin for chunks of %d units" % chunk.units)
      before = chunk.address


class FreeList(gdb.Command):
   """freelist: show the free list in its own order."""

   def __init__(self):
      super().__init__("freelist", gdb.COMMAND_DATA)

   def invoke(self, argument, from_tty):
      limits = ends()
      first = value("oFreeList")
      if limits is None:
         return
      if first is None:
         print("This manager has no oFreeList; try bins.")
      elif first == 0:
         print("The free list is empty.")
      else:
         show_list(first, limits)


class Bins(gdb.Command):
   """bins: show the bins that hold chunks."""

   def __init__(self):
      super().__init__("bins", gdb.COMMAND_DATA)

   def invoke(self, argument, from_tty):
      limits = ends()
      if limits is None:
         return
      try:
         bins = gdb.parse_and_eval("aoBins")
      except gdb.error:
         print("This manager has no aoBins; try freelist.")
         return
      low, high = bins.type.range()
      empty = True
      for i in range(low, high + 1):
         first = int(bins[i])
         if first:
            empty = False
            print("bin %d%s" % (i, " (the last one)" if i == high else ""))
            show_list(first, limits,
               lambda units, i=i: min(units, high) == i)
      if empty:
         print("All bins are empty.")


class ShowChunk(gdb.Command):
   """chunk P: show the chunk that P starts or points into."""

   def __init__(self):
      super().__init__("chunk", gdb.COMMAND_DATA)

   def invoke(self, argument, from_tty):
      limits = ends()
      if limits is None:
         return
      if not argument:
         print("Which one?  chunk P, where P is an address or a variable.")
         return
      wanted = value("(%s)" % argument)
      if wanted is None:
         print("There is no %s here." % argument)
         return
      start, end = limits
      address = start
      while address < end:
         chunk = Chunk(address)
         fault = chunk.fault(start, end)
         if fault:
            print("%#x lies at or after the broken chunk %#x: %s" % (
               wanted, address, fault))
            return
         if address <= wanted < chunk.end:
            print(chunk.describe(start,
               chunk.is_free(free_chunks(start, end))))
            print("   payload %#x up to %#x" % (
               address + UNIT,
               chunk.end - (UNIT if has_footers() else 0)))
            return
         address = chunk.end
      print("%#x is not in the heap, which is %#x up to %#x." % (
         wanted, start, end))


SUITES = ("behaviour", "contract", "cost", "layout", "misuse", "policy",
          "system", "valid")


def select_frame(names):
   """Select the innermost frame whose file starts with one of names."""
   frame = gdb.newest_frame()
   while frame is not None:
      table = frame.find_sal().symtab
      file = table.filename.rsplit("/", 1)[-1] if table else ""
      if file.startswith(names):
         frame.select()
         return True
      frame = frame.older()
   return False


def is_alive():
   return gdb.selected_inferior().pid != 0


def run_from_start():
   gdb.execute("set confirm off")
   gdb.execute("set pagination off")
   gdb.execute("run")


class Test(gdb.Command):
   """test: run the test and stop where it fails, crashes or loops."""

   def __init__(self):
      super().__init__("test", gdb.COMMAND_RUNNING)
      self.prepared = False

   def invoke(self, argument, from_tty):
      if not self.prepared:
         self.prepared = True
         gdb.execute("handle SIGPROF stop print nopass", to_string=True)
         gdb.execute("break Verdict_stop", to_string=True)
      print("Commands here: heap, freelist, bins, chunk P, again [N];"
            " help heap and the like\nsay more.  gdb's own: bt, up, print"
            " uUnits, next, step, continue, quit.")
      run_from_start()
      if not is_alive():
         print("The test did not fail, so there is nothing to stop at.")
         return
      frame = gdb.newest_frame()
      if frame.name() == "Verdict_stop":
         print("\n" + frame.read_var("pcMessage").string() + "\n")
         select_frame(SUITES)
         print("The last call has returned.  again stops before it.")
      else:
         if gdb.parse_and_eval("$_siginfo.si_signo") == SIGPROF:
            print("It loops: this call has taken seconds, and is stopped"
                  " where it is now.")
         select_frame(("heapmgr",))
      gdb.execute("frame")


class Again(gdb.Command):
   """again [N]: run the test again and stop before its last call of the
   manager, or N calls before that."""

   def __init__(self):
      super().__init__("again", gdb.COMMAND_RUNNING)

   def invoke(self, argument, from_tty):
      calls = "'verdict.c'::psRecord->uCalls"
      if not is_alive():
         print("The test is not running.  First: test")
         return
      last = int(gdb.parse_and_eval(calls))
      wanted = last - (int(argument) if argument else 0)
      if not 1 <= wanted <= last:
         print("There are only %d calls." % last)
         return
      mark = gdb.Breakpoint("Verdict_noteCall", temporary=True)
      mark.condition = "%s == %d" % (calls, wanted - 1)
      run_from_start()
      name = gdb.newest_frame().read_var("pcFunction").string()
      print("call %d of %d" % (wanted, last))
      gdb.execute("tbreak " + name, to_string=True)
      gdb.execute("continue")


Heap()
Test()
Again()
FreeList()
Bins()
ShowChunk()
