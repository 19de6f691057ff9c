# What students ask for.  `make help` lists it.

PACKAGES += check gnuplot-nox fonts-dejavu-core gzip gdb

# The stage that TEST and the like are about: 4 or 5.
STAGE = 4
MANAGER_4 = 4_dlist
MANAGER_5 = 5_bins
YOURS = $(MANAGER_$(STAGE))

##
## Your work
##

check: ## which behaviours are missing, in both of your managers
check: check-4 check-5

check-4: ## the same, stage 4 only
check-4: $(BUILD)/check4_dlist
	@$< --without policy || { echo "stage 4 is not done: begin with the first FAIL"; \
	   exit 1; }

check-5: ## the same, stage 5 only
check-5: $(BUILD)/check5_bins
	@$< --without policy || { echo "stage 5 is not done: begin with the first FAIL"; \
	   exit 1; }

check-valid: ## what your HeapMgr_isValid catches: make check-valid STAGE=5
check-valid: $(BUILD)/check$(YOURS)
	@$< --tag valid --verbose | awk ' \
	   { print } \
	   /^(ok|FAIL|not run)/ && !/valid_(sound|pure)/ { all++ } \
	   /^ok/ && !/valid_(sound|pure)/ { caught++ } \
	   END { printf "your HeapMgr_isValid caught %d of %d\n", \
	      caught, all }'

check-payloads: ## stop where your manager touches a payload: STAGE=4
check-payloads: $(BUILD)/sanitize/testheapmgr$(YOURS)
	@$< --check 100 RandomRandom 2000 500 && \
	   echo "$(YOURS) leaves its clients' payloads alone"

debug: ## gdb at the failing check: make debug STAGE=4 TEST=reuse
debug: $(BUILD)/check$(YOURS)
	@$(if $(TEST),,echo "debug: which test?  make debug STAGE=4" \
	   "TEST=name; the names: $< --list" >&2; exit 2)
	gdb -q -x driver/heap-gdb.py -ex 'set follow-fork-mode child' \
	   -ex 'set breakpoint pending on' -ex 'break Verdict_fail' \
	   -ex run -ex 'up' --args $< --only $(TEST)

submit: ## build/submit.tar.gz: what you hand in
submit: check-names
	@mkdir -p $(BUILD)
	@tar -czf $(BUILD)/submit.tar.gz $(SUBMITTED)
	@echo "$(BUILD)/submit.tar.gz holds $(SUBMITTED)"

SUBMITTED = heapmgr4_dlist.c heapmgr5_bins.c readme

# Hand in what builds, and a readme with answers in it.
check-names: $(BUILD)/testheapmgr4_dlist $(BUILD)/testheapmgr5_bins
	@grep -q '^Login: *[^ ]' readme || { \
	   echo "submit: fill in your login in readme" >&2; exit 1; }

.PHONY: check check-4 check-5 check-valid check-payloads debug submit \
   check-names
