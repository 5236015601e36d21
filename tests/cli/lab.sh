#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# oci-mempolicy on a machine with four nodes, one without memory and one without CPUs (tests/lab).
# Requires a kernel with MPOL_WEIGHTED_INTERLEAVE.
#   lab.sh PROGRAM [OPTION OF tests/lab/run.sh]...
# Ends with 'N passed, N failed'.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1:-}" != in-guest ]; then
	program=$1
	shift
	# shellcheck disable=SC2046 # words are wanted
	exec sh "$here/../lab/run.sh" --kernel newest "$@" $(sh "$here/../lab/libraries.sh" "$program") --add "$program" --add "$here/lab.sh" \
		--add "$here/../support/tap.sh" -- sh lab.sh in-guest
fi

export LD_LIBRARY_PATH=/opt/lib
# shellcheck source=SCRIPTDIR/../support/tap.sh
. ./tap.sh

# expect NAME STATUS COMMAND...: it exits with this status, and prints, on both outputs together,
# what standard input contains. SIZE stands for any size of memory.
expect() {
	name=$1 status=$2 expected=$(cat)
	shift 2
	run merged "$@"
	check_same "$name" "$status: $expected" \
		"$code: $(printf '%s\n' "$out" | sed -E 's/[0-9.]+ [KMG]iB/SIZE/g; s/  +/ /g; s/^ //')"
}

merged() {
	"$@" 2>&1
}

# bundle POLICY [CPU_MEMS]: runs the hook through a shell, so that its file is not checked
bundle() {
	printf '{"linux": {"memoryPolicy": %s, "resources": {"cpu": {"mems": "%s"}}}, %s}' "$1" "${2:-}" \
		'"hooks": {"createContainer": [{"path": "/bin/sh", "args": ["sh", "-c", "oci-mempolicy-hook"]}]}' \
		>config.json
}

expect topology 0 ./oci-mempolicy topology <<-'END'
	NODE KIND CPUS MEMORY FREE AVAILABLE TIER WEIGHT TO 0 TO 1 TO 2 TO 3
	0 CPUs and memory 0 SIZE SIZE SIZE 0 1 10 20 20 40
	1 CPUs and memory 1 SIZE SIZE SIZE 0 1 20 10 20 40
	2 CPUs only 2 - - - - - 20 20 10 40
	3 memory only - SIZE SIZE SIZE 0 1 40 40 40 10
	automatic NUMA balancing: on; demotion to slower tiers: off
END

expect 'topology --svg' 0 sh -c './oci-mempolicy topology --svg p.svg && grep -c ">node " p.svg' <<-'END'
	4
END

bundle '{"mode": "MPOL_BIND", "nodes": "0-2"}'
expect 'a node without memory' 65 ./oci-mempolicy validate --host config.json <<-'END'
	config.json:1:59: error: /linux/memoryPolicy/nodes: invalid memory policy nodes "0-2": node 2 has no memory: it is not among the nodes with memory (0-1,3); name nodes with memory
END

bundle '{"mode": "MPOL_BIND", "nodes": "0-1,3"}' 0-1
expect 'a node outside cpu.mems' 65 ./oci-mempolicy validate --host config.json <<-'END'
	config.json:1:59: error: /linux/memoryPolicy/nodes: invalid memory policy nodes "0-1,3": node 3 is not in the cpuset (0-1); name nodes of the cpuset, or widen linux.resources.cpu.mems
END

bundle '{"mode": "MPOL_INTERLEAVE", "nodes": "1", "flags": ["MPOL_F_RELATIVE_NODES"]}' 1,3
expect 'positions in cpu.mems' 0 sh -c './oci-mempolicy explain --json config.json |
	jq -r ".files[0].explanation.where"' <<-'END'
	All pages come from node 3 (SIZE, SIZE available): there is no other node to interleave with.
END

bundle '{"mode": "MPOL_WEIGHTED_INTERLEAVE", "nodes": "0-1,3"}'
expect 'weights of 1' 0 ./oci-mempolicy validate --host config.json <<-'END'
	config.json:1:37: warning: /linux/memoryPolicy/mode: the weights of all nodes are 1: MPOL_WEIGHTED_INTERLEAVE spreads pages just as MPOL_INTERLEAVE does; write weights from 1 to 255 to /sys/kernel/mm/mempolicy/weighted_interleave/node*
	config.json: valid, with 1 warning: MPOL_WEIGHTED_INTERLEAVE:0-1,3
END

expect 'advise --bandwidth, weights of 1' 0 sh -c './oci-mempolicy advise --bandwidth | jq -c .' <<-'END'
	Pages are spread evenly over nodes 0-1 to keep all of them busy; slower nodes (3) would hold them up. To use node 3 as well, write weights in proportion to the nodes' bandwidth, such as 3 and 1, to /sys/kernel/mm/mempolicy/weighted_interleave/node*, and run this again.
	{"mode":"MPOL_INTERLEAVE","nodes":"0-1","flags":["MPOL_F_STATIC_NODES"]}
END

for node in 0 1; do
	echo 3 >/sys/kernel/mm/mempolicy/weighted_interleave/node$node
done

expect 'explain, with weights' 0 ./oci-mempolicy explain config.json <<-'END'
	config.json: MPOL_WEIGHTED_INTERLEAVE:0-1,3
	Pages are spread over nodes 0-1,3 (SIZE, SIZE available) by weight: of every 7 pages, node 0 gets 3 (42.9 %), node 1 gets 3 (42.9 %), node 3 gets 1 (14.3 %).
	When one of them is full, its share comes from the nearest node of the cpuset that has room, whether the policy names it or not.
	When the cpuset changes, the kernel moves the policy by position: the first node of the old cpuset becomes the first node of the new one, and so on.
	Automatic NUMA balancing leaves these pages where they are: a policy without MPOL_F_NUMA_BALANCING turns it off for the process.
END

# advice NAME OBJECT OPTION...: the advice, which validate must find valid
advice() {
	name=$1 object=$2
	shift 2
	bundle "$(./oci-mempolicy advise "$@" 2>/dev/null)"
	expect "advise: $name" 0 jq -c .linux.memoryPolicy config.json <<-END
		$object
	END
	expect "advised, and right: $name" 0 \
		sh -c './oci-mempolicy validate --host --json config.json | jq ".files[0].findings"' <<-END
		[]
	END
}

static='"flags":["MPOL_F_STATIC_NODES"]'
advice bandwidth "{\"mode\":\"MPOL_WEIGHTED_INTERLEAVE\",\"nodes\":\"0-1,3\",$static}" --bandwidth
balancing='"flags":["MPOL_F_NUMA_BALANCING"]'
advice latency '{"mode":"MPOL_DEFAULT"}' --latency
advice 'latency of CPUs' "{\"mode\":\"MPOL_PREFERRED_MANY\",\"nodes\":\"0-1\",$balancing}" --latency --cpus 0-1
advice strict "{\"mode\":\"MPOL_BIND\",\"nodes\":\"1\",$static}" --strict --cpus 1
advice 'a CPU without memory, as near to two nodes' \
	'{"mode":"MPOL_BIND","nodes":"0-1","flags":["MPOL_F_NUMA_BALANCING","MPOL_F_STATIC_NODES"]}' --strict --cpus 2
advice tiered "{\"mode\":\"MPOL_PREFERRED_MANY\",\"nodes\":\"0-1\",$balancing}" --tiered
for cpu in 0 1 2; do
	name=$cpu
	[ $cpu != 2 ] || name=0-1
	advice "memory attached to CPU $cpu as to others" \
		"{\"mode\":\"MPOL_PREFERRED_MANY\",\"nodes\":\"$name\",$balancing}" --tiered --cpus $cpu
done

echo 0 >/proc/sys/kernel/numa_balancing
expect 'balancing that is off' 0 sh -c './oci-mempolicy validate --host --json config.json |
	jq -r ".files[0].findings[].message"' <<-'END'
	MPOL_F_NUMA_BALANCING has no effect: automatic NUMA balancing is off
END
