# The heap manager kit.  `make help` lists what can be asked for.
#
# Everything generated lies under $(BUILD).  Another compiler:
#    make CC=clang BUILD=build/clang check

CC = gcc
BUILD = build

STAGES = $(patsubst heapmgr%.c,%,$(sort $(wildcard heapmgr[1-9]_*.c)))
APPENDIX = $(patsubst appendix/heapmgr%.c,%,\
   $(wildcard appendix/heapmgr*.c))
ALL = $(STAGES) $(APPENDIX)

# A target that takes MANAGER ignores MANAGERS, and the other way round;
# and to make, scenario is another name than SCENARIO.  Ignored, they would
# leave somebody with the work of other managers than those asked for.
TAKE_MANAGER = demo demo-map
TAKE_MANAGERS = compare scaling prove prove-isvalid prove-graph million \
   $(TAKE_KIT)
TAKE_KIT = scaling soak coverage mutants lecture-table
asked = $(firstword $(filter $1,$(MAKECMDGOALS)))
given = $(filter command,$(origin $1))
refuse_other = $(if $(call given,$2),,$(if $(call given,$3),\
   $(error make $1 takes $2=, not $3=)))
$(if $(call asked,$(TAKE_MANAGER)),$(call \
   refuse_other,$(call asked,$(TAKE_MANAGER)),MANAGER,MANAGERS))
$(if $(call asked,$(TAKE_MANAGERS)),$(call \
   refuse_other,$(call asked,$(TAKE_MANAGERS)),MANAGERS,MANAGER))
$(foreach v,manager managers second scenario args count size tests \
   traces runs seed limit layout bytes sizes seconds submissions,\
   $(if $(call given,$v),$(error small letters are not large ones to make: \
   $(shell echo $v | tr a-z A-Z)=, not $v=)))

# A manager may be asked for by its number, and by its name with or
# without what stands before the _: 3, 3_list, list; _buddy, buddy.
# Anything else stays as it is, such as the path of a file.
full_name = $(firstword $(filter $1,$(ALL)) \
   $(filter $1_% _$1 %_$1,$(ALL)) $1)
full_names = $(foreach m,$1,$(call full_name,$m))
override MANAGER := $(call full_names,$(MANAGER))
override SECOND := $(call full_names,$(SECOND))
override MANAGERS := $(call full_names,$(MANAGERS))
$(foreach m,$(if $(call asked,$(TAKE_KIT)),$(MANAGERS)),\
   $(if $(filter all $(ALL),$m),,$(error make $(call asked,$(TAKE_KIT)): \
   there is no manager $m; MANAGERS= takes $(ALL))))

# Managers whose chunks have a header only; all others have a footer too.
HEADER_ONLY = 1_minimal 2_pad 3_list 6_vm _unsorted

# What testheapmgr is made of, beside testheapmgr.c and a manager.
DRIVER = adversary checkrate granules guard histogram inspection \
   memory options oracle player report rng source space steps tables \
   ticks trace watch workload

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
   -Wstrict-prototypes -Wmissing-prototypes
WERROR =
CFLAGS = -std=c11 -g $(WARNINGS) $(WERROR)
CPPFLAGS = -D_DEFAULT_SOURCE -I. -Idriver -Idriver/assert -MMD -MP
WRAPS = -Wl,--wrap=brk,--wrap=sbrk,--wrap=mmap,--wrap=munmap

vpath %.c . driver driver/assert appendix appendix/race grading/suites grading/judge \
   grading/intake grading/assurance

# Only the rules in this file and in the folders' .mk files.
MAKEFLAGS += --no-builtin-rules

.DEFAULT_GOAL = programs
.DELETE_ON_ERROR:
.SECONDARY:

##
## Programs, one for each manager
##

programs: ## build/testheapmgr1_minimal ... one program per manager
programs: $(ALL:%=$(BUILD)/testheapmgr%)
.PHONY: programs

# There are four builds of everything, each in a folder of its own.
#    release    what is timed: manager and chunk.c optimized together
#    debug      with assertions
#    steps      the manager's basic blocks are counted (driver/steps.h)
#    sanitize   the manager may not touch a client's payload

$(BUILD)/release/%: MODE = -O2 -DNDEBUG
$(BUILD)/debug/%: MODE = -Og
$(BUILD)/steps/%: MODE = -O2 -DNDEBUG -DCOUNT_STEPS
$(BUILD)/sanitize/%: MODE = -Og -DPOISON_PAYLOADS -fsanitize=undefined \
   -fno-sanitize-recover=all

# A manager and chunk.c are optimized as if they were one file, so that
# to read a chunk's size takes no call; nobody else sees into a chunk.
TOGETHER = -flto
$(BUILD)/release/heapmgr%.o: MODE += $(TOGETHER)
$(BUILD)/release/chunk%.o: MODE += $(TOGETHER)
$(BUILD)/testheapmgr%: LDFLAGS += $(TOGETHER)

COUNTED = -fsanitize-coverage=trace-pc
$(BUILD)/steps/heapmgr%.o: MODE += $(COUNTED)
$(BUILD)/steps/chunk%.o: MODE += $(COUNTED)

# Of the C library's malloc only the wrapper could be counted.
$(BUILD)/steps/heapmgr_gnu.o: COUNTED =

SANITIZED = -fsanitize=address
$(BUILD)/sanitize/heapmgr%.o: MODE += $(SANITIZED)
$(BUILD)/sanitize/chunk%.o: MODE += $(SANITIZED)
$(BUILD)/sanitize/testheapmgr%: LDFLAGS += -fsanitize=address,undefined

HEADER_ONLY_FILES = $(foreach b,release debug steps sanitize,\
   $(foreach m,$(HEADER_ONLY),\
   $(BUILD)/$b/heapmgr$m.o $(BUILD)/$b/chunk$m.o))
$(HEADER_ONLY_FILES): CPPFLAGS += -DCHUNK_FOOTER_UNITS=0

# The C library's malloc is linked in statically: then the watch sees
# what it gets from the system, as with any other manager.
LIBC_WRAPS = -static -Wl,--wrap=__sbrk,--wrap=__mmap,--wrap=__munmap
$(BUILD)/testheapmgr_gnu: LDFLAGS += $(LIBC_WRAPS)
$(BUILD)/debug/testheapmgr_gnu: LDFLAGS += $(LIBC_WRAPS)
$(BUILD)/steps/testheapmgr_gnu: LDFLAGS += $(LIBC_WRAPS)

# make V=1 shows the commands in full.
SAY = $(if $(V),,@echo '  $(CC) $@';)
COMPILE = $(SAY)$(CC) $(CFLAGS) $(CPPFLAGS) $(MODE) -c -o $@ $<
LINK = $(SAY)$(CC) $(CFLAGS) $(MODE) $(LDFLAGS) $(WRAPS) -o $@ \
   $(filter %.o,$^) $(LDLIBS)
parts = $(BUILD)/$1/heapmgr%.o $(BUILD)/$1/chunk%.o \
   $(BUILD)/$1/testheapmgr.o $(DRIVER:%=$(BUILD)/$1/%.o)

$(BUILD)/release/chunk%.o: chunk.c | $(BUILD)/release ; $(COMPILE)
$(BUILD)/release/%.o: %.c | $(BUILD)/release ; $(COMPILE)
$(BUILD)/debug/chunk%.o: chunk.c | $(BUILD)/debug ; $(COMPILE)
$(BUILD)/debug/%.o: %.c | $(BUILD)/debug ; $(COMPILE)
$(BUILD)/steps/chunk%.o: chunk.c | $(BUILD)/steps ; $(COMPILE)
$(BUILD)/steps/%.o: %.c | $(BUILD)/steps ; $(COMPILE)
$(BUILD)/sanitize/chunk%.o: chunk.c | $(BUILD)/sanitize ; $(COMPILE)
$(BUILD)/sanitize/%.o: %.c | $(BUILD)/sanitize ; $(COMPILE)

$(BUILD)/testheapmgr%: $(call parts,release) ; $(LINK)
$(BUILD)/debug/testheapmgr%: $(call parts,debug) ; $(LINK)
$(BUILD)/steps/testheapmgr%: $(call parts,steps) ; $(LINK)
$(BUILD)/sanitize/testheapmgr%: $(call parts,sanitize) ; $(LINK)

FOLDERS = $(addprefix $(BUILD)/,release debug steps sanitize)
$(FOLDERS): ; mkdir -p $@

# What each object was made of, besides its source.
$(BUILD)/%.d: ;
-include $(patsubst %.o,%.d,$(wildcard $(BUILD)/*/*.o))

##
## Set-up, and the rest
##

# What must be installed, by the names of Debian's packages.  The folders
# add what they need.  What not every release has, and one target only
# needs, is OPTIONAL_PACKAGES: PACKAGE:TARGET.
PACKAGES += gcc libc6-dev make pkg-config

setup: ## install what this machine lacks
	@driver/setup.sh $(sort $(PACKAGES)) -- $(sort $(OPTIONAL_PACKAGES))
.PHONY: setup

# The folders' own targets: driver/record/record.mk and the like.
FOLDERS_MADE = driver driver/* .ci .ci/* appendix/* machine grading \
   grading/* grading/assurance/* demo docs
include $(filter-out $(if $(wildcard .ci),grading/starter/student.mk),\
   $(wildcard $(FOLDERS_MADE:%=%/*.mk)))

clean: ## remove everything generated
	rm -rf $(BUILD)
.PHONY: clean

HELP_FROM ?= $(MAKEFILE_LIST)
help: ## list what can be asked for
	@awk -F ':.*## ' \
	   '/^[a-z][^:]*:.*## / { printf "make %-14s %s\n", $$1, $$2 }' \
	   $(HELP_FROM)
.PHONY: help
