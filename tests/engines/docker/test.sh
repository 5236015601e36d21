#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Docker in the guest, used as configs/docker/README.md describes.
#   test.sh [WAY]...    of cdi and runtime; default: both, and with Docker 20.10, runtime
# Ends with 'N passed, N failed'.
set -eu
ways=$*
# shellcheck source=SCRIPTDIR/../guest.sh
. /root/guest.sh

device=oci-mempolicy/numa
key=io.github.oci-mempolicy.policy
version=$(dockerd --version | awk '{print $3}' | sed 's/[+,].*//')
# 20.10 supports neither CDI devices nor annotations.
has_cdi=yes has_annotations=yes
case $version in
20.10.*) has_cdi='' has_annotations='' ;;
esac
[ "$ways" ] || ways="${has_cdi:+cdi }runtime"
# 300 tries, since a daemon in an emulated machine on a busy host may need ten minutes to answer: each
# try takes the client's time besides the pause.
# shellcheck disable=SC2034 # for wait_until
wait_tries=300 wait_pause=1

# stop NAME
stop() {
	[ -s "$work/$1.pid" ] || return 0
	kill "$(cat "$work/$1.pid")" || true
	wait "$(cat "$work/$1.pid")" || true
	rm "$work/$1.pid"
}

at_end() {
	report docker "$version"
	stop dockerd
	stop containerd
}

# answers_or_ended DAEMON CLIENT: whether the client gets an answer, or the daemon has ended
answers_or_ended() {
	quietly "$2" version || ! quietly kill -0 "$(cat "$work/$1.pid")"
}

# start CLIENT DAEMON WORD...: ends the test, and shows the daemon's log, if it does not answer
start() {
	client=$1 daemon=$2
	shift
	"$@" >"$work/$daemon.log" 2>&1 &
	echo $! >"$work/$daemon.pid"
	wait_until answers_or_ended "$daemon" "$client" || true
	quietly "$client" version || {
		tail -n 50 "$work/$daemon.log"
		exit 1
	}
}

# start_docker OPTION...: without networks, which are not tested. containerd is a separate service,
# as in Debian: if dockerd starts it, it must answer within seconds, which it may not do on a busy
# host.
start_docker() {
	[ -s "$work/containerd.pid" ] || start ctr containerd
	start docker dockerd --containerd=/run/containerd/containerd.sock --bridge=none --iptables=false --ip6tables=false "$@"
	docker import /tmp/image.tar "$image:latest" >/dev/null
}

# The row's runtime; oci-mempolicy-runtime has its own names.
docker_runtime() {
	case $way-$runtime in
	runtime*-runc) echo mempolicy ;;
	runtime*-crun) echo mempolicy-crun ;;
	*) echo "$runtime" ;;
	esac
}

docker_run() {
	docker run --rm --network=none --runtime "$(docker_runtime)" "$@"
}

# docker_start NAME OPTION-OR-WORD...
docker_start() {
	name=$1
	shift
	docker run --detach --network=none --runtime "$(docker_runtime)" --name "$name" "$@"
}

docker_remove() {
	docker rm --force "$1" >/dev/null
}

# ---- devices ----

refusals() {
	refused 'a node that is gone' '*node 9 does not exist*' docker_run --device $device=bind-9 $image
	refused 'a device of no file' '*unresolvable CDI devices*bind-8*' \
		docker_run --device $device=bind-8 $image
	refused 'a node outside the cpuset' '*node 1 is not in the cpuset (0)*' \
		docker_run --cpuset-mems 0 --device $device=bind-1 $image
	mv $hook $hook.away
	refused 'no hook installed' "*$hook*" docker_run --device $device=interleave $image
	mv $hook.away $hook
	runs_under 'works on' interleave:0-1,3 docker_run --device $device=interleave $image policy
}

# has_said LINES
has_said() {
	[ "$(docker logs again | wc -l)" = "$1" ]
}

# started_again OPTION...: the options request bind:1
started_again() {
	docker_start again "$@" $image sh -c 'policy; exec sleep 1000' >/dev/null
	wait_until has_said 1 || true
	docker restart --time 0 again >/dev/null
	wait_until has_said 2 || true
	same 'restarted' "$(printf 'bind:1\nbind:1')" "$(docker logs again 2>&1)"
	docker_remove again
	docker_start again --restart on-failure:1 "$@" $image sh -c 'policy; false' >/dev/null
	wait_until has_said 2 || true
	same '--restart' "$(printf 'bind:1\nbind:1')" "$(docker logs again 2>&1)"
	docker_remove again
}

is_healthy() {
	[ "$(docker inspect -f '{{.State.Health.Status}}' well)" = healthy ]
}

with_a_health_check() {
	docker_start well --device $device=bind-1 --health-cmd true --health-interval 1s \
		$image sh -c 'policy; exec sleep 1000' >/dev/null
	wait_until is_healthy || true
	same 'with a health check' 'bind:1 healthy' \
		"$(docker logs well) $(docker inspect -f '{{.State.Health.Status}}' well)"
	docker_remove well
}

# compose FILE
compose() {
	docker compose --file "$configs/docker/$1" run --rm --quiet-pull db 2>"$work/compose.err" ||
		cat "$work/compose.err"
}

builds() {
	mkdir -p "$work/build"
	# shellcheck disable=SC2016 # of the shell that builds
	printf 'FROM %s\nRUN echo built under $(policy)\n' $image >"$work/build/Dockerfile"
	check_like 'a build is left alone' '*built under default*' \
		"$(DOCKER_BUILDKIT=0 docker build --no-cache --network=none "$work/build" 2>&1)"
}

inspects() {
	id=$(docker_start inspected-1 --device $device=interleave $image sleep 1000)
	told="$id strict MPOL_INTERLEAVE:0-1,3"
	inspected 'inspect by name' "$told" inspected-1
	inspected 'inspect --engine docker' "$told" --engine docker inspected-1
	inspected 'inspect by a short id' "$told" "$(printf '%.12s' "$id")"
	docker_remove inspected-1
}

by_device() {
	printf '{\n    "debug": false\n}\n' >/etc/docker/daemon.json
	configures docker 0
	start_docker --add-runtime crun=/usr/bin/crun
	well docker
	sed -i 's/"bind-3"/"bind-9"/; s/"bind:3"/"bind:9"/' /etc/cdi/oci-mempolicy.json
	for runtime in runc crun; do
		row CDI root $runtime
		inspects
		runs_under interleave interleave:0-1,3 docker_run --device $device=interleave $image policy
		runs_under 'in a cpuset' interleave:0-1 \
			docker_run --cpuset-mems 0-1 --device $device=interleave $image policy
		runs_under 'asks for none' default docker_run $image policy
		with_a_health_check
		started_again --device $device=bind-1
	done
	row CDI root crun
	refused 'a node that is gone' '*exit code: 65*' docker_run --device $device=bind-9 $image
	row CDI root runc
	refusals
	row 'CDI, compose deploy' root runc
	runs_under interleave interleave:0-1,3 compose compose-older.yaml
	row 'CDI, compose devices' root runc
	case $(docker compose version --short) in
	2.[0-9].* | 2.[12]?.*) ;;
	*) runs_under interleave interleave:0-1,3 compose compose.yaml ;;
	esac
	builds
	stop dockerd
	start_docker --add-runtime crun=/usr/bin/crun --userns-remap=containers
	for runtime in runc crun; do
		row CDI userns-remap $runtime
		runs_under interleave interleave:0-1,3 docker_run --device $device=interleave $image policy
	done
	stop dockerd
}

# ---- oci-mempolicy-runtime ----

# Uses each way to name the runtime to run once.
install_runtime() {
	ln -sf oci-mempolicy-runtime /usr/bin/oci-mempolicy-runtime-crun
	jq '.runtimes["mempolicy-crun"].path = "/usr/bin/oci-mempolicy-runtime-crun"' \
		"$configs/docker/daemon-runtime.json" >/etc/docker/daemon.json
	rm -f /etc/cdi/oci-mempolicy.json
}

# executes POLICY OPTION...: the options request POLICY; docker exec and health checks have it, too
executes() {
	policy=$1
	shift
	docker_start well "$@" --health-cmd 'policy >/tmp/checked' --health-interval 1s \
		$image sleep 1000 >/dev/null
	runs_under 'docker exec' "$policy" docker exec well policy
	runs_under 'docker exec once more' "$policy" docker exec well policy
	wait_until is_healthy || true
	runs_under 'a health check' "$policy" docker exec well cat /tmp/checked
	docker_remove well
}

asks_by_annotation() {
	row 'runtime, annotation' root "$runtime"
	runs_under 'docker run' interleave:0-1,3 docker_run --annotation $key=interleave:all $image policy
	runs_under 'asks for none' default docker_run $image policy
	executes bind:1 --annotation $key=bind:1
	executes bind:3 --cpuset-mems 1,3 --annotation $key=bind:3
	executes default
	started_again --annotation $key=bind:1
	case $runtime in
	runc) words='*node 9 does not exist*' ;;
	crun) words='*exit code: 65*' ;;
	esac
	refused 'a node that is not there' "$words" docker_run --annotation $key=bind:9 $image
	mv $hook $hook.away
	refused 'no hook installed' '*the hook cannot be executed*' docker_run --annotation $key=bind:1 $image
	mv $hook.away $hook
	runs_under 'works on' interleave:0-1 docker_run --annotation $key=interleave:0-1 $image policy
}

# Set by the administrator, for all containers of this runtime
has_a_default() {
	mkdir -p /etc/oci-mempolicy
	echo 'hook-option = --default-policy=interleave:all' >/etc/oci-mempolicy/runtime.conf
	row 'runtime, default' root "$runtime"
	runs_under 'docker run' interleave:0-1,3 docker_run $image policy
	runs_under 'in a cpuset' interleave:0-1 docker_run --cpuset-mems 0-1 $image policy
	executes interleave:0-1,3
	executes interleave:1,3 --cpuset-mems 1,3
	runs_under 'the runtime itself' default docker run --rm --network=none --runtime runc $image policy
	rm /etc/oci-mempolicy/runtime.conf
}

in_user_namespaces() {
	row 'runtime, annotation' userns-remap "$runtime"
	executes bind:1 --annotation $key=bind:1
}

by_runtime() {
	install_runtime
	start_docker
	for runtime in runc crun; do
		[ ! "$has_annotations" ] || asks_by_annotation
		has_a_default
	done
	stop dockerd
	[ "$has_annotations" ] || return 0
	start_docker --userns-remap=containers
	for runtime in runc crun; do in_user_namespaces; done
}

install_project
mkdir -p /etc/docker
make_image /tmp/image.tar
for chosen in $ways; do
	case $chosen in
	cdi) by_device ;;
	runtime) by_runtime ;;
	esac
done
