#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs fuzz targets, two in parallel, and prints the results.
#
#   sh tests/fuzz/run.sh SECONDS [TARGET...]
#
# Each target runs for this time, or until it finds something. Everything is below build/fuzz: the
# corpora (corpus/, where the next run continues), the findings (findings/) and the output (log/).
set -eu
cd "$(dirname "$0")/../.."

out=build/fuzz
if ! [ "${1-0}" -gt 0 ] 2>/dev/null; then
	echo "usage: sh tests/fuzz/run.sh SECONDS [TARGET...]" >&2
	exit 64
fi
seconds=$1
shift
all=$(sed -n 's/^fuzz_target(\(.*\))$/\1/p' tests/fuzz/CMakeLists.txt)
# shellcheck disable=SC2086 # words are wanted
[ $# -gt 0 ] || set -- $all
# shellcheck source=SCRIPTDIR/../support/tap.sh
. tests/support/tap.sh

# ---- initial inputs: those of the unit tests, in the form that each target reads ----

# objects COMMAND...: passes each memoryPolicy object of the unit tests through a command.
objects() {
	for object in tests/unit/valid/*/policy.json tests/unit/invalid/*/policy.json; do
		name=${object%/policy.json}
		"$@" <"$object" >"$seeds/${name##*/}"
	done
}

as_config() {
	printf '{"linux":{"memoryPolicy":'
	cat
	printf '}}'
}

# Some objects are not JSON.
its_nodes() {
	jq -j '.nodes? | strings' 2>/dev/null || true
}

# combinations FILTER: every mode with every set of flags, with and without nodes, each passed
# through a filter. The rules are a table, without branches that could guide libFuzzer.
combinations() {
	jq -nc '{
		mode: ("DEFAULT", "PREFERRED", "BIND", "INTERLEAVE", "LOCAL", "PREFERRED_MANY",
			"WEIGHTED_INTERLEAVE" | "MPOL_" + .),
		flags: (["NUMA_BALANCING", "RELATIVE_NODES", "STATIC_NODES"] |
			map([[], ["MPOL_F_" + .]]) | [combinations | add]),
		nodes: ("", "0-1")
	} | .flags = .flags[] | '"$1" | split -a 3 -l 1 - "$seeds/combination-"
}

# seed TARGET
seed() {
	seeds=$out/seeds/$1
	rm -rf "$seeds"
	mkdir -p "$seeds"
	case $1 in
	differential | notation)
		objects cat
		combinations .
		;;
	config | elsewhere | path)
		objects as_config
		cp tests/conformance/base.json "$seeds"
		combinations '{linux: {memoryPolicy: .}}'
		;;
	scan)
		objects cat
		cp tests/conformance/base.json "$seeds"
		;;
	nodes) objects its_nodes ;;
	esac
	[ ! -d "tests/fuzz/seeds/$1" ] || cp "tests/fuzz/seeds/$1"/* "$seeds"
}

# ---- running ----

# The dictionary of a target, if any: its own, or that of the memoryPolicy object.
dictionary() {
	case $1 in
	differential | config | path) words=tests/fuzz/policy.dict ;;
	*) words=tests/fuzz/$1.dict ;;
	esac
	[ ! -f "$words" ] || echo "-dict=$words"
}

# fuzz TARGET
fuzz() {
	corpus=$out/corpus/$1 findings=$out/findings/$1
	rm -rf "$findings"
	mkdir -p "$corpus" "$findings"
	seed "$1"
	code=0
	# shellcheck disable=SC2046 # nothing, or one word
	LLVM_PROFILE_FILE=$out/profile/$1 "$out/tests/fuzz/fuzz-$1" \
		-max_total_time="$seconds" -timeout=10 -print_final_stats=1 $(dictionary "$1") \
		-artifact_prefix="$findings/" "$corpus" "$out/seeds/$1" >"$out/log/$1" 2>&1 ||
		code=$?
	echo "$code" >"$out/code/$1"
}

# lane TARGET...: runs every second one
lane() {
	while [ $# -gt 0 ]; do
		fuzz "$1"
		shift
		[ $# = 0 ] || shift
	done
}

# ---- printing ----

# row TARGET: the edges and features that inputs reached, and libFuzzer's counts at the end.
row() {
	awk -v target="$1" -v findings="$(find "$out/findings/$1" -type f | wc -l)" '
		{ for (i = 1; i < NF; i++) if ($i ~ /^(cov|ft):$/) value[$i] = $(i + 1) }
		$1 ~ /^stat::/ { value[$1] = $2 }
		END {
			printf "%-14s %12d %8d %6d %8d %9d\n", target,
				value["stat::number_of_executed_units:"],
				value["stat::average_exec_per_sec:"], value["cov:"], value["ft:"],
				findings
		}' "$out/log/$1"
}

# How many lines of the library's files were reached, if any. A target that found something leaves
# no profile.
lines() {
	find "$out/profile" -type f -exec llvm-profdata merge -sparse -o "$out/profdata" {} +
	for target; do
		set -- "$@" -object "$out/tests/fuzz/fuzz-$target"
		shift
	done
	shift
	llvm-cov report -instr-profile="$out/profdata" "$@" lib |
		awk '/\.c / && $8 > $9 {printf "%-14s %5s of %5s lines\n", $1, $8 - $9, $8}'
}

# tail_of TARGET: the end of its output, if it found something
tail_of() {
	[ "$(cat "$out/code/$1")" = 0 ] || printf ', its output:\n%s' "$(tail -n 40 "$out/log/$1")"
}

cmake --preset fuzz >/dev/null
cmake --build "$out" --target fuzz
rm -rf "$out/log" "$out/code" "$out/profile" "$out/profdata"
mkdir -p "$out/log" "$out/code" "$out/profile"
lane "$@" &
first=$1
shift
lane "$@"
wait
set -- "$first" "$@"
printf '%-14s %12s %8s %6s %8s %9s\n' target executions a/second edges features findings
for target; do
	row "$target"
done
lines "$@"
for target; do
	check_same "$target" 'exit code 0' "exit code $(cat "$out/code/$target")$(tail_of "$target")"
done
