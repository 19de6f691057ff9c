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
compare: export COMPARE_WRAPS = $(WRAPS) $(TOGETHER)

# make plots PLOT_TEST=git PLOT_MANAGER=3_list: the heap over time.
PLOT_MANAGER = 4_dlist
PLOT_TEST =
PLOTTED = $(STAGES) _gnu
ROBSONS = $(filter-out 2_pad 6_vm,$(PLOTTED))
PLOT_TABLES = $(BUILD)/plots/tables

plots: ## all plots as SVG and PNG, after make compare and make scaling
plots: $(foreach t,about heap costs growth robson,$(PLOT_TABLES)/$t.tsv)
	@BUILD='$(BUILD)' PLOT_TEST='$(PLOT_TEST)' driver/plots.sh
	@echo 'Plots: $(BUILD)/plots/*.{svg,png}'
.PHONY: plots

COLLECT = @mkdir -p $(@D); echo '  measure $@'; \
   BUILD='$(BUILD)' CC='$(CC)' PLOT_TEST='$(PLOT_TEST)' \
   driver/plots/collect.sh $(@F:.tsv=)
$(PLOT_TABLES)/about.tsv: FORCE ; $(COLLECT) >$@
$(PLOT_TABLES)/heap.tsv: $(BUILD)/testheapmgr$(PLOT_MANAGER) \
   $(BUILD)/testheapmgr_gnu FORCE ; $(COLLECT) $(PLOT_MANAGER) >$@
$(PLOT_TABLES)/costs.tsv: $(STAGES:%=$(BUILD)/steps/testheapmgr%) \
   $(BUILD)/testheapmgr_gnu FORCE ; $(COLLECT) $(STAGES) >$@
$(PLOT_TABLES)/growth.tsv: $(PLOTTED:%=$(BUILD)/testheapmgr%) \
   driver/plots/collect.sh ; $(COLLECT) $(PLOTTED) >$@
$(PLOT_TABLES)/robson.tsv: $(ROBSONS:%=$(BUILD)/testheapmgr%) \
   driver/plots/collect.sh ; $(COLLECT) $(ROBSONS) >$@

# How a manager that isn't one of the kit's is compiled: as the kit's are.
FLAGS = @echo '$(CFLAGS) $(CPPFLAGS) $(MODE)'
$(BUILD)/release/flags: FORCE | $(BUILD)/release ; $(FLAGS) '$(TOGETHER)' >$@
$(BUILD)/steps/flags: FORCE | $(BUILD)/steps ; $(FLAGS) '$(COUNTED)' >$@
FORCE:
.PHONY: FORCE
