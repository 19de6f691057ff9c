# arm64.mk: the kit on arm64, with pages of several sizes; the top
# Makefile includes it.

DEV_PACKAGES += gcc-aarch64-linux-gnu libc6-dev-arm64-cross \
   qemu-user-static

check-arm64: ## compiled for arm64 with -Werror; suites, driver on pages of 4 to 64 KiB
	@BUILD='$(BUILD)' bash .ci/arm64/arm64.sh \
	   $(or $(MANAGERS),$(filter-out _gnu,$(ALL)))

arm64-compiled: everything $$(DEMO_TOOLS) $$(PROVER_OBJECTS)
.PHONY: check-arm64 arm64-compiled
