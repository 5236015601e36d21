#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fetches a kernel or a userland from Debian's archive, or builds a runtime that Debian lacks; once,
# and keeps it in build/lab.
#   cache.sh kernel ARCH VERSION    kernel/VERSION-ARCH: vmlinuz, config, release
#   cache.sh userland ARCH SUITE    userland/SUITE-ARCH: root.cpio, versions
#   cache.sh runtime NAME           runtime/NAME: NAME
#   cache.sh criu ARCH SUITE        criu/SUITE-ARCH: criu, which runs on the host
#
# apt works with lists, a package state and a cache of its own here: nothing of the host's is
# changed, and a foreign architecture or a newer suite costs the host nothing.
set -eu
lab=$(cd "$(dirname "$0")/../.." && pwd)/build/lab

# once NAME COMMAND...: has COMMAND fill $lab/NAME, unless it is there. COMMAND gets a new directory
# as its last word. One at a time: they share apt's lists.
once() {
	kept=$lab/$1
	shift
	mkdir -p "$(dirname "$kept")"
	exec 9>"$lab/lock"
	flock 9
	[ ! -e "$kept" ] || return 0
	rm -rf "$kept.part"
	mkdir "$kept.part"
	"$@" "$kept.part"
	mv "$kept.part" "$kept"
}

debian_architecture() {
	case $1 in
	x86_64) echo amd64 ;;
	aarch64) echo arm64 ;;
	esac
}

sources() {
	key=/usr/share/keyrings/debian-archive-keyring.gpg
	echo "deb [signed-by=$key] http://deb.debian.org/debian $1 main"
	[ "$1" != sid ] || return 0
	echo "deb [signed-by=$key] http://deb.debian.org/debian $1-updates main"
	echo "deb [signed-by=$key] http://deb.debian.org/debian-security $1-security main"
}

# The host's settings on how to reach a server (a proxy, say) stay in force; its hooks do not.
apt_configuration() {
	apt-config dump | grep -E '^Acquire::(https?|socks|Retries|ForceIPv)' || true
	cat <<-END
		Acquire::Check-Valid-Until "false";
		Acquire::Languages "none";
		APT::Architecture "$2";
		APT::Architectures "$2";
		APT::Install-Recommends "false";
		APT::Sandbox::User "root";
		Dir::Cache "$1";
		Dir::Cache::pkgcache "";
		Dir::Cache::srcpkgcache "";
		Dir::Etc::main "/dev/null";
		Dir::Etc::parts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Dir::Etc::sourcelist "$1/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Log "$1";
		Dir::State "$1";
		Dir::State::status "$1/status";
	END
}

# with_apt SUITE ARCH: points apt at this suite, its lists up to date.
with_apt() {
	architecture=$(debian_architecture "$2")
	root=$lab/apt/$1-$architecture
	mkdir -p "$root/lists/partial" "$root/archives/partial"
	: >"$root/status"
	sources "$1" >"$root/sources.list"
	apt_configuration "$root" "$architecture" >"$root/apt.conf"
	export APT_CONFIG="$root/apt.conf"
	apt-get -qq -o APT::Update::Error-Mode=any update
}

# unpack DEB DIRECTORY: with /lib and the like as symbolic links, as an installed Debian has them.
unpack() {
	dpkg-deb --fsys-tarfile "$1" | tar -x -p --keep-directory-symlink -C "$2"
}

kernel_suite() {
	case $1 in
	6.1) echo bookworm ;;
	6.12) echo trixie ;;
	newest) echo sid ;;
	esac
}

# Debian's cloud kernel: newer suites keep the image and its configuration in packages of their own.
fetch_kernel() {
	with_apt "$(kernel_suite "$2")" "$1"
	cd "$3"
	release=$(apt-cache depends "linux-image-cloud-$architecture" |
		sed -n 's/^ *Depends: linux-image-//p')
	for package in image binary base; do
		package=linux-$package-$release
		! apt-cache show "$package" >/dev/null 2>&1 || apt-get -qq download "$package"
	done
	for deb in *.deb; do unpack "$deb" .; done
	find . \( -name vmlinuz -o -name 'vmlinuz-*' \) -exec mv {} ./image \;
	find . \( -name config -o -name 'config-*' \) -exec mv {} ./configuration \;
	mv image vmlinuz
	mv configuration config
	rm -rf ./*.deb boot usr lib
	echo "$release" >release
}

guest_packages="busybox-static crun jq numactl runc uidmap"

# An initramfs of the packages and all they depend on, without what a test never reads. Its kernel
# unpacks it faster than it could decompress it, so it is not compressed.
fetch_userland() {
	with_apt "$2" "$1"
	cd "$3"
	# shellcheck disable=SC2086 # words are wanted
	apt-get -qq -y --download-only install $guest_packages >/dev/null
	mkdir -p root/usr/bin root/usr/sbin root/usr/lib root/usr/lib64
	for directory in bin sbin lib lib64; do ln -s "usr/$directory" "root/$directory"; done
	for deb in "$root"/archives/*.deb; do unpack "$deb" root; done
	for package in $guest_packages; do
		echo "$package $(dpkg-deb -f "$root/archives/${package}_"*.deb Version)"
	done >versions
	rm -rf "$root"/archives/*.deb root/etc root/var root/usr/share root/usr/lib/*/gconv root/usr/lib/*/*.a
	chmod u+s root/usr/bin/newuidmap root/usr/bin/newgidmap
	(cd root && find . | cpio --quiet -o -H newc -R 0:0) >root.cpio
	rm -rf root
}

# Both need newer compilers than bookworm's, and bookworm's libseccomp-dev.
build_runtime() {
	case $1 in
	runc-1.5)
		GOPATH=$2/path GOCACHE=$2/cache GOBIN=$2/bin GOFLAGS=-modcacherw CGO_ENABLED=1 \
			go install -tags seccomp -ldflags='-s -w' github.com/opencontainers/runc@v1.5.2
		mv "$2/bin/runc" "$2/runc-1.5"
		;;
	youki)
		CARGO_HOME=$2/home CARGO_TARGET_DIR=$2/target cargo install --quiet --locked \
			--root "$2" --no-default-features --features v1,v2,seccomp youki@0.7.0
		mv "$2/bin/youki" "$2/youki"
		;;
	esac
	find "$2" -mindepth 1 -maxdepth 1 ! -name "$1" -exec rm -rf {} +
}

# Of a newer suite than the host's, so with that suite's libraries.
fetch_criu() {
	with_apt "$2" "$1"
	cd "$3"
	apt-get -qq -y --download-only install criu >/dev/null
	for directory in bin sbin lib lib64; do
		mkdir -p "usr/$directory"
		ln -s "usr/$directory" "$directory"
	done
	for deb in "$root"/archives/*.deb; do unpack "$deb" .; done
	rm -rf "$root"/archives/*.deb etc var usr/share
	cat >criu <<-'END'
		#!/bin/sh
		here=$(dirname "$0")
		exec "$here"/lib*/ld-linux-*.so.* --library-path "$(echo "$here"/lib/*-linux-gnu)" "$here/sbin/criu" "$@"
	END
	chmod 755 criu
}

case $1 in
kernel) once "kernel/$3-$2" fetch_kernel "$2" "$3" ;;
userland) once "userland/$3-$2" fetch_userland "$2" "$3" ;;
runtime) once "runtime/$2" build_runtime "$2" ;;
criu) once "criu/$3-$2" fetch_criu "$2" "$3" ;;
esac
