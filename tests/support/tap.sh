# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# What the tests in shell share; sourced first. Each check prints a line of TAP, and below it why it
# failed. The script ends with 'N passed, N failed' whatever happens, and with exit code 1 if a check
# failed, if there was none, or if the script did not come to its end.
#
# $work is a folder for the script to write to, removed at the end. What else there is to clean up,
# at_end() does, if the script defines it. Checks count in subshells, too, also side by side.

tap=$(mktemp -d)
work=$tap/work
mkdir "$work"
: >"$tap/results"

at_end() { :; }

tap_end() {
	status=$?
	trap - EXIT
	set +e
	at_end
	passed=$(grep -c passed "$tap/results")
	failed=$(grep -c failed "$tap/results")
	rm -rf "$tap"
	if [ "$failed" = 0 ] && { [ "$status" != 0 ] || [ "$passed" = 0 ]; }; then
		echo "not ok - ${0##*/} ended before its time, with exit code $status"
		failed=1
	fi
	echo "1..$((passed + failed))"
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ] || status=1
	exit "$status"
}
trap tap_end EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# tap_count PASSED passed, FAILED failed: what another program has counted
tap_count() {
	yes passed | head -n "$1" >>"$tap/results"
	yes failed | head -n "$3" >>"$tap/results"
}

tap_passed() {
	echo passed >>"$tap/results"
	echo "ok - $1"
}

# tap_failed NAME WHY
tap_failed() {
	echo failed >>"$tap/results"
	printf 'not ok - %s\n%s\n' "$1" "$(printf '%s\n' "$2" | sed 's/^/#   /')"
}

tap_differ() {
	printf 'expected: %s\ngot:      %s\n' "$1" "$2"
}

# check_same NAME EXPECTED GOT
check_same() {
	if [ "$2" = "$3" ]; then
		tap_passed "$1"
	else
		tap_failed "$1" "$(tap_differ "$2" "$3")"
	fi
}

# check_like NAME PATTERN GOT: a pattern as in case
check_like() {
	# shellcheck disable=SC2254 # a pattern is wanted
	case $3 in
	$2) tap_passed "$1" ;;
	*) tap_failed "$1" "$(tap_differ "$2" "$3")" ;;
	esac
}

# check_ok NAME COMMAND...: it ends with exit code 0; what it prints is shown if it does not
check_ok() {
	tap_name=$1
	shift
	if tap_output=$("$@" 2>&1); then
		tap_passed "$tap_name"
	else
		tap_failed "$tap_name" "$(printf '%s: exit code %s\n%s' "$1" $? "$tap_output")"
	fi
}
