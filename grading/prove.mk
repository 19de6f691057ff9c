# prove.mk: every heap that a manager can reach.

PROVE_PARTS = $(patsubst %,$(BUILD)/prove/objects/%.o,\
   prove prove_damage prove_rules prove_state prove_world)

$(BUILD)/prove/objects/%: MODE = -O2 -fno-pie
$(BUILD)/prove/objects/%: CPPFLAGS += -Igrading
$(BUILD)/prove/objects/%.o: %.c | $(BUILD)/prove/objects ; $(COMPILE)
$(BUILD)/prove/objects: ; mkdir -p $@

##
## Proofs
##

BYTES =
SIZES =
prove: $(PROVE_PARTS)
prove: ## look at every heap a manager can reach (MANAGERS=, BYTES=, SIZES=)
	@BUILD='$(BUILD)' CC='$(CC)' BYTES='$(BYTES)' SIZES='$(SIZES)' \
	   MEMORY='$(MEMORY)' SECONDS_EACH='$(SECONDS)' \
	   DAMAGE='$(DAMAGE)' GROWTH='$(GROWTH)' START='$(START)' \
	   FOREIGN='$(FOREIGN)' \
	   grading/prove.sh $(or $(MANAGERS),3_list 4_dlist 5_bins)
.PHONY: prove

CHECKS += grading/prove-test.sh
CHECKS_NEED += $(PROVE_PARTS)
