#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tests the suite itself, with runc on this machine: that it fails what has to fail, and how it tells.
# One line per check; ends with 'N passed, N failed'.
#   test.sh PROGRAM HOOK
set -eu
suite=$1 hook=$2
# shellcheck source=SCRIPTDIR/../support/tap.sh
. "$(dirname "$0")/../support/tap.sh"

suite() {
	run "$suite" "$@"
}

last() {
	tail -n 1 "$work/out"
}

# prints NAME REGEX: exactly one line like this
prints() {
	check_lines "$1" 1 "$2" "$work/out"
}

# wrong_usage SENTENCE ARGUMENT...
wrong_usage() {
	sentence=$1
	shift
	suite "$@"
	check_same "wrong usage: $*: exit code" 64 "$code"
	check_same "wrong usage: $*" "oci-mempolicy-conformance: $sentence" "$err"
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
	check_same "--list: exit code" 0 "$code"
	prints "--list tells core cases" '^bind-first (20-modes): '
	check_lines "--list tells no others" 0 '^bind-second ' "$work/out"
}

# runc before 1.4 ignores linux.memoryPolicy, as does a hook that does nothing: all but "none" must fail.
nobody_sets_policies() {
	suite "$@" none bind-first interleave-all default-with-nodes mode-unknown
	check_same "$*: exit code" 1 "$code"
	check_same "$*: counts" '1 passed, 4 failed, 0 not applicable' "$(last)"
	prints "$*: what bind-first shows" \
		'  message: "the policy of main is MPOL_DEFAULT, not MPOL_BIND:[0-9]*"'
	prints "$*: the part of config.json" \
		'  config: {"linux":{"memoryPolicy":{"mode":"MPOL_BIND","nodes":"[0-9]*"}}}'
}

runtimes() {
	nobody_sets_policies --runtime runc --native
	nobody_sets_policies --runtime runc --hook /bin/true --stage both
	suite --runtime /bin/false --native
	check_same "a runtime that cannot run: exit code" 1 "$code"
	prints "a runtime that cannot run" \
		'^Bail out! .*/false cannot run a container here, even without a policy$'
}

requirements() {
	suite --runtime runc --hook "$hook" bind-first absent-node-1023 memoryless-node
	check_same "what is not applicable is no failure" 0 "$code"
	skipped=$(grep -c ' # SKIP ' "$work/out" || true)
	check_same "and is counted" "$((3 - skipped)) passed, 0 failed, $skipped not applicable" "$(last)"
	check_lines "and named at the end" "$skipped" '^# not applicable: ' "$work/out"
	suite --runtime runc --hook "$hook" --rootless --must-run cpuset-bind-all-of-it
	check_same "--must-run: exit code" 1 "$code"
	check_same "--must-run: counts" '0 passed, 1 failed, 0 not applicable' "$(last)"
	prints "--must-run: why" '  message: "not applicable here: needs '
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
	check_same "--tap is TAP 14" 'TAP version 14 1..4' "$(head -n 2 "$work/out" | tr '\n' ' ' | sed 's/ $//')"
	skipped=$(grep -c ' # SKIP ' "$work/out" || true)
	check_same "--junit" "testsuite 4 2 $skipped 4 2 $skipped" "$(junit)"
	check_same "--matrix" 'failed passed native ["bind-first","list-huge"]' "$(jq -r \
		'"\(.cases["bind-first"]) \(.cases.none) \(.by) \(.failures | keys | tojson)"' "$work/matrix")"
	run sh "$(dirname "$0")/matrix.sh" --print "$work/matrix"
	prints "matrix.sh: native runtimes" '^| runc .* | root | [0-9] | 2 | [0-9] |$'
}

usage
runtimes
requirements
files
