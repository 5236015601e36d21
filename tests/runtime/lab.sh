#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Processes executed by oci-mempolicy-runtime in running containers, on a machine with four nodes
# (tests/lab), of which 0, 1 and 3 have memory: the policy in effect for every mode and flag, in
# every cpuset. /proc/self/numa_maps shows what is in effect; get_mempolicy(2) shows the requested
# nodes.
#   lab.sh BUILD-DIR RUNTIME[,RUNTIME]... quick|all [OPTION OF tests/lab/run.sh]...
# quick: only one cpuset, in which nodes have other positions than on the machine. Ends with 'N
# passed, N failed'.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1:-}" != in-guest ]; then
	built=$1 runtimes=$2 extent=$3
	shift 3
	exec sh "$here/../lab/run.sh" --timeout 1700 "$@" \
		--add "$built/runtime/oci-mempolicy-runtime:/usr/local/bin/oci-mempolicy-runtime" \
		--add "$built/hook/oci-mempolicy-hook:/usr/local/libexec/oci/hooks.d/oci-mempolicy-hook" \
		--add "$here/lab.sh" --add /bin/busybox --add "$here/../support/tap.sh" \
		-- sh lab.sh in-guest "$runtimes" "$extent"
fi

# shellcheck source=SCRIPTDIR/../support/tap.sh
. ./tap.sh
wrapper=/usr/local/bin/oci-mempolicy-runtime
kernel=$(uname -r)
cgroup=/sys/fs/cgroup/executed # with version 2

# bundle RUNTIME MEMS POLICY: a container in this cpuset that requests this policy
bundle() {
	mkdir -p bundle/rootfs
	cp busybox bundle/rootfs/busybox
	# shellcheck disable=SC2016 # variables of jq
	make_bundle bundle "$1" '
		.process.args = ["/busybox", "sleep", "10000"] |
		.annotations = {"io.github.oci-mempolicy.policy": $policy} |
		.linux.cgroupsPath = "/executed" |
		.linux.resources.cpu = {cpus: "0", mems: $mems}' --arg mems "$2" --arg policy "$3"
}

# ask POLICY: requests it for the running container; it is read again for each process
ask() {
	# shellcheck disable=SC2016 # variables of jq
	jq --arg policy "$1" '.annotations["io.github.oci-mempolicy.policy"] = $policy' \
		bundle/config.json >bundle/new.json
	mv bundle/new.json bundle/config.json
}


# of_init: init's policy, set by the hook
of_init() {
	"$runtime" state executed | jq -r .pid >"$work/pid"
	head -n 1 "/proc/$(cat "$work/pid")/numa_maps" | cut -d ' ' -f 2
}

# with_nodes NODES POSITIONS FIRST: each mode with these nodes of the cpuset, which are also those
# at the positions; FIRST is the first of them
with_nodes() {
	for mode in bind interleave prefer-many weighted-interleave; do
		case $mode-$kernel in
		weighted*-6.1.*) continue ;;
		prefer-many*) shown='prefer (many)' ;;
		weighted*) shown='weighted interleave' ;;
		*) shown=$mode ;;
		esac
		with_flags "$mode" "$shown" "$@"
	done
	with_flags prefer prefer "$1" "$2" "$3"
}

# with_flags MODE SHOWN NODES POSITIONS FIRST
with_flags() {
	nodes=$3
	[ "$1" != prefer ] || nodes=$5
	flags_executed "$2:$nodes" "$1:$3"
	flags_executed "$2=static:$nodes" "$1=static:$3"
	flags_executed "$2=relative:$nodes" "$1=relative:$4"
}

# flags_executed EXPECTED POLICY: "prefer (many)" and "weighted interleave" are two words
flags_executed() {
	ask "$2"
	run "$wrapper" --oci-runtime "$runtime" --log "$work/log" exec executed \
		/busybox head -n 1 /proc/self/numa_maps
	case $out in
	*"$1 file"* | *"$1 anon"* | *"$1 dirty"* | *"$1") got=$1 ;;
	*) got=$out$err$(cat "$work/log" 2>/dev/null || true) ;;
	esac
	check_same "$2" "$1" "$got"
	rm -f "$work/log"
}

# in_cpuset MEMS LAST-NODE LAST-POSITION FIRST-NODE ALL-POSITIONS
in_cpuset() {
	about="$runtime, cpuset $1"
	bundle "$runtime" "$1" "bind:$2"
	must "$wrapper" --oci-runtime "$runtime" run --detach --bundle bundle executed </dev/null
	check_same 'init has the policy, by the hook' "bind:$2" "$(of_init)"
	flags_executed local local
	flags_executed default default
	with_nodes "$2" "$3" "$2"
	[ "$1" = "$2" ] || with_nodes "$1" "$5" "$4"
	case $kernel in
	6.1.*) ;;
	*) balancing "$@" ;;
	esac
	[ ! -e "$cgroup/cgroup.freeze" ] || frozen
	must "$wrapper" --oci-runtime "$runtime" delete --force executed
}

is_frozen() {
	grep -qx "frozen $1" "$cgroup/cgroup.events"
}

# Frozen behind the runtime's back, which may notice it: a child sent into the cgroup would never come back.
frozen() {
	echo 1 >"$cgroup/cgroup.freeze"
	wait_until is_frozen 1
	run timeout 30 "$wrapper" --oci-runtime "$runtime" --log "$work/log" --strict-exec \
		exec executed /busybox true
	check_same 'frozen: exec is refused at once' 71 "$code"
	check_lines 'with the reason' some 'the container is \(frozen\|paused\)' "$work/log"
	rm -f "$work/log"
	echo 0 >"$cgroup/cgroup.freeze"
	wait_until is_frozen 0
}

# If the kernel moves such a policy to other nodes, none is set, with a warning.
balancing() {
	ask "bind=balancing:$2"
	run "$wrapper" --oci-runtime "$runtime" --log "$work/log" exec executed \
		/busybox head -n 1 /proc/self/numa_maps
	case $out-$(cat "$work/log" 2>/dev/null) in
	*"bind=balancing:$2 "*-) result='in effect' ;;
	*"default "*'is not possible from here'*'this kernel changes it'*) result='said that it is not' ;;
	*) result=$out$err ;;
	esac
	rm -f "$work/log"
	case $result in
	'in effect' | 'said that it is not') tap_passed "bind=balancing:$2 ($result)" ;;
	*) tap_differ "bind=balancing:$2" 'in effect, or said that it is not' "$result" ;;
	esac
}

for runtime in $(echo "$2" | tr , ' '); do
	in_cpuset 1,3 3 1 1 0-1
	[ "$3" = all ] || continue
	in_cpuset 0 0 0 0 0
	in_cpuset 1 1 0 1 0
	in_cpuset 3 3 0 3 0
	in_cpuset 0-1 1 1 0 0-1
	in_cpuset 0,3 3 1 0 0-1
	in_cpuset 0-1,3 3 2 0 0-2
done
