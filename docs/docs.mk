# docs.mk: the lecture, with its pictures; the top Makefile includes it.

DEV_PACKAGES += pandoc weasyprint

# Each figure is drawn by the manager it shows: a demo's scenario, the
# manager, and the steps.
DOCS = $(BUILD)/docs
FIGURES = minimal,grow,1,15,15 pad,grow,2,15,15 \
   internal,internal,3,3,5 list,lecture,3,4,7 external,external,3,6,9 \
   dlist,lecture,4,5,8 bins,bins,5,44,44 vm,vm,6,3,3
comma = ,
figure = $(subst $(comma), ,$1)

FIGURE_STAMPS = $(foreach f,$(FIGURES),\
   $(DOCS)/figures/$(firstword $(call figure,$f))/done)
FIGURE_MAPS = $(DOCS)/figures/map4.png $(DOCS)/figures/map5.png
FIGURE_STATES = $(DOCS)/figures/states.svg

$(FIGURE_STAMPS): $(DOCS)/figures/%/done: $(DEMO_TOOLS) \
   $(wildcard demo/scenarios/*.txt) docs/docs.mk
	@mkdir -p $(@D)
	$(BUILD)/demo/demo $(call figure_options,$(call figure,\
	   $(filter $*$(comma)%,$(FIGURES)))) --frames $(@D)
	@touch $@
figure_options = --scenario $(word 2,$1) --manager $(word 3,$1) \
   --from $(word 4,$1) --to $(word 5,$1)

$(FIGURE_MAPS): $(DOCS)/figures/map%.png: $(DEMO_TOOLS)
	@mkdir -p $(@D)
	$(BUILD)/demo/demo --scenario gcc --manager $* \
	   --second $(filter-out $*,4 5) --map $@

$(FIGURE_STATES): $(PROVER_OBJECTS) heapmgr3_list.c chunk.c
	@mkdir -p $(@D)
	$(PROVE) 3_list $(GRAPH_OPTIONS) --graph $(@:.svg=.dot)
	$(call needs,dot graphviz)
	dot -Tsvg $(@:.svg=.dot) -o $@

$(DOCS)/lecture.html: docs/lecture.md docs/lecture.css $(FIGURE_STAMPS) \
   $(FIGURE_MAPS) $(FIGURE_STATES)
	$(call needs,pandoc pandoc)
	pandoc --self-contained --toc --toc-depth 2 \
	   --resource-path $(DOCS) --css docs/lecture.css -o $@ $<
$(DOCS)/lecture.pdf: $(DOCS)/lecture.html
	$(call needs,weasyprint weasyprint)
	weasyprint -q $< $@

##
## Documents
##

docs: ## build/docs/lecture.pdf and .html, with all figures
docs: $(DOCS)/lecture.html $(DOCS)/lecture.pdf
.PHONY: docs
