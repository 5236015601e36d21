#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Podman in the guest, used as configs/podman/README.md describes.
#   test.sh [WAY...]    of cdi, annotation and always; default: all. quick is a part of cdi.
# Ends with 'N passed, N failed'.
set -eu
[ $# -gt 0 ] || set -- cdi annotation always
ways=$*
# shellcheck source=SCRIPTDIR/../guest.sh
. /root/guest.sh

device=oci-mempolicy/numa
key=io.github.oci-mempolicy.policy
version=$(podman --version | awk '{print $3}')

at_end() { report podman "$version"; }

# ---- installing ----

# Networks are not tested.
printf '[containers]\nnetns = "none"\n' >/etc/containers/containers.conf
install_project
configures podman 0
cp "$configs"/podman/containers.conf.d/oci-mempolicy-crun.conf /etc/containers/containers.conf.d/

make_image /tmp/image.tar
podman import -q /tmp/image.tar "$image" >/dev/null
su - user -c "podman import -q /tmp/image.tar $image" >/dev/null

use_hooks() {
	rm -f /etc/containers/oci/hooks.d/*
	[ $# = 0 ] || cp "$configs/podman/hooks.d/$1" /etc/containers/oci/hooks.d/
}

# ---- running ----

# podman_run OPTION-OR-WORD...: as the row's user, with its runtime
podman_run() {
	case $user in
	root) podman --runtime "$runtime" run --rm "$@" ;;
	--userns=auto) podman --runtime "$runtime" run --rm --userns=auto "$@" ;;
	--uidmap)
		podman --runtime "$runtime" run --rm --uidmap 0:300000:65536 --gidmap 0:300000:65536 "$@"
		;;
	rootless) su - user -c "podman --runtime $runtime run --rm $*" ;;
	'rootless keep-id') su - user -c "podman --runtime $runtime run --rm --userns=keep-id $*" ;;
	esac
}

for_everyone() {
	for runtime in crun runc; do
		for user in root --userns=auto --uidmap rootless 'rootless keep-id'; do
			row "$way" "$user" "$runtime"
			"$@"
		done
	done
}

by_device() {
	runs_under interleave interleave:0-1,3 podman_run --device $device=interleave $image policy
}

by_annotation() {
	runs_under interleave:0-1 interleave:0-1 \
		podman_run --annotation $key=interleave:0-1 $image policy
}

by_default() {
	runs_under 'the default' interleave:0-1,3 podman_run $image policy
}

# ---- other kinds of containers ----

# In the cgroup that Podman 4.3 makes for a pod without systemd, runc cannot open /dev/null, and the
# pod's own container does not start; so the pod has no such container there.
in_a_pod() {
	cgroup=true
	case $version-$runtime in 4.3.*-runc) cgroup=false ;; esac
	podman --runtime "$runtime" pod create --network=none --share-parent=$cgroup --name pod >/dev/null
	runs_under 'in a pod' interleave:0-1,3 podman_run --pod pod --device $device=interleave $image policy
	podman pod rm --force pod >/dev/null
}

in_a_cpuset() {
	runs_under 'in a cpuset' interleave:0-1 \
		podman_run --cpuset-mems 0-1 --device $device=interleave $image policy
	refused 'a node outside the cpuset' '*node 1 is not in the cpuset (0)*' \
		podman_run --cpuset-mems 0 --device $device=bind-1 $image
}

# has_said LINES
has_said() {
	[ "$(podman logs again | wc -l)" = "$1" ]
}

started_again() {
	podman --runtime "$runtime" run --detach --name again --device $device=bind-1 $image \
		sh -c 'policy; sleep 1000' >/dev/null
	wait_until has_said 1 || true
	podman restart --time 0 again >/dev/null
	wait_until has_said 2 || true
	same 'restarted' "$(printf 'bind:1\nbind:1')" "$(podman logs again 2>&1)"
	podman rm --force --time 0 again >/dev/null
	podman --runtime "$runtime" run --detach --name again --restart on-failure:1 --device $device=bind-1 \
		$image sh -c 'policy; false' >/dev/null
	wait_until has_said 2 || true
	same '--restart' "$(printf 'bind:1\nbind:1')" "$(podman logs again 2>&1)"
	podman rm --force --time 0 again >/dev/null
}

asks_for_none() {
	runs_under 'asks for none' default podman_run $image policy
}

# ---- refusals ----

# Changes the CDI file as if the machine had lost a node since it was written.
older_file() {
	sed -i 's/"bind-3"/"bind-9"/; s/"bind:3"/"bind:9"/' /etc/cdi/oci-mempolicy.json
}

refusals() {
	refused 'a node that is gone' '*node 9 does not exist*' podman_run --device $device=bind-9 $image
	refused 'a device of no file' '*unresolvable CDI devices*bind-8*' \
		podman_run --device $device=bind-8 $image
	mv $hook $hook.away
	refused 'no hook installed' "*$hook*" podman_run --device $device=interleave $image
	mv $hook.away $hook
	runs_under 'works on' interleave:0-1,3 podman_run --device $device=interleave $image policy
}

# The drawback of showing crun's messages, and what is shown without them
without_words() {
	refused 'a node that is gone, with -t' '*' podman_run -t --device $device=bind-9 $image
	mv /etc/containers/containers.conf.d/oci-mempolicy-crun.conf "$work/"
	refused 'a node that is gone, without oci-mempolicy-crun.conf' '*exit code: 65*' \
		podman_run --device $device=bind-9 $image
	mv "$work/oci-mempolicy-crun.conf" /etc/containers/containers.conf.d/
}

refused_annotations() {
	refused 'a node that is not there' '*node 9 does not exist*' \
		podman_run --annotation $key=bind:9 $image
	refused 'an unknown word' '*"bind:everywhere"*' podman_run --annotation $key=bind:everywhere $image
	runs_under 'works on' interleave:0-1 podman_run --annotation $key=interleave:0-1 $image policy
}

# ---- quadlet ----

# Without systemd, runs what the unit would run, without the parts that only concern units.
quadlet() {
	generator=/usr/libexec/podman/quadlet
	[ -x $generator ] || return 0
	mkdir -p /etc/containers/systemd
	cp "$configs/podman/oci-mempolicy.container" /etc/containers/systemd/
	line=$($generator -dryrun 2>/dev/null | sed -n 's/^ExecStart=//p')
	check_like 'quadlet passes the device on' "*--device*$device=interleave*" "$line"
	row 'CDI, quadlet' root crun
	words=$(printf '%s\n' "$line" | sed -E 's/^[^ ]*podman run//; s/ (--name|--cidfile|--cgroups|--sdnotify)[= ][^ ]*//g;
		s/ (-d|--replace|--rm)( |$)/\2/g; s/ sleep 3600$//')
	# shellcheck disable=SC2086 # words are wanted
	runs_under interleave interleave:0-1,3 podman_run $words policy
}

inspects() {
	id=$(podman --runtime "$runtime" run --detach --name inspected-1 --device $device=interleave $image \
		sleep 1000)
	told="$id strict MPOL_INTERLEAVE:0-1,3"
	inspected 'inspect by name' "$told" inspected-1
	inspected 'inspect --engine podman' "$told" --engine podman inspected-1
	inspected 'inspect by a short id' "$told" "$(printf '%.12s' "$id")"
	podman rm --force --time 0 inspected-1 >/dev/null
	# It must find neither a container whose name only begins in this way, nor one that has
	# ended.
	got=$(oci-mempolicy inspect inspected 2>&1) || true
	check_like 'inspect of no container' '*there is no container inspected*' "$got"
}

well podman
older_file
for way in $ways; do
	case $way in
	quick)
		# As configured
		for user in root rootless; do
			row annotation "$user" crun
			by_annotation
		done
		use_hooks
		for user in root --userns=auto rootless 'rootless keep-id'; do
			row CDI "$user" crun
			by_device
		done
		row CDI root crun
		inspects
		row CDI root runc
		by_device
		inspects
		refused 'a node that is gone' '*node 9 does not exist*' podman_run --device $device=bind-9 $image
		runs_under 'works on' interleave:0-1,3 podman_run --device $device=interleave $image policy
		;;
	cdi)
		way=CDI
		use_hooks
		for_everyone by_device
		for runtime in crun runc; do
			row CDI root "$runtime"
			asks_for_none
			in_a_pod
			in_a_cpuset
			started_again
			refusals
			inspects
		done
		row CDI root crun
		without_words
		row CDI rootless crun
		refusals
		quadlet
		;;
	annotation)
		use_hooks oci-mempolicy.json
		for_everyone by_annotation
		for runtime in crun runc; do
			row annotation root "$runtime"
			asks_for_none
			refused_annotations
		done
		;;
	always)
		way=default
		use_hooks oci-mempolicy-always.json
		for_everyone by_default
		;;
	esac
done
