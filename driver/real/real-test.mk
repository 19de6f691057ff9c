# real-test.mk: the test of make run and make real; students don't get it.

REAL_TEST_NEEDS = $(LIBRARIES) $(BUILD)/lib/showfigures \
   $(BUILD)/lib/threads $(BUILD)/lib/tryfamily
$(BUILD)/lib/tryfamily: $(BUILD)/lib/tryfamily.o
	$(LINK_PLAIN)
$(BUILD)/lib/tryfamily.o: MODE = -O1 -fno-builtin
CHECKS += driver/real/real-test.sh
CHECKS_NEED += $(REAL_TEST_NEEDS)

check-real: $(REAL_TEST_NEEDS) ## test real programs on the managers
	BUILD='$(BUILD)' bash driver/real/real-test.sh

check-real-long: $(REAL_TEST_NEEDS) ## the same, threads and forks for a minute each
	BUILD='$(BUILD)' bash driver/real/real-test.sh --long
.PHONY: check-real check-real-long
