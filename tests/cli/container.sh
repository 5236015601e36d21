# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154
# For scripts that test with real containers; sourced after tap.sh, with program, resident and hook
# set.
runtime=runc about=runc

# Called whatever happens.
at_end() {
	for state in "$work"/*/state; do
		[ -d "$state" ] || continue
		"$(cat "$state/../runtime")" --root "$state" delete --force test >"$work/delete" 2>&1 ||
			cat "$work/delete"
	done
}

# begin NAME JQ-FILTER RESIDENT-ARGUMENT...: starts a container "test" of the runtime in its own
# folder, and waits until its memory is where it should be.
begin() {
	folder=$work/$runtime-$1
	filter=$2
	shift 2
	# shellcheck disable=SC2016 # of jq
	make_bundle "$folder" "$runtime" '.process.args = ["/resident"] + $ARGS.positional
		| .root.readonly = false
		| .linux.cgroupsPath = $cgroup
		| .hooks.createContainer = [{path: $hook, args: ["oci-mempolicy-hook"]}]
		| '"$filter" --arg hook "$hook" \
		--arg cgroup "/inspect-test-$$-$runtime-${folder##*-}" --args -- "$@"
	mkdir -p "$folder/rootfs/dev" "$folder/rootfs/proc" "$folder/rootfs/sys" "$folder/state"
	echo "$runtime" >"$folder/runtime"
	cp "$resident" "$folder/rootfs/resident"
	"$runtime" --root "$folder/state" run --detach --bundle "$folder" test >"$folder/out" 2>&1 \
		</dev/null || cat "$folder/out"
	wait_ready "$folder/out"
	init=$("$runtime" --root "$folder/state" state test | jq .pid)
}

# wait_ready FILE
wait_ready() {
	wait_until grep -q ready "$1" && return
	echo "$runtime: $1: $(cat "$1")"
	return 1
}

# wait_status STATUS: waits for this status of the container
wait_status() {
	wait_until has_status "$1" || true
}

has_status() {
	[ "$("$runtime" --root "$folder/state" state test | jq -r .status)" = "$1" ]
}

# end: kills init; the container is then stopped
end() {
	"$runtime" --root "$folder/state" kill test KILL
	wait_status stopped
}

# inspect ARGUMENT...: inspects the container; sets out, err and code
inspect() {
	run_inspect --runtime "$runtime" --root "$folder/state" "$@" test
}

run_inspect() {
	# shellcheck disable=SC2086 # it may have words before it
	run $program inspect "$@" </dev/null
}

# query JQ-FILTER: queries the output of inspect
query() {
	printf '%s' "$out" | jq -c "$1"
}
