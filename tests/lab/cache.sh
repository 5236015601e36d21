#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fetches a kernel, a userland or a disk from Debian's archive, or builds a runtime that Debian lacks,
# once, and keeps it in build/lab.
#   cache.sh kernel ARCH VERSION    kernel/VERSION-ARCH: vmlinuz, config, release
#   cache.sh userland ARCH SUITE    userland/SUITE-ARCH: root.cpio, versions
#   cache.sh disk ARCH SUITE        disk/SUITE-ARCH-PACKAGES: root.ext4, root.cpio, vmlinuz, versions; as
#                                   root. Prints the folder; PACKAGES is a checksum of their list.
#   cache.sh runtime NAME           runtime/NAME: NAME
#   cache.sh kubernetes             kubernetes: kubelet, control plane, kubectl, etcd, helm
#   cache.sh criu ARCH SUITE        criu/SUITE-ARCH: criu, which runs on the host
#   cache.sh suite VERSION          prints the suite that has this kernel
#
# Nothing on the host is changed, even for a foreign architecture or a newer suite, because mmdebstrap
# runs apt with separate lists and package state.
set -eu
lab=$(cd "$(dirname "$0")/../.." && pwd)/build/lab

# once NAME COMMAND...: runs COMMAND to fill $lab/NAME, unless it exists. COMMAND gets a new
# directory as its last argument. Locked, because several processes may need the same.
once() {
	kept=$lab/$1
	shift
	[ ! -e "$kept" ] || return 0
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

# How the host reaches a server (for example by a proxy); and suites with outdated lists are
# accepted.
apt_options() {
	apt-config dump | grep -E '^Acquire::(https?|socks|Retries|ForceIPv)' || true
	echo 'Acquire::Check-Valid-Until "false";'
}

# unpack ARCH SUITE DIR PACKAGE...: unpacks the packages and all their dependencies into
# DIR/root, with /lib and others as symbolic links, as in an installed Debian; writes the
# versions of the named packages to DIR/versions. "extract" runs none of their scripts, which
# makes chrootless harmless, even for root; without these options, mmdebstrap needs root or user
# namespaces.
unpack() {
	architecture=$(debian_architecture "$1") suite=$2 into=$3
	shift 3
	apt_options >"$into/apt.conf"
	# shellcheck disable=SC2016 # of the hooks' shell
	mmdebstrap --quiet --variant=extract --mode=chrootless --skip=check/chrootless \
		--keyring=/usr/share/keyrings/debian-archive-keyring.gpg --aptopt="$into/apt.conf" \
		--architectures="$architecture" --include="$*" \
		--setup-hook='cd "$1" && mkdir -p usr/bin usr/sbin usr/lib usr/lib64 && ln -s usr/* .' \
		--extract-hook='APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-cache show --no-all-versions '"$*"' |
			sed -n "s/^Package: //p; s/^Version: //p" | paste -d " " - - >"$1/../versions"' \
		"$suite" "$into/root" >&2
	rm "$into/apt.conf"
}

kernel_suite() {
	case $1 in
	6.1) echo bookworm ;;
	6.12) echo trixie ;;
	newest) echo sid ;;
	esac
}

# Debian's cloud kernel. Newer suites keep the image and configuration next to the modules.
fetch_kernel() {
	unpack "$1" "$(kernel_suite "$2")" "$3" "linux-image-cloud-$(debian_architecture "$1")"
	cd "$3"
	ls root/usr/lib/modules >release
	find root \( -name vmlinuz -o -name 'vmlinuz-*' \) -exec mv {} vmlinuz \;
	find root \( -path '*/modules/*/config' -o -path '*/boot/config-*' \) -exec mv {} config \;
	rm -rf root versions
}

# An initramfs of the packages, without files that no test reads. The kernel unpacks it faster than
# it could decompress it, so it is not compressed. It is made with cpio, because mmdebstrap does not
# write that format.
fetch_userland() {
	unpack "$1" "$2" "$3" busybox-static crun jq numactl runc uidmap
	cd "$3/root"
	rm -rf dev etc var tmp usr/share usr/lib/*/gconv usr/lib/*/*.a
	chmod u+s usr/bin/newuidmap usr/bin/newgidmap
	find . | cpio --quiet -o -H newc -R 0:0 >../root.cpio
	rm -rf "$3/root"
}

# Container engines, what they recommend, what the tests use, and what the project's packages depend on
disk_packages() {
	echo busybox-static catatonit containerd containernetworking-plugins crun docker.io fuse-overlayfs iproute2 \
		iptables jq kmod libjansson4 libnuma1 libseccomp2 libsmartcols1 netavark numactl passt podman procps \
		runc slirp4netns uidmap util-linux
	# bookworm's docker.io contains the client, and its Compose is version 1.
	[ "$1" = bookworm ] || echo docker-cli docker-compose
}

# disk_name ARCH SUITE: depends on the list of packages, so that a disk with other packages is made anew
disk_name() {
	echo "disk/$2-$1-$(disk_packages "$2" | cksum | cut -d ' ' -f 1)"
}

# An installed Debian, with that suite's own kernel
fetch_disk() {
	mkdir "$3/kernel"
	unpack "$1" "$2" "$3/kernel" "linux-image-cloud-$(debian_architecture "$1")"
	apt_options >"$3/apt.conf"
	mmdebstrap --quiet --variant=minbase --mode=root --architectures="$(debian_architecture "$1")" \
		--keyring=/usr/share/keyrings/debian-archive-keyring.gpg --aptopt="$3/apt.conf" \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' --include="$(disk_packages "$2")" \
		"$2" "$3/root" >&2
	cd "$3"
	dpkg-query --admindir=root/var/lib/dpkg -W -f '${Package} ${Version}\n' >versions
	find kernel/root \( -name vmlinuz -o -name 'vmlinuz-*' \) -exec mv {} vmlinuz \;
	cp -a kernel/root/usr/lib/modules root/usr/lib/
	chroot root depmod -a "$(ls root/usr/lib/modules)"
	add_users root
	first_root first root
	(cd first && find . | cpio --quiet -o -H newc -R 0:0) >root.cpio
	size=$(du -sm root | cut -f 1)
	mke2fs -q -t ext4 -O ^has_journal -m 0 -d root root.ext4 $((size + size / 8 + 64))M >/dev/null
	rm -rf root kernel first apt.conf
}

# Podman's --userns=auto allocates the subordinate ids of "containers".
add_users() {
	chroot "$1" useradd --uid 1000 --create-home --shell /bin/sh user
	chroot "$1" useradd --system --no-create-home containers
	printf '%s\n' user:100000:65536 containers:1000000:1048576 | tee "$1/etc/subuid" >"$1/etc/subgid"
}

# first_root DIR ROOT: an initramfs that mounts the disk; modules are numbered in the order of
# their dependencies
first_root() {
	mkdir -p "$1/usr/bin" "$1/modules" "$1/dev"
	cp "$2/usr/bin/busybox" "$1/usr/bin/"
	chroot "$2" modprobe -S "$(ls "$2/usr/lib/modules")" -a --show-depends virtio_pci virtio_blk overlay |
		awk '$1 == "insmod" && !seen[$2]++ {printf "%02d %s\n", ++n, $2}' |
		while read -r number file; do cp "$2$file" "$1/modules/$number-${file##*/}"; done
	find "$1/modules" -name '*.xz' -exec unxz {} +
}

# These need newer compilers than bookworm's; the runtimes also need libseccomp-dev.
build_runtime() {
	case $1 in
	runc-1.5)
		GOPATH=$2/path GOCACHE=$2/cache GOBIN=$2/bin GOFLAGS=-modcacherw CGO_ENABLED=1 \
			go install -tags seccomp -ldflags='-s -w' github.com/opencontainers/runc@v1.5.2
		mv "$2/bin/runc" "$2/runc-1.5"
		;;
	crictl)
		GOPATH=$2/path GOCACHE=$2/cache GOBIN=$2/bin GOFLAGS=-modcacherw CGO_ENABLED=0 \
			go install -ldflags='-s -w' sigs.k8s.io/cri-tools/cmd/crictl@v1.37.0
		mv "$2/bin/crictl" "$2/crictl"
		;;
	youki)
		CARGO_HOME=$2/home CARGO_TARGET_DIR=$2/target cargo install --quiet --locked \
			--root "$2" --no-default-features --features v1,v2,seccomp youki@0.7.0
		mv "$2/bin/youki" "$2/youki"
		;;
	esac
	find "$2" -mindepth 1 -maxdepth 1 ! -name "$1" -exec rm -rf {} +
}

# build_main DIR PROGRAM PACKAGE: builds with the go.mod in the current folder
build_main() {
	GOPATH=$1/path GOCACHE=$1/cache GOFLAGS='-mod=mod -modcacherw' CGO_ENABLED=0 \
		go build -trimpath -ldflags="-s -w ${4:-}" -o "$1/$2" "$3"
}

# Kubernetes consists of many modules, which its own go.mod takes from folders next to it; here they
# come from the module proxy, as v0 of the same release.
build_kubernetes() {
	release=1.36.4 etcd=v3.6.5 helm=v3.19.2
	version=k8s.io/component-base/version
	mkdir "$1/kubernetes.d" "$1/etcd.d" "$1/helm.d"
	cd "$1/kubernetes.d"
	go mod init kubernetes 2>/dev/null
	module=$(GOPATH=$1/path GOFLAGS=-modcacherw go mod download -json "k8s.io/kubernetes@v$release" | jq -r .Dir)
	go mod edit -require "k8s.io/kubernetes@v$release"
	sed -n "s,^[[:space:]]*\(k8s.io/[a-z-]*\) => ./staging.*,-replace=\1=\1@v0.${release#*.},p" "$module/go.mod" |
		xargs go mod edit
	for program in kubelet kube-apiserver kube-controller-manager kube-scheduler kubectl; do
		build_main "$1" $program "k8s.io/kubernetes/cmd/$program" \
			"-X $version.gitVersion=v$release -X $version.gitMajor=1 -X $version.gitMinor=36"
	done
	cd "$1/etcd.d"
	go mod init etcd 2>/dev/null
	go mod edit -require "go.etcd.io/etcd/server/v3@$etcd"
	build_main "$1" etcd go.etcd.io/etcd/server/v3
	cd "$1/helm.d"
	go mod init helm 2>/dev/null
	go mod edit -require "helm.sh/helm/v3@$helm"
	build_main "$1" helm helm.sh/helm/v3/cmd/helm "-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=1 -X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=36"
	rm -rf "$1/path" "$1/cache" "$1"/*.d
}

# From a newer suite than the host's, and therefore with that suite's libraries.
fetch_criu() {
	unpack "$1" "$2" "$3" criu
	cd "$3"
	mv root/* .
	rm -rf root dev etc var tmp usr/share versions
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
disk)
	once "$(disk_name "$2" "$3")" fetch_disk "$2" "$3" >&2
	echo "$lab/$(disk_name "$2" "$3")"
	;;
runtime) once "runtime/$2" build_runtime "$2" ;;
suite) kernel_suite "$2" ;;
kubernetes) once kubernetes build_kubernetes ;;
criu) once "criu/$3-$2" fetch_criu "$2" "$3" ;;
esac
