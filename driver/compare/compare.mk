# compare.mk: the comparison of managers, and the plots; the top Makefile
# includes it.

COMPARED = $(BUILD)/compare/medians.tsv
COMPARE_NEEDS = $(foreach m,$(ALL),$(BUILD)/testheapmgr$m \
   $(BUILD)/steps/testheapmgr$m) $(BUILD)/release/flags $(BUILD)/steps/flags

compare: ## managers x tests x traces: time, space, the summary; plots
compare: $(COMPARE_NEEDS)
	@bash driver/compare/compare.sh
.PHONY: compare

# What compare.sh takes from its environment.  A variable that nobody has
# set is empty there, and compare.sh has its own idea.
compare $(COMPARED): export COMPARE_COUNT = $(COUNT)
compare $(COMPARED): export COMPARE_SIZE = $(SIZE)
compare $(COMPARED): export COMPARE_TESTS = $(TESTS)
compare $(COMPARED): export COMPARE_TRACES = $(TRACES)
compare $(COMPARED): export COMPARE_MANAGERS = $(MANAGERS)
compare $(COMPARED): export COMPARE_RUNS = $(RUNS)
compare $(COMPARED): export COMPARE_LIMIT = $(LIMIT)
compare $(COMPARED): export COMPARE_LAYOUT = $(LAYOUT)
compare $(COMPARED): export COMPARE_SEED = $(SEED)
compare $(COMPARED): export COMPARE_BUILD = $(BUILD)
compare $(COMPARED): export COMPARE_CC = $(CC)
compare $(COMPARED): export COMPARE_KIT = $(ALL)
compare $(COMPARED): export COMPARE_STAGES = $(STAGES)
compare $(COMPARED): export COMPARE_DRIVER = testheapmgr $(DRIVER)
compare $(COMPARED): export COMPARE_WRAPS = $(WRAPS) $(TOGETHER)

# make plots PLOT_TEST=git PLOT_MANAGER=3_list: the heap over time.
PLOT_MANAGER = 4_dlist
PLOT_ONE = $(call full_name,$(PLOT_MANAGER))
PLOT_TEST =
PLOTTED = $(STAGES) _gnu
ROBSONS = $(filter-out 2_pad 6_vm,$(PLOTTED))
PLOT_TABLES = $(BUILD)/plots/tables

# What make compare has measured is drawn as it is, with whatever it was
# asked for; what nobody has measured yet is measured first.
plots: ## all plots as SVG and PNG, of what compare and scaling have measured
plots: $(foreach t,about heap costs growth robson,$(PLOT_TABLES)/$t.tsv) \
   $(COMPARED)
	@BUILD='$(BUILD)' PLOT_TEST='$(PLOT_TEST)' bash driver/plots/plots.sh
	@echo 'Plots: $(BUILD)/plots/*.{svg,png}'
.PHONY: plots

$(COMPARED): | $(COMPARE_NEEDS) $(filter compare,$(MAKECMDGOALS))
	@test -s $@ || { echo '  measure $@, which takes a minute or two'; \
	   bash driver/compare/compare.sh >$(BUILD)/compare.log; }

COLLECT = @mkdir -p $(@D); echo '  measure $@'; \
   BUILD='$(BUILD)' CC='$(CC)' PLOT_TEST='$(PLOT_TEST)' \
   bash driver/plots/collect.sh $(@F:.tsv=)
$(PLOT_TABLES)/about.tsv: FORCE ; $(COLLECT) >$@
$(PLOT_TABLES)/heap.tsv: $(BUILD)/testheapmgr$(PLOT_ONE) \
   $(BUILD)/testheapmgr_gnu FORCE ; $(COLLECT) $(PLOT_ONE) >$@
$(PLOT_TABLES)/costs.tsv: $(STAGES:%=$(BUILD)/steps/testheapmgr%) \
   $(BUILD)/testheapmgr_gnu FORCE ; $(COLLECT) $(STAGES) >$@
$(PLOT_TABLES)/growth.tsv: $(PLOTTED:%=$(BUILD)/testheapmgr%) \
   driver/plots/collect.sh ; $(COLLECT) $(PLOTTED) >$@
$(PLOT_TABLES)/robson.tsv: $(ROBSONS:%=$(BUILD)/testheapmgr%) \
   driver/plots/collect.sh ; $(COLLECT) $(ROBSONS) >$@

# How a manager that isn't one of the kit's is compiled: as the kit's are.
FLAGS = @echo '$(COMPILE_FLAGS)'
$(BUILD)/release/flags: FORCE | $(BUILD)/release ; $(FLAGS) '$(TOGETHER)' >$@
$(BUILD)/steps/flags: FORCE | $(BUILD)/steps ; $(FLAGS) '$(COUNTED)' >$@

# The table that the lecture begins with, and ends with on the projector.
TABLED = $(if $(filter all,$(MANAGERS)),$(ALL),$(or $(MANAGERS),$(STAGES)))

lecture-table: ## the lecture's table, for a screen of 80 columns: MANAGERS=
lecture-table: $(TABLED:%=$(BUILD)/steps/testheapmgr%)
	@for m in $(TABLED); do \
	   $(BUILD)/steps/testheapmgr$$m --steps --no-parts --tsv \
	      RandomRandom 20000 2000 || exit; \
	done | awk -f driver/compare/lecture-table.awk
.PHONY: lecture-table
