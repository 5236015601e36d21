#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Run by the DaemonSet on each node.
#   node.sh install    installs the hook, the runtime and the fragment for containerd, then keeps
#                      checking and labeling the node
#   node.sh remove     removes the labels, so that no new pods arrive; once the last container that
#                      needs them is gone, it removes the fragment and the programs
# NODE_NAME, HANDLER, OCI_RUNTIME, PREFIX, FRAGMENTS, SYSTEMD_CGROUP and INTERVAL come from the manifest; the host's
# files are below /host. When the pod ends, everything stays in place, so that an upgrade or a restart
# of the DaemonSet affects no container.
set -eu
account=/var/run/secrets/kubernetes.io/serviceaccount
label=io.github.oci-mempolicy
hook=$PREFIX/libexec/oci/hooks.d/oci-mempolicy-hook
runtime=$PREFIX/bin/oci-mempolicy-runtime
# Called by this name, oci-mempolicy-runtime executes the runtime with which the name ends.
link=$runtime-$OCI_RUNTIME
fragment=$FRAGMENTS/oci-mempolicy.toml

say() {
	echo "node.sh: $*" >&2
}

# ---- files of the host ----

# put SOURCE TARGET MODE: installs a file unless it is already there; atomically, because a container may
# start meanwhile
put() {
	! cmp -s "$1" "/host$2" || return 0
	mkdir -p "/host${2%/*}"
	cp "$1" "/host$2.new"
	chmod "$3" "/host$2.new"
	sync "/host$2.new"
	mv "/host$2.new" "/host$2"
	say "installed $2"
}

# In version 2 of the format, which containerd 2 also reads.
print_fragment() {
	cat <<-END
		# Written by the DaemonSet oci-mempolicy-node. containerd reads this when it starts.
		version = 2

		[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.$HANDLER]
		  runtime_type = "io.containerd.runc.v2"
		  pod_annotations = ["$label.*"]
		  container_annotations = ["$label.*"]

		[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.$HANDLER.options]
		  BinaryName = "$link"
		  SystemdCgroup = $SYSTEMD_CGROUP
	END
}

install_files() {
	put "/usr/libexec/oci/hooks.d/oci-mempolicy-hook" "$hook" 755
	put "/usr/bin/oci-mempolicy-runtime" "$runtime" 755
	ln -sf "${runtime##*/}" "/host$link"
	! takes_fragments || write_fragment
}

write_fragment() {
	print_fragment >/host"$fragment.new"
	if cmp -s "/host$fragment.new" "/host$fragment"; then
		rm "/host$fragment.new"
	else
		mv "/host$fragment.new" "/host$fragment"
		say "wrote $fragment; restart containerd to make it read this file"
	fi
}

# Prints a container that still names one of the programs. Its shim uses the runtime it was started
# with to enter and delete it, and containerd does neither for a runtime that it no longer knows.
needed() {
	grep -rlsF -e "$hook" -e "$runtime" /host/run/containerd/io.containerd.runtime.v2.task \
		--include=config.json --include=options.json | head -n 1
}

# ---- the node, as the cluster sees it ----

# api METHOD [JSON]: a request for the object of this node
api() {
	method=$1
	shift
	curl -sS --fail-with-body --max-time 30 --cacert "$account/ca.crt" -X "$method" \
		-H "Authorization: Bearer $(cat "$account/token")" \
		-H 'Content-Type: application/merge-patch+json' ${1:+--data "$1"} \
		"https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT/api/v1/nodes/$NODE_NAME"
}

# set_labels JSON: null removes a label
set_labels() {
	api PATCH "{\"metadata\": {\"labels\": $1}}" >/dev/null || say 'cannot label the node'
}

# Whether containerd can use the fragment. containerd 1 uses an imported section for CRI instead of the
# whole section in its config.toml.
takes_fragments() {
	node=$(api GET) || return 1
	version=$(echo "$node" | jq -r .status.nodeInfo.containerRuntimeVersion)
	case $version in
	containerd://[01].*) why="$version would ignore its own configuration of CRI" ;;
	containerd://*) return 0 ;;
	*) why="$version is not containerd" ;;
	esac
	[ "$why" = "${told:-}" ] || say "$fragment is not written: $why; add the runtime by hand"
	told=$why
	return 1
}

# Prints the labels: what this machine has, and whether containerd knows the handler.
# shellcheck disable=SC2016 # each $ is jq's
labels() {
	jq -n --arg prefix "$label" --arg handler "$HANDLER" --argjson node "$(api GET)" \
		--argjson topology "$(oci-mempolicy topology --json)" \
		--argjson features "$(oci-mempolicy features --json)" '
		($topology.nodes | map(select(.memory.total > 0))) as $nodes
		| {"\($prefix)/runtime": (any($node.status.runtimeHandlers[]?; .name == $handler) | tostring),
			"\($prefix)/nodes": ($nodes | length | tostring),
			"\($prefix)/memory-only-nodes": ($nodes | map(select(.cpus == "")) | length | tostring),
			"\($prefix)/preferred-many": ($features.linux.memoryPolicy.modes | any(. == "MPOL_PREFERRED_MANY") | tostring),
			"\($prefix)/weighted-interleave": ($features.linux.memoryPolicy.modes | any(. == "MPOL_WEIGHTED_INTERLEAVE") | tostring)}'
}

# ---- the two modes ----

# A sleep that a signal can end
rest() {
	sleep "$INTERVAL" &
	wait $!
}

install_on_node() {
	shown=
	while :; do
		install_files
		now=$(labels) || now=
		if [ -n "$now" ] && [ "$now" != "$shown" ]; then
			set_labels "$now"
			shown=$now
			say "labels: $(echo "$now" | jq -c .)"
		fi
		rest
	done
}

remove_from_node() {
	set_labels "{\"$label/runtime\": null, \"$label/nodes\": null, \"$label/memory-only-nodes\": null,
		\"$label/preferred-many\": null, \"$label/weighted-interleave\": null}"
	while holder=$(needed) && [ -n "$holder" ]; do
		say "kept $runtime: ${holder#/host} needs it"
		rest
	done
	rm -f "/host$fragment" "/host$hook" "/host$link" "/host$runtime"
	say 'removed; restart containerd to make it forget the handler'
	while :; do rest; done
}

trap 'exit 0' TERM INT
case ${1:-} in
install) install_on_node ;;
remove) remove_from_node ;;
*)
	echo 'usage: node.sh install|remove' >&2
	exit 64
	;;
esac
