#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tests the lab itself. Prints one line per check; ends with 'N passed, N failed'. Two machines run
# in parallel all the time.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
lab=$(cd "$here/../.." && pwd)/build/lab
# shellcheck source=SCRIPTDIR/../support/tap.sh
. "$here/../support/tap.sh"
newline='
'

# in_lab WORD...: runs run.sh; leaves $out, $err and $code
in_lab() {
	run env LAB_RESTARTS="$work/restarts" sh "$here/run.sh" "$@"
}

# said KEY: prints what the guest printed as KEY=...
said() {
	printf '%s\n' "$out" | sed -n "s/^$1=//p"
}

# ---- for every machine ----

# upstream ARCH PACKAGE
upstream() {
	sed -n "s/^$2 \(.*\)-.*/\1/p" "$lab/userland/sid-$1/versions"
}

# Run in the guest; \$ and quotes are the guest's.
# shellcheck disable=SC2016
facts='
	cd /sys/devices/system/node
	for file in online has_memory has_cpu; do echo "$file=$(cat $file)"; done
	echo "distances=$(cat node?/distance | tr "\n" /)"
	echo "kernel=$(uname -r)" "$(uname -m)"
	echo "cgroup=$(awk "\$2 ~ /^.sys.fs.cgroup/ { print \$3 }" /proc/mounts | sort -u | tr "\n" " ")"
	cd /root
	for runtime in runc crun; do
		echo "$runtime=$($runtime --version | sed -n 1p)"
		mems=$(sh container.sh $runtime 1 grep Mems_allowed_list /proc/self/status)
		echo "$runtime-mems=$mems"
		sh container.sh $runtime "" sh -c "exit 7"
		echo "$runtime-exit=$?"
	done
	su - user -c "
		echo user=\$(id -u) \$HOME \$XDG_RUNTIME_DIR
		set -- \$(sh /root/container.sh runc \"\" --rootless cat /proc/self/uid_map)
		echo rootless=\$*"
'

# machine ARCH KERNEL CGROUP [RUNC CRUN]: versions in sid change; there, Debian's package gives them
machine() {
	name="$1 $2, cgroup $3"
	in_lab --arch "$1" --kernel "$2" --cgroup "$3" --add "$here/container.sh" -- "$facts"
	check_same "$name: exit code 0" 0 "$code"
	check_same "$name: nothing but the command's words on standard error" '' "$err"
	check_same "$name: nodes online" 0-3 "$(said online)"
	check_same "$name: node 2 has no memory" 0-1,3 "$(said has_memory)"
	check_same "$name: node 3 has no CPU" 0-2 "$(said has_cpu)"
	check_same "$name: distances" '10 20 20 40/20 10 20 40/20 20 10 40/40 40 40 10/' "$(said distances)"
	release=$2
	[ "$2" != newest ] || release=$(cut -d. -f1,2 "$lab/kernel/newest-$1/release")
	check_same "$name: kernel" "$release $1" "$(said kernel | sed 's/^\([0-9]*\.[0-9]*\)[^ ]*/\1/')"
	runc=${4:-$(upstream "$1" runc)} crun=${5:-$(upstream "$1" crun)}
	check_same "$name: runc $runc" "runc version $runc" "$(said runc)"
	check_same "$name: crun $crun" "crun version $crun" "$(said crun)"
	for runtime in runc crun; do
		check_same "$name: $runtime runs a container in its cpuset" 'Mems_allowed_list:	1' \
			"$(said $runtime-mems)"
		check_same "$name: $runtime passes on a container's exit code" 7 "$(said $runtime-exit)"
	done
	if [ "$3" = 2 ]; then groups='cgroup2 '; else groups='cgroup tmpfs '; fi
	check_same "$name: cgroup version" "$groups" "$(said cgroup)"
	check_same "$name: ordinary user" '1000 /home/user /run/user/1000' "$(said user)"
	check_same "$name: rootless container" '0 1000 1' "$(said rootless)"
}

exit_codes() {
	for number in 1 7 255; do
		in_lab --arch "$1" --kernel "$2" -- exit "$number"
		check_same "$1 $2: exit code $number" "$number" "$code"
		check_same "$1 $2: exit code $number: no output" '' "$out$err"
	done
}

# patching ARCH KERNEL COUNT: what containers make a kernel do now and then, more often than a
# faulty emulation survives
patching() {
	case $1 in
	x86_64) compiler=gcc ;;
	aarch64) compiler=aarch64-linux-gnu-gcc ;;
	esac
	$compiler -O2 -static -pthread -o "$work/$1-toggle" "$here/toggle.c"
	in_lab --arch "$1" --kernel "$2" --timeout 900 --add "$work/$1-toggle:toggle" -- ./toggle "$3"
	check_same "$1 $2: a kernel that patches itself $3 times: exit code" 0 "$code"
	check_same "$1 $2: a kernel that patches itself $3 times: it came to the end" "$3" "$out"
	check_same "$1 $2: a kernel that patches itself $3 times: at the first start" '' "$err"
}

# ---- for the lab as a whole ----

# topology ARCH KERNEL NODES HAS_MEMORY HAS_CPU
topology() {
	in_lab --arch "$1" --kernel "$2" --nodes "$3" -- \
		'cd /sys/devices/system/node; cat online has_memory has_cpu'
	if [ "$3" = 1 ]; then online=0; else online=0-$(($3 - 1)); fi
	check_same "$1 $2: --nodes $3" "$online$newline$4$newline$5" "$out"
}

usage() {
	while IFS='|' read -r words expected; do
		# shellcheck disable=SC2086 # words are wanted
		in_lab $words
		check_same "bad usage '$words': exit code" 64 "$code"
		check_same "bad usage '$words': one line" "run.sh: $expected (run.sh --help tells more)" "$out$err"
	done <<-'END'
		|no command; it comes after --
		--|no command; it comes after --
		true|unknown word 'true'; the command comes after --
		--nodes|--nodes takes a value
		--colour red -- true|unknown option '--colour'
		--nodes 0 -- true|--nodes takes a number from 1 to 128, not '0'
		--nodes two -- true|--nodes takes a number from 1 to 128, not 'two'
		--nodes 17 --arch aarch64 -- true|--nodes takes a number from 1 to 16, not '17'
		--kernel 5.10 -- true|--kernel takes one of: 6.1 6.12 newest; not '5.10'
		--suite buster -- true|--suite takes one of: bookworm trixie sid; not 'buster'
		--runtime podman -- true|--runtime takes one of: runc-1.5 youki crictl; not 'podman'
		--disk buster -- true|--disk takes one of: bookworm trixie sid; not 'buster'
		--disk trixie --arch aarch64 -- true|--arch with --disk takes one of: x86_64; not 'aarch64'
		--add no/such -- true|--add: no such file or directory: 'no/such'
		--timeout 0 -- true|--timeout takes a number from 1 to 86400, not '0'
		--cgroup 1 --kernel 6.12 -- true|--cgroup 1 needs --kernel 6.1: Debian's later kernels have no cpuset there
	END
}

first_line() {
	printf '%s\n' "$1" | head -n 1
}

trouble() {
	in_lab --timeout 60 -- 'echo before; sleep 1000'
	check_same "a hang ends at its timeout: exit code" 125 "$code"
	check_same "a hang: says so" "run.sh: no end within 60 seconds" "$(first_line "$err")"
	check_same "a hang: what it printed is there" before "$out"
	in_lab -- 'echo before; sleep 1; echo c >/proc/sysrq-trigger'
	check_same "a kernel panic: exit code" 125 "$code"
	check_same "a kernel panic: says so" "run.sh: kernel panic - not syncing: sysrq triggered crash" \
		"$(first_line "$err")"
	check_same "a kernel panic: the console's last 20 lines" 21 "$(printf '%s\n' "$err" | wc -l)"
	in_lab -- 'reboot -f'
	check_same "a reboot: exit code" 125 "$code"
	check_same "a reboot: says so" "run.sh: the machine ended without an exit code" \
		"$(first_line "$err")"
	# too little address space for it
	run prlimit --as=1000000000 sh "$here/run.sh" --accel tcg -- true
	check_same "qemu fails: exit code" 125 "$code"
	check_same "qemu fails: says so, and why" \
		"run.sh: qemu-system-x86_64 failed (1): ... Cannot allocate memory" \
		"$(echo "$err" | sed 's/): .*:/): .../')"
}

# restarts: prints those of this lane's machines since the last call
restarts() {
	touch "$work/restarts"
	wc -l <"$work/restarts"
	rm "$work/restarts"
}

# A machine that reports a hang, at each start
hang() {
	check_same "no machine of the $lane lane had to be started once more" 0 "$(restarts)"
	in_lab -- 'echo before; echo "<0>watchdog: BUG: soft lockup - CPU#0 stuck for 22s!" >/dev/kmsg
		sleep 20; echo after'
	check_same "a machine that stalls for a moment is left alone" "0 before${newline}after" "$code $out"
	in_lab -- 'echo before; for time in 1 2 3; do
			echo "<0>watchdog: BUG: soft lockup - CPU#0 stuck for 22s!" >/dev/kmsg
		done; sleep 1000'
	check_same "a stalled machine: exit code" 125 "$code"
	check_same "a stalled machine: says so, twice" \
		"run.sh: the emulated machine hung (soft lockup); starting it once more${newline}run.sh: \
the emulated machine hung (soft lockup), twice" "$(echo "$err" | head -n 2)"
	check_same "a stalled machine: what both starts printed is there once" before "$out"
	check_same "a stalled machine: the restart is counted" 1 "$(restarts)"
}

# started_machine MIB OUTPUT WORD: once its output contains this word, prints the process of the
# machine with this much memory per node
started_machine() {
	wait_until grep -q "$3" "$2" || true
	pgrep -f "^qemu-system.*id=m0,size=$1M"
}

# A machine that stops running, at the first start. Its clock makes the output of the two starts
# differ.
restarted() {
	LAB_RESTARTS="$work/restarts" sh "$here/run.sh" --memory 322 -- \
		'echo "clock $(date +%s)" >&2; echo before; sleep 20; echo after' \
		>"$work/restarted" 2>"$work/restarted.err" &
	pid=$!
	kill -STOP "$(started_machine 322 "$work/restarted" before)"
	code=0
	wait "$pid" || code=$?
	check_same "a machine that stands still once: exit code" 0 "$code"
	check_same "a machine that stands still once: equal output is there once" \
		"before${newline}after" "$(cat "$work/restarted")"
	check_same "a machine that stands still once: from where it differs, output of both starts" \
		"clock N${newline}run.sh: the emulated machine hung (no sign of life for N seconds); \
starting it once more${newline}run.sh: this time its stderr is another one from byte N on${newline}N" \
		"$(sed 's/[0-9][0-9]*/N/g' "$work/restarted.err")"
	check_same "a machine that stands still once: the restart is counted" 1 "$(restarts)"
}

streams() {
	in_lab -- 'echo out; echo err >&2'
	check_same "standard output and standard error stay apart" "out/err" "$out/$err"
	# shellcheck disable=SC2016 # it is to stay as it is
	in_lab -- echo "it's" 'a  b' '$HOME' '|' cat
	# shellcheck disable=SC2016 # it is to stay as it is
	check_same "a command of several words is run as it is" 'it'\''s a  b $HOME | cat' "$out"
	in_lab -- 'seq 100000; head -c 1000000 /dev/zero; sleep 1000 &'
	check_same "what was left running is ended: exit code" 0 "$code"
	check_same "every byte comes through" \
		"$({ seq 100000; head -c 1000000 /dev/zero; } | md5sum)" "$(md5sum <"$work/out")"
	in_lab --verbose -- true
	check_same "--verbose tells how long the boot took" "run.sh: up after N ms" \
		"$(echo "$err" | sed 's/[0-9][0-9]*/N/')"
}

added() {
	mkdir -p "$work/tree/below"
	echo one >"$work/tree/below/one"
	printf '#!/bin/sh\necho two\n' >"$work/two"
	chmod 755 "$work/two"
	in_lab --add "$work/tree" --add "$work/two:/lib64/deep/two" -- \
		'cat tree/below/one; /lib64/deep/two; jq -n 3'
	check_same "--add puts files and directories in their places" "one${newline}two${newline}3" "$out"
}

# Its memory size, which no other machine uses, identifies this one.
killed() {
	sh "$here/run.sh" --memory 321 -- 'echo started; sleep 1000' >"$work/killed" &
	pid=$!
	check_same "killed: its machine was there" there \
		"$(started_machine 321 "$work/killed" started >/dev/null && echo there)"
	kill "$pid"
	code=0
	wait "$pid" || code=$?
	check_same "killed: exit code" 143 "$code"
	sleep 2
	check_same "killed: its machine is gone" '' "$(pgrep -f 'id=m0,size=321M' || true)"
}

first_lane() {
	machine x86_64 6.1 2 1.1.5+ds1 1.8.1
	machine x86_64 6.1 1 1.1.5+ds1 1.8.1
	machine x86_64 6.12 2 1.1.15+ds1 1.21
	machine x86_64 newest 2
	machine aarch64 6.1 2 1.1.5+ds1 1.8.1
	usage
	killed
	restarted
}

second_lane() {
	exit_codes x86_64 6.1
	exit_codes x86_64 6.12
	exit_codes x86_64 newest
	exit_codes aarch64 6.1
	topology x86_64 6.1 1 0 0
	topology x86_64 6.1 2 0-1 0-1
	topology x86_64 6.1 3 0,2 0-1
	topology x86_64 6.1 8 0-5,7 0-6
	topology x86_64 6.1 128 0-5,7-127 0-6
	topology aarch64 6.1 16 0-5,7-15 0-6
	streams
	added
	trouble
	patching x86_64 6.1 3000
	patching x86_64 6.12 3000
	patching x86_64 newest 3000
	patching aarch64 6.1 1000
	hang
}

# in_lane NAME: with its own folder
in_lane() {
	lane=$1 ended=$work/$1.ended work=$work/$1
	mkdir "$work"
	"$1_lane"
	: >"$ended"
}

in_lane first &
in_lane second &
wait
for lane in first second; do
	check_same "the $lane lane ended" "$work/$lane.ended" "$(ls "$work/$lane.ended" || true)"
done
