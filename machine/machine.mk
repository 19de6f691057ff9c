# The machine that programs run on (see README.md), its library, and the
# managers as programs for it.

PACKAGES += gcc-riscv64-linux-gnu

CROSS = riscv64-linux-gnu-gcc
RV = $(BUILD)/machine/rv

# No file of the C library's: the headers are the compiler's own and ours.
# HeapMgr_isValid must stay one function, so that the machine can skip its
# calls; addresses are loaded by lla and the like, which is what
# admission knows.
RV_INCLUDE = $(shell $(CROSS) -print-file-name=include)
RV_CFLAGS = -std=c11 -march=rv64im -mabi=lp64 -mcmodel=medany \
   -mno-explicit-relocs -msmall-data-limit=0 -fno-pic -ffreestanding \
   -fno-tree-loop-distribute-patterns -fno-partial-inlining \
   -fno-stack-protector -fno-asynchronous-unwind-tables -g1 \
   -nostdinc -isystem $(RV_INCLUDE) -Imachine/include \
   $(WARNINGS) $(WERROR)
RV_MODE = -O2 -DNDEBUG
RV_SAY = $(if $(V),,@echo '  $(CROSS) $@';)
RV_TEXT = $(RV_SAY)$(CROSS) $(RV_CFLAGS) $(RV_MODE) -I. -Idriver \
   -MMD -MP -S -o $@ $<

# The machine itself.
MACHINE = live machine memory pages processor program text
MACHINE_OBJECTS = $(MACHINE:%=$(BUILD)/machine/%.o)

$(BUILD)/machine/%: MODE = -O2
$(BUILD)/machine/%.o: machine/%.c | $(BUILD)/machine ; $(COMPILE)
$(BUILD)/machine $(RV): ; mkdir -p $@

$(BUILD)/machine-run: $(BUILD)/machine/run.o $(MACHINE_OBJECTS)
	$(SAY)$(CC) -o $@ $^
$(BUILD)/machine-admit: $(BUILD)/machine/admit_main.o \
   $(BUILD)/machine/admit.o
	$(SAY)$(CC) -o $@ $^

# Programs: a manager, the chunk module in its layout, the library.  What
# the compiler makes of manager and chunk module must be admitted.
LIBRARY = $(patsubst machine/library/%.c,$(RV)/library_%.o,\
   $(wildcard machine/library/*.c))
RV_MANAGERS = $(filter-out _gnu,$(ALL))
RV_PROGRAMS = $(RV_MANAGERS:%=$(RV)/%.elf)
CHUNK_NAMES = $(shell grep -oh 'Chunk_[a-z][a-zA-Z]*' chunk.h | sort -u)

$(RV)/heapmgr%.admitted.s: ADMIT = -d HeapMgr_malloc -d HeapMgr_free \
   $(addprefix -u ,$(CHUNK_NAMES))

$(HEADER_ONLY:%=$(RV)/heapmgr%.s) $(HEADER_ONLY:%=$(RV)/chunk%.s): \
   RV_MODE += -DCHUNK_FOOTER_UNITS=0

$(RV)/library_%.o: machine/library/%.c | $(RV)
	$(RV_SAY)$(CROSS) $(RV_CFLAGS) -O2 -MMD -MP -c -o $@ $<
$(RV)/chunk%.s: chunk.c | $(RV) ; $(RV_TEXT)
$(RV)/heapmgr%.s: heapmgr%.c | $(RV) ; $(RV_TEXT)
$(RV)/heapmgr%.s: appendix/heapmgr%.c | $(RV) ; $(RV_TEXT)
$(RV)/%.admitted.s: $(RV)/%.s $(BUILD)/machine-admit
	$(if $(V),,@)$(BUILD)/machine-admit $(ADMIT) <$< >$@
$(RV)/%.o: $(RV)/%.admitted.s
	$(RV_SAY)$(CROSS) -march=rv64im -mabi=lp64 -c -o $@ $<
$(RV)/%.elf: $(RV)/heapmgr%.o $(RV)/chunk%.o $(LIBRARY) \
   machine/program.ld
	$(RV_SAY)$(CROSS) -march=rv64im -mabi=lp64 -static -nostdlib \
	   -Wl,--no-relax,--build-id=none,-T,machine/program.ld \
	   -o $@ $(filter %.o,$^)
-include $(wildcard $(RV)/*.d)

##
## The machine
##

machine: ## the machine, and the managers as programs for it
machine: $(BUILD)/machine-run $(BUILD)/machine-admit $(RV_PROGRAMS)
.PHONY: machine
