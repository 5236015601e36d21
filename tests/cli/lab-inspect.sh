#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# oci-mempolicy inspect on a machine with four nodes (tests/lab): compares its numbers with where memory
# was placed.
#   lab-inspect.sh BUILD-DIR [OPTION OF tests/lab/run.sh]...
# Ends with 'N passed, N failed'.
set -eu

if [ "$1" != in-guest ]; then
	here=$(cd "$(dirname "$0")" && pwd)
	build=$1
	shift
	# shellcheck disable=SC2046 # words are wanted
	exec sh "$here/../lab/run.sh" --timeout 550 "$@" $(sh "$here/../lab/libraries.sh" "$build/cli/oci-mempolicy") \
		--add "$build/cli/oci-mempolicy" \
		--add "$build/tests/cli/resident" --add "$build/hook/oci-mempolicy-hook" \
		--add "$here/container.sh" --add "$here/../support/tap.sh" --add "$here/lab-inspect.sh" -- \
		sh ./lab-inspect.sh in-guest
fi

program="env LD_LIBRARY_PATH=/opt/lib /root/oci-mempolicy" resident=/root/resident
hook=/root/oci-mempolicy-hook
# shellcheck source=SCRIPTDIR/../support/tap.sh
. ./tap.sh
# shellcheck source=SCRIPTDIR/container.sh
. "$(dirname "$0")/container.sh"

mib() {
	query ".memory.nodes[] | select(.node == $1) | .$2 / 1048576 | floor"
}

# Memory of every kind in a process.
for node in 0 1 3; do
	echo 8 >"/sys/devices/system/node/node$node/hugepages/hugepages-2048kB/nr_hugepages"
done
mkdir -p /dev/shm
grep -q ' /dev/shm ' /proc/mounts || mount -t tmpfs tmpfs /dev/shm
"$resident" anon:0:2560 anon:3:1280 thp:1:3 file:3:512 cow:1:1024 zero:1:768 memfd:3:1024 \
	devshm:0:256 sysv:1:512 huge:1:2 huge:3:1 hugeshm:0:3 >ready &
pid=$!
wait_ready ready
run_inspect --pid "$pid" --json --svg picture.svg
# cow has 1,024 file pages on node 1, and private copies of every second one on node 0. numa_maps does not show
# which is which: both nodes are assumed to have half of each, and this is reported as estimated.
check_same 'anonymous' '11 7 5' "$(mib 0 anonymous) $(mib 1 anonymous) $(mib 3 anonymous)"
check_same 'files' '1 1 2' "$(mib 0 file) $(mib 1 file) $(mib 3 file)"
check_same 'estimated' true "$(query '.memory.estimated >= 2097152 and .memory.estimated < 2200000')"
check_same 'shared' '1 5 4' "$(mib 0 shared) $(mib 1 shared) $(mib 3 shared)"
check_same 'huge' '0 4 2' "$(mib 0 huge) $(mib 1 huge) $(mib 3 huge)"
check_same 'huge shared' '6 0 0' "$(mib 0 hugeShared) $(mib 1 hugeShared) $(mib 3 hugeShared)"
check_same 'no memory on node 2' '{"node":2,"anonymous":0,"file":0,"shared":0,"huge":0,"hugeShared":0}' \
	"$(query '.memory.nodes[2]')"
check_same 'every line is read' "$(wc -l <"/proc/$pid/numa_maps")" "$(query .memory.mappings)"
check_same 'a row and four distances for each node' '4 16' \
	"$(grep -c '>node [0-3]' picture.svg) $(grep -c '>[1-4]0<' picture.svg)"
kill "$pid"

# locality NAME POLICY EXPECTED RESIDENT-ARGUMENT...
locality() {
	name=$1 policy=$2 expected=$3
	shift 3
	begin "$name" ".linux.memoryPolicy = $policy" "$@"
	inspect --json
	check_same "$name" "$expected" "$(query '[.enforcement, (.judgement |
		.nodes, ((.locality, .evenness // 9) * 100 | round / 100))]')"
}

# checked SHARE EXPECTED: the outcome of --min-locality
checked() {
	inspect --min-locality "$1"
	check_like "at least $1" "$2" "$code $err"
}

# Each container has 10 MiB of memory, placed by its policy except for what resident binds to other nodes.
locality bind '{mode: "MPOL_BIND", nodes: "0-1"}' '["strict","0-1",0.8,9]' anon:0:4096 anon:3:1024
check_same 'policies of mappings' '[["bind:0",1,16777216,[0]],["bind:3",1,4194304,[3]]]' \
	"$(query '[.mappingPolicies[] | [.policy, .mappings, .bytes, [.nodes[].node]]] | sort')"
check_same 'which explain what lies elsewhere' '[4194304,[["mappingPolicy",true,4194304]]]' "$(query '.judgement.elsewhere |
	[.own, [.reasons[] | select(.reason | . == "mappingPolicy" or . == "earlier") | [.reason, .certain, .bytes]]]')"
inspect
check_lines 'and are printed' 1 '^bind:3  *1  *4.0 MiB 3: 4.0 MiB *$' "$work/out"
checked 0.9 '1 oci-mempolicy inspect: locality is 0.8*, below 0.900'
checked 0.75 '0 '
end
locality interleave '{mode: "MPOL_INTERLEAVE", nodes: "0,3"}' '["strict","0,3",1,0.75]' \
	anon:0:7680 anon:3:2560
checked 0.9 '1 oci-mempolicy inspect: evenness is 0.75*, below 0.900'
end
locality balancing '{mode: "MPOL_BIND", nodes: "0-1", flags: ["MPOL_F_NUMA_BALANCING"]}' \
	'["strict","0-1",1,9]' anon:0:100
locality static '{mode: "MPOL_PREFERRED_MANY", nodes: "1,3", flags: ["MPOL_F_STATIC_NODES"]}' \
	'["strict","1,3",1,9]' anon:1:4096
locality relative '{mode: "MPOL_BIND", nodes: "0-1", flags: ["MPOL_F_RELATIVE_NODES"]}
	| .linux.resources.cpu.mems = "1,3"' '["strict","1,3",1,9]' anon:1:4096
locality preferred '{mode: "MPOL_PREFERRED", nodes: "1,3"}' '["strict","1",0.5,9]' \
	anon:1:4096 anon:3:4096

# Weights, if the kernel has them: three pages on node 0 for each on node 3.
weights=/sys/kernel/mm/mempolicy/weighted_interleave
if [ -d "$weights" ]; then
	echo 3 >"$weights/node0"
	echo 1 >"$weights/node3"
	locality weighted '{mode: "MPOL_WEIGHTED_INTERLEAVE", nodes: "0,3"}' \
		'["strict","0,3",1,1]' anon:0:7680 anon:3:2560
fi

# Page cache that others have read first, on a node that the policy does not have.
mkdir -p "$work/runc-others/rootfs"
numactl --membind 3 dd if=/dev/zero of="$work/runc-others/rootfs/resident.read" bs=4096 count=1024 2>"$work/dd"
begin others '.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "0"}' read:0:1024
inspect --json
check_same 'page cache of others' true "$(query '.judgement.elsewhere | .file >= 4194304 and
	any(.reasons[]; .reason == "filesOfOthers" and .bytes >= 4194304)')"
check_like 'what is charged to the cgroup' '/*' "$(query .cgroup.path | jq -r .)"
end

# Pages that the kernel moves to the CPU that uses them. Since Linux 6.12 they are counted for each cgroup, with
# cgroup v2.
case $(uname -r) in
6.1[.-]*) whose='of the whole machine' ;;
*) whose="of the container's cgroup" ;;
esac
echo 0 >/proc/sys/kernel/numa_balancing
begin busy '.linux.resources.cpu.cpus = "1"' busy:0:2048
# shellcheck disable=SC2086 # it may have words before it
$program inspect --runtime "$runtime" --root "$folder/state" --watch 1 --json --max-migrated 500 test \
	>"$work/looks" 2>"$work/end" &
# After its first look: pages that were moved before that do not count.
wait_until test -s "$work/looks"
echo 1 >/proc/sys/kernel/numa_balancing
code=0
wait $! || code=$?
check_like 'pages that were moved' "1 oci-mempolicy inspect: * pages $whose have been moved between nodes since the first look, more than 500" \
	"$code $(cat "$work/end")"
check_same 'and are told with each look' true "$(jq -s 'length > 1
	and (.[0].moved.sinceLastLook == null)
	and (map(.moved.sinceLastLook.migratedPages // 0) | add) == (.[-1].moved.total.migratedPages - .[0].moved.total.migratedPages)' "$work/looks")"
end

# Some of the nodes are left out.
begin degraded '.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "0-2"}
	| .hooks.createContainer[0].args += ["--allow-degraded"]' anon:0:100
inspect --json
check_same degraded 'degraded (nodes 0-2 requested, nodes 0-1 in effect)' \
	"$(query . | jq -r '"\(.enforcement) (\(.why))"')"

# The cpuset changes, and the policy moves with it.
begin moved '.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "0"}' anon:0:100
"$runtime" --root "$folder/state" update --cpuset-mems 1,3 test
inspect --json
check_same 'moved by the cpuset' 'none (invalid memory policy nodes "0": none of them has memory within the cpuset (1,3); the cpuset has changed since, and the kernel turned the policy into MPOL_BIND:1) MPOL_BIND 1' \
	"$(query . | jq -r '"\(.enforcement) (\(.why)) \(.processes[0].threads[0].policy | .mode + " " + .nodes)"')"
checked 0 '1 oci-mempolicy inspect: no memory can be on the requested nodes: *none of them has memory within the cpuset (1,3); *'
