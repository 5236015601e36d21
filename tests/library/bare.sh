#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the commands of README.md, docs/guide.md and tests/conformance/README.md, as written there, in a
# Debian that has nothing else, with its own packages; uses what was installed, and removes it. Requires root,
# and some minutes.
# Ends with 'N passed, N failed'.
#
# usage: bare.sh [SUITE]
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=SCRIPTDIR/../support/tap.sh
. tests/support/tap.sh
suite=${1:-bookworm}
root=$work/root

# in_root COMMAND: in separate namespaces, so that nothing is left mounted or running
in_root() {
	# shellcheck disable=SC2016 # of the inner shell
	unshare --mount --pid --fork --kill-child sh -euc '
		mount -t proc proc "$1/proc"
		mount --rbind /dev "$1/dev"
		mount --rbind /sys "$1/sys"
		exec chroot "$1" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
			HOME=/root DEBIAN_FRONTEND=noninteractive sh -euc "cd /src; $2"' sh "$root" "$1"
}

# Like a container image: without package lists. apt asks nothing, and reaches servers in the same
# way as here.
make_root() {
	apt-config dump | grep -E '^Acquire::(https?|socks|Retries|ForceIPv)' >"$work/apt.conf" || true
	mmdebstrap --quiet --variant=minbase --mode=root --aptopt="$work/apt.conf" \
		--keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$suite" "$root"
	rm -rf "$root"/var/lib/apt/lists/*
	cp "$work/apt.conf" "$root/etc/apt/apt.conf.d/90here"
	echo 'APT::Get::Assume-Yes "true";' >>"$root/etc/apt/apt.conf.d/90here"
	cp /etc/resolv.conf "$root/etc/"
	mkdir "$root/src"
	git ls-files -z | xargs -0 cp --parents --no-dereference --target-directory "$root/src"
}

# block FILE HEADING: prints the commands of the first block below it
block() {
	sed -n "/^## $2\$/,\$p" "$1" | awk '/^    / {sub(/^    /, ""); print; there = 1; next} there {exit}'
}

# Lists everything in the root, except where the project is built.
everything() {
	(cd "$root" && find . -xdev -path ./src -prune -o -path ./var -prune -o -path ./root -prune -o \
		! -path ./etc/ld.so.cache -print | LC_ALL=C sort)
}

install_there() {
	commands=$(block README.md Install)
	packages=$(echo "$commands" | sed '/^cmake/,$d')
	check_ok "the packages are available: $(echo "$packages" | tail -n 1)" in_root "$packages"
	everything >"$work/before"
	check_ok "the commands install" in_root "$(echo "$commands" | sed -n '/^cmake/,$p')"
	check_ok "and the library's" in_root "$(block docs/guide.md 'The library')"
}

use() {
	check_like "the hook is that with musl, and runs" 'oci-mempolicy-hook *' \
		"$(in_root 'grep -q GLIBC_TUNABLES /usr/local/libexec/oci/hooks.d/oci-mempolicy-hook ||
			/usr/local/libexec/oci/hooks.d/oci-mempolicy-hook --version')"
	check_ok "the command runs" in_root 'oci-mempolicy features'
	# shellcheck disable=SC2016 # of the inner shell
	check_ok "a program is linked with the library" in_root 'cc examples/run-with-policy.c \
		-o /src/run-with-policy $(pkg-config --cflags --libs oci-mempolicy)'
	check_same "and the library is found when it is run" 'user code' \
		"$(in_root '/src/run-with-policy "{\"mode\": \"MPOL_LOCAL\"}" echo user code')"
}

remove() {
	check_ok "all is removed" in_root "$(grep '^    .*--target uninstall' docs/guide.md)"
	everything >"$work/after"
	check_same "nothing is left behind" '' "$(diff "$work/before" "$work/after")"
}

# In the CI of another runtime, whose machine has none of the packages above.
conformance() {
	commands=$(block tests/conformance/README.md 'In the CI of a runtime' | sed '/^sudo/d')
	check_ok "the conformance suite is installed" in_root "$commands"
	check_ok "and runs" in_root '/opt/conformance/bin/oci-mempolicy-conformance --list'
}

make_root
install_there
use
remove
conformance
