#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the conformance suite in machines of the lab, two at a time, with the runtimes of every Debian
# suite. Needs the builds build/release and build/aarch64. Ends with the number of restarts of machines
# that hung, which the emulation causes, and with 'N passed, N failed'.
#
# usage: run.sh [--core | --full | --native] [MACHINE...]
#   --core      a machine of each architecture, with the core cases
#   --full      the core cases in every combination, and --native
#   --native    runtimes with native support for linux.memoryPolicy
#   MACHINE     only these, by their names in the plan below
#
# With the hook, every case must run and pass, except those for other kernels. The output of the suite,
# and matrix.json for ../matrix.sh, are in build/log/lab, build/log/lab-core and so on.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)

# ---- the plan: name of the machine | options of lab/run.sh | runs of guest.sh ----

# An ordinary user cannot create a cpuset.
rootless='rootless core !40-cpuset !41-cpuset-changes'
# The init of rootless crun cannot be traced (1.8.1 to 1.29, PR_SET_DUMPABLE in src/libcrun/linux.c);
# it can inherit the policy that crun was started under.
inherited='rootless none none-inherits bind-inherited-same default-with-nodes mode-unknown absent-node'

# crun (0.12 to 1.29) does not name init at createContainer, where only its pid namespace identifies it
# then.
crun_container='crun createContainer root !no-pid-namespace'
crun_elsewhere='crun both root no-pid-namespace'

# The cases that need no second node; tests/run.sh runs them on its own machine, with Debian 12's runtimes.
elsewhere='!50-rules-refused !51-lists-refused !52-types-refused'

plan_core() {
	cat <<-END
		core-x86_64 | --kernel 6.1 | runc createContainer root core, crun createContainer root core
		core-aarch64 | --arch aarch64 --kernel 6.1 | runc createContainer root core, crun createContainer root core
	END
}

# Every case on every runtime; the core cases with every value of everything else. The longest runs come
# first.
plan_covering() {
	cat <<-END
		sid-runc | --kernel newest | runc createContainer root
		trixie-runc | --kernel 6.12 | runc createContainer root
		bookworm-runc | --kernel 6.1 | runc createContainer root $elsewhere
		users-runc | --kernel 6.1 | $(users runc), runc both $rootless
		aarch64 | --arch aarch64 --kernel 6.1 | $crun_container, $crun_elsewhere, runc createRuntime root core
		users-crun | --kernel 6.1 | $(users crun), crun createContainer $inherited
		cgroup1 | --kernel 6.1 --cgroup 1 | runc createContainer root core, crun createContainer root core
		sid-crun | --kernel newest | $crun_container, $crun_elsewhere
		trixie-crun | --kernel 6.12 | $crun_container, $crun_elsewhere
		bookworm-crun | --kernel 6.1 | $crun_container $elsewhere, $crun_elsewhere
		nodes-128 | --kernel 6.1 --nodes 128 | crun createContainer root core
		old-on-new | --kernel newest --suite bookworm | runc both root core, crun both root core
		new-on-old | --kernel 6.1 --suite sid | runc both root core, crun both root core
	END
}

# users RUNTIME: all but createContainer by root
users() {
	echo "$1 createRuntime root core, $1 both root core, $1 createRuntime userns core, $1 both userns core"
}

plan_full() {
	for suite in sid trixie bookworm; do
		for runtime in runc crun; do
			for kernel in newest 6.12 6.1; do
				echo "full-$kernel-$suite-$runtime | --kernel $kernel --suite $suite |" \
					"$runtime createContainer root core, $(users "$runtime")"
			done
			echo "full-cgroup1-$suite-$runtime | --kernel 6.1 --cgroup 1 --suite $suite |" \
				"$runtime createContainer root core, $(users "$runtime")"
		done
		for kernel in newest 6.12 6.1; do
			echo "full-$kernel-$suite-rootless | --kernel $kernel --suite $suite |" \
				"runc createContainer $rootless, runc createRuntime $rootless, crun createContainer $inherited"
		done
	done
	for kernel in newest 6.12 6.1; do
		echo "full-aarch64-$kernel | --arch aarch64 --kernel $kernel |" \
			"runc createContainer root, crun both root"
	done
	# youki (0.6.0 to 0.7.0) refuses this case itself, before it runs a hook.
	cat <<-END
		full-runc-1.5 | --kernel newest --runtime runc-1.5 | runc-1.5 createContainer root
		full-youki | --kernel newest --runtime youki | youki createContainer root !preferred-many-balancing
	END
	plan_covering
	plan_native
}

plan_native() {
	for kernel in newest 6.1; do
		cat <<-END
			native-crun-$kernel | --kernel $kernel --suite sid | crun native root, crun native userns core
			native-runc-$kernel | --kernel $kernel --suite sid --runtime runc-1.5 | runc-1.5 native root
			native-youki-$kernel | --kernel $kernel --suite sid --runtime youki | youki native root
		END
	done
	# Node 63 is the last one in a word of the kernel's mask. With less memory, the first node fills up.
	for runtime in runc-1.5 youki; do
		echo "native-64-nodes-$runtime | --kernel newest --nodes 64 --memory 256 --runtime $runtime |" \
			"$runtime native root core"
	done
}

# those NAME...: the lines of these machines, or of all if there is no name
those() {
	awk -v names=" $* " 'names == "  " || index(names, " " $1 " ")'
}

# ---- running it ----

plan=plan_covering log=$root/build/log/lab
case ${1:-} in
--core | --full | --native)
	plan=plan_${1#--} log=$log-${1#--}
	shift
	;;
-*)
	echo "usage: run.sh [--core | --full | --native] [MACHINE...]" >&2
	exit 64
	;;
esac
# shellcheck source=SCRIPTDIR/../../support/tap.sh
. "$root/tests/support/tap.sh"
rm -rf "$log"
mkdir -p "$log"
for preset in release aarch64; do
	cmake --install "$root/build/$preset" --component conformance --prefix "$log/$preset" >"$log/install"
done
$plan | those "$@" | tr '\n' '\0' | xargs -0 -n 1 -P 2 sh "$here/machine.sh" "$log"
rm -rf "$log/release" "$log/aarch64" "$log/install"
sed -n '/^{"date"/p' "$log"/*.log >"$log/matrix.json"
cat "$log"/*.count | while read -r passed failed; do
	tap_count "$passed" passed, "$failed" failed
done
echo "$(cat "$log"/*.restarts | wc -l) restarts"
