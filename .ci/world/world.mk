# world.mk: the kit on other machines; the top Makefile includes it.
#
#    make check-world WHERE=debian13         the rows of one release
#    make check-world WHERE='here-space'     one row on this machine

DEV_PACKAGES += debootstrap debian-archive-keyring git locales util-linux

##
## Other machines
##

check-world: ## README's commands in fresh Debian roots; hostile settings: WHERE=
	@BUILD='$(BUILD)' bash .ci/world/world.sh $(WHERE)
.PHONY: check-world
