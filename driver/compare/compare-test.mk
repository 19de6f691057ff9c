# compare-test.mk: the test of make compare and make plots.

CHECK_COMPARE = driver/compare/compare-test.sh
CHECK_COMPARE_NEED = $(foreach m,$(ALL),\
   $(BUILD)/testheapmgr$m $(BUILD)/steps/testheapmgr$m)

check-compare: ## the test of make compare and make plots
check-compare: $(CHECK_COMPARE_NEED)
	BUILD='$(BUILD)' CC='$(CC)' bash $(CHECK_COMPARE)
.PHONY: check-compare

CHECKS += $(CHECK_COMPARE)
CHECKS_NEED += $(CHECK_COMPARE_NEED)
