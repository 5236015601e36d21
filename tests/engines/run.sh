#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tests a container engine with the project's Debian packages and the files of configs/ENGINE, in a machine
# of the lab with a disk.
#   run.sh PACKAGES-DIR ENGINE SUITE [PART OF ENGINE/test.sh]...
# PACKAGES-DIR is the folder given to packaging/build.sh. Leaves the output, and the results for table.sh,
# in build/log/engines. Ends with 'N passed, N failed'.
set -eu
packages=$1 engine=$2 suite=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
log=$root/build/log/engines
words=$*
name=$(echo "$engine $suite $words" | tr -s ' ' - | sed 's/-$//')
mkdir -p "$log"

set --
for package in oci-mempolicy oci-mempolicy-hook oci-mempolicy-runtime; do
	set -- "$@" --add "$(echo "$packages/${package}_"*.deb):/root/packages/$package.deb"
done
[ "$engine" != containerd ] || set -- --runtime crictl "$@"
code=0
# shellcheck disable=SC2086 # words are wanted
sh "$here/../lab/run.sh" --disk "$suite" --memory 640 --timeout 3000 "$@" \
	--add "$root/configs" --add "$here/../support/tap.sh" --add "$here/guest.sh" \
	--add "$here/$engine/test.sh" -- sh test.sh $words >"$log/$name.log" 2>&1 || code=$?
grep '^{' "$log/$name.log" >"$log/$name.json" || true
grep -v '^{' "$log/$name.log"
exit "$code"
