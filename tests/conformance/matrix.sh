#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the tables of README.md from files with lines of --matrix: one of all runs, and one of the
# cases that failed somewhere.
#
# usage: matrix.sh [--print] FILE...     --print: to standard output, and README.md stays as it is
set -eu
readme=$(dirname "$0")/README.md

usage() {
	echo "usage: matrix.sh [--print] FILE..." >&2
	exit 64
}

print=
if [ "${1:-}" = --print ]; then
	print=yes
	shift
fi
[ $# -gt 0 ] || usage

# shellcheck disable=SC2016 # the $ are jq's
# A run that was repeated counts as it went last.
latest='
	map(.setup = [.runtime, .by, .stage, .user, .cgroup, .kernel, .arch, .nodes])
	| reduce .[] as $run ({}; .[$run.setup | tojson] = $run)
	| [.[]]
	| sort_by(.by, .runtime, .kernel, .arch, .cgroup, .user, .stage)'

runs() {
	echo '| runtime | policy by | user | cgroup | kernel | nodes | passed | failed | not applicable | date |'
	echo '|---|---|---|---|---|---|---|---|---|---|'
	jq -r -s "$latest"'
		| .[]
		| "| \(.runtime) | \(if .by == "hook" then "hook, " + .stage else "itself" end) | \(.user) | "
			+ "v\(.cgroup) | \(.kernel), \(.arch) | \(.nodes) | \(.passed) | \(.failed) | "
			+ "\(.not_applicable) | \(.date) |"' "$@"
}

failures() {
	jq -r -s "$latest"'
		| map({who: (.runtime + (if .by == "hook" then " with the hook" else "" end)), cases})
		| map(.who as $who | .cases | to_entries[] | select(.value == "failed") | {name: .key, who: $who})
		| unique | group_by(.name)
		| if length == 0 then "No case failed." else
			"| case | fails on |", "|---|---|",
			(.[] | "| `\(.[0].name)` | \(map(.who) | unique | join(", ")) |")
		end' "$@"
}

tables() {
	runs "$@"
	echo
	failures "$@"
}

if [ "$print" ]; then
	tables "$@"
	exit
fi
new=$(mktemp "$readme.XXXXXX")
trap 'rm -f "$new"' EXIT
{
	sed '/^<!-- matrix -->$/q' "$readme"
	echo
	tables "$@"
	echo
	sed -n '/^<!-- end of matrix -->$/,$p' "$readme"
} >"$new"
chmod 644 "$new"
mv "$new" "$readme"
