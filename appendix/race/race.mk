##
## The appendix's race
##

# Managers that race, and how often; make race RACERS='5_bins _hybrid'.
RACERS = 5_bins _payload _deferred _buddy _hybrid _segregated
ROUNDS = 3

RACE_PARTS = $(patsubst %,$(BUILD)/release/%.o,\
   race pattern adversary granules memory oracle rng trace watch workload)
RACE_PROGRAMS = $(patsubst %,$(BUILD)/race/race%,\
   _gnu -bump -fixed $(RACERS))

$(BUILD)/race/race-%: $(BUILD)/release/%.o $(RACE_PARTS) \
   | $(BUILD)/race
	$(CC) $(LINK_FLAGS) $(TOGETHER) $(WRAPS) $(LINKED)

$(BUILD)/race/race%: $(BUILD)/release/heapmgr%.o \
   $(BUILD)/release/chunk%.o $(RACE_PARTS) | $(BUILD)/race
	$(CC) $(LINK_FLAGS) $(TOGETHER) $(WRAPS) $(LINKED)

$(BUILD)/race: ; mkdir -p $@

race: ## time and memory against the best allocators there are
race: $(RACE_PROGRAMS)
	BUILD=$(BUILD) ROUNDS=$(ROUNDS) bash appendix/race/race.sh $(RACERS)

race-doc: ## put the last race's tables into docs/performance.md
	awk -f appendix/race/race-doc.awk $(BUILD)/race/race.md \
	   docs/performance.md >$(BUILD)/race/performance.md
	cp $(BUILD)/race/performance.md docs/performance.md

.PHONY: race race-doc
