#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs in a machine of the lab: judges runtimes one after the other, and ends with the lines of --matrix.
#   guest.sh RUNS
# RUNS are separated by commas; each is RUNTIME (STAGE | native) (root | userns | rootless) [CASE]...
#
# Every case must run here, except those that this kernel cannot show.
set -eu
suite=/conformance/bin/oci-mempolicy-conformance

# Leaves out the cases for other kernels.
other_kernels() {
	major=$(uname -r | cut -d. -f1)
	minor=$(uname -r | cut -d. -f2)
	version=$((major * 100 + minor))
	if [ $version -lt 609 ]; then echo '!linux-6.9'; else echo '!before-linux-6.9'; fi
	if [ $version -lt 610 ]; then echo '!linux-6.10'; else echo '!before-linux-6.10'; fi
	# Debian builds the kernel of aarch64 for 16 nodes.
	if [ "$(uname -m)" = aarch64 ]; then echo '!nodes-64'; fi
}

# run RUNTIME BY USER CASE...
run() {
	runtime=$1 by=$2 user=$3
	shift 3
	case $by in
	native) set -- --native --profile strict "$@" '!hook' ;;
	*) set -- --hook /root/oci-mempolicy-hook --stage "$by" "$@" ;;
	esac
	[ "$user" = root ] || set -- "--$user" "$@"
	# shellcheck disable=SC2046 # one word a tag
	"$suite" --runtime "$runtime" --must-run --matrix /tmp/matrix "$@" $(other_kernels)
}

failed=0
echo "$1" | tr , '\n' >/tmp/runs
while read -r words; do
	# shellcheck disable=SC2086 # words are wanted
	run $words </dev/null || failed=1
done </tmp/runs
cat /tmp/matrix
exit "$failed"
