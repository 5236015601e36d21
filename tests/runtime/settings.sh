# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# For test.sh, whose variables and functions these use: which runtime is executed, and the
# configuration file.
# shellcheck disable=SC2034,SC2154 # of test.sh

# At exec, the options that the container was created with count, not what the file says later.
options_of_entry() {
	new_bundle .
	echo 'hook-option = --default-policy=bind:0' >"$conf/runtime.conf"
	start
	check_same 'a default policy' bind:0 "$(executed)"
	echo 'hook-option = --default-policy=interleave:0' >"$conf/runtime.conf"
	check_same 'another default policy later' bind:0 "$(executed)"
	rm "$conf/runtime.conf"
	check_same 'none later' bind:0 "$(executed)"
	end
	rm "$bundle/rootfs/shown"
	start
	check_same 'started again by its own entry' bind:0 "$(shown "$(cat "$bundle/rootfs/shown")")"
	check_same 'executed, too' bind:0 "$(executed)"
	end
	new_bundle ".annotations = {\"io.github.oci-mempolicy.policy\": \"bind:0\"} | .hooks.createRuntime =
		[{path: \"$hook\", args: [\"oci-mempolicy-hook\", \"--no-annotations\"], env: []}]"
	start
	check_same 'an annotation that its entry ignores' 'default default' \
		"$(shown "$(cat "$bundle/rootfs/shown")") $(executed)"
	end
}

# A mark may be left behind by another container of the name.
policy_after_creation() {
	new_bundle .
	start
	mkdir -p "$marks"
	: >"$marks/c"
	for option in --policy=bind:0 --default-policy=bind:0; do
		echo "hook-option = $option" >"$conf/runtime.conf"
		check_same "$option, after a container was created without" default "$(executed)"
	done
	rm "$conf/runtime.conf"
	end
}

# A hook entry that requests no policy does not override the administrator's.
policy_beside_entry() {
	entry="{path: \"$hook\", args: [\"oci-mempolicy-hook\"], env: []}"
	echo 'hook-option = --policy=bind:0' >"$conf/runtime.conf"
	new_bundle ".hooks.createContainer = [$entry]"
	start
	check_same '--policy beside an entry without' 'bind:0 bind:0' "$(shown "$(cat "$bundle/rootfs/shown")") $(executed)"
	check_same 'it is in an entry of its own' '[["oci-mempolicy-hook","--policy=bind:0"]] [["oci-mempolicy-hook"]]' \
		"$(jq -r '[.hooks.createRuntime, .hooks.createContainer] | map(map(.args) | tojson) | join(" ")' "$config")"
	echo 'hook-option = --policy=interleave:0' >"$conf/runtime.conf"
	check_same 'another --policy later' bind:0 "$(executed)"
	echo 'hook-option = --policy=bind:0' >"$conf/runtime.conf"
	end
	cp "$config" "$work/before"
	rm "$bundle/rootfs/shown"
	start
	check_ok 'started again, it is not edited again' cmp "$work/before" "$config"
	end
	new_bundle "$memory_policy | .hooks.createRuntime = [$entry]"
	cp "$config" "$work/before"
	start
	check_ok 'nor is one that requests the same policy' cmp "$work/before" "$config"
	end
	new_bundle ".hooks.createRuntime = [$entry | .args += [\"--policy=interleave:0\"]]"
	differ='remove one, or make them equal; --policy is a hook-option in /etc/oci-mempolicy/runtime.conf'
	refused 'a --policy beside an entry with another' 65 "/hooks/createRuntime/0/args: two different memory \
policies are requested: interleave:0 here, and bind:0 by --policy; $differ" create --bundle "$bundle" c
	new_bundle '.annotations = {"io.github.oci-mempolicy.policy": "local"}'
	config_refused 'a --policy and another annotation' 65 "/annotations/io.github.oci-mempolicy.policy: two different \
memory policies are requested: local here, and bind:0 by --policy; $differ"
}

# Without a runtime that could answer.
own_answers() {
	usage='Usage: oci-mempolicy-runtime [[]--oci-runtime RUNTIME] *'
	run "$wrapper"
	check_like 'no arguments' "64 $usage" "$code $err$out"
	for option in -h --help; do
		run "$wrapper" "$option"
		check_like "$option" "0 $usage --strict-exec  *" "$code $out$err"
	done
	for option in -v --version; do
		run "$wrapper" --strict-exec "$option"
		check_like "$option" '0 oci-mempolicy-runtime [0-9].*' "$code $out$err"
	done
}

named() {
	about=
	ln -s oci-mempolicy-runtime "$wrapper-runc"
	check_same 'by a link' "$(runc --version)" "$("$wrapper-runc" --version)"
	check_same 'an option counts more' "$(crun --version)" "$("$wrapper-runc" --oci-runtime crun --version)"
	says 'one that is not there' '64 oci-mempolicy-runtime: the OCI runtime "nowhere" is not found; install it, or name it by its path' \
		"$wrapper" --oci-runtime nowhere list
	says 'itself' "64 oci-mempolicy-runtime: the OCI runtime $wrapper is this program; name the runtime that it should execute" \
		"$wrapper" --oci-runtime "$wrapper" list
	if [ -e "$conf" ]; then
		tap_failed 'the configuration file' "$conf exists: remove it, or wait for the other run of this test"
		return
	fi
	made_conf=yes
	mkdir "$conf"
	says 'none' "64 oci-mempolicy-runtime: no OCI runtime is named; give --oci-runtime runc, or write \
\"oci-runtime = runc\" into $conf/runtime.conf, or run this program by a link named oci-mempolicy-runtime-runc" \
		"$wrapper" list
	own_answers
	echo nonsense >"$conf/runtime.conf"
	own_answers
	printf '# of the administrator\n\noci-runtime = crun\nhook-option = --syslog=never\nstrict-exec = yes\n' >"$conf/runtime.conf"
	check_same 'by the file' "$(crun --version)" "$("$wrapper" --version)"
	runtime=crun
	new_bundle "$memory_policy"
	start
	check_same "options of the hook's entry" '["oci-mempolicy-hook","--syslog=never"]' "$(jq -c '.hooks.createRuntime[0].args' "$config")"
	end
	options_of_entry
	policy_after_creation
	policy_beside_entry
	for wrong in 'oci-runtime|"oci-runtime": see' 'strict-exec = perhaps|strict-exec' 'hook = x|absolute path' 'hook-option = --foo|wrong option'; do
		echo "${wrong%|*}" >"$conf/runtime.conf"
		run "$wrapper" --oci-runtime crun run
		check_like "in the file: ${wrong%|*}" "65 oci-mempolicy-runtime: $conf/runtime.conf:*" "$code $err"
	done
	printf 'hook = x\noci-runtime = crun\n' >"$conf/runtime.conf"
	says 'a mistake in the file keeps nobody from other commands' "0 $(crun list)" "$wrapper" list
	rm -rf "$conf"
}
