# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# For test.sh, whose variables and functions this uses: the ways to name a bundle and a container.
# shellcheck disable=SC2154 # of test.sh

# of_init: prints init's policy
of_init() {
	shown "$(head -n 1 "/proc/$("$runtime" --root "$root" state c | jq .pid)/numa_maps" 2>/dev/null)"
}

# starts_by NAME DIR OPTION...: from this folder
starts_by() {
	name=$1 folder=$2
	shift 2
	new_bundle "$memory_policy"
	(cd "$folder" && wrapped run --detach "$@" c </dev/null >/dev/null 2>&1) || true
	wait_until test -s "$bundle/rootfs/shown" || true
	check_same "$name" bind:0 "$(of_init)"
	end
}

command_lines() {
	case $runtime in
	runc)
		starts_by 'an empty --bundle' "$bundle" --bundle ''
		starts_by 'options with one dash' / -bundle "$bundle" -no-subreaper -keep
		;;
	crun)
		starts_by 'an abbreviated option' / --bund "$bundle"
		starts_by '--config config.json' / --config config.json --bundle "$bundle"
		;;
	esac
	new_bundle "$memory_policy"
	(cd "$bundle" && wrapped run --help >/dev/null)
	check_same 'where no container is named, config.json is left alone' null "$(jq .hooks.createRuntime "$config")"
	wrapped run --detach --bundle "$bundle" -- -x </dev/null >/dev/null 2>&1
	check_same 'a name that begins with a dash' bind:0 "$(shown "$(wrapped exec -- -x /busybox head -n 1 /proc/self/numa_maps 2>&1)")"
	wrapped delete --force -- -x
}

# A root folder like Docker's, through the link /var/run; the runtime creates the missing folders
# with the first container.
linked_root() {
	mkdir "$work/real"
	ln -s real "$work/linked"
	given=$root
	root=$work/linked/made/./later/
	new_bundle "$memory_policy"
	start
	check_same '--root with a symbolic link, which was not there' bind:0 "$(executed)"
	root=$work/real/made/later
	check_same 'by its other name' bind:0 "$(executed)"
	wrapped delete --force c
	check_ok 'forgotten' test ! -e "/run/oci-mempolicy/$(echo "$root" | sed 's,/,%2f,g')/c"
	rm -r "$work/real" "$work/linked" "/run/oci-mempolicy/$(echo "$root" | sed 's,/,%2f,g')"
	root=$given
}

# The default --root, whether given or not, has the same containers.
default_root() {
	given=$root
	root=/run/$runtime
	name=oci-mempolicy-$$
	new_bundle "$memory_policy"
	wrapped run --detach --bundle "$bundle" "$name" </dev/null >/dev/null 2>&1
	check_same 'created with --root, executed without' bind:0 \
		"$(shown "$("$wrapper" --oci-runtime "$runtime" exec "$name" /busybox head -n 1 /proc/self/numa_maps 2>&1)")"
	"$runtime" delete --force "$name"
	rm -rf "/run/oci-mempolicy/$(echo "$root" | sed 's,/,%2f,g')"
	root=$given
}

# For test.sh's rootless(): XDG_RUNTIME_DIR may name another folder the next time.
other_runtime_dir() {
	# shellcheck disable=SC2086 # words are wanted
	$as_user "$wrapper" --oci-runtime "$runtime" --root "$work/home/state" \
		run --detach --bundle "$bundle" c </dev/null >/dev/null 2>&1
	# shellcheck disable=SC2086 # words are wanted
	check_same 'executed with another XDG_RUNTIME_DIR' bind:0 "$(shown "$($as_user XDG_RUNTIME_DIR=/nowhere \
		"$wrapper" --oci-runtime "$runtime" --root "$work/home/state" exec c /busybox head -n 1 /proc/self/numa_maps 2>&1)")"
	check_same 'executed by root' bind:0 "$(shown "$("$wrapper" --oci-runtime "$runtime" \
		--root "$work/home/state" exec c /busybox head -n 1 /proc/self/numa_maps 2>&1)")"
	# shellcheck disable=SC2086 # words are wanted
	$as_user "$runtime" --root "$work/home/state" delete --force c
}

# A runtime with options that this program does not know: --new VALUE and --flag
unknown_options() {
	cat >"$work/newer" <<-END
		#!/bin/bash
		words=()
		while [ \$# -gt 0 ]; do
			case \$1 in
			--new) shift 2 ;;
			--flag) shift ;;
			*) words+=("\$1") && shift ;;
			esac
		done
		exec $runtime "\${words[@]}"
	END
	chmod 755 "$work/newer"
	new_bundle "$memory_policy"
	real=$runtime
	runtime=$work/newer
	says 'the command may be a value' "64 oci-mempolicy-runtime: unknown option \"--new\": \"create\" may be its \
value or the command; join the option and its value with \"=\", or, if it takes none, put another option after it" \
		wrapped --new create run --bundle "$bundle" c
	wrapped --new value run --new value --flag --detach --bundle "$bundle" c </dev/null >/dev/null 2>&1
	check_same 'executed, the name being last' bind:0 "$(shown "$(jq '.process |
		.args = ["/busybox", "head", "-n", "1", "/proc/self/numa_maps"]' "$config" |
		wrapped exec --process /dev/stdin --flag c 2>&1)")"
	unclear="unknown option \"--flag\": \"c\" may be its value or the container's name"
	check_same 'the name may be a value' default "$(executed --flag)"
	check_like 'that is said' "warning: oci-mempolicy-runtime: warning: executed without setting a memory policy: $unclear; *" "$(logged)"
	run wrapped --strict-exec exec --flag c /busybox true
	check_like 'with --strict-exec it is refused' "64 oci-mempolicy-runtime: $unclear; *" "$code $err"
	runtime=$real
	end
	# Of a name that no other run of this test has marked
	name=oci-mempolicy-$$
	new_bundle .
	"$runtime" --root "$root" run --detach --bundle "$bundle" "$name" </dev/null >/dev/null 2>&1
	runtime=$work/newer
	run wrapped --strict-exec exec --flag "$name" /busybox true
	check_same 'but not where no container requests a policy' '0 ' "$code $err"
	runtime=$real
	"$runtime" --root "$root" delete --force "$name"
}

# A container without a policy is not created if another has the same name.
# shellcheck disable=SC2016 # of the script
name_taken() {
	new_bundle "$memory_policy"
	start
	mkdir -p "$work/other"
	jq 'del(.linux.memoryPolicy, .hooks)' "$config" >"$work/other/config.json"
	run wrapped create --bundle "$work/other" c
	check_same 'the name is taken' 1 "$code"
	check_same 'what is executed in the first one has its policy still' bind:0 "$(executed)"
	printf '#!/bin/sh\nfor word; do [ "$word" != state ] || kill -9 $$; done\nexec %s "$@"\n' "$runtime" >"$work/dies"
	chmod 755 "$work/dies"
	real=$runtime
	runtime=$work/dies
	refused 'a runtime that dies when it is asked' 71 "the runtime did not report the container's state: it ended with signal 9" \
		--strict-exec exec c /busybox true
	runtime=$real
	end
}
