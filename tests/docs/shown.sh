#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs shown.py on an invented machine of ten nodes with memory, of which node 0 alone has CPUs.
#   shown.sh BUILD
# Needs root, for a mount namespace of its own. Ends with 'N passed, N failed'.
set -eu
cd "$(dirname "$0")/../.."
if [ "${2:-}" != in-namespace ]; then
	exec unshare -m sh "tests/docs/${0##*/}" "$(realpath "$1")" in-namespace
fi
# shellcheck source=SCRIPTDIR/../support/tap.sh
. tests/support/tap.sh
# shellcheck source=SCRIPTDIR/../cli/invent.sh
. tests/cli/invent.sh

at_end() {
	umount /proc/sys/kernel/numa_balancing
}

# shellcheck disable=SC2046 # words are wanted
invent_machine 0 false $(awk 'BEGIN {
	for (from = 0; from < 10; from++) {
		line = (from == 0 ? "0-1" : "-") ",384," (from == 3 ? "254,1" : "255,3") ",4"
		for (to = 0; to < 10; to++)
			line = line "," (from == to ? 10 : 20)
		print line
	}
}')
python3 tests/docs/shown.py "$1" >"$work/said" || true
# tap.sh prints the counts.
grep -vxE '[0-9]+ passed, [0-9]+ failed' "$work/said" || true
# shellcheck disable=SC2046 # words are wanted
tap_count $(tail -n 1 "$work/said")
