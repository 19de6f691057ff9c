# prove.mk: every heap that a manager can reach; the top Makefile
# includes it.
#
#    make prove MANAGERS='4_dlist path/to/mine.c' BYTES=320 SIZES=1,40,72
#
# FOREIGN=16 lets another part of the program move the break by 16 bytes
# at any time, OFFSET=8 starts it 8 bytes past a multiple of 16,
# LAYOUT=header is for a file whose chunks have no footer.

# heapmgr_deferred counts the chunks freed, and its counter can grow for
# ever: its states are without number.

PROVED = 3_list 4_dlist 5_bins \
   $(filter _unsorted _payload _buddy,$(APPENDIX))

# What not all of them promise: to coalesce all free neighbours; to ask
# the system, once it has refused, for no more than is needed; and to
# change nothing in a malloc that is refused.
UNCOALESCED = _unsorted _deferred _buddy _hybrid
INEXACT = _buddy _hybrid
CHANGING = _deferred _hybrid

PROVER = arena damage forgery graph heap misuse mute prove reference \
   rules search states trap
PROVER_OBJECTS = $(PROVER:%=$(BUILD)/prove/%.o)
PROVE = CC='$(CC)' CFLAGS='-std=c11 -g $(WARNINGS) $(WERROR)' \
   HEADER_ONLY='$(HEADER_ONLY)' UNCOALESCED='$(UNCOALESCED)' \
   INEXACT='$(INEXACT)' CHANGING='$(CHANGING)' LAYOUT='$(LAYOUT)' \
   bash grading/assurance/prove/prove.sh '$(BUILD)'
PROVE_OPTIONS = $(if $(BYTES),--bytes $(BYTES)) \
   $(if $(SIZES),--sizes '$(SIZES)') \
   $(if $(OFFSET),--offset $(OFFSET)) \
   $(if $(FOREIGN),--foreign $(FOREIGN)) \
   $(if $(SECONDS),--seconds $(SECONDS)) \
   $(if $(MEGABYTES),--megabytes $(MEGABYTES))

$(BUILD)/prove/%.o: MODE = -O2
$(BUILD)/prove/%.o: grading/assurance/prove/%.c | $(BUILD)/prove ; $(COMPILE)
$(BUILD)/prove: ; mkdir -p $@

# All of them are explored before a fault in one fails the target.
prove: $(PROVER_OBJECTS) ## explore every state of small heaps: MANAGERS=, BYTES=, SIZES=
	@failed=; \
	for m in $(or $(MANAGERS),$(PROVED)); do \
	   $(PROVE) $$m $(PROVE_OPTIONS) || failed="$$failed $$m"; \
	done; \
	test -z "$$failed" || \
	   { echo "prove: not closed:$$failed" >&2; exit 1; }
.PHONY: prove

# The largest heaps, in steps of 32 bytes, that close within two minutes.
LARGEST = 3_list:352 4_dlist:448 5_bins:448 _payload:320 _buddy:448 \
   _unsorted:256

prove-largest: $(PROVER_OBJECTS) ## the largest heaps that close in two minutes each
	@failed=; \
	for entry in $(LARGEST); do \
	   $(PROVE) $${entry%:*} --bytes $${entry#*:} --seconds 180 || \
	      failed="$$failed $$entry"; \
	done; \
	test -z "$$failed" || \
	   { echo "prove-largest: not closed:$$failed" >&2; exit 1; }
.PHONY: prove-largest

# A heap so small that a picture has room for all it can become.
GRAPHED = $(or $(MANAGERS),3_list)
GRAPHED_SIZES = 16,32
GRAPH_OPTIONS = --bytes $(or $(BYTES),96) \
   --sizes '$(or $(SIZES),$(GRAPHED_SIZES))'

prove-graph: $(PROVER_OBJECTS) ## draw every state of a tiny heap: MANAGERS=, BYTES=, SIZES=
	@command -v dot >/dev/null || { \
	   echo 'prove-graph: dot is missing: make setup-dev installs it' >&2; \
	   exit 2; }
	@for m in $(GRAPHED); do \
	   into=$(BUILD)/prove/graph-$$(basename $$m .c); \
	   $(PROVE) $$m $(GRAPH_OPTIONS) \
	      --graph $$into.dot || exit; \
	   dot -Tsvg $$into.dot -o $$into.svg && \
	   dot -Tpng -Gdpi=192 $$into.dot -o $$into.png || exit; \
	   echo "look at $$into.svg and .png"; \
	done
.PHONY: prove-graph
DEV_PACKAGES += graphviz

# The second checker (reference.c) knows the chunks of chunk.h only.
JUDGED = $(filter-out _payload _buddy,$(PROVED))

prove-isvalid: $(PROVER_OBJECTS) ## change each field in each state: does isValid see it?
	@failed=; \
	for m in $(or $(MANAGERS),$(JUDGED)); do \
	   $(PROVE) $$m $(PROVE_OPTIONS) --damage || failed="$$failed $$m"; \
	done; \
	test -z "$$failed" || \
	   { echo "prove-isvalid: not so:$$failed" >&2; exit 1; }
.PHONY: prove-isvalid

CHECKS += grading/assurance/prove/prove-test.sh
CHECKS_NEED += $(PROVER_OBJECTS)

check-prove: $(PROVER_OBJECTS) ## test the prover: sound managers, seeded bugs, blind isValids
	BUILD='$(BUILD)' CC='$(CC)' bash grading/assurance/prove/prove-test.sh
.PHONY: check-prove

prove-seeded: $(PROVER_OBJECTS) ## which seeded bugs break a rule, and the fewest calls that show it
	CC='$(CC)' bash grading/assurance/prove/seeded.sh '$(BUILD)' $(SEEDED)
.PHONY: prove-seeded
