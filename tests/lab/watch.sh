#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Ends an emulated machine that hangs, and leaves the reason in DIRECTORY/hung. Ends with the machine.
#   watch.sh DIRECTORY PID
# DIRECTORY has what the machine prints as console, and as alive a file that grows with each sign of
# life that its process 1 gives; one every five seconds.
set -eu
at=$1 pid=$2

# A machine hangs that gives no sign of life for so many seconds, although it had so much of a
# processor's time in them: its processors wait for each other in vain. Or because it took next to
# none: QEMU itself does not go on. What lies between is a machine that a busy host keeps waiting.
patience=60 enough=30 next_to_none=2

# What the kernel says of CPUs that do not get on. A busy host makes it say so once, too: it counts
# when it comes again and again, or when there are no signs of life beside it.
often=3 missed=15
stalls='detected (expedited )?stalls|self-detected stall|soft lockup'

# And of a breakpoint of its own that it ran into after it had removed it: no host makes it say that.
breakpoint='int3: [0-9a-f]{4}'

# said PATTERN: leaves the words in hung
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

# The seconds of a processor's time that QEMU has taken, which is the child of timeout
spent() {
	awk -v per_second="$(getconf CLK_TCK)" '{ print int(($14 + $15) / per_second) }' \
		"/proc/$(pgrep -P "$pid" || echo none)/stat" 2>/dev/null || echo 0
}

# Looked at every five seconds
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
# It may have ended for that.
said "$breakpoint|$stalls" || true
