#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints QEMU's arguments for the machine, one word per line.
#   machine.sh ARCH ACCELERATOR NODES MIB
#
# virtme-ng 1.42 can also make such nodes (--numa 0,cpus=2), but its guest's root is a file tree
# over virtiofs or 9p, which Debian's kernel 6.1 does not have built in, and it uses KVM whenever
# /dev/kvm can be opened.
set -eu

# The nodes, in the order Linux numbers them (from ACPI tables it counts nodes with CPUs first):
#   full nodes       0 ... full-1   a CPU and memory
#   memoryless node  full           a CPU, no memory (three nodes or more)
#   far nodes        full+1 ...     memory, no CPU, as CXL memory has it
full_nodes() {
	if [ "$1" -le 2 ]; then
		echo "$1"
	elif [ "$1" -le 8 ]; then
		echo "$(($1 - 2))"
	else
		echo 6
	fi
}

# numa_arguments NODES MIB
numa_arguments() {
	awk -v nodes="$1" -v full="$(full_nodes "$1")" -v mib="$2" '
		function far(node) { return node > full }
		function has_memory(node) { return node != full }
		BEGIN {
			cpus = full < nodes ? full + 1 : nodes
			for (node = 0; node < nodes; node++) {
				numa = "node,nodeid=" node
				if (nodes == 1) {
					numa = numa ",cpus=0-1"
					cpus = 2
				} else if (node < cpus) {
					numa = numa ",cpus=" node
				}
				if (has_memory(node)) {
					print "-object\nmemory-backend-ram,id=m" node ",size=" mib "M"
					numa = numa ",memdev=m" node
					total += mib
				}
				print "-numa\n" numa
			}
			for (from = 0; from < nodes; from++)
				for (to = from + 1; to < nodes; to++)
					print "-numa\ndist,src=" from ",dst=" to ",val=" \
						(far(to) ? 40 : 20)
			print "-m\n" total "M"
			print "-smp\n" cpus ",sockets=" cpus ",cores=1,threads=1"
		}'
}

# platform_arguments ARCH ACCELERATOR
platform_arguments() {
	case $1-$2 in
	# QEMU 7.2 emulates cmpxchg16b incorrectly
	x86_64-tcg) printf '%s\n' -machine pc -cpu max,-cx16 ;;
	x86_64-kvm) printf '%s\n' -machine pc -cpu host ;;
	aarch64-tcg) printf '%s\n' -machine virt,gic-version=max -cpu cortex-a57 ;;
	aarch64-kvm) printf '%s\n' -machine virt,gic-version=max -cpu host ;;
	esac
	case $1-$2 in
	# With one thread per processor, QEMU 7.2 hangs or panics (because of an int3 that the
	# kernel knows nothing of) when a kernel patches its text while other processors run, as for
	# a static key. With one thread for all processors, it does not. A kernel for aarch64 writes
	# no breakpoint first, and survived 15,000 patches with one thread per processor. test.sh
	# tests both.
	x86_64-tcg) printf '%s\n' -accel tcg,thread=single ;;
	*) printf '%s\n' -accel "$2" ;;
	esac
}

platform_arguments "$1" "$2"
numa_arguments "$3" "$4"
