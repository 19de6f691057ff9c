# record.mk: the recorder of real programs' heaps; the top Makefile
# includes it.

RECORD_CFLAGS = -std=c11 -O2 -fPIC -pthread \
	-Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wstrict-prototypes -Wmissing-prototypes \
	-fno-builtin-malloc -fno-builtin-calloc -fno-builtin-realloc \
	-fno-builtin-free -fno-builtin-aligned_alloc \
	-fno-builtin-memalign -fno-builtin-posix_memalign

# The shell gets CMD as it was typed, with each $ and each quote.
.PHONY: record
record: export RECORD_CMD := $(value CMD)
record: $(BUILD)/librecord.so ## record CMD's allocations: make record CMD='...'
	@BUILD='$(BUILD)' sh driver/record/record.sh -o '$(BUILD)/record' \
	   -c "$$RECORD_CMD"

$(BUILD)/librecord.so: driver/record/record.c
	@mkdir -p $(@D)
	$(SAY)$(CC) $(RECORD_CFLAGS) -shared -o $@ $< -ldl

CHECKS += driver/record/record-test.sh
