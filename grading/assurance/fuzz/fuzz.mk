# fuzz.mk: garbled input for managers and readers.
#
#    make fuzz SECONDS=600 TARGETS='4_dlist _hybrid path/to/mine.c'
#    make fuzz TARGETS='trace scenario take rubric admit judge'
#    make fuzz SEED=1                         always the same inputs

READERS = trace scenario take rubric admit judge
fuzz: ## garbled input for managers and readers, SECONDS= each (10): TARGETS=
fuzz: grader
	@BUILD='$(BUILD)' bash grading/assurance/fuzz/fuzz.sh $(or $(SECONDS),10) \
	   $(or $(TARGETS),$(filter-out _gnu,$(ALL)) $(READERS))
.PHONY: fuzz

DEV_PACKAGES += clang libclang-rt-dev zzuf
