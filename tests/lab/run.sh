#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a command in an emulated machine that has several NUMA nodes.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
lab=$(cd "$here/../.." && pwd)/build/lab

usage() {
	cat <<-END
		usage: run.sh [OPTION]... -- COMMAND...
		COMMAND is run as it is; a single word is a shell script.
		  --arch x86_64|aarch64          default x86_64
		  --nodes N                      NUMA nodes, 1 to 128 (aarch64: 16); default 4
		  --kernel 6.1|6.12|newest       Debian's cloud kernel; default 6.1
		  --suite bookworm|trixie|sid    Debian's programs; default: the kernel's suite
		  --disk bookworm|trixie|sid     that Debian with container engines and its kernel; x86_64
		  --runtime runc-1.5|youki       have it, too, built from source; x86_64; repeatable
		  --cgroup 2|1                   default 2; 1 needs kernel 6.1
		  --add FILE-OR-DIR[:GUEST-PATH] put it there; default /root/NAME; repeatable
		  --forward ADDRESS:PORT         a network card, eth0, in QEMU's user network; what comes to
		                                 this address of the host's goes to the guest's port
		  --memory MIB                   per node; default 384, from 9 nodes on 128
		  --timeout SECONDS              for all of it; default 300
		  --accel kvm|tcg                default: kvm where a trial boot shows it works
		  --verbose                      say how long the boot took
	END
}

# bad_usage, trouble SENTENCE: both exit
bad_usage() {
	echo "run.sh: $1 (run.sh --help tells more)" >&2
	exit 64
}

trouble() {
	echo "run.sh: $1" >&2
	exit 125
}

# number OPTION VALUE LEAST MOST
number() {
	case $2 in
	'' | *[!0-9]* | ???????*) bad_usage "$1 takes a number from $3 to $4, not '$2'" ;;
	esac
	{ [ "$2" -ge "$3" ] && [ "$2" -le "$4" ]; } ||
		bad_usage "$1 takes a number from $3 to $4, not '$2'"
}

# one_of OPTION VALUE CHOICE...
one_of() {
	option=$1
	value=$2
	shift 2
	for choice in "$@"; do
		[ "$value" != "$choice" ] || return 0
	done
	bad_usage "$option takes one of: $*; not '$value'"
}

newline='
'
arch=x86_64 nodes=4 kernel=6.1 suite='' cgroup=2 memory='' timeout=300 accel='' verbose='' add='' runtimes='' disk='' forward=''

# set_option OPTION VALUE
set_option() {
	case $1 in
	--arch) arch=$2 ;;
	--nodes) nodes=$2 ;;
	--kernel) kernel=$2 ;;
	--suite) suite=$2 ;;
	--cgroup) cgroup=$2 ;;
	--memory) memory=$2 ;;
	--timeout) timeout=$2 ;;
	--accel) accel=$2 ;;
	--disk) disk=$2 ;;
	--forward) forward=$2 ;;
	--runtime)
		one_of --runtime "$2" runc-1.5 youki crictl
		runtimes="$runtimes $2"
		;;
	--add)
		[ -e "${2%%:*}" ] || bad_usage "--add: no such file or directory: '${2%%:*}'"
		add=$add$2$newline
		;;
	*) bad_usage "unknown option '$1'" ;;
	esac
}

# MiB per node
default_memory() {
	if [ "$1" -le 8 ]; then echo 384; else echo 128; fi
}

check_options() {
	one_of --arch "$arch" x86_64 aarch64
	one_of --kernel "$kernel" 6.1 6.12 newest
	if [ -n "$disk" ]; then
		one_of --disk "$disk" bookworm trixie sid
		one_of "--arch with --disk" "$arch" x86_64
		suite=$disk
	fi
	[ -n "$suite" ] || suite=$(sh "$here/cache.sh" suite "$kernel")
	one_of --suite "$suite" bookworm trixie sid
	one_of --cgroup "$cgroup" 2 1
	[ -z "$accel" ] || one_of --accel "$accel" kvm tcg
	[ -z "$runtimes" ] || one_of "--arch with --runtime" "$arch" x86_64
	if [ "$arch" = aarch64 ]; then most=16; else most=128; fi
	number --nodes "$nodes" 1 "$most"
	[ -n "$memory" ] || memory=$(default_memory "$nodes")
	number --memory "$memory" 64 65536
	number --timeout "$timeout" 1 86400
	[ "$cgroup" = 2 ] || [ "$kernel" = 6.1 ] ||
		bad_usage "--cgroup 1 needs --kernel 6.1: Debian's later kernels have no cpuset there"
}

# ---- the guest's files ----

quoted() {
	for word in "$@"; do
		printf "'%s' " "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")"
	done
	echo
}

# The guest's /lib and others are links to those in /usr; a directory would replace them.
guest_path() {
	case $1 in
	/bin/* | /sbin/* | /lib/* | /lib64/*) echo "/usr$1" ;;
	/*) echo "$1" ;;
	*) echo "/root/$1" ;;
	esac
}

stage_added() {
	printf '%s' "$add" | while IFS= read -r item; do
		source=${item%%:*}
		case $item in
		*:*) target=$(guest_path "${item#*:}") ;;
		*) target=/root/$(basename "$(realpath "$source")") ;;
		esac
		mkdir -p "$run/stage$(dirname "$target")"
		cp -aHT "$source" "$run/stage$target" || trouble "cannot add '$item'"
	done
}

# With a disk, the kernel must be the one whose modules are on it.
fetch_guest() {
	if [ -n "$disk" ]; then
		userland=$(sh "$here/cache.sh" disk "$arch" "$disk") ||
			trouble "cannot make a disk of Debian's $disk for $arch; this needs root, mmdebstrap and e2fsprogs"
		vmlinuz=$userland/vmlinuz
		return
	fi
	userland=$lab/userland/$suite-$arch vmlinuz=$lab/kernel/$kernel-$arch/vmlinuz
	sh "$here/cache.sh" kernel "$arch" "$kernel" >&2 ||
		trouble "cannot fetch kernel $kernel for $arch from Debian"
	sh "$here/cache.sh" userland "$arch" "$suite" >&2 ||
		trouble "cannot fetch $suite's programs for $arch from Debian"
}

# The kernel unpacks one archive after the other.
make_initrd() {
	mkdir -p "$run/stage/lab"
	cp "$here/init" "$run/stage/init"
	echo "$cgroup" >"$run/stage/lab/cgroup"
	if [ $# = 1 ]; then
		printf '%s\n' "$1"
	else
		quoted "$@"
	fi >"$run/stage/lab/command"
	stage_added
	chmod 755 "$run/stage" "$run/stage/init"
	(cd "$run/stage" && find . | cpio --quiet -o -H newc -R 0:0) >"$run/added.cpio"
	cat "$userland/root.cpio" "$run/added.cpio" >"$run/initrd"
	rm -rf "$run/stage" "$run/added.cpio"
}

# ---- running it ----

# Decided once, by a trial boot: /dev/kvm may exist although no guest can boot.
choose_accelerator() {
	[ -z "$accel" ] || return 0
	accel=tcg
	{ [ "$(uname -m)" = "$arch" ] && [ -w /dev/kvm ]; } || return 0
	if [ ! -s "$lab/accel" ]; then
		sh "$here/run.sh" --arch "$arch" --accel kvm --nodes 1 --timeout 20 -- true \
			2>/dev/null && accel=kvm
		echo "$accel" >"$run/accel"
		mv "$run/accel" "$lab/accel"
	fi
	accel=$(cat "$lab/accel")
}

console_name() {
	case $arch in
	x86_64) echo ttyS0 ;;
	aarch64) echo ttyAMA0 ;;
	esac
}

# On a busy host, an emulated timer is too late for the kernel's check of it, and the kernel panics.
timer_options() {
	[ "$arch" != x86_64 ] || echo no_timer_check
}

# Reads what the guest reports about itself, until the machine ends.
follow_status() {
	started=$(date +%s%N)
	while read -r word code; do
		case $word in
		up)
			[ -z "$verbose" ] || echo "run.sh: up after $((($(date +%s%N) - started) / 1000000)) ms" >&2
			;;
		alive) echo >>"$at/alive" ;;
		exit) echo "$code" >"$at/code" ;;
		esac
	done <"$at/status"
}

# QEMU's standard input and its messages are kept apart from the command's output.
start_qemu() {
	set -f
	IFS=$newline
	# shellcheck disable=SC2046 # one word a line is wanted
	set -- $(sh "$here/machine.sh" "$arch" "$accel" "$nodes" "$memory")
	unset IFS
	[ -z "$disk" ] || set -- "$@" -drive "file=$userland/root.ext4,format=raw,if=virtio,readonly=on"
	[ -z "$forward" ] || set -- "$@" -device virtio-net-pci,netdev=user \
		-netdev "user,id=user,hostfwd=tcp:$forward-:${forward#*:}"
	exec timeout --foreground -k 5 "$timeout" "qemu-system-$arch" "$@" \
		-nodefaults -display none -no-reboot \
		-kernel "$vmlinuz" -initrd "$run/initrd" \
		-append "console=$(console_name) quiet panic=-1 oops=panic $(timer_options) rdinit=/init" \
		-serial "file:$at/console" \
		-chardev "file,id=stdout,path=$at/stdout" -device pci-serial,addr=10,chardev=stdout \
		-chardev "file,id=stderr,path=$at/stderr" -device pci-serial,addr=11,chardev=stderr \
		-chardev "file,id=status,path=$at/status" -device pci-serial,addr=12,chardev=status \
		</dev/null >"$at/qemu" 2>&1
}

# Prints the part of a second start's output that the first one has not printed. Anything that may
# be a repetition is held back until it is complete.
skip_repeated() {
	first=$run/1/$1 again=$at/$1.again
	head -c "$(wc -c <"$first")" >"$again"
	if ! cmp -s "$first" "$again"; then
		byte=$(LC_ALL=C cmp "$first" "$again" 2>/dev/null | sed -n 's/.* \([0-9]*\), line [0-9]*$/\1/p')
		[ -n "$byte" ] || byte=$(($(wc -c <"$again") + 1))
		echo "run.sh: this time its $1 is another one from byte $byte on" >&2
		tail -c "+$byte" "$again"
	fi
	cat
}

# pass_on STREAM: passes it on as it is written, until the machine ends. It goes through a file, so
# that a reader that does not read cannot stop the machine.
pass_on() {
	tail -c +1 -f --pid="$qemu" -s 0.1 "$at/$1" |
		if [ "$at" = "$run/1" ]; then cat; else skip_repeated "$1"; fi
}

# With KVM, no emulation can hang.
watch() {
	[ "$accel" = kvm ] || sh "$here/watch.sh" "$at" "$qemu"
}

# boot START: 1, or 2 after a hang. The reader of the pipe sees its end when QEMU has ended, because
# the subshell holds it open until then.
boot() {
	at=$run/$1
	mkdir "$at"
	mkfifo "$at/status"
	for file in console stdout stderr alive hung; do : >"$at/$file"; done
	follow_status &
	readers=$!
	(start_qemu) 5>"$at/status" &
	qemu=$!
	pass_on stdout &
	readers="$readers $!"
	pass_on stderr >&2 &
	readers="$readers $!"
	watch &
	watcher=$!
	if wait "$qemu"; then ended=0; else ended=$?; fi
	qemu=
	# shellcheck disable=SC2086 # words are wanted
	wait $readers "$watcher" || true
}

# A hang is the emulation's fault, and every start begins from scratch, so the command need not fail
# because of it.
boot_again() {
	echo "run.sh: the emulated machine hung ($(cat "$at/hung")); starting it once more" >&2
	echo "$(date -u +%FT%TZ) $arch $kernel: $(cat "$at/hung")" >>"${LAB_RESTARTS:-$lab/restarts}"
	boot 2
}

# Explains why a machine ended without an exit code of the command.
explain() {
	if [ -s "$at/hung" ]; then
		reason="the emulated machine hung ($(cat "$at/hung")), twice"
	elif [ "$ended" = 124 ] || [ "$ended" = 137 ]; then
		reason="no end within $timeout seconds"
	elif grep -q 'Kernel panic' "$at/console"; then
		reason=$(tr -d '\r' <"$at/console" | sed -n 's/.*Kernel panic/kernel panic/p' | head -n 1)
	elif [ "$ended" != 0 ]; then
		reason="qemu-system-$arch failed ($ended): $(tail -n 1 "$at/qemu")"
	else
		reason="the machine ended without an exit code"
	fi
	echo "run.sh: $reason" >&2
	tr -d '\r\033' <"$at/console" | tail -n 20 >&2
	exit 125
}

# The other processes end by themselves; only what was not waited for is ended here.
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	if [ -n "${qemu:-}" ]; then
		kill "$qemu" 2>/dev/null || true
		wait "$qemu" ${watcher:+"$watcher"} || true
	fi
	rm -rf "$run"
}

while [ $# -gt 0 ]; do
	case $1 in
	--) break ;;
	--help)
		usage
		exit 0
		;;
	--verbose)
		verbose=yes
		shift
		;;
	--*)
		[ $# -gt 1 ] || bad_usage "$1 takes a value"
		set_option "$1" "$2"
		shift 2
		;;
	*) bad_usage "unknown word '$1'; the command comes after --" ;;
	esac
done
[ $# -gt 1 ] || bad_usage "no command; it comes after --"
shift
check_options

mkdir -p "$lab/run"
run=$(mktemp -d "$lab/run/XXXXXX")
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
fetch_guest
for runtime in $runtimes; do
	sh "$here/cache.sh" runtime "$runtime" >&2 || trouble "cannot build $runtime"
	add="$add$lab/runtime/$runtime/$runtime:/usr/bin/$runtime$newline"
done
choose_accelerator
make_initrd "$@"
boot 1
if [ ! -s "$at/code" ] && [ -s "$at/hung" ]; then boot_again; fi
[ -s "$at/code" ] || explain
exit "$(cat "$at/code")"
