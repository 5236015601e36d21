#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the hook costs: its processes against a no-op program, and containers started with it
# against containers started with the no-op program as their hook. Run as root.
#
#   sh tests/bench/run.sh [--json FILE]
#
# Every ratio compares medians of samples taken in turns within one run, see interleave.c. They are
# printed beside their goals, and never asserted: what other machines do is anyone's guess.
# BENCH_SAMPLES (default 200) is the number of containers for each figure; processes, which are
# quick, are started five times as often.
set -eu
cd "$(dirname "$0")/../.."

samples=${BENCH_SAMPLES:-200}
json=
case $#:${1-} in
0:) ;;
2:--json) json=$2 ;;
*)
	echo "usage: sh tests/bench/run.sh [--json FILE]" >&2
	exit 64
	;;
esac
if [ "$(id -u)" != 0 ]; then
	echo "tests/bench/run.sh: it takes root to start containers" >&2
	exit 77
fi

# shellcheck source=SCRIPTDIR/../support/tap.sh
. tests/support/tap.sh
results=$work/results

build() {
	cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DSTATIC_HOOK=ON -DCLI=OFF >&2
	cmake --build build/bench \
		--target oci-mempolicy-hook bench-noop bench-interleave >&2
	cmake -S . -B build/bench-unconfined -G Ninja -DCMAKE_BUILD_TYPE=Release -DCONFINE=OFF \
		-DBUILD_TESTING=OFF >&2
	cmake --build build/bench-unconfined --target oci-mempolicy-hook >&2
	# Copied, as installing does: how a file was written shows in how fast it is executed.
	cp build/bench/hook/oci-mempolicy-hook "$work/hook"
	cp build/bench-unconfined/hook/oci-mempolicy-hook "$work/unconfined"
	cp build/bench/tests/bench/bench-noop "$work/noop"
	cp build/bench/tests/bench/bench-interleave "$work/interleave"
}

# ---- bundles ----

# bundle NAME FILTER...: a directory with a config.json as 'runc spec' writes it, changed by the jq
# filters, and the state a runtime would pass.
bundle() {
	# shellcheck disable=SC2016 # of jq
	make_bundle "$work/$1" runc 'del(.process.rlimits) | .process.args = ["/noop"] |
		.root.path = $work + "/rootfs" | '"$2" --tab --arg work "$work" \
		--arg nodes "$(cat /sys/devices/system/node/has_memory)"
	jq -nc --arg bundle "$work/$1" '{ociVersion: "1.0.2", id: "bench", status: "creating",
		pid: 1, bundle: $bundle}' >"$work/$1/state"
}

plain=.
# shellcheck disable=SC2016 # $nodes is of jq
policy='.linux.memoryPolicy = {mode: "MPOL_INTERLEAVE", nodes: $nodes}'

# volumes COUNT: a filter that adds so many mounts.
volumes() {
	echo ".mounts += [range($1) | {destination: \"/mnt/volume-\\(.)\", type: \"bind\",
		source: \"/var/lib/volumes/\\(.)\", options: [\"rbind\", \"ro\", \"nosuid\"]}]"
}

# hook PROGRAM ARGUMENTS: a filter that makes it the bundle's hook; arguments in jq's notation.
hook() {
	echo ".hooks.createContainer = [{path: (\$work + \"/$1\"), args: [\"$1\"$2]}]"
}

make_bundles() {
	mkdir -p "$work/rootfs"
	cp "$work/noop" "$work/rootfs"
	for size in 3K:0 30K:170 1M:6000; do
		bundle "none-${size%:*}" "$plain | $(volumes "${size#*:}")"
		bundle "policy-${size%:*}" "$policy | $(volumes "${size#*:}")"
	done
	bundle run-none "$policy"
	bundle run-noop "$policy | $(hook noop "")"
	bundle run-hook "$policy | $(hook hook "")"
	bundle run-log "$policy | $(hook hook ", \"--log\", \$work + \"/log\"")"
}

# ---- measuring: each adds lines of JSON to the results ----

# What the hook wrote of its runs into the log: one outcome, if it did the same each time.
outcomes() {
	jq -r .outcome "$work/log" | sort -u
}

# process NAME GOAL OUTCOME BUNDLE SAMPLES OPTION...
process() {
	name=$1 goal=$2 outcome=$3 dir=$work/$4 count=$5
	shift 5
	# In place is what was applied by the first run before, and not dropped.
	rm -f "$work/log"
	"$work/interleave" --samples 1 --init "$@" --stdin "$dir/state" \
		-- hook "$work/hook" -- hook "$work/hook" --log "$work/log" >"$work/result"
	check_same "$name: what the hook did" "$outcome" "$(outcomes)"
	# Something else is not to be measured.
	[ "$(outcomes)" = "$outcome" ] || exit 1
	"$work/interleave" --samples "$count" --init --peak "$@" --stdin "$dir/state" \
		-- noop "$work/noop" -- hook "$work/hook" >"$work/result"
	jq -c --arg name "$name" --argjson goal "$goal" '.commands as [$noop, $hook] |
		{name: $name, unit: "us", base: $noop.median_us, hook: $hook.median_us,
			ratio: $hook.ratio, low: $hook.ratio_low, high: $hook.ratio_high,
			goal: $goal},
		{name: ($name + ", peak memory"), unit: "KiB", base: $noop.peak_kib,
			hook: $hook.peak_kib, ratio: ($hook.peak_kib / $noop.peak_kib),
			goal: (if $goal then 2 else null end)}' "$work/result" >>"$results"
}

# What confining itself adds to a hook that has nothing else to do.
confinement() {
	"$work/interleave" --samples $((samples * 5)) --init --stdin "$work/none-3K/state" \
		-- unconfined "$work/unconfined" -- hook "$work/hook" >"$work/result"
	jq -c '.commands as [$unconfined, $hook] |
		{name: "confined, against one that is not", unit: "us",
			base: $unconfined.median_us, hook: $hook.median_us, ratio: $hook.ratio,
			low: $hook.ratio_low, high: $hook.ratio_high, goal: null}' \
		"$work/result" >>"$results"
}

processes() {
	many=$((samples * 5))
	process "no policy" 1.25 none none-3K "$many"
	process "policy in place" null in-place policy-3K "$many"
	process "policy applied, init of 1 thread" 1.6 applied policy-3K "$many" --drop-policy
	process "policy applied, init of 6 threads" 1.6 applied policy-3K "$many" \
		--drop-policy --threads 6
	for size in 30K 1M; do
		[ "$size" = 30K ] || many=$(((samples + 1) / 2))
		process "no policy, $size" null none "none-$size" "$many"
		process "policy in place, $size" null in-place "policy-$size" "$many"
		process "policy applied, $size" null applied "policy-$size" "$many" --drop-policy
	done
}

# containers RUNTIME SAMPLES BUNDLE...: started in turns.
containers() {
	program=$(command -v "$1") count=$2
	shift 2
	for name; do
		set -- "$@" -- "$name" "$program" run --bundle "$work/run-$name" oci-mempolicy-bench
		shift
	done
	sh tests/support/without-unified.sh \
		"$work/interleave" --samples "$count" "$@" >"$work/result"
}

# runtime NAME: with the no-op program as hook, with the hook, and without a hook.
runtime() {
	rm -f "$work/log"
	containers "$1" 1 log
	containers "$1" "$samples" noop hook none
	# A runtime that knows memoryPolicy itself has it in place already.
	jq -c --arg name "$1 run" --arg outcome "$(outcomes)" '
		def row($command; $text; $goal): {name: ($name + $text), unit: "us",
			base: .commands[0].median_us, hook: $command.median_us,
			ratio: $command.ratio, low: $command.ratio_low,
			high: $command.ratio_high, goal: $goal};
		row(.commands[1]; ", policy " + $outcome; 1.03),
		row(.commands[2]; ", no hook at all"; null)' "$work/result" >>"$results"
}

# ---- telling ----

machine() {
	cpu=$(LC_ALL=C lscpu | sed -n 's/^Model name: *//p' | head -n 1)
	jq -n --arg cpu "$cpu" --arg cpus "$(nproc)" --arg kernel "$(uname -r)" \
		--arg libc "$(getconf GNU_LIBC_VERSION)" \
		--arg runc "$(runc --version | sed -n '1s/.* //p')" \
		--arg crun "$(crun --version | sed -n '1s/.* //p')" \
		--arg hook "$("$work/hook" --version | sed 's/.* //')" '$ARGS.named'
}

# column(1) would align it, but round nothing.
print_table() {
	printf '%-48s %11s %11s  %-5s  %-13s  %s\n' "against the no-op program" "no-op" "measured" \
		"ratio" "95 %" "goal"
	jq -r '[.name, .base, .hook, .unit, .ratio, .low // "", .high // "",
			if .goal then "<= \(.goal)" else "-" end] | map(tostring) | join("|")' \
		"$results" | awk -F '|' '{
			bounds = $6 == "" ? "" : sprintf("%.3f-%.3f", $6, $7)
			printf "%-48s %7.0f %-3s %7.0f %-3s  %5.3f  %-13s  %s\n",
				$1, $2, $4, $3, $4, $5, bounds, $8
		}'
	echo
	machine | jq -r '"\(.cpu), \(.cpus) CPUs; Linux \(.kernel); \(.libc); runc \(.runc); crun \(.crun); hook \(.hook)"'
	cat <<-EOF
		Medians of $samples containers and $((samples * 5)) processes ($(((samples + 1) / 2)) for 1M) each.
		Ratio: median of the rounds' ratios, in each round every program once, in random
		order; 95 %: where the true one lies. Peak memory: the largest VmHWM of 5 runs.
	EOF
}

build
make_bundles
processes
confinement
runtime runc
runtime crun
print_table
if [ -n "$json" ]; then
	machine | jq --slurpfile results "$results" --argjson samples "$samples" \
		'{machine: ., samples: $samples, results: $results}' >"$json"
fi
