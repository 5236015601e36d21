#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# For the guest: runs a container that has only busybox.
#   container.sh RUNTIME MEMS [--rootless] COMMAND...    MEMS is its linux.resources.cpu.mems, or ''
set -eu
runtime=$1 mems=$2 rootless=
shift 2
if [ "$1" = --rootless ]; then
	rootless=$1
	shift
fi

bundle=$(mktemp -d)
mkdir "$bundle/rootfs"
cp /bin/busybox "$bundle/rootfs/"
for directory in proc dev sys; do mkdir "$bundle/rootfs/$directory"; done
cd "$bundle"
# shellcheck disable=SC2086 # no argument if it is empty
"$runtime" spec $rootless
jq --arg mems "$mems" --arg root "$bundle/rootfs" '
	.process.terminal = false
	| .process.args = $ARGS.positional
	| .root.path = $root
	| if $mems == "" then . else .linux.resources.cpu.mems = $mems end
' config.json --args -- /busybox "$@" >new.json
mv new.json config.json
exec "$runtime" run "test-$$"
