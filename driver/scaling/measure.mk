# measure.mk: what the managers cost, measured; the top Makefile includes
# it.

##
## Measuring
##

# make scaling MANAGERS='3_list _buddy': all stages, unless said
# otherwise; MANAGERS=all takes the appendix too, but for the C library's
# malloc, whose steps can't be counted.
SCALED = $(filter-out _gnu,$(if $(filter all,$(MANAGERS)),$(ALL),\
   $(or $(MANAGERS),$(STAGES))))

scaling: ## steps per call against the number of chunks: O(1) or O(n)?
scaling: $(SCALED:%=$(BUILD)/steps/testheapmgr%)
	@$(SCALE)
SCALE = BUILD='$(BUILD)' bash driver/scaling/scaling.sh $(SCALE_PAIRS)
SCALE_PAIRS = $(foreach m,$(SCALED),$m=$(wildcard heapmgr$m.c \
   appendix/heapmgr$m.c))

# For the plots, unless it has been measured already.
SCALING = $(BUILD)/scaling/scaling.tsv
plots: $(SCALING)
$(SCALING): | $(SCALED:%=$(BUILD)/steps/testheapmgr%) \
   $(filter scaling,$(MAKECMDGOALS))
	@test -s $@ || { echo '  measure $@, which takes a minute'; \
	   $(SCALE) >$(BUILD)/scaling.log; }

# Managers that are hard to look into, for the test.
LOOKS = 0 1 2 3 4 5
LOOK_PROGRAMS = $(LOOKS:%=$(BUILD)/measure/testheapmgr_look%)

$(LOOK_PROGRAMS): $(BUILD)/measure/testheapmgr_look%: \
   driver/scaling/lookedinto.c $(BUILD)/release/chunk4_dlist.o \
   $(BUILD)/release/testheapmgr.o $(DRIVER:%=$(BUILD)/release/%.o) \
   | $(BUILD)/measure
	$(SAY)$(CC) $(COMPILE_FLAGS) -MF $@.d -O2 -DNDEBUG \
	   -DLOOK=$* $(TOGETHER) $(WRAPS) -o $@ $(filter %.c %.o,$^)

$(BUILD)/measure: ; mkdir -p $@

MEASURE_TEST_NEEDS = $(STAGES:%=$(BUILD)/testheapmgr%) \
   $(STAGES:%=$(BUILD)/steps/testheapmgr%) $(LOOK_PROGRAMS)
CHECKS += driver/scaling/measure-test.sh
CHECKS_NEED += $(MEASURE_TEST_NEEDS)

check-measure: ## are the measurements what docs/measuring.md says?
check-measure: $(MEASURE_TEST_NEEDS)
	BUILD='$(BUILD)' bash driver/scaling/measure-test.sh

measure-long: ## the same on all traces, under load, and by the clock
measure-long: $(MEASURE_TEST_NEEDS)
	BUILD='$(BUILD)' bash driver/scaling/measure-test.sh --long

.PHONY: scaling check-measure measure-long
