#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Docker in the guest, as configs/docker/README.md tells to use it.
# Ends with 'N passed, N failed'.
set -eu
# shellcheck source=SCRIPTDIR/../guest.sh
. /root/guest.sh

device=oci-mempolicy/numa
version=$(dockerd --version | awk '{print $3}' | sed 's/[+,].*//')

stop_docker() {
	[ -s "$work/docker.pid" ] || return 0
	kill "$(cat "$work/docker.pid")"
	wait "$(cat "$work/docker.pid")" || true
}

at_end() {
	report docker "$version"
	stop_docker
}

# start_docker OPTION...: networks are not what is tested
start_docker() {
	dockerd --bridge=none --iptables=false --ip6tables=false --add-runtime crun=/usr/bin/crun "$@" \
		>>"$work/docker.log" 2>&1 &
	echo $! >"$work/docker.pid"
	wait_until quietly docker version || tail "$work/docker.log"
	docker import /tmp/image.tar "$image:latest" >/dev/null
}

install_project
mkdir -p /etc/docker
printf '{\n    "debug": false\n}\n' >/etc/docker/daemon.json
configures docker 0
make_image /tmp/image.tar
start_docker
well docker
sed -i 's/"bind-3"/"bind-9"/; s/"bind:3"/"bind:9"/' /etc/cdi/oci-mempolicy.json

docker_run() {
	docker run --rm --network=none --runtime "$runtime" "$@"
}

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

has_said_two_lines() {
	[ "$(docker logs again | wc -l)" = 2 ]
}

started_again() {
	docker run --detach --network=none --runtime "$runtime" --name again --device $device=bind-1 $image \
		sh -c 'policy; exec sleep 1000' >/dev/null
	docker restart --time 0 again >/dev/null
	wait_until has_said_two_lines || true
	same 'restarted' "$(printf 'bind:1\nbind:1')" "$(docker logs again 2>&1)"
	docker rm --force again >/dev/null
	docker run --detach --network=none --runtime "$runtime" --name again --restart on-failure:1 \
		--device $device=bind-1 $image sh -c 'policy; false' >/dev/null
	wait_until has_said_two_lines || true
	same '--restart' "$(printf 'bind:1\nbind:1')" "$(docker logs again 2>&1)"
	docker rm --force again >/dev/null
}

is_healthy() {
	[ "$(docker inspect -f '{{.State.Health.Status}}' well)" = healthy ]
}

with_a_health_check() {
	docker run --detach --network=none --runtime "$runtime" --name well --device $device=bind-1 \
		--health-cmd true --health-interval 1s $image sh -c 'policy; exec sleep 1000' >/dev/null
	wait_until is_healthy || true
	same 'with a health check' 'bind:1 healthy' \
		"$(docker logs well) $(docker inspect -f '{{.State.Health.Status}}' well)"
	docker rm --force well >/dev/null
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
	id=$(docker run --detach --network=none --runtime "$runtime" --name inspected-1 --device $device=interleave \
		$image sleep 1000)
	told="$id strict MPOL_INTERLEAVE:0-1,3"
	inspected 'inspect by name' "$told" inspected-1
	inspected 'inspect --engine docker' "$told" --engine docker inspected-1
	inspected 'inspect by a short id' "$told" "$(printf '%.12s' "$id")"
	docker rm --force inspected-1 >/dev/null
}

for runtime in runc crun; do
	row CDI root $runtime
	inspects
	runs_under interleave interleave:0-1,3 docker_run --device $device=interleave $image policy
	runs_under 'in a cpuset' interleave:0-1 \
		docker_run --cpuset-mems 0-1 --device $device=interleave $image policy
	runs_under 'asks for none' default docker_run $image policy
	with_a_health_check
	started_again
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

stop_docker
start_docker --userns-remap=containers
for runtime in runc crun; do
	row CDI userns-remap $runtime
	runs_under interleave interleave:0-1,3 docker_run --device $device=interleave $image policy
done
