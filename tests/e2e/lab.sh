#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Node words on a machine with four nodes (tests/lab): one without memory (2) and one without CPUs
# (3). A container sees its policy in /proc/self/numa_maps.
#   lab.sh HOOK [OPTION OF tests/lab/run.sh]...
# Ends with 'N passed, N failed'.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1:-}" != in-guest ]; then
	hook=$1
	shift
	exec sh "$here/../lab/run.sh" --timeout 600 "$@" --add "$hook" --add "$here/lab.sh" \
		--add /bin/busybox --add "$here/../support/tap.sh" -- sh lab.sh in-guest
fi

# shellcheck source=SCRIPTDIR/../support/tap.sh
. ./tap.sh
mkdir -p bundle/rootfs
cp busybox bundle/rootfs/busybox

# The next runtime in turn: node words do not depend on it.
next_runtime() {
	[ "${runtime:-crun}" = crun ] && runtime=runc || runtime=crun
}

# container CPUS MEMS OPTION...: a container with these CPUs and nodes ("" for all), and the hook
# with these options. Sets $out to the policy that it prints, or $said to the hook's error
container() {
	cpus=$1 mems=$2
	shift 2
	args=$(printf '%s\n' oci-mempolicy-hook "$@" | jq -R . | jq -sc .)
	# shellcheck disable=SC2016 # variables of jq
	make_bundle bundle "$runtime" '
		.process.args = ["/busybox", "head", "-n", "1", "/proc/self/numa_maps"] |
		.annotations = {"run.oci.hooks.stderr": $said} |
		.linux.cgroupsPath = "/words" |
		if $cpus != "" then .linux.resources.cpu.cpus = $cpus else . end |
		if $mems != "" then .linux.resources.cpu.mems = $mems else . end |
		.hooks.createContainer = [{path: $hook, args: $args}]' \
		--arg hook "$PWD/oci-mempolicy-hook" --argjson args "$args" \
		--arg cpus "$cpus" --arg mems "$mems" --arg said "$work/said"
	rm -f "$work/said"
	run "$runtime" run --bundle bundle words
	[ "$runtime" = crun ] || cp "$work/err" "$work/said"
	out=$(cut -d ' ' -f 2 "$work/out")
	said=$(sed -n 's/.*oci-mempolicy-hook: words: //p' "$work/said" | sed 's/\\"/"/g')
}

# resolves EXPECTED CPUS MEMS OPTION...: the container has this policy
resolves() {
	expected=$1
	shift
	next_runtime
	container "$@"
	check_same "$runtime: $*" "$expected" "$out$said"
}

# refuses EXPECTED CPUS MEMS OPTION...: the hook refuses with this error
refuses() {
	expected=$1
	shift
	next_runtime
	container "$@"
	check_like "$runtime: $*" "/hooks/createContainer/0/args: $expected; *" "$said"
	check_same "$runtime: $*: nothing has run" '' "$out"
}

resolves interleave:0-1,3 '' '' --policy interleave:all
resolves interleave:1,3 '' 1,3 --policy interleave:all
resolves bind:0-1 '' '' --policy bind:cpus
resolves bind:1 1 '' --policy bind:cpus
resolves bind=static:1 1 '' --policy bind=static:cpus
resolves bind:0-1 2 '' --policy bind:cpus
resolves bind:1 2 1,3 --policy bind:cpus
resolves bind:0 0 '' --policy bind:within:10
resolves bind:0-1 0 '' --policy bind:within:20
resolves bind:0-1,3 0 '' --policy bind:within:40
resolves bind:0-1 2 '' --policy bind:within:20
resolves bind:3 '' '' --policy bind:memory-only
resolves prefer:3 '' '' --policy prefer:memory-only
refuses 'invalid memory policy nodes "memory-only": they resolve to no node: every node with memory in the container'\''s cpuset (0-1) has CPUs' \
	'' 0-1 --policy bind:memory-only
refuses 'invalid memory policy nodes "within:10": they resolve to no node: no node with memory in the container'\''s cpuset (0-1,3) is within that distance of the nodes of its CPUs (2)' \
	2 '' --policy bind:within:10
refuses 'invalid memory policy nodes "cpus": they resolve to no node: the nodes of the container'\''s CPUs (0) are not among the nodes with memory in the container'\''s cpuset (1,3)' \
	0 1,3 --policy bind:cpus

# --require-local
resolves bind:0 0 '' --require-local --policy bind:0
resolves bind:0-1 '' '' --require-local --policy bind:0-1
resolves bind:1 2 '' --require-local --policy bind:1
resolves local 0 '' --require-local --policy local
refuses "node 1 is not local: it is not among the nodes (0) of the container's CPUs (0)" \
	0 '' --require-local --policy bind:0-1
refuses "node 3 is not local: it is not among the nodes (0-1) of the container's CPUs (0-2)" \
	'' '' --require-local --policy prefer:3

# An impossible default is left out, and the container runs.
container '' '' --log "$work/log" --default-policy bind:2
check_same 'a default that cannot be had' default "$out"
check_same 'a default that cannot be had: the log' "none: --default-policy: invalid memory policy \
nodes \"2\": node 2 has no memory: it is not among the nodes with memory (0-1,3)" \
	"$(jq -r '.outcome + ": " + .error.pointer + ": " + .error.message' "$work/log")"
