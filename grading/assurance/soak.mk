# soak.mk: long runs.

SOAKED = $(filter-out _gnu,$(ALL))
OPS = 10000000
SEED = 1

# These never use memory again.
WASTEFUL = 1_minimal 2_pad

# This one never coalesces: each search is longer than the one before.  It
# makes its calls, FRAGMENTED_OPS of them (12 minutes for ten million), in
# runs of RUN_OPS, each with a new heap and the next seed.
FRAGMENTING = _unsorted
FRAGMENTED_OPS = $(OPS)
RUN_OPS = 300000

$(BUILD)/debug/soak%: $(BUILD)/debug/heapmgr%.o $(BUILD)/debug/chunk%.o \
   $(BUILD)/debug/soak.o $(BUILD)/debug/rng.o $(BUILD)/debug/checkrate.o
	$(LINK_PLAIN)

SOAKS = $(patsubst %,soak-%,\
   $(or $(if $(call asked,soak),$(MANAGERS)),$(SOAKED)))
soak: ## ten million random calls per manager (MANAGERS=, OPS=, SEED=)
soak: $(SOAKS)
$(SOAKS): soak-%: $(BUILD)/debug/soak%
	@for number in '$(OPS)' '$(SEED)'; do case $$number in \
	   *[!0-9]* | '') echo "soak: \"$$number\": expected a number," \
	      'OPS=calls SEED=number' >&2; exit 2 ;; \
	   esac; done; \
	echo '$*:'; left=$(if $(filter $*,$(FRAGMENTING)),$(FRAGMENTED_OPS),$(OPS)); \
	seed=$(SEED); \
	run=$(if $(filter $*,$(FRAGMENTING)),$(RUN_OPS),$(OPS)); \
	while [ $$left -gt 0 ]; do \
	   HEAPMGR_CHECK=0 $< $$((left < run ? left : run)) $$seed \
	      $(if $(filter $*,$(WASTEFUL)),wasteful) || exit; \
	   left=$$((left - run)); seed=$$((seed + 1)); \
	done
.PHONY: soak $(SOAKS)
