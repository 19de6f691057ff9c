# compare.mk: the comparison of managers, and the plots; the top Makefile
# includes it.

compare: ## managers x tests x traces: time, space, the summary; plots
compare: $(foreach m,$(ALL),$(BUILD)/testheapmgr$m \
   $(BUILD)/steps/testheapmgr$m) $(BUILD)/release/flags $(BUILD)/steps/flags
	@driver/compare.sh
.PHONY: compare

# What compare.sh takes from its environment.  A variable that nobody has
# set is empty there, and compare.sh has its own idea.
compare: export COMPARE_COUNT = $(COUNT)
compare: export COMPARE_SIZE = $(SIZE)
compare: export COMPARE_TESTS = $(TESTS)
compare: export COMPARE_TRACES = $(TRACES)
compare: export COMPARE_MANAGERS = $(MANAGERS)
compare: export COMPARE_RUNS = $(RUNS)
compare: export COMPARE_LIMIT = $(LIMIT)
compare: export COMPARE_LAYOUT = $(LAYOUT)
compare: export COMPARE_SEED = $(SEED)
compare: export COMPARE_BUILD = $(BUILD)
compare: export COMPARE_CC = $(CC)
compare: export COMPARE_KIT = $(ALL)
compare: export COMPARE_STAGES = $(STAGES)
compare: export COMPARE_DRIVER = testheapmgr $(DRIVER)
compare: export COMPARE_WRAPS = $(WRAPS)

# How a manager that isn't one of the kit's is compiled: as the kit's are.
FLAGS = @echo '$(CFLAGS) $(CPPFLAGS) $(MODE)'
$(BUILD)/release/flags: FORCE | $(BUILD)/release ; $(FLAGS) >$@
$(BUILD)/steps/flags: FORCE | $(BUILD)/steps ; $(FLAGS) '$(COUNTED)' >$@
FORCE:
.PHONY: FORCE
