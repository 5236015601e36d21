#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# oci-mempolicy on invented machines, which it reads from /sys, itself and through libnuma.
#   invented.sh PROGRAM
# Requires root, for a separate mount namespace. Ends with 'N passed, N failed'.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

if [ "${2:-}" != in-namespace ]; then
	exec unshare -m sh "$0" "$1" in-namespace
fi
program=$(realpath "$1")
# shellcheck source=SCRIPTDIR/../support/tap.sh
. "$here/../support/tap.sh"
# shellcheck source=SCRIPTDIR/invent.sh
. "$here/invent.sh"

at_end() {
	umount /proc/sys/kernel/numa_balancing
	if [ -e "$work/cgroups" ]; then
		umount /proc/cgroups
	fi
}

# shown NAME OPTION...: a command's output equals standard input; several spaces count as one
shown() {
	name=$1 expected=$(cat)
	shift
	run "$program" "$@"
	check_same "$name" "$expected" "$(printf '%s\n' "$out" | sed -E 's/  +/ /g; s/^ //; s/ $//')"
	check_same "$name: no complaint" '' "$err"
}

# Two sockets, and slower memory that is nearer to the first.
invent_machine 1 true 0-15,65536,40960,1,4,10,21,14 16-31,65536,51200,1,4,21,10,24 \
	-,131072,130048,1,22,14,24,10
shown 'topology with CXL' topology <<-'END'
	NODE KIND CPUS MEMORY FREE AVAILABLE TIER WEIGHT TO 0 TO 1 TO 2
	0 CPUs and memory 0-15 64 GiB 20 GiB 40 GiB 0 1 10 21 14
	1 CPUs and memory 16-31 64 GiB 25 GiB 50 GiB 0 1 21 10 24
	2 memory only - 128 GiB 64 GiB 127 GiB 1 1 14 24 10
	automatic NUMA balancing: on; demotion to slower tiers: on
END
run "$program" topology --json
check_same 'tiers as in tier:N, and as numbered by the kernel' '[[0,4],[0,4],[1,22]]' \
	"$(printf '%s\n' "$out" | jq -c '[.nodes[] | [.tier, .kernelTier]]')"
run "$program" advise --strict --cpus 0-3
check_like 'advise --strict says that demotion is on' '*Demotion is on: *slower nodes (2)*' "$err"
run "$program" validate --host --policy bind:0
check_like 'validate warns of it' '*warning: demotion is on: *slower nodes (2) despite MPOL_BIND*' "$out"
run "$program" explain --policy bind:0
check_like 'explain says so' '*Demotion is on: *slower nodes (2), whatever the policy.*' "$out"

# warned HIERARCHY: whether validate warns of demotion out of a cpuset of this hierarchy
jq -n '{linux: {memoryPolicy: {mode: "MPOL_BIND", nodes: "0"}, resources: {cpu: {mems: "0-1"}}}}' >"$work/config.json"
: >"$work/cgroups"
mount --bind "$work/cgroups" /proc/cgroups
warned() {
	printf '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t%s\t1\t1\n' "$1" >"$work/cgroups"
	run "$program" validate --host "$work/config.json"
	case $out in
	*': demotion is on: '*) echo yes ;;
	*) echo no ;;
	esac
}
leaves=yes
if [ "$(printf '%s\n' 6.16 "$(uname -r)" | sort -V | head -n 1)" = 6.16 ]; then
	leaves=no
fi
check_same 'demotion leaves a cpuset of cgroup v1' yes "$(warned 3)"
check_same 'demotion stays within one of v2, from Linux 6.16 on' "$leaves" "$(warned 0)"

# Eight nodes of four CPUs, four to a socket.
nodes=$(awk 'BEGIN {
	for (from = 0; from < 8; from++) {
		line = 4 * from "-" 4 * from + 3 ",16384,8192,1,4"
		for (to = 0; to < 8; to++)
			line = line "," (from == to ? 10 : int(from / 4) == int(to / 4) ? 12 : 32)
		print line
	}
}')
# shellcheck disable=SC2086 # words are wanted
invent_machine 0 false $nodes
run "$program" topology --json
check_same 'CPUs of eight nodes' '0-3 4-7 8-11 12-15 16-19 20-23 24-27 28-31' \
	"$(echo "$out" | jq -r '[.nodes[].cpus] | join(" ")')"
check_same 'distances of node 5' '32 32 32 32 12 10 12 12' \
	"$(echo "$out" | jq -r '[.nodes[5].distances[]] | join(" ")')"
check_same 'memory of node 7' '17179869184 4294967296 8589934592' \
	"$(echo "$out" | jq -r '[.nodes[7].memory[]] | join(" ")')"
run env COLUMNS=80 "$program" advise --cpus 12-15 --memory 12G
check_same 'no line of the comparison is too long' 0 "$(echo "$out" | grep -cE '^.{81}' || true)"
check_same 'nor does a line end with a space' 0 "$(echo "$out" | grep -c ' $' || true)"
check_same 'lines of a cell begin below each other' 1 \
	"$(echo "$out" | grep -oE '^ {9,}[^ ]' | awk '{print length}' | sort -u | wc -l)"
check_like 'strict placement on eight nodes takes another node' '*bind=static:0,3*' "$out"
