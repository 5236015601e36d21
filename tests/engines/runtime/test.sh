#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# oci-mempolicy-runtime as the runtime of Podman, in the guest, without any other configuration for
# the project.
# Ends with 'N passed, N failed'.
set -eu
# shellcheck source=SCRIPTDIR/../guest.sh
. /root/guest.sh

wrapper=/usr/bin/oci-mempolicy-runtime
key=io.github.oci-mempolicy.policy
version=$(podman --version | awk '{print $3}')

at_end() { report podman "$version"; }

install_project
rm -f /etc/cdi/oci-mempolicy.json
ln -s oci-mempolicy-runtime $wrapper-runc
ln -s oci-mempolicy-runtime $wrapper-crun
mkdir -p /etc/containers/containers.conf.d
printf '[containers]\nnetns = "none"\n' >/etc/containers/containers.conf
printf '[engine]\nruntime_supports_json = ["crun", "runc", "oci-mempolicy-runtime-runc", "oci-mempolicy-runtime-crun"]\n' \
	>/etc/containers/containers.conf.d/runtime.conf
make_image /tmp/image.tar

# The health check records its policy there.
checked=/tmp/checked

# as_user COMMAND...: words without spaces
as_user() {
	case $user in
	root) "$@" ;;
	rootless) su - user -c "$*" ;;
	esac
}

podman_() {
	as_user podman --runtime $wrapper-"$runtime" "$@"
}

podman_executes() {
	podman_ run --detach --name c --annotation $key=bind:1 $image sleep 1000 >/dev/null
	runs_under 'podman exec' bind:1 podman_ exec c policy
	runs_under 'podman exec once more' bind:1 podman_ exec c policy
	podman_ rm --force --time 0 c >/dev/null
	podman_ run --detach --name c $image sleep 1000 >/dev/null
	runs_under 'podman exec, none asked for' default podman_ exec c policy
	podman_ rm --force --time 0 c >/dev/null
	runs_under 'podman run' interleave:0-1,3 podman_ run --rm --annotation $key=interleave:all $image policy
	case $runtime in
	runc) words='*node 9 does not exist*' ;;
	crun) words='*exit code: 65*' ;;
	esac
	refused 'a node that is not there' "$words" podman_ run --rm --annotation $key=bind:9 $image
}

podman_of_root() {
	podman_ run --detach --name c --cpuset-mems 1,3 --annotation $key=bind:3 \
		--health-cmd "policy >$checked" --health-interval disable $image sleep 1000 >/dev/null
	runs_under 'podman exec, in a cpuset' bind:3 podman_ exec c policy
	podman_ healthcheck run c >/dev/null || true
	runs_under 'a health check, in a cpuset' bind:3 podman_ exec c cat $checked
	podman_ rm --force --time 0 c >/dev/null
	mv $hook $hook.away
	refused 'no hook installed' '*the hook cannot be executed*' podman_ run --rm --annotation $key=bind:1 $image
	mv $hook.away $hook
}

podman import -q /tmp/image.tar $image >/dev/null
su - user -c "podman import -q /tmp/image.tar $image" >/dev/null
for runtime in runc crun; do
	for user in root rootless; do
		row 'runtime, annotation' $user "$runtime"
		podman_executes
	done
	user=root
	row 'runtime, annotation' root "$runtime"
	podman_of_root
done
