# driver.mk: the tests of testheapmgr itself, and the faulty managers
# that it must find out.

FAULTY = $(patsubst grading/specimens/faulty/heapmgr_%.c,%,\
   $(wildcard grading/specimens/faulty/heapmgr_*.c))

$(BUILD)/faulty/heapmgr_%.o: KIT_CPPFLAGS += -Igrading/specimens/faulty
$(BUILD)/faulty/%: MODE = -O1 -DNDEBUG
$(BUILD)/faulty/heapmgr_%.o: grading/specimens/faulty/heapmgr_%.c | \
   $(BUILD)/faulty ; $(COMPILE)
$(BUILD)/faulty/testheapmgr_%: $(BUILD)/faulty/heapmgr_%.o \
   $(BUILD)/release/testheapmgr.o $(DRIVER:%=$(BUILD)/release/%.o)
	$(LINK)
$(BUILD)/faulty: ; mkdir -p $@

DRIVER_TEST_NEEDS = $(BUILD)/steps/testheapmgr5_bins \
   $(BUILD)/debug/testheapmgr5_bins $(BUILD)/sanitize/testheapmgr5_bins \
   $(FAULTY:%=$(BUILD)/faulty/testheapmgr_%)
CHECKS += driver/driver-test.sh driver/setup-test.sh
CHECKS_NEED += $(DRIVER_TEST_NEEDS)

check-driver: programs $(DRIVER_TEST_NEEDS)
check-driver: ## test testheapmgr: faulty managers, bad input
	BUILD='$(BUILD)' CC='$(CC)' bash driver/driver-test.sh
.PHONY: check-driver

# A client that has a manager and chunk.c, and nothing else of the kit.
CHECKS += driver/client-test.sh

# Recorded traces under the oracle; a million random operations as well
# take minutes, most of them those of the lists.
CHECKS += driver/oracle-test.sh

million: programs
million: ## all traces and a million random operations: MANAGERS=
	BUILD='$(BUILD)' bash driver/oracle-test.sh --long $(MANAGERS)
.PHONY: million
