# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# What the shell tests share; sourced first. Each check prints a line of TAP and, if it failed, the
# expected and the actual result. The script always ends with 'N passed, N failed', and with exit
# code 1 if a check failed, if there was none, or if the script ended early.
#
#   check_same NAME EXPECTED GOT             they are equal
#   check_like NAME PATTERN GOT              GOT matches a pattern as in case
#   check_lines NAME COUNT REGEX FILE        this number of lines of FILE match; COUNT may be "some"
#   check_ok NAME COMMAND...                 it exits with 0
#   check_silent NAME COMMAND...             the same, without any output
#   run COMMAND...                           sets $code, $out and $err; also files $work/out and /err
#   must COMMAND...                          if it fails, shows its output and ends the script
#   wait_until COMMAND...                    tries it for two minutes, or $wait_tries times every
#                                            $wait_pause seconds; fails if it never succeeded
#   make_bundle DIR RUNTIME FILTER...        RUNTIME's own config.json, changed by jq; its options follow
#
# $work is a folder that the script may write to, removed at the end. For other cleanup, the script
# may define at_end(). Names of checks begin with $about, if it is set. Checks in subshells count,
# too, even in parallel ones.

# runc needs a path without symbolic links
tap=$(cd "$(mktemp -d)" && pwd -P)
work=$tap/work
mkdir "$work"
: >"$tap/results"

about=
wait_tries=1200 wait_pause=0.1
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

# tap_count PASSED passed, FAILED failed: adds the counts of another program
tap_count() {
	yes passed | head -n "$1" >>"$tap/results"
	yes failed | head -n "$3" >>"$tap/results"
}

# tap_passed NAME
tap_passed() {
	echo passed >>"$tap/results"
	echo "ok - ${about:+$about: }$1"
}

# tap_failed NAME WHY
tap_failed() {
	echo failed >>"$tap/results"
	printf 'not ok - %s\n%s\n' "${about:+$about: }$1" "$(printf '%s\n' "$2" | sed 's/^/#   /')"
}

# tap_differ NAME EXPECTED GOT
tap_differ() {
	tap_failed "$1" "$(printf 'expected: %s\ngot:      %s\n' "$2" "$3")"
}

check_same() {
	if [ "$2" = "$3" ]; then tap_passed "$1"; else tap_differ "$@"; fi
}

check_like() {
	# shellcheck disable=SC2254 # a pattern is wanted
	case $3 in
	$2) tap_passed "$1" ;;
	*) tap_differ "$@" ;;
	esac
}

check_lines() {
	tap_found=$(grep -ce "$3" "$4" || true)
	if [ "$2" = "$tap_found" ] || { [ "$2" = some ] && [ "$tap_found" -gt 0 ]; }; then
		tap_passed "$1"
	else
		tap_differ "$1" "lines like '$3': $2" "$tap_found, of:
$(cat "$4")"
	fi
}

check_ok() {
	tap_name=$1
	shift
	if tap_output=$("$@" 2>&1); then
		tap_passed "$tap_name"
	else
		tap_differ "$tap_name" "$1 ends with exit code 0" "$?, its output:
$tap_output"
	fi
}

check_silent() {
	tap_name=$1
	shift
	run "$@"
	check_same "$tap_name" 'exit code 0' "exit code $code${out:+, standard output: $out}\
${err:+, standard error: $err}"
}

run() {
	code=0
	"$@" >"$work/out" 2>"$work/err" || code=$?
	# shellcheck disable=SC2034 # for the script
	out=$(cat "$work/out") err=$(cat "$work/err")
}

must() {
	"$@" >"$work/out" 2>&1 && return
	tap_failed "$*" "$(cat "$work/out")"
	exit 1
}

wait_until() {
	for _ in $(seq "$wait_tries"); do
		! "$@" || return 0
		sleep "$wait_pause"
	done
	return 1
}

make_bundle() {
	tap_bundle=$1 tap_filter=".process.terminal = false | $3"
	mkdir -p "$1/rootfs"
	(cd "$1" && rm -f config.json && "$2" spec)
	shift 3
	jq "$tap_filter" "$tap_bundle/config.json" "$@" >"$work/config.json"
	mv "$work/config.json" "$tap_bundle/config.json"
}
