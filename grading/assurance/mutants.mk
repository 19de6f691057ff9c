# mutants.mk: mechanical mistakes in the managers; does a test find each?
#
# A mutant is compiled alone, and linked with what all mutants of a
# manager share: the suites, the driver, the prover.

MUTANTS = $(BUILD)/mutants
MUTANT_RESTS = $(STAGES:%=$(MUTANTS)/check%.o) \
   $(MUTANTS)/check_chunk_header.o $(MUTANTS)/check_chunk_footer.o \
   $(MUTANTS)/driver.o $(MUTANTS)/soak.o $(MUTANTS)/prove.o
JOIN = $(if $(V),,@echo "  ld $@";)$(LD) -r -o $@ $(filter %.o,$^)

# The suites' lists are read after this file, so they are expanded late,
# and then a % in them is no stem any more.
PERCENT = %
$(MUTANTS)/check_chunk%.o: $$(subst $$(PERCENT),$$*,$$(CHECK_CHUNK_REST)) | $(MUTANTS) ; $(JOIN)
$(MUTANTS)/check%.o: $$(subst $$(PERCENT),$$*,$$(CHECK_REST)) | $(MUTANTS) ; $(JOIN)
$(MUTANTS)/prove.o: $$(PROVER_OBJECTS) | $(MUTANTS) ; $(JOIN)
$(MUTANTS)/driver.o: $(BUILD)/debug/testheapmgr.o \
   $(DRIVER:%=$(BUILD)/debug/%.o) | $(MUTANTS) ; $(JOIN)
$(MUTANTS)/soak.o: $(patsubst %,$(BUILD)/debug/%.o,soak rng checkrate) \
   | $(MUTANTS) ; $(JOIN)
$(MUTANTS): ; mkdir -p $@

# EVERY=7 tries one in seven; ONLY=growHeap those of lines or functions
# that match; MANAGERS=3_list one manager's; FILES=path/to/chunk.c another
# version of a file.
mutants: $(MUTANT_RESTS) $(STATICS) ## change the managers in all places: what does no test find?
	@BUILD='$(BUILD)' CC='$(CC)' HEADER_ONLY='$(HEADER_ONLY)' \
	   COUNTED='$(COUNTED)' WRAPS='$(WRAPS)' CHECK_LIBS='$(CHECK_LIBS)' \
	   EVERY='$(EVERY)' ONLY='$(ONLY)' KNOWN='$(KNOWN)' \
	   bash grading/assurance/mutants.sh $(or $(FILES),$(patsubst %,heapmgr%.c,$(MANAGERS)),\
	   $(STAGES:%=heapmgr%.c) chunk.c)
.PHONY: mutants

check-assurance: grader ## test mutants, fuzz and soak: do they find what is planted?
	BUILD='$(BUILD)' bash grading/assurance/assurance-test.sh
.PHONY: check-assurance
