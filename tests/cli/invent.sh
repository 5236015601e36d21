# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154
# Invents machines for programs that read /sys; sourced after tap.sh, as root, in a separate mount
# namespace. Half of the available memory is free, the other half is page cache.
#
#   invent_machine BALANCING DEMOTION NODE...   from then on /sys is that of such a machine
#   NODE: CPUS,MIB,AVAILABLE_MIB,WEIGHT,TIER,DISTANCE,...  CPUS is FIRST-LAST or -

# add_to_tier DIR ID
add_to_tier() {
	mkdir -p "$1"
	echo "$2" >>"$1/nodes"
	paste -sd, "$1/nodes" >"$1/nodelist"
}

# invent_node ID CPUS,MIB,...
invent_node() {
	node=/sys/devices/system/node/node$1
	mkdir -p "$node"
	echo "$2" | awk -F, -v id="$1" -v node="$node" '{
		split($1, cpus, "-")
		list = $1 == "-" ? "" : $1
		map = ""
		for (word = 7; word >= 0; word--) {
			value = 0
			for (cpu = 32 * word; list != "" && cpu < 32 * word + 32; cpu++)
				if (cpu >= cpus[1] + 0 && cpu <= cpus[2] + 0)
					value += 2 ^ (cpu - 32 * word)
			map = map (map == "" ? "" : ",") sprintf("%08x", value)
		}
		print list >(node "/cpulist")
		print map >(node "/cpumap")
		printf "Node %d MemTotal: %d kB\nNode %d MemFree: %d kB\n", id, $2 * 1024, id, $3 * 512 >(node "/meminfo")
		printf "Node %d Active(file): %d kB\n", id, $3 * 256 >(node "/meminfo")
		printf "Node %d Inactive(file): %d kB\n", id, $3 * 128 >(node "/meminfo")
		printf "Node %d SReclaimable: %d kB\n", id, $3 * 128 >(node "/meminfo")
		for (i = 6; i <= NF; i++)
			printf "%s%d", (i > 6 ? " " : ""), $i >(node "/distance")
		print "" >(node "/distance")
	}'
	weight=$(echo "$2" | cut -d, -f4) tier=$(echo "$2" | cut -d, -f5)
	[ "$weight" = - ] || echo "$weight" >"/sys/kernel/mm/mempolicy/weighted_interleave/node$1"
	[ "$tier" = - ] || add_to_tier "/sys/devices/virtual/memory_tiering/memory_tier$tier" "$1"
}

invent_machine() {
	mount -t tmpfs none /sys
	mkdir -p /sys/kernel/mm/mempolicy/weighted_interleave /sys/kernel/mm/numa
	[ -e "$work/numa_balancing" ] || {
		: >"$work/numa_balancing"
		mount --bind "$work/numa_balancing" /proc/sys/kernel/numa_balancing
	}
	echo "$1" >"$work/numa_balancing"
	echo "$2" >/sys/kernel/mm/numa/demotion_enabled
	shift 2
	id=0 with_memory='' with_cpus=''
	for described in "$@"; do
		invent_node $id "$described"
		case $described in
		-,*) ;;
		*) with_cpus="$with_cpus${with_cpus:+,}$id" ;;
		esac
		case $described in
		*,0,0,*) ;;
		*) with_memory="$with_memory${with_memory:+,}$id" ;;
		esac
		id=$((id + 1))
	done
	echo "0-$((id - 1))" | tee /sys/devices/system/node/possible >/sys/devices/system/node/online
	echo "$with_memory" | tee /sys/devices/system/node/has_normal_memory >/sys/devices/system/node/has_memory
	echo "$with_cpus" >/sys/devices/system/node/has_cpu
}
