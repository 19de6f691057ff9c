# The grader: a judge, and what a submission is compiled and linked with.
# grading/grade is the command; it asks for these targets itself.

GRADE = $(BUILD)/grade
GRADE_CFLAGS = $(shell pkg-config --cflags check libseccomp libarchive)
JUDGE_PARTS = judge guest look fields ledger play arrange crash inputs \
   picture verdict subjects_manager behaviour contract cost misuse policy \
   system valid adversary granules memory oracle rng workload

GRADER_PARTS = $(GRADE)/take $(GRADE)/judge $(GRADE)/machine-admit \
   $(GRADE)/compile.sh $(GRADE)/include $(GRADE)/machine \
   $(GRADE)/chunk.names $(GRADE)/program.ld $(GRADE)/flags \
   $(GRADE)/warnings \
   $(GRADE)/within.debug.o $(GRADE)/within.fast.o \
   $(GRADE)/stub/heapmgr4_dlist.c $(GRADE)/stub/heapmgr5_bins.c

$(GRADE)/%: MODE = -O2
$(GRADE)/%: KIT_CPPFLAGS += -Igrading/suites -Igrading/judge -Imachine \
   $(GRADE_CFLAGS)

$(GRADE)/%.o: %.c | $(GRADE) ; $(COMPILE)
$(GRADE): ; mkdir -p $@

$(GRADE)/take: KIT_LDLIBS = $(shell pkg-config --libs libseccomp libarchive)
$(GRADE)/judge: KIT_LDLIBS = $(shell pkg-config --libs check)
$(GRADE)/take: $(GRADE)/take.o
	$(LINK_PLAIN)
$(GRADE)/judge: $(JUDGE_PARTS:%=$(GRADE)/%.o) $(MACHINE_OBJECTS)
	$(LINK_PLAIN)

# What a submission is compiled with, as admit.sh wants it.
KIT_HEADERS = heapmgr.h chunk.h grading/judge/within.h
$(GRADE)/include: $(KIT_HEADERS)
	rm -rf $@ && mkdir -p $@ && cp $^ $@
$(GRADE)/machine: $(wildcard machine/include/*.h machine/include/*/*.h)
	rm -rf $@ && mkdir -p $(@D) && cp -r machine/include $@
$(GRADE)/machine-admit: $(BUILD)/machine-admit
$(GRADE)/compile.sh: grading/intake/compile.sh
$(GRADE)/program.ld: machine/program.ld
$(GRADE)/flags: machine/machine.mk | $(GRADE)
	echo '$(RV_CODE)' >$@
$(GRADE)/warnings: Makefile | $(GRADE)
	echo '$(WARNINGS)' >$@
$(GRADE)/machine-admit $(GRADE)/compile.sh $(GRADE)/program.ld: | $(GRADE)
	cp $< $@

# And what it is linked with: the chunk module, with assertions or
# without, and the machine's library.
$(RV)/within.debug.chunk.o: RV_MODE = -Og
$(RV)/within.fast.chunk.o: RV_MODE = -O2 -DNDEBUG
$(RV)/within.%.chunk.o: chunk.c | $(RV) ; $(RV_OBJECT)
$(RV)/within.o: grading/judge/within.c | $(RV) ; $(RV_OBJECT)
RV_OBJECT = $(RV_SAY)$(CROSS) $(RV_CFLAGS) $(RV_MODE) -I. -MMD -MP -c -o $@ $<
$(GRADE)/within.%.o: $(RV)/within.%.chunk.o $(RV)/within.o $(LIBRARY) \
   | $(GRADE)
	$(CROSS:gcc=ld) -r -o $@ $^
$(GRADE)/chunk.names: $(RV)/within.fast.chunk.o | $(GRADE)
	$(CROSS:gcc=nm) -P $< | awk '$$2 == "T" { print $$1 }' >$@

# What students start from, to tell what they have not written.
STUB_PARTS = grading/starter/stub.awk grading/starter/given.txt \
   grading/starter/yours.c
$(GRADE)/stub/%.c: %.c $(STUB_PARTS)
	mkdir -p $(@D) && awk -f $(STUB_PARTS) $< >$@

# The references, compiled and looked at just as a submission is.
REFERENCE_PARTS = heapmgr4_dlist.c heapmgr5_bins.c
$(GRADE)/reference/made: $(REFERENCE_PARTS) $(GRADER_PARTS) \
   $(addprefix grading/intake/,reference.sh admit.sh strip.awk unwritten.awk)
	bash grading/intake/reference.sh $(@D) "$(abspath $(GRADE))" \
	   $(REFERENCE_PARTS)
	touch $@

# What a result says of the kit: a checksum of all that decides.
DECIDING = $(sort grading/grade grading/rubric.tsv $(wildcard \
   $(patsubst %,grading/%/*.*,suites judge intake results) \
   machine/*.* machine/*/*.h machine/library/*.c))
$(GRADE)/version: $(GRADER_PARTS) $(DECIDING) $(REFERENCE_PARTS)
	cat heapmgr[45]*.c $(STUB_PARTS) chunk.[ch] heapmgr.h driver/*.[ch] driver/assert/*.[ch] $(DECIDING) | sha256sum | cut -c1-12 > $@
$(GRADE)/compiler: | $(GRADE) ; $(CROSS) --version | head -n 1 > $@

-include $(wildcard $(GRADE)/*.d $(GRADE)/*/*.d)

##
## Grading
##

grader: ## what grading/grade is made of
grader: $(GRADER_PARTS) $(GRADE)/reference/made $(GRADE)/version \
   $(GRADE)/compiler


grade: ## grade all submissions in a folder: make grade SUBMISSIONS=dir
grade: grader
	bash grading/grade --build $(BUILD) --all "$(SUBMISSIONS)" || \
	   { [ $$? = 1 ] && [ -s $(BUILD)/grades/grades.csv ]; }

check-grader: ## test the grader: seeded bugs, variants, hostile files
check-grader: grader
	bash grading/tests/grade-test.sh $(BUILD)

check-batch: ## grade 100 submissions, killed, loaded, resumed: COUNT=
check-batch: grader
	bash grading/tests/batch-test.sh --count $(or $(COUNT),100) $(BUILD)

check-grade-quick: ## a few of these tests
check-grade-quick: grader
	BUILD=$(BUILD) bash grading/tests/grade-test-quick.sh

CHECKS += grading/tests/grade-test-quick.sh grading/intake/admit-test.sh
CHECKS_NEED += $(GRADER_PARTS) $(GRADE)/reference/made $(GRADE)/version \
   $(GRADE)/compiler
PACKAGES += check libseccomp-dev libarchive-dev bubblewrap jq parallel \
   patch zip

.PHONY: grader grade check-batch check-grader check-grade-quick
