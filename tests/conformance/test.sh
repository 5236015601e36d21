#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tests the suite itself, with runc on this machine: that it fails what has to fail, and how it tells.
# One line per check; ends with 'N passed, N failed'.
#   test.sh PROGRAM HOOK
set -eu
suite=$1 hook=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# check NAME EXPECTED GOT
check() {
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	printf 'FAILED  %s\n  expected: %s\n  got:      %s\n' "$1" "$2" "$3"
}

# suite ARGUMENT...: leaves $code, $err and $work/out
suite() {
	code=0
	"$suite" "$@" >"$work/out" 2>"$work/err" || code=$?
	err=$(cat "$work/err")
}

last() {
	tail -n 1 "$work/out"
}

# lines PATTERN
lines() {
	grep -c -- "$1" "$work/out" || true
}

# wrong_usage SENTENCE ARGUMENT...
wrong_usage() {
	sentence=$1
	shift
	suite "$@"
	check "wrong usage: $*: exit code" 64 "$code"
	check "wrong usage: $*" "oci-mempolicy-conformance: $sentence" "$err"
}

usage() {
	wrong_usage '--runtime is missing; see --help'
	wrong_usage 'give either --hook or --native; see --help' --runtime runc
	wrong_usage 'give either --hook or --native; see --help' --runtime runc --native --hook "$hook"
	wrong_usage '--stage is a matter of --hook; see --help' --runtime runc --native --stage both
	wrong_usage '--runtime no-such: no such program' --runtime no-such --native
	wrong_usage '--hook /no/such: No such file or directory' --runtime runc --hook /no/such
	wrong_usage '--time-limit takes a number of seconds from 1 to 86400; see --help' \
		--runtime runc --native --time-limit 0
	suite --list core
	check "--list: exit code" 0 "$code"
	check "--list tells core cases" 1 "$(lines '^bind-first (20-modes): ')"
	check "--list tells no others" 0 "$(lines '^bind-second ')"
}

# runc 1.1 ignores linux.memoryPolicy, as does a hook that does nothing: all but "none" must fail.
nobody_sets_policies() {
	suite "$@" none bind-first interleave-all default-with-nodes mode-unknown
	check "$*: exit code" 1 "$code"
	check "$*: counts" '1 passed, 4 failed, 0 not applicable' "$(last)"
	check "$*: what bind-first shows" 1 \
		"$(lines '  message: "the policy of main is MPOL_DEFAULT, not MPOL_BIND:[0-9]*"')"
	check "$*: the part of config.json" 1 \
		"$(lines '  config: {"linux":{"memoryPolicy":{"mode":"MPOL_BIND","nodes":"[0-9]*"}}}')"
}

runtimes() {
	nobody_sets_policies --runtime runc --native
	nobody_sets_policies --runtime runc --hook /bin/true --stage both
	suite --runtime /bin/false --native
	check "a runtime that cannot run: exit code" 1 "$code"
	check "a runtime that cannot run" 1 \
		"$(lines '^Bail out! .*/false cannot run a container here, even without a policy$')"
}

requirements() {
	suite --runtime runc --hook "$hook" bind-first absent-node-1023 memoryless-node
	check "what is not applicable is no failure" 0 "$code"
	skipped=$(lines ' # SKIP ')
	check "and is counted" "$((3 - skipped)) passed, 0 failed, $skipped not applicable" "$(last)"
	check "and named at the end" "$skipped" "$(lines '^# not applicable: ')"
	suite --runtime runc --hook "$hook" --rootless --must-run cpuset-bind-all-of-it
	check "--must-run: exit code" 1 "$code"
	check "--must-run: counts" '0 passed, 1 failed, 0 not applicable' "$(last)"
	check "--must-run: why" 1 "$(lines '  message: "not applicable here: needs ')"
}

# The sum of an attribute of JUnit's, and the number of its elements
junit() {
	python3 - "$work/junit.xml" <<-'END'
		import sys, xml.etree.ElementTree as tree
		suite = tree.parse(sys.argv[1]).getroot()
		print(suite.tag, suite.get("tests"), suite.get("failures"), suite.get("skipped"),
			len(suite.findall("testcase")), len(suite.findall("testcase/failure")),
			len(suite.findall("testcase/skipped")))
	END
}

files() {
	suite --runtime runc --native --junit "$work/junit.xml" --matrix "$work/matrix" none bind-first \
		kernel-lacks-weighted-interleave list-huge
	check "--tap is TAP 14" 'TAP version 14 1..4' "$(head -n 2 "$work/out" | tr '\n' ' ' | sed 's/ $//')"
	skipped=$(lines ' # SKIP ')
	check "--junit" "testsuite 4 2 $skipped 4 2 $skipped" "$(junit)"
	check "--matrix" 'failed passed native ["bind-first","list-huge"]' "$(jq -r \
		'"\(.cases["bind-first"]) \(.cases.none) \(.by) \(.failures | keys | tojson)"' "$work/matrix")"
	check "matrix.sh: native runtimes" 1 "$(sh "$(dirname "$0")/matrix.sh" --print "$work/matrix" |
		grep -c '^| runc .* | root | [0-9] | 2 | [0-9] |$')"
}

usage
runtimes
requirements
files
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
