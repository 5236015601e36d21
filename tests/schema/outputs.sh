# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154
# Checks that the JSON output of the command, and the hook's log, match their schemas. Sourced by
# run.sh.
schemas=$project/schema
build=$project/build/${PRESET:-release}
# shellcheck disable=SC2034 # for container.sh
program=$build/cli/oci-mempolicy resident=$build/tests/cli/resident hook=$build/hook/oci-mempolicy-hook
# shellcheck source=SCRIPTDIR/../cli/container.sh
. "$tests/../cli/container.sh"

# printed SCHEMA COMMAND...: its output must match this schema, whatever its exit code
printed() {
	schema=$1
	shift
	{
		"$@" 2>"$work/complaints" || true
		printf '\0'
	} >>"$schema.texts"
}

print_all() {
	rm -f output-*.texts hook-log.texts
	printed output-topology "$program" topology --json
	printed output-features "$program" features
	printed output-features "$program" features --host
	for goal in strict bandwidth latency tiered; do
		printed output-advise "$program" advise "--$goal" --json
	done
	printed output-advise "$program" advise --strict --cpus 0 --memory 1G --json
	printed output-advise "$program" advise --json
	for command in validate explain; do
		for host in --host --no-host; do
			printed "output-$command" "$program" "$command" --json "$host" /nowhere \
				"$tests"/../cli/validate/*/
		done
		printed "output-$command" "$program" "$command" --json --policy bind:0
	done
	# On a machine without any configuration, and on one with containerd.
	mkdir -p "$work/machine/etc/containerd"
	cp "$hook" "$work/machine/hook"
	for engine in podman docker crio containerd kubernetes; do
		printed output-configure "$program" configure "$engine" --dry-run --json --root "$work/machine" \
			--hook /hook
	done
	printed output-configure "$program" configure containerd --json --root "$work/machine" --hook /hook
	printed output-configure "$program" configure --undo --json --root "$work/machine"
	printed output-doctor "$program" doctor --json
	printed output-doctor "$program" doctor --json --hook "$hook"
	printed output-cdi "$program" cdi --hook /hook --device db=bind:0
}

# logged ARGUMENT...: what the hook logs for a state on standard input
logged() {
	"$hook" --log "$PWD/log" "$@" 2>"$work/complaints" || true
}

# print_container NAME JQ-FILTER: the output and the log for a container
print_container() {
	begin "$1" "$2 | .hooks.createContainer[0].args += [\"--log\", \"$PWD/log\"]" anon:0:256
	printed output-inspect "$program" inspect --json --runtime "$runtime" --root "$folder/state" test
	end
}

print_containers() {
	rm -f log
	printed output-inspect "$program" inspect --json --pid $$
	print_container bind '.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "0"}'
	print_container interleave '.linux.memoryPolicy = {mode: "MPOL_INTERLEAVE", nodes: "0", flags: ["MPOL_F_STATIC_NODES"]}'
	print_container annotation '.annotations["io.github.oci-mempolicy.policy"] = "prefer:0"'
	print_container none .
	echo '{"ociVersion": "1.0.0", "id": "a\ud800b"' | logged
	logged --policy bind:999 <"$folder/config.json"
	tr '\n' '\0' <log >hook-log.texts
}

# Both validators accept the parts of config.json in Markdown files. Log lines there join the hook's own.
documented() {
	(cd "$project" && python3 tests/docs/json_blocks.py log) >>hook-log.texts
	(cd "$project" && python3 tests/docs/json_blocks.py config) >documented.texts
	check_ok "Markdown files show parts of config.json" test -s documented.texts
	for validator in ajv jsonschema; do
		"$validator" "$schemas/config.schema.json" "$schemas/memory-policy.schema.json" \
			<documented.texts >verdicts
		check_same "$validator accepts the parts of config.json in Markdown files" '[]' "$(sort -u verdicts)"
	done
}

# judged SCHEMA: both validators take every text, and none with a key more.
judged() {
	set -- "$1" "$schemas/$1.schema.json" "$schemas/memory-policy.schema.json" \
		"$schemas/output-topology.schema.json" "$schemas/output-validate.schema.json"
	tr '\0' '\n' <"$1.texts" | jq -c '.addedByTheTest = true' | tr '\n' '\0' >"$1.wrong"
	for validator in ajv jsonschema; do
		name=$1
		shift
		"$validator" "$@" <"$name.texts" >verdicts
		check_same "$validator takes what is printed: $name" '[]' "$(sort -u verdicts)"
		"$validator" "$@" <"$name.wrong" >verdicts
		check_same "$validator refuses an unknown key: $name" 0 "$(grep -c '^\[\]$' verdicts || true)"
		set -- "$name" "$@"
	done
}

outputs() {
	print_all
	print_containers
	documented
	for schema in "$schemas"/output-*.schema.json "$schemas/hook-log.schema.json"; do
		judged "$(basename "$schema" .schema.json)"
	done
}
