#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The examples of configs/bundle under plain runc and crun.
# Ends with 'N passed, N failed'.
set -eu
# shellcheck source=SCRIPTDIR/../guest.sh
. /root/guest.sh

at_end() { report bundle "$(sed 's/[.].*//; s,.*/,,' /etc/debian_version)"; }

install_project
make_image /tmp/image.tar

# bundle FILE FILTER: makes /bundle
bundle() {
	rm -rf /bundle
	mkdir -p /bundle/rootfs
	tar -xf /tmp/image.tar -C /bundle/rootfs
	jq "$2" "$configs/bundle/$1" >/bundle/config.json
	case $1 in
	userns*) chown -R 300000:300000 /bundle/rootfs ;;
	rootless*) chown -R user: /bundle ;;
	esac
}

run_bundle() {
	if [ "$user" = rootless ]; then
		su - user -c "cd /bundle && $runtime run example"
	else
		(cd /bundle && $runtime run example)
	fi
}

# run_words WORD...: runs these words instead of the bundle's
run_words() {
	# shellcheck disable=SC2016 # the $ is jq's
	jq '.process.args = $ARGS.positional' /bundle/config.json --args -- "$@" >/bundle/new.json
	mv /bundle/new.json /bundle/config.json
	[ "$user" != rootless ] || chown user: /bundle/config.json
	run_bundle
}

for runtime in runc crun; do
	row memoryPolicy root $runtime
	bundle root.json .
	runs_under interleave interleave:0-1 run_bundle
	bundle root.json 'del(.linux.memoryPolicy)'
	runs_under 'asks for none' default run_bundle
	bundle root.json '.linux.memoryPolicy.nodes = "0,9"
		| .annotations["run.oci.hooks.stderr"] = "/dev/stderr"'
	refused 'a node that is not there' '*node 9 does not exist*' run_words
	row memoryPolicy 'user namespace' "$runtime"
	bundle userns.json .
	runs_under interleave interleave:0-1 run_bundle
done
row memoryPolicy rootless runc
bundle rootless.json .
runs_under interleave interleave:0-1 run_bundle
row 'memoryPolicy, inherited' rootless crun
bundle rootless-crun.json .
runs_under interleave interleave:0-1 su - user -c 'cd /bundle && numactl --interleave 0-1 crun run inherited'
# From 1.24 on, crun sets the policy itself.
if crun --version | awk '/^crun/ {split($3, v, "."); exit !(v[1] > 1 || v[2] >= 24)}'; then
	row 'memoryPolicy, by crun itself' rootless crun
	runs_under interleave interleave:0-1 run_bundle
	exit
fi
refused 'not inherited' '*exit code: 77*' run_words
