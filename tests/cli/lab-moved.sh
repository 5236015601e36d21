#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The kernel behaves as explain and advise describe automatic NUMA balancing: on a machine with four
# nodes, the last of which is memory without CPUs (tests/lab).
#   lab-moved.sh BUILD-DIR [OPTION OF tests/lab/run.sh]...
# Ends with 'N passed, N failed'.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1:-}" != in-guest ]; then
	built=$1
	shift
	# shellcheck disable=SC2046 # words are wanted
	exec sh "$here/../lab/run.sh" --kernel newest "$@" \
		$(sh "$here/../lab/libraries.sh" "$built/cli/oci-mempolicy") \
		$(sh "$here/../lab/libraries.sh" "$built/tests/cli/moved") \
		--add "$built/cli/oci-mempolicy" --add "$built/tests/cli/moved" --add "$here/lab-moved.sh" \
		--add "$here/../support/tap.sh" -- sh lab-moved.sh in-guest
fi

export LD_LIBRARY_PATH=/opt/lib
# shellcheck source=SCRIPTDIR/../support/tap.sh
. ./tap.sh

# told POLICY: what explain says about it here
told() {
	./oci-mempolicy explain --policy "$1"
}

echo 1 >/proc/sys/kernel/numa_balancing

# Memory on node 0, its thread on node 1.
run ./moved 0 1 default prefer-many=balancing:0-1 bind=balancing:0-1 \
	-- local prefer:0 prefer-many:0-1 bind:0-1 interleave:0-1
check_same 'which policies are balanced' 'default: most
prefer-many=balancing:0-1: most
bind=balancing:0-1: most
local: none
prefer:0: none
prefer-many:0-1: none
bind:0-1: none
interleave:0-1: none' "$out"
for policy in default prefer-many=balancing:0-1 bind=balancing:0-1; do
	check_like "explain: $policy" '*Automatic NUMA balancing moves pages*' "$(told "$policy")"
done
for policy in local prefer:0 prefer-many:0-1 bind:0-1 interleave:0-1; do
	check_like "explain: $policy" '*Automatic NUMA balancing leaves these pages where they are*' \
		"$(told "$policy")"
done

# Memory on the node without CPUs, its thread on node 0.
run ./moved 3 0 prefer-many=balancing:0 -- prefer:0 prefer-many:0
check_same 'which policies bring pages back from memory without CPUs' 'prefer-many=balancing:0: most
prefer:0: none
prefer-many:0: none' "$out"
check_same 'advise --tiered' '{"mode":"MPOL_PREFERRED_MANY","nodes":"0","flags":["MPOL_F_NUMA_BALANCING"]}' \
	"$(./oci-mempolicy advise --tiered --cpus 0 2>/dev/null | jq -c .)"
