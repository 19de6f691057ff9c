# The grader: a sandbox, a judge, and what a submission is linked with.
# grading/grade is the command; it asks for these targets itself.

GRADE = $(BUILD)/grade
GRADE_CFLAGS = $(shell pkg-config --cflags check libseccomp libarchive)
JUDGE_PARTS = judge remote play arrange crash inputs picture verdict \
   subjects_manager behaviour contract cost misuse policy system valid chunk adversary granules memory oracle rng watch \
   workload

KIT_HEADERS = heapmgr.h chunk.h driver/assert/checkrate.h \
   driver/assert/assert.h
GRADER_PARTS = $(GRADE)/sandbox $(GRADE)/take $(GRADE)/judge \
   $(GRADE)/runner.o $(GRADE)/checkrate.o $(GRADE)/debug/chunk.o \
   $(GRADE)/fast/chunk.o $(GRADE)/build.sh \
   $(GRADE)/stub/heapmgr4_dlist.c $(GRADE)/stub/heapmgr5_bins.c \
   $(patsubst %,$(GRADE)/include/%,$(notdir $(KIT_HEADERS)))

$(GRADE)/%: MODE = -O2
$(GRADE)/%: KIT_CPPFLAGS += -Igrading/suites -Igrading/judge $(GRADE_CFLAGS)
$(GRADE)/debug/chunk.o: MODE = -Og $(COUNTED)
$(GRADE)/fast/chunk.o: MODE = -O2 -DNDEBUG $(COUNTED)

$(GRADE)/debug/chunk.o $(GRADE)/fast/chunk.o: chunk.c | $(GRADE)
	$(COMPILE)
$(GRADE)/%.o: %.c | $(GRADE) ; $(COMPILE)
$(GRADE): ; mkdir -p $@/debug $@/fast

$(GRADE)/sandbox: KIT_LDLIBS = $(shell pkg-config --libs libseccomp)
$(GRADE)/take: KIT_LDLIBS = $(shell pkg-config --libs libseccomp libarchive)
$(GRADE)/judge: KIT_LDLIBS = $(shell pkg-config --libs check)
$(GRADE)/sandbox: $(GRADE)/sandbox.o
	$(LINK_PLAIN)
$(GRADE)/take: $(GRADE)/take.o
	$(LINK_PLAIN)
$(GRADE)/judge: $(JUDGE_PARTS:%=$(GRADE)/%.o)
	$(LINK_PLAIN)

# What a submission is compiled with, as admit.sh wants it.
$(GRADE)/include/%.h: %.h ; mkdir -p $(@D) && cp $< $@
$(GRADE)/include/%.h: driver/assert/%.h ; mkdir -p $(@D) && cp $< $@
$(GRADE)/build.sh: grading/intake/build.sh ; cp $< $@

# What students start from, to tell what they have not written.
STUB_PARTS = grading/starter/stub.awk grading/starter/given.txt \
   grading/starter/yours.c
$(GRADE)/stub/%.c: %.c $(STUB_PARTS)
	mkdir -p $(@D) && awk -f $(STUB_PARTS) $< >$@

# The references, compiled and looked at just as a submission is.
REFERENCE_PARTS = heapmgr4_dlist.c heapmgr5_bins.c
$(GRADE)/reference/made: $(REFERENCE_PARTS) $(GRADER_PARTS) \
   $(addprefix grading/intake/,reference.sh admit.sh strip.awk unwritten.awk)
	bash grading/intake/reference.sh $(@D) "$(abspath $(GRADE))" $(CC) \
	   $(REFERENCE_PARTS)
	touch $@

# What a result says of the kit: a checksum of all that decides.
DECIDING = $(sort grading/grade grading/rubric.tsv $(wildcard \
   $(patsubst %,grading/%/*.*,suites judge intake results)))
$(GRADE)/version: $(GRADER_PARTS) $(DECIDING) $(REFERENCE_PARTS)
	cat heapmgr[45]*.c $(STUB_PARTS) chunk.[ch] heapmgr.h driver/*.[ch] driver/assert/*.[ch] $(DECIDING) | sha256sum | cut -c1-12 > $@
$(GRADE)/compiler: ; $(CC) --version | head -n 1 > $@

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
