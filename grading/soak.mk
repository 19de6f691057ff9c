# soak.mk: long runs.

SOAKED = $(filter-out _gnu,$(ALL))
OPS = 10000000
SEED = 1

# These never use memory again.
WASTEFUL = 1_minimal 2_pad

$(BUILD)/debug/soak%: $(BUILD)/debug/heapmgr%.o $(BUILD)/debug/chunk%.o \
   $(BUILD)/debug/soak.o $(BUILD)/debug/rng.o $(BUILD)/debug/checkrate.o
	$(SAY)$(CC) $(CFLAGS) $(MODE) $(LDFLAGS) -o $@ $(filter %.o,$^)

SOAKS = $(patsubst %,soak-%,$(or $(MANAGERS),$(SOAKED)))
soak: ## ten million random calls per manager (MANAGERS=, OPS=, SEED=)
soak: $(SOAKS)
$(SOAKS): soak-%: $(BUILD)/debug/soak%
	@echo '$*:'; HEAPMGR_CHECK=0 $< $(OPS) $(SEED) \
	   $(if $(filter $*,$(WASTEFUL)),wasteful)
.PHONY: soak $(SOAKS)
