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
RV_CODE = -std=c11 -march=rv64im -mabi=lp64 -mcmodel=medany \
   -mno-explicit-relocs -msmall-data-limit=0 -fno-pic -ffreestanding \
   -fno-tree-loop-distribute-patterns -fno-partial-inlining \
   -fno-stack-protector -fno-asynchronous-unwind-tables -g1
RV_CFLAGS = $(RV_CODE) -nostdinc -isystem $(RV_INCLUDE) \
   -Imachine/include $(WARNINGS) $(WERROR)
RV_MODE = -O2
RV_SAY = $(if $(V),,@echo '  $(CROSS) $@';)
RV_TEXT = $(RV_SAY)$(CROSS) $(RV_CFLAGS) $(RV_MODE) -I. -Idriver \
   -MMD -MP -S -o $@ $<

RV_LINK = $(RV_SAY)$(CROSS) -march=rv64im -mabi=lp64 -static -nostdlib \
   -Wl,--no-relax,--build-id=none,-e,0,-T,machine/program.ld \
   -o $@ $(filter %.o,$^)

# The machine itself.
MACHINE = live machine memory pages processor program storelog text
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

$(RV)/heapmgr%.admitted: ADMIT = -d HeapMgr_malloc -d HeapMgr_free \
   $(addprefix -u ,$(CHUNK_NAMES))

$(HEADER_ONLY:%=$(RV)/heapmgr%.s) $(HEADER_ONLY:%=$(RV)/chunk%.s): \
   RV_MODE += -DCHUNK_FOOTER_UNITS=0

$(RV)/library_%.o: machine/library/%.c | $(RV)
	$(RV_SAY)$(CROSS) $(RV_CFLAGS) -O2 -MMD -MP -c -o $@ $<
$(RV)/chunk%.s: chunk.c | $(RV) ; $(RV_TEXT)
$(RV)/heapmgr%.s: heapmgr%.c | $(RV) ; $(RV_TEXT)
$(RV)/heapmgr%.s: appendix/heapmgr%.c | $(RV) ; $(RV_TEXT)
$(RV)/%.admitted: $(RV)/%.s $(BUILD)/machine-admit
	$(if $(V),,@)$(BUILD)/machine-admit $(ADMIT) <$< >$@
$(RV)/%.o: $(RV)/%.admitted
	$(RV_SAY)$(CROSS) -march=rv64im -mabi=lp64 -c -o $@ -x assembler $<
$(RV)/%.elf: $(RV)/heapmgr%.o $(RV)/chunk%.o $(LIBRARY) \
   machine/program.ld
	$(RV_LINK)
-include $(wildcard $(RV)/*.d)

# A program of the tests, which does what programs may not.
$(RV)/odd.o: machine/tests/odd.c | $(RV)
	$(RV_SAY)$(CROSS) $(RV_CFLAGS) -Og -fno-inline -Wno-format -Wno-uninitialized \
	   -Wno-infinite-recursion -Wno-missing-prototypes -c -o $@ $<
$(RV)/odd.elf: $(RV)/odd.o $(LIBRARY) machine/program.ld
	$(RV_LINK)

# The tests, in four builds: each program out of all sources at once.
MACHINE_BUILDS = check sanitize coverage arm64
MACHINE_TESTS = processor_test machine_test program_test admit_test \
   refusals_test random run
MACHINE_SOURCES = $(MACHINE:%=machine/%.c) machine/admit.c \
   machine/tests/expect.c machine/tests/made.c
MACHINE_PARTS = $(MACHINE_SOURCES) \
   $(wildcard machine/*.h machine/tests/*.h)
MACHINE_TEST = @mkdir -p $(@D); echo '  $(firstword $(MACHINE_CC)) $@'; \
   $(MACHINE_CC) $(CFLAGS) -D_DEFAULT_SOURCE -Imachine -Imachine/tests \
   $(MACHINE_WRAPS) -o $@ $< $(MACHINE_SOURCES)
machine_tests = $(MACHINE_TESTS:%=$(BUILD)/machine/$1/%) \
   $(RV_PROGRAMS) $(RV)/odd.elf

# The host's refusals are made by the test itself.
$(BUILD)/machine/%/refusals_test: MACHINE_WRAPS = \
   -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

$(BUILD)/machine/check/%: MACHINE_CC = $(CC) -O2
$(BUILD)/machine/sanitize/%: MACHINE_CC = $(CC) -Og \
   -fsanitize=address,undefined -fno-sanitize-recover=all
$(BUILD)/machine/coverage/%: MACHINE_CC = $(CC) -O0 --coverage
$(BUILD)/machine/arm64/%: MACHINE_CC = aarch64-linux-gnu-gcc -O2 -static

$(MACHINE_BUILDS:%=$(BUILD)/machine/%/run): machine/run.c \
   $(MACHINE_PARTS)
	$(MACHINE_TEST)
$(BUILD)/machine/check/%: machine/tests/%.c $(MACHINE_PARTS) ; $(MACHINE_TEST)
$(BUILD)/machine/sanitize/%: machine/tests/%.c $(MACHINE_PARTS) ; $(MACHINE_TEST)
$(BUILD)/machine/coverage/%: machine/tests/%.c $(MACHINE_PARTS) ; $(MACHINE_TEST)
$(BUILD)/machine/arm64/%: machine/tests/%.c $(MACHINE_PARTS) ; $(MACHINE_TEST)

$(BUILD)/machine/fuzz: machine/tests/fuzz.c $(MACHINE_PARTS) \
   | $(BUILD)/machine
	$(SAY)clang -g -O1 -fsanitize=fuzzer,address,undefined \
	   -D_DEFAULT_SOURCE -Imachine -Imachine/tests -o $@ $< \
	   $(MACHINE_SOURCES)

CHECKS += machine/tests/check.sh
CHECKS_NEED += $(call machine_tests,check)
DEV_PACKAGES += qemu-user-static gcc-aarch64-linux-gnu \
   libc6-dev-arm64-cross

##
## The machine
##

machine: ## the machine, and the managers as programs for it
machine: $(BUILD)/machine-run $(BUILD)/machine-admit $(RV_PROGRAMS)

check-machine: ## the machine's tests, and random programs against qemu
check-machine: $(call machine_tests,check)
	@BUILD=$(BUILD) bash machine/tests/check.sh

machine-long: ## the same with sanitizers and on arm64, and 10^7 instructions
machine-long: $(foreach b,check sanitize arm64,$(call machine_tests,$b))
	@BUILD=$(BUILD) bash machine/tests/check.sh sanitize
	@BUILD=$(BUILD) bash machine/tests/check.sh arm64 qemu-aarch64-static
	$(BUILD)/machine/check/random qemu-riscv64-static 20000000 $(SEED)

machine-fuzz: ## garbled programs and texts for the machine, SECONDS= (60)
machine-fuzz: $(BUILD)/machine/fuzz $(RV_PROGRAMS)
	@BUILD=$(BUILD) bash machine/tests/fuzz.sh $< $(or $(SECONDS),60) $(RV)

machine-coverage: ## the lines of the machine that its tests don't reach
machine-coverage: $(call machine_tests,coverage)
	@find $(BUILD)/machine/coverage -name '*.gcda' -delete
	@BUILD=$(BUILD) bash machine/tests/check.sh coverage
	@BUILD=$(BUILD) bash machine/tests/coverage.sh

.PHONY: machine check-machine machine-long machine-fuzz machine-coverage
