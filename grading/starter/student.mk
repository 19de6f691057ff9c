# What students ask for.  `make help` lists what is in this file.

PACKAGES += check gnuplot-nox fonts-dejavu-core gzip gdb binutils
HELP_FROM = grading/starter/student.mk

# The stage that debug and the like are about: 4 or 5.
STAGE = 4
MANAGER_4 = 4_dlist
MANAGER_5 = 5_bins
YOURS = $(or $(MANAGER_$(STAGE)),$(error STAGE is 4 or 5, not $(STAGE)))

# make check VERBOSE=1 tells of each test, not only of the first failures.
TELL = --without policy $(if $(VERBOSE),--verbose)

# Everything builds before a check speaks, so that its first line is about
# the work and not about the building.

##
## Your work
##

programs: ## (just make) builds everything
setup: ## install what this machine lacks (asks for a password)

check: ## what is missing, in both of your managers
check: $(BUILD)/check4_dlist $(BUILD)/check5_bins
	@echo "Stage 4"; failed=0; $(call test,4) || failed=1; \
	echo; echo "Stage 5"; $(call test,5) || failed=1; \
	$(call done,$$failed,4 and 5)

check-4: ## the same, stage 4 only; VERBOSE=1 tells of each test
check-5: ## the same, stage 5 only
.SECONDEXPANSION:
check-4 check-5: check-%: $(BUILD)/check$$(MANAGER_$$*)
	@failed=0; $(call test,$*) || failed=1; $(call done,$$failed,$*)

# Test stage $1, and what it calls: the grader refuses what isn't allowed.
test = { nm -lu $(BUILD)/check/heapmgr$(MANAGER_$1).o | \
   awk -f grading/starter/calls.awk \
   grading/starter/calls.txt - && calls=0 || calls=1; \
   $(BUILD)/check$(MANAGER_$1) $(TELL) && [ $$calls -eq 0 ]; }

# Say what comes next, after a check that ended with status $1.
done = if [ $1 -eq 0 ]; then echo "Stage $2: every test passes."; \
   else echo "Begin with the first FAIL." >&2; exit 1; fi

check-valid: ## what your HeapMgr_isValid catches; STAGE=5
check-valid: $(BUILD)/check$(YOURS)
	@$< --tag valid --verbose | awk -f grading/starter/valid.awk

check-payloads: ## stop where your manager touches a payload; STAGE=5
check-payloads: $(BUILD)/sanitize/testheapmgr$(YOURS)
	@for test in LifoRandom FifoRandom RandomRandom Worst; do \
	   $< --check 100 $$test 2000 500 >/dev/null || exit 1; \
	done; echo "$(YOURS) leaves its clients' payloads alone"

debug: ## gdb where a test fails: make debug STAGE=4 TEST=reuse
debug: $(BUILD)/check$(YOURS)
	@$(if $(TEST),,echo "debug: which test?  make debug STAGE=4" \
	   "TEST=name; the names: $< --list" >&2; exit 2)
	@command -v gdb >/dev/null || { \
	   echo "debug: gdb is missing here; make setup installs it" >&2; \
	   exit 2; }
	@$< --list | cut -f 1 | grep -q -x '$(TEST)' || { \
	   echo "debug: stage $(STAGE) has no test $(TEST);" \
	   "the names: $< --list" >&2; exit 2; }
	@gdb -q -x driver/heap-gdb.py -ex test $(DEBUG) --args \
	   $< --debug --only $(TEST)

# Of the managers only those that are shown need to compile.
DEMO_FEW = yes

demo: ## step through a scenario: MANAGER=4 SCENARIO=split
compare: ## time and space of all managers, with plots
clean: ## remove everything that was built

submit: ## build/submit.tar.gz: what you hand in
submit: check-readme $(BUILD)/testheapmgr4_dlist $(BUILD)/testheapmgr5_bins \
   $(BUILD)/check4_dlist $(BUILD)/check5_bins
	@$(call test,4) | sed -n 's/^[0-9]*%:/stage 4: &/p; / may not: /p'
	@$(call test,5) | sed -n 's/^[0-9]*%:/stage 5: &/p; / may not: /p'
	@awk -f grading/starter/answers.awk readme
	@tar -czf $(BUILD)/submit.tar.gz $(SUBMITTED)
	@echo "$(BUILD)/submit.tar.gz holds $(SUBMITTED)"

SUBMITTED = heapmgr4_dlist.c heapmgr5_bins.c readme

check-readme:
	@grep -q '^Login: *[^ ]' readme || { \
	   echo "submit: fill in your login in readme" >&2; exit 1; }

.PHONY: check check-4 check-5 check-valid check-payloads debug submit \
   check-readme
