# What students get: see docs/starter.

##
## For students
##

starter: ## build/heapmgr-starter.tar.gz: what students get
	docs/starter/pack.sh $(BUILD)
.PHONY: starter
