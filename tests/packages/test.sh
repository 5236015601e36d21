#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks the packages made by packaging/build.sh: lintian's verdict, and their content. With "full"
# it also installs, upgrades and removes them in a bare Debian while containers start, and builds
# them again, in another folder, to compare. Requires root. Ends with 'N passed, N failed'.
#
# usage: test.sh DIR [full]
set -eu
packages=$(cd "$1" && pwd -P)
full=${2:-}
cd "$(dirname "$0")/../.."
# shellcheck source=SCRIPTDIR/../support/tap.sh
. tests/support/tap.sh
version=$(sed -n 's/^project(.* VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
hook=/usr/libexec/oci/hooks.d/oci-mempolicy-hook
root=$work/root

# ---- content ----

# That they close no bug of Debian's does not matter: they are not for Debian's own archive.
is_clean() {
	lintian --allow-root --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs \
		"$packages"/*.deb
}

# files PACKAGE: its files, without folders and what every Debian package has
files() {
	dpkg-deb -c "$packages/$1"_*.deb | awk '{print $6}' | sed 's,^\.,,' |
		grep -v -e '/$' -e "/doc/$1/" -e /lintian/
}

contents() {
	check_ok "lintian has nothing to say" is_clean
	check_same "what is packaged" "libmempolicy-dev libmempolicy${version%.*} oci-mempolicy \
oci-mempolicy-conformance oci-mempolicy-doc oci-mempolicy-hook oci-mempolicy-runtime" \
		"$(for deb in "$packages"/*.deb; do dpkg-deb -f "$deb" Package; done | LC_ALL=C sort | paste -s -d ' ')"
	check_same "what the hook's package has" "$hook
/usr/share/man/man8/oci-mempolicy-hook.8.gz" "$(files oci-mempolicy-hook)"
	dpkg-deb -x "$packages"/oci-mempolicy-hook_*.deb "$work/hook"
	check_same "it is the one with musl" '' "$(grep -l GLIBC_TUNABLES "$work/hook$hook")"
	check_like "it runs" "oci-mempolicy-hook $version" "$("$work/hook$hook" --version)"
	check_lines "its man page has its path" 3 "\"$(echo $hook | sed 's/\./\\\\\&*\\./g')\"" "$(page)"
	check_lines "the command's package has its pages" some oci-mempolicy-validate.1.gz "$(saved files oci-mempolicy)"
	for shell in bash fish zsh; do
		check_lines "and completion for $shell" 1 "$shell" "$(saved files oci-mempolicy)"
	done
}

page() {
	zcat "$work/hook/usr/share/man/man8/oci-mempolicy-hook.8.gz" >"$work/page"
	echo "$work/page"
}

# saved COMMAND...: prints the name of a file with its output
saved() {
	"$@" >"$work/saved"
	echo "$work/saved"
}

# ---- a bare Debian ----

# in_root COMMAND: in separate namespaces, so that nothing is left mounted or running
in_root() {
	# shellcheck disable=SC2016 # of the inner shell
	unshare --mount --pid --fork --kill-child sh -euc '
		mount -t proc proc "$1/proc"
		mount --rbind /dev "$1/dev"
		mount --rbind /sys "$1/sys"
		exec chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
			DEBIAN_FRONTEND=noninteractive sh -euc "$2"' sh "$root" "$1"
}

make_root() {
	apt-config dump | grep -E '^Acquire::(https?|socks|Retries|ForceIPv)' >"$work/apt.conf" || true
	mmdebstrap --quiet --variant=apt --mode=root --aptopt="$work/apt.conf" \
		--keyring=/usr/share/keyrings/debian-archive-keyring.gpg bookworm "$root"
	cp "$work/apt.conf" "$root/etc/apt/apt.conf.d/90here"
	cp /etc/resolv.conf "$root/etc/"
	mkdir "$root/packages"
	must in_root 'apt-get -qq update'
	cp "$packages"/*.deb "$packages"/*.rpm "$root/packages/"
}

# Lists the root, except /usr and the files of dpkg and apt
beside_usr() {
	(cd "$root" && find etc opt srv home root run var/lib -path var/lib/dpkg -prune -o -path var/lib/apt -prune -o \
		! -name ld.so.cache -print | LC_ALL=C sort)
}

install_debs() {
	beside_usr >"$work/before"
	check_ok "apt-get installs all of them" in_root 'apt-get -qq -y install /packages/*.deb'
	beside_usr >"$work/after"
	check_same "and registers nothing" '' "$(diff "$work/before" "$work/after")"
	check_like "the command runs" "oci-mempolicy $version" "$(in_root 'oci-mempolicy --version')"
	check_same "the command finds a policy wrong" 65 \
		"$(in_root "oci-mempolicy validate --policy bind >/dev/null 2>&1" || echo $?)"
	in_root 'cd /usr/share/oci-mempolicy/conformance/cases && ls' >"$work/cases"
	check_lines "the conformance suite has its cases" some '^20-modes.json$' "$work/cases"
	check_same "a program finds the library" "$version" "$(in_root 'ldconfig -p' |
		grep -q "libmempolicy.so.${version%.*} " && in_root 'readlink -f \
		/usr/lib/*/libmempolicy.so' | sed 's/.*\.so\.//')"
}

# ---- containers that start meanwhile ----

# Runs containers outside, with the hook in the root, until the file "enough" exists; prints how
# many started.
start_containers() {
	# shellcheck disable=SC2016 # of jq
	make_bundle "$work/bundle" runc '.process.args = ["/busybox", "true"]
		| .linux.memoryPolicy = {mode: "MPOL_INTERLEAVE", nodes: "0"}
		| .hooks.createContainer = [{path: $hook, args: ["oci-mempolicy-hook"]}]' \
		--arg hook "$root$hook"
	cp /bin/busybox "$work/bundle/rootfs/"
	rm -f "$work/enough" "$work/failures"
	started=0
	while [ ! -e "$work/enough" ]; do
		if runc run --bundle "$work/bundle" "packages-$$-$started" >>"$work/said" 2>&1 </dev/null; then
			started=$((started + 1))
			echo $started >"$work/started"
		else
			cat "$work/said" >>"$work/failures"
		fi
		: >"$work/said"
	done
}

has_started() {
	[ "$(cat "$work/started" 2>/dev/null || echo 0)" -gt "$1" ]
}

# while_starting NAME COMMAND...: runs commands in the root; no container may fail meanwhile
while_starting() {
	name=$1
	shift
	rm -f "$work/started"
	start_containers &
	starter=$!
	wait_until has_started 2
	for command; do check_ok "$name: $command" in_root "$command >/said 2>&1 || { cat /said; exit 1; }"; done
	count=$(cat "$work/started")
	wait_until has_started $((count + 2))
	: >"$work/enough"
	wait $starter
	check_same "$name: every container started, $(cat "$work/started") of them" '' \
		"$(head -n 5 "$work/failures" 2>/dev/null)"
}

# Makes the packages again, with a later version.
make_later() {
	for package in oci-mempolicy oci-mempolicy-hook oci-mempolicy-runtime; do
		dpkg-deb -R "$packages/${package}"_*.deb "$work/later"
		sed -i "s/$version-1/$version-2/g" "$work/later/DEBIAN/control"
		[ ! -e "$work/later$hook" ] || echo >>"$work/later$hook"
		dpkg-deb -b "$work/later" "$root/packages/later-$package.deb" >/dev/null
		rm -rf "$work/later"
	done
}

upgrade() {
	make_later
	while_starting "upgrading" 'dpkg -i /packages/later-*.deb' 'dpkg -i /packages/later-*.deb'
	check_same "the later one is installed" "$version-2" "$(in_root "dpkg-query -W -f '\${Version}' oci-mempolicy-hook")"
	check_same "upgrading leaves nothing beside it" oci-mempolicy-hook "$(ls "$root/usr/libexec/oci/hooks.d")"
}

# ---- removing ----

stored=var/lib/containers/storage/overlay-containers/1/userdata/config.json

# The runtime, which runs the hook, also keeps it.
remove_runtime() {
	mkdir -p "$root/etc/docker"
	echo '{"runtimes": {"mempolicy": {"path": "/usr/bin/oci-mempolicy-runtime"}}}' >"$root/etc/docker/daemon.json"
	check_same "the hook is not removed from under the runtime" 1 \
		"$(in_root 'dpkg -r oci-mempolicy-hook >/dev/null 2>&1' || echo $?)"
	check_ok "removing both where Docker is to run the runtime" \
		in_root 'dpkg -r oci-mempolicy-runtime oci-mempolicy-hook >/said 2>&1'
	check_lines "what names them is told" 2 "/etc/docker/daemon.json names it" "$root/said"
	check_same "both are kept" "$(printf '%s\n' /usr/bin/oci-mempolicy-runtime $hook)" \
		"$(in_root "ls /usr/bin/oci-mempolicy-runtime $hook")"
	rm -r "$root/etc/docker"
	must in_root 'dpkg -i /packages/later-oci-mempolicy-hook.deb /packages/later-oci-mempolicy-runtime.deb'
	check_silent "removing the runtime where nothing names it" in_root 'dpkg -r oci-mempolicy-runtime >/dev/null'
	check_same "its file is gone" '' "$(ls "$root/usr/bin/oci-mempolicy-runtime" 2>/dev/null)"
}

remove_unused() {
	check_silent "removing it where nothing names it" in_root 'dpkg -r oci-mempolicy-hook >/dev/null'
	check_same "the file is gone, and its folder" '' "$(ls -d "$root/usr/libexec/oci" 2>/dev/null)"
	must in_root 'dpkg -i /packages/later-oci-mempolicy-hook.deb'
}

# A stopped container that may be started again
remove_used() {
	mkdir -p "$root/${stored%/*}"
	echo "{\"hooks\": {\"createContainer\": [{\"path\": \"$hook\"}]}}" >"$root/$stored"
	while_starting "removing it where a stored container names it" 'dpkg -r oci-mempolicy-hook'
	check_lines "what names it is told" 1 "/$stored names it" "$root/said"
	check_lines "and what to do" 1 "Remove it by hand" "$root/said"
	check_same "no diversion is left" '' "$(in_root 'dpkg-divert --list' | grep mempolicy)"
	while_starting "installing it again" 'dpkg -i /packages/later-oci-mempolicy-hook.deb'
	check_like "the file is the package's again" 'oci-mempolicy-hook: *' "$(in_root "dpkg -S $hook")"
	rm "$root/$stored"
	check_silent "then removing it" in_root 'dpkg -r oci-mempolicy-hook >/dev/null 2>&1'
	check_same "then the file is gone" '' "$(ls "$root$hook" 2>/dev/null)"
	must in_root 'dpkg -i /packages/later-oci-mempolicy-hook.deb'
}

# With configure, and with a daemon that has read the configuration
remove_configured() {
	in_root 'oci-mempolicy configure podman >/dev/null'
	check_same "what configure did is there" /etc/containers/oci/hooks.d/oci-mempolicy.json \
		"$(in_root 'ls /etc/containers/oci/hooks.d/oci-mempolicy.json')"
	check_ok "removing it" in_root 'dpkg -r oci-mempolicy-hook'
	check_same "what configure did is taken back" '' "$(in_root "grep -rl oci-mempolicy-hook /etc || true")"
	check_same "and the file is gone" '' "$(ls "$root$hook" 2>/dev/null)"
	must in_root 'dpkg -i /packages/later-oci-mempolicy-hook.deb'
	must in_root 'oci-mempolicy configure podman'
	cp "$root/bin/sleep" "$root/usr/local/bin/containerd"
	check_ok "removing it while containerd runs" in_root '/usr/local/bin/containerd 1000 &
		dpkg -r oci-mempolicy-hook >/said 2>&1'
	check_lines "containerd is told of" 1 'containerd is running' "$root/said"
	check_same "and the file is kept" "$root$hook" "$(ls "$root$hook")"
	rm "$root$hook" "$root/usr/local/bin/containerd"
}

remove_all() {
	must in_root 'dpkg -i /packages/later-oci-mempolicy-hook.deb'
	# shellcheck disable=SC2016 # of the inner shell
	must in_root 'dpkg -P oci-mempolicy-hook oci-mempolicy oci-mempolicy-conformance oci-mempolicy-doc \
		libmempolicy-dev "$(dpkg-query -W -f "\${Package} " "libmempolicy0*" | tr -d " ")"'
	check_same "nothing of it is left" '' "$(find "$root/usr" "$root/etc" -name '*mempolicy*')"
}

# ---- RPM ----
# In the same root, with this machine's rpm, whose database does not contain Debian's libraries.

rpm_here() {
	rpm --root "$root" "$@"
}

rpms() {
	rpm_here --initdb
	check_ok "rpm installs all of them" rpm_here -i --nodeps "$packages"/*.rpm
	check_like "rpm: the hook runs" "oci-mempolicy-hook $version" "$(in_root "$hook --version")"
	check_like "rpm: the command runs" "oci-mempolicy $version" "$(in_root 'oci-mempolicy --version')"
	check_ok "rpm: every file is as packaged" rpm_here -V --nodeps oci-mempolicy-hook oci-mempolicy libmempolicy
	mkdir -p "$root/${stored%/*}"
	echo "$hook" >"$root/$stored"
	check_like "rpm: what names the hook is told" "*/$stored names it*" \
		"$(rpm_here -e --nodeps oci-mempolicy-hook 2>&1)"
	check_like "rpm: and it is kept" "oci-mempolicy-hook $version" "$(in_root "$hook --version")"
	echo /usr/bin/oci-mempolicy-runtime >"$root/$stored"
	check_like "rpm: what names the runtime is told" "*/$stored names it*" \
		"$(rpm_here -e --nodeps oci-mempolicy-runtime 2>&1)"
	check_same "rpm: and it is kept" "$root/usr/bin/oci-mempolicy-runtime" \
		"$(ls "$root/usr/bin/oci-mempolicy-runtime")"
	rm "$root/$stored"
	must rpm_here -i --nodeps "$packages"/oci-mempolicy-hook-*.rpm "$packages"/oci-mempolicy-runtime-*.rpm
	check_ok "rpm removes all of them" rpm_here -e --nodeps oci-mempolicy oci-mempolicy-hook \
		oci-mempolicy-runtime oci-mempolicy-conformance oci-mempolicy-doc libmempolicy libmempolicy-devel
	check_same "rpm: nothing of it is left" '' "$(find "$root/usr" "$root/etc" -name '*mempolicy*')"
}

# ---- tarballs ----

tarballs() {
	check_ok "SHA256SUMS" sh -c "cd '$packages' && sha256sum --quiet -c SHA256SUMS"
	python3 -m venv build/venv-spdx
	must build/venv-spdx/bin/pip -q install spdx-tools==0.8.3
	for arch in x86_64 aarch64; do
		name=oci-mempolicy-$version-$arch
		tar -C "$work" -xf "$packages/$name.tar.gz"
		unpacked=$work/$name/libexec/oci/hooks.d/oci-mempolicy-hook
		case $arch in
		"$(uname -m)") set -- ;;
		*) set -- "qemu-$arch-static" ;;
		esac
		check_like "$arch: the hook runs" "oci-mempolicy-hook $version" "$("$@" "$unpacked" --version)"
		check_ok "$arch: the SBOM is valid SPDX" build/venv-spdx/bin/pyspdxtools -i "$packages/$name.spdx.json"
		check_same "$arch: it has the hook's hash" "$(sha256sum <"$unpacked" | cut -d ' ' -f 1)" \
			"$(jq -r '.files[0].checksums[] | select(.algorithm == "SHA256").checksumValue' \
				"$packages/$name.spdx.json")"
		check_same "$arch: it has what the hook is linked with" "jansson musl" \
			"$(jq -r '[.packages[] | select(.name != "oci-mempolicy").name] | sort | join(" ")' \
				"$packages/$name.spdx.json")"
	done
}

# ---- building again, in another folder ----

build_again() {
	again=$work/another-folder # for RPM, CPack does not accept a path with a space
	mkdir "$again"
	git ls-files -z --cached --others --exclude-standard | tar -c --null -T - | tar -x -C "$again"
	mkdir "$again/build"
	cp -r build/jansson "$again/build/"
	SOURCE_DATE_EPOCH=$(stat -c %Y "$work/hook$hook")
	export SOURCE_DATE_EPOCH CCACHE_DISABLE=1
	(umask 077 && TZ=Asia/Tokyo LC_ALL=C sh "$again/packaging/build.sh" "$work/again")
}

reproduce() {
	check_ok "they are made once more, in another folder" build_again
	check_ok "and are the same, bit by bit" diff "$packages/SHA256SUMS" "$work/again/SHA256SUMS"
}

contents
[ "$full" = full ] || exit 0
make_root
install_debs
upgrade
remove_runtime
remove_unused
remove_used
remove_configured
remove_all
rpms
tarballs
reproduce
