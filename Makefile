# The heap manager kit.  `make help` lists what can be asked for.
#
# Everything generated lies under $(BUILD).  Another compiler:
#    make CC=clang BUILD=build/clang check

CC = gcc
BUILD = build
VERSION = 1.1

STAGES = $(patsubst heapmgr%.c,%,$(sort $(wildcard heapmgr[1-9]_*.c)))
APPENDIX = $(patsubst appendix/heapmgr%.c,%,\
   $(wildcard appendix/heapmgr*.c))
ALL = $(STAGES) $(APPENDIX)

$(if $(word 2,$(BUILD)),$(error BUILD names a folder with a space in its \
   name; make can't do that: take another one))
include driver/ask.mk

# Managers whose chunks have a header only; all others have a footer too.
HEADER_ONLY = 1_minimal 2_pad 3_list 6_vm _unsorted

# What testheapmgr is made of, beside testheapmgr.c and a manager.
DRIVER = adversary checkrate granules guard histogram inspection \
   memory options oracle player report rng source space steps tables \
   ticks trace watch workload

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
   -Wstrict-prototypes -Wmissing-prototypes
WERROR =

# What must be there.  CFLAGS, CPPFLAGS, LDFLAGS and LDLIBS are free for
# whoever calls make: what they hold is added, behind it.
KIT_CFLAGS = -std=c11 -g $(WARNINGS) $(WERROR)
KIT_CPPFLAGS = -D_DEFAULT_SOURCE -I. -Idriver -Idriver/assert -MMD -MP \
   $(AS_WRITTEN)
# Some systems' compilers (Ubuntu's) replace calls such as printf by others
# that check more; here what is in the file is called, and measured.
AS_WRITTEN = -U_FORTIFY_SOURCE
WRAPS = -Wl,--wrap=brk,--wrap=sbrk,--wrap=mmap,--wrap=munmap

vpath %.c . driver driver/assert appendix appendix/race grading/suites grading/judge \
   grading/intake grading/assurance

# With it, cd would search other folders and print what it found.
unexport CDPATH

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
$(BUILD)/testheapmgr%: KIT_LDFLAGS += $(TOGETHER)

COUNTED = -fsanitize-coverage=trace-pc
$(BUILD)/steps/heapmgr%.o: MODE += $(COUNTED)
$(BUILD)/steps/chunk%.o: MODE += $(COUNTED)

# Of the C library's malloc only the wrapper could be counted.
$(BUILD)/steps/heapmgr_gnu.o: COUNTED =

SANITIZED = -fsanitize=address
$(BUILD)/sanitize/heapmgr%.o: MODE += $(SANITIZED)
$(BUILD)/sanitize/chunk%.o: MODE += $(SANITIZED)
$(BUILD)/sanitize/testheapmgr%: KIT_LDFLAGS += -fsanitize=address,undefined

HEADER_ONLY_FILES = $(foreach b,release debug steps sanitize,\
   $(foreach m,$(HEADER_ONLY),\
   $(BUILD)/$b/heapmgr$m.o $(BUILD)/$b/chunk$m.o))
$(HEADER_ONLY_FILES): KIT_CPPFLAGS += -DCHUNK_FOOTER_UNITS=0

# The C library's malloc is linked in statically: then the watch sees
# what it gets from the system, as with any other manager.
LIBC_WRAPS = -static -Wl,--wrap=__sbrk,--wrap=__mmap,--wrap=__munmap
$(BUILD)/testheapmgr_gnu: KIT_LDFLAGS += $(LIBC_WRAPS)
$(BUILD)/debug/testheapmgr_gnu: KIT_LDFLAGS += $(LIBC_WRAPS)
$(BUILD)/steps/testheapmgr_gnu: KIT_LDFLAGS += $(LIBC_WRAPS)

# make V=1 shows the commands in full.
SAY = $(if $(V),,@echo '  $(CC) $@';)
COMPILE_FLAGS = $(KIT_CFLAGS) $(KIT_CPPFLAGS) $(MODE) $(CPPFLAGS) $(CFLAGS)
LINK_FLAGS = $(KIT_CFLAGS) $(MODE) $(KIT_LDFLAGS) $(CFLAGS) $(LDFLAGS)
LINKED = -o $@ $(filter %.o,$^) $(KIT_LDLIBS) $(LDLIBS)
COMPILE = $(SAY)$(CC) $(COMPILE_FLAGS) -c -o $@ $<
LINK = $(SAY)$(CC) $(LINK_FLAGS) $(WRAPS) $(LINKED)
LINK_PLAIN = $(SAY)$(CC) $(LINK_FLAGS) $(LINKED)
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

# testheapmgr --version says it.
$(BUILD)/%/options.o: KIT_CPPFLAGS += -DKIT_VERSION='"$(VERSION)"'

FOLDERS = $(addprefix $(BUILD)/,release debug steps sanitize)
$(FOLDERS): ; mkdir -p $@

# With which compiler and flags.  All objects that are there depend on it:
# with others they are made again.  It is included, so it is there before
# the first object is.
MADE_WITH := \# $(CC) $(shell $(CC) --version 2>/dev/null | head -n 1) \
   $(filter-out -Werror,$(KIT_CFLAGS)) $(CFLAGS) $(CPPFLAGS)
FORCE:
.PHONY: FORCE
$(BUILD)/made-with: export MADE_WITH := $(MADE_WITH)
$(BUILD)/made-with: FORCE
	@{ mkdir -p $(@D); echo "$$MADE_WITH" | cmp -s - $@ || \
	   echo "$$MADE_WITH" >$@; } 2>/dev/null || true
-include $(BUILD)/made-with
$(wildcard $(BUILD)/*/*.o $(BUILD)/grade/*/*.o): $(BUILD)/made-with

# What each object was made of, besides its source.
$(BUILD)/%.d: ;
-include $(patsubst %.o,%.d,$(wildcard $(BUILD)/*/*.o))

##
## Set-up, and the rest
##

# Recipes of targets that make setup-dev installs for begin with
# $(call needs,PROGRAM PACKAGE).
needs = @command -v $(firstword $1) >/dev/null || { \
   echo "make: $@ needs $(firstword $1), of the package $(lastword $1);" \
   "make setup-dev installs it" >&2; exit 2; }

# What must be installed, by the names of Debian's packages.  The folders
# add what they need.  What not every release has, and one target only
# needs, is OPTIONAL_PACKAGES: PACKAGE:TARGET.
PACKAGES += gcc libc6-dev make pkg-config

setup: ## install what this machine lacks
	@sh driver/setup.sh $(sort $(PACKAGES)) -- $(sort $(OPTIONAL_PACKAGES))
.PHONY: setup

# The folders' own targets: driver/record/record.mk and the like.
FOLDERS_MADE = driver driver/* .ci .ci/* appendix/* machine grading \
   grading/* grading/assurance/* demo docs
NOT_MADE = driver/ask.mk $(if $(wildcard .ci),grading/starter/student.mk)
include $(filter-out $(NOT_MADE),$(wildcard $(FOLDERS_MADE:%=%/*.mk)))

clean: ## remove everything generated
	rm -rf $(BUILD)
.PHONY: clean

HELP_FROM ?= $(MAKEFILE_LIST)
help: ## list what can be asked for
	@awk -F ':.*## ' \
	   '/^[a-z][^:]*:.*## / { printf "make %-14s %s\n", $$1, $$2 }' \
	   $(HELP_FROM)
.PHONY: help
