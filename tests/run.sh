#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what is needed, builds, and runs every test. Ends with one line 'N passed, N failed'.
#
# usage: run.sh [--full]     --full: the lab's own tests, and the conformance suite in every
#                            combination of runtimes, kernels, cgroups, users and stages, too
#
# Parts run side by side in two lanes; what each printed is in build/log. Run as root.
set -eu
cd "$(dirname "$0")/.."
log=build/log

full=
case $*-$# in
-0) ;;
--full-1) full=yes ;;
*)
	echo "usage: run.sh [--full]" >&2
	exit 64
	;;
esac

# ---- parts: each prints to its log and ends with its result ----

lint() {
	git ls-files -z '*.[ch]' | xargs -0 clang-format --dry-run --Werror &&
		git ls-files -z '*.c' ':!*aarch64.c' ':!examples/' |
		xargs -0 clang-tidy -p build/clang --quiet &&
		cppcheck_sources x86_64 aarch64 &&
		cppcheck_sources aarch64 x86_64 &&
		git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck
}

# cppcheck_sources ARCHITECTURE OTHER
cppcheck_sources() {
	cppcheck --quiet --error-exitcode=1 --enable=warning,style,performance,portability \
		--suppress=variableScope --suppress=unusedStructMember --inline-suppr \
		--std=c11 -Ilib -Icommon -Ihook -Icli "-D__$1__" -i "lib/arch/$2.c" lib common hook cli
}

# Hooks of other users count their lines, too: they must reach the folder where counts are kept,
# wherever the project lies.
coverage_folder=$(mktemp -d)
chmod 755 "$coverage_folder"
trap 'rm -rf "$coverage_folder"' EXIT

# folder PRESET
folder() {
	case $1 in
	coverage) echo "$coverage_folder" ;;
	*) echo "build/$1" ;;
	esac
}

# build PRESET
build() {
	cmake --preset "$1" -B "$(folder "$1")" && cmake --build "$(folder "$1")"
}

# The tests of a build: suite PRESET PROGRAM
suite() {
	"$(folder "$1")/tests/$2/$2-tests"
}

# faults PRESET
faults() {
	"$(folder "$1")/tests/tracee/tracee-fault-tests"
}

# The command's pages and completions name its options.
# Real containers under oci-mempolicy inspect: inspect PRESET
inspect() {
	built=$(cd "$(folder "$1")" && pwd)
	sh tests/cli/inspect.sh "$built/cli/oci-mempolicy" "$built/tests/cli/resident" \
		"$built/hook/oci-mempolicy-hook"
}

cli_docs() {
	sh tests/cli/docs.sh build/release/cli/oci-mempolicy build/release/hook/oci-mempolicy-hook
}

# What breaks the hook spends its time waiting for time limits, so side by side. Last, what counts
# processes.
hook_faults() {
	for case in killed errors memory init config paths; do
		hook_faults_of "$case" >"$log/hook-faults-$case.log" 2>&1 &
	done
	wait
	cat "$log"/hook-faults-*.log
	hook_faults_of soak
}

# hook_faults_of CASE
hook_faults_of() {
	CK_RUN_CASE=$1 suite release faults || echo "0 passed, 1 failed: $1"
}

cross() {
	build aarch64 &&
		qemu-aarch64-static build/aarch64/hook/oci-mempolicy-hook --version
}

coverage() {
	gcovr --root . --filter lib/ --filter common/ --filter hook/ --filter cli/ --exclude hook/demo-probe.c \
		--print-summary --fail-under-line 90 "$coverage_folder"
}

# What of the conformance suite this machine can show: conformance RUNTIME. Some versions of crun
# refuse a cgroup v2 hierarchy mounted within v1.
conformance() {
	set -- build/release/tests/conformance/oci-mempolicy-conformance --runtime "$1" \
		--hook build/release/hook/oci-mempolicy-hook --stage both
	if mountpoint -q /sys/fs/cgroup/unified; then
		# shellcheck disable=SC2016 # of the inner shell
		set -- unshare --mount sh -c 'umount /sys/fs/cgroup/unified && exec "$@"' sh "$@"
	fi
	"$@"
}

# The suite itself
conformance_suite() {
	sh tests/conformance/test.sh build/release/tests/conformance/oci-mempolicy-conformance \
		build/release/hook/oci-mempolicy-hook
}

# Machines with several nodes, two side by side
lab() {
	sh tests/conformance/lab/run.sh ${full:+--full}
}

library() {
	sh tests/library/run.sh
}

schema() {
	sh tests/schema/run.sh
}

fuzz() {
	sh tests/fuzz/run.sh 30
}

# What guards the built hooks, and that building is reproducible
hardening() {
	sh tests/hardening/test.sh build/release build/aarch64
}

demo() {
	sh hook/demo.sh
}

bench() {
	BENCH_SAMPLES=10 sh tests/bench/run.sh
}

cli_lab() {
	sh tests/cli/lab.sh build/release/cli/oci-mempolicy
}

# ---- running them ----

# part NAME COMMAND...: runs it, prints a line, and leaves 'PASSED FAILED' in its count file.
part() {
	name=$1
	shift
	started=$(date +%s)
	if "$@" >"$log/$name.log" 2>&1; then status=0; else status=$?; fi
	count "$name" "$status" >"$log/$name.count"
	read -r passed failed <"$log/$name.count"
	printf '%-20s %4s passed, %s failed  (%s s)\n' "$name" "$passed" "$failed" \
		"$(($(date +%s) - started))"
	[ "$failed" = 0 ] || tail -n 60 "$log/$name.log" | sed "s/^/  $name: /"
}

# count NAME STATUS: the sum of what its programs counted, by Check's closing line or "N passed, N
# failed"; else the part counts as one test. A part that failed counts one failure at the least.
count() {
	awk -v status="$2" '
		/^[0-9]+%: Checks: [0-9]+, Failures: [0-9]+, Errors: [0-9]+$/ {
			gsub(",", "")
			passed += $3 - $5 - $7
			failed += $5 + $7
			checks += $3
		}
		/^[0-9]+ passed, [0-9]+ failed/ {
			passed += $1
			failed += $3
			checks += $1 + $3
		}
		END {
			if (!checks && status == 0)
				passed = 1
			if (!failed && status != 0)
				failed = 1
			print passed + 0, failed + 0
		}' "$log/$1.log"
}

first_lane() {
	part build-release build release
	part unit suite release unit
	part e2e suite release e2e
	part confinement suite release confinement
	part tracee suite release tracee
	part faults faults release
	part conformance-runc conformance runc
	part conformance-crun conformance crun
	part conformance-suite conformance_suite
	part library library
	part cli suite release cli
	part cli-docs cli_docs
	part cli-inspect inspect release
	part demo demo
	part bench bench
	part schema schema
	part hook-faults hook_faults
}

second_lane() {
	part build-clang build clang
	part lint lint
	part cross-aarch64 cross
	part hardening hardening
	part build-asan build asan
	part unit-asan suite asan unit
	part tracee-asan suite asan tracee
	part faults-asan faults asan
	part e2e-asan suite asan e2e
	part cli-asan suite asan cli
	part build-coverage build coverage
	part unit-coverage suite coverage unit
	part tracee-coverage suite coverage tracee
	part faults-coverage faults coverage
	part e2e-coverage suite coverage e2e
	part cli-coverage suite coverage cli
	part inspect-coverage inspect coverage
	part coverage coverage
	part fuzz fuzz
}

rm -rf "$log"
mkdir -p "$log"
sh tests/install.sh
started_all=$(date +%s)
first_lane &
second_lane
wait
part lab lab
sed -n '/ passed, .* s)$/s/^/  /p' "$log/lab.log"
part cli-lab cli_lab
part inspect-lab sh tests/cli/lab-inspect.sh build/release --kernel 6.12
if [ "$full" ]; then
	part lab-itself sh tests/lab/test.sh
fi
echo "all parts: $((($(date +%s) - started_all) / 60)) minutes"
grep -h '^lines:' "$log/coverage.log" || true
cat "$log"/*.count | awk '{passed += $1; failed += $2}
	END {print passed " passed, " failed " failed"; exit failed > 0}'
