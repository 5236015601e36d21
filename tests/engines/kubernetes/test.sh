#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Kubernetes, used as kubernetes/README.md describes: the chart installs the hook and the runtime on
# a node, a machine of the lab with containerd and a kubelet, and pods request policies. The control
# plane runs on this host, in a separate network namespace.
#   test.sh BUILD-DIR [SUITE]    as root
# Ends with 'N passed, N failed'.
set -eu
build=$1 suite=${2:-sid}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
# First fetches everything that comes from the network, then runs this script again in a separate
# namespace.
if [ ! "${IMAGES:-}" ]; then
	sh "$here/../../lab/cache.sh" kubernetes
	IMAGES=$(mktemp -d)
	export IMAGES
	trap 'rm -rf "$IMAGES"' EXIT
	sh "$here/images.sh" "$build" "$IMAGES"
	unshare --net --pid --fork --kill-child --mount-proc sh "$0" "$@"
	exit
fi
# shellcheck source=SCRIPTDIR/../../support/tap.sh
. "$root/tests/support/tap.sh"
programs=$root/build/lab/kubernetes
# shellcheck source=SCRIPTDIR/control-plane.sh
. "$here/control-plane.sh"
log=$root/build/log/engines/kubernetes-$suite.guest.log
key=io.github.oci-mempolicy.policy
# Ten minutes, because an emulated machine may need them
wait_tries=200 wait_pause=3

# The processes end with the namespace, but the machine of the lab must remove its files.
at_end() {
	[ ! "${machine:-}" ] || { kill "$machine" && wait "$machine"; } || true
}

# ---- starting and observing ----

start_machine() {
	mkdir -p "${log%/*}"
	sh "$root/tests/lab/run.sh" --disk "$suite" --memory 768 --timeout 3400 --forward 10.0.2.15:10250 \
		--add "$programs/kubelet:/usr/bin/kubelet" --add "$work/kubeconfig.10.0.2.2:/root/kubeconfig" \
		--add "$IMAGES:/root/images" --add "$here/guest.sh" -- sh guest.sh >"$log" 2>&1 &
	machine=$!
}

# install OPTION...: with helm, as an upgrade if it is already installed
install() {
	must "$programs/helm" upgrade --install oci-mempolicy "$root/kubernetes/chart" --namespace oci-mempolicy \
		--create-namespace --set systemdCgroup=false,interval=3 "$@"
}

# label NAME: prints this label of the node
label() {
	kubectl get node lab -o json | jq -r --arg name "io.github.oci-mempolicy/$1" '.metadata.labels[$name]'
}

has_label() {
	[ "$(label "$1")" = "$2" ]
}

# said WORDS: whether the DaemonSet's pod has logged this
said() {
	kubectl logs -n oci-mempolicy ds/oci-mempolicy-node 2>&1 | grep -qF "$1"
}

# ---- pods ----

# pod NAME ANNOTATION SPEC: requests a policy by ANNOTATION, "" for none. SPEC is merged into its
# spec, which has one container, called "it".
pod() {
	# shellcheck disable=SC2016 # the $ are jq's
	jq -n --arg name "$1" --arg key "$key" --arg policy "$2" --argjson spec "$3" '{
		apiVersion: "v1", kind: "Pod",
		metadata: {name: $name, annotations: (if $policy == "" then {} else {($key): $policy} end)},
		spec: ({restartPolicy: "Never", terminationGracePeriodSeconds: 0, runtimeClassName: "oci-mempolicy",
			containers: [{name: "it", image: "localhost/busybox:latest", imagePullPolicy: "Never"}]} * $spec
			| del(.[] | nulls))}' |
		kubectl apply -f - >/dev/null
}

# runs POD: waits until it runs, which takes time in an emulated machine
runs() {
	kubectl wait "pod/$1" --for 'jsonpath={.status.phase}=Running' --timeout 600s
}

# under NAME POLICY POD: both its first process and processes executed in it have this policy
under() {
	check_same "$1" "$2" "$(kubectl exec "$3" -- policy 1 2>&1)"
	check_same "$1, what kubectl exec starts" "$2" "$(kubectl exec "$3" -- policy 2>&1)"
}

# event_like POD WORDS: whether there is such an event about it
event_like() {
	kubectl get events --field-selector "involvedObject.name=$1" -o 'jsonpath={.items[*].message}' | grep -qF "$2"
}

# ---- checks ----

manifests() {
	helm=$programs/helm chart=$root/kubernetes/chart
	check_ok 'helm lint' "$helm" lint --strict "$chart"
	"$helm" template oci-mempolicy "$chart" --namespace oci-mempolicy >"$work/manifest.yaml"
	check_ok 'kustomize has what the chart makes' cmp "$work/manifest.yaml" "$root/kubernetes/kustomize/oci-mempolicy.yaml"
	kubectl apply -f "$root/kubernetes/kustomize/namespace.yaml" >/dev/null
	check_ok 'the API server takes what kustomize makes' \
		kubectl apply -k "$root/kubernetes/kustomize" --dry-run=server --validate=strict
	kubectl delete namespace oci-mempolicy >/dev/null
	run "$helm" template oci-mempolicy "$chart" --set mode=instal
	check_like 'values are checked' '*mode*' "$err"
}

installing() {
	install
	wait_until has_label runtime true || true
	check_same 'the node is labeled, once containerd knows the runtime' true "$(label runtime)"
	check_same 'nodes with memory' 3 "$(label nodes)"
	check_same 'nodes without CPUs' 1 "$(label memory-only-nodes)"
	check_same 'modes of the kernel' 'true true' "$(label preferred-many) $(label weighted-interleave)"
}

asking() {
	pod asks interleave:0-1,3 '{}'
	pod asks-none '' '{}'
	pod elsewhere interleave:0-1,3 '{"runtimeClassName": null}'
	pod words bind:cpus '{}'
	pod probed prefer:1 '{"containers": [{"name": "it", "image": "localhost/busybox:latest",
		"imagePullPolicy": "Never", "readinessProbe": {"exec": {"command":
		["sh", "-c", "policy >/tmp/probe"]}, "periodSeconds": 1, "timeoutSeconds": 60}}]}'
	for name in asks asks-none elsewhere words probed; do
		check_ok "$name: it runs" runs $name
	done
	under 'by an annotation' interleave:0-1,3 asks
	under 'asks for none' default asks-none
	under 'without the RuntimeClass' default elsewhere
	under 'by a word' bind:0-1 words
	under 'preferred' prefer:1 probed
	check_ok 'a probe has run' wait_until kubectl exec probed -- cat /tmp/probe
	check_same 'what a probe starts' prefer:1 "$(kubectl exec probed -- cat /tmp/probe)"
}

refusing() {
	pod wrong bind:9 '{}'
	check_ok 'a node that does not exist: an event says why' \
		wait_until event_like wrong 'node 9 does not exist'
	check_same 'and it does not run' Pending "$(kubectl get pod wrong -o 'jsonpath={.status.phase}')"
	pod misspelt interleaved:0 '{}'
	check_ok 'an unknown mode: an event says why' wait_until event_like misspelt 'interleaved'
	kubectl delete pod wrong misspelt --now >/dev/null
}

# sample NAME POLICY: runs a sample, with this test's image instead of its own
sample() {
	name=$1 sample=$root/kubernetes/samples/$1.yaml
	check_ok "sample $name: the API server takes it" \
		kubectl apply --dry-run=server --validate=strict -f "$sample"
	kubectl create --dry-run=client -o json -f "$sample" | jq -s '.[-1]
		| del(.spec.volumes, .spec.containers[].volumeMounts, .spec.containers[].resources, .spec.containers[].args,
			.spec.containers[].env)
		| .spec.containers[] += {image: "localhost/busybox:latest", imagePullPolicy: "Never", command: ["sleep", "100000"]}' |
		kubectl apply -f - >/dev/null
	check_ok "sample $name: it runs" runs "$name"
	under "sample $name" "$2" "$name"
	kubectl delete pod "$name" --now >/dev/null
}

# Without a firmware table that describes slower memory, all memory is in the first tier.
samples() {
	sample database interleave:0-1,3
	sample tiered-cache 'prefer (many)=balancing:0-1,3'
	sample gpu-loader bind:0-1
	check_same 'no other samples' 3 "$(find "$root/kubernetes/samples" -name '*.yaml' | wc -l)"
}

started_at() {
	kubectl get pod "$1" -o 'jsonpath={.status.containerStatuses[0].state.running.startedAt}'
}

upgrading() {
	before=$(started_at asks)
	install --set interval=2
	check_ok 'an upgrade of the DaemonSet ends' \
		kubectl rollout status -n oci-mempolicy ds/oci-mempolicy-node --timeout 300s
	check_same 'and left running pods alone' "$before" "$(started_at asks)"
}

removing() {
	install --set mode=remove
	check_ok 'removing: the label goes' wait_until has_label runtime null
	check_ok 'removing: the programs stay while pods need them' wait_until said 'kept'
	under 'meanwhile' interleave:0-1,3 asks
	kubectl delete pod --all --now >/dev/null
	check_ok 'removing: then they go' wait_until said removed
	must "$programs/helm" uninstall oci-mempolicy --namespace oci-mempolicy --wait
	pod after '' '{"runtimeClassName": null}'
	check_ok 'afterwards a pod runs' runs after
}

start_control_plane
start_machine
manifests
check_ok 'the node is there' wait_until kubectl get node lab
check_ok 'the node is ready' kubectl wait --for=condition=Ready node/lab --timeout 600s
installing
asking
refusing
samples
upgrading
removing
