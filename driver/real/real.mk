# real.mk: real programs on the kit's managers; the top Makefile includes
# it.
#
#    make run MANAGER=5 CMD='gcc -O2 -c x.c'    a command, and its figures
#    make run MANAGER=path/to/mine.c CMD='git log'
#    make real                 ten jobs on all managers, a table, a plot
#
# A manager becomes a library, $(BUILD)/lib/libheapmgr5_bins.so, that is
# preloaded: family.c is malloc and its family.  If the chunks of a file
# of one's own have a header only, as in stage 3, add OWN_CHUNK=3_list.

LIBRARIES = $(patsubst %,$(BUILD)/lib/libheapmgr%.so,\
   $(filter-out _gnu,$(ALL)))
LIBRARY_PARTS = $(patsubst %,$(BUILD)/lib/%.o,\
   family figures granules memory watch)

# No call of malloc may become one of calloc, which calls malloc.
$(BUILD)/lib/%: MODE = -O2 -DNDEBUG -fPIC -fvisibility=hidden \
   -fno-builtin-malloc -fno-builtin-calloc -fno-builtin-realloc \
   -fno-builtin-free
$(BUILD)/lib/%: KIT_CPPFLAGS += -Idriver/real
$(BUILD)/lib/%: WRAPS += -Wl,--wrap=abort

LIBRARY_HEADER_ONLY = $(foreach m,$(HEADER_ONLY),\
   $(BUILD)/lib/heapmgr$m.o $(BUILD)/lib/chunk$m.o)
$(LIBRARY_HEADER_ONLY): KIT_CPPFLAGS += -DCHUNK_FOOTER_UNITS=0

$(BUILD)/lib/chunk%.o: chunk.c | $(BUILD)/lib ; $(COMPILE)
$(BUILD)/lib/%.o: driver/real/%.c | $(BUILD)/lib ; $(COMPILE)
$(BUILD)/lib/%.o: %.c | $(BUILD)/lib ; $(COMPILE)
$(BUILD)/lib: ; mkdir -p $@

$(BUILD)/lib/libheapmgr%.so: $(BUILD)/lib/heapmgr%.o \
   $(BUILD)/lib/chunk%.o $(LIBRARY_PARTS)
	$(LINK) -shared -pthread -ldl
$(BUILD)/lib/showfigures: $(BUILD)/lib/showfigures.o
	$(LINK_PLAIN)

$(BUILD)/lib/threads: $(BUILD)/lib/threads.o
	$(LINK_PLAIN) -pthread

# Files of one's own become libheapmgrown_NAME.so.  They are compiled
# each time, and no .d file remembers where one lay.
RUN_OWN = $(filter %.c,$(MANAGER))
RUN_OWN_NAME = own_$(basename $(notdir $(RUN_OWN)))
ifneq ($(RUN_OWN),)
$(BUILD)/lib/heapmgr$(RUN_OWN_NAME).o: $(RUN_OWN) FORCE | $(BUILD)/lib
	$(COMPILE) $(if $(filter $(OWN_CHUNK),$(HEADER_ONLY)),\
	   -DCHUNK_FOOTER_UNITS=0) -MF /dev/null
$(BUILD)/lib/libheapmgr$(RUN_OWN_NAME).so: \
   $(BUILD)/lib/heapmgr$(RUN_OWN_NAME).o \
   $(BUILD)/lib/chunk$(OWN_CHUNK).o $(LIBRARY_PARTS)
	$(LINK) -shared -pthread -ldl
endif
RUN_NAME = $(if $(RUN_OWN),$(RUN_OWN_NAME),$(or $(MANAGER),5_bins))
RUN_LIBRARY = $(BUILD)/lib/libheapmgr$(RUN_NAME).so

##
## Real programs
##

run: ## a real program on a manager: make run MANAGER=5 CMD='...'
run: $(RUN_LIBRARY) $(BUILD)/lib/showfigures
	@BUILD='$(BUILD)' SECONDS_LIMIT='$(LIMIT)' \
	   bash driver/real/run.sh '$(RUN_LIBRARY)' "$$RUN_CMD"
run: export RUN_CMD = $(value CMD)

real: ## ten real jobs on all managers: time, memory, a table, a plot
real: $(LIBRARIES) $(BUILD)/lib/showfigures $(BUILD)/lib/threads
	@BUILD='$(BUILD)' CC='$(CC)' bash driver/real/real.sh \
	   $(or $(MANAGERS),$(filter-out _gnu,$(ALL)))

libraries: ## build/lib/libheapmgr5_bins.so ...: managers to preload
libraries: $(LIBRARIES)
.PHONY: run real libraries
PACKAGES += time
# Jobs of make real; what is missing is left out.
DEV_PACKAGES += sqlite3 libxml2-utils git python3 perl
