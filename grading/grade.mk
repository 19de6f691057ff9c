# The grader: a sandbox, a judge, and what a submission is linked with.
# grading/grade is the command; it asks for these targets itself.

GRADE = $(BUILD)/grade
GRADE_CFLAGS = $(shell pkg-config --cflags check libseccomp)
JUDGE_PARTS = judge remote play arrange picture verdict suites_manager \
   suite_behaviour suite_contract suite_cost suite_misuse suite_policy \
   suite_system suite_valid chunk granules memory oracle rng watch \
   workload

$(GRADE)/%: MODE = -O2
$(GRADE)/%: CPPFLAGS += -Igrading $(GRADE_CFLAGS)
$(GRADE)/debug/chunk.o: MODE = -Og $(COUNTED)
$(GRADE)/fast/chunk.o: MODE = -O2 -DNDEBUG $(COUNTED)

$(GRADE)/debug/chunk.o $(GRADE)/fast/chunk.o: chunk.c | $(GRADE)
	$(COMPILE)
$(GRADE)/%.o: %.c | $(GRADE) ; $(COMPILE)
$(GRADE): ; mkdir -p $@/debug $@/fast

$(GRADE)/sandbox: $(GRADE)/sandbox.o
	$(CC) -o $@ $^ $(shell pkg-config --libs libseccomp)
$(GRADE)/judge: $(JUDGE_PARTS:%=$(GRADE)/%.o)
	$(CC) -o $@ $^ $(shell pkg-config --libs check)

-include $(wildcard $(GRADE)/*.d $(GRADE)/*/*.d)

##
## Grading
##

grader: ## what grading/grade is made of
grader: $(GRADE)/sandbox $(GRADE)/judge $(GRADE)/runner.o \
   $(GRADE)/checkrate.o $(GRADE)/debug/chunk.o $(GRADE)/fast/chunk.o

.PHONY: grader
