# statics.mk: the tests that need a manager's own statics (statics.c).

COMMA = ,
STATICS = $(STAGES:%=$(BUILD)/statics/check_statics%)

$(STATICS): $(BUILD)/statics/check_statics%: grading/statics.c \
   heapmgr%.c $(BUILD)/debug/chunk%.o $(BUILD)/debug/checkrate.o \
   | $(BUILD)/statics
	$(SAY)$(CC) $(CFLAGS) -D_DEFAULT_SOURCE -I. -Idriver -Og \
	   $(if $(filter $*,$(HEADER_ONLY)),-DCHUNK_FOOTER_UNITS=0) \
	   -DSTAGE=$(firstword $(subst _, ,$*)) \
	   -DMANAGER_FILE='"heapmgr$*.c"' $(LDFLAGS) \
	   $(if $(filter 6_vm,$*),-Wl$(COMMA)--wrap=munmap) \
	   -o $@ grading/statics.c $(filter %.o,$^)
$(BUILD)/statics: ; mkdir -p $@

CHECKS += $(STATICS)
CHECKS_NEED += $(STATICS)
