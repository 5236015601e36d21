#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the tables of README.md from files with lines of --matrix: of all runs, and of the cases that
# failed somewhere.
#
# usage: matrix.sh [--print | --cases] FILE...
#   --print    write to standard output, and leave README.md unchanged
#   --cases    write a table of runtimes and cases to standard output
set -eu
readme=$(dirname "$0")/README.md

usage() {
	echo "usage: matrix.sh [--print | --cases] FILE..." >&2
	exit 64
}

print=
case ${1:-} in
--print | --cases)
	print=${1#--}
	shift
	;;
esac
[ $# -gt 0 ] || usage

# shellcheck disable=SC2016 # the $ are jq's
# Of repeated runs, the last one counts, but a run of some cases never replaces a run of more.
common='
	def place: "\(.kernel | sub("[+].*|-cloud.*"; "")) \(.arch), cgroup v\(.cgroup)"
		+ if .nodes == "0-3" then "" else ", nodes \(.nodes)" end;
	def cell: gsub("\\|"; "\\|") | gsub("[\\n`]"; " ")
		| if length > 160 then .[0:150] + "..." else . end;
	reduce .[] as $run ({};
		([$run | .runtime, .by, .stage, .user, place] | tojson) as $setup
		| if (.[$setup].cases | length) > ($run.cases | length) then . else .[$setup] = $run end)
	| [.[]]'

# With the hook: a row for each runtime and kernel, a column for each user and stage
with_hook() {
	# shellcheck disable=SC2016
	jq -r -s "$common"'
		| map(select(.by == "hook"))
		| (map("\(.user), \(.stage)") | unique | sort_by(startswith("root,") | not)) as $columns
		| "| runtime | kernel | " + ($columns | join(" | ")) + " |",
			"|---|---|" + ($columns | map("---|") | add),
			(group_by([.runtime, .arch, .cgroup, .kernel])[]
				| (map({key: "\(.user), \(.stage)", value: (
					if .failed > 0 then "**\(.failed) failed**, " else "" end
					+ "\(.passed)")}) | from_entries) as $cells
				| "| \(.[0].runtime) | \(.[0] | place) | "
					+ ($columns | map($cells[.] // "") | join(" | ")) + " |")' "$@"
}

native() {
	# shellcheck disable=SC2016
	jq -r -s "$common"'
		| map(select(.by == "native"))
		| "| runtime | kernel | user | profile | passed | failed: spec | failed: strict | not applicable |",
			"|---|---|---|---|---|---|---|---|",
			(sort_by(.runtime, .user, .kernel)[]
				| "| \(.runtime) | \(place) | \(.user) | \(.profile) | \(.passed) | \(.failedOfSpec) "
				+ "| \(if .profile == "spec" then "" else .failed - .failedOfSpec end) | \(.notApplicable) |")' "$@"
}

failures() {
	# shellcheck disable=SC2016
	jq -r -s "$common"'
		| map({who: (.runtime + (if .by == "hook" then " with the hook" else "" end)), failures})
		| map(.who as $who | .failures | to_entries[] | .value + {name: .key, who: $who})
		| group_by(.name)
		| if length == 0 then "No case failed." else
			"| case | profile | in config.json | what is wrong |", "|---|---|---|---|",
			(.[] | "| \(.[0].name): \(.[0].title | cell) | \(.[0].profile) | `\(.[0].config // "" | cell)` | "
				+ (group_by(.message) | map((map(.who) | unique | join(", ")) + ": "
					+ (.[0].message | cell)) | join("<br>")) + " |")
		end' "$@"
}

# Of several runs of a runtime, the worst one counts.
cases() {
	# shellcheck disable=SC2016
	jq -r -s '
		["failed", "passed", "not applicable"] as $worst
		| map({who: (.runtime + (if .by == "hook" then " with the hook" else "" end)), cases})
		| (map(.who) | unique) as $columns
		| "| case | " + ($columns | join(" | ")) + " |", "|---|" + ($columns | map("---|") | add),
			(map(.who as $who | .cases | to_entries[] | {name: .key, who: $who, result: .value})
				| group_by(.name)[]
				| . as $of
				| "| \(.[0].name) | " + ($columns | map(. as $who
					| [$of[] | select(.who == $who) | .result] as $results
					| first($worst[] | select([.] | inside($results))) // "") | join(" | ")) + " |")' "$@"
}

tables() {
	echo "As of $(jq -r .date "$@" | sort | tail -n 1). With the hook: how many cases passed with --profile strict, of"
	echo "all cases or of the core ones. An empty cell was not run:"
	echo
	with_hook "$@"
	echo
	echo "Runtimes with native support for linux.memoryPolicy, without the hook. What the specification and the"
	echo "kernel require is judged with both profiles, and counted separately; this project's promise, never a"
	echo "policy other than the requested one, only with --profile strict:"
	echo
	native "$@"
	echo
	echo "The cases that failed, with the profile of each, and the part of config.json that shows the failure:"
	echo
	failures "$@"
}

case $print in
print)
	tables "$@"
	exit
	;;
cases)
	cases "$@"
	exit
	;;
esac
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
