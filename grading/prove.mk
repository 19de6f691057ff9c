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

PROVED = 3_list 4_dlist 5_bins

# The appendix can be proved, too, with patience and memory.  What not all
# of it promises: to coalesce all free neighbours;
# to ask, when much is refused, for no more than is needed; to change
# nothing in a malloc that returns NULL.
UNCOALESCED = _unsorted _deferred _buddy
INEXACT = _buddy _payload
CHANGING = _deferred

PROVE = BUILD='$(BUILD)' CC='$(CC)' BYTES='$(BYTES)' SIZES='$(SIZES)' \
   START='$(START)' FOREIGN='$(FOREIGN)' GROWTH='$(GROWTH)' \
   FOOTER='$(FOOTER)' MEMORY='$(MEMORY)' SECONDS_EACH='$(SECONDS)' \
   UNCOALESCED='$(UNCOALESCED)' INEXACT='$(INEXACT)' \
   HEADER_ONLY='$(HEADER_ONLY)' \
   CHANGING='$(CHANGING)' DAMAGE='$(DAMAGE)' \
   grading/prove.sh $(or $(MANAGERS),$(PROVED))

prove: $(PROVE_PARTS)
prove: ## every heap that managers can reach (MANAGERS=, BYTES=, SIZES=)
	@$(PROVE)

prove-isvalid: BYTES = 256
prove-isvalid: DAMAGE = 1
prove-isvalid: $(PROVE_PARTS)
prove-isvalid: ## ... and what isValid says when fields are changed, in each
	@$(PROVE)
.PHONY: prove prove-isvalid

CHECKS += grading/prove-test.sh
CHECKS_NEED += $(PROVE_PARTS)
