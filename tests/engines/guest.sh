# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034 # some are for scripts that source it
# What the tests of engines share, in the guest; sourced first. In addition to TAP, it prints a line
# of JSON for each row of the table in configs/README.md, and one for each message shown by an
# engine.

# shellcheck source=SCRIPTDIR/../support/tap.sh
. /root/tap.sh

hook=/usr/libexec/oci/hooks.d/oci-mempolicy-hook
configs=/root/configs
image=localhost/busybox
: >"$work/rows"
: >"$work/shown"

# Installs the packages, and puts the paths of their files into those of configs/, as configs/README.md says.
install_project() {
	# The guest's shell is busybox's, which prefers its own dpkg.
	must /usr/bin/dpkg -i /root/packages/*.deb
	find "$configs" -type f -exec sed -i 's,/usr/local/,/usr/,g' {} +
}

# All files that an engine reads, with checksums
list_etc() {
	find /etc /usr/share/containers -type f -exec sha256sum {} + 2>/dev/null | sort -k 2
}

# configures ENGINE CODE: configure exits with CODE, and undo reverts everything; leaves the engine
# configured
configures() {
	list_etc >"$work/before"
	run oci-mempolicy configure "$1"
	check_same "configure $1" "$2" "$code"
	check_ok "configure --undo" oci-mempolicy configure --undo
	check_same "nothing is left of it" '' "$(list_etc | diff "$work/before" -)"
	oci-mempolicy configure "$1" >/dev/null 2>&1 || true
}

# make_image FILE: a tar file of a root directory with busybox and the program "policy", which
# prints the policy it runs under, as shown for its stack, which has no policy of its own.
make_image() {
	for name in bin dev etc proc sys tmp; do mkdir -p "$work/image/$name"; done
	cp /usr/bin/busybox "$work/image/bin/"
	for name in sh awk cat echo false sleep touch true; do
		ln -s busybox "$work/image/bin/$name"
	done
	cat >"$work/image/bin/policy" <<-'END'
		#!/bin/sh
		exec awk '/ stack/ {print $2; exit}' /proc/self/numa_maps
	END
	chmod 755 "$work/image/bin/policy"
	tar -C "$work/image" -cf "$1" .
	chmod 644 "$1"
}

# row WAY USER RUNTIME: describes the following checks
row() {
	way=$1 user=$2 runtime=$3 about="$1, $2, $3"
}

# same NAME EXPECTED GOT
same() {
	if [ "$2" = "$3" ]; then result=passed; else result=failed; fi
	printf '%s\t%s\t%s\t%s\n' "$way" "$user" "$runtime" "$result" >>"$work/rows"
	check_same "$@"
}

# runs_under NAME POLICY COMMAND...: COMMAND, which runs "policy" in a container, prints POLICY. If
# it differs, its standard error is shown.
runs_under() {
	name=$1 expected=$2
	shift 2
	got=$("$@" 2>"$work/err") || got="$got$(cat "$work/err")"
	same "$name" "$expected" "$got"
}

# refused NAME PATTERN COMMAND...: COMMAND, which runs "echo user code ran" in a container, fails,
# user code does not run, and the message matches PATTERN. The message is kept for
# configs/README.md.
refused() {
	name=$1 pattern=$2
	shift 2
	code=0
	got=$("$@" echo user code ran 2>&1) || code=$?
	# crictl prints it twice.
	shown=$(printf '%s\n' "$got" | sed -E 's/[0-9a-f]{64}/ID/g; s/^time="[^"]*" //; /^E[0-9]{4} /d')
	# shellcheck disable=SC2016 # the $ are jq's
	jq -cn --arg name "$name" --arg shown "$shown" --arg runtime "$runtime" --arg user "$user" --arg way "$way" \
		'{name: $name, way: $way, runtime: $runtime, user: $user, shown: $shown}' >>"$work/shown"
	# shellcheck disable=SC2254 # a pattern is wanted
	case $code-$got in
	0-* | *'user code ran'*) same "$name" 'refused' "$code: $got" ;;
	*-$pattern) same "$name" refused refused ;;
	*) same "$name" "$pattern" "$code: $got" ;;
	esac
}

# well ENGINE: doctor starts a container with it, and reports the hook if that is missing
well() {
	run oci-mempolicy doctor "$1" --try
	check_same "doctor $1 --try" 0 "$code${out##*gets it.}"
	mv $hook $hook.away
	run oci-mempolicy doctor "$1" --try
	check_same "doctor $1 --try, without the hook" 1 "$code"
	check_like "and names it" "*$hook does not exist*" "$out"
	mv $hook.away $hook
}

# inspected NAME EXPECTED ARGUMENT...: what inspect prints about a running container
inspected() {
	name=$1 expected=$2
	shift 2
	got=$(oci-mempolicy inspect --json "$@" 2>&1 |
		jq -r '"\(.container.id) \(.enforcement) \(.requested.mode):\(.requested.nodes)"' 2>&1) || true
	same "$name" "$expected" "$got"
}

quietly() {
	"$@" >/dev/null 2>&1
}

# report ENGINE VERSION: prints the lines of JSON, with the versions of the runtimes
report() {
	kernel=$(uname -r | sed 's/[+-].*//')
	runc=$(runc --version | awk '/^runc/ {print $3}')
	crun=$(crun --version | awk '/^crun/ {print $3}')
	# shellcheck disable=SC2016 # the $ are jq's
	jq -Rcn --arg date "$(date -u +%F)" --arg engine "$1" --arg version "$2" --arg kernel "$kernel" \
		--arg runc "$runc" --arg crun "$crun" '
		{runc: "runc \($runc | sub("[+].*"; ""))", crun: "crun \($crun)"} as $runtimes
		| [inputs / "\t"]
		| group_by(.[0:3])[]
		| {date: $date, engine: $engine, version: $version, kernel: $kernel, way: .[0][0],
			user: .[0][1], runtime: $runtimes[.[0][2]],
			passed: map(select(.[3] == "passed")) | length,
			failed: map(select(.[3] == "failed")) | length}' "$work/rows"
	jq -c --arg engine "$1" --arg version "$2" '{engine: $engine, version: $version} + .' "$work/shown"
}
