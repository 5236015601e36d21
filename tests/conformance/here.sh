#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What of the conformance suite this machine can show.
#   here.sh BUILD RUNTIME
set -eu
build=$1
set -- "$build/tests/conformance/oci-mempolicy-conformance" --runtime "$2" \
	--hook "$build/hook/oci-mempolicy-hook" --stage both
# Some versions of crun refuse a cgroup v2 hierarchy mounted within v1.
if mountpoint -q /sys/fs/cgroup/unified; then
	# shellcheck disable=SC2016 # of the inner shell
	set -- unshare --mount sh -c 'umount /sys/fs/cgroup/unified && exec "$@"' sh "$@"
fi
exec "$@"
