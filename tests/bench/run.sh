#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The cost of a hook: its processes compared with a no-op program, and containers with the hook
# compared with containers that have the no-op program as their hook. Requires root.
#
#   sh tests/bench/run.sh [--json FILE] [--hook PATH]...
#
# It measures the hook of this project, or others given as --hook instead. Others are measured in
# the same way, except that it is not known what they did; they must only succeed.
#
# Every ratio compares medians of samples taken in turn within one run, see interleave.c. The ratios
# are printed next to their goals, but not asserted, because other machines may differ.
# BENCH_SAMPLES (default 200) is the number of containers for each figure; processes, which are
# fast, are started five times as often.
set -eu

fail() {
	echo "tests/bench/run.sh: $2" >&2
	exit "$1"
}

usage() {
	echo "usage: sh tests/bench/run.sh [--json FILE] [--hook PATH]..." >&2
	exit 64
}

samples=${BENCH_SAMPLES:-200}
json='' hooks=''

# Adds a line to $hooks.
take_hook() {
	[ -f "$1" ] || fail 66 "--hook $1: no such file"
	[ -x "$1" ] || fail 66 "--hook $1: not executable"
	hooks="$hooks$(realpath "$1")
"
}

while [ $# -gt 0 ]; do
	[ $# -ge 2 ] || usage
	case $1 in
	--json) json=$(realpath "$2") ;;
	--hook) take_hook "$2" ;;
	*) usage ;;
	esac
	shift 2
done
[ "$(id -u)" = 0 ] || fail 77 "starting containers needs root"
cd "$(dirname "$0")/../.."
# shellcheck source=SCRIPTDIR/../support/tap.sh
. tests/support/tap.sh
results=$work/results

build() {
	cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DSTATIC_HOOK=ON -DCLI=OFF >&2
	cmake --build build/bench --target oci-mempolicy-hook oci-mempolicy-runtime bench-noop bench-interleave \
		bench-machine bench-musl >&2
	for program in noop interleave machine noop-musl machine-musl; do
		[ ! -e "build/bench/tests/bench/bench-$program" ] ||
			cp "build/bench/tests/bench/bench-$program" "$work/$program"
	done
}

# Copies them, as installing does: how a file was written affects how fast it is executed.
copy_hooks() {
	count=0
	printf %s "$hooks" | while read -r path; do
		count=$((count + 1))
		cp "$path" "$work/hook-$count"
		echo "$path" >"$work/hook-$count.name"
	done
}

build_hook() {
	cmake -S . -B build/bench-unconfined -G Ninja -DCMAKE_BUILD_TYPE=Release -DCONFINE=OFF \
		-DBUILD_TESTING=OFF >&2
	cmake --build build/bench-unconfined --target oci-mempolicy-hook >&2
	cp build/bench/hook/oci-mempolicy-hook "$work/hook-1"
	cp build/bench-unconfined/hook/oci-mempolicy-hook "$work/unconfined"
	install -D build/bench/runtime/oci-mempolicy-runtime "$work/prefix/bin/oci-mempolicy-runtime"
	install -D build/bench/hook/oci-mempolicy-hook "$work/prefix/libexec/oci/hooks.d/oci-mempolicy-hook"
	echo "oci-mempolicy-hook" >"$work/hook-1.name"
}

# ---- bundles ----

# bundle NAME JQ-OPTION FILTER: makes a directory with a config.json as written by 'runc spec' and
# changed by the jq filter, and the state that a runtime would pass.
bundle() {
	# shellcheck disable=SC2016 # of jq
	make_bundle "$work/$1" runc 'del(.process.rlimits) | .process.args = ["/noop"] |
		.root.path = $work + "/rootfs" | '"$3" "$2" --arg work "$work" \
		--arg nodes "$(cat /sys/devices/system/node/has_memory)" --rawfile calls "$work/calls"
	jq -nc --arg bundle "$work/$1" '{ociVersion: "1.0.2", id: "bench", status: "creating",
		pid: 1, bundle: $bundle}' >"$work/$1/state"
}

# shellcheck disable=SC2016 # $nodes is jq's
policy='.linux.memoryPolicy = {mode: "MPOL_INTERLEAVE", nodes: $nodes}'

# volumes COUNT: a filter that adds this number of mounts.
volumes() {
	echo ".mounts += [range($1) | {destination: \"/mnt/volume-\\(.)\", type: \"bind\",
		source: \"/var/lib/volumes/\\(.)\", options: [\"rbind\", \"ro\", \"nosuid\"]}]"
}

# A filter that makes it similar to what Podman writes for a service: on one line, with the names of
# all system calls in a seccomp profile, each with its own rule if it depends on a capability.
# shellcheck disable=SC2016 # $calls is jq's
podman='($calls | split("\n") | map(select(. != ""))) as $names |
	.process.env += [range(40) | "SERVICE_\(.)_PORT_8080_TCP_ADDR=10.88.0.\(.)"] |
	.annotations = ([range(20) | {key: "org.example.annotation-\(.)",
		value: "value of the annotation number \(.)"}] | from_entries) |
	.linux.seccomp = {defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 38,
		architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
		syscalls: ([{names: $names, action: "SCMP_ACT_ALLOW"}] +
			[$names[:145][] | {names: [.], action: "SCMP_ACT_ERRNO", errnoRet: 1,
				args: [{index: 0, value: 131072, valueTwo: 0, op: "SCMP_CMP_NE"}]}])} | '

# hook PROGRAM ARGUMENTS: a filter that adds the program as the bundle's hook; arguments in jq's
# notation.
hook() {
	echo ".hooks.createContainer = [{path: (\$work + \"/$1\"), args: [\"$1\"$2]}]"
}

# of_each_size NAME FILTER
of_each_size() {
	bundle "$1-3K" --tab "$2"
	bundle "$1-30K" -c "$podman $(volumes 20) | $2"
	bundle "$1-1M" -c "$podman $(volumes 8500) | $2"
}

make_bundles() {
	mkdir -p "$work/rootfs"
	cp "$work/noop" "$work/rootfs"
	echo '#include <asm/unistd.h>' | cc -E -dM - |
		sed -n 's/^#define __NR_\([a-z0-9_]*\) .*/\1/p' >"$work/calls"
	of_each_size none .
	of_each_size policy "$policy"
	bundle run-none --tab "$policy"
	bundle run-plain --tab .
	bundle run-wrapped --tab "$policy"
	bundle run-noop --tab "$policy | $(hook noop "")"
}

# ---- measuring: each adds lines of JSON to the results ----

# The outcomes of the hook's runs in the log: a single one, if it did the same each time.
outcomes() {
	jq -r .outcome "$work/log" | sort -u
}

# interleave WORD...: fails if a command fails, which would make the measurement useless
interleave() {
	"$work/interleave" "$@" >"$work/result" 2>"$work/err" && return
	tap_failed "$name: this could not be measured" "$(cat "$work/err")"
	exit 1
}

# check OUTCOME BUNDLE OPTION...: checks what a hook of this project does there
check() {
	outcome=$1 dir=$work/$2
	shift 2
	# The outcome is in-place if the first run applied the policy, and it was not dropped.
	rm -f "$work/log"
	interleave --samples 1 --init "$@" --stdin "$dir/state" \
		-- hook "$work/hook-1" -- hook "$work/hook-1" --log "$work/log"
	check_same "$name: what the hook did" "$outcome" "$(outcomes)"
	# Anything else must not be measured.
	[ "$(outcomes)" = "$outcome" ] || exit 1
}

# process NAME GOAL MEMORY-GOAL OUTCOME BUNDLE SAMPLES OPTION...
process() {
	name=$1 goal=$2 memory=$3 outcome=$4 bundle=$5 count=$6
	shift 6
	[ -n "$hooks" ] || check "$outcome" "$bundle" "$@"
	interleave --samples "$count" --init --peak "$@" --stdin "$work/$bundle/state" \
		-- noop "$work/noop" -- hook "$work/$hook"
	[ -z "$hooks" ] || tap_passed "$(cat "$work/$hook.name"): $name: it succeeded each time"
	jq -c --arg hook "$hook" --arg name "$name" --argjson goal "$goal" --argjson memory "$memory" '
		.commands as [$noop, $hook_] |
		{hook: $hook, name: $name, unit: "us", base: $noop.median_us, measured: $hook_.median_us,
			ratio: $hook_.ratio, low: $hook_.ratio_low, high: $hook_.ratio_high,
			goal: $goal},
		{hook: $hook, name: ($name + ", peak memory"), unit: "KiB", base: $noop.peak_kib,
			measured: $hook_.peak_kib, ratio: ($hook_.peak_kib / $noop.peak_kib),
			goal: $memory}' "$work/result" >>"$results"
}

# against NAME BASE PROGRAM: compares programs that have nothing else to do
against() {
	name=$1
	interleave --samples $((samples * 5)) --init --stdin "$work/none-3K/state" \
		-- base "$work/$2" -- program "$work/$3"
	jq -c --arg hook "$3" --arg name "$name" '.commands as [$base, $program] |
		{hook: $hook, name: $name, unit: "us", base: $base.median_us,
			measured: $program.median_us, ratio: $program.ratio,
			low: $program.ratio_low, high: $program.ratio_high, goal: null}' \
		"$work/result" >>"$results"
}

processes() {
	many=$((samples * 5))
	few=$(((samples + 1) / 2))
	process "no policy, 3 KB" 0.80 null none none-3K "$many"
	process "no policy, 30 KB" 0.85 1.2 none none-30K "$many"
	process "no policy, 1 MB" 2.5 4 none none-1M "$few"
	process "in place already, 3 KB" 1.0 null in-place policy-3K "$many"
	process "in place already, 30 KB" null 1.2 in-place policy-30K "$many"
	process "applied to 1 thread, 3 KB" 1.3 null applied policy-3K "$many" --drop-policy
	process "applied to 1 thread, 30 KB" null 1.2 applied policy-30K "$many" --drop-policy
	process "applied to 6 threads, 3 KB" 1.6 null applied policy-3K "$many" --drop-policy --threads 6
	process "applied to 6 threads, 30 KB" null 1.2 applied policy-30K "$many" --drop-policy --threads 6
}

# containers RUNTIME SAMPLES BUNDLE...: starts them in turn.
containers() {
	name="$1 run"
	program=$(command -v "$1") count=$2
	shift 2
	for run; do
		set -- "$@" -- "$run" "$program" run --bundle "$work/run-$run" oci-mempolicy-bench
		shift
	done
	sh tests/support/without-unified.sh "$work/interleave" --samples "$count" "$@" \
		>"$work/result" 2>"$work/err" && return
	tap_failed "$name: this could not be measured" "$(cat "$work/err")"
	exit 1
}

# runtime NAME GOAL: with the no-op program as the hook, with the hook, and without a hook.
runtime() {
	outcome=
	if [ -z "$hooks" ]; then
		rm -f "$work/log"
		containers "$1" 1 log
		# With a runtime that supports memoryPolicy natively, it is in place already.
		outcome=", policy $(outcomes)"
	fi
	containers "$1" "$samples" noop hook none
	jq -c --arg hook "$hook" --arg name "$1 run" --arg outcome "$outcome" --argjson goal "$2" '
		def row($command; $text; $goal): {hook: $hook, name: ($name + $text), unit: "us",
			base: .commands[0].median_us, measured: $command.median_us,
			ratio: $command.ratio, low: $command.ratio_low,
			high: $command.ratio_high, goal: $goal};
		row(.commands[1]; $outcome; $goal),
		row(.commands[2]; ", no hook at all"; null)' "$work/result" >>"$results"
}

# by_wrapper RUNTIME BUNDLE TEXT: what oci-mempolicy-runtime adds to the same container
by_wrapper() {
	name="$1 run by oci-mempolicy-runtime$3"
	program=$(command -v "$1")
	wrapper=$work/prefix/bin/oci-mempolicy-runtime
	# After the first run, the hook is in config.json.
	if sh tests/support/without-unified.sh "$wrapper" --oci-runtime "$program" run --bundle \
		"$work/$2" oci-mempolicy-bench >"$work/err" 2>&1 &&
		sh tests/support/without-unified.sh "$work/interleave" --samples "$samples" \
			-- alone "$program" run --bundle "$work/$2" oci-mempolicy-bench \
			-- wrapped "$wrapper" --oci-runtime "$program" run --bundle "$work/$2" oci-mempolicy-bench \
			>"$work/result" 2>"$work/err"; then
		tap_passed "$name: it succeeded each time"
	else
		tap_failed "$name: this could not be measured" "$(cat "$work/err")"
		exit 1
	fi
	"$wrapper" --oci-runtime "$program" delete --force oci-mempolicy-bench >/dev/null 2>&1 || true
	jq -c --arg name "$1 run$3" '.commands as [$alone, $wrapped] |
		{hook: "runtime", name: $name, unit: "us", base: $alone.median_us,
			measured: $wrapped.median_us, ratio: $wrapped.ratio,
			low: $wrapped.ratio_low, high: $wrapped.ratio_high, goal: null}' \
		"$work/result" >>"$results"
}

# measure HOOK: the file's name below $work
measure() {
	hook=$1
	bundle run-hook --tab "$policy | $(hook "$hook" "")"
	bundle run-log --tab "$policy | $(hook "$hook" ", \"--log\", \$work + \"/log\"")"
	processes
	runtime crun 1.02
	runtime runc 1.01
}

# ---- printing ----

machine() {
	cpu=$(LC_ALL=C lscpu | sed -n 's/^Model name: *//p' | head -n 1)
	family=$(LC_ALL=C lscpu | sed -n 's/^\(Vendor ID\|CPU family\|Model\): *//p' | tr '\n' ' ')
	[ -n "$cpu" ] && [ "$cpu" != unknown ] || cpu="processor $family"
	"$work/machine" >"$work/costs"
	: >"$work/costs-musl"
	[ ! -e "$work/machine-musl" ] || "$work/machine-musl" >"$work/costs-musl"
	jq -n --arg cpu "$cpu" --arg cpus "$(nproc)" --arg kernel "$(uname -r)" \
		--arg hypervisor "$(LC_ALL=C lscpu | sed -n 's/^Hypervisor vendor: *//p')" \
		--arg libc "$(getconf GNU_LIBC_VERSION)" \
		--arg runc "$(runc --version | sed -n '1s/.* //p')" \
		--arg crun "$(crun --version | sed -n '1s/.* //p')" \
		--slurpfile costs "$work/costs" --slurpfile musl "$work/costs-musl" \
		'$ARGS.named | .costs = .costs[0] | .costs.fork_musl = .musl[0].fork | del(.musl)'
}

# column(1) could align it, but not round numbers.
print_table() {
	printf '%-44s %11s %11s  %-5s  %-13s  %s\n' "$(cat "$work/$1.name")" "no-op" "measured" \
		"ratio" "95 %" "goal"
	jq -r --arg hook "$1" 'select(.hook == $hook) |
		[.name, .base, .measured, .unit, .ratio, .low // "", .high // "",
			if .goal then "<= \(.goal)" else "-" end] | map(tostring) | join("|")' \
		"$results" | awk -F '|' '{
			bounds = $6 == "" ? "" : sprintf("%.3f-%.3f", $6, $7)
			printf "%-44s %7.0f %-3s %7.0f %-3s  %5.3f  %-13s  %s\n",
				$1, $2, $4, $3, $4, $5, bounds, $8
		}'
	echo
}

print_machine() {
	jq -r '"\(.cpu), \(.cpus) CPUs, hypervisor: \(if .hypervisor == "" then "none seen" else .hypervisor end)",
		"Linux \(.kernel); \(.libc); runc \(.runc); crun \(.crun)",
		"Times in us: an instruction cpuid \(.costs.cpuid // "-"); a fork and the end of its child \(.costs.fork), with musl \(.costs.fork_musl // "-"); waking an idle CPU \(.costs.wakeup // "-")"' \
		"$work/machine.json"
	cat <<-EOF
		The no-op program reads its input and exits; it is linked statically with glibc.
		config.json of $(wc -c <"$work/none-3K/config.json"), $(wc -c <"$work/none-30K/config.json") and $(wc -c <"$work/none-1M/config.json") bytes.
		Medians of $samples containers and $((samples * 5)) processes ($(((samples + 1) / 2)) for 1 MB) each.
		Ratio: the median of the ratios of all rounds; each round runs every program once, in
		random order. 95 %: the confidence interval. Peak memory: the largest VmHWM of 5 runs,
		of the hook's process that has the most.
	EOF
}

build
if [ -n "$hooks" ]; then copy_hooks; else build_hook; fi
make_bundles
machine >"$work/machine.json"
name="an empty hook"
if [ -e "$work/noop-musl" ]; then
	echo "against the no-op program" >"$work/noop-musl.name"
	against "the same program with musl, the floor" noop noop-musl
fi
for file in "$work"/hook-*.name; do
	measure "$(basename "$file" .name)"
done
if [ -z "$hooks" ]; then
	echo "against one that is not confined" >"$work/hook-confined.name"
	cp "$work/hook-1" "$work/hook-confined"
	against "no policy, 3 KB" unconfined hook-confined
	echo "oci-mempolicy-runtime, against the runtime alone" >"$work/runtime.name"
	for runtime in crun runc; do
		by_wrapper "$runtime" run-plain ", no policy"
		by_wrapper "$runtime" run-wrapped ", with the hook"
	done
fi
for file in "$work"/noop-musl.name "$work"/hook-*.name "$work"/runtime.name; do
	[ ! -e "$file" ] || print_table "$(basename "$file" .name)"
done
print_machine
if [ -n "$json" ]; then
	jq --slurpfile results "$results" --argjson samples "$samples" \
		'{machine: ., samples: $samples, results: $results}' "$work/machine.json" >"$json"
fi
