# ask.mk: what somebody asks make for, by which names.  It checks the
# spellings of variables, and gives managers their full names.

# A target that takes MANAGER ignores MANAGERS, and the other way round;
# and to make, scenario is another name than SCENARIO.  Ignored, they would
# leave somebody with the work of other managers than those asked for.
TAKE_MANAGER = demo demo-map
TAKE_MANAGERS = compare scaling prove prove-isvalid prove-graph million \
   $(TAKE_KIT)
TAKE_KIT = scaling soak coverage mutants lecture-table
asked = $(firstword $(filter $1,$(MAKECMDGOALS)))
given = $(filter command,$(origin $1))
refuse_other = $(if $(call given,$2),,$(if $(call given,$3),\
   $(error make $1 takes $2=, not $3=)))
$(if $(call asked,$(TAKE_MANAGER)),$(call \
   refuse_other,$(call asked,$(TAKE_MANAGER)),MANAGER,MANAGERS))
$(if $(call asked,$(TAKE_MANAGERS)),$(call \
   refuse_other,$(call asked,$(TAKE_MANAGERS)),MANAGERS,MANAGER))
$(foreach v,manager managers second scenario args count size tests \
   traces runs seed limit layout bytes sizes seconds submissions,\
   $(if $(call given,$v),$(error this variable is written in capitals: \
   $(shell echo $v | tr a-z A-Z)=, not $v=)))

# A manager may be asked for by its number, and by its name with or
# without what stands before the _: 3, 3_list, list; _buddy, buddy.
# Anything else stays as it is, such as the path of a file.
full_name = $(firstword $(filter $1,$(ALL)) \
   $(filter $1_% _$1 %_$1,$(ALL)) $1)
full_names = $(foreach m,$1,$(call full_name,$m))
override MANAGER := $(call full_names,$(MANAGER))
override SECOND := $(call full_names,$(SECOND))
override MANAGERS := $(call full_names,$(MANAGERS))
$(foreach m,$(if $(call asked,$(TAKE_KIT)),$(MANAGERS)),\
   $(if $(filter all $(ALL),$m),,$(error make $(call asked,$(TAKE_KIT)): \
   there is no manager $m; MANAGERS= takes $(ALL))))
