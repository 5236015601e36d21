#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what is needed, builds, and runs the tests with CTest; see README.md. Prints a line for
# each part, and the end of the output of those that failed; the last line is 'N passed, N failed'.
# Run as root.
#
# usage: run.sh [--full]     --full: all tests
set -eu
cd "$(dirname "$0")/.."
log=build/log

preset=default time='15 to 25 minutes'
case $*-$# in
-0) ;;
--full-1) preset=full time='more than three hours' ;;
*)
	echo "usage: run.sh [--full]" >&2
	exit 64
	;;
esac

sh tests/install.sh
echo "This takes about $time on two CPUs. Everything built, fetched (by npm, pip, Go and apt-get) or
logged stays in build/; the output of each part is in $log/."
rm -rf "$log"
mkdir -p "$log"
if ! cmake --preset release >"$log/configure.log" 2>&1; then
	cat "$log/configure.log"
	echo "0 passed, 1 failed"
	exit 1
fi
# One part more than there are processors, because tests wait more than they compute.
ctest --preset "$preset" --verbose --parallel $(($(nproc) + 1)) 2>&1 | python3 tests/support/sum.py "$log"
