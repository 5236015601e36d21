#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# oci-mempolicy-runtime with real runtimes: what happens to config.json, to the container, and to
# processes executed in it; hostile bundles; messages. Requires root.
#   test.sh BUILD-DIR
# Ends with 'N passed, N failed'.
set -eu
built=$1
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=SCRIPTDIR/../support/tap.sh
. "$here/../support/tap.sh"
# shellcheck source=SCRIPTDIR/named.sh
. "$here/named.sh"
# shellcheck source=SCRIPTDIR/settings.sh
. "$here/settings.sh"

prefix=$work/prefix conf=/etc/oci-mempolicy
wrapper=$prefix/bin/oci-mempolicy-runtime hook=$prefix/libexec/oci/hooks.d/oci-mempolicy-hook
mkdir -p "$prefix/bin" "${hook%/*}"
cp "$built/runtime/oci-mempolicy-runtime" "$wrapper"
cp "$built/hook/oci-mempolicy-hook" "$hook"
chmod 755 "$tap" "$work"
root=$work/state
bundle=$work/bundle
config=$bundle/config.json
marks=/run/oci-mempolicy/$(echo "$root" | sed 's,/,%2f,g')

at_end() {
	for runtime in runc crun; do
		"$runtime" --root "$root" delete --force c >/dev/null 2>&1 || true
	done
	rm -rf "$marks"
	umount "$work/small" "$work/read-only" 2>/dev/null || true
	[ -z "${made_conf:-}" ] || rm -rf $conf
}

# wrapped ARGUMENT...: runs the tested runtime, which writes a log as for engines
wrapped() {
	rm -f "$work/log"
	"$wrapper" --oci-runtime "$runtime" --root "$root" --log "$work/log" --log-format json "$@"
}

# What it has logged
logged() {
	jq -r '"\(.level): \(.msg)"' "$work/log" 2>/dev/null || true
}

memory_policy='.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "0"}'

# new_bundle FILTER: a container that shows its policy, and waits
new_bundle() {
	make_bundle "$bundle" "$runtime" '.process.args = ["/busybox", "sh", "-c",
		"/busybox head -n 1 /proc/self/numa_maps >/shown; exec /busybox sleep 1000"] |
		.root.readonly = false | .linux.cgroupsPath = "/oci-mempolicy-'"$$"'" |
		.linux.namespaces |= map(select(.type != "network")) | '"$1"
	[ -e "$bundle/rootfs/busybox" ] || cp /bin/busybox "$bundle/rootfs/"
	rm -f "$bundle/rootfs/shown"
}

start() {
	if ! wrapped run --detach --bundle "$bundle" c </dev/null >"$work/said" 2>&1; then
		cat "$work/said"
		return 1
	fi
	wait_until test -s "$bundle/rootfs/shown"
}

end() {
	"$runtime" --root "$root" delete --force c
	rm -rf "$marks"
}

# shown LINE: the policy in a line of numa_maps
shown() {
	echo "$1" | cut -d ' ' -f 2
}

# executed OPTION...: prints the policy of an executed process, or the error
executed() {
	shown "$(wrapped exec "$@" c /busybox head -n 1 /proc/self/numa_maps 2>&1)"
}

# refused NAME EXIT-CODE TEXT ARGUMENT...: the runtime is not executed; the error has the form of
# the runtimes' errors
refused() {
	name=$1 expected_code=$2 expected="c: $3"
	shift 3
	run wrapped "$@"
	check_same "$name" "$expected_code oci-mempolicy-runtime: $expected" "$code $err"
	check_same "$name: in the runtime's log" "error: oci-mempolicy-runtime: $expected" "$(logged)"
}

# ---- the container, and processes executed in it ----

edits() {
	new_bundle "$memory_policy"
	# Text that a parser would not reproduce
	sed -i '1s/{/{ "x": 18446744073709551615, "x":  1e400,/' "$config"
	cp "$config" "$work/before"
	chown 65534:65533 "$config"
	chmod 604 "$config"
	ln "$config" "$work/link"
	check_silent 'the container starts' start
	check_same 'init has the policy' bind:0 "$(shown "$(cat "$bundle/rootfs/shown")")"
	check_same 'the hook is at createRuntime' "{\"createRuntime\":[{\"path\":\"$hook\",\"args\":\
[\"oci-mempolicy-hook\"],\"env\":[]}]}" "$(jq -c '.hooks' "$config")"
	sed 's/,"hooks":{.*}]}//' "$config" >"$work/without"
	check_ok 'all else is as it was' cmp "$work/before" "$work/without"
	check_same 'owner and mode are kept' '65534 65533 604' "$(stat -c '%u %g %a' "$config")"
	check_ok 'another name of the file leads to the old one' cmp "$work/before" "$work/link"
	check_same 'nothing is left beside it' 'config.json rootfs' "$(find "$bundle" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | paste -s -d ' ')"
	check_same 'a process executed in it has the policy' bind:0 "$(executed)"
	check_same 'and nothing is said of it' '' "$(logged)"
	check_same 'by the runtime alone it has not' default "$(shown "$("$runtime" --root "$root" \
		exec c /busybox head -n 1 /proc/self/numa_maps)")"
	rm "$work/link"
}

forgets() {
	check_ok 'it is remembered' test -e "$marks/c"
	run wrapped delete c
	check_same 'one that runs is not deleted' 1 "$code"
	check_same 'and not forgotten' bind:0 "$(executed)"
	check_silent 'deleted' wrapped delete --force c
	check_ok 'and forgotten' test ! -e "$marks/c"
	stat -c '%i %Z' "$config" >"$work/before"
	rm "$bundle/rootfs/shown"
	check_silent 'started again' start
	check_same 'with the hook there it is not edited' "$(cat "$work/before")" "$(stat -c '%i %Z' "$config")"
	end
}

without_policy() {
	new_bundle .
	stat -c '%i %Z' "$config" >"$work/before"
	check_silent 'one that requests none starts' start
	check_same 'its config.json is left alone' "$(cat "$work/before")" "$(stat -c '%i %Z' "$config")"
	check_same 'so is what is executed in it' default "$(executed)"
	check_ok 'and nothing is remembered' test ! -e "$marks/c"
	end
}

# A leftover mark does no harm.
stale() {
	new_bundle "$memory_policy"
	start
	"$runtime" --root "$root" delete --force c
	new_bundle .
	"$runtime" --root "$root" run --detach --bundle "$bundle" c </dev/null >/dev/null 2>&1
	check_ok 'another container of the name, made without the wrapper' test -e "$marks/c"
	check_same 'what is executed in it gets no policy of the one before' default "$(executed)"
	"$runtime" --root "$root" delete --force c
	touch -d '20 minutes ago' "$marks/c"
	wrapped create --bundle "$bundle" d </dev/null >/dev/null 2>&1
	"$runtime" --root "$root" delete --force d
	new_bundle "$memory_policy"
	start
	: >"$marks/gone" && touch -d '20 minutes ago' "$marks/gone"
	: >"$marks/new"
	end_of_c=$("$runtime" --root "$root" delete --force c 2>&1)
	start
	check_same 'old marks without a container go, new ones stay' "c new$end_of_c" "$(find "$marks" -type f -printf '%f\n' | sort | paste -s -d ' ')"
	end
}

by_annotation() {
	new_bundle '.annotations = {"io.github.oci-mempolicy.policy": "interleave:cpus"}'
	check_silent 'a word for nodes' start
	check_same 'executed' interleave:0 "$(executed)"
	end
	new_bundle '.annotations = {"io.github.oci-mempolicy.policy": "interleave:77"}'
	run start
	check_same 'what the hook refuses does not start' 'no' "$([ "$code" = 0 ] && echo yes || echo no)"
	check_ok 'and user code has not run' test ! -e "$bundle/rootfs/shown"
	end 2>/dev/null || true
}

passes_on() {
	new_bundle "$memory_policy"
	jq '.process.args = ["/busybox", "sh", "-c", "exit 7"]' "$config" >"$work/c.json"
	cp "$work/c.json" "$config"
	run wrapped run --bundle "$bundle" c
	check_same 'the exit code' 7 "$code"
	jq '.process.args = ["/busybox", "cat"]' "$work/c.json" >"$config"
	check_same 'standard input and output' text "$(echo text | wrapped run --bundle "$bundle" c)"
	check_same 'other commands' "$("$runtime" --root "$root" --version)" "$(wrapped --version)"
	rm -rf "$marks"
}

paused() {
	new_bundle "$memory_policy"
	start
	"$runtime" --root "$root" pause c
	refused 'a container that is paused, strictly' 71 'the container is paused' \
		--strict-exec exec c /busybox true
	"$runtime" --root "$root" resume c
	check_same 'resumed' bind:0 "$(executed)"
	end
}

# ---- an impossible policy is reported, and the process is executed anyway, or not ----

unhad() {
	new_bundle "$memory_policy"
	start
	jq '.linux.memoryPolicy.nodes = "9"' "$config" >"$work/c.json"
	cp "$work/c.json" "$config"
	text='/linux/memoryPolicy/nodes: invalid memory policy nodes "9": none of them has memory within the cpuset (0); name at least one node of the cpuset'
	check_same 'a policy that is no longer possible' default "$(executed)"
	check_same 'that is said' "warning: oci-mempolicy-runtime: c: warning: executed without setting a memory policy: $text" "$(logged)"
	refused 'with --strict-exec it is refused' 65 "$text" --strict-exec exec c /busybox true
	end
}

# ---- hostile bundles ----

# config_refused NAME EXIT-CODE TEXT
config_refused() {
	cp "$config" "$work/before"
	refused "$1" "$2" "$3" run --bundle "$bundle" c
	check_ok "$1: config.json is as it was" cmp "$work/before" "$config"
	check_same "$1: nothing is left beside it" '' "$(find "$bundle/" -name '.config*')"
}

hostile() {
	new_bundle "$memory_policy"
	mv "$config" "$work/elsewhere.json"
	ln -s "$work/elsewhere.json" "$config"
	config_refused 'a symbolic link' 66 \
		"cannot write the hook into $config: it is a symbolic link; copy the file into the bundle"
	rm "$config"
	mkfifo "$config"
	refused 'a FIFO' 66 "cannot read $config: not a regular file" run --bundle "$bundle" c
	rm "$config"
	head -c 300 "$work/elsewhere.json" >"$config"
	run wrapped run --bundle "$bundle" c
	check_like 'cut short' "65 oci-mempolicy-runtime: c: invalid config.json:*ends before it is complete*" "$code $err"
	jq '.hooks = {createruntime: []}' "$work/elsewhere.json" >"$config"
	config_refused 'keys in other letters' 65 "/hooks: cannot write the hook into $config: runtimes \
disagree about which hooks it has: a key is there twice, has other capital letters, or has a value of the wrong \
type; write hooks, createRuntime and createContainer once each, as an object and two arrays"
	truncate -s 70000000 "$config"
	refused 'one that is too large' 65 "invalid config.json: $config has 70000000 bytes, more than 67108864" \
		run --bundle "$bundle" c
	cp "$work/elsewhere.json" "$config"
	mv "$hook" "$hook.away"
	config_refused 'no hook' 66 "the container requests a memory policy, but the hook cannot be executed: \
$hook: No such file or directory; install it, or name it in $conf/runtime.conf"
	mv "$hook.away" "$hook"
	rm "$config"
	run wrapped run --bundle "$bundle" c
	check_same 'no config.json at all is for the runtime to tell' "$runtime" \
		"$(case $err in *oci-mempolicy*) ;; *config.json*) echo "$runtime" ;; esac)"
	rm -rf "$marks"
}

# Without a mark, processes would be executed without the policy; so the container is refused.
where_nothing_can_be_remembered() {
	new_bundle "$memory_policy"
	# shellcheck disable=SC2016 # of the script
	says 'marks cannot be kept' "71 oci-mempolicy-runtime: c: cannot remember in /run/oci-mempolicy that the \
container requests a memory policy: Read-only file system; make it writable, or processes executed in the container \
would not get the policy" \
		unshare -m sh -c 'mount -t tmpfs -o ro tmpfs /run && exec "$@"' sh \
		"$wrapper" --oci-runtime "$runtime" --root "$root" create --bundle "$bundle" c
	new_bundle .
	# shellcheck disable=SC2016 # of the script
	says 'one that requests none needs no mark' "0 run --bundle $bundle c" \
		unshare -m sh -c 'mount -t tmpfs -o ro tmpfs /run && exec "$@"' sh \
		"$wrapper" --oci-runtime /bin/echo run --bundle "$bundle" c
}

where_nothing_can_be_written() {
	new_bundle "$memory_policy"
	mkdir -p "$work/read-only" "$work/small"
	mount --bind "$bundle" "$work/read-only"
	mount -o remount,bind,ro "$work/read-only"
	refused 'a bundle that is read-only' 71 "cannot write the hook into $work/read-only/config.json: \
Read-only file system; make the bundle's folder writable, or add the hook to config.json beforehand" \
		run --bundle "$work/read-only" c
	umount "$work/read-only"
	mount -t tmpfs -o size=64k tmpfs "$work/small"
	cp "$config" "$work/small/"
	dd if=/dev/zero "of=$work/small/full" 2>/dev/null || true
	refused 'no space' 71 "cannot write the hook into $work/small/config.json: No space left on device" \
		run --bundle "$work/small" c
	check_ok 'no space: config.json is as it was' cmp "$config" "$work/small/config.json"
	check_same 'no space: nothing is left beside it' 'config.json full' "$(find "$work/small" -type f -printf '%f\n' | sort | paste -s -d ' ')"
	umount "$work/small"
	code=0
	(ulimit -f 0 && wrapped run --bundle "$bundle" c) >"$work/out" 2>"$work/err" || code=$?
	check_same 'files may not grow' 71 "$code"
	check_same 'files may not grow: nothing is left beside it' '' "$(find "$bundle/" -name '.config*')"
}

# is_there SERIAL: for a moment, the previous one may be there
is_there() {
	read -r line <"$config"
	[ "$line" = "{\"serial\": $1," ]
}

# keeps_replacing REST: each file put here is still there when the next comes, possibly edited.
# Starts only one program for each, to be fast.
keeps_replacing() {
	serial=0
	while [ -e "$work/go" ]; do
		is_there "$serial" || is_there "$serial" || is_there "$serial" || echo "$line, not $serial" >>"$work/lost"
		serial=$((serial + 1))
		printf '{"serial": %d,\n%s\n' "$serial" "$1" >"$bundle/next"
		mv "$bundle/next" "$config"
	done
	echo "$serial" >"$work/serial"
}

races() {
	new_bundle "$memory_policy"
	rest=$(jq -c . "$config" | cut -c 2-)
	printf '{"serial": 0,\n%s\n' "$rest" >"$config"
	: >"$work/go"
	: >"$work/lost"
	keeps_replacing "$rest" &
	replacer=$!
	for _ in $(seq 300); do
		# It may report that config.json is replaced all the time.
		"$wrapper" --oci-runtime /bin/true --root "$root" create --bundle "$bundle" c 2>>"$work/errors" || true
	done
	rm "$work/go"
	wait "$replacer"
	check_same 'nothing else is wrong' '' "$(grep -v 'config.json is being replaced by another process again and again' "$work/errors")"
	check_same 'no file that another puts there meanwhile is lost' '' "$(cat "$work/lost")"
	check_ok 'there were many' test "$(cat "$work/serial")" -gt 50
	"$wrapper" --oci-runtime /bin/true --root "$root" create --bundle "$bundle" c
	check_same 'the last one is there, with the hook' "$(cat "$work/serial") 1" "$(jq -r '"\(.serial) \(.hooks.createRuntime | length)"' "$config")"
	rm -rf "$marks"
}

# ---- an ordinary user ----

# In a build with coverage, lets programs write their counts as another user, too.
open_coverage() {
	[ -z "$(find "$built/runtime" -name '*.gcno')" ] ||
		chmod -R a+rwX "$built/lib" "$built/oci" "$built/hook" "$built/runtime"
}

rootless() {
	about="rootless $runtime"
	open_coverage
	mkdir -p "$work/home"
	new_bundle "$memory_policy | .linux.uidMappings = [{containerID: 0, hostID: 65534, size: 1}] |
		.linux.gidMappings = .linux.uidMappings | .linux.namespaces += [{type: \"user\"}] |
		del(.linux.resources, .linux.cgroupsPath, .process.rlimits) | .mounts |= map(select(.type != \"cgroup\" and .type != \"devpts\" and .type != \"sysfs\"))"
	chown -R 65534:65534 "$work/home" "$bundle"
	as_user="setpriv --reuid 65534 --regid 65534 --clear-groups env XDG_RUNTIME_DIR=$work/home HOME=$work/home"
	# shellcheck disable=SC2086 # words are wanted
	check_silent 'starts' $as_user "$wrapper" --oci-runtime "$runtime" run --detach --bundle "$bundle" c
	wait_until test -s "$bundle/rootfs/shown"
	check_same 'init has the policy' bind:0 "$(shown "$(cat "$bundle/rootfs/shown")")"
	# shellcheck disable=SC2086 # words are wanted
	check_same 'executed' bind:0 "$(shown "$($as_user "$wrapper" --oci-runtime "$runtime" \
		exec c /busybox head -n 1 /proc/self/numa_maps 2>&1)")"
	# shellcheck disable=SC2086 # words are wanted
	check_ok 'delete is the runtime, where there is no room for it beside' \
		$as_user prlimit --nproc=1 "$wrapper" --oci-runtime /bin/true delete c
	# shellcheck disable=SC2086 # words are wanted
	check_ok 'deleted' $as_user "$wrapper" --oci-runtime "$runtime" delete --force c
	other_runtime_dir
	rm -rf "$bundle"
}

# says NAME TEXT COMMAND...
says() {
	name=$1 expected=$2
	shift 2
	run "$@"
	check_same "$name" "$expected" "$code $out$err"
}

# The runtime is executed with the same arguments and environment as this program.
# shellcheck disable=SC2016 # of the script
untouched() {
	about=
	printf '#!/bin/sh\necho "$*"\nenv | grep ^SEEN\nls -l /proc/self/fd | sed -n "s/.* \\([0-9] -> .*\\)/\\1/p" | grep -v -e /proc -e pipe\ngrep SigIgn /proc/self/status\n' >"$work/show"
	chmod 755 "$work/show"
	runtime=runc
	new_bundle "$memory_policy"
	set -- --root "$root" --debug run --preserve-fds 1 -b "$bundle" c
	SEEN='a  b' sh -c 'trap "" USR1; exec "$@"' sh "$work/show" "$@" 3</dev/null 2>&- >"$work/alone"
	SEEN='a  b' sh -c 'trap "" USR1; exec "$@"' sh "$wrapper" --oci-runtime "$work/show" "$@" 3</dev/null 2>&- >"$work/wrapped"
	check_same 'arguments, environment, descriptors, signals' "$(cat "$work/alone")" "$(cat "$work/wrapped")"
	rm -rf "$marks"
}

for runtime in runc crun; do
	about=$runtime
	edits
	forgets
	without_policy
	stale
	by_annotation
	passes_on
	paused
	command_lines
	linked_root
	name_taken
	default_root
	unknown_options
	unhad
	hostile
	where_nothing_can_be_remembered
	where_nothing_can_be_written
	rootless
done
runtime=runc about=
races
untouched
named
