#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# mempolicy_apply() on a machine with four nodes (tests/lab), whose cpusets change, and with its
# kernel.
#   lab.sh BUILD-DIR [OPTION OF tests/lab/run.sh]...
set -eu
here=$(cd "$(dirname "$0")" && pwd)
built=$(cd "$1/tests/tracee" && pwd)
shift
# The programs look for their victim where it was built, which may be below a folder that the
# machine mounts over.
# shellcheck disable=SC2046 # words are wanted
exec sh "$here/../lab/run.sh" --timeout 900 "$@" $(sh "$here/../lab/libraries.sh" "$built/tracee-cpuset-tests") \
	--add "$built/tracee-cpuset-tests" \
	--add "$built/tracee-fault-tests" --add "$built/tracee-victim-static" -- "
	mkdir -p '$built'
	ln -s /root/tracee-victim-static '$built/tracee-victim-static'
"'
	export LD_LIBRARY_PATH=/opt/lib
	status=0
	./tracee-cpuset-tests || status=1
	CK_RUN_SUITE=rseq ./tracee-fault-tests || status=1
	exit $status'
