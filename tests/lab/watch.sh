#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Ends an emulated machine that hangs, and leaves the reason in DIR/hung. Exits when the
# machine ends.
#   watch.sh DIR PID
# DIR contains the machine's console output as console, and as alive a file that grows with
# each sign of life of its process 1, one every five seconds.
set -eu
at=$1 pid=$2

# A machine hangs if it has given no sign of life for this number of seconds, although it used this
# much processor time meanwhile: its processors wait for each other in vain. It also hangs if it
# used next to no time: QEMU itself is stuck. Anything in between is a machine that a busy host
# slows down.
patience=60 enough=30 next_to_none=2

# What the kernel reports about CPUs that make no progress. A busy host can also cause a single
# report, so it counts only if it is repeated, or if there are no signs of life either.
often=3 missed=15
stalls='detected (expedited )?stalls|self-detected stall|soft lockup'

# And about a breakpoint of its own that it hit after having removed it, which no busy host can
# cause.
breakpoint='int3: [0-9a-f]{4}'

# said PATTERN: writes the matching words to hung
said() {
	grep -a -m 1 -o -E "$1" "$at/console" >"$at/hung"
}

stalled() {
	times=$(grep -a -c -E "$stalls" "$at/console" || true)
	{ [ "$times" -ge "$often" ] || { [ "$times" -gt 0 ] && [ "$seconds" -ge "$missed" ]; }; } &&
		said "$stalls"
}

# ended_within SECONDS
ended_within() {
	timeout "$1" tail -f --pid="$pid" -s 0.1 /dev/null
}

# The processor time, in seconds, used by QEMU, which is the child of timeout
spent() {
	awk -v per_second="$(getconf CLK_TCK)" '{ print int(($14 + $15) / per_second) }' \
		"/proc/$(pgrep -P "$pid" || echo none)/stat" 2>/dev/null || echo 0
}

# Called every five seconds
silent() {
	signs=$(wc -c <"$at/alive")
	if [ "$signs" != "$seen" ]; then
		seen=$signs seconds=0 before=$(spent)
	fi
	seconds=$((seconds + 5))
	since=$(($(spent) - before))
	[ "$seconds" -ge "$patience" ] || return 1
	[ "$since" -ge "$enough" ] || [ "$since" -lt "$next_to_none" ] || return 1
	echo "no sign of life for $seconds seconds" >"$at/hung"
}

seen=none seconds=0
until ended_within 5; do
	if said "$breakpoint" || silent || stalled; then
		kill "$pid" 2>/dev/null || true
		exit
	fi
done
# The machine may have ended for that reason.
said "$breakpoint|$stalls" || true
