# The check suites: one program for each manager, and one for each
# layout of chunks.  `make check-5_bins` checks one manager.
#
# They use a fifth build, in $(BUILD)/check: assertions as in debug, and
# the manager's steps are counted.

CHECK_SUITES = behaviour contract cost misuse policy system valid
CHECK_DRIVER = checkrate granules memory rng steps watch
# Without the library there is one line, and not one for each call of it.
CHECK_CFLAGS = $(if $(shell pkg-config --exists check && echo yes),,\
   $(error the suites need libcheck; make setup installs it))$(shell \
   pkg-config --cflags check)
CHECK_LIBS = $(shell pkg-config --libs check)

$(BUILD)/check/%: MODE = -Og
$(BUILD)/check/heapmgr%.o: MODE += $(COUNTED)
$(BUILD)/check/chunk%.o: MODE += $(COUNTED)
$(BUILD)/check/%: KIT_CPPFLAGS += -Igrading/suites $(CHECK_CFLAGS)
$(BUILD)/check%: KIT_LDLIBS += $(CHECK_LIBS)

# What depends on the layout of chunks, and on the manager's name.
CHECK_HEADER_ONLY = $(foreach m,$(HEADER_ONLY) _header,\
   $(BUILD)/check/heapmgr$m.o $(BUILD)/check/chunk$m.o \
   $(BUILD)/check/valid$m.o $(BUILD)/check/layout$m.o)
$(CHECK_HEADER_ONLY): KIT_CPPFLAGS += -DCHUNK_FOOTER_UNITS=0

# A stage's number says what is tested.  Any other manager may say in its
# head that it is "Tested as stage 5"; if it doesn't, only what any manager
# must do is tested.
manager_file = $(wildcard heapmgr$1.c appendix/heapmgr$1.c)
tested_as = $(or $(filter 1 2 3 4 5 6,$(firstword $(subst _, ,$1))),\
   $(if $(call manager_file,$1),$(shell awk 'FNR <= 20 && \
   match($$0, /[Tt]ested as stage [1-6]/) { \
   print substr($$0, RSTART + RLENGTH - 1, 1) }' \
   $(call manager_file,$1))),0)

.SECONDEXPANSION:
$(BUILD)/check/checkmain%.o: checkmain.c $$(call manager_file,$$*) \
   | $(BUILD)/check
	$(COMPILE) -DCHECKED_NAME='"$*"' -DCHECKED_STAGE=$(call tested_as,$*)
$(BUILD)/check/valid%.o: valid.c | $(BUILD)/check
	$(COMPILE)
$(BUILD)/check/layout%.o: layout.c | $(BUILD)/check
	$(COMPILE)
$(BUILD)/check/chunk%.o: chunk.c | $(BUILD)/check ; $(COMPILE)
$(BUILD)/check/%.o: %.c | $(BUILD)/check ; $(COMPILE)
$(BUILD)/check: ; mkdir -p $@

CHECK_SHARED = $(patsubst %,$(BUILD)/check/%.o,\
   crash inputs picture verdict $(CHECK_DRIVER))

# All but the manager and the chunk module.
CHECK_REST = $(BUILD)/check/checkmain%.o $(BUILD)/check/valid%.o \
   $(patsubst %,$(BUILD)/check/%.o,\
   $(filter-out valid,$(CHECK_SUITES))) \
   $(BUILD)/check/subjects_manager.o $(BUILD)/check/practice.o \
   $(BUILD)/check/arrange.o $(CHECK_SHARED)

$(BUILD)/check%: $(BUILD)/check/heapmgr%.o $(BUILD)/check/chunk%.o \
   $(CHECK_REST)
	$(LINK)

CHECK_CHUNKS = $(BUILD)/check_chunk_header $(BUILD)/check_chunk_footer
CHECK_CHUNK_REST = $(BUILD)/check/checkmain_chunk%.o \
   $(BUILD)/check/layout%.o $(BUILD)/check/subjects_layout.o \
   $(CHECK_SHARED)
$(CHECK_CHUNKS): $(BUILD)/check_chunk%: $(BUILD)/check/chunk%.o \
   $(CHECK_CHUNK_REST)
	$(LINK)

##
## Checks
##

# The C library's malloc is no manager that could be checked here.
CHECKED = $(filter-out _gnu,$(ALL))
CHECK_EACH = $(CHECKED:%=check-%)

check-managers: ## all suites: the managers', and the chunk module's
check-managers: $(CHECK_EACH) check-chunk $(BUILD)/check/through-host

# In the grader the manager is in another process: a suite may call it by
# Host_... only (host.h).
SUITE_OBJECTS = $(patsubst %,$(BUILD)/check/%.o,arrange crash inputs picture \
   verdict valid4_dlist $(filter-out valid,$(CHECK_SUITES)))
$(BUILD)/check/through-host: $(SUITE_OBJECTS)
	@! nm -A -u $^ | grep -E ' HeapMgr_(malloc|free|isValid)$$' || { \
	   echo 'check-managers: a suite calls the manager itself, which is' \
	      'not there in the grader; call Host_... (host.h)' >&2; exit 1; }
	@touch $@

check-5: ## the suite of one manager, in seconds

$(CHECK_EACH): check-%: $(BUILD)/check%
	$<

# By number, or by name without what stands before the _.  Students' make
# has check-4 and check-5 of its own.
CHECK_SHORT = $(foreach m,$(CHECKED),check-$(firstword $(subst _, ,$m)))
ifneq ($(wildcard .ci),)
check_short = $(patsubst %,check-%,$(call full_name,$(1:check-%=%)))
$(sort $(CHECK_SHORT)): $$(call check_short,$$@)
.PHONY: $(CHECK_SHORT)
endif

check-chunk: ## the suites of the chunk module, in both layouts
check-chunk: $(CHECK_CHUNKS)
	$(BUILD)/check_chunk_header
	$(BUILD)/check_chunk_footer

.PHONY: check-managers check-chunk $(CHECK_EACH)

CHECK_SUITED = $(CHECK_CHUNKS) $(CHECKED:%=$(BUILD)/check%)
CHECKS += $(CHECK_SUITED)
CHECKS_NEED += $(CHECK_SUITED) $(BUILD)/check/through-host
