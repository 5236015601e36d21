#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Generates the table and the messages of configs/README.md from the results of run.sh.
#   table.sh [--print] [FILE]...    default: build/log/engines/*.json
#   --print    print them, and leave README.md unchanged
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
readme=$root/configs/README.md

print=
if [ "${1:-}" = --print ]; then
	print=yes
	shift
fi
[ $# -gt 0 ] || set -- "$root"/build/log/engines/*.json

# Of repeated runs of a row, the last one counts. A cell shows that all checks passed, or how many
# failed.
# shellcheck disable=SC2016 # each $ is jq's
table() {
	jq -rs '
		def cell: if . == null then "" elif .failed > 0 then "**\(.failed) of \(.passed + .failed) failed**"
			else "\(.passed) passed" end;
		map(select(.date)) | map(. + {runtime_name: (.runtime | split(" ")[0])})
		| "| engine | kernel | way | user | runc | crun | date |", "|---|---|---|---|---|---|---|",
		(group_by([.engine, (.version | split(".") | map(tonumber? // infinite)), .way, .user])[]
			| (map({key: .runtime_name, value: .}) | from_entries) as $by
			| (map(.date) | max) as $date
			| .[0] | "| \(.engine) \(.version) | \(.kernel) | \(.way) | \(.user) | \($by.runc | cell) | \($by.crun | cell) | \($date) |"),
		"", "Runtimes: " + (map(.runtime) | unique | join(", ")) + "."' "$@"
}

# A message that several versions of an engine show in the same way appears once.
# shellcheck disable=SC2016
messages() {
	jq -rs '
		map(select(.shown))
		| group_by([.name, .engine])[]
		| "### \(.[0].name): \(.[0].engine)", "",
			(group_by([.shown])[]
				| (map("\(.version) with \(.runtime)" + (.way // "" | if endswith("CRI") then " by CRI" elif startswith("runtime") then " by oci-mempolicy-runtime" else "" end) + (if .user == "root" then "" else ", \(.user)" end)) | unique | join("; ")) + ":", "",
				(.[0].shown | split("\n")[] | "    " + .), "")' "$@"
}

both() {
	table "$@"
	printf '\n## What is shown\n\nID stands for the id of the container.\n\n'
	messages "$@"
}

if [ "$print" ]; then
	both "$@"
	exit
fi
new=$(mktemp "$readme.XXXXXX")
trap 'rm -f "$new"' EXIT
{
	sed '/^<!-- results -->$/q' "$readme"
	echo
	both "$@"
	sed -n '/^<!-- end of results -->$/,$p' "$readme"
} >"$new"
chmod 644 "$new"
mv "$new" "$readme"
