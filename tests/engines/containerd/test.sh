#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# containerd in the guest, used as configs/containerd/README.md describes: through ctr, and through
# crictl as by Kubernetes.
# Ends with 'N passed, N failed'.
set -eu
# shellcheck source=SCRIPTDIR/../guest.sh
. /root/guest.sh

device=oci-mempolicy/numa
key=io.github.oci-mempolicy.policy
version=$(containerd --version | awk '{print $3}' | sed 's/[~+].*//')
# In 1.7, CRI supports CDI devices but ctr does not; in 1.6, neither does.
cri_has_cdi=yes ctr_has_cdi=yes
case $version in
1.6.*) cri_has_cdi='' ctr_has_cdi='' ;;
1.7.*) ctr_has_cdi='' ;;
esac

at_end() {
	report containerd "$version"
	[ ! -s "$work/containerd.pid" ] || kill "$(cat "$work/containerd.pid")"
}

# ---- installing ----

install_project
case $version in
1.7.*) configures containerd "$([ ! -s /etc/containerd/config.toml ] || echo 1)" ;;
*) configures containerd 0 ;;
esac
cat "$configs/containerd/config.toml" "$configs/containerd/runtime.toml" >/etc/containerd/config.toml
ln -s oci-mempolicy-runtime /usr/bin/oci-mempolicy-runtime-runc
ctr oci spec | jq -s '.[0] * .[1]' - "$configs/containerd/hook.json" >/etc/containerd/oci-mempolicy.json
containerd >"$work/containerd.log" 2>&1 &
echo $! >"$work/containerd.pid"
wait_until quietly ctr version

# The image is also used as Kubernetes' pause image.
make_image /tmp/image.tar
podman import -q --change ENV=PATH=/bin --change 'CMD ["sleep", "100000"]' /tmp/image.tar "$image" >/dev/null
podman save -q -o /tmp/saved.tar "$image"
pause=$(containerd config default | grep -o -m 1 'registry[^"'\'']*/pause:[0-9.]*')
for namespace in default k8s.io; do
	ctr -n $namespace images import /tmp/saved.tar >/dev/null
done
ctr -n k8s.io images tag $image:latest "$pause" >/dev/null

# ---- ctr ----

# A name that no container has had yet
new_name() {
	basename "$(mktemp -d "$work/XXXXXX")"
}

# ctr_run OPTION... : the options before the image, then --, then the words to run
ctr_run() {
	options=''
	while [ "$1" != -- ]; do
		options="$options $1"
		shift
	done
	shift
	[ "$user" != --uidmap ] || options="$options --uidmap 0:300000:65536 --gidmap 0:300000:65536"
	# shellcheck disable=SC2086 # words are wanted
	ctr run --rm --runc-binary "$runtime" $options $image:latest "$(new_name)" "$@"
}

# Runs from a complete spec, of which ctr uses everything.
ctr_spec() {
	spec=$1
	shift
	mkdir -p "$work/root"
	tar -xf /tmp/image.tar -C "$work/root"
	name=$(new_name)
	# shellcheck disable=SC2016 # the $ are jq's
	jq --arg root "$work/root" --arg name "$name" "$spec"'
		| .process.args = $ARGS.positional | .process.env = ["PATH=/bin"] | .root.path = $root | .linux.cgroupsPath = "/\($name)"' \
		/etc/containerd/oci-mempolicy.json --args -- "$@" >"$work/spec.json"
	# shellcheck disable=SC2086 # words are wanted
	ctr run ${ctr_options:---rm} --runc-binary "$runtime" --config "$work/spec.json" "$name"
}

by_ctr() {
	for runtime in runc crun; do
		if [ "$ctr_has_cdi" ]; then
			for user in root --uidmap; do
				row 'CDI, ctr' "$user" "$runtime"
				runs_under interleave interleave:0-1,3 \
					ctr_run --device $device=interleave -- policy
			done
			row 'CDI, ctr' root "$runtime"
			runs_under 'asks for none' default ctr_run -- policy
			ctr_refusals
		fi
		row 'base spec, ctr' root "$runtime"
		runs_under interleave:0-1 interleave:0-1 \
			ctr_spec ".annotations[\"$key\"] = \"interleave:0-1\"" policy
		runs_under 'asks for none' default ctr_spec . policy
		ctr_inspects
		if [ "$runtime" = runc ]; then words='*bind:everywhere*'; else words='*exit code: 65*'; fi
		refused 'an unknown word' "$words" ctr_spec ".annotations[\"$key\"] = \"bind:everywhere\""
	done
}

older_file() {
	sed -i 's/"bind-3"/"bind-9"/; s/"bind:3"/"bind:9"/' /etc/cdi/oci-mempolicy.json
}

ctr_refusals() {
	if [ "$runtime" = runc ]; then words='*node 9 does not exist*'; else words='*exit code: 65*'; fi
	refused 'a node that is gone' "$words" ctr_run --device $device=bind-9 --
	refused 'a device of no file' '*unresolvable CDI devices*bind-8*' ctr_run --device $device=bind-8 --
	mv $hook $hook.away
	refused 'no hook installed' "*$hook*" ctr_run --device $device=interleave --
	mv $hook.away $hook
	runs_under 'works on' interleave:0-1,3 ctr_run --device $device=interleave -- policy
}

# ctr's ids are names; a complete spec contains the policy in an annotation.
ctr_inspects() {
	ctr_options='--detach' ctr_spec ".annotations[\"$key\"] = \"interleave:0-1\"" sleep 1000
	id=$name told="$name strict MPOL_INTERLEAVE:0-1"
	inspected 'inspect' "$told" "$id"
	inspected 'inspect --engine containerd' "$told" --engine containerd "$id"
	ctr task kill --signal KILL "$id"
	ctr task delete --force "$id" >/dev/null 2>&1 || true
	ctr container delete "$id"
}

# ---- CRI ----

# The pod's RuntimeClass; "" for containerd's default
handler=

# pod NAME ANNOTATIONS: prints its id
pod() {
	jq -n --arg name "$1" --argjson annotations "$2" '{metadata: {name: $name, namespace: "default",
		uid: $name, attempt: 1}, annotations: $annotations, log_directory: "/tmp",
		linux: {cgroup_parent: "/pods", security_context: {namespace_options: {network: 2}}}}' >"$work/pod.json"
	crictl runp --runtime "$handler" "$work/pod.json"
}

# cri_start POD-ANNOTATIONS CONTAINER WORD...: CONTAINER is further content of its configuration.
# Sets $pod and $container.
cri_start() {
	name=$(new_name) annotations=$1 more=$2 container=
	shift 2
	pod=$(pod "$name" "$annotations") || return 1
	# shellcheck disable=SC2016 # the $ are jq's
	jq -n --arg name "$name" --arg image $image:latest --argjson more "$more" \
		'{metadata: {name: $name}, image: {image: $image}, log_path: "\($name).log",
			command: $ARGS.positional, linux: {}} * $more' --args -- "$@" >"$work/container.json"
	container=$(crictl create "$pod" "$work/container.json" "$work/pod.json") &&
		crictl start "$container" >/dev/null
}

# cri_run POD-ANNOTATIONS CONTAINER WORD...: like cri_start, but waits for its end
cri_run() {
	code=0
	cri_start "$@" || code=$?
	if [ $code = 0 ]; then
		wait_until has_exited
		crictl logs "$container"
	fi
	crictl rmp -f "$pod" >/dev/null 2>&1
	return $code
}

has_exited() {
	[ "$(crictl ps -a --id "$container" --state exited -q)" ]
}

by_cri() {
	printf 'runtime-endpoint: unix:///run/containerd/containerd.sock\ntimeout: 60\n' >/etc/crictl.yaml
	runtime=runc
	if [ "$cri_has_cdi" ]; then
		row 'CDI, CRI' root runc
		runs_under interleave interleave:0-1,3 cri_run '{}' \
			"{\"annotations\": {\"cdi.k8s.io/numa\": \"$device=interleave\"}}" policy
		runs_under 'as a device of CRI' interleave:0-1,3 cri_run '{}' \
			"{\"CDI_devices\": [{\"name\": \"$device=interleave\"}]}" policy
		refused 'a node that is gone' '*node 9 does not exist*' cri_run '{}' \
			"{\"annotations\": {\"cdi.k8s.io/numa\": \"$device=bind-9\"}}"
		runs_under 'works on' interleave:0-1,3 cri_run '{}' \
			"{\"annotations\": {\"cdi.k8s.io/numa\": \"$device=interleave\"}}" policy
	fi
	row 'annotation, CRI' root runc
	runs_under "the pod's" interleave:0-1 cri_run "{\"$key\": \"interleave:0-1\"}" '{}' policy
	runs_under "the container's" interleave:1,3 \
		cri_run '{}' "{\"annotations\": {\"$key\": \"interleave:1,3\"}}" policy
	runs_under 'asks for none' default cri_run '{}' '{}' policy
	refused 'an unknown word' '*bind:everywhere*' \
		cri_run '{}' "{\"annotations\": {\"$key\": \"bind:everywhere\"}}"
	runs_under 'works on' interleave:0-1 cri_run "{\"$key\": \"interleave:0-1\"}" '{}' policy
}

# executes POLICY WHAT POD-ANNOTATIONS CONTAINER: in such a container, processes executed as by
# kubectl exec and as by a probe have the policy
executes() {
	policy=$1 what=$2
	cri_start "$3" "$4" sleep 1000 || true
	runs_under "crictl exec$what" "$policy" crictl exec "$container" policy
	runs_under "crictl exec --sync$what" "$policy" crictl exec --sync "$container" policy
	quietly crictl rmp -f "$pod" || true
}

by_runtime() {
	handler=mempolicy
	row 'runtime, CRI' root runc
	runs_under "the pod's" interleave:0-1 cri_run "{\"$key\": \"interleave:0-1\"}" '{}' policy
	executes bind:1 '' "{\"$key\": \"bind:1\"}" '{}'
	executes bind:3 ', in a cpuset' "{\"$key\": \"bind:3\"}" '{"linux": {"resources": {"cpuset_mems": "1,3"}}}'
	executes default ', none asked for' '{}' '{}'
	refused 'an unknown word' '*bind:everywhere*' cri_run "{\"$key\": \"bind:everywhere\"}" '{}'
}

[ ! "$ctr_has_cdi" ] || well containerd
older_file
by_ctr
by_cri
by_runtime
