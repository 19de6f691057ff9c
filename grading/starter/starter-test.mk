# starter-test.mk: the tests of what students get; they don't get this file.

##
## What students get
##

check-starter: ## try the archive for students, as a student would
	BUILD='$(BUILD)' bash grading/starter/starter-test.sh

check-starter-long: ## the same with all frequent mistakes, gdb, and clang
	BUILD='$(BUILD)' bash grading/starter/starter-test.sh --all

.PHONY: check-starter check-starter-long
CHECKS += grading/starter/starter-test.sh
PACKAGES += binutils gdb patch
