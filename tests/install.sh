#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what building and testing need, from Debian's packages (bookworm or newer), and fetches
# the source of jansson into build/jansson, a CRIU newer than bookworm's into build/lab, and
# promtool into build/promtool. First prints what it will do; does nothing if everything is there.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)

build="gcc libc6-dev musl-tools cmake ninja-build pkg-config libjansson-dev libnuma-dev libseccomp-dev
	libsmartcols-dev scdoc"
library="g++ doxygen"
check="check libxml2-utils python3-yaml bash-completion fish zsh runc crun numactl busybox-static jq strace util-linux mount"
packages="lintian rpm"
lint="git clang clang-tidy clang-format cppcheck shellcheck codespell"
coverage="gcovr"
fuzz="libclang-rt-dev llvm"
cross="gcc-aarch64-linux-gnu libc6-dev-arm64-cross musl-dev:arm64 qemu-user-static libjansson-dev:arm64
	libnuma-dev:arm64 libseccomp-dev:arm64 libsmartcols-dev:arm64"
lab="qemu-system-x86 qemu-system-arm cpio procps mmdebstrap e2fsprogs xz-utils debian-archive-keyring
	iproute2 openssl skopeo umoci"
schema="python3 python3-venv ca-certificates"
# Any installed version of these is fine, even if it is not Debian's.
command -v npm >/dev/null || schema="$schema nodejs npm"
command -v go >/dev/null || schema="$schema golang-go"

installed() {
	dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'
}

missing=
# shellcheck disable=SC2086 # words are wanted
for package in $build $library $packages $check $lint $coverage $fuzz $cross $lab $schema; do
	installed "$package" || missing="$missing $package"
done

fetch() {
	sh "$tests/../cmake/jansson.sh" "$tests/../build/jansson" >/dev/null
	sh "$tests/lab/cache.sh" criu "$(uname -m)" trixie
	sh "$tests/cli/promtool.sh" "$tests/../build/promtool" >/dev/null
}

if [ -z "$missing" ]; then
	fetch
	exit
fi

if [ "$(id -u)" != 0 ]; then
	echo "install.sh: run as root, or first install:$missing" >&2
	exit 1
fi
if ! dpkg --print-foreign-architectures | grep -qx arm64; then
	echo "install.sh: dpkg --add-architecture arm64, for the libraries needed to cross-build"
	foreign=yes
fi
echo "install.sh: apt-get install$missing" | fold -s -w 100
[ -z "${foreign:-}" ] || dpkg --add-architecture arm64
apt-get -q update
# shellcheck disable=SC2086 # words are wanted
DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing
fetch
