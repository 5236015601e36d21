#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the conformance suite in one machine of the lab, and prints a line about it.
#   machine.sh DIR NAME '|' OPTIONS OF LAB/RUN.SH '|' RUNS OF GUEST.SH
# DIR has the suite installed below release/ and aarch64/. It gets NAME.log, the output of the
# suite; NAME.count, 'PASSED FAILED'; and NAME.restarts, with a line for each time that the machine hung
# and was restarted.
set -eu
directory=$1
IFS='|' read -r name options runs <<END
$2
END
name=${name% }
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)

preset=release
case $options in *aarch64*) preset=aarch64 ;; esac
started=$(date +%s)
LAB_RESTARTS=$directory/$name.restarts
export LAB_RESTARTS
: >"$LAB_RESTARTS"
code=0
# shellcheck disable=SC2086 # words are wanted
sh "$root/tests/lab/run.sh" --timeout 2400 $options --add "$here/guest.sh" \
	--add "$directory/$preset:/conformance" \
	--add "$root/build/$preset/hook/oci-mempolicy-hook" -- \
	sh guest.sh "$runs" >"$directory/$name.log" 2>&1 || code=$?

# The sum of all runs; a machine that failed for another reason counts as one failure. A case that a
# native runtime fails is a result, not a failure: it is enough that all cases were judged.
count() {
	awk -v code="$code" -v native="$(echo "$runs" | grep -c ' native ')" '
		/^[0-9]+ passed, [0-9]+ failed, / {
			passed += $1
			failed += $3
		}
		END {
			if (native) {
				passed += failed
				failed = code > 1
			} else if (!failed && code) {
				failed = 1
			}
			print passed + 0, failed + 0
		}' "$directory/$name.log"
}

# The failed cases, and the end.
explain() {
	sed -n '/^not ok /,/^  \.\.\.$/p' "$directory/$name.log"
	grep -v '^{' "$directory/$name.log" | tail -n 20
}

count >"$directory/$name.count"
read -r passed failed <"$directory/$name.count"
printf '%-28s %4s passed, %s failed, %s restarts  (%s s)\n' "$name" "$passed" "$failed" \
	"$(wc -l <"$LAB_RESTARTS")" "$(($(date +%s) - started))"
[ "$failed" = 0 ] || explain | sed "s/^/  $name: /"
