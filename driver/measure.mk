# measure.mk: what the managers cost, measured; the top Makefile includes
# it.

##
## Measuring
##

# make scaling MANAGERS='3_list _buddy': all stages, unless said
# otherwise; MANAGERS=all takes the appendix too, but for the C library's
# malloc, whose steps can't be counted.
SCALED = $(filter-out _gnu,$(if $(filter all,$(MANAGERS)),$(ALL),\
   $(or $(MANAGERS),$(STAGES))))

scaling: ## steps per call against the number of chunks: O(1) or O(n)?
scaling: $(SCALED:%=$(BUILD)/steps/testheapmgr%)
	@BUILD='$(BUILD)' driver/scaling.sh \
	   $(foreach m,$(SCALED),$m=$(wildcard heapmgr$m.c \
	   appendix/heapmgr$m.c))
.PHONY: scaling
