#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# oci-mempolicy inspect on real containers. Requires root.
#   inspect.sh PROGRAM RESIDENT HOOK
set -eu
here=$(dirname "$0")
if [ -z "${INSPECT_APART:-}" ]; then
	INSPECT_APART=1 exec sh "$here/../support/without-unified.sh" sh "$0" "$@"
fi
program=$1 resident=$2 hook=$3
promtool=$(sh "$here/promtool.sh" "$here/../../build/promtool")
# shellcheck source=SCRIPTDIR/../support/tap.sh
. "$here/../support/tap.sh"
# shellcheck source=SCRIPTDIR/container.sh
. "$here/container.sh"

bind='.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "0"}'

in_force() {
	begin strict "$bind" anon:0:2560 zero:0:512 threads:0:2
	inspect
	check_same strict "container    \"test\", running, process $init
requested    MPOL_BIND:0
enforcement  strict
cpuset       0
locality     100.0 % of 10 MiB of its own memory is on node 0
shared       100.0 % of 2.0 MiB of shared memory is on node 0" "$(printf '%s' "$out" | sed '/^$/,$d; /^moved /d')"
	check_same 'its processes' "$(printf '%s 3 10 MiB 2.0 MiB 100.0 %% MPOL_BIND:0' "$init")" \
		"$(printf '%s' "$out" | awk -v pid="$init" '$1 == pid {print $1, $3, $4, $5, $6, $7, $8, $9, $10}')"
	check_lines 'a star for a node of the policy' 1 '^  0\* ' "$work/out"
	check_lines 'and what it means' 1 '^\* a node of the policy$' "$work/out"
	check_same 'exit code' 0 "$code"
	inspect --json
	check_same 'in JSON' "[\"strict\",{\"mode\":\"MPOL_BIND\",\"nodes\":\"0\"},\"pid namespace\",1,3,[\"numa_maps\"],1]" \
		"$(query '[.enforcement, .requested, .container.processesBy, (.processes | length),
			(.processes[0].threads | length), ([.processes[0].threads[].by] | unique),
			.judgement.locality]')"
	check_same 'memory is counted' '[true,2097152,0]' "$(query '.memory.nodes[0] |
		[.anonymous >= 10485760 and .anonymous < 11534336, .shared, .huge]')"
	inspect --min-locality 1
	check_same 'the check holds' 0 "$code"
}

paused() {
	"$runtime" --root "$folder/state" pause test
	# The kernel needs some time for this.
	wait_status paused
	inspect --json
	check_same 'while paused' '["strict","paused"]' "$(query '[.enforcement, .container.status]')"
	"$runtime" --root "$folder/state" resume test
}

named_otherwise() {
	"$runtime" --root "$folder/state" state test >"$work/state.json"
	run_inspect --state "$work/state.json" --json
	check_same 'by a state in a file' '"strict"' "$(query .enforcement)"
	check_same 'by a state on standard input' strict "$("$program" inspect --state - <"$work/state.json" |
		awk '$1 == "enforcement" {print $2}')"
	run_inspect --pid "$init" --json
	check_same 'by its process' '["unknown",null,{"mode":"MPOL_BIND","nodes":"0"},1]' \
		"$(query '[.enforcement, .requested, .judgement.policy, .judgement.locality]')"
}

# A process that exec starts has no policy, because hooks do not run for it.
joined() {
	# In a file, the child can keep its output open without holding up this script.
	"$runtime" --root "$folder/state" exec --detach test /resident anon:0:10 >"$work/exec" 2>&1 </dev/null
	wait_ready "$work/exec"
	inspect --json
	other=$(query '.processes[1].pid')
	check_same 'one that exec started' "degraded (1 of 4 threads runs under another policy: thread $other of process $other under MPOL_DEFAULT)" \
		"$(query . | jq -r '"\(.enforcement) (\(.why))"')"
	narrow 80
	narrow 40
	run_inspect --pid "$init" --json
	check_same 'it is found by the pid namespace' 2 "$(query '.processes | length')"
}

# narrow COLUMNS: no line is wider, and nothing is missing
narrow() {
	COLUMNS=$1 inspect
	check_same "no line is wider than $1" '' "$(printf '%s\n' "$out" | awk -v most="$1" 'length($0) > most')"
	check_like "all is there within $1" '*process*another*policy*HUGE SHARED*own memory*POLICY*MPOL_BIND:0*MPOL_DEFAULT*' \
		"$(printf '%s' "$out" | tr '\n' ' ')"
}

# Colors and Unicode are for terminals only.
decorated() {
	run="$program inspect --runtime $runtime --root $folder/state test"
	escape=$(printf '\033')
	check_like 'a terminal' "*$escape*█*" "$(LC_ALL=C.UTF-8 TERM=xterm script -qec "$run" /dev/null </dev/null)"
	found=$(LC_ALL=C.UTF-8 TERM=xterm NO_COLOR=1 script -qec "$run" /dev/null </dev/null)
	check_like 'NO_COLOR' '*enforcement*█*' "$found"
	check_same 'no colours' "$found" "$(printf '%s' "$found" | tr -d '\033')"
	LC_ALL=C.UTF-8 TERM=xterm $run >"$work/plain"
	check_same 'a pipe has neither' 0 "$(LC_ALL=C grep -c '[^ -~]' "$work/plain" || true)"
	check_like 'and bars' '*####*' "$(cat "$work/plain")"
}

watched_twice() {
	[ "$(grep -c '"enforcement"' "$work/watched")" -ge 2 ]
}

has_picture() {
	[ -s "$work/picture.svg" ]
}

# A check that succeeds, a picture that is drawn again, and a line for each look.
watched() {
	: >"$work/watched"
	rm -f "$work/picture.svg"
	"$program" inspect --runtime "$runtime" --root "$folder/state" --json --watch 0.2 \
		--svg "$work/picture.svg" --fail-on none --min-locality 0 test >"$work/watched" 2>&1 &
	watcher=$!
	wait_until watched_twice || true
	first=$(stat -c %i "$work/picture.svg")
	rm "$work/picture.svg"
	wait_until has_picture || true
	check_same 'the picture is another file each time, and complete' '</svg>' "$(tail -n 1 "$work/picture.svg")"
	check_same 'it was there before' true "$([ "$first" -gt 0 ] && echo true)"
	end
	run wait "$watcher"
	check_same 'watched until its end' 0 "$code"
	check_same 'several times' true "$(jq -s 'length >= 2 and all(.requested.mode == "MPOL_BIND")' "$work/watched")"
	check_same 'a line of JSON for each' "$(jq -s length "$work/watched")" "$(wc -l <"$work/watched")"
	inspect
	check_same 'a stopped container' "66 oci-mempolicy inspect: container \"test\" has no process: its state is \"stopped\"; start it" \
		"$code $err"
}

# Checks while watching: it ends at the first look at which one fails.
watched_check() {
	begin watched-check "$bind" anon:0:10
	"$program" inspect --runtime "$runtime" --root "$folder/state" --json --watch 0.2 --fail-on degraded \
		test >"$work/watched" 2>"$work/watched.err" &
	watcher=$!
	wait_until watched_twice || true
	"$runtime" --root "$folder/state" exec --detach test /resident anon:0:10 >"$work/exec" 2>&1 </dev/null
	wait_ready "$work/exec"
	run wait "$watcher"
	check_like 'a check that fails while watched' \
		'1 oci-mempolicy inspect: enforcement is degraded: * of * threads run* under another policy*' \
		"$code $(cat "$work/watched.err")"
	check_same 'the last look is told, too' '"degraded"' "$(tail -n 1 "$work/watched" | jq .enforcement)"
	inspect --fail-on none
	check_same 'degraded is better than none' 0 "$code"
	inspect --fail-on degraded --min-locality 1
	check_same 'no better than degraded' 1 "$code"
	end
}

metrics() {
	begin metrics "$bind" anon:0:10
	inspect --format prometheus --output "$work/metrics.prom"
	check_same 'metrics' '0' "$code$out$err"
	run "$promtool" check metrics <"$work/metrics.prom"
	check_same 'promtool finds nothing' 0 "$code$out$err"
	check_lines 'the state that holds' 1 '^oci_mempolicy_enforcement{container="test",state="strict"} 1$' "$work/metrics.prom"
	check_lines 'the others' 2 '^oci_mempolicy_enforcement{.*"} 0$' "$work/metrics.prom"
	check_lines 'memory' 5 '^oci_mempolicy_memory_bytes{container="test",node="0",kind="[a-zA-Z]*"} [0-9]*$' "$work/metrics.prom"
	check_lines 'locality' 1 '^oci_mempolicy_locality_ratio{container="test"} 1.000000$' "$work/metrics.prom"
	"$runtime" --root "$folder/state" state test | jq '.id = "a\\b\"c\nd"' >"$work/state.json"
	run_inspect --state "$work/state.json" --format prometheus
	check_same 'labels are escaped' 'oci_mempolicy_processes{container="a\\b\"c\nd"} 1' \
		"$(printf '%s\n' "$out" | grep '^oci_mempolicy_processes{')"
	end
}

not_in_force() {
	begin unasked . anon:0:10
	inspect --fail-on none
	check_same 'none is what fails' "1 oci-mempolicy inspect: enforcement is none: config.json requests no memory policy" \
		"$code $err"
	inspect --min-locality 0.5
	check_lines 'no policy' 1 '^enforcement  none (config.json requests no memory policy)$' "$work/out"
	check_same 'nothing to judge by' "64 oci-mempolicy inspect: --min-locality cannot be checked: no policy with nodes is requested; request one in config.json, or leave out the option" \
		"$code $err"
	begin forgotten "$bind | del(.hooks)" anon:0:10
	inspect --json
	check_same 'no hook' "none (its only thread runs under MPOL_DEFAULT)" \
		"$(query . | jq -r '"\(.enforcement) (\(.why))"')"
	begin wrong '.linux.memoryPolicy = {mode: "MPOL_BIND"} | del(.hooks)' anon:0:10
	inspect --json
	check_same 'a wrong policy' '["none",null]' "$(query '[.enforcement, .requested]')"
	check_like 'and why' 'invalid memory policy nodes*' "$(query .why | jq -r .)"
	inspect --min-locality 0
	check_like 'of which no memory can lie where it should' \
		'1 oci-mempolicy inspect: no memory can be on the requested nodes: invalid memory policy nodes*' "$code $err"
}

# asked_elsewhere NAME JQ-FILTER EXPECTED: the policy is requested elsewhere than in linux.memoryPolicy
asked_elsewhere() {
	begin "$1" "$2" anon:0:10
	inspect --json
	check_same "asked for: $1" "$3" \
		"$(query . | jq -r '"\(.enforcement) \(.requested.mode):\(.requested.nodes) \(.requestedAt) \(.why)"')"
}

elsewhere() {
	key=io.github.oci-mempolicy.policy
	asked_elsewhere annotation ".annotations[\"$key\"] = \"bind:0\"" \
		"strict MPOL_BIND:0 /annotations/$key null"
	inspect
	check_lines 'where it stands' 1 "^requested    MPOL_BIND:0, from /annotations/$key$" "$work/out"
	inspect --min-locality 1 --fail-on degraded
	check_same 'and it is judged' 0 "$code"
	asked_elsewhere option '.hooks.createContainer[0].args += ["--policy", "bind:all"]' \
		'strict MPOL_BIND:0 /hooks/createContainer/0/args null'
	asked_elsewhere default '.hooks.createContainer[0].args += ["--default-policy=interleave:0"]' \
		'strict MPOL_INTERLEAVE:0 /hooks/createContainer/0/args null'
	asked_elsewhere unserved ".annotations[\"$key\"] = \"bind:0\" | del(.hooks)" \
		"none null:null null config.json requests a memory policy at /annotations/$key, which only the hook reads, but no hook entry runs oci-mempolicy-hook"
	asked_elsewhere ignored ".annotations[\"$key\"] = \"bind:0\"
		| .hooks.createContainer[0].args += [\"--no-annotations\"]" \
		'none null:null null config.json requests no memory policy'
}

# Without a pid namespace of its own, the cgroup is used. crun does not name init at createContainer.
in_cgroup() {
	begin shared "$bind"'
		| .linux.namespaces |= map(select(.type != "pid"))
		| .hooks |= {createRuntime: .createContainer}' anon:0:10
	"$runtime" --root "$folder/state" exec --detach test /resident anon:0:10 >"$work/exec" 2>&1 </dev/null
	wait_ready "$work/exec"
	inspect --json
	check_same 'by its cgroup' '["cgroup",2]' "$(query '[.container.processesBy, (.processes | length)]')"
	run_inspect --pid "$init" --json
	check_same 'a process alone' '["process",1]' "$(query '[.container.processesBy, (.processes | length)]')"
}

# Almost as many mappings as a process may have by default.
many() {
	"$resident" mappings:0:60000 >"$work/many" &
	pid=$!
	wait_ready "$work/many"
	run_inspect --pid "$pid" --json
	check_same 'every mapping is read' "$(wc -l <"/proc/$pid/numa_maps")" "$(query .memory.mappings)"
	check_same 'and every page' true "$(query '.memory.nodes[0].anonymous >= 60000 * 4096')"
	kill "$pid"
}

# Containers in a folder where the runtimes of engines keep them, with ids of 64 digits as engines give them;
# and the error when several match.
by_id() {
	id=$(printf '%064x' $$) namespace=/run/containerd/runc/inspect-test-$$-$runtime
	begin ids "$bind" anon:0:10
	mkdir -p "$namespace"
	for name in "$id" "${id%?}f"; do
		jq --arg name "/inspect-test-$name" '.linux.cgroupsPath = $name' "$folder/config.json" >"$work/config.json"
		cp "$work/config.json" "$folder/config.json"
		"$runtime" --root "$namespace" run --detach --bundle "$folder" "$name" >"$work/$name" 2>&1 </dev/null
		wait_ready "$work/$name"
	done
	run_inspect --json "$id"
	check_same 'by its whole id' "\"$id\"" "$(query .container.id)"
	run_inspect --json --engine containerd "$id"
	check_same 'of this engine' '"strict"' "$(query .enforcement)"
	by_nerdctl
	run_inspect --engine docker "$id"
	check_like 'of no other engine' '66 oci-mempolicy inspect: docker has no running container *' "$code $(printf '%s\n' "$err" | tail -n 1)"
	run_inspect --engine containerd "${id%?}"
	check_like 'the beginning of two ids' "66 oci-mempolicy inspect: more than one container's id begins with ${id%?}: *; give more digits of the id" \
		"$code $err"
	"$runtime" --root "$namespace" delete --force "${id%?}f"
	run_inspect --json "${id%?}"
	check_same 'by the beginning of its id' "\"$id\"" "$(query .container.id)"
	"$runtime" --root "$namespace" delete --force "$id"
	rm -rf "$namespace"
	end
}

# nerdctl has a file for each name, with the container's id in it.
by_nerdctl() {
	name=inspect-test-$$ names=/var/lib/nerdctl/inspect-test-$$/names
	mkdir -p "$names/default" "$names/other"
	printf %s "$id" >"$names/default/$name"
	run_inspect --json "$name"
	check_same 'by its name in nerdctl' "\"$id\"" "$(query .container.id)"
	run_inspect --engine crio "$name"
	check_same 'which is a name of containerd only' 66 "$code"
	printf %064x 0 >"$names/other/$name"
	mkdir "$names/third"
	mkfifo "$names/third/$name"
	program="timeout 30 $program"
	run_inspect --json --engine containerd "$name"
	program=${program#timeout 30 }
	check_same 'a name whose other files lead nowhere' "\"$id\"" "$(query .container.id)"
	printf %s "${id%?}f" >"$names/other/$name"
	run_inspect --engine containerd "$name"
	check_same 'a name in two namespaces' \
		'66 oci-mempolicy inspect: nerdctl knows more than one container with this name; give the container'\''s id' \
		"$code $err"
	rm -r "/var/lib/nerdctl/inspect-test-$$"
	rmdir --ignore-fail-on-non-empty /var/lib/nerdctl
}

many
for runtime in runc crun; do
	about=$runtime
	in_force
	paused
	named_otherwise
	joined
	decorated
	watched
	watched_check
	metrics
	not_in_force
	elsewhere
	by_id
	in_cgroup
	run_inspect --runtime "$runtime" --root "$folder/state" nobody
	check_same 'no such container' 66 "$code"
	check_like 'and the reason' "*oci-mempolicy inspect: $runtime state \"nobody\" ended with exit code 1; see *" "$err"
done
