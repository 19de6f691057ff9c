#!/bin/bash
# settings.sh: the quick half of `make check' under a hostile setting of
# this machine.
#
# Usage: settings.sh --list            print the settings
#        settings.sh --needs SETTING   status 1 and a reason, if it can't
#                                      be had here
#        settings.sh SETTING BUNDLE FOLDER
#
# The last clones the kit from the git bundle into FOLDER, which it makes,
# and ends with the status of make.  What the machine must be given for a
# setting (a mount, a specs file) it is given in a mount namespace of its
# own, and loses it at the end.
set -euo pipefail

CHECK=(make --no-print-directory -j2 check-quick)

# Clone the kit into folder $1, and go there.
clone()
{
   git clone -q "$bundle" "$1"
   cd "$1"
}

# An exported CDPATH makes `cd' print where it went.
here_cdpath()
{
   clone "$folder/kit"
   export CDPATH=.:$folder:/usr
   "${CHECK[@]}"
}

here_space()
{
   clone "$folder/my kit"
   "${CHECK[@]}"
}

# A place that only its owner may read.
here_umask077()
{
   umask 077
   mkdir "$folder/private"
   clone "$folder/private/kit"
   "${CHECK[@]}"
}

# As from an archive or a disk that doesn't keep them.
here_noexec()
{
   clone "$folder/kit"
   find . -path ./.git -prune -o -type f -exec chmod a-x {} +
   "${CHECK[@]}"
}

# Run the tests in the locale $1; where the machine hasn't got it, in one
# made here.
in_locale()
{
   clone "$folder/kit"
   mkdir "$folder/locales"
   localedef -i "${1%.*}" -f "${1#*.}" "$folder/locales/$1"
   export LOCPATH=$folder/locales LANG=$1 LC_ALL=$1
   [ "$(locale decimal_point)" = , ]
   "${CHECK[@]}"
}
here_turkish() { in_locale tr_TR.UTF-8; }
here_german() { in_locale de_DE.UTF-8; }

# gcc as Ubuntu has it: fortified, with stack protectors, all of it by
# default.
here_fortified()
{
   local own
   own=$(dirname "$(gcc -print-libgcc-file-name)")
   mkdir "$folder/gcc"
   gcc -dumpspecs >"$folder/gcc/specs"
   cat >>"$folder/gcc/specs" <<'END'
*cpp_unique_options:
+ %{O*:%{!O0:%{!U_FORTIFY_SOURCE:%{!D_FORTIFY_SOURCE*:-D_FORTIFY_SOURCE=3}}}}

*cc1_options:
+ %{!fno-stack-protector:-fstack-protector-strong} %{!fno-stack-clash-protection:-fstack-clash-protection} %{!fcf-protection*:-fcf-protection}

*link:
+ -z now

END
   mount -t overlay -o "ro,lowerdir=$folder/gcc:$own" overlay "$own"
   [ "$(echo _FORTIFY_SOURCE | gcc -O2 -E -P -)" = 3 ]
   clone "$folder/kit"
   "${CHECK[@]}"
}

here_ldflags()
{
   clone "$folder/kit"
   "${CHECK[@]}" LDFLAGS=-Wl,-z,now
}

# Run $1... as an ordinary user.
as_user()
{
   setpriv --reuid=nobody --regid=nogroup --clear-groups \
      env HOME="$folder/home" USER=nobody LOGNAME=nobody "$@"
}

# A kit that root has built and nobody can change, for another user.
here_readonly()
{
   clone "$folder/kit"
   make -s -j2 programs
   mount --bind "$folder/kit" "$folder/kit"
   mount -o remount,bind,ro "$folder/kit"
   cd "$folder/kit"
   as_user "${CHECK[@]}" BUILD="$folder/home/build"
}

# Who sees only a part of the file system may not make user namespaces.
here_nonamespaces()
{
   mkdir "$folder/all"
   mount --rbind / "$folder/all"
   cd "$folder/home"
   as_user git clone -q "$bundle" kit
   if as_user chroot "$folder/all" true 2>/dev/null; then exit 2; fi
   chroot "$folder/all" setpriv --reuid=nobody --regid=nogroup \
      --clear-groups env HOME="$folder/home" USER=nobody \
      bash -c '! unshare -U true 2>&1 && cd "$HOME/kit" && exec "$@"' \
      bash "${CHECK[@]}"
}

here_tmpdir()
{
   clone "$folder/kit"
   mkdir "$folder/else where"
   export TMPDIR=$folder/else\ where
   "${CHECK[@]}"
}

list()
{
   declare -F | sed -n 's/^declare -f here_/here-/p'
}

case $1 in
--list) list ;;
--needs)
   case $2 in
   here-fortified | here-readonly | here-nonamespaces)
      [ "$(id -u)" -eq 0 ] || { echo 'needs root'; exit 1; } ;;
   here-turkish | here-german)
      [ -d /usr/share/i18n/locales ] ||
         { echo 'needs the package locales'; exit 1; } ;;
   esac
   ;;
here-*)
   if [ -z "${SETTING_ALONE:-}" ] && [ "$(id -u)" -eq 0 ]; then
      exec env SETTING_ALONE=1 unshare --mount --pid --fork \
         --kill-child --mount-proc bash "$0" "$@"
   fi
   unset SETTING_ALONE
   bundle=$2 folder=$3
   mkdir "$folder" "$folder/home"
   [ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$folder/home"
   "here_${1#here-}"
   ;;
esac
