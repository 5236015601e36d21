#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tests the suite itself, with runc on this machine: that it fails what must fail, and what it reports.
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
	run strace -f -o /dev/null -e inject=set_mempolicy:error=EPERM "$suite" --runtime runc --native
	check_same "where policies may not be set: exit code" 77 "$code"
	sentence=$1
	shift
	suite "$@"
	check_same "wrong usage: $*: exit code" 64 "$code"
	check_same "wrong usage: $*" "oci-mempolicy-conformance: $sentence" "$err"
}

usage() {
	wrong_usage '--runtime is missing; see --help'
	wrong_usage 'unknown option --jnuit; see --help' --jnuit file
	wrong_usage 'unknown option -x; see --help' -x
	wrong_usage 'a value is missing after --junit; see --help' --junit
	wrong_usage 'give either --hook or --native; see --help' --runtime runc
	wrong_usage 'give either --hook or --native; see --help' --runtime runc --native --hook "$hook"
	wrong_usage '--stage requires --hook; see --help' --runtime runc --native --stage both
	wrong_usage '--runtime no-such: no such program' --runtime no-such --native
	wrong_usage '--hook /no/such: No such file or directory' --runtime runc --hook /no/such
	wrong_usage '--time-limit takes a number of seconds from 1 to 86400; see --help' \
		--runtime runc --native --time-limit 0
	wrong_usage '--profile takes spec or strict; see --help' --runtime runc --native --profile lax
	wrong_usage '--json requires --list; see --help' --runtime runc --native --json
	wrong_usage 'list-space is judged only with --profile strict' --runtime runc --native list-space
	for option in -h -V --help --version; do
		suite "$option"
		check_same "$option: exit code" 0 "$code"
		check_like "$option" '*oci-mempolicy-conformance*' "$out"
	done
	suite --list core
	check_same "--list: exit code" 0 "$code"
	prints "--list tells core cases" '^bind-first (20-modes, spec): '
	check_lines "--list tells no others" 0 '^bind-second ' "$work/out"
}

lists() {
	suite --list --json
	check_same "--list --json: exit code" 0 "$code"
	check_same "--list --json: each case belongs to one profile, by its tags" '["spec","strict"]' \
		"$(jq -c 'map(if (.tags | map(select(. == "spec" or . == "strict"))) == [.profile] then .profile
			else .name end) | unique' "$work/out")"
	all=$(jq length "$work/out") spec=$(jq 'map(select(.profile == "spec")) | length' "$work/out")
	suite --list --json --profile spec
	check_same "--profile spec has what has the tag" "$spec" "$(jq length "$work/out")"
	suite --list --json --profile strict
	check_same "--profile strict has all" "$all" "$(jq length "$work/out")"
}

# With a hook that does nothing, all cases except "none" must fail.
nobody_sets_policies() {
	suite --runtime runc --hook /bin/true --stage both \
		none bind-first interleave-all default-with-nodes mode-unknown
	check_same "a hook that does nothing: exit code" 1 "$code"
	check_same "a hook that does nothing: counts" '1 passed, 4 failed, 0 not applicable' "$(last)"
	prints "what bind-first shows" \
		'  message: "the policy of main is MPOL_DEFAULT, not MPOL_BIND:[0-9]*"'
	prints "the part of config.json" \
		'  config: {"linux":{"memoryPolicy":{"mode":"MPOL_BIND","nodes":"[0-9]*"}}}'
}

# runc before 1.4 ignores linux.memoryPolicy: one failure says so, instead of one for each case.
nobody_knows_policies() {
	suite --runtime runc --native --junit "$work/junit.xml"
	check_same "a runtime without linux.memoryPolicy: exit code" 1 "$code"
	check_same "a runtime without linux.memoryPolicy: counts" '0 passed, 1 failed, 0 not applicable' "$(last)"
	prints "a runtime without linux.memoryPolicy: why" '^  message: "the runtime ignores linux.memoryPolicy: '
	prints "a runtime without linux.memoryPolicy: the others" \
		"^# $((spec - 1)) cases were not run: they request policies that the runtime ignores\$"
	check_same "a runtime without linux.memoryPolicy: JUnit" 'testsuite 1 1 0 1 1 0' "$(junit)"
}

# native NAME OPTION...: makes a runtime with native support from runc and the hook
native() {
	cat >"$work/$1" <<-END
		#!/bin/sh
		previous=
		for word; do
			[ "\$previous" != --bundle ] || bundle=\$word
			previous=\$word
		done
		if [ -n "\${bundle:-}" ]; then
			jq '.hooks.createContainer = [{path: "$work/hook", args: (["oci-mempolicy-hook"] + \$ARGS.positional)}]' \
				"\$bundle/config.json" --args -- ${2:-} >"\$bundle/config.new"
			mv "\$bundle/config.new" "\$bundle/config.json"
		fi
		exec runc "\$@"
	END
	chmod +x "$work/$1"
}

# If not all nodes exist, the specification lets a runtime use the others, or refuse the container.
profiles() {
	cp "$hook" "$work/hook"
	native refuses
	native leaves-out --allow-degraded
	for runtime in refuses leaves-out; do
		suite --runtime "$work/$runtime" --native 24-left-out 53-machine-refused
		check_same "--profile spec, a runtime that $runtime: exit code" 0 "$code"
		prints "--profile spec, a runtime that $runtime: a node that does not exist" \
			'^ok [0-9]* - absent-node-left-out: '
		check_lines "--profile spec does not judge more" 0 ' absent-node-among-others: ' "$work/out"
	done
	suite --runtime "$work/refuses" --native --profile strict absent-node-among-others
	check_same "--profile strict, a runtime that refuses" '2 passed, 0 failed, 0 not applicable' "$(last)"
	suite --runtime "$work/leaves-out" --native --profile strict absent-node-among-others
	check_same "--profile strict, a runtime that leaves out: exit code" 1 "$code"
	prints "--profile strict, a runtime that leaves out" '^not ok 2 - absent-node-among-others: '
	suite --runtime "$work/refuses" --native --matrix "$work/native" 10-none 24-left-out
	run sh "$(dirname "$0")/matrix.sh" --print "$work/native"
	prints "matrix.sh: the profile" '^| runc .* | root | spec | 3 | 0 |  | 1 |$'
}

# wrong_known NAME TEXT SENTENCE EXIT-CODE: a file of --known-failures
wrong_known() {
	printf '%b' "$2" >"$work/known"
	suite --runtime runc --native --known-failures "$work/known"
	check_same "--known-failures, $1: exit code" "$4" "$code"
	check_same "--known-failures, $1" "oci-mempolicy-conformance: $work/known:$3" "$err"
}

known_failures() {
	wrong_known "unknown" '# comment\n\nno-such reason\n' '3: there is no case no-such; see --list' 65
	wrong_known "without a reason" 'bind-first \n' '1: bind-first has no reason; write one after it' 65
	wrong_known "twice" 'none one\nnone two\n' '2: none appears twice; remove one' 65
	suite --runtime runc --native --known-failures /no/such
	check_same "--known-failures that is not there: exit code" 66 "$code"

	printf '# of a hook that does nothing\nbind-first   it does nothing\n' >"$work/known"
	suite --runtime runc --hook /bin/true --known-failures "$work/known" --junit "$work/junit.xml" none bind-first
	check_same "a known failure: exit code" 0 "$code"
	check_same "a known failure is counted" '1 passed, 0 failed, 0 not applicable, 1 known to fail' "$(last)"
	prints "a known failure, as TAP has it" '^not ok 2 - bind-first: .* # TODO it does nothing$'
	check_same "a known failure, as JUnit has it" 'testsuite 2 0 1 2 0 1' "$(junit)"
	suite --runtime runc --hook "$hook" --known-failures "$work/known" none bind-first
	check_same "a known failure that passes: exit code" 1 "$code"
	check_same "a known failure that passes has failed" '1 passed, 1 failed, 0 not applicable, 0 known to fail' "$(last)"
	prints "a known failure that passes: why" \
		'  message: "it passes, but is a known failure in .*/known (it does nothing): remove it there"'
}

runtimes() {
	nobody_sets_policies
	nobody_knows_policies
	suite --runtime /bin/false --native --junit "$work/junit.xml"
	check_same "a runtime that cannot run: exit code" 1 "$code"
	prints "a runtime that cannot run" \
		'^Bail out! .*/false cannot run a container here, even without a policy$'
	check_same "a runtime that cannot run: JUnit" 'testsuite 1 0 0 1 0 0' "$(junit)"
	run numactl --membind=0 "$suite" --runtime runc --hook "$hook" none
	check_same "the policy that the suite is started under is none of the containers'" \
		'1 passed, 0 failed, 0 not applicable' "$(last)"
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

# The attributes of JUnit's root element, and the numbers of its elements
junit() {
	python3 - "$work/junit.xml" <<-'END'
		import sys, xml.etree.ElementTree as tree
		suite = tree.parse(sys.argv[1]).getroot()
		print(suite.tag, suite.get("tests"), suite.get("failures"), suite.get("skipped"),
			len(suite.findall("testcase")), len(suite.findall("testcase/failure")),
			len(suite.findall("testcase/skipped")))
	END
}

page=$(dirname "$0")/../../man/oci-mempolicy-conformance.1.scd

# Every option of --help is in the man page and in README.md.
documents() {
	for option in $("$suite" --help | sed -n 's/^  \(-[a-zA-Z], \)\{0,1\}--\([a-z-]*\).*/\2/p'); do
		check_lines "the man page has --$option" some "^\*.*--$option\*" "$page"
		check_lines "README.md has --$option" some "^|.*\`.*--$option" "$(dirname "$0")/README.md"
	done
	for tag in $("$suite" --list --json | jq -r '[.[].tags[]] | unique[]'); do
		check_lines "README.md has the tag $tag" some "^|.*\`$tag\`" "$(dirname "$0")/README.md"
	done
}

# The steps of the job for other projects' CI, as scripts, without what needs root or the network, which is
# here already.
steps() {
	python3 - "$(dirname "$0")/examples/github-actions.yml" "$work/ci" <<-'END'
		import sys, yaml
		def keep(step):
		    assert ("uses" in step) != ("run" in step), step
		    lines = [l.replace("sudo ", "") for l in step.get("run", "").splitlines() if "apt-get" not in l]
		    name = step.get("name", "uses").split()[0].lower()
		    open(f"{sys.argv[2]}/{name}", "a").write("\n".join(lines) + "\n")
		for step in yaml.safe_load(open(sys.argv[1]))["jobs"]["memory-policy"]["steps"]:
		    keep(step)
	END
}

# The job as in the example, except that the runtime is already built.
example() {
	root=$(cd "$(dirname "$0")/../.." && pwd -P)
	mkdir -p "$work/ci/.github"
	: >"$work/ci/.github/memory-policy-failures"
	ln -s "$root" "$work/ci/oci-mempolicy"
	ln -s "$work/refuses" "$work/ci/runc"
	check_ok "the job for CI is YAML, and each step is one" steps
	cat "$work/ci/build" >"$work/build"
	sed -i '/^make$/d' "$work/build"
	check_ok "the job builds the conformance program" sh -c "cd '$work/ci' && sh -e '$work/build'"
	run sh -c "cd '$work/ci' && sh ./judge"
	check_same "the job judges a runtime: exit code" 0 "$code"
	check_like "the job judges a runtime" '*passed, 0 failed, *' "$(last)"
	check_lines "the job keeps the results" 1 '<testsuite name="oci-mempolicy-conformance" ' "$work/ci/memory-policy.xml"
}

# Found before the first container runs.
wrong_output() {
	suite --runtime runc --native "$1" /no/such/file
	check_same "$1 that cannot be written: exit code" 74 "$code"
	check_same "$1 that cannot be written" "oci-mempolicy-conformance: $1 /no/such/file: No such file or directory" "$err"
	check_same "$1 that cannot be written: nothing was run" '' "$out"
}

files() {
	wrong_output --junit
	wrong_output --matrix
	suite --runtime runc --hook /bin/true --junit "$work/junit.xml" --matrix "$work/matrix" none bind-first \
		kernel-lacks-weighted-interleave list-huge
	check_same "--tap is TAP 14" 'TAP version 14 1..4' "$(head -n 2 "$work/out" | tr '\n' ' ' | sed 's/ $//')"
	skipped=$(grep -c ' # SKIP ' "$work/out" || true)
	check_same "--junit" "testsuite 4 2 $skipped 4 2 $skipped" "$(junit)"
	check_same "--junit: no class has a dot or a version" 'runc-10-none runc-20-modes runc-23-lists runc-53-machine-refused' \
		"$(sed -n 's/.* classname="\([^"]*\)".*/\1/p' "$work/junit.xml" | sort -u | tr '\n' ' ' | sed 's/ $//')"
	check_lines "--junit: all have times" 5 ' time="[0-9]*\.[0-9]\{3\}"' "$work/junit.xml"
	check_same "--matrix" 'failed passed hook strict ["bind-first","list-huge"] 1' "$(jq -r \
		'"\(.cases["bind-first"]) \(.cases.none) \(.by) \(.profile) \(.failures | keys | tojson) \(.failedOfSpec)"' \
		"$work/matrix")"
	run sh "$(dirname "$0")/matrix.sh" --print "$work/matrix"
	prints "matrix.sh: the profile of what failed" '^| list-huge: .* | strict | '
}

usage
lists
runtimes
requirements
profiles
known_failures
files
documents
example
