# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # variables of demo.sh
# The demo's part for Podman. Podman writes config.json itself, so an annotation requests the policy.
# Sourced by demo.sh.

podman_policy=io.github.oci-mempolicy.policy

# Creates the hooks.d file that configs/podman/README.md installs, but for the hook built here; and
# storage.conf, so that Podman does not touch the machine's own storage.
prepare_podman() {
	rm -rf "$dir"
	mkdir -p "$dir/hooks.d"
	jq --arg hook "$out/hook/oci-mempolicy-hook" '.hook.path = $hook' \
		"$top/configs/podman/hooks.d/oci-mempolicy.json" >"$dir/hooks.d/oci-mempolicy.json"
	printf '[storage]\ndriver = "vfs"\ngraphroot = "%s"\nrunroot = "%s"\n' \
		"$dir/storage" "$dir/run" >"$dir/storage.conf"
}

# in_own_mounts COMMAND...: with its own /run and /dev/shm, where Podman and its runtime keep locks
# and state
in_own_mounts() {
	timeout 60 sh tests/support/without-unified.sh unshare --mount sh -c '
		mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /dev/shm && exec "$@"' sh "$@"
}

# Podman leaves the parent of its cgroups behind, and conmon stays in it for a moment.
remove_cgroups() {
	tries=50
	while [ $tries -gt 0 ]; do
		find /sys/fs/cgroup -depth -type d -path "*/$cgroup*" -exec rmdir {} + 2>/dev/null || true
		[ -n "$(find /sys/fs/cgroup -type d -name "$cgroup" 2>/dev/null)" ] || return 0
		tries=$((tries - 1))
		sleep 0.1
	done
}

# run_podman OPTION...: its output is in $dir/output. The limits are low because Podman's default ones
# require CAP_SYS_RESOURCE. Its seccomp profile would forbid move_pages(2), which the probe needs.
run_podman() {
	cgroup=oci-mempolicy-demo-$$ code=0
	in_own_mounts env CONTAINERS_STORAGE_CONF="$dir/storage.conf" \
		CONTAINERS_CONF="$top/configs/podman/containers.conf.d/oci-mempolicy-crun.conf" \
		podman --hooks-dir "$dir/hooks.d" --runtime "$runtime" --cgroup-manager=cgroupfs \
		--events-backend=none run --rm --network=none --cgroup-parent="/$cgroup" \
		--ulimit=nofile=1024:1024 --ulimit=nproc=1024:1024 --security-opt=seccomp=unconfined \
		--security-opt=apparmor=unconfined "$@" --rootfs "$out/rootfs" /probe \
		</dev/null >"$dir/output" 2>&1 || code=$?
	remove_cgroups
	return "$code"
}

# show_podman POLICY: the command, without the options that keep it away from the machine's files
show_podman() {
	echo "  hooks.d file: ${dir#"$top"/}/hooks.d/oci-mempolicy.json"
	echo "  command:      podman run --annotation $podman_policy=$1 --rootfs ROOTFS /probe"
}

step_podman_with() {
	heading "Podman, $runtime: an annotation requests the policy"
	show_podman interleave:all
	run_podman --annotation "$podman_policy=interleave:all" || {
		show_output
		wrong "the container did not start"
	}
	show_output
	grep -q "^policy: MPOL_INTERLEAVE, nodes $all (" "$dir/output" ||
		wrong "this is not the requested policy"
	verdict "in effect before the container's program started"
}

step_podman_refused() {
	heading "Podman, $runtime: a node that does not exist"
	show_podman bind:1023
	if run_podman --annotation "$podman_policy=bind:1023"; then
		show_output
		wrong "the container was started"
	fi
	show_output
	if grep -q '^policy: ' "$dir/output" || ! grep -q "node 1023" "$dir/output"; then
		wrong "it failed for another reason"
	fi
	verdict "refused: the container was not started"
}

# Sets $left_out if Podman was not shown, which is neither a success nor a failure of the hook.
steps_podman() {
	dir=$out/podman
	if ! command -v podman >/dev/null; then
		left_out="Podman was left out: it is not installed."
		return
	fi
	prepare_podman
	if run_podman && grep -q '^policy: ' "$dir/output"; then
		step_podman_with
		step_podman_refused
		return
	fi
	heading "Podman, $runtime: a plain container, without the hook"
	show_output
	verdict "NOT SHOWN: Podman cannot run even this here"
	left_out="Podman was left out: it cannot run even a plain container here, see above."
}
