# coverage.mk: what the tests reach, and which mistakes they'd miss.

coverage: ## lines and branches of managers and chunk.c that tests reach
	@BUILD='$(BUILD)' CC='$(CC)' grading/coverage.sh $(or $(MANAGERS),$(STAGES))
.PHONY: coverage

PACKAGES += jq
