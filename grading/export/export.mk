# Into the courses' systems: see grading/export/README.md.

SECRET = $(BUILD)/grades/secret
OVERRIDES = $(BUILD)/grades/overrides.tsv

##
## Into the courses' systems
##

gradescope: ## build/gradescope.zip: the grader, for Gradescope
	bash grading/export/gradescope/pack.sh $(BUILD) "$(SECRET)" "$(OVERRIDES)"

similar: grader
similar: ## who has the same code: make similar SUBMISSIONS=dir
	BUILD=$(BUILD) bash grading/export/similar.sh "$(SUBMISSIONS)" $(BUILD)/similar

check-export: ## test exports, joining, similarity: the quick part
check-export: grader
	BUILD=$(BUILD) bash grading/export/export-test.sh

check-export-long: ## the archive run as Gradescope would; several hosts
check-export-long: grader
	BUILD=$(BUILD) bash grading/export/export-test.sh --long

CHECKS += grading/export/export-test.sh
PACKAGES += zip unzip libxml2-utils mawk
OPTIONAL_PACKAGES += similarity-tester:similar
DEV_PACKAGES += openssh-server openssh-client gawk

.PHONY: gradescope similar check-export check-export-long
