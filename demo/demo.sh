#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Shows the hook at work in real containers; see usage().
set -eu
cd "$(dirname "$0")/.."
top=$(pwd -P)
out=$top/build/demo

usage() {
	cat <<'EOF'
Usage: sh demo/demo.sh [OPTION]...

Installs what it needs (Debian, with apt-get), builds the hook into build/demo, and runs a real
container under runc and under crun: without the hook, with it, and with policies that the hook
refuses; then under Podman, if it is installed. Run as root.

  --mode MODE      try this policy instead, such as MPOL_BIND
  --nodes LIST     its nodes, such as 0-1 (default: all nodes with memory; none with
                   MPOL_DEFAULT and MPOL_LOCAL)
  --flags F1,F2    its flags, such as MPOL_F_STATIC_NODES
  --runtime NAME   runc, crun or both (default: both)
  --help           print this and exit

The policy is passed on unchanged: try a wrong one, and see it refused.

Exit codes: 0 everything went as expected; 1 something did not; 64 wrong usage; 65 the policy of
--mode, --nodes, --flags was refused; 69 a requirement is missing; 77 not permitted.
EOF
}

# fail CODE TEXT
fail() {
	echo "demo.sh: $2" >&2
	exit "$1"
}

# ---- command line ----

mode=MPOL_INTERLEAVE nodes='' flags='' runtimes='runc crun'
own=no with_nodes=no with_flags=no
while [ $# -gt 0 ]; do
	case $1 in
	--help)
		usage
		exit 0
		;;
	--mode | --nodes | --flags | --runtime)
		[ $# -ge 2 ] || fail 64 "a value is missing after $1; see --help"
		;;
	*) fail 64 "unknown option \"$1\"; see --help" ;;
	esac
	case $1 in
	--mode) mode=$2 own=yes ;;
	--nodes) nodes=$2 own=yes with_nodes=yes ;;
	--flags) flags=$2 own=yes with_flags=yes ;;
	--runtime)
		case $2 in
		runc | crun) runtimes=$2 ;;
		both) runtimes='runc crun' ;;
		*) fail 64 "--runtime takes runc, crun or both, not \"$2\"" ;;
		esac
		;;
	esac
	shift 2
done

# ---- what it needs ----

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
	bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

heading() {
	printf '\n%s%s%s\n' "$bold" "$1" "$plain"
}

# quietly WHAT COMMAND...: writes the output to a file, and shows the end of it if the command fails
quietly() {
	what=$1
	shift
	"$@" >"$out/log" 2>&1 && return
	tail -n 20 "$out/log" >&2
	fail 69 "$what failed; all of its output is in $out/log"
}

missing_packages() {
	for need in gcc:gcc cmake:cmake ninja:ninja-build pkg-config:pkg-config jq:jq \
		unshare:util-linux umount:mount; do
		command -v "${need%:*}" >/dev/null || echo "${need#*:}"
	done
	for runtime in $runtimes; do
		command -v "$runtime" >/dev/null || echo "$runtime"
	done
	[ -e /usr/include/stdlib.h ] || echo libc6-dev
	command -v musl-gcc >/dev/null || echo musl-tools
	pkg-config --exists jansson 2>/dev/null || echo libjansson-dev
	[ -e /usr/include/seccomp.h ] || echo libseccomp-dev
}

install_packages() {
	packages=$(missing_packages | tr '\n' ' ')
	[ -n "$packages" ] || return 0
	command -v apt-get >/dev/null || fail 69 "apt-get is not available here; first install: $packages"
	echo "Installing with apt-get: $packages"
	export DEBIAN_FRONTEND=noninteractive
	quietly "apt-get update" apt-get -q update
	# shellcheck disable=SC2086 # words are wanted
	quietly "apt-get install" apt-get -q install -y --no-install-recommends $packages
}

build() {
	echo "Building the hook in build/demo"
	quietly cmake cmake -S "$top" -B "$out" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCLI=OFF \
		-DCONFORMANCE=OFF -DBUILD_TESTING=OFF
	quietly "the build" cmake --build "$out" --target oci-mempolicy-hook demo-probe
	mkdir -p "$out/rootfs"
	cp "$out/demo/demo-probe" "$out/rootfs/probe"
}

# has_capability BIT
has_capability() {
	effective=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
	[ $(((0x$effective >> $1) & 1)) = 1 ]
}

# Reports everything that is missing at once.
check_permissions() {
	lacking=
	has_capability 21 || lacking="$lacking
  - CAP_SYS_ADMIN, to create a container"
	has_capability 19 || lacking="$lacking
  - CAP_SYS_PTRACE, for the hook to trace the container's init"
	unshare --mount --pid --fork true 2>/dev/null || lacking="$lacking
  - new namespaces: unshare(2) is refused (a seccomp filter?)"
	[ -n "$lacking" ] || return 0
	fail 77 "this environment does not permit it. Missing:$lacking
On a machine or virtual machine of your own, root has all of these. A container must be started
with more rights, such as by docker run --privileged."
}

check_kernel() {
	seen=$("$out/rootfs/probe") ||
		fail 77 "this environment does not permit memory policies: $seen (a seccomp filter?)"
}

# ---- running a container ----

# bundle FILTER: creates $dir, whose config.json is the output of "$runtime spec", changed by a jq
# filter in which $policy, $hook and others are set
bundle() {
	rm -rf "$dir"
	mkdir -p "$dir"
	(cd "$dir" && "$runtime" spec)
	jq --tab --argjson policy "$policy" --arg hook "$out/hook/oci-mempolicy-hook" \
		--arg rootfs "$out/rootfs" --arg stderr "$dir/hook-stderr" --arg mems "$mems" '
		.process.terminal = false | .process.args = ["/probe"] | .root.path = $rootfs |
		del(.process.rlimits) | '"$1" "$dir/config.json" >"$dir/changed"
	mv "$dir/changed" "$dir/config.json"
}

# Runs the container in $dir, with the output of the container and the runtime in $dir/output. crun
# (1.8.1 to 1.29) discards what hooks print, unless an annotation names a file for it (from 0.14 on).
run_container() {
	id=oci-mempolicy-demo-$$
	if timeout 60 sh tests/support/without-unified.sh "$runtime" run --bundle "$dir" "$id" \
		</dev/null >"$dir/output" 2>&1; then
		return 0
	fi
	"$runtime" delete --force "$id" >/dev/null 2>&1 || true
	if [ -s "$dir/hook-stderr" ]; then
		echo "(the hook's stderr, from the file that the annotation run.oci.hooks.stderr names:)"
		cat "$dir/hook-stderr"
	fi >>"$dir/output"
	return 1
}

# show FILTER...: these parts of config.json, and the command
show() {
	for filter; do
		jq -c "$filter // empty" "$dir/config.json"
	done | sed 's/^{\(.*\)}$/  config.json:  \1/'
	echo "  command:      $runtime run --bundle ${dir#"$top"/} demo"
}

show_output() {
	fold -s -w 96 "$dir/output" | sed 's/^/  | /'
}

# ---- the steps: each says what it has shown, and fails if it is not as expected ----

verdict() {
	printf '  %s=> %s%s\n' "$bold" "$1" "$plain"
}

wrong() {
	verdict "NOT AS EXPECTED: $1"
	exit 1
}

# Starts with a plain container: if this fails, memory policies are not the reason.
check_runtime() {
	dir=$out/$runtime-plain
	bundle .
	run_container && return
	show_output >&2
	fail 69 "$runtime cannot run even a plain container here, see above"
}

memory_policy='{memoryPolicy: .linux.memoryPolicy}'
hooks='{hooks: .hooks}'
mems_shown='if .linux.resources.cpu.mems then {mems: .linux.resources.cpu.mems} else null end'
# shellcheck disable=SC2016 # the variables are of jq
with_policy='.linux.memoryPolicy = $policy'
# shellcheck disable=SC2016
with_hook="$with_policy"' | .annotations["run.oci.hooks.stderr"] = $stderr |
	.hooks.createContainer = [{path: $hook, args: ["oci-mempolicy-hook"]}]'
# shellcheck disable=SC2016
with_cpuset="$with_hook"' | if $mems != "" then .linux.resources.cpu.mems = $mems else . end'

step_without() {
	heading "$runtime: a container that requests a memory policy, without the hook"
	dir=$out/$runtime-without
	bundle "$with_policy"
	show "$memory_policy"
	if ! run_container; then
		show_output
		verdict "this $runtime supports memoryPolicy itself, and refused it"
		return
	fi
	show_output
	case $(cat "$dir/output") in
	"policy: MPOL_DEFAULT"*) verdict "$runtime silently ignored memoryPolicy" ;;
	*) verdict "this $runtime supports memoryPolicy itself" ;;
	esac
}

# step_with PATTERN: the container's output must match it
step_with() {
	heading "$runtime: the same container, with the hook"
	dir=$out/$runtime-with
	bundle "$with_hook"
	show "$memory_policy" "$hooks"
	if ! run_container; then
		show_output
		[ "$own" = yes ] || wrong "the container did not start"
		verdict "refused: the container was not started"
		refused=yes
		return
	fi
	show_output
	# shellcheck disable=SC2254 # a pattern is wanted
	case $(cat "$dir/output") in
	$1) verdict "in effect before the container's program started" ;;
	*) wrong "this is not the requested policy" ;;
	esac
}

# step_refused NAME HEADING TEXT: the output must contain TEXT
step_refused() {
	heading "$runtime: $2"
	dir=$out/$runtime-$1
	bundle "$with_cpuset"
	show "$memory_policy" "$mems_shown"
	if run_container; then
		show_output
		wrong "the container was started"
	fi
	show_output
	if grep -q '^policy: ' "$dir/output" || ! grep -q "$3" "$dir/output"; then
		wrong "it failed for another reason"
	fi
	verdict "refused: the container was not started"
}

refusals() {
	policy="{\"mode\": \"MPOL_BIND\", \"nodes\": \"$all\",
		\"flags\": [\"MPOL_F_STATIC_NODES\", \"MPOL_F_RELATIVE_NODES\"]}"
	step_refused bad "a policy that breaks a rule" "memory policy"
	case $all in
	*[,-]*)
		mems=${all%%[,-]*}
		policy="{\"mode\": \"MPOL_BIND\", \"nodes\": \"$all\"}"
		step_refused outside "nodes outside the container's cpuset" "cpuset ($mems)"
		;;
	*)
		policy="{\"mode\": \"MPOL_BIND\", \"nodes\": \"$all,1023\"}"
		step_refused outside "a node that does not exist (this machine has memory on one node \
only, so none can be left out of the cpuset)" "node 1023"
		;;
	esac
	mems=
}

# ---- the whole demo ----

# shellcheck source=SCRIPTDIR/podman.sh
. "$top/demo/podman.sh"

if [ "$(id -u)" != 0 ]; then
	fail 77 "run as root: installing packages and creating containers requires it"
fi
[ -r /sys/devices/system/node/has_memory ] ||
	fail 69 "/sys/devices/system/node does not exist: this kernel has no NUMA support (CONFIG_NUMA)"
check_permissions
mkdir -p "$out"
install_packages
build
check_kernel

all=$(cat /sys/devices/system/node/has_memory)
mems='' policy='{}' refused=no expected='policy: *'
if [ "$with_nodes" = no ]; then
	case $mode in
	MPOL_DEFAULT | MPOL_LOCAL) ;;
	*) nodes=$all with_nodes=yes ;;
	esac
fi
[ "$own" = yes ] || expected="policy: $mode, nodes $all (*"
own_policy=$(jq -nc --arg mode "$mode" --arg nodes "$nodes" --arg flags "$flags" \
	--arg with_nodes "$with_nodes" --arg with_flags "$with_flags" '{mode: $mode} +
	if $with_nodes == "yes" then {nodes: $nodes} else {} end +
	if $with_flags == "yes" then {flags: ($flags | split(","))} else {} end')

for runtime in $runtimes; do
	check_runtime
	policy=$own_policy
	step_without
	step_with "$expected"
	[ "$own" = yes ] || refusals
done
left_out=
runtime=${runtimes%% *}
[ "$own" = yes ] || steps_podman

heading "Done"
echo "The bundles and the output of each container are in ${out#"$top"/}/."
[ -z "$left_out" ] || echo "$left_out"
if [ "$refused" = yes ]; then
	echo "The policy was refused."
	exit 65
fi
