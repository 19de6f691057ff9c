# What work on the kit itself needs; students don't get this file.

##
## Work on the kit
##

PACKAGES += check gnuplot-nox fonts-dejavu-core gzip
DEV_PACKAGES += clang libclang-rt-dev clang-format cppcheck shellcheck git

setup-dev: ## install what work on the kit itself needs, too
	@sh driver/setup.sh $(sort $(PACKAGES) $(DEV_PACKAGES)) \
	   -- $(sort $(OPTIONAL_PACKAGES))

# The folders' .mk files add their test programs to CHECKS, and what must
# be built before these run to CHECKS_NEED.
check: ## all tests that are quick
check: programs
	@BUILD=$(BUILD) CC="$(CC)" bash .ci/check-all.sh \
	   $(filter %.sh,$(CHECKS)) $(filter-out %.sh,$(CHECKS))

# The half of it that builds and starts the most; what is left out
# measures, or runs long.
check-quick: ## half of them: what depends most on the machine
check-quick: programs
	@BUILD=$(BUILD) CC="$(CC)" bash .ci/check-all.sh \
	   $(filter-out $(CHECKS_LEFT_OUT),$(filter %.sh,$(CHECKS))) \
	   $(filter-out %.sh,$(CHECKS))
CHECKS_LEFT_OUT = %/measure-test.sh %/docs-test.sh %/oracle-test.sh \
   %/export-test.sh %/prove-test.sh %/real-test.sh \
   %/lint-test.sh %/kit-test.sh

CHECKS += docs/docs-test.sh .ci/kit-test.sh .ci/lint-test.sh

check-kit: ## a seventh manager, CONTRIBUTING's recipes, all of it together
	bash .ci/kit-test.sh --long

SANITIZE = $(filter-out _gnu,$(ALL))
SANITIZED_PROGRAMS = $(SANITIZE:%=$(BUILD)/sanitize/testheapmgr%)

everything: ## the programs of all four builds
everything: programs $(SANITIZED_PROGRAMS) \
   $(foreach b,debug steps,$(ALL:%=$(BUILD)/$b/testheapmgr%))

sanitize: ## every manager with AddressSanitizer and UBSan
sanitize: $(SANITIZED_PROGRAMS)
	BUILD=$(BUILD) bash grading/assurance/sanitize.sh $(SANITIZE)

lint: ## layout, analyzers, boundary rules, twins
	@BUILD=$(BUILD) bash .ci/lint.sh

dist: ## build/heapmgr-kit-VERSION.tar.gz: a release of the kit
	@mkdir -p $(BUILD)
	@bash .ci/files.sh | tar -czf $(BUILD)/$(RELEASE).tar.gz --sort=name \
	   --owner=0 --group=0 --numeric-owner \
	   --transform 's,^,$(RELEASE)/,' -T -
	@echo '$(BUILD)/$(RELEASE).tar.gz'
RELEASE = heapmgr-kit-$(VERSION)

twins: ## the table of twins for docs/design.md
	@sh .ci/twins.sh $(STAGES:%=heapmgr%.c)

# What the tests need is known only when all .mk files have been read.
.SECONDEXPANSION:
check check-quick: $$(CHECKS_NEED)

.PHONY: setup-dev check check-quick everything sanitize lint twins dist check-kit
