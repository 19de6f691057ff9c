# soak.mk: long runs, and fuzzing.

SOAKED = $(filter-out _gnu,$(ALL))
OPS = 10000000

$(BUILD)/debug/soak%: $(BUILD)/debug/heapmgr%.o $(BUILD)/debug/chunk%.o \
   $(BUILD)/debug/soak.o $(BUILD)/debug/rng.o $(BUILD)/debug/checkrate.o
	$(SAY)$(CC) $(CFLAGS) $(MODE) -o $@ $^

SOAKS = $(patsubst %,soak-%,$(or $(MANAGERS),$(SOAKED)))
soak: ## ten million random calls per manager (MANAGERS=, OPS=, SEED=)
soak: $(SOAKS)
$(SOAKS): soak-%: $(BUILD)/debug/soak%
	@echo '$*:'; HEAPMGR_CHECK=0 $< $(OPS) $(SEED)
.PHONY: soak $(SOAKS)

fuzz: ## libFuzzer on managers and the trace reader, SECONDS= each (10)
	@BUILD='$(BUILD)' grading/fuzz.sh $(or $(SECONDS),10) \
	   $(or $(MANAGERS),3_list 4_dlist 5_bins)
.PHONY: fuzz

PACKAGES += clang
