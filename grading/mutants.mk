# mutants.mk: mechanical mistakes in the managers; does a test find each?

mutants: ## change the managers in all places: what does no test find?
	@BUILD='$(BUILD)' EVERY='$(or $(EVERY),1)' grading/mutants.sh \
	   $(or $(patsubst %,heapmgr%.c,$(MANAGERS)),\
	   heapmgr3_list.c heapmgr4_dlist.c heapmgr5_bins.c chunk.c)
.PHONY: mutants
