# coverage.mk: what the tests reach.

coverage: ## lines, branches and conditions of managers and chunk.c that tests reach
	@BUILD='$(BUILD)' STATICS_OF='$(KNOWN_STATICS)' bash grading/assurance/coverage.sh $(or $(MANAGERS),$(STAGES))
.PHONY: coverage

PACKAGES += jq
DEV_PACKAGES += clang-19 llvm-19 libclang-rt-19-dev
