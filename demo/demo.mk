# demo.mk: heap managers shown at work; the top Makefile includes it.
#
#    make demo                                   the lecture's scenario
#    make demo MANAGER=5 SCENARIO=bins SECOND=4  two managers, in step
#    make demo SCENARIO=gcc                      a recorded trace
#    make demo-map MANAGER=4 SECOND=5 SCENARIO=gcc  the map of 4, to the
#                                                scale of that of 5
#    make demo MANAGER=path/to/mine.c SCENARIO=path/to/mine.txt
#    make demo-page MANAGERS='3_list 4_dlist _buddy'  a page with three
#
# A file of one's own is linked with chunk.c as stage 4 is.  If its
# chunks have a header only, as in stage 3, add OWN_CHUNK=3_list.

DEMO_PARTS = canvas client demo explain frames gnuplot managers map page panel plain quiz \
   scenario screen snapshot
DEMO_DRIVER = memory rng trace
DEMOHOST_PARTS = demohost explain inspect snapshot
DEMOHOST_DRIVER = checkrate granules memory steps watch
PACKAGES += gnuplot-nox fonts-dejavu-core gzip tmux
DEV_PACKAGES += chromium
OWN_CHUNK = 4_dlist
SCENARIO = lecture

$(BUILD)/demo/%.o: MODE = -O2 -DNDEBUG
$(BUILD)/demo/%.o: demo/%.c | $(BUILD)/demo ; $(COMPILE)
$(BUILD)/demo: ; mkdir -p $@

# The page is put into the program as it is.
$(BUILD)/demo/page_html.o: demo/page.html | $(BUILD)/demo
	$(SAY)cd demo && $(LD) -r -b binary -z noexecstack \
	   -o '$(abspath $@)' page.html

$(BUILD)/demo/demo: $(DEMO_PARTS:%=$(BUILD)/demo/%.o) \
   $(BUILD)/demo/page_html.o \
   $(DEMO_DRIVER:%=$(BUILD)/steps/%.o) ; $(LINK_PLAIN)

DEMOHOST_OBJECTS = $(DEMOHOST_PARTS:%=$(BUILD)/demo/%.o) \
   $(DEMOHOST_DRIVER:%=$(BUILD)/steps/%.o)
DEMOHOSTS = $(filter-out %_gnu,$(ALL:%=$(BUILD)/demo/demohost%))
$(DEMOHOSTS): $(BUILD)/demo/demohost%: $(BUILD)/steps/heapmgr%.o \
   $(BUILD)/steps/chunk%.o $(DEMOHOST_OBJECTS) ; $(LINK)

# Files of one's own become demohostown_NAME.
demo_own = $(patsubst %.c,$(BUILD)/demo/demohostown_%,$(notdir $1))
demo_name = $(if $(filter %.c,$1),$(patsubst %.c,own_%,$(notdir $1)),$1)
demo_own_link = $(SAY)$(CC) $(COMPILE_FLAGS) -O2 -DNDEBUG $(COUNTED) \
   $(if $(filter $(OWN_CHUNK),$(HEADER_ONLY)),-DCHUNK_FOOTER_UNITS=0) \
   -c -o $@.o $(filter %.c,$^) && \
   $(CC) $(LINK_FLAGS) $(WRAPS) -o $@ $@.o $(filter %.o,$^) \
   $(KIT_LDLIBS) $(LDLIBS)
DEMO_OWN_NEEDS = $(BUILD)/steps/chunk$(OWN_CHUNK).o $(DEMOHOST_OBJECTS)
ifneq ($(filter %.c,$(MANAGER)),)
$(call demo_own,$(MANAGER)): $(MANAGER) $(DEMO_OWN_NEEDS)
	$(demo_own_link)
endif
ifneq ($(filter %.c,$(filter-out $(MANAGER),$(SECOND))),)
$(call demo_own,$(SECOND)): $(SECOND) $(DEMO_OWN_NEEDS)
	$(demo_own_link)
endif

DEMO_TOOLS = $(BUILD)/demo/demo $(DEMOHOSTS)
DEMO_PICTURES = $(BUILD)/demo/pictures
DEMO_BUILT = $(DEMO_TOOLS) \
   $(call demo_own,$(filter %.c,$(sort $(MANAGER) $(SECOND))))
DEMO = $(BUILD)/demo/demo --scenario '$(or $(SCENARIO),lecture)' \
   $(if $(MANAGER),--manager '$(call demo_name,$(MANAGER))') \
   $(if $(SECOND),--second '$(call demo_name,$(SECOND))')

# A page of a scenario can show all stages; one of a trace, which has much
# more to keep, only those asked for.
DEMO_SMALL = $(filter %.txt,$(SCENARIO)) \
   $(wildcard demo/scenarios/$(SCENARIO).txt)
DEMO_MANAGERS = $(or $(MANAGERS),$(if $(DEMO_SMALL),$(STAGES)))
DEMO_PAGE = $(if $(DEMO_MANAGERS),--managers '$(DEMO_MANAGERS)')

# The managers that are shown, or all, so that one can go on to the next.
DEMO_SHOWN = $(if $(DEMO_FEW),$(foreach m,$(or $(MANAGER),4) $(SECOND),\
   $(filter %/demohost$m,$(DEMOHOSTS)) \
   $(foreach h,$(DEMOHOSTS),$(if $(filter $m_%,\
   $(h:$(BUILD)/demo/demohost%=%)),$h))),$(DEMOHOSTS))

demo: ## step through a scenario: MANAGER= SCENARIO= SECOND=
demo: $(BUILD)/demo/demo $(DEMO_SHOWN) \
   $(filter-out $(DEMO_TOOLS),$(DEMO_BUILT))
	@$(DEMO) $(ARGS)

demo-pictures: $(DEMO_BUILT) ## the same as frames, GIF and page: build/demo/pictures
	@mkdir -p $(DEMO_PICTURES)
	@$(DEMO) --frames $(DEMO_PICTURES) --gif $(DEMO_PICTURES)/demo.gif \
	   --html $(DEMO_PICTURES)/demo.html $(DEMO_PAGE) $(ARGS)
	@echo "look into $(DEMO_PICTURES)"

demo-page: $(DEMO_BUILT) ## the same as one page for a browser, build/demo.html: MANAGERS=
	@$(DEMO) --html $(BUILD)/demo.html $(DEMO_PAGE) $(ARGS)
	@echo "look at $(BUILD)/demo.html"

# Each map in a file of its own, so that two can be shown side by side.
DEMO_MAP = $(BUILD)/demo-map-$(call demo_name,$(or $(MANAGER),4_dlist))-$(notdir \
   $(basename $(or $(SCENARIO),lecture))).png

demo-map: $(DEMO_BUILT) ## the run as a map, build/demo-map-MANAGER-SCENARIO.png
	@$(DEMO) --map '$(DEMO_MAP)' $(ARGS)
	@echo "look at $(DEMO_MAP)"
.PHONY: demo demo-pictures demo-page demo-map

DEMO_TEST_NEEDS = $(DEMO_TOOLS) \
   $(patsubst %,$(BUILD)/steps/testheapmgr%,$(filter-out _gnu,$(ALL))) \
   $(BUILD)/demo/demohostown_demo_faulty
$(BUILD)/demo/demohostown_demo_faulty: demo/demo_faulty.c \
   $(DEMO_OWN_NEEDS) ; $(demo_own_link)
CHECKS += demo/demo-test.sh
CHECKS_NEED += $(DEMO_TEST_NEEDS)

check-demo: $(DEMO_TEST_NEEDS) ## test the demos: screen, text, pictures, page
	BUILD='$(BUILD)' bash demo/demo-test.sh
.PHONY: check-demo
