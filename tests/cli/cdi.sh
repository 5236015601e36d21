#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks that CDI itself accepts the files that oci-mempolicy cdi writes: its schema, and the
# library in Podman 4.1, the first engine that read such files. Both are Go modules, which are
# fetched and built in build/cdi.
#   cdi.sh OCI-MEMPOLICY
set -eu
program=$(cd "$(dirname "$1")" && pwd)/${1##*/}
cd "$(dirname "$0")/../.."
# shellcheck source=SCRIPTDIR/../support/tap.sh
. tests/support/tap.sh

kept=$PWD/build/cdi
module=github.com/container-orchestrated-devices/container-device-interface
# The newest version whose schema is part of the module, and the version in Podman 4.1's vendor
# folder.
with_schema=v0.5.4
of_podman=v0.4.0

# build VERSION PROGRAM: builds one of the module's programs
build() {
	[ ! -x "$kept/$2-$1" ] || return 0
	folder=$(go mod download -json "$module@$1" | jq -re .Dir)
	rm -rf "$kept/source"
	cp -r "$folder" "$kept/source"
	chmod -R u+w "$kept/source"
	(cd "$kept/source" && go build -mod=mod -o "$kept/$2-$1" "./cmd/$2")
	rm -rf "$kept/source"
}

mkdir -p "$kept" "$work/cdi"
export GOMODCACHE="$kept/go" GOFLAGS=-modcacherw
must build "$with_schema" validate
must build "$of_podman" cdi

# valid FILE
valid() {
	run "$kept/validate-$with_schema" --schema builtin "$1"
	[ "$code" = 0 ]
}

file=$work/cdi/oci-mempolicy.json
check_silent "the file is written" "$program" cdi --hook /opt/hook --output "$file"
check_ok "it is valid" valid "$file"
run "$kept/cdi-$of_podman" -d "$work/cdi" devices
check_same "devices, as Podman 4.1 reads them" \
	"$(jq -r '.devices[].name | "oci-mempolicy/numa=" + .' "$file" | LC_ALL=C sort)" \
	"$(printf '%s\n' "$out" | sed -n 's/^ *[0-9]*\. //p' | LC_ALL=C sort)"
check_same "a device for this machine's first node" 'bind:0' \
	"$(jq -r '.devices[] | select(.name == "bind-0").containerEdits.hooks[0].args[2]' "$file")"

"$program" cdi --hook /opt/hook --device 9=local --device a_b.c-D=bind:cpus --output "$file"
check_ok "one with names of an administrator's own is valid" valid "$file"
check_same "its version is the lowest in which a name may begin with a digit" 0.5.0 \
	"$(jq -r .cdiVersion "$file")"

# The schema does refuse invalid files.
jq 'del(.devices[0].containerEdits.hooks[0].path)' "$file" >"$work/wrong.json"
if valid "$work/wrong.json"; then said=valid; else said=refused; fi
check_same "a hook without a path" refused "$said"
