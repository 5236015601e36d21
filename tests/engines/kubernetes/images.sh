#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the images of the test, as archives that containerd imports.
#   images.sh BUILD-DIR OUTPUT-DIR
set -eu
build=$1 output=$2
root=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# archive LAYOUT:TAG FILE NAME
archive() {
	skopeo copy -q "oci:$1" "docker-archive:$output/$2.tar:$3"
}

# An image with busybox and the program "policy [PID]", which prints the policy that it or another
# process runs under, as shown for the stack, which has no policy of its own
make_busybox_image() {
	for name in bin dev etc proc sys tmp; do mkdir -p "$work/busybox/$name"; done
	cp "$(command -v busybox)" "$work/busybox/bin/busybox"
	for name in sh cat sed sleep; do ln -s busybox "$work/busybox/bin/$name"; done
	cat >"$work/busybox/bin/policy" <<-'END'
		#!/bin/sh
		exec sed -n 's/^[0-9a-f]* \(.*\) stack.*/\1/p' "/proc/${1:-self}/numa_maps"
	END
	chmod 755 "$work/busybox/bin/policy"
	tar -C "$work/busybox" -cf "$work/busybox.tar" .
	umoci init --layout "$work/layout"
	umoci new --image "$work/layout:busybox"
	umoci raw add-layer --image "$work/layout:busybox" "$work/busybox.tar"
	umoci config --image "$work/layout:busybox" --config.env PATH=/bin --config.cmd sleep --config.cmd 100000
	archive "$work/layout:busybox" busybox localhost/busybox:latest
}

make_busybox_image
sh "$root/kubernetes/image/build.sh" "$build" "$work/node" 0.2.0 >"$work/log" 2>&1 || {
	cat "$work/log" >&2
	exit 1
}
archive "$work/node:0.2.0" node localhost/oci-mempolicy-node:0.2.0
