# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of script.in
# The names by which a file refers to $file. The runtime may be named by a link to it, and makes
# containers run the hook.
names=oci-mempolicy-runtime
how="names it"
if [ "$packaged" = hook ]; then
	names="$file
$names"
	how="names it, or oci-mempolicy-runtime, which runs it"
fi

# Prints the paths of files that still name it: configuration of engines, and what these keep of
# containers that they may start again.
naming() {
	grep -rlsaF "$names" /etc/cdi /run/cdi /etc/containers /usr/share/containers/oci/hooks.d \
		/etc/containerd /etc/crio /etc/docker /run/containerd/io.containerd.runtime.v2.task \
		/var/lib/containerd/io.containerd.metadata.v1.bolt || true
	{
		echo /var/lib/containers
		getent passwd | while IFS=: read -r _ _ _ _ _ home _; do
			grep -rlsF "$names" "$home/.config/containers" >&3 || true
			echo "$home/.local/share/containers"
		done
	} 3>&1 | while read -r line; do
		if [ -f "$line" ]; then
			echo "$line"
		else
			grep -lsaF "$names" "$line"/storage/*-containers/*/userdata/config.json \
				"$line"/storage/libpod/bolt_state.db "$line"/storage/db.sql || true
		fi
	done
}

# Prints the running daemons that may have read a configuration that is now gone.
daemons() {
	cat /proc/[0-9]*/comm 2>/dev/null | grep -xE 'dockerd|containerd|crio|podman' | sort -u || true
}

# Reverts what "oci-mempolicy configure" did, if it is the hook that is removed, and sets $kept to the
# reasons to keep the file, or to nothing. Restarts nothing.
take_back() {
	kept=
	configured=
	if [ "$packaged" = hook ] && [ -e /var/lib/oci-mempolicy/configured.json ]; then
		configured=yes
		oci-mempolicy configure --undo || true
	fi
	for line in $(naming); do kept="$kept
  $line $how"; done
	[ -z "$configured" ] || for daemon in $(daemons); do kept="$kept
  $daemon is running, and may use a configuration that named it until it is restarted"; done
	[ -z "$kept" ] || cat >&2 <<-END
		$file is kept, because a container that names it does not start without it:$kept
		Remove it by hand when this is no longer the case.
	END
}
