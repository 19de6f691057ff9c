# soak.mk: long runs.

SOAKED = $(filter-out _gnu,$(ALL))
OPS = 10000000

$(BUILD)/debug/soak%: $(BUILD)/debug/heapmgr%.o $(BUILD)/debug/chunk%.o \
   $(BUILD)/debug/soak.o $(BUILD)/debug/rng.o $(BUILD)/debug/checkrate.o
	$(SAY)$(CC) $(CFLAGS) $(MODE) $(LDFLAGS) -o $@ $(filter %.o,$^)

SOAKS = $(patsubst %,soak-%,$(or $(MANAGERS),$(SOAKED)))
soak: ## ten million random calls per manager (MANAGERS=, OPS=, SEED=)
soak: $(SOAKS)
$(SOAKS): soak-%: $(BUILD)/debug/soak%
	@echo '$*:'; HEAPMGR_CHECK=0 $< $(OPS) $(SEED)
.PHONY: soak $(SOAKS)
