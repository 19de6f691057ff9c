# statics.mk: the tests that need a manager's own statics (statics.c).

COMMA = ,
# Those whose statics it knows.
KNOWN_STATICS = $(filter 1_minimal 2_pad 3_list 4_dlist 5_bins 6_vm,\
   $(STAGES))
STATICS = $(KNOWN_STATICS:%=$(BUILD)/statics/check_statics%)

STATICS_COMPILE = $(SAY)$(CC) $(LINK_FLAGS) -D_DEFAULT_SOURCE $(AS_WRITTEN) -I. -Idriver/assert \
   $(if $(filter $*,$(HEADER_ONLY)),-DCHUNK_FOOTER_UNITS=0) \
   -DSTAGE=$(firstword $(subst _, ,$*)) \
   -DMANAGER_FILE='"heapmgr$*.c"' $(CPPFLAGS) \
   $(if $(filter 6_vm,$*),-Wl$(COMMA)--wrap=munmap) \
   -o $@ grading/suites/statics.c $(filter %.o,$^)

$(BUILD)/statics/%: MODE = -Og
$(STATICS): $(BUILD)/statics/check_statics%: grading/suites/statics.c \
   heapmgr%.c $(BUILD)/debug/chunk%.o $(BUILD)/debug/checkrate.o \
   | $(BUILD)/statics
	$(STATICS_COMPILE)
$(BUILD)/statics: ; mkdir -p $@

# The same for `make sanitize`: what C leaves undefined ends the program.
STATICS_SANITIZED = $(KNOWN_STATICS:%=$(BUILD)/sanitize/check_statics%)

$(STATICS_SANITIZED): KIT_LDFLAGS += $(SANITIZED)
$(STATICS_SANITIZED): $(BUILD)/sanitize/check_statics%: \
   grading/suites/statics.c heapmgr%.c $(BUILD)/sanitize/chunk%.o \
   $(BUILD)/sanitize/checkrate.o
	$(STATICS_COMPILE)
sanitize: $(STATICS_SANITIZED)

CHECKS += $(STATICS)
CHECKS_NEED += $(STATICS)
