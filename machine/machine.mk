# The machine that programs run on (see README.md), its library, and the
# managers as programs for it.

PACKAGES += gcc-riscv64-linux-gnu

CROSS = riscv64-linux-gnu-gcc
RV = $(BUILD)/machine/rv

# No file of the C library's: the headers are the compiler's own and ours.
RV_INCLUDE = $(shell $(CROSS) -print-file-name=include)
RV_CFLAGS = -std=c11 -march=rv64im -mabi=lp64 -mcmodel=medany \
   -ffreestanding -fno-pic -fno-tree-loop-distribute-patterns \
   -fno-stack-protector -fno-asynchronous-unwind-tables \
   -msmall-data-limit=0 -nostdinc -isystem $(RV_INCLUDE) \
   -Imachine/include $(WARNINGS) $(WERROR)
RV_MODE = -O2 -DNDEBUG
RV_COMPILE = $(if $(V),,@echo '  $(CROSS) $@';)$(CROSS) $(RV_CFLAGS) \
   $(RV_MODE) -I. -Idriver -MMD -MP -c -o $@ $<

# The machine itself.
MACHINE = live machine memory pages processor program text
MACHINE_OBJECTS = $(MACHINE:%=$(BUILD)/machine/%.o)

$(BUILD)/machine/%: MODE = -O2
$(BUILD)/machine/%.o: machine/%.c | $(BUILD)/machine ; $(COMPILE)
$(BUILD)/machine $(RV): ; mkdir -p $@

$(BUILD)/machine-run: $(BUILD)/machine/run.o $(MACHINE_OBJECTS)
	$(SAY)$(CC) -o $@ $^

# Programs: a manager, the chunk module in its layout, the library.
LIBRARY = $(patsubst machine/library/%.c,$(RV)/library_%.o,\
   $(wildcard machine/library/*.c))
RV_MANAGERS = $(filter-out _gnu,$(ALL))
RV_PROGRAMS = $(RV_MANAGERS:%=$(RV)/%.elf)

$(HEADER_ONLY:%=$(RV)/heapmgr%.o) $(HEADER_ONLY:%=$(RV)/chunk%.o): \
   RV_MODE += -DCHUNK_FOOTER_UNITS=0

$(RV)/library_%.o: machine/library/%.c | $(RV) ; $(RV_COMPILE)
$(RV)/chunk%.o: chunk.c | $(RV) ; $(RV_COMPILE)
$(RV)/heapmgr%.o: heapmgr%.c | $(RV) ; $(RV_COMPILE)
$(RV)/heapmgr%.o: appendix/heapmgr%.c | $(RV) ; $(RV_COMPILE)
$(RV)/%.elf: $(RV)/heapmgr%.o $(RV)/chunk%.o $(LIBRARY) machine/program.ld
	$(if $(V),,@echo '  $(CROSS) $@';)$(CROSS) -march=rv64im -mabi=lp64 \
	   -static -nostdlib -Wl,--no-relax,--build-id=none,-T,machine/program.ld \
	   -o $@ $(filter %.o,$^)
